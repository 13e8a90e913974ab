"""The share of units of a level that have at least one operating facility of a kind."""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from layers.schema import LEVEL_LABELS, LEVELS, STATUSES
from planner.coverage.hierarchy import Mask, Rows
from planner.coverage.stock import IDLE_STATUSES, Stock
from planner.coverage.wording import each_columns, each_text, listed
from planner.plans.exact import scale_of
from planner.plans.indicator import Indicator
from planner.plans.scorecard import EvidenceRow, Measurement


@dataclass(frozen=True)
class _Count:
    """Units of the denominator, and what is not known about it.

    Attributes:
        units: units that belong to it.
        served: those of them that have a facility.
        doubtful: units that may belong to it: their class is not known.
        doubtful_served: those of them that have a facility.
        reachable: units of the denominator not served that facilities not fully known may serve, at most.
        doubtful_reachable: how many doubtful units they may serve besides.
        unlisted: no list of some kind was ever imported, so any unit may have one.
    """

    units: int
    served: int
    doubtful: int = 0
    doubtful_served: int = 0
    reachable: int = 0
    doubtful_reachable: int = 0
    unlisted: bool = False

    def low(self) -> Fraction:
        """The least share: every doubtful unit without a facility belongs, no other does."""
        whole = self.units + self.doubtful - self.doubtful_served
        return Fraction(self.served, whole) if whole else Fraction(1)

    def high(self) -> Fraction:
        """The greatest share: every doubtful unit that has or may have a facility belongs, and all those have."""
        if self.unlisted:
            return Fraction(1)
        doubtful = self.doubtful_served + self.doubtful_reachable
        whole = self.units + doubtful
        return Fraction(self.served + self.reachable + doubtful, whole) if whole else Fraction(0)


@dataclass(frozen=True, eq=False)
class _Offer:
    """The operating facilities of the kinds, by the unit of the level they count for.

    Attributes:
        sure: those that count.
        perhaps: those that count if a figure that is not given is large enough.
        unable: those whose figures are too small.
        lost: rows of those that count or perhaps count, of unknown unit.
    """

    sure: dict[int, list[int]]
    perhaps: dict[int, list[int]]
    unable: dict[int, list[int]]
    lost: Rows

    @classmethod
    def of(cls, stock: Stock, indicator: Indicator) -> "_Offer":
        rows, level = stock.rows(indicator.kinds), indicator.unit_level
        able, perhaps = stock.able(rows, indicator.each)
        lost = rows[(able | perhaps) & (stock.placement.at(level)[rows] < 0)]
        return cls(
            _by_unit(stock, rows[able], level),
            _by_unit(stock, rows[perhaps], level),
            _by_unit(stock, rows[~able & ~perhaps], level),
            lost,
        )

    def served(self, rows: Rows, at_least: int) -> Mask:
        return np.array([len(self.sure.get(row, ())) >= at_least for row in rows.tolist()], dtype=bool)

    def needs(self, rows: Rows, at_least: int) -> Rows:
        """How many more facilities each unit needs, if those that perhaps count do."""
        has = [len(self.sure.get(row, ())) + len(self.perhaps.get(row, ())) for row in rows.tolist()]
        return at_least - np.array(has, dtype=np.intp)


def measure_units_served(stock: Stock, indicator: Indicator) -> Measurement:
    """Units with enough operating facilities of any of the kinds, over the units of the denominator."""
    rows, doubtful = _denominator(stock, indicator)
    if not len(rows) + len(doubtful):
        return _no_units(stock, indicator)
    offer = _Offer.of(stock, indicator)
    count = _count(stock, indicator, rows, doubtful, offer)
    evidence = _evidence(stock, indicator, rows, doubtful, offer)
    scale = scale_of(indicator.unit)
    low, high = float(count.low() * scale), float(count.high() * scale)
    return Measurement(
        value=low if low == high else None,
        low=low,
        high=high,
        numerator=float(count.served),
        denominator=float(count.units),
        missing=_missing(stock, indicator, doubtful, offer),
        rows=evidence,
        method=_method(stock, indicator),
        sources=stock.used("units", "facilities"),
    )


def _denominator(stock: Stock, indicator: Indicator) -> tuple[Rows, Rows]:
    """Rows that belong to the denominator, and rows that may: where it names classes and theirs is unknown."""
    rows = stock.units.rows_at(indicator.unit_level)
    if not indicator.unit_classes:
        return rows, rows[:0]
    klass = stock.units.klass[rows]
    return rows[np.isin(klass, indicator.unit_classes)], rows[klass == ""]


def _by_unit(stock: Stock, facilities: Rows, level: str) -> dict[int, list[int]]:
    """Facility rows by the unit of a level they count for; those of unknown unit are left out."""
    found: dict[int, list[int]] = defaultdict(list)
    for facility, unit in zip(facilities.tolist(), stock.placement.at(level)[facilities].tolist(), strict=True):
        if unit >= 0:
            found[unit].append(facility)
    return found


def _count(stock: Stock, indicator: Indicator, rows: Rows, doubtful: Rows, offer: _Offer) -> _Count:
    has, doubtful_has = (offer.served(some, indicator.at_least) for some in (rows, doubtful))
    free = rows[~has]
    reachable = _reachable(stock, indicator, offer, free)
    either = _reachable(stock, indicator, offer, np.concatenate([free, doubtful[~doubtful_has]]))
    return _Count(
        units=len(rows),
        served=int(has.sum()),
        doubtful=len(doubtful),
        doubtful_served=int(doubtful_has.sum()),
        reachable=reachable,
        doubtful_reachable=either - reachable,
        unlisted=bool(stock.unlisted(indicator.kinds)),
    )


