"""From the words to the command, and from what went wrong to an exit code."""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from layers.crash_report import report_folder, write_report
from layers.errors import Cancelled, UserError
from layers.foreign.process import ChildError
from planner.command_line import editing, importing, parser, planning, regions
from planner.command_line.output import UnheardError, finish, say, say_unheard

Command = Callable[[argparse.Namespace], int]


def run(argv: Sequence[str]) -> int:
    """Run one command.

    Returns:
        0 done; 1 done, with blocking findings; 2 it could not be done, and why was said in plain Chinese.
    """
    return guarded(lambda: _run(argv))


def guarded(job: Callable[[], int]) -> int:
    """The exit code of a job. Whatever happens is told in a line of Chinese; a fault of the program is written down."""
    try:
        code = job()
        finish()
        return code
    except UserError as error:
        _refused(error)
    except UnheardError:
        say_unheard()
    except (Cancelled, KeyboardInterrupt):
        say("已取消,没有留下任何改动")
    except MemoryError:
        say("内存不够,没有做完。请关闭其他程序,或缩小数据范围后再试")
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, it ends here
        say(f"程序出了故障,没有做完。故障记录(只在本机):{_written_down(error)}")
    return 2


def _run(argv: Sequence[str]) -> int:
    try:
        arguments = parser.build().parse_args(argv)
    except SystemExit as ended:  # --help
        return int(ended.code or 0)
    return _command(arguments.command)(arguments)


def _command(name: str) -> Command:
    """The function behind a command; what it needs is imported only for it."""
    for commands in (regions.COMMANDS, importing.COMMANDS, editing.COMMANDS, planning.COMMANDS):
        if name in commands:
            return commands[name]
    from planner.command_line import measuring

    return measuring.COMMANDS[name]


def _refused(error: UserError) -> None:
    """Tell what the user can mend; where the child that reads files broke down, write that down as well."""
    say(str(error))
    if isinstance(error.__cause__, ChildError):
        say(f"故障记录:{_written_down(error)}")


def _written_down(error: Exception) -> Path | str:
    """Where the report lies: in its own folder, else among the temporary files."""
    for folder_of in (report_folder, tempfile.gettempdir):
        try:
            return write_report(error, Path(folder_of()))
        except OSError:  # a full disk, a home that cannot be written: try the next
            continue
    return "写不下来,请检查磁盘空间"
