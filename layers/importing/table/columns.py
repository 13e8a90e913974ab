"""Headers and the fields of a region that their names say."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from layers.errors import UserError
from layers.importing.table.headers import datum_of, fold, parse
from layers.resources import resource

_RANK, _VARIANT, _NARROW = 0.5, 0.3, 20.0
_DATUM = {"wgs84": 3.0, "cgcs2000": 2.5, "": 0.0, "gcj02": -3.0, "bd09": -4.0}


@dataclass(frozen=True)
class Candidate:
    """A header that may hold a field.

    Attributes:
        score: 100 for the first name of the field as it stands, less for each thing that speaks against it.
        sure: the name says it and the cells do not contradict.
    """

    field: str
    header: str
    score: float
    reason: str
    sure: bool = True


@cache
def known_headers() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Headers understood without being told: role, field, headers."""
    with resource("columns.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def label_of(role: str, field: str) -> str:
    """A field's name on the screen: the first Chinese header that is understood for it."""
    return next((name for name in known_headers()[role][field] if not name.isascii()), field)


def require(field: str, label: str, header: Mapping[str, str], headers: Iterable[str], where: str) -> None:
    """Insist that some header holds a field.

    Raises:
        UserError: none does; lists the headers there are.
    """
    if field not in header:
        there = "、".join(headers) or "(没有列)"
        raise UserError(
            f"不知道哪一列是{label}",
            where=where,
            remedy=f"请指明这一列;文件里的表头:{there}",
            option=f"--column {field}=表头",
        )


def header_of_field(role: str, headers: Sequence[str], chosen: Mapping[str, str], where: str) -> dict[str, str]:
    """Which header holds each field of a role by its name; fields that no header holds are left out.

    Args:
        chosen: the user's own choice, field to header, "" for none; it always wins.

    Raises:
        UserError: a chosen field or header does not exist.
    """
    found = check_chosen(role, headers, chosen, where)
    taken = assign([c for header in headers for c in by_name(role, header)], found, frozenset(chosen))
    return {field: header for field, header in taken.items() if header}


def check_chosen(role: str, headers: Sequence[str], chosen: Mapping[str, str], where: str) -> dict[str, str]:
    """The user's choice with the headers as the file writes them; fields he leaves out are not in it.

    Raises:
        UserError: a chosen field or header does not exist.
    """
    fields = known_headers()[role]
    by_fold = {fold(header): header for header in reversed(headers)}
    found = {}
    for field, header in chosen.items():
        if field not in fields:
            raise UserError(f"没有“{field}”这个字段", where=where, remedy=f"可用的字段:{'、'.join(fields)}")
        if header and fold(header) not in by_fold:
            names = "、".join(headers[:20]) or "(没有列)"
            raise UserError(f"找不到表头“{header}”", where=where, remedy=f"文件里的表头:{names}")
        if header:
            found[field] = by_fold[fold(header)]
    return found


@cache
def _ranks(role: str) -> Mapping[str, tuple[str, int]]:
    """Field and place in its list, by folded header."""
    fields = known_headers()[role]
    return {fold(name): (field, rank) for field, known in fields.items() for rank, name in enumerate(known)}


@cache
def by_name(role: str, header: str) -> tuple[Candidate, ...]:
    """The fields that a header's name says, the likeliest first."""
    ranks, told = _ranks(role), parse(header)
    datum, without = datum_of(header)
    found: dict[str, Candidate] = {}
    for variant, name in enumerate((*told.names, *((without,) if datum else ()))):
        field, rank = ranks.get(name, ("", 0))
        if not field or field in found:
            continue
        narrow = told.narrow and variant > 0
        score = 100 - _RANK * rank - _VARIANT * variant - _NARROW * narrow + int(told.year or 0) / 1000
        score += _DATUM[datum] if field in ("lon", "lat", "lonlat") else 0.0
        reason = "表头就是这个意思" if not variant else f"表头里有“{name}”"
        found[field] = Candidate(field, header, score, reason, sure=not narrow)
    return tuple(found.values())


def assign(candidates: Sequence[Candidate], given: Mapping[str, str], closed: frozenset[str]) -> dict[str, str]:
    """The best header for each field, each header once.

    Args:
        given: fields whose header is settled.
        closed: fields that take no other header.
    """
    found = dict(given)
    for one in sorted(candidates, key=lambda one: -one.score):
        if one.score > 0 and one.field not in found and one.field not in closed and one.header not in found.values():
            found[one.field] = one.header
    return found
