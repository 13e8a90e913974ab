"""Which units of the region the texts of a source mean: by code, name, former name, sound, look or location."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layers.decisions import Choice, Match
from layers.location import locate, locate_at
from layers.matching.unit_index import UnitIndex
from layers.matching.unit_search import Found, UnitSearch, asked_of
from layers.tables import Floats

__all__ = ["UnitIndex", "UnitMatches", "match_units"]

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, eq=False)
class UnitMatches:
    """The units that n texts mean.

    Attributes:
        row: in the index's units, -1 where none fits or several do; shape (n,).
        sure: where nobody needs to confirm it; shape (n,).
        matches: one per distinct text that is not blank; several where one text means several units, told apart by
            what they lie in or by place.
    """

    row: NDArray[np.intp]
    sure: NDArray[np.bool_]
    matches: tuple[Match, ...]


def match_units(
    texts: Sequence[str],
    index: UnitIndex,
    *,
    level: str = "",
    within: Sequence[str] = (),
    confirmed: Mapping[str, str] = _NOTHING,
    lon: Floats | None = None,
    lat: Floats | None = None,
    codes: Sequence[str] = (),
    rows: Sequence[int] = (),
) -> UnitMatches:
    """The unit that each of n texts means. A near spelling is offered, never taken.

    Args:
        texts: names or codes of units, "" for none.
        level: the units' level, "" for any.
        within: codes of a unit that each lies in, "" where unknown.
        confirmed: what a person said that a text means, unit code or "" for none; it wins.
        lon, lat: degrees, NaN for no place: they tell namesakes apart, and stand in where the text fails.
        codes: of a second column that holds codes; they go before the texts.
        rows: where each stands in the file, for the matches' `rows`.
    """
    none = [""] * len(texts)
    written = list(zip(texts, codes or none, within or none, strict=True))
    asked = {one: asked_of(*one) for one in dict.fromkeys(written)}
    search = UnitSearch(index, level, confirmed)
    answers = {question: search.find(question) for question in dict.fromkeys(asked.values())}
    by_text = {one: answers[question] for one, question in asked.items()}
    found = [by_text[one] for one in written]
    open_rows = [i for i, one in enumerate(found) if not one.sure]
    if lon is not None and lat is not None and open_rows:
        placed: dict[tuple[int, int, bool], Found] = {}  # by object, of which there are few
        for i, place in zip(open_rows, _places(index, level, lon[open_rows], lat[open_rows]).tolist(), strict=True):
            key = (id(found[i]), place, bool(written[i][0].strip() or written[i][1].strip()))
            if key not in placed:
                placed[key] = _with_place(index, found[i], place, named=key[2])
            found[i] = placed[key]
    keys = {one: search.key(question) for one, question in asked.items()}
    return UnitMatches(
        row=np.fromiter((one.row for one in found), dtype=np.intp, count=len(found)),
        sure=np.fromiter((one.sure for one in found), dtype=bool, count=len(found)),
        matches=_matches(index, [keys[one] for one in written], found, rows),
    )


def _places(index: UnitIndex, level: str, lon: Floats, lat: Floats) -> NDArray[np.intp]:
    return locate_at(index.units, level, lon, lat) if level else locate(index.units, lon, lat)


def _with_place(index: UnitIndex, found: Found, place: int, *, named: bool) -> Found:
    """What was found, with the unit around the place: it decides between several, and stands in for none."""
    if place < 0 or (found.row >= 0 and not named):
        return found
    if not named:
        return Found(place, "按位置", sure=True)
    around = {place, *(row for row in index.above(place) if index.above(row))}
    if found.row >= 0:
        reason = f"{found.reason.removesuffix(',请确认').removesuffix('?')},位置也在它里面"
        return replace(found, reason=reason, sure=True) if found.row in around else found
    there = [row for row in found.others if row in around]
    if found.namesakes and len(there) == 1:
        return Found(there[0], "同名的有好几个,位置在这一个里面", sure=True)
    return Found(place, f"{found.reason};按位置在{index.label(place)},请确认", sure=False, others=found.others)


def _matches(index: UnitIndex, keys: Sequence[str], found: Sequence[Found], rows: Sequence[int]) -> tuple[Match, ...]:
    """Each distinct text and answer once, with the places where it stands."""
    places: dict[tuple[str, int], list[int]] = {}
    for i, (key, answer) in enumerate(zip(keys, found, strict=True)):
        if key:
            places.setdefault((key, id(answer)), []).append(i)
    where: dict[tuple[str, Found], list[int]] = {}
    for (key, _), some in places.items():
        where.setdefault((key, found[some[0]]), []).extend(some)
    return tuple(
        Match(
            what="unit",
            text=text,
            target=str(index.units.code[answer.row]) if answer.row >= 0 else "",
            label=index.label(answer.row) if answer.row >= 0 else "",
            reason=answer.reason,
            sure=answer.sure,
            others=tuple(Choice(str(index.units.code[row]), index.label(row)) for row in answer.others),
            rows=tuple(f"第{rows[i]}行" for i in sorted(some)[:50]) if rows else (),
        )
        for (text, answer), some in where.items()
    )
