"""What an indicator's `of` says: which amount is taken, and over what.

    count, area      facilities | COLUMN                       lottery outlets; beds; floor_area_m2
    share_of         COLUMN/COLUMN | facilities/KIND           nursing_beds/beds
    per_unit         COLUMN/N WHOLE | facilities/N WHOLE       floor_area_m2/100 households
    share_reached    GROUP                                     aged_60

COLUMN is one of `schema.FACILITY_NUMBERS`, GROUP of `schema.GROUPS`, WHOLE a group or `households`.
"""

from dataclasses import dataclass

from layers.schema import FACILITY_NUMBERS, GROUPS
from planner.plans.indicator import Measure

FACILITIES = "facilities"
HOUSEHOLDS = "households"


@dataclass(frozen=True)
class Quantity:
    """An amount, and what it is divided by.

    Attributes:
        part: a facility column, or "facilities" for their number; "" where people are counted.
        whole: what the part is taken over: a facility column, a kind, a group or households; "" for none.
        per: how many of the whole the figure is for: 100 in "per 100 households".
    """

    part: str = ""
    whole: str = ""
    per: int = 1


def parse_quantity(measure: Measure, of: str) -> Quantity:
    """Read an indicator's `of`; "" gives an empty quantity, or the number of facilities for a count.

    Raises:
        ValueError: it does not fit the measure; the text says how it is written, in Chinese.
    """
    part, _, whole = (piece.strip() for piece in of.partition("/"))
    match measure:
        case "count" | "area" if not whole:
            return Quantity(_amount(part or FACILITIES))
        case "share_of" if whole:
            return Quantity(FACILITIES, whole) if part == FACILITIES else Quantity(_column(part), _column(whole))
        case "per_unit" if whole:
            number, _, name = whole.partition(" ")
            per = _number(number)
            return Quantity(_amount(part), _people(name.strip()), per)
        case "share_reached" if part and not whole:
            return Quantity(whole=_group(part))
    if of:
        raise ValueError("of 与 measure 不相配")
    return Quantity()


def _amount(name: str) -> str:
    return name if name == FACILITIES else _column(name)


def _column(name: str) -> str:
    return _one_of(name, tuple(FACILITY_NUMBERS))


def _group(name: str) -> str:
    return _one_of(name, tuple(GROUPS))


def _people(name: str) -> str:
    return _one_of(name, (HOUSEHOLDS, *GROUPS))


def _one_of(name: str, names: tuple[str, ...]) -> str:
    if name not in names:
        raise ValueError(f"of 里的“{name}”不认识，可写 {'、'.join(names)}")
    return name


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 1_000_000:
        raise ValueError("of 里斜线后要先写数目，例如 floor_area_m2/100 households")
    return int(text)
