"""Administrative units from a layer or a table: of one level or of several, new ones or a newer edition."""

from dataclasses import dataclass, replace

import numpy as np

from layers import codes
from layers.decisions import Change, Decision, Match, Preview
from layers.errors import UserError
from layers.finding import Finding
from layers.importing.people.long_tables import widened
from layers.importing.surroundings import Surroundings
from layers.importing.table.cell_text import text_of
from layers.importing.table.cells import number_of
from layers.importing.understood import Understood
from layers.importing.units.unit_changes import changes_of, former_names, gone, preview_of
from layers.importing.units.unit_levels import check_level
from layers.importing.units.unit_parents import adopted, conflicts
from layers.importing.units.unit_parts import Parts, read_parts
from layers.importing.units.unit_reading import UnitReading
from layers.importing.units.unit_tables import stacked, without
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import UnitAlias, Units
from layers.topology.findings import topology_findings
from layers.topology.measuring import measure_topology


@dataclass(frozen=True, eq=False)
class UnitsRead:
    """What a source says of units.

    Attributes:
        units: as they are to stand in the region, of one level or several, in code order.
        recoded: new codes, by the old one, of units of the region: to be written before the units.
        adopted: new parents, by code, of units that are in the region already.
        aliases: former names and codes.
        skipped: rows left out.
    """

    units: Units
    adopted: dict[str, str]
    aliases: tuple[UnitAlias, ...]
    skipped: int
    findings: list[Finding]
    decisions: tuple[Decision, ...]
    matches: tuple[Match, ...]
    changes: tuple[Change, ...]
    preview: Preview
    recoded: dict[str, str]


def read_units(understood: Understood, around: Surroundings) -> UnitsRead:
    """The units of a source with codes and parents, and what they change in the region.

    Rows of one unit are put together. A table without outlines, of a level of which the region has outlines, only
    brings numbers: units it names and the region does not have are listed, never made.

    Raises:
        UserError: no name column, no level, one above the region's, or nothing usable is left.
    """
    findings: list[Finding] = []
    understood = widened(understood, "units", findings)
    parts = _of_region(read_parts(understood, around, findings), understood, around.code, findings)
    reading = UnitReading(understood, around, findings)
    for level in LEVELS:
        chosen = parts.level == level
        if chosen.any():
            reading.read(parts.take(chosen), level)
    return _finished(reading, understood, around)


def _finished(reading: UnitReading, understood: Understood, around: Surroundings) -> UnitsRead:
    """All levels together, held against the region."""
    existing, units, findings = reading.existing, stacked(reading.tables), reading.findings
    if not len(units):
        raise UserError("没有一行对得上区域里的单元", where=understood.where, remedy="请检查名称列、代码列和所属上级")
    old = [reading.old_code.get(code, "") for code in units.code.tolist()]
    rows = np.array([existing.row_of.get(code, -1) for code in old], dtype=np.intp)
    findings += [*_kept(units, existing, rows, understood.options.gone), *conflicts(units, reading.known, around.code)]
    if understood.features.geometry is not None:
        findings += _fit(units, reading.known)
    changes = changes_of(units, rows, around.units)
    if all(one.act == "same" for one in changes):
        findings.append(_nothing_new(understood, len(units)))
    return UnitsRead(
        units=units,
        adopted=adopted(units, without(existing, reading.recoded), around.code, around.aliases),
        aliases=(*former_names(units, rows, existing), *reading.aliases),
        skipped=len(understood) - reading.used,
        findings=findings,
        decisions=(),
        matches=tuple(reading.matches),
        changes=(*changes, *gone(units, rows, existing)),
        preview=preview_of(units, reading.file_row, reading.known),
        recoded=reading.recoded,
    )


def _nothing_new(understood: Understood, count: int) -> Finding:
    """What to say of a source whose units are all in the region as they are; a warning where it has other numbers."""
    used = set(understood.header.values())
    left = tuple(header for header in understood.features.columns if header not in used and _counts(understood, header))
    message = f"这个文件里的 {count} 个单元都与区域里的一样,没有带来新内容"
    if not left:
        return Finding("note", "nothing_new", message)
    told = f"{message};有 {len(left)} 列数字没有认出是什么,没有用上:{'、'.join(left[:5])}"
    return Finding("warning", "nothing_new", told, left[:50], "请指明哪一列是人口、哪一列是60岁及以上人口")


