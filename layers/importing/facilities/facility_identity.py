"""Which facilities of a source the region has already: every office numbers its list from 1, anew each year."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from layers.matching.names import fold_text
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS
from layers.tables import Facilities, Floats, Texts

_SAME_PLACE = 5  # decimals of a degree: a metre
_MOVED_DEGREES = 0.005
_NEAR = 0.01
"""Degrees within which a place may have been corrected: a kilometre."""
Finer = Callable[[Texts, Texts], Texts]
"""Of two unit codes of each facility, new and old, the one to keep."""
_NONE = -2
"""Instead of a row: a person said that it is none of those there are."""
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, eq=False)
class Identified:
    """The facilities of a source with the ids they have in the region.

    Attributes:
        facilities: n of them; what the source leaves blank is as the region has it.
        match: row of the same facility in the region for each, -1 for a new one; none twice.
        renamed: rows that have another name in the region: one place, one kind and more in common; to be confirmed.
        unfollowed: rows that a person said to be a facility which the region has not, or which another row is.
        unsaid: rows whose status the source leaves open and that do not operate by what the region has.
        by_name: rows of which nothing but name and kind tells that they are what the region has.
    """

    facilities: Facilities
    match: tuple[int, ...]
    renamed: tuple[int, ...]
    unsaid: tuple[int, ...]
    unfollowed: tuple[int, ...] = ()
    by_name: tuple[int, ...] = ()


def identify(
    incoming: Facilities,
    existing: Facilities,
    same: Mapping[str, str] = _NOTHING,
    finer: Finer | None = None,
) -> Identified:
    """Find the facilities that the region has already, and give the others new ids.

    The same are, in this order: rows alike in name, kind, place, unit and address; one name and kind on one place;
    one name and kind in one unit; one number and one name, unless far apart or in another unit; one name and kind of
    which neither side has a namesake, unless in another unit; last, one place and kind with one number, address or
    number of beds, whose name has changed. From the third on one alone must fit on either side. A number alone is no
    identity. What is there already keeps the kinds it has besides.

    Args:
        incoming: with the ids as the source gives them, "" where it gives none; status "" where it gives none.
        same: what a person said, which goes before all: the id, or the name where only one has it, of the facility
            that one of this name is, "" for none of them. Of several rows of one name the first is it.
        finer: which of two unit codes to keep, new and old, for facilities that have not moved.
    """
    match, unfollowed = _as_said(incoming, existing, same)
    renamed, by_name = _match(match, incoming, existing, finer)
    facilities = _with_known(replace(incoming, id=_ids(incoming, existing, match)), existing, match)
    if finer is not None and max(match, default=-1) >= 0:
        facilities = _with_finer(facilities, existing, match, finer)
    old = np.array(match, dtype=np.intp)
    open_rows = np.flatnonzero((old >= 0) & (incoming.status == ""))
    unsaid = tuple(open_rows[existing.status[old[open_rows]] != "operating"].tolist())
    return Identified(facilities, tuple(match), tuple(renamed), unsaid, tuple(unfollowed), tuple(by_name))


@dataclass(frozen=True, eq=False)
class _Listed:
    """Facilities as they are compared: names and addresses folded, places to a metre, None where there is none."""

    id: Sequence[str]
    name: Sequence[str]
    kinds: Sequence[tuple[str, ...]]
    spot: Sequence[tuple[float, float] | None]
    unit: Sequence[str]
    address: Sequence[str]

    @classmethod
    def of(cls, facilities: Facilities) -> "_Listed":
        lon, lat = np.round(facilities.lon, _SAME_PLACE).tolist(), np.round(facilities.lat, _SAME_PLACE).tolist()
        addresses = facilities.texts["address"].tolist()
        folded = {address: fold_text(address) for address in set(addresses)}
        return cls(
            facilities.id.tolist(),
            [fold_text(name) for name in facilities.name.tolist()],
            facilities.kinds,
            [(x, y) if math.isfinite(x + y) else None for x, y in zip(lon, lat, strict=True)],
            facilities.unit_code.tolist(),
            [folded[address] for address in addresses],
        )

    def wholly(self, row: int) -> Hashable:
        """All that could tell facilities of one name and kind apart."""
        return self.name[row], self.spot[row], self.unit[row], self.address[row]


Keys = Callable[[_Listed, int], Sequence[Hashable]]
Fits = Callable[[Facilities, int, Facilities, int], bool]


def _match(
    match: list[int], incoming: Facilities, existing: Facilities, finer: Finer | None
) -> tuple[list[int], list[int]]:
    """Fill in the row in the region of each facility that is there; which were renamed, which have only the name."""
    if not len(existing):
        match[:] = [-1] * len(incoming)
        return [], []

    def here(new: Facilities, row: int, old: Facilities, other: int) -> bool:
        if _units_agree(new.unit_code[[row]], old.unit_code[[other]], finer):
            return True
        address = fold_text(str(new.texts["address"][row]))
        apart = abs(new.lon[row] - old.lon[other]) + abs(new.lat[row] - old.lat[other])
        return bool(apart < _NEAR) or (bool(address) and address == fold_text(str(old.texts["address"][other])))

    said = {row for row, old in enumerate(match) if old >= 0}
    pairing = _Pairing(incoming, existing, match)
    pairing.with_numbers()
    pairing.in_order(_wholly)
    pairing.in_order(_by_place)
    pairing.alone(_by_unit)
    pairing.alone(_by_number, lambda *pair: _not_far(*pair) and here(*pair))
    pairing.alone(_by_name, here, whole=True)
    found = [row for row, old in enumerate(match) if old >= 0 and row not in said]
    by_name = _without_more(incoming, found, existing, [match[row] for row in found])
    before = list(match)
    pairing.alone(_on_spot, _more_in_common)
    renamed = [row for row, old in enumerate(match) if old != before[row]]
    match[:] = [max(old, -1) for old in match]
    return renamed, by_name


def _without_more(incoming: Facilities, rows: Sequence[int], existing: Facilities, olds: Sequence[int]) -> list[int]:
    """Of rows and what they are in the region those for which no unit, address or place on both sides speaks too."""
    new, old = np.asarray(rows, dtype=np.intp), np.asarray(olds, dtype=np.intp)
    apart = abs(incoming.lon[new] - existing.lon[old]) + abs(incoming.lat[new] - existing.lat[old])
    units = (incoming.unit_code[new] != "") & (existing.unit_code[old] != "")  # they agree, or more does
    address = incoming.texts["address"][new]
    addresses = (address != "") & (address == existing.texts["address"][old])
    return [int(row) for row in new[~(units | (apart < _NEAR) | addresses)]]


def _units_agree(new: Texts, old: Texts, finer: Finer | None) -> bool:
    """Whether two units may be of one facility: every township has its 中心敬老院."""
    if not new[0] or not old[0] or new[0] == old[0] or finer is None:
        return True
    return bool(finer(new, old)[0] == old[0] or finer(old, new)[0] == new[0])


def _as_said(incoming: Facilities, existing: Facilities, same: Mapping[str, str]) -> tuple[list[int], list[int]]:
    """The row in the region that a person said, and the rows of which it cannot be; -1 where nobody said anything."""
    match, unfollowed = [-1] * len(incoming), []
    said = {fold_text(name): key for name, key in same.items()}
    row_of = _row_of(existing) if said else {}
    used: set[int] = set()
    for row, name in enumerate(incoming.name.tolist() if said else ()):
        key = said.get(fold_text(name))
        if key == "":
            match[row] = _NONE
        elif key is not None:
            old = row_of.get(key, row_of.get(fold_text(key), -1))
            if old < 0 or old in used:
                unfollowed.append(row)
            else:
                match[row] = old
                used.add(old)
    return match, unfollowed


def _row_of(existing: Facilities) -> dict[str, int]:
    """Row by id, and by name where one facility alone has it."""
    names = [fold_text(name) for name in existing.name.tolist()]
    alone = Counter(names)
    by_name = {name: row for row, name in enumerate(names) if alone[name] == 1}
    return by_name | {key: row for row, key in enumerate(existing.id.tolist())}


class _Pairing:
    """Matches rows of two tables by one key after the other, in the list given; none twice."""

    def __init__(self, incoming: Facilities, existing: Facilities, match: list[int]) -> None:
        self._incoming, self._existing, self._match = incoming, existing, match
        self._new, self._old = _Listed.of(incoming), _Listed.of(existing)
        self._used = {old for old in match if old >= 0}

    def alone(self, keys: Keys, fits: Fits | None = None, *, whole: bool = False) -> None:
        """Match the rows that alone have a key on either side: of those still open, or of all where `whole`."""
        for rows, others in self._sharing(keys, whole=whole):
            if len(rows) == len(others) == 1 and (
                fits is None or fits(self._incoming, rows[0], self._existing, others[0])
            ):
                self._take(rows[0], others[0])

    def in_order(self, keys: Keys) -> None:
        """Match the rows that share a key one by one: nobody could tell them apart."""
        for rows, others in self._sharing(keys):
            for row, other in zip(rows, others, strict=False):
                self._take(row, other)

    def with_numbers(self) -> None:
        """Match what is wholly alike and has the number that the region has for it."""
        row_of = {key: row for row, key in enumerate(self._old.id)}
        for row, number in enumerate(self._new.id):
            other = row_of.get(number, -1) if number else -1
            shared = other >= 0 and not set(self._new.kinds[row]).isdisjoint(self._old.kinds[other])
            if shared and self._new.wholly(row) == self._old.wholly(other):
                self._take(row, other)

    def _sharing(self, keys: Keys, *, whole: bool = False) -> list[tuple[list[int], list[int]]]:
        still = [row for row, old in enumerate(self._match) if old == -1]
        new = _grouped(self._new, keys, still, None)
        if not new:
            return []
        if whole:
            new = _grouped(self._new, keys, [row for row, old in enumerate(self._match) if old != _NONE], new)
        every = range(len(self._existing))
        old = _grouped(self._old, keys, every if whole else [row for row in every if row not in self._used], new)
        return [(rows, old[key]) for key, rows in new.items() if key in old]

    def _take(self, row: int, other: int) -> None:
        if self._match[row] == -1 and other not in self._used:
            self._match[row] = other
            self._used.add(other)


def _grouped(
    listed: _Listed, keys: Keys, rows: Sequence[int], wanted: Container[Hashable] | None
) -> dict[Hashable, list[int]]:
    """Rows by key, of certain keys or of all, in the order of the rows."""
    by_key: dict[Hashable, list[int]] = defaultdict(list)
    for row in rows:
        for key in keys(listed, row):
            if wanted is None or key in wanted:
                by_key[key].append(row)
    return by_key


def _wholly(listed: _Listed, row: int) -> Sequence[Hashable]:
    return [(kind, listed.wholly(row)) for kind in listed.kinds[row]]


def _by_place(listed: _Listed, row: int) -> Sequence[Hashable]:
    spot = listed.spot[row]
    return [(listed.name[row], kind, spot) for kind in listed.kinds[row]] if spot else []


def _by_unit(listed: _Listed, row: int) -> Sequence[Hashable]:
    unit = listed.unit[row]
    return [(listed.name[row], kind, unit) for kind in listed.kinds[row]] if unit else []


def _by_number(listed: _Listed, row: int) -> Sequence[Hashable]:
    return [(listed.name[row], listed.id[row])] if listed.id[row] else []


def _by_name(listed: _Listed, row: int) -> Sequence[Hashable]:
    return [(listed.name[row], kind) for kind in listed.kinds[row]]


def _on_spot(listed: _Listed, row: int) -> Sequence[Hashable]:
    spot = listed.spot[row]
    return [(spot, kind) for kind in listed.kinds[row]] if spot else []


def _not_far(incoming: Facilities, row: int, existing: Facilities, old: int) -> bool:
    """Namesakes with one number are one unless they lie far apart: a renumbered list may have exchanged them."""
    apart = abs(incoming.lon[row] - existing.lon[old]) + abs(incoming.lat[row] - existing.lat[old])
    return not apart > _MOVED_DEGREES


def _more_in_common(incoming: Facilities, row: int, existing: Facilities, old: int) -> bool:
    one, other = str(incoming.texts["address"][row]), str(existing.texts["address"][old])
    if one and fold_text(one) == fold_text(other):
        return True
    same_number = bool(incoming.id[row]) and incoming.id[row] == existing.id[old]
    return same_number or bool(incoming.numbers["beds"][row] == existing.numbers["beds"][old])


def _ids(incoming: Facilities, existing: Facilities, match: Sequence[int]) -> Texts:
    known, given = existing.id.tolist(), incoming.id.tolist()
    free = _FreeIds(set(known))
    pairs = enumerate(match)
    ids = [known[old] if old >= 0 else free.take(given[row], incoming.kinds[row]) for row, old in pairs]
    return np.array(ids, dtype=np.str_)


class _FreeIds:
    """Ids that nothing has yet."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._next: dict[str, int] = {}

    def take(self, given: str, kinds: tuple[str, ...]) -> str:
        """The id as given where it is free, else with the kind before it or a number behind it."""
        stem = f"{kinds[0]}:{given}" if given else kinds[0]
        for text in (given, stem) if given else (f"{stem}-1",):
            if text not in self._taken:
                self._taken.add(text)
                return text
        mark = "#" if given else "-"
        number = self._next.get(stem, 2)
        while f"{stem}{mark}{number}" in self._taken:
            number += 1
        self._next[stem] = number + 1
        self._taken.add(f"{stem}{mark}{number}")
        return f"{stem}{mark}{number}"


