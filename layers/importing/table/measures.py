"""Units of measure as offices write them, in headers and behind numbers."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_SCALES = {"": 1.0, "十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_PEOPLE = ("人", "名", "位", "口", "人次", "人口", "个人")
_AREAS = {
    **dict.fromkeys(("m2", "m²", "㎡", "平方米", "平米", "平方", "平", "m^2", "sqm"), 1.0),
    **dict.fromkeys(("亩", "市亩"), 2000 / 3),
    **dict.fromkeys(("公顷", "ha", "hm2", "hm²"), 1e4),
    **dict.fromkeys(("平方公里", "平方千米", "km2", "km²"), 1e6),
}
_MONEY = {"元": 1e-4, "块": 1e-4}


@dataclass(frozen=True)
class Measure:
    """What a number counts.

    Attributes:
        dimension: people, households, beds, area, money, share, or "things" for what any list may count.
        factor: to the region's own unit: persons, households, beds, square metres, 10,000 yuan, 1.
    """

    dimension: str
    factor: float


NONE = Measure("", 1.0)
"""A number without a unit."""

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "households": ("households", "things"),
    "beds": ("beds", "things"),
    "nursing_beds": ("beds", "things"),
    "floor_area_m2": ("area",),
    "land_area_m2": ("area",),
    "staff": ("people", "things"),
    "capacity": ("people", "beds", "things"),
    "cost": ("money",),
}


def _words() -> dict[str, Measure]:
    plain = {
        **dict.fromkeys(_PEOPLE, Measure("people", 1.0)),
        **dict.fromkeys(("户", "家庭户"), Measure("households", 1.0)),
        **dict.fromkeys(("张", "床", "张床", "床位", "个床位", "张床位"), Measure("beds", 1.0)),
        **dict.fromkeys(
            ("个", "所", "家", "处", "座", "穴", "具", "格", "格位", "盒", "间", "套", "件"), Measure("things", 1.0)
        ),
        **{word: Measure("area", factor) for word, factor in _AREAS.items()},
        **{word: Measure("money", factor) for word, factor in _MONEY.items()},
    }
    scaled = {
        scale + word: Measure(measure.dimension, measure.factor * times)
        for scale, times in _SCALES.items()
        for word, measure in plain.items()
    }
    bare = {scale: Measure("", times) for scale, times in _SCALES.items()}
    shares = dict.fromkeys(("%", "‰"), Measure("share", 1.0))
    return {unicodedata.normalize("NFKC", word): measure for word, measure in (scaled | bare | shares).items()}


_MEASURES = _words()


def measure_of(unit: str) -> Measure | None:
    """The measure that a unit's word names, half-width and without blanks; `NONE` for "", None for an unknown one."""
    return _MEASURES.get(unit.lower())


def allowed(field: str, measure: Measure) -> bool:
    """Whether a field of a region can be counted in a measure. Any field takes a plain number."""
    return not measure.dimension or measure.dimension in _ALLOWED.get(field, ("people", "things"))
