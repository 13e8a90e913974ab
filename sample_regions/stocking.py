"""Facilities by the dozen: how many of which kind, in which units, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sample_regions.desk import Desk
from sample_regions.dice import Floats, whole_parts


@dataclass(frozen=True)
class Sum:
    """What a column of the facilities adds up to, to the last piece.

    Attributes:
        spread: how far single ones lie from the mean; 0 makes them alike.
    """

    total: float
    spread: float = 0.35


@dataclass(frozen=True)
class Stock:
    """Facilities of one sort.

    Attributes:
        kinds: codes with blanks between.
        name: with {unit} for the name of the unit without its class, {full} with it, {number} for a running number.
        count: how many operate; -1 for one in every unit.
        among: classes or levels of the units that may have one.
        crowded: a unit may have several, the more people the more; otherwise each has one at most.
        ground: among "people", at the "middle" of a unit's people, or in the "hills" away from them.
        also: (kind, count): the first so many provide another kind too.
        idle: (status, count): further ones that do not operate, as far as units are left.
        sums: by column what all operating ones add up to.
        parts: by column (another column, share): exactly that share of it, in all.
        attributes: further columns, alike for all.
        opened: first and last year.
    """

    kinds: str
    name: str
    count: int
    among: tuple[str, ...]
    crowded: bool = False
    ground: str = "people"
    also: tuple[tuple[str, int], ...] = ()
    idle: tuple[tuple[str, int], ...] = ()
    sums: Mapping[str, Sum] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    opened: tuple[int, int] = (2008, 2020)


def enter(desk: Desk, stock: Stock) -> None:
    """Write the facilities of a stock into the register."""
    if stock.count < 0:
        stock = replace(stock, count=len(units_of(desk, stock.among)))
    units = _units(desk, stock)
    columns = _columns(desk, stock)
    also = _also(desk, stock)
    waiting = [status for status, count in stock.idle for _ in range(count)][: len(units) - stock.count]
    statuses = ["operating"] * stock.count + waiting
    for number, (row, status) in enumerate(zip(units, statuses, strict=True)):
        here = number < stock.count
        numbers = {name: float(values[number]) for name, values in columns.items() if here}
        kinds = " ".join([stock.kinds, *(kind for kind, chosen in also if here and number in chosen)])
        _enter_one(desk, stock, kinds, row, status, numbers)


def units_of(desk: Desk, among: Sequence[str]) -> list[int]:
    """Rows of the units of some classes or levels, in code order."""
    fits = np.isin(desk.units.klass, among) | np.isin(desk.units.level, among)
    return [int(row) for row in np.flatnonzero(fits)]


def _units(desk: Desk, stock: Stock) -> list[int]:
    """The unit of each facility: mostly the larger ones."""
    rows = units_of(desk, stock.among)
    wanted = stock.count + sum(count for _, count in stock.idle)
    if not wanted:
        return []
    people = np.array([desk.spots.people_in(row) for row in rows])
    if stock.crowded:
        ends = np.cumsum(people)
        marks = (np.arange(wanted) + desk.dice.uniforms(wanted)) * (ends[-1] / wanted)
        drawn = np.searchsorted(ends, marks, side="right").clip(0, len(rows) - 1)
        return [rows[int(drawn[i])] for i in desk.dice.order(wanted)]
    if stock.count > len(rows):
        raise ValueError(f"{stock.name}: {stock.count} wanted, {len(rows)} units")
    rank = np.empty(len(rows))
    rank[np.argsort(people, kind="stable")] = np.arange(len(rows)) / max(len(rows), 1)
    score = rank + 1.1 * desk.dice.uniforms(len(rows))
    return [rows[int(i)] for i in np.argsort(-score, kind="stable")[:wanted]]


def _columns(desk: Desk, stock: Stock) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name, one in stock.sums.items():
        weights = 1.0 + one.spread * (2.0 * desk.dice.uniforms(stock.count) - 1.0)
        found[name] = whole_parts(one.total, weights)
    for name, (whole, share) in stock.parts.items():
        weights = found[whole] * (0.8 + 0.4 * desk.dice.uniforms(stock.count))
        found[name] = np.minimum(whole_parts(round(found[whole].sum() * share), weights), found[whole])
    return found


def _also(desk: Desk, stock: Stock) -> list[tuple[str, set[int]]]:
    return [(kind, set(desk.dice.order(stock.count)[:count])) for kind, count in stock.also]


def _enter_one(desk: Desk, stock: Stock, kinds: str, row: int, status: str, numbers: dict[str, float]) -> None:
    community = row
    if stock.ground == "hills":
        spot = desk.spots.away_from_people(row)
    elif stock.ground == "middle":
        spot = desk.spots.central(row)
    else:
        spot, community = desk.spots.among_people(row)
    declared = row if str(desk.units.level[row]) in ("township", "community") else community
    desk.register.add(
        kinds,
        desk.name(stock.name, row),
        desk.code(declared),
        spot,
        status=status,
        address=desk.address(community, spot),
        opened=desk.date(*stock.opened) if status == "operating" else "",
        verified_on=desk.checked(),
        attributes=dict(stock.attributes),
        **numbers,
    )
