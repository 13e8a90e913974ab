"""One question after the other: which unit does this text, code or both mean?"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from layers import codes
from layers.matching.names import LONGEST, fold_name
from layers.matching.unit_index import UnitIndex
from layers.matching.unit_names import Fits, Hit, hits, near

_SOUNDED, _RANKED = 2000, 500
"""Texts that nothing fits which are read aloud, and for which near ones are sought; nobody goes through more."""
_CODE_CHARACTERS = frozenset("0123456789.+-eE' ")


@dataclass(frozen=True)
class Asked:
    """What one row of a source says of its unit: a name, a code, the code of a unit it lies in; "" for nothing."""

    text: str
    code: str
    within: str


@dataclass(frozen=True)
class Found:
    """What it means.

    Attributes:
        row: the unit's row, -1 where none fits or several do.
        reason: in plain Chinese.
        others: rows of units that it may mean besides.
        namesakes: it means one of the others for sure, and nothing written tells which.
    """

    row: int
    reason: str
    sure: bool
    others: tuple[int, ...] = ()
    namesakes: bool = False


def asked_of(text: str, code: str, within: str) -> Asked:
    """A question; a text that is a code, or begins with one, is taken for what it is."""
    text, code = text.strip(), code.strip()
    if code or not text:
        return Asked(text, code, within)
    if set(unicodedata.normalize("NFKC", text)) <= _CODE_CHARACTERS:
        return Asked("", text, within)
    digits = next((i for i, c in enumerate(text) if not c.isdecimal()), len(text))
    return Asked(text[digits:].strip(), text[:digits], within) if digits in (6, 9, 12) else Asked(text, "", within)


class UnitSearch:
    """Finds units of one level, or of any, by what is written."""

    def __init__(self, index: UnitIndex, level: str, confirmed: Mapping[str, str]) -> None:
        self._index, self._level, self._confirmed = index, level, confirmed
        self._missed = 0

    def key(self, asked: Asked) -> str:
        """What a question is called on the screen and in `confirmed`: with the upper unit where the name repeats."""
        text = asked.text or asked.code
        above = self._index.units.row_of.get(asked.within, -1)
        repeated = len(self._index.now.full.get(fold_name(asked.text), ())) > 1
        return f"{self._index.units.name[above]}{text}" if repeated and above >= 0 else text

    def find(self, asked: Asked) -> Found:
        """The unit, or those it may be."""
        for said in (self.key(asked), asked.text, asked.code):
            if said and said in self._confirmed:
                return self._as_confirmed(self._confirmed[said])
        by_code = self._by_code(asked.code) if asked.code else None
        if by_code is None:
            return self._by_name(asked)
        if not asked.text:
            return by_code
        by_name = self._by_name(asked)
        if by_code.row >= 0:
            return self._doubted(by_code, by_name)
        return replace(by_name, reason=f"{by_code.reason};{by_name.reason}") if by_name.row >= 0 else by_code

    def _as_confirmed(self, code: str) -> Found:
        row = self._index.units.row_of.get(code, -1)
        if code and row < 0:
            return Found(-1, "确认过的单元已经不在区域里", sure=False)
        return Found(row, "您已确认" if code else "您已确认不是这里的单元", sure=True)

    def _by_code(self, text: str) -> Found:
        try:
            code = codes.normalise("".join(unicodedata.normalize("NFKC", text).split()))
        except ValueError:
            reason = "代码被表格软件改成了科学计数,位数丢了" if "e" in text.lower() else "不是区划代码"
            return Found(-1, reason, sure=False)
        units = self._index.units
        row, old = units.row_of.get(code, -1), self._index.old_codes.get(code, -1)
        for found, reason in ((row, "代码相同"), (old, f"{code} 是它原来的代码")):
            if found >= 0 and self._fits(found):
                return Found(found, reason, sure=True)
        if row >= 0:
            return Found(-1, f"代码是{units.name[row]}的,不是这一级的单元", sure=False, others=(row,))
        return self._below(code)

    def _below(self, code: str) -> Found:
        """A code that the region does not have, of a unit that lies in one it has."""
        upper = [code[: codes.DIGITS[level]].ljust(12, "0") for level in ("township", "county")]
        row = next((r for c in upper if c != code and (r := self._index.units.row_of.get(c, -1)) >= 0), -1)
        name = f"区域里没有代码 {code}"
        if row < 0 or not self._index.above(row) or self._level:
            return Found(-1, name, sure=False)
        return Found(row, f"{name},但它属于{self._index.units.name[row]}", sure=True)

    def _doubted(self, by_code: Found, by_name: Found) -> Found:
        """A code beside quite another name is to be confirmed."""
        if by_name.row < 0 or not by_name.sure or by_name.row == by_code.row:
            return by_code
        code = str(self._index.units.code[by_code.row])
        if self._index.lies_in(by_name.row, code):
            return replace(by_name, reason=f"{by_name.reason},代码是它的上级")
        reason = f"代码是{self._index.label(by_code.row)},名称却是{self._index.label(by_name.row)},请确认"
        return Found(by_code.row, reason, sure=False, others=(by_name.row,))

    def _by_name(self, asked: Asked) -> Found:
        folded = fold_name(asked.text)
        if not folded or len(folded) > LONGEST:
            return Found(-1, "没有写明单元" if not folded else "太长,不像单元的名称", sure=False)
        if asked.within:
            inside = self._first(folded, lambda row: self._fits(row, asked.within))
            if inside is not None:
                return _settled(inside)
        hit = self._first(folded, self._fits)
        if hit is not None and asked.within:
            return Found(-1, "所写的上级里没有这个单元,别处有", sure=False, others=hit.rows)
        return _settled(hit) if hit is not None else self._offered(folded)

    def _first(self, folded: str, fits: Fits) -> Hit | None:
        return next(hits(self._index, folded, fits, by_sound=self._missed < _SOUNDED), None)

    def _offered(self, folded: str) -> Found:
        self._missed += 1
        others = near(self._index, folded, self._of_level) if self._missed <= _RANKED else ()
        much = "(认不出的太多,没有再找相近的)" if self._missed > _RANKED else ""
        return Found(-1, f"区域里没有叫这个名称的单元{much}", sure=False, others=others)

    @cached_property
    def _of_level(self) -> tuple[int, ...]:
        return tuple(row for row in range(len(self._index.units)) if self._fits(row))

    def _fits(self, row: int, within: str = "") -> bool:
        if self._level and self._index.units.level[row] != self._level:
            return False
        return not within or self._index.lies_in(row, within)


def _settled(hit: Hit) -> Found:
    if len(hit.rows) == 1:
        return Found(hit.rows[0], hit.reason, hit.sure)
    reason = f"有 {len(hit.rows)} 个单元都叫这个名称,请确认是哪一个"
    return Found(-1, reason, sure=False, others=hit.rows, namesakes=hit.sure)
