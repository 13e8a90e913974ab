"""Rows that are one and the same facility: by name, distance, telephone and address."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.matching.callings import alike
from layers.matching.kind_words import without_kind_words
from layers.matching.names import fold_text
from layers.matching.unit_index import UnitIndex
from layers.tables import Facilities, Floats

SAME_SPOT, NEAR, FAR = 30.0, 150.0, 1000.0
"""Metres: one entrance and its map's error; one compound; one settlement."""
_CROWD = 12
"""Rows that share an address or a telephone beyond which it tells nothing; larger blocks are divided."""
_MOST = 200
"""Rows of one block that are compared with each other: more of one name on one spot are one mistake."""
_COMPANIES = ("有限责任公司", "有限公司", "公司")
_SIGNS = str.maketrans("", "", "()[]<>·-—“”\"'")
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Duplicate:
    """Two rows that are, or may be, one facility.

    Attributes:
        first, second: row numbers, the smaller one first.
        sure: nobody needs to look.
        reason: in plain Chinese.
    """

    first: int
    second: int
    sure: bool
    reason: str


@dataclass(frozen=True, eq=False)
class Listed:
    """Facilities as they are compared, n of each.

    Attributes:
        name, core: folded; the core without what names leave out at will.
        phone, address: folded, "" where they tell nothing.
        x, y: metres in a plane that serves for short distances, NaN where there is no place.
        calls: what rows are called, as far as somebody asked.
    """

    name: Sequence[str]
    core: Sequence[str]
    kinds: Sequence[frozenset[str]]
    unit: Sequence[str]
    phone: Sequence[str]
    address: Sequence[str]
    x: Floats
    y: Floats
    calls: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, facilities: Facilities, index: UnitIndex, phones: Sequence[str] = ()) -> "Listed":
        """Facilities made ready; `phones` one per facility, or none at all."""
        names = [fold_text(name) for name in facilities.name.tolist()]
        heads = _heads(index)
        starts = {head[:2] for head in heads}
        kinds = {kinds: frozenset(kinds) for kinds in set(facilities.kinds)}
        cosine = math.cos(math.radians(float(np.nanmean(facilities.lat)))) if np.isfinite(facilities.lat).any() else 1.0
        return cls(
            name=names,
            core=[core_of(name, heads if name[:2] in starts else {}) for name in names],
            kinds=[kinds[own] for own in facilities.kinds],
            unit=facilities.unit_code.tolist(),
            phone=_telling([_digits(phone) for phone in phones] or [""] * len(names), 7),
            address=_telling([fold_text(text) for text in facilities.texts["address"].tolist()], 6),
            x=facilities.lon * _METRES_PER_DEGREE * cosine,
            y=facilities.lat * _METRES_PER_DEGREE,
        )

    def called(self, row: int) -> str:
        """The core of a row without the words of a kind."""
        if row not in self.calls:
            self.calls[row] = without_kind_words(self.core[row])
        return self.calls[row]

    def metres(self, a: int, b: int) -> float:
        """Between two rows; NaN where one has no place."""
        return math.hypot(self.x[a] - self.x[b], self.y[a] - self.y[b])


def _digits(phone: str) -> str:
    return phone if phone.isdigit() else "".join(c for c in phone if c.isdigit())


def _telling(texts: Sequence[str], least: int) -> list[str]:
    """Texts that may tell a facility, "" for those too short or shared by a crowd: the town hall's telephone."""
    counts = Counter(texts)
    return [text if len(text) >= least and counts[text] <= _CROWD else "" for text in texts]


def _heads(index: UnitIndex) -> dict[str, str]:
    """What names of facilities may begin with, and what stays of it: nothing of a county, the stem of a township."""
    heads = {}
    for row, name in enumerate(index.names):
        if len(name.full) > 1 and index.units.level[row] != "community":
            heads[name.full] = name.stem if index.units.level[row] == "township" else ""
            heads |= {upper[0]: "" for upper in index.upper_names(row) if upper[0] not in heads}
    return heads


def core_of(name: str, heads: dict[str, str]) -> str:
    """A folded name without upper units, the class of its township, brackets and the form of a company."""
    stem = ""
    for _ in range(4 if heads else 0):
        head = next((name[:cut] for cut in range(min(len(name) - 1, 20), 1, -1) if name[:cut] in heads), "")
        if not head or stem:
            break
        stem, name = heads[head], name.removeprefix(head)
    for company in _COMPANIES:
        name = name.removesuffix(company)
    stem = "" if name.startswith(stem) else stem  # 东陵街道东陵敬老院
    return stem + (name if name.isalnum() else name.translate(_SIGNS))


def find_duplicates(listed: Listed) -> tuple[Duplicate, ...]:
    """The pairs of rows that are or may be one facility, in the order of the rows."""
    pairs = {pair for block in _blocks(listed) for pair in _pairs(block)}
    judged = ((pair, _judge(listed, *pair)) for pair in sorted(pairs.union(_near_pairs(listed))))
    return tuple(Duplicate(*pair, *found) for pair, found in judged if found)


def _pairs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((a, b) for i, a in enumerate(rows) for b in rows[i + 1 :])


