"""From a source as read to one understood: what it is of, which column is what, where it lies, in which datum."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from layers.datum import to_wgs84
from layers.decisions import Decision
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing.options import ImportOptions
from layers.importing.personal import clear
from layers.importing.position.datum_evidence import Judged, RegionNames, verdict_on
from layers.importing.position.datums import Taken, said_by, take_datum
from layers.importing.position.home import CHINA, Home
from layers.importing.position.places import Placed, coarse, drop_impossible, outside, place, unshifted
from layers.importing.remembered import doubted, nowhere, recall, with_remembered
from layers.importing.roles import role_of, shape_of
from layers.importing.source_detail import kind_of, level_of
from layers.importing.surroundings import Surroundings
from layers.importing.table.column_content import contents_of
from layers.importing.table.column_mapping import Mapped, Vocabulary, map_columns
from layers.importing.table.headers import fold
from layers.importing.tidying import tidy, without_examples
from layers.importing.understood import Understood
from layers.matching.kinds import recognise_kinds
from layers.matching.names import fold_name
from layers.projection import DEGREES, Reading
from layers.tables import Geometries

_SETTLED_HERE = ("no_crs", "crs_assumed")


def fingerprint(headers: Iterable[str]) -> str:
    """A short sign of a source's headers, in any order: sources that share it are read alike."""
    plain = "\n".join(sorted(fold(header) for header in headers))
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def understand(features: Features, options: ImportOptions, around: Surroundings, where: str) -> Understood:
    """Find out what a source holds. What the user says wins; what was decided for such a file before comes next.

    Args:
        options: the user's decisions; empty means find out.
        where: what messages call the source.

    Raises:
        UserError: a column that was asked for is not there, or the coordinates cannot be used.
    """
    sign = fingerprint(features.columns)
    features, findings = tidy(features)
    features, examples = without_examples(features)
    cleared = clear(features, options.keep_personal)
    content = contents_of(cleared.features)
    asked = options.role or ("facilities" if options.kind else "")
    role = role_of(cleared.features, content, where, asked)
    before = recall(around.sources, role.chosen.value, sign)
    answered = options.units
    options = replace(with_remembered(options, before), role=role.chosen.value, headers=sign)
    _check_dropped(options, cleared.dropped, where)
    names = RegionNames(around)
    mapped = map_columns(
        cleared.features,
        content,
        options.role,
        options.columns,
        before=before.columns,
        vocabulary=_vocabulary(options, names),
        level_of=names.level_of,
        where=where,
    )
    home = Home.of(around)
    placed = place(cleared.features, mapped.header, options, home, where, before=before.plain.get("crs", ""))
    header = _with_places(mapped.header, placed)
    taken = _datum(Judged(cleared.features, header, placed, options.role, where), options.datum, names, home)
    lon, lat, lost = _on_earth(placed, taken, cleared.features)
    if options.role != "roads":
        lost += outside(placed, lon, lat, home, cleared.features.rows)
    level = level_of(cleared.features, header, options.level, around.code) if options.role == "units" else None
    kind = _kind(cleared.features, options, header, where) if options.role == "facilities" else None
    decisions = (role, level, kind, placed.decision, taken.decision, *_columns_of(mapped, header))
    understood = Understood(
        features=_in_degrees(cleared.features, placed, taken),
        where=where,
        options=_decided(options, header, placed, taken, level, kind),
        header=header,
        lon=lon,
        lat=lat,
        decisions=tuple(decision for decision in decisions if decision),
        positions=placed.positions or taken.positions,
        findings=(
            *(note for note in features.notes if note.code not in _SETTLED_HERE),
            *findings,
            *examples,
            *cleared.findings,
            *mapped.findings,
            *placed.findings,
            *taken.findings,
            *lost,
            *nowhere(answered, around.units),
        ),
        phones=cleared.phones,
    )
    return doubted(understood, answered, names.index) if before.units else understood


def _vocabulary(options: ImportOptions, names: RegionNames) -> Vocabulary:
    """Whether a text names a unit that the region has, or a kind."""

    def is_unit(text: str) -> bool:
        return fold_name(text) in names.index.spelled

    def is_kind(text: str) -> bool:
        return any(recognise_kinds([""], [text], options.known_kinds).kinds[0])

    return {"unit": is_unit, "kind": is_kind} if options.known_kinds else {"unit": is_unit}