def _with_known(incoming: Facilities, existing: Facilities, match: Sequence[int]) -> Facilities:
    """What the region knows of a facility and the source leaves blank; kinds and attributes joined."""
    rows = np.array(match, dtype=np.intp)
    known = rows >= 0
    everywhere = np.ones(len(rows), dtype=bool)
    if not known.any():
        return replace(incoming, status=_kept(incoming.status, np.full(len(rows), "operating"), everywhere))
    unplaced = known & ~(np.isfinite(incoming.lon) & np.isfinite(incoming.lat))
    old_status = np.where(known, existing.status[rows], "operating")
    return replace(
        incoming,
        kinds=tuple(
            tuple(dict.fromkeys((*existing.kinds[old], *own))) if old >= 0 and existing.kinds[old] != own else own
            for old, own in zip(match, incoming.kinds, strict=True)
        ),
        unit_code=_kept(incoming.unit_code, existing.unit_code[rows], known),
        status=_kept(incoming.status, old_status, everywhere),
        lon=np.where(unplaced, existing.lon[rows], incoming.lon),
        lat=np.where(unplaced, existing.lat[rows], incoming.lat),
        numbers={f: _kept_number(incoming.numbers[f], existing.numbers[f][rows], known) for f in FACILITY_NUMBERS},
        texts={f: _kept(incoming.texts[f], existing.texts[f][rows], known) for f in FACILITY_TEXTS},
        attributes=tuple(
            {**existing.attributes[old], **own} if old >= 0 and existing.attributes[old] != own else own
            for old, own in zip(match, incoming.attributes, strict=True)
        ),
    )


def _with_finer(facilities: Facilities, existing: Facilities, match: Sequence[int], finer: Finer) -> Facilities:
    """A community is not given up for the township it lies in: the list only says less."""
    rows = np.array(match, dtype=np.intp)
    moved = abs(facilities.lon - existing.lon[rows]) + abs(facilities.lat - existing.lat[rows]) > _MOVED_DEGREES
    old = np.where((rows >= 0) & ~moved, existing.unit_code[rows], "")
    return replace(facilities, unit_code=finer(facilities.unit_code, old))


def _kept(new: Texts, old: Texts, known: np.ndarray) -> Texts:
    return np.where(known & (new == ""), old, new)


def _kept_number(new: Floats, old: Floats, known: np.ndarray) -> Floats:
    return np.where(known & np.isnan(new), old, new)
