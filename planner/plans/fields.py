"""Typed values out of a hand-written table, with everything that is wrong in it."""

import difflib
import math
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from layers.errors import UserError
from planner.plans.toml_file import Place, TomlFile

IDENTIFIER = "[a-z][a-z0-9_]*"
"""How ids and codes are written: they stand in file names, lists and command lines."""

NO_SUCH_KEY = "没有这一项"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, at a line and key."""

    line: int
    key: str
    what: str
    remedy: str = ""


@dataclass
class Fields:
    """One table of a file. Every reading method returns a harmless value where it notes a problem."""

    file: TomlFile
    place: Place
    table: dict[str, Any]
    problems: list[Problem]
    _known: list[str] = field(default_factory=list)

    def wrong(self, key: str, what: str, remedy: str = "") -> None:
        """Note a problem at a key."""
        shown = key or next((name for name in reversed(self.place) if isinstance(name, str)), "")
        self.problems.append(Problem(self.file.line_of(self.place, key), shown, what, remedy))

    def text(self, key: str, default: str | None = None, *, allowed: Collection[str] = (), pattern: str = "") -> str:
        """A text; required and not empty where there is no default."""
        value = self._value(key, default)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, "应当是文字", "请用英文双引号括起来")
            return ""
        if default is None and not value.strip():
            self.wrong(key, "不能空着", "请填写")
        elif allowed and value not in allowed:
            self.wrong(key, f"“{value}”不认识", _nearest(value, allowed))
        elif pattern and value and not re.fullmatch(pattern, value):
            self.wrong(key, f"“{value[:40]}”写法不对", "请按 docs/plan-format.md 的写法改正")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where not written."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, "应当是一列文字", '例如 ["街道", "镇"]')
            return ()
        return tuple(value)

    def texts(self, key: str, *, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of words, each of `allowed`, none twice; empty where not written."""
        value = self.words(key)
        for item in value:
            if item not in allowed:
                self.wrong(key, f"“{item}”不认识", _nearest(item, allowed))
        if len(set(value)) < len(value):
            self.wrong(key, "同一个词写了两遍", "请去掉重复的")
        return value

    def number(self, key: str, *, required: bool = False) -> float | None:
        """A finite number, None where not written."""
        value = self._value(key, None if required else math.nan)
        if value is None or value is math.nan:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.wrong(key, "应当是数字", "数字不加引号，不写单位")
            return None
        if not abs(value) <= 1e15:
            self.wrong(key, "数字太大或不是数", "请核对这个数字")
            return None
        return float(value)

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`; required where there is no default."""
        value = self._value(key, default)
        if key not in self.table:
            return low if default is None else default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(key, f"应当是 {low} 到 {high} 的整数", "数字不加引号，不写小数")
            return low
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false; required where there is no default."""
        value = self._value(key, default)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, "应当是 true 或 false", "不加引号")
        return value is True

    def inner(self, key: str) -> "Fields | None":
        """A table inside this one, None where not written."""
        value = self._value(key, {})
        if not isinstance(value, dict):
            self.wrong(key, "应当是一张表", f"例如 {key} = {{ minutes = 15 }}")
            return None
        return Fields(self.file, (*self.place, key), value, self.problems) if key in self.table else None

    def rows(self, key: str) -> list["Fields"]:
        """The tables of a list of tables, empty where not written."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, "应当是一组表", f"每一项以 [[{key}]] 开头")
            return []
        return [Fields(self.file, (*self.place, key, row), item, self.problems) for row, item in enumerate(value)]

    def finish(self) -> None:
        """Note the keys that nothing asked for. Call it after the last value is read."""
        for key in self.table:
            if key not in self._known:
                self.wrong(key, NO_SUCH_KEY, _nearest(key, self._known))

    def _value(self, key: str, default: Any) -> Any:
        """The raw value; None, with a problem, where it is missing and there is no default."""
        self._known.append(key)
        if key not in self.table and default is None:
            self.wrong(key, "没有写", "这一项必须有")
        return self.table.get(key, default)


def raise_problems(file: TomlFile, problems: list[Problem]) -> None:
    """Report what is wrong, the first in full and the others by line.

    Raises:
        UserError: there is any problem.
    """
    if not problems:
        return
    # A misspelt key first: the key that seems to be missing is then the same fault.
    first, *others = sorted(problems, key=lambda problem: (problem.what != NO_SUCH_KEY, problem.line))
    more = "；".join(f"第 {problem.line} 行 {problem.key} {problem.what}" for problem in others[:3])
    count = f"。另有 {len(others)} 处：{more}{' 等' if len(others) > 3 else ''}" if others else ""
    raise UserError(first.what, where=f"{file.name} 第 {first.line} 行 {first.key}", remedy=first.remedy + count)


def _nearest(word: str, words: Collection[str]) -> str:
    close = difflib.get_close_matches(word[:80], words, n=1)
    if close and close[0]:
        return f"是不是“{close[0]}”？"
    known = "、".join(word for word in words if word)
    return f"可写 {known}" if known else "这里不用写"
