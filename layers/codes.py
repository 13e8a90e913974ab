"""The 12-digit statistical codes of administrative units (GB/T 2260, GB/T 10114)."""

import re

from layers.schema import LEVELS

DIGITS = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "community": 12}
"""How many leading digits tell units of a level apart."""

PROVISIONAL = "9"
"""First digit of a made-up township or village number: GB/T 10114 assigns none above 599."""


def normalise(text: str) -> str:
    """A code as 12 digits.

    Args:
        text: 2, 4, 6, 9 or 12 digits; 15 digits carry an urban-rural class that is dropped.

    Raises:
        ValueError: it is no such code.
    """
    digits = text.strip().lstrip("'").removesuffix(".0")
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) not in (2, 4, 6, 9, 12, 15):
        raise ValueError(text)
    if digits[:2] == "00":
        raise ValueError(text)
    return digits[:12].ljust(12, "0")


def level_of(code: str) -> str:
    """The level that a 12-digit code belongs to."""
    for level in LEVELS:
        if code[DIGITS[level] :].strip("0") == "":
            return level
    return LEVELS[-1]


def prefix_of(code: str) -> str:
    """The leading digits that a unit's code shares with everything below it."""
    return code[: DIGITS[level_of(code)]]


def parent_of(code: str, level: str) -> str:
    """The code of the unit one level up, "" above a province."""
    step = LEVELS.index(level)
    return code[: DIGITS[LEVELS[step - 1]]].ljust(12, "0") if step else ""


def class_of(code: str, level: str) -> str:
    """The class that the digits of an official code tell, "" where they tell none."""
    if level == "county":
        number = int(code[4:6])
        return "市辖区" if 1 <= number <= 20 else "县" if 21 <= number <= 80 else "县级市" if number > 80 else ""
    if level == "township":
        number = int(code[6:9])
        return "街道" if 1 <= number <= 99 else "镇" if 100 <= number <= 199 else "乡" if 200 <= number <= 399 else ""
    if level == "community":
        number = int(code[9:12])
        return "城市社区" if 1 <= number <= 199 else "农村社区" if 200 <= number <= 399 else ""
    return ""


_SUFFIXES = {
    "county": (("自治县", "县"), ("县", "县"), ("旗", "县"), ("市", "县级市"), ("区", "市辖区")),
    "township": (("街道", "街道"), ("街道办事处", "街道"), ("镇", "镇"), ("乡", "乡"), ("苏木", "乡")),
    "community": (
        ("社区", "城市社区"),
        ("居委会", "城市社区"),
        ("居民委员会", "城市社区"),
        ("村", "农村社区"),
        ("村委会", "农村社区"),
        ("村民委员会", "农村社区"),
    ),
}


def class_by_name(name: str, level: str) -> str:
    """The class that the ending of a unit's name tells, "" where it tells none."""
    return next((klass for suffix, klass in _SUFFIXES.get(level, ()) if name.endswith(suffix)), "")