def _counts(understood: Understood, header: str) -> bool:
    """Whether a column holds several numbers and nothing else, and does not just count the rows."""
    try:
        values = [number_of(cell) for cell in understood.features.columns[header] if text_of(cell)]
    except ValueError:
        return False
    return len(values) > 0 and values != [float(i + 1) for i in range(len(values))]


def _kept(units: Units, existing: Units, rows: np.ndarray, asked: str) -> list[Finding]:
    """What to say of units of the region that the source does not have."""
    found = []
    for level in LEVELS:
        if not len(units.rows_at(level)):
            continue
        left = np.setdiff1d(existing.rows_at(level), rows)
        if len(left):
            names = tuple(str(name) for name in existing.name[left[:50]])
            text = f"区域里原有的 {len(left)} 个{LEVEL_LABELS[level]}单元不在这个文件里,仍然保留"
            remove = asked == "remove"
            remedy = "行政单元不随导入去掉:设施和人口可能还归在它们下面" if remove else ""
            found.append(Finding("warning" if remove else "note", "units_kept", text, names, remedy))
    return found


def _fit(units: Units, known: Units) -> list[Finding]:
    """How the outlines fit together with each other, and with those one level up and down."""
    ranks = {LEVELS.index(level) for level in units.level.tolist()}
    near = [level for rank, level in enumerate(LEVELS) if ranks & {rank - 1, rank, rank + 1}]
    table = known.take(np.flatnonzero(np.isin(known.level, near)))
    found, own = measure_topology(table), set(units.level.tolist())
    here = [one for one in found.defects if one.level in own or one.kind in ("uncovered", "outside")]
    unmatched = tuple(code for code in found.unmatched if code in units.row_of)
    invalid = tuple(code for code in found.invalid if code in units.row_of)
    return topology_findings(replace(found, defects=tuple(here), unmatched=unmatched, invalid=invalid), table)


def _of_region(parts: Parts, understood: Understood, region_code: str, findings: list[Finding]) -> Parts:
    """The rows that lie in the region, at a level it has; others are listed."""
    where = understood.where
    prefix = codes.prefix_of(region_code)
    inside = np.array([not code or code.startswith(prefix) for code in parts.code.tolist()], dtype=bool)
    if not inside.any():
        raise UserError("没有一行属于本区域", where=where, remedy=f"本区域代码为 {region_code},请检查文件或区域代码")
    if not inside.all():
        text = f"{int((~inside).sum())} 行的区划代码不属于本区域,没有导入"
        findings.append(Finding("warning", "outside_region", text, parts.places(~inside)))
    parts = parts.take(inside)
    levels = set(parts.level.tolist())
    usable = LEVELS[LEVELS.index(codes.level_of(region_code)) :]
    if len(levels) == 1 or not levels & set(usable):
        check_level(next(iter(sorted(levels, key=lambda one: one in LEVELS))), region_code, where)
    fits = np.isin(parts.level, usable)
    if not fits.all():
        text = f"{int((~fits).sum())} 行看不出级别,或比本区域还高,没有导入"
        remedy = "请加一列级别,或说明是哪一级"
        findings.append(Finding("warning", "level_unknown", text, parts.places(~fits), remedy))
    return _of_own_level(parts.take(fits), where, findings)


def _of_own_level(parts: Parts, where: str, findings: list[Finding]) -> Parts:
    """Rows whose code is of the level they are said to be of."""
    pairs = zip(parts.code.tolist(), parts.level.tolist(), strict=True)
    fits = np.array([not code or codes.level_of(code) == level for code, level in pairs], dtype=bool)
    if not fits.any():
        label = LEVEL_LABELS[str(parts.level[0])]
        raise UserError(f"没有一行是{label}代码", where=where, remedy="请检查所选的级别和代码列", option="--level")
    if not fits.all():
        places = tuple(f"{n} {c}" for n, c in zip(parts.name[~fits], parts.code[~fits], strict=True))[:50]
        text = f"{int((~fits).sum())} 行的区划代码是别的级别,没有导入"
        findings.append(
            Finding("warning", "code_of_other_level", text, places, "不指定级别,就会各按自己的级别一起导入")
        )
    return parts.take(fits)