def _kind(features: Features, options: ImportOptions, header: Mapping[str, str], where: str) -> Decision | None:
    names = (features.sheet, features.layer, where.partition(" / ")[0].rpartition(".")[0])
    return kind_of(names, options.kind, header, options.known_kinds)


def _check_dropped(options: ImportOptions, dropped: Mapping[str, str], where: str) -> None:
    gone = {fold(header): label for header, label in dropped.items()}
    for field, header in options.columns.items():
        if header and fold(header) in gone:
            raise UserError(
                f"“{header}”列是个人信息({gone[fold(header)]}),没有读入,不能用作{field}",
                where=where,
                remedy="请另选一列;确需使用时,请指明要保留这一列",
            )


def _with_places(header: Mapping[str, str], placed: Placed) -> dict[str, str]:
    """The header with the coordinates' columns as they were read."""
    if not placed.header:
        return dict(header)
    rest = {field: name for field, name in header.items() if field not in ("lon", "lat", "lonlat")}
    return rest | dict(placed.header)


def _columns_of(mapped: Mapped, header: Mapping[str, str]) -> Iterable[Decision]:
    """The decisions on columns, longitude and latitude as they came out."""
    for decision in mapped.decisions:
        field = decision.topic.removeprefix("column.")
        if field not in header:
            continue
        if header[field] != decision.chosen.value:
            chosen = replace(decision.chosen, value=header[field], label=header[field], reason="两列写反了,已对调")
            yield replace(decision, chosen=chosen)
        else:
            yield decision


def _datum(source: Judged, given: str, names: RegionNames, home: Home) -> Taken:
    """The datum of a source in degrees; planar coordinates are no map service's."""
    placed = source.placed
    lon, lat = placed.lon, placed.lat
    west, south, east, north = CHINA
    in_china = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    crs = Reading.of(placed.crs or (source.features.crs if placed.geometry is not None else "")).crs
    plain = placed.crs in ("", DEGREES) and _geographic(crs)
    if not in_china.any() or (not plain and not given):
        return Taken(given or "wgs84", bool(given), None)
    said = said_by(source.features.columns, tuple(placed.header.values()), source.where, lon, lat)
    return take_datum(said, verdict_on(source, names, home), given, lon, lat)


def _geographic(crs: str) -> bool:
    return not crs or crs in ("EPSG:4326", DEGREES) or crs.startswith(("GEOGCS", "GEOGCRS"))


def _on_earth(placed: Placed, taken: Taken, features: Features) -> tuple[np.ndarray, np.ndarray, list[Finding]]:
    """Longitude and latitude of CGCS2000, and what is to be said of them."""
    lon, lat, lost = drop_impossible(placed.lon, placed.lat, features.rows)
    if placed.crs in ("", DEGREES) and (placed.geometry is None or shape_of(features) == "point"):
        lost += coarse(lon, lat, features.rows)
    moved_lon, moved_lat = to_wgs84(lon, lat, taken.datum)
    return np.asarray(moved_lon), np.asarray(moved_lat), lost


def _in_degrees(features: Features, placed: Placed, taken: Taken) -> Features:
    geometry: Geometries | None = placed.geometry if features.geometry is not None else None
    if geometry is None:
        return replace(features, geometry=None) if features.geometry is not None else features
    return replace(features, geometry=unshifted(geometry, taken.datum), crs=DEGREES)


def _decided(
    options: ImportOptions,
    header: Mapping[str, str],
    placed: Placed,
    taken: Taken,
    level: Decision | None,
    kind: Decision | None,
) -> ImportOptions:
    """The options with what was found out filled in."""
    return replace(
        options,
        columns={**dict.fromkeys((field for field, name in options.columns.items() if not name), ""), **header},
        crs=options.crs or placed.crs,
        datum=options.datum or (taken.datum if taken.settled else ""),
        level=options.level or (level.chosen.value if level else ""),
        kind=options.kind or (kind.chosen.value if kind else ""),
    )