def _reachable(stock: Stock, indicator: Indicator, offer: _Offer, free: Rows) -> int:
    """How many of the units not served yet may be, at most, by facilities not fully known.

    What is known of a facility (its county) limits it to the units inside. The finest limits are used up
    first, on the units that need least; as limits lie within each other, that serves the most.
    """
    needs = np.maximum(offer.needs(free, indicator.at_least), 0)
    coarser = LEVELS[: LEVELS.index(indicator.unit_level)]
    open_to = np.ones(len(offer.lost), dtype=bool)
    for limit in reversed(coarser):
        known = stock.placement.at(limit)[offer.lost]
        for unit in np.unique(known[open_to & (known >= 0)]):
            inside = np.flatnonzero(stock.hierarchy.at(free, limit) == unit)
            needs = _filled(needs, inside, int((open_to & (known == unit)).sum()))
        open_to &= known < 0
    return int((_filled(needs, np.arange(len(free)), int(open_to.sum())) == 0).sum())


def _filled(needs: Rows, inside: Rows, supply: int) -> Rows:
    """The needs left when a supply goes to the units inside, the smallest needs first."""
    left = needs.copy()
    if not supply:
        return left
    for place in inside[np.argsort(needs[inside], kind="stable")]:
        given = min(int(left[place]), supply)
        left[place] -= given
        supply -= given
    return left


def _evidence(stock: Stock, indicator: Indicator, rows: Rows, doubtful: Rows, offer: _Offer) -> tuple[EvidenceRow, ...]:
    idle = {
        status: _by_unit(stock, stock.rows(indicator.kinds, status), indicator.unit_level) for status in IDLE_STATUSES
    }
    unlisted = "、".join(stock.missing_lists(indicator.kinds))
    found = [_unit_evidence(stock, indicator, row, offer, idle, unlisted) for row in rows.tolist()]
    for row in doubtful.tolist():
        row_found = _unit_evidence(stock, indicator, row, offer, idle, unlisted)
        reason = f"类别未填，不知是否属于{'、'.join(indicator.unit_classes)}；{row_found.reason}"
        found.append(replace(row_found, counted=False, reason=reason))
    return tuple(found)


def _unit_evidence(
    stock: Stock,
    indicator: Indicator,
    row: int,
    offer: _Offer,
    idle: dict[str, dict[int, list[int]]],
    unlisted: str,
) -> EvidenceRow:
    code, name = str(stock.units.code[row]), str(stock.units.name[row])
    own = offer.sure.get(row, [])
    ids = tuple(stock.all_ids[facility] for facility in own)
    if len(own) >= indicator.at_least:
        return EvidenceRow(code, name, True, f"由{stock.name_some(own)}提供", ids)
    said = [f"只有 {len(own)} 处，需 {indicator.at_least} 处：{stock.name_some(own)}"] if own else []
    said += _falling_short(stock, indicator, row, offer)
    waiting = [f"{STATUSES[status]}的{stock.name_some(units[row])}" for status, units in idle.items() if row in units]
    if waiting:
        said.append(f"{'有' if said else '仅有'}{'、'.join(waiting)}")
    return EvidenceRow(code, name, False, "；".join(said) or unlisted or "无该类设施", ids)


def _falling_short(stock: Stock, indicator: Indicator, row: int, offer: _Offer) -> list[str]:
    """Facilities that are there and do not count, or perhaps not, for their size."""
    return [
        f"{stock.name_some(facilities[row])}的{each_columns(indicator.each)}{words}"
        for facilities, words in ((offer.perhaps, "没有填写"), (offer.unable, "不够"))
        if row in facilities
    ]


def _missing(stock: Stock, indicator: Indicator, doubtful: Rows, offer: _Offer) -> tuple[str, ...]:
    missing = list(stock.missing_lists(indicator.kinds))
    if len(offer.lost):
        level = LEVEL_LABELS[indicator.unit_level]
        missing.append(f"{len(offer.lost)} 处设施无法确定所在的{level}单元：{stock.name_some(offer.lost)}")
    if len(doubtful):
        names = listed([str(name) for name in stock.units.name[doubtful]])
        missing.append(f"{len(doubtful)} 个单元没有类别，不知是否计入：{names}")
    perhaps = [facility for facilities in offer.perhaps.values() for facility in facilities]
    if perhaps:
        missing.append(f"{len(perhaps)} 处设施没有{each_columns(indicator.each)}：{stock.name_some(perhaps)}")
    return tuple(missing)


def _no_units(stock: Stock, indicator: Indicator) -> Measurement:
    level, area = LEVEL_LABELS[indicator.unit_level], "本单元" if stock.within else "区域"
    if not indicator.unit_classes or not len(stock.units.rows_at(indicator.unit_level)):
        text = f"{area}里没有{level}单元"
    else:
        text = f"{area}里没有属于{'、'.join(indicator.unit_classes)}的{level}单元"
    return Measurement(None, None, None, None, None, (text,), method=_method(stock, indicator))


def _method(stock: Stock, indicator: Indicator) -> str:
    level = LEVEL_LABELS[indicator.unit_level]
    classes = f"({'、'.join(indicator.unit_classes)})" if indicator.unit_classes else ""
    kinds = stock.label(indicator.kinds)
    return (
        f"至少有{_number(indicator)}运营中的{kinds}{each_text(indicator)}的{level}单元数，"
        f"除以{level}单元{classes}总数。"
        "设施按所写的单元代码归属，没有代码的按位置归属；在建、规划、停用的不计。"
    )


def _number(indicator: Indicator) -> str:
    return "一处" if indicator.at_least == 1 else f" {indicator.at_least} 处"
