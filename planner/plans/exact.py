"""Exact arithmetic on figures that people write as decimals.

0.1 + 0.2 is 0.3 here. A figure read as a float stands for the shortest decimal that prints as it,
which is the one that was written; a sum or ratio of such figures is a fraction, and becomes a float
only at the end, correctly rounded. So two figures that are equal on paper are equal floats.
"""

import math
from collections.abc import Iterable
from fractions import Fraction

from layers.errors import UserError

POINTS = "百分点"
"""The unit of a target that is a difference of two percentages."""

LARGEST = 1e15
"""No count of people, beds or square metres comes near it: what is larger stands in a damaged file."""

_TEN_THOUSAND, _HUNDRED_MILLION = "万", "亿"


def is_figure(number: object) -> bool:
    """Whether it is a number that a figure may have; text and blanks of a damaged file are none."""
    return isinstance(number, (int, float)) and not isinstance(number, bool) and abs(number) <= LARGEST


def exact(number: float) -> Fraction:
    """The fraction a finite figure stands for.

    Raises:
        UserError: it is no finite number.
    """
    try:
        return Fraction(repr(float(number)))
    except (TypeError, ValueError, OverflowError):
        raise UserError(f"“{str(number)[:40]}”不是数", remedy="请核对数据里的数字") from None


def rounded(number: Fraction) -> float:
    """The nearest float.

    Raises:
        UserError: there is none so large.
    """
    try:
        return float(number)
    except OverflowError:
        raise UserError("算出的数大得不合理", remedy="请核对数据里的数字") from None


def exact_sum(numbers: Iterable[float]) -> Fraction:
    """The exact sum of finite figures."""
    return sum((exact(number) for number in numbers), Fraction(0))


def scale_of(unit: str) -> Fraction:
    """What a bare number is multiplied by to stand in `unit`: 100 for %, 1/10000 for 万人, else 1."""
    if unit in {"%", POINTS}:
        return Fraction(100)
    if unit == "‰":
        return Fraction(1000)
    if unit.startswith(_TEN_THOUSAND):
        return Fraction(1, 10_000)
    return Fraction(1, 100_000_000) if unit.startswith(_HUNDRED_MILLION) else Fraction(1)


def least_whole(number: Fraction, *, above: bool) -> int:
    """The least whole number at `number` or more, strictly more where `above`."""
    return math.floor(number) + 1 if above else math.ceil(number)
