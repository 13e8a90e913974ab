"""Degrees as people write them: decimals, degrees-minutes-seconds, both coordinates in one cell."""

import math
import re

from layers.foreign.answer import Cell
from layers.importing.table.cell_text import half_width, is_blank, text_of

_LONGEST = 80
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("度º˚⁰", "°"),
        **dict.fromkeys("分′‘’`´＇ʹ", "'"),
        **dict.fromkeys("秒″“”〃＂ʺ", '"'),
        **dict.fromkeys("，；;、|/\t\n", ","),
        **dict.fromkeys("−－–—", "-"),
        **dict.fromkeys("（([{【（", "("),
        **dict.fromkeys("）)]}】）", ")"),
    }
)
_WORDS = (
    ("东经", "E"),
    ("西经", "W"),
    ("北纬", "N"),
    ("南纬", "S"),
    ("经°", "E"),
    ("纬°", "N"),
    ("东", "E"),
    ("西", "W"),
    ("北", "N"),
    ("南", "S"),
)
_LETTERS = (("longitude", "E"), ("latitude", "N"), ("lng", "E"), ("lon", "E"), ("lat", "N"))
_DECIMAL = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{0,25})?(?:e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_SIXTIETH = r"([0-9]{1,2}(?:\.[0-9]{1,12})?)"
_MARKED = re.compile(
    r"([EWSN])?[:= ]?(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)°"
    rf"(?: ?{_SIXTIETH}'(?: ?{_SIXTIETH}(?:\"|'')?)?)? ?([EWSN])?"
)
_PLAIN = re.compile(r"([EWSN])?[:= ]?(-?[0-9]{1,3}(?:\.[0-9]{1,17})?(?:e-?[0-9]{1,2})?) ?([EWSN])?")
_THREE = re.compile(
    r"([EWSN])?[:= ]?([0-9]{1,3})[-:.' ]([0-9]{1,2})[-:.' ]([0-9]{1,2}(?:\.[0-9]{1,12})?)\"? ?([EWSN])?"
)


def angle_of(cell: Cell) -> float:
    """Degrees in a cell, west and south negative: 123.45, 123°26′45″, E123度26分, 123-26-45; NaN for a blank one.

    A single number is taken as it stands: 123.2645 is decimal degrees, and a planar coordinate comes back as it is.

    Raises:
        ValueError: it holds no angle, or more than one.
    """
    if cell is None or isinstance(cell, bool):
        return math.nan
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else math.nan
    if is_blank(cell):
        return math.nan
    text = _plain(cell)
    if not _DECIMAL.fullmatch(text):
        return _angle(text)[0]
    value = float(text)
    return value if math.isfinite(value) else math.nan


def pair_of(cell: Cell) -> tuple[float, float, str]:
    """Two coordinates in one cell, in the order written, and that order: "xy", "yx", or "" where nothing says it.

    Raises:
        ValueError: there are not exactly two.
    """
    text = _plain(cell)
    found = _halves(text)
    first, second = _angle(found[0]), _angle(found[1])
    return first[0], second[0], _ORDERS.get((first[1], second[1]), "")


_ORDERS = {("x", "y"): "xy", ("x", ""): "xy", ("", "y"): "xy", ("y", "x"): "yx", ("y", ""): "yx", ("", "x"): "yx"}


def _plain(cell: Cell) -> str:
    text = text_of(cell)[:_LONGEST]
    return re.sub(" +", " ", half_width(text.translate(_SIGNS)).translate(_SIGNS)).strip()


def _lettered(text: str) -> str:
    for word, letter in _WORDS:
        text = text.replace(word, letter)
    lower = text.lower()
    for word, letter in _LETTERS:
        lower = lower.replace(word, letter.lower())
    return lower.replace('"e"', "e").upper().replace("E-", "e-")


def _angle(text: str) -> tuple[float, str]:
    """Degrees, and "x" or "y" where a letter says which."""
    lettered = _lettered(text).strip("(), =")
    found = (
        _MARKED.fullmatch(lettered) or _THREE.fullmatch(lettered.strip("'")) or _PLAIN.fullmatch(lettered.strip("'"))
    )
    if not found:
        raise ValueError(text)
    before, *numbers, after = found.groups()
    if before and after and before != after:
        raise ValueError(text)
    degrees = _sum([float(number) for number in numbers if number])
    letter = before or after or ""
    return (-degrees if letter in ("W", "S") else degrees), _axis(letter)


def _axis(letter: str) -> str:
    return "" if not letter else "x" if letter in "EW" else "y"


def _sum(numbers: list[float]) -> float:
    """Degrees of degrees, minutes and seconds."""
    if any(number >= 60 for number in numbers[1:]):
        raise ValueError(numbers)
    sign = -1.0 if numbers[0] < 0 else 1.0
    return math.copysign(math.fsum(abs(number) / 60.0**place for place, number in enumerate(numbers)), sign)


def _halves(text: str) -> tuple[str, str]:
    """The two halves of a cell: at its comma, else at the one blank or letter where both sides are angles."""
    bare = _unwrapped(text)
    parts = [part for part in bare.split(",") if part.strip(" ()")]
    if len(parts) == 2:
        return parts[0], parts[1]
    if len(parts) != 1:
        raise ValueError(text)
    for place in _breaks(bare):
        halves = bare[:place].strip(), bare[place:].strip()
        try:
            _angle(halves[0])
            _angle(halves[1])
        except ValueError:
            continue
        return halves
    raise ValueError(text)


def _breaks(text: str) -> list[int]:
    """Where a cell without a comma may fall into two, the middle first."""
    lettered = [i for i, c in enumerate(text) if i and c in " 东北西南EWSNewsn"] + [
        i + 1 for i, c in enumerate(text[:-1]) if c in "EWSNewsn\"'°" and i
    ]
    return sorted(set(lettered), key=lambda place: (text[place] != " ", abs(place - len(text) / 2)))


def _unwrapped(text: str) -> str:
    """A cell without the brackets of JSON and WKT around its two numbers."""
    bare = text.strip(" ()")
    lower = bare.lower()
    if lower.startswith("point"):
        bare = bare[5:].lstrip(" zm(").rstrip(" )")
    return bare.replace('"', "") if lower.startswith('"l') else bare
