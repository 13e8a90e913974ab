"""Figures as they are printed. The exact value always travels beside them."""

import math
import re

NO_DATA = "无数据"
UNREACHABLE = "不可达"

_MOST_DECIMALS = 6
# Control characters, and the marks that turn the reading direction of what follows: a name must not rearrange a page.
_DISTURBING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile("[\t\n\r\u2028\u2029]+")


def plain(text: object) -> str:
    """A text from the data on one line, without characters that disturb a page or a workbook."""
    return _DISTURBING.sub("", _LINE_BREAKS.sub(" ", str(text)))


def word_for(value: float | None) -> str:
    """The word for a figure that is not finite, "" for a finite one."""
    if value is None or math.isnan(value):
        return NO_DATA
    return UNREACHABLE if math.isinf(value) else ""


def count(value: float | None) -> str:
    """People, beds, rows: whole, with thousands separators."""
    return word_for(value) or f"{float(value or 0):,.0f}"


def share(value: float | None) -> str:
    """A share of 0 to 1 in percent with one decimal; more where one would make it 0 or 100 and it is not."""
    if word := word_for(value):
        return word
    percent = float(value or 0) * 100
    beside = 100.0 if percent > 50 else 0.0
    return _with_decimals(percent, _honest_decimals(percent, beside, 1)) + "%"


def figure(value: float | None, unit: str, beside: float | None = None) -> str:
    """A figure with its unit: percent with one decimal, others with up to two.

    Args:
        value: in `unit`.
        unit: as printed: %, 个, m² ...
        beside: the figure it will be compared with; decimals are added until the printed
            comparison says what the exact one says.
    """
    if word := word_for(value):
        return word
    number = float(value or 0)
    text = _with_decimals(number, _honest_decimals(number, beside, _usual_decimals(number, unit)))
    return f"{text}{unit}" if unit in ("%", "‰") or not unit else f"{text} {unit}"


def interval(low: float | None, high: float | None, unit: str, beside: float | None = None) -> str:
    """The two ends of what a figure may be; None where nothing bounds it on that side."""
    if low is None and high is None:
        return NO_DATA
    if low is None:
        return f"至多 {figure(high, unit, beside)}"
    if high is None:
        return f"至少 {figure(low, unit, beside)}"
    if low == high:
        return figure(low, unit, beside)
    return f"{figure(low, unit, beside).removesuffix(unit).rstrip()}–{figure(high, unit, beside)}"


def _usual_decimals(number: float, unit: str) -> int:
    if unit == "%":
        return 1
    return next((decimals for decimals in (0, 1) if round(number, decimals) == number), 2)


def _honest_decimals(number: float, beside: float | None, decimals: int) -> int:
    if beside is None:
        return decimals
    exact = (number > beside) - (number < beside)
    while decimals < _MOST_DECIMALS:
        printed = round(number, decimals)
        if (printed > beside) - (printed < beside) == exact:
            break
        decimals += 1
    return decimals


def _with_decimals(number: float, decimals: int) -> str:
    text = f"{number:,.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text
