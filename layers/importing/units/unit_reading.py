"""Units read level by level: known ones found again, new ones added, tables without outlines held against names."""

from dataclasses import dataclass, field, replace

import numpy as np

from layers import codes
from layers.decisions import Match
from layers.finding import Finding
from layers.importing.surroundings import Surroundings
from layers.importing.understood import Understood
from layers.importing.units.unit_codes import assign_codes, next_free
from layers.importing.units.unit_identity import TOLD_ABOVE, Identity, identify_units
from layers.importing.units.unit_official import made_official, official_codes, parents_told, with_official
from layers.importing.units.unit_parents import named_parents, official_parents, without_parent
from layers.importing.units.unit_parts import NUMBERS, Merged, Parts, merged
from layers.importing.units.unit_tables import (
    below_recoded,
    column,
    no_units,
    stacked,
    with_known,
    with_numbers,
    without,
)
from layers.matching.units import UnitIndex, match_units
from layers.schema import CLASSES
from layers.tables import Floats, Texts, UnitAlias, Units


@dataclass(eq=False)
class UnitReading:
    """Units read level by level from the top, so that each level finds its parents.

    Attributes:
        findings: what is met; added to.
        tables: the units of each level.
        matches: what the names of a table were taken to mean.
        recoded: new codes, by the old one, of units of the region.
        aliases: what the source calls units whose parent the region does not have.
        file_row, old_code: by code, where each unit stands in the file, and its code in the region until now.
        used: rows of the source that went into units.
        existing: the region's units under their codes of until now, below parents under their new ones.
        known: the region's units with those read so far in their place.
    """

    understood: Understood
    around: Surroundings
    findings: list[Finding]
    tables: list[Units] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    recoded: dict[str, str] = field(default_factory=dict)
    aliases: list[UnitAlias] = field(default_factory=list)
    file_row: dict[str, int] = field(default_factory=dict)
    old_code: dict[str, str] = field(default_factory=dict)
    used: int = 0
    existing: Units = field(default_factory=no_units)
    known: Units = field(default_factory=no_units)

    def __post_init__(self) -> None:
        self.existing = self.known = self.around.units

    def read(self, parts: Parts, level: str) -> None:
        """Read the rows of one level."""
        there = self.existing.rows_at(level)
        outlined = any(self.existing.geometry[row] is not None for row in there)
        if outlined and not any(shape is not None for shape in parts.geometry):
            units = self._updated(parts, level)
        else:
            units = self._placed(parts, level)
        self.tables.append(units)
        self.existing = below_recoded(self.around.units, self.recoded)
        self.known = stacked([without(self.existing, self.recoded), *self.tables])

    def _placed(self, parts: Parts, level: str) -> Units:
        """Units that stand on their own: known ones found again, new ones added."""
        region, existing = self.around.code, self.existing
        parent, doubtful = named_parents(
            parts.parent, parts.geometry, level, self.known, region, self.understood.options.units
        )
        self.matches += doubtful
        source = merged(parts, parent, self.findings)
        self.used += len(parts)
        parent = official_parents(source.code, source.code == "", source.parent, level, self.known, region)
        identity = identify_units(
            self._with_names_above(source, parent), existing.rows_at(level), existing, self.around.aliases
        )
        was = existing.code[identity.row] if len(existing) else np.full(len(source), "", dtype="U12")
        was = np.where(identity.row >= 0, was, "")
        used = set(existing.code[existing.rows_at(level)].tolist())
        given = np.where(source.code != "", source.code, was).astype("U12")
        code, made_up = assign_codes(given, source.name, parent, level, used, region, self.findings)
        made_up |= (identity.row >= 0) & (code == was) & _provisional(existing, identity.row)
        parent = official_parents(code, made_up, source.parent, level, self.known, region)
        if loose := without_parent(parent, level, region):
            self.findings.append(loose)
        klass = _classes(source.klass, code, made_up, source.name, level, self.findings)
        units = with_known(source, identity.row, existing, code, parent, klass, made_up, level)
        self._remember(units, source, was)
        self._keep_above(units, source)
        self._note_identity(identity, units, existing)
        return stacked([units, self._displaced(units, level)])

    def _with_names_above(self, source: Merged, parent: Texts) -> Merged:
        """With their parents, and these by the region's own names, where it has them."""
        row = [self.known.row_of.get(code, -1) if code != self.around.code else -1 for code in parent.tolist()]
        names = [
            str(self.known.name[i]) if i >= 0 else text for i, text in zip(row, source.above.tolist(), strict=True)
        ]
        return replace(source, parent=parent, above=np.array(names, dtype=np.str_))

    def _keep_above(self, units: Units, source: Merged) -> None:
        """What a table calls the unit above, while the region does not have it: it tells namesakes apart later."""
        columns = (units.code, units.name, units.parent, units.provisional, source.above)
        for code, name, parent, made_up, above in zip(*(one.tolist() for one in columns), strict=True):
            if made_up and above and parent == self.around.code and not above.isdecimal():
                self.aliases.append(UnitAlias(code, f"{above}{name}", TOLD_ABOVE))

    def _remember(self, units: Units, source: Merged, was: Texts) -> None:
        for code, old, row in zip(units.code.tolist(), was.tolist(), source.row, strict=True):
            self.file_row[code] = row
            if old:
                self.old_code[code] = old
                if old != code:
                    self.recoded[old] = code

    def _displaced(self, units: Units, level: str) -> Units:
        """Units of the region whose code another unit has now, and which the source does not have: they move aside."""
        existing = self.existing
        again = set(self.old_code.values())
        lost = [code for code in units.code.tolist() if code in existing.row_of and code not in again]
        lost = [code for code in lost if self.old_code.get(code, code) != code]
        if not lost:
            return no_units()
        taken = {*existing.code.tolist(), *units.code.tolist()}
        rows = np.array([existing.row_of[code] for code in lost])
        aside = existing.take(rows)
        new = []
        for code, parent in zip(lost, aside.parent.tolist(), strict=True):
            new.append(next_free(parent or code, level, taken))
            taken.add(new[-1])
            self.recoded[code] = new[-1]
            self.old_code[new[-1]] = code
        names = tuple(f"{name}:{old} → {now}" for name, old, now in zip(aside.name, lost, new, strict=True))
        message = f"{len(lost)} 个原有单元的代码现在属于别的单元,而文件里没有这些单元,已换成暂编代码"
        self.findings.append(Finding("warning", "unit_displaced", message, names[:50], "请核对它们是否已撤并"))
        return replace(aside, code=np.array(new), provisional=np.ones(len(new), dtype=bool))

    def _updated(self, parts: Parts, level: str) -> Units:
        """Numbers for units that the region has; those it does not have are listed."""
        known, options = self.known, self.understood.options
        index = UnitIndex.of(known, self.around.aliases, region=self.around.name)
        above = match_units(parents_told(parts, index), index, confirmed=options.units)
        within = [
            str(known.code[row]) if row >= 0 and ok else "" for row, ok in zip(above.row, above.sure, strict=True)
        ]
        found = match_units(
            parts.name.tolist(),
            index,
            level=level,
            within=within,
            confirmed=options.units,
            codes=parts.code.tolist(),
            rows=parts.rows,
        )
        self.matches += found.matches
        good = (found.row >= 0) & found.sure
        self._note_unknown(parts, good)
        self.used += int(good.sum())
        row = found.row[good]
        named = replace(parts.take(good), code=known.code[row], name=known.name[row])
        source = merged(named, known.parent[row], self.findings)
        rows = np.array([known.row_of[code] for code in source.code.tolist()], dtype=np.intp)
        official = official_codes(parts.take(good), row, known, self.around.aliases, self.findings)
        units = with_official(known.take(rows), official, known, self.around.code)
        self._remember(units, source, known.code[rows])
        return with_numbers(units, {name: _newer(source, name, column(units, name)) for name in NUMBERS})

    def _note_unknown(self, parts: Parts, good: np.ndarray) -> None:
        if good.all():
            return
        names = tuple(
            f"第{row}行“{name}”" for row, name, ok in zip(parts.rows, parts.name, good, strict=True) if not ok
        )
        people = float(np.nansum(parts.numbers["population"][~good]))
        told = f",共 {people:,.0f} 人" if people else ""
        message = f"{len(names)} 行对不上区域里的单元{told},没有导入"
        remedy = "请在对照表里指明是哪个单元;确是新单元的,请先导入它的边界"
        why = "这张表没有边界,凭名称新建的单元在地图上没有位置,人口会重复"
        self.findings.append(Finding("warning", "unit_unmatched", message, names[:50], remedy, why))

    def _note_identity(self, identity: Identity, units: Units, existing: Units) -> None:
        official = _provisional(existing, identity.row) & ~units.provisional
        if official.any():
            old = existing.code[identity.row[official]].tolist()
            new_by_old = dict(zip(old, units.code[official].tolist(), strict=True))
            self.findings.append(made_official(new_by_old, existing))
        named_so = official & (units.name == existing.name[identity.row]) if len(existing) else official
        for which, severity, code, text, remedy in (
            (
                identity.by_outline & ~named_so,
                "warning",
                "units_renamed",
                "个单元边界没有变而名称或代码变了,按改名处理",
                "",
            ),
            (
                identity.reused,
                "warning",
                "code_reused",
                "个单元代码相同,而名称和位置都与原来不同",
                "请核对代码是否写错",
            ),
        ):
            rows = np.flatnonzero(which)
            if len(rows):
                pairs = [(i, identity.row[i]) for i in rows[:50]]
                told = tuple(
                    f"{existing.name[row]} {existing.code[row]} → {units.name[i]} {units.code[i]}" for i, row in pairs
                )
                message = f"{len(rows)} {text}"
                self.findings.append(Finding(severity, code, message, told, remedy))  # type: ignore[arg-type]


