"""The start of 一刻 Yike: the window, or a command."""

import sys
from collections.abc import Sequence
from pathlib import Path

COMMANDS = (
    *(
        "plans",
        "sample",
        "new",
        "contents",
        "template",
        "import",
        "download",
        "place",
        "spread",
        "check",
        "mend",
        "undo",
        "redo",
    ),
    *("log", "enter", "evaluate", "reach", "brief"),
)


def main(argv: Sequence[str]) -> int:
    """Run a command, or open the window on a region file or the sample.

    Returns:
        The exit code: 0 done, 1 done with blocking findings, 2 something the user can mend.
    """
    _speak_utf8()
    if argv and argv[0] == "--read-foreign":
        from layers.foreign.child import main as read_foreign

        return read_foreign(argv[1:])
    if argv and argv[0] == "--download-osm":
        from layers.download.child import main as download_osm

        return download_osm(argv[1:])
    if argv and argv[0] == "--self-check":
        from planner.command_line import guarded
        from planner.command_line.self_check import self_check

        return guarded(self_check)
    if argv and (argv[0] in COMMANDS or argv[0].startswith("-") or len(argv) > 1):
        from planner.command_line import run

        return run(argv)
    return _window(argv)


def _window(argv: Sequence[str]) -> int:
    from layers.errors import UserError

    try:
        from planner.desktop import run

        return run(Path(argv[0]) if argv else None)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2


def _speak_utf8() -> None:
    """Chinese on every console: an old code page must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