def _blocks(listed: Listed) -> Iterator[list[int]]:
    """Rows that may be pairs: of one name, telephone or address, or in a crowd; none larger than a crowd."""
    for rows in _sharing(listed.core).values():
        yield from [rows] if len(rows) <= _CROWD else _grouped((listed.unit[i], i) for i in rows if listed.unit[i])
        yield from _close(listed, rows, FAR) if len(rows) > _CROWD else ()
    for texts in (listed.phone, listed.address):
        yield from (rows[:_MOST] for text, rows in _sharing(texts).items() if text)
    for rows in _close(listed, range(len(listed.name)), NEAR, more_than=_CROWD):
        yield from _grouped((c, i) for i in rows for c in set(listed.called(i)))


def _sharing(texts: Sequence[str]) -> dict[str, list[int]]:
    """The rows of each text that more than one has."""
    several = {text for text, count in Counter(texts).items() if count > 1}
    groups: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts):
        if text in several:
            groups[text].append(row)
    return groups


def _near_pairs(listed: Listed) -> Iterator[tuple[int, int]]:
    """The pairs of rows that are near each other, where no crowd is."""
    for cells in _cells(listed, range(len(listed.name)), NEAR):
        for step in range(1, _CROWD):
            together = (cells.key[step:] == cells.key[:-step]) & (cells.size[step:] <= _CROWD)
            first, second = cells.row[:-step][together], cells.row[step:][together]
            near = np.hypot(listed.x[first] - listed.x[second], listed.y[first] - listed.y[second]) <= NEAR
            yield from zip(first[near].tolist(), second[near].tolist(), strict=True)


@dataclass(frozen=True, eq=False)
class _Cells:
    """Rows sorted by the square they lie in, with the square and how many rows it holds."""

    row: NDArray[np.intp]
    key: NDArray[np.int64]
    size: NDArray[np.intp]


def _cells(listed: Listed, rows: Sequence[int], metres: float) -> Iterator[_Cells]:
    """Squares in which any two of the rows that are this close meet: four sets, overlapping."""
    row = np.asarray(rows, dtype=np.intp)
    row = row[np.isfinite(listed.x[row]) & np.isfinite(listed.y[row])]
    if not len(row):
        return
    across = (listed.x[row] // metres).astype(np.int64)
    up = (listed.y[row] // metres).astype(np.int64)
    for right, above in ((0, 0), (0, 1), (1, 0), (1, 1)):  # two by two cells: neighbours share a square
        key = ((across + right) // 2) * 2**32 + (up + above) // 2
        order = np.argsort(key, kind="stable")
        _, place, count = np.unique(key[order], return_inverse=True, return_counts=True)
        yield _Cells(row[order], key[order], count[place])


def _close(listed: Listed, rows: Sequence[int], metres: float, *, more_than: int = 1) -> Iterator[list[int]]:
    """Blocks in which any two of the rows that are this close meet, and more than so many rows."""
    for cells in _cells(listed, rows, metres):
        large = cells.size > more_than
        for start in np.flatnonzero(large & np.r_[True, cells.key[1:] != cells.key[:-1]]).tolist():
            yield cells.row[start : start + min(int(cells.size[start]), _MOST)].tolist()


def _grouped(pairs: Iterable[tuple[Hashable, int]]) -> Iterator[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return (rows[:_MOST] for rows in groups.values() if len(rows) > 1)


def _judge(listed: Listed, a: int, b: int) -> tuple[bool, str] | None:
    """Whether two rows are one facility, and why; None where nothing speaks for it."""
    shared = not listed.kinds[a].isdisjoint(listed.kinds[b])
    same_name = listed.name[a] == listed.name[b]
    if not shared and not same_name:
        return None
    metres, contact = listed.metres(a, b), _contact(listed, a, b)
    if same_name or listed.core[a] == listed.core[b]:
        return _same_name(listed, a, b, metres, contact, shared=shared)
    if not (contact or metres <= NEAR) or metres > FAR or not alike(listed.called(a), listed.called(b)):
        return None
    return False, f"名称相近,{contact or f'相距 {metres:.0f} 米'}"


def _same_name(listed: Listed, a: int, b: int, metres: float, contact: str, *, shared: bool) -> tuple[bool, str] | None:
    one_unit = bool(listed.unit[a]) and listed.unit[a] == listed.unit[b]
    kinds = "" if shared else ",类型不同"
    if metres <= NEAR:
        return True, f"名称相同,相距 {metres:.0f} 米{kinds}"
    if contact and not metres > FAR:
        return True, f"名称相同,{contact}{kinds}"
    if metres <= FAR:
        return False, f"名称相同,相距 {metres:.0f} 米{kinds}"
    if math.isnan(metres) and (one_unit or not (listed.unit[a] and listed.unit[b])):
        return one_unit and shared, f"名称相同,{'在同一单元' if one_unit else '有一处没有位置'}{kinds}"
    return None


def _contact(listed: Listed, a: int, b: int) -> str:
    if listed.phone[a] and listed.phone[a] == listed.phone[b]:
        return "电话相同"
    return "地址相同" if listed.address[a] and listed.address[a] == listed.address[b] else ""
