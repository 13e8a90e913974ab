"""Whether two facilities of one kind that stand together are called alike, or are two: parts, branches, neighbours."""

import re
from functools import cache, lru_cache

from layers.matching.kind_words import kind_words

_ALIKE = 80.0
_LONGEST_PART = 4
_TELLING = frozenset("0123456789〇一二三四五六七八九十东西南北中上下前后左右新旧大小甲乙丙丁abcdefg")
_UPPER = re.compile(r"^(?:.{2,4}?(?<![社小园校院都城])[省市区县旗])+")


def alike(one: str, other: str) -> bool:
    """Whether what two are called may mean one: but for a slip, the unit before it, or words that tell nothing.

    A number, a direction, a part of the house or a further word tells two of a kind apart.

    Args:
        one, other: folded, without the words that tell a kind.
    """
    if len(one) < 2 or len(other) < 2 or _marks(one) != _marks(other):
        return False
    one, other = _plain(one), _plain(other)
    return one == other or _nearly(one, other)


def _nearly(one: str, other: str) -> bool:
    from rapidfuzz.distance import Postfix, Prefix  # only where two stand together

    before = int(Prefix.similarity(one, other))
    after = int(Postfix.similarity(one[before:], other[before:]))
    first, second = one[before : len(one) - after], other[before : len(other) - after]
    if first and second:
        return len(first) == len(second) == 1 and _is_slip(one, other, after)
    return _is_idle(first or second, before, min(len(one), len(other)))


def _is_slip(one: str, other: str, after: int) -> bool:
    """Whether two that differ in one character are long enough for it to be a slip, and it tells no two parts."""
    from rapidfuzz import fuzz  # only where two stand together

    behind, parts = one[len(one) - after :], tuple(_parts())
    if behind.startswith(parts):
        return False
    if len(behind) <= _LONGEST_PART and f"{one[-after - 1]}{behind}".endswith(parts):
        return False
    return fuzz.ratio(one, other) >= _ALIKE


def _is_idle(more: str, before: int, rest: int) -> bool:
    """Whether what one has more than the other tells nothing: a place before it, or one character."""
    if rest < 2 or any(part in more for part in _parts()):
        return False
    return not before or len(more) == 1


@lru_cache(maxsize=1 << 14)
def _marks(text: str) -> str:
    return "".join(sorted(filter(_TELLING.__contains__, text)))


@lru_cache(maxsize=1 << 14)
def _plain(text: str) -> str:
    """What is called without upper units before it and words that tell nothing."""
    bare = _idle().sub("", text)
    return _UPPER.sub("", bare) or bare


@cache
def _parts() -> frozenset[str]:
    return frozenset(kind_words()["part"])


@cache
def _idle() -> re.Pattern[str]:
    words = sorted(kind_words()["idle"], key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words))
