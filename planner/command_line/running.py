"""From the words to the command, and from what went wrong to an exit code."""

import argparse
from collections.abc import Callable, Sequence

from layers.errors import Cancelled, UserError
from planner.command_line import parser, regions
from planner.command_line.output import say

Command = Callable[[argparse.Namespace], int]


def run(argv: Sequence[str]) -> int:
    """Run one command.

    Returns:
        0 done; 1 done, with blocking findings; 2 something the user can mend, said in plain Chinese.
    """
    try:
        arguments = parser.build().parse_args(argv)
        return _command(arguments.command)(arguments)
    except UserError as error:
        say(str(error))
        return 2
    except (Cancelled, KeyboardInterrupt):
        say("已取消,没有留下任何改动")
        return 2


def _command(name: str) -> Command:
    """The function behind a command; what it needs is imported only for it."""
    if name in regions.COMMANDS:
        return regions.COMMANDS[name]
    from planner.command_line import measuring

    return measuring.COMMANDS[name]
