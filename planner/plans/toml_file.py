"""A TOML file that somebody wrote by hand, with the line of every key."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.errors import UserError
from layers.storage_errors import storage_error

LARGEST_BYTES = 1_000_000
"""Some thirty times the largest plan; a larger file is something else and is not even read."""

LONGEST_LINE = 10_000
"""A longer line is no plan either, and a key of so many dots takes the parser minutes."""

Place = tuple[str | int, ...]
"""The way to a table: () at the top, ("indicator", 3), ("indicator", 3, "choice", 0)."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-\"']+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*[\"']?([\w\-]+)[\"']?\s*[.=]")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True)
class TomlFile:
    """A parsed file.

    Attributes:
        name: file name, for messages.
        table: the contents.
        lines: line by (place, key); the key "" is the table's header.
    """

    name: str
    table: dict[str, Any]
    lines: dict[tuple[Place, str], int] = field(repr=False)

    def line_of(self, place: Place, key: str = "") -> int:
        """The line of a key, of its table where the key is not written, 1 at worst."""
        while (place, key) not in self.lines and (place, "") not in self.lines and place:
            place, key = place[:-1], str(place[-1])
        return self.lines.get((place, key)) or self.lines.get((place, "")) or 1


def read_toml(path: Path) -> TomlFile:
    """Read a file.

    Raises:
        UserError: it is missing, too large, not UTF-8 or not TOML.
    """
    text = _text(path)
    _check_lines(path, text)
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise UserError("括号套得太深", where=path.name, remedy="请按 docs/plan-format.md 的写法改正") from None
    except ValueError as error:
        raise _syntax_error(path, text, str(error)) from None
    return TomlFile(path.name, table, _lines(text))


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise UserError("找不到文件", where=str(path), remedy="请检查路径")
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise UserError(
                f"文件有 {size / 1e6:.0f} MB，不像是规划文件",
                where=path.name,
                remedy=f"规划文件不超过 {LARGEST_BYTES // 1_000_000} MB，请检查是否选错了文件",
            )
        data = path.read_bytes()
    except OSError as error:
        raise storage_error(error, path) from error
    try:
        # Notepad writes a mark before the first letter, which TOML does not know.
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = f"{path.name} 第 {line} 行"
        raise UserError("文字不是 UTF-8 编码", where=where, remedy="请用记事本打开，另存为时编码选 UTF-8") from None


def _check_lines(path: Path, text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            where = f"{path.name} 第 {number} 行"
            raise UserError("这一行太长，不像是规划文件", where=where, remedy="请检查是否选错了文件")


def _syntax_error(path: Path, text: str, message: str) -> UserError:
    found = _AT.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    key = _KEY.match(text.split("\n")[line - 1]) if found else None
    what = "同一项写了两遍" if "overwrite" in message or "declare" in message or "redefine" in message else "写法不对"
    where = f"{path.name} 第 {line} 行{f' {key[1]}' if key else ''}"
    return UserError(what, where=where, remedy="文字要用英文双引号括起，数字不加引号，等号左边的名称不能重复")


def _lines(text: str) -> dict[tuple[Place, str], int]:
    lines: dict[tuple[Place, str], int] = {}
    counts: dict[Place, int] = {}
    place: Place = ()
    inside_text = False
    for number, line in enumerate(text.split("\n"), start=1):
        starts_inside = inside_text
        if (line.count('"""') + line.count("'''")) % 2:
            inside_text = not inside_text
        if starts_inside:
            continue
        if header := _HEADER.match(line):
            place = _enter(counts, header[2].split("."), repeated=header[1] == "[[")
            lines[place, ""] = number
        elif key := _KEY.match(line):
            lines.setdefault((place, key[1]), number)
    return lines


def _enter(counts: dict[Place, int], names: list[str], *, repeated: bool) -> Place:
    """The place that a header opens; a repeated one adds a table to its list."""
    place: Place = ()
    for depth, name in enumerate(names, start=1):
        place = (*place, name.strip("\"'"))
        if repeated and depth == len(names):
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place
