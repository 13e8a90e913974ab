"""What a command prints: one JSON object, or a plain table; progress on the error stream."""

import json
import math
import os
import sys
import time
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from layers.finding import SEVERITY_LABELS, Finding

_STEP_SECONDS = 0.5


class Progress:
    """Feedback on the terminal: silent for half a second, then one line that keeps rewriting itself.

    Where the error stream is no terminal nothing is written: there it holds messages only.
    """

    def __init__(self) -> None:
        self._next = time.monotonic() + _STEP_SECONDS
        self._shown = 0

    def progress(self, share: float, text: str = "") -> None:
        """Show where the job is, when the last look is old enough."""
        if sys.stderr.isatty() and time.monotonic() >= self._next:
            self._next = time.monotonic() + _STEP_SECONDS
            self._rewrite(f"{share:4.0%} {text}")

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away before something else is printed."""
        if self._shown:
            self._rewrite("")
            print("\r", end="", file=sys.stderr, flush=True)

    def _rewrite(self, line: str) -> None:
        blank = " " * max(self._shown - width(line), 0)
        print(f"\r{line}{blank}", end="", file=sys.stderr, flush=True)
        self._shown = width(line)


def say(text: str) -> None:
    """A message for a person, on the error stream."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:  # nobody listens any more, so there is nobody to tell
        _close_quietly(sys.stderr)


class UnheardError(Exception):
    """What was printed could not go out: the reader is gone (`| head`), or the disk is full."""


_UNPRINTABLE = {code: " " for code in (*range(32), *range(127, 160)) if chr(code) != "\t"}
"""Control characters, which a name in a stranger's file may hold: they would rewrite the terminal."""


def put(text: str) -> None:
    """A line of the result, on the output stream.

    Raises:
        UnheardError: it cannot go out.
    """
    _put(plain(text))


def plain(text: str) -> str:
    """The text on one line, with blanks for control characters."""
    return text.translate(_UNPRINTABLE)


def _put(text: str) -> None:
    try:
        print(text)
    except OSError as error:
        raise UnheardError from error


def finish() -> None:
    """Send out what still waits to be.

    Raises:
        UnheardError: it cannot go out.
    """
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        raise UnheardError from error


def say_unheard() -> None:
    """Tell that the result did not go out, and drop the rest of it."""
    _close_quietly(sys.stdout)
    say("结果没有写完:输出被关闭,或磁盘已满")


def _close_quietly(stream: TextIO) -> None:
    """Let what is left in a broken stream go nowhere: else Python complains of it in English at the end."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on the output stream; what is not finite becomes null."""
    _put(json.dumps(_finite(value), ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table in columns that line up, a Chinese character being two wide."""
    lines = [list(header), *[[plain(cell) for cell in row] for row in rows]]
    widths = [max(width(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True))
        put("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def print_findings(findings: Sequence[Finding]) -> None:
    """Findings in words, with their first places and their remedy."""
    for finding in findings:
        shown = () if finding.table == "facilities" else finding.rows  # ids say nothing, and the message has the names
        places = f"({'、'.join(shown[:5])}{'……' if len(shown) > 5 else ''})" if shown else ""
        remedy = f"。{finding.remedy}" if finding.remedy else ""
        put(f"[{SEVERITY_LABELS[finding.severity]}] {finding.message}{places}{remedy}")


def figure(value: float | None, unit: str = "") -> str:
    """A figure for reading: at most two decimals, and words where there is none."""
    if value is None or math.isnan(value):
        return "—"
    if math.isinf(value):
        return "不可达"
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text + unit
