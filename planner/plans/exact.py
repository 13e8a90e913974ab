"""Exact arithmetic on figures that people write as decimals.

0.1 + 0.2 is 0.3 here. A figure read as a float stands for the shortest decimal that prints as it,
which is the one that was written; a sum or ratio of such figures is a fraction, and becomes a float
only at the end, correctly rounded. So two figures that are equal on paper are equal floats.
"""

import math
from collections.abc import Iterable
from fractions import Fraction

POINTS = "百分点"
"""The unit of a target that is a difference of two percentages."""

_TEN_THOUSAND, _HUNDRED_MILLION = "万", "亿"


def exact(number: float) -> Fraction:
    """The fraction a finite figure stands for."""
    return Fraction(repr(float(number)))


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
