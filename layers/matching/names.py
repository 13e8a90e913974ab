"""Names of administrative units taken apart: stem and class, the folding under which they are compared."""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from layers.resources import resource

LONGEST = 60
"""Characters of the longest text that is looked at as a name."""

_LEFT_OUT = frozenset("-–—_/\\·•・>|'\"“”‘’`")
_UPPER = ("省", "自治区", "市", "自治州", "地区", "盟")
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Name:
    """A name taken apart.

    Attributes:
        full: as compared, an office behind it taken off.
        stem: without the ending, "" where nothing is left.
        klass: class or kind of class that the ending tells, "" where there is none.
        level: level of the class, "" where several have it.
    """

    full: str
    stem: str
    klass: str
    level: str

    @property
    def plain(self) -> str:
        """The stem without the peoples that stand at its end."""
        stem, peoples = self.stem, tuple(words()["characters"]["peoples"])
        while stem.endswith(peoples):
            stem = next(stem.removesuffix(people) for people in peoples if stem.endswith(people))
        return stem or self.stem


@cache
def words() -> Mapping[str, Any]:
    """The words around names, see `resources/unit_words.toml`."""
    with resource("unit_words.toml").open("rb") as file:
        return tomllib.load(file)


def fold_name(text: str) -> str:
    """A name as it is compared: half-width, today's characters, numbers in Chinese, no blanks and hyphens."""
    normal = unicodedata.normalize("NFKC", text).translate(_plain())
    kept = unicodedata.normalize("NFKC", "".join(c for c in normal if not _is_left_out(c))).casefold()
    return "".join(_in_chinese(part) for part in _runs(kept)) if any("0" <= c <= "9" for c in kept) else kept


@cache
def _is_left_out(character: str) -> bool:
    return character.isspace() or character in _LEFT_OUT or unicodedata.category(character) in ("Cc", "Cf")


def without_brackets(folded: str) -> str:
    """A folded name without what stands in brackets."""
    kept, depth = [], 0
    for character in folded:
        depth += character in "([<【〔"
        if depth <= 0:
            kept.append(character)
        depth -= character in ")]>】〕"
        depth = max(depth, 0)
    return "".join(kept)


def split_name(folded: str) -> Name:
    """A folded name as stem and class."""
    full = _without_office(folded)
    for ending, klass, level in _endings():
        if full.endswith(ending):
            return Name(full, full.removesuffix(ending), klass, level)
    return Name(full, full, "", "")


def _without_office(folded: str) -> str:
    for office in words()["offices"]:
        rest = folded.removesuffix(office)
        if rest != folded and len(rest) > 1:
            return rest
    return folded


@cache
def _endings() -> tuple[tuple[str, str, str], ...]:
    found = [(word, entry["class"], entry["level"]) for entry in words()["ending"] for word in entry["words"]]
    return tuple(sorted(found, key=lambda entry: -len(entry[0])))


@cache
def _plain() -> Mapping[int, str]:
    return {ord(pair[0]): pair[1] for pair in words()["characters"]["plain"]}


def look(stem: str) -> str:
    """A stem in which characters that look alike are one."""
    return stem.translate(_alike())


@cache
def _alike() -> Mapping[int, str]:
    return {ord(other): group[0] for group in words()["characters"]["alike"] for other in group[1:]}


def _runs(text: str) -> Iterator[str]:
    """The text in runs of digits and runs of other characters."""
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or (text[i] in "0123456789") != (text[start] in "0123456789"):
            yield text[start:i]
            start = i


def _in_chinese(run: str) -> str:
    """Digits in Chinese: a number below a hundred as it is spoken, others digit by digit."""
    if run[0] not in "0123456789":
        return run
    if len(run) > 2 or run[0] == "0":
        return "".join(_DIGITS[int(digit)] for digit in run)
    tens, ones = divmod(int(run), 10)
    before = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones or not tens else "")


def name_parts(folded: str) -> list[str]:
    """Region names written in one, such as 沈阳市浑南区, as their parts, the lowest first."""
    parts, start = [], 0
    for i in range(2, len(folded) - 1):
        if i - start >= 2 and folded[start:i].endswith(_UPPER):
            parts.append(folded[start:i])
            start = i
    return [folded[start:], *reversed(parts)]


def sounds(stem: str, *, limit: int = 32) -> Sequence[str]:
    """How a stem may be read, in letters without tones: as pypinyin reads it, then every reading of each character."""
    from pypinyin import Style, lazy_pinyin, pinyin  # half a second, and most imports do without

    readings = [""]
    for character in stem:
        (options,) = pinyin(character, style=Style.NORMAL, heteronym=True)
        readings = [before + syllable.lower() for before in readings for syllable in options][:limit]
    return list(dict.fromkeys(("".join(lazy_pinyin(stem)).lower(), *readings)))


def fold_text(text: str) -> str:
    """Any text as it is compared: half-width, lower case, today's characters, without blanks and what is not seen."""
    dense = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    seen = dense if dense.isprintable() else "".join(c for c in dense if c.isprintable())
    folded = unicodedata.normalize("NFKC", seen)
    return folded if _traditional().isdisjoint(folded) else folded.translate(_plain())


@cache
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, _plain()))