def _provisional(existing: Units, rows: np.ndarray) -> np.ndarray:
    """Whether the unit of the region that each is has a made-up code."""
    if not len(existing):
        return np.zeros(len(rows), dtype=bool)
    return np.asarray((rows >= 0) & existing.provisional[rows])


def _newer(source: Merged, name: str, old: Floats) -> Floats:
    """Numbers of a source; where it gives none, the old ones; where it contradicts itself, none."""
    kept = np.where(np.isnan(source.numbers[name]), old, source.numbers[name])
    return np.where(source.clashed[name], np.nan, kept)


def _classes(
    given: Texts, code: Texts, made_up: np.ndarray, names: Texts, level: str, findings: list[Finding]
) -> Texts:
    """The class as given, else as the name's ending or the official code tells."""
    allowed = CLASSES.get(level, ())
    result = []
    for klass, unit_code, made, name in zip(given, code, made_up, names, strict=True):
        by_code = "" if made else codes.class_of(str(unit_code), level)
        by_name = codes.class_by_name(str(name), level)
        order = (by_code, by_name) if level == "community" else (by_name, by_code)
        result.append(str(klass) if klass in allowed else next((c for c in order if c), ""))
    unknown = tuple(str(name) for name, klass in zip(names, result, strict=True) if not klass)
    if allowed and unknown:
        message = f"{len(unknown)} 个单元看不出是{'、'.join(allowed)}中的哪一类"
        findings.append(
            Finding("warning", "class_unknown", message, unknown[:50], "请在原表加一列类别,重新导入并指明这一列")
        )
    return np.array(result, dtype=np.str_)
