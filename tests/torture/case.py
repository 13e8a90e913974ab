"""One torture case: a file, what is asked, and what a person who read the requirements expects of it."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from layers.errors import UserError
from layers.importing import ImportOptions, prepare_import, write_import
from layers.importing.prepared import Prepared
from layers.region import Region
from layers.schema import FEATURE_TABLES, PLAIN_TABLES
from planner.checking.checking import check_region
from planner.plans.kinds import load_kinds
from tests.torture.land import LIST, Place

JARGON = ("EPSG", "Traceback", "Error", "WGS_1984", "PROJCS", "None", "nan", "0x")
LARGE = 100 * 1024**2
METRE = 1.2e-5  # degrees of longitude here; a metre of latitude is less
Check = Callable[["Outcome"], None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an import came to; `region` is open, as the file is now."""

    region: Region
    prepared: Prepared | None
    error: UserError | None

    @property
    def codes(self) -> set[str]:
        return {finding.code for finding in self.prepared.findings} if self.prepared else set()

    @property
    def warnings(self) -> dict[str, str]:
        found = self.prepared.findings if self.prepared else ()
        return {one.code: f"{one.message} {one.rows}" for one in found if one.severity != "note"}


@dataclass(frozen=True)
class Case:
    """A file and what has to come of it.

    Attributes:
        build: makes the file in a folder.
        region: what is in the region beforehand, see `land.make_region`.
        role, added, skipped: None where the requirements leave it open.
        must: codes of findings that have to be there; "a|b" for either.
        never: codes that must not be there.
        may: further warnings that are right; with `quiet` any other one is a false alarm.
        checked: the same as `must`, but it may also be told when the region is checked afterwards.
        refused: words that the message of the refusal has to hold, "a|b" for either; None where it is no refusal.
        absent: words that must not be anywhere in the region's file afterwards.
    """

    name: str
    build: Callable[[Path], Path]
    role: str | None = "facilities"
    added: int | None = None
    skipped: int | None = None
    region: str = "plain"
    options: Mapping[str, object] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    quiet: bool = False
    check: Check | None = None
    checked: tuple[str, ...] = ()
    refused: tuple[str, ...] | None = None
    absent: tuple[str, ...] = ()


Judge = Callable[[Case], Outcome]


def params(cases: list[Case]) -> pytest.MarkDecorator:
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    return pytest.mark.parametrize("case", cases, ids=names)


def options_of(**given: object) -> ImportOptions:
    """What the command line and the wizard ask for when nobody decides anything."""
    return ImportOptions(known_kinds={kind.code: kind.label for kind in load_kinds().values()}, **given)


def attempt(path: Path, file: Path, given: Mapping[str, object]) -> Outcome:
    """Import, with nothing changed by looking; the caller closes the region."""
    before = path.read_bytes()
    region, prepared, error = Region.open(path), None, None
    try:
        try:
            prepared = prepare_import(region, file, options_of(**given))
            assert path.read_bytes() == before, "looking at a file changed the region"
            write_import(region, prepared)
        except UserError as refusal:
            error = refusal
            assert path.read_bytes() == before, "a refusal changed the region"
    except BaseException:
        region.close()
        raise
    return Outcome(region, prepared, error)


def judge(case: Case, folder: Path, blank: Path) -> None:
    """Build, import, compare and undo; `blank` is the region to start from."""
    source = folder / "来源"
    source.mkdir()
    file = case.build(source)
    left = _prints(source)
    path = folder / "样区.gpkg"
    shutil.copyfile(blank, path)
    outcome = attempt(path, file, case.options)
    with outcome.region:
        assert _prints(source) == left, "the source, or what lies beside it, was touched"
        if case.refused is not None:
            _refused(case, outcome, folder)
            return
        assert outcome.error is None, f"refused: {outcome.error}"
        _accepted(case, outcome)
        if case.check:
            case.check(outcome)
        content = path.read_bytes()
        outcome.region.undo()
        assert tables(path) == tables(blank), "undoing the import does not bring back what was there"
    for word in case.absent:
        assert word.encode() not in content, f"{word} stands in the region"


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a region but for its log."""
    connection = sqlite3.connect(path)
    try:
        names = [*FEATURE_TABLES, *(name for name in PLAIN_TABLES if name not in ("edits", "undo"))]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    finally:
        connection.close()


def _prints(folder: Path) -> dict[str, str]:
    files = (one for one in folder.rglob("*") if one.is_file() and one.stat().st_size < LARGE)
    return {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def _refused(case: Case, outcome: Outcome, folder: Path) -> None:
    assert outcome.error is not None, f"taken in: {outcome.prepared.options.role}, {outcome.prepared.added} rows"
    told = str(outcome.error)
    for word in case.refused:
        assert any(one in told for one in word.split("|")), told
    assert plain(told.replace(str(folder), "/folder")), told


def _accepted(case: Case, outcome: Outcome) -> None:
    prepared = outcome.prepared
    assert prepared is not None
    told = f"{sorted(outcome.codes)} {outcome.warnings}"
    if case.role is not None:
        assert prepared.options.role == case.role
    if case.added is not None:
        assert prepared.added == case.added, told
    if case.skipped is not None:
        assert prepared.skipped == case.skipped, told
    for code in case.must:
        assert set(code.split("|")) & outcome.codes, f"{code} is not among {told}"
    if case.checked:
        known = outcome.codes | {finding.code for finding in check_region(outcome.region)}
        for code in case.checked:
            assert set(code.split("|")) & known, f"{code} is not among {sorted(known)}"
    for code in case.never:
        assert code not in outcome.codes, told
    for finding in prepared.findings:
        assert finding.message
        assert plain(finding.message + finding.remedy + finding.why), finding
    if case.quiet:
        right = {code for codes in (*case.must, *case.may) for code in codes.split("|")}
        alarms = {code: text for code, text in outcome.warnings.items() if code not in right}
        assert not alarms, f"false alarms: {alarms}"


def plain(told: str) -> bool:
    return not any(word in told for word in JARGON)


def same_list(*places: Place, unit: bool = True, beds: bool = True, kind: bool = True) -> Check:
    """The region's facilities are these, each where it is."""

    def check(outcome: Outcome) -> None:
        found = outcome.region.facilities()
        assert sorted(found.name.tolist()) == sorted(one.name for one in places)
        row_of = {str(name): row for row, name in enumerate(found.name)}
        for one in places:
            row = row_of[one.name]
            where = f"{one.name}: {found.lon[row]}, {found.lat[row]}"
            assert abs(found.lon[row] - one.lon) < METRE, where
            assert abs(found.lat[row] - one.lat) < METRE, where
            if unit:
                assert found.unit_code[row] == one.code, one.name
            if kind:
                assert found.kinds[row] == (one.kind,), one.name
            if beds:
                told = found.numbers["beds"][row]
                assert told != told if one.beds is None else told == one.beds, f"{one.name}: {told}"

    return check


def facility(outcome: Outcome, name: str) -> dict[str, object]:
    """One facility of the region by its name, all its fields."""
    found = outcome.region.facilities()
    row = found.name.tolist().index(name)
    plain_fields = {"id": found.id, "unit_code": found.unit_code, "status": found.status}
    plain_fields |= {"lon": found.lon, "lat": found.lat, **found.numbers, **found.texts}
    return {key: values[row] for key, values in plain_fields.items()} | {
        "kinds": found.kinds[row],
        "attributes": dict(found.attributes[row]),
    }


WHOLE_LIST = same_list(*LIST)
