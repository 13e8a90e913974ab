"""Whatever changed a region can be taken back and done again, row for row, also after a restart or a kill."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import region_undo
from layers.errors import UserError
from layers.finding import Finding
from layers.region import Region
from layers.region_writer import Writer
from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS, FEATURE_TABLES, PLAIN_TABLES
from layers.tables import Demand, Facilities, ManualValue, Roads, UnitAlias, Units

NAN = float("nan")
TABLES = [name for name in (*FEATURE_TABLES, *PLAIN_TABLES) if name not in ("edits", "undo")]
CODES = [f"21011200{number}000" for number in range(1, 6)]


def units_of(numbers: list[int], people: float) -> Units:
    count = len(numbers)
    shapes = np.empty(count, dtype=object)
    shapes[:] = [shapely.MultiPolygon([shapely.box(123 + n, 41, 124 + n, 41 + people / 100)]) for n in numbers]
    return Units(
        code=np.array([CODES[n] for n in numbers], dtype=np.str_),
        name=np.array([f"第{n}镇" for n in numbers], dtype=np.str_),
        level=np.full(count, "township"),
        parent=np.full(count, "210112000000"),
        klass=np.full(count, "镇"),
        provisional=np.zeros(count, dtype=bool),
        households=np.full(count, NAN),
        population={"population": np.full(count, people)},
        geometry=shapes,
    )


def facilities_of(numbers: list[int], beds: float) -> Facilities:
    count = len(numbers)
    return Facilities(
        id=np.array([f"f{n}" for n in numbers], dtype=np.str_),
        name=np.array([f"站{n}" for n in numbers], dtype=np.str_),
        kinds=tuple(("social_work_station",) for _ in numbers),
        unit_code=np.array([CODES[n] for n in numbers], dtype=np.str_),
        status=np.full(count, "operating"),
        lon=np.array([123.0 + n for n in numbers]),
        lat=np.array([NAN if n == 2 else 41.0 for n in numbers]),
        numbers={name: np.full(count, beds) for name in FACILITY_NUMBERS},
        texts={name: np.full(count, "") for name in FACILITY_TEXTS},
        attributes=tuple({"电话": "无"} for _ in numbers),
    )


def demand_of(count: int) -> Demand:
    ones = np.ones(count)
    return Demand(np.arange(count).astype(str), np.full(count, CODES[0]), ones * 123, ones * 41, {"population": ones})


def roads_of(name: str) -> Roads:
    return Roads(
        lon=np.array([123.0, 124]),
        lat=np.array([41.0, 41]),
        tail=np.array([0], dtype=np.int32),
        head=np.array([1], dtype=np.int32),
        way=np.array([0], dtype=np.int32),
        access=np.array([7], dtype=np.uint8),
        oneway=np.array([0], dtype=np.int8),
        way_name=np.array([name]),
        way_class=np.array(["road"]),
        way_maxspeed_kmh=np.array([NAN]),
    )


def contents(path: Path) -> dict[str, Any]:
    """Every row of every table, and the boxes of the list of contents."""
    with closing(sqlite3.connect(path)) as connection:
        found: dict[str, Any] = {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in TABLES
        }
        found["boxes"] = connection.execute(
            "SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents ORDER BY table_name"
        ).fetchall()
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Region.create(tmp_path / "x.gpkg", name="浑南区", code="210112000000").close()
    return tmp_path / "x.gpkg"


def put_units(writer: Writer, numbers: list[int], size: int) -> None:
    writer.put_units(units_of(numbers, size + 1), writer.add_source("units", f"{size}.geojson"))


def put_facilities(writer: Writer, numbers: list[int], size: int) -> None:
    writer.put_facilities(facilities_of(numbers, size), writer.add_source("facilities", f"{size}.csv"))


def replace_demand(writer: Writer, numbers: list[int], size: int) -> None:
    source = writer.add_source("demand", "人口.csv")
    writer.replace_demand(demand_of(size), source)
    writer.add_findings([Finding("note", "n", "提示", tuple(map(str, numbers)))], source)


def replace_roads(writer: Writer, numbers: list[int], size: int) -> None:
    writer.replace_roads(roads_of(f"{size}路"), writer.add_source("roads", "路.osm"))


def put_sites(writer: Writer, numbers: list[int], size: int) -> None:
    source = writer.add_source("candidates", "点.csv")
    places = np.array(numbers, dtype=float)
    writer.put_candidates({"id": [f"c{n}" for n in numbers]}, places + 123, places * 0 + 41, source)


def enter(writer: Writer, numbers: list[int], size: int) -> None:
    for n in numbers:
        writer.set_manual_value(ManualValue("p", f"i{n}", 2025, size, "王某", "2026-01-01T00:00:00Z", ""))


def recode(writer: Writer, numbers: list[int], size: int) -> None:
    """Two units change places, and one goes away."""
    writer.recode_units({CODES[0]: CODES[1], CODES[1]: CODES[0]})
    writer.add_aliases([UnitAlias(CODES[n], f"旧名{size}") for n in numbers])
    writer.remove_units([CODES[4]])


CHANGES: tuple[Callable[[Writer, list[int], int], None], ...] = (
    put_units,
    put_facilities,
    replace_demand,
    replace_roads,
    put_sites,
    enter,
    recode,
    lambda writer, numbers, size: writer.set_meta(f"k{size % 2}", str(numbers)),
    lambda writer, numbers, size: writer.remove_manual_value("p", f"i{size % 3}", 2025),
    lambda writer, numbers, size: writer.remove_facilities([f"f{n}" for n in numbers]),
    lambda writer, numbers, size: writer.set_facility_place("f0", 120.0 + size, 40.0),
    lambda writer, numbers, size: writer.set_names("units", {CODES[n]: f"{size}" for n in numbers}),
)
SCRIPTS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(CHANGES),
            st.lists(st.integers(0, 4), min_size=1, max_size=4, unique=True),
            st.integers(0, 5),
        ),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCRIPTS)
def test_everything_is_taken_back_and_done_again_row_for_row(
    tmp_path_factory: pytest.TempPathFactory, script: list[Any]
) -> None:
    path = tmp_path_factory.mktemp("undo") / "x.gpkg"
    states = []
    with Region.create(path, name="浑南区", code="210112000000") as region:
        states.append(contents(path))
        for step in script:
            with region.writing("改动") as writer:
                for change, numbers, size in step:
                    change(writer, numbers, size)
            if region.edits()[-1].changed:
                states.append(contents(path))
            assert contents(path) == states[-1]
    back, again = list(reversed(states))[1:], states[1:]
    for there, text in ((back, "undo"), (again, "redo"), (back, "undo"), (again, "redo")):
        for state in there:
            with Region.open(path) as region:  # each time as after a restart
                getattr(region, text)()
            assert contents(path) == state
        with Region.open(path) as region, pytest.raises(UserError, match="没有可以"):
            getattr(region, text)()


def test_the_log_tells_what_holds(path: Path) -> None:
    with Region.open(path) as region:
        for text in ("甲", "乙", "丙"):
            with region.writing(text) as writer:
                writer.set_meta("k", text)
        assert region.undo() == "丙"
        assert region.undo() == "乙"
        assert region.meta["k"] == "甲"
        assert [(e.text, e.undone, e.can_undo, e.can_redo) for e in region.edits()] == [
            ("甲", False, True, False),
            ("乙", True, False, True),
            ("丙", True, False, True),
        ]
        assert region.redo() == "乙"
        assert region.meta["k"] == "乙"
        with region.writing("丁") as writer:
            writer.set_meta("k", "丁")
        assert [(e.text, e.undone, e.can_undo, e.can_redo) for e in region.edits()][2:] == [
            ("丙", True, False, False),
            ("丁", False, True, False),
        ]
        with pytest.raises(UserError, match="没有可以重做的改动"):
            region.redo()
        assert [region.undo() for _ in range(3)] == ["丁", "乙", "甲"]
        assert "k" not in region.meta
    with closing(sqlite3.connect(path)) as connection:
        texts = [text for (text,) in connection.execute("SELECT text FROM edits ORDER BY id")]
    assert texts[3:6] == ["撤销：丙", "撤销：乙", "重做：乙"]


def test_what_changes_nothing_is_no_step(path: Path) -> None:
    with Region.open(path) as region:
        with region.writing("甲") as writer:
            writer.set_meta("k", "甲")
        region.undo()
        with region.writing("没有改") as writer:
            writer.set_parents({})
        assert region.redo() == "甲"
        assert [(edit.text, edit.changed) for edit in region.edits()] == [("甲", 1), ("没有改", 0)]


def test_how_many_rows_an_edit_changed_is_told(path: Path) -> None:
    with Region.open(path) as region:
        with region.writing("导入") as writer:
            writer.put_units(units_of([0, 1, 2], 5), None)
        with region.writing("又导入") as writer:
            writer.put_units(units_of([2, 3], 5), None)  # one replaced: the old row goes, a new one comes
        assert [edit.changed for edit in region.edits()] == [3, 3]


def test_the_making_of_a_region_is_not_taken_back(path: Path) -> None:
    with Region.open(path) as region:
        with region.writing("建立", undoable=False) as writer:
            writer.put_units(units_of([0], 5), None)
        with region.writing("改名") as writer:
            writer.set_names("units", {CODES[0]: "新名"})
        assert region.undo() == "改名"
        with pytest.raises(UserError, match="没有可以撤销的改动"):
            region.undo()
        assert region.units().name.tolist() == ["第0镇"]
        assert [edit.can_undo for edit in region.edits()] == [False, False]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT DISTINCT edit_id FROM undo").fetchall() == [(3,)]  # to do the renaming again


def test_only_the_newest_edits_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region_undo, "KEPT_EDITS", 2)
    with Region.open(path) as region:
        for number in range(4):
            with region.writing(f"第{number}次") as writer:
                writer.set_meta("k", str(number))
        assert [edit.can_undo for edit in region.edits()] == [False, False, True, True]
        assert [region.undo(), region.undo()] == ["第3次", "第2次"]
        with pytest.raises(UserError, match="没有可以撤销的改动"):
            region.undo()
        assert region.meta["k"] == "1"
        assert [region.redo(), region.redo()] == ["第2次", "第3次"]
        assert region.meta["k"] == "3"


@pytest.mark.parametrize(("limit", "kept"), [(10, [False, False, True]), (1000, [True, True, True])])
def test_rows_are_kept_up_to_a_limit(path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, kept: list[bool]) -> None:
    monkeypatch.setattr(region_undo, "KEPT_ROWS", limit)
    with Region.open(path) as region:
        with region.writing("先") as writer:
            writer.replace_demand(demand_of(30), None)
        with region.writing("替换") as writer:
            writer.replace_demand(demand_of(2), None)  # keeps thirty rows
        with region.writing("再替换") as writer:
            writer.replace_demand(demand_of(3), None)
        assert [edit.can_undo for edit in region.edits()] == kept
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM undo WHERE rid IS NOT NULL").fetchone()[0] <= limit


def test_a_large_array_counts_for_many_rows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(region_undo, "KEPT_ROWS", 100)
    with Region.open(path) as region:
        for name in ("短", "长" * 100_000, "末"):
            with region.writing("路") as writer:
                writer.replace_roads(roads_of(name), None)
        assert [edit.can_undo for edit in region.edits()] == [False, False, False]


def test_new_rows_cost_no_room(path: Path) -> None:
    with Region.open(path) as region, region.writing("导入") as writer:
        writer.replace_demand(demand_of(5000), None)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM undo").fetchone()[0] == 1


def test_a_column_of_another_program_survives(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for number in range(20):
            connection.execute(f"ALTER TABLE facilities ADD COLUMN \"备注 {number}\" TEXT DEFAULT '有'")
        connection.commit()
    with Region.open(path) as region:
        with region.writing("导入") as writer:
            writer.put_facilities(facilities_of([0, 1], 5), None)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE facilities SET \"备注 19\" = '她的' WHERE id = 'f1'")
            connection.commit()
        before = contents(path)
        with region.writing("删") as writer:
            writer.remove_facilities(["f0", "f1"])
        region.undo()
    assert contents(path) == before
    assert "她的" in repr(before["facilities"])


def test_what_another_program_added_since_stays(path: Path) -> None:
    with Region.open(path) as region:
        with region.writing("导入") as writer:
            writer.put_facilities(facilities_of([0], 5), None)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("INSERT INTO facilities (id, name, kinds) VALUES ('q', '别处加的', '')")
            connection.commit()
        region.undo()
        assert region.facilities().id.tolist() == ["q"]


def test_a_conflict_with_another_program_changes_nothing(path: Path) -> None:
    with Region.open(path) as region:
        with region.writing("导入") as writer:
            writer.put_facilities(facilities_of([0, 1], 5), None)
        with region.writing("删") as writer:
            writer.remove_facilities(["f0"])
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("INSERT INTO facilities (id, name, kinds) VALUES ('f0', '同名', '')")
            connection.commit()
        before = contents(path)
        with pytest.raises(UserError, match="其他软件后来改过"):
            region.undo()
    assert contents(path) == before


def test_a_column_that_is_gone_is_told(path: Path) -> None:
    with Region.open(path) as region:
        with region.writing("导入") as writer:
            put_sites(writer, [0], 1)
        with region.writing("又导入") as writer:
            put_sites(writer, [1], 1)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("ALTER TABLE candidates DROP COLUMN cost")
            connection.commit()
        with pytest.raises(UserError, match="改过表的列"):
            region.undo()


@pytest.mark.parametrize("table", ["sqlite_master", "edits", "gpkg_contents", "undo"])
def test_a_forged_record_reaches_no_other_table(path: Path, table: str) -> None:
    with Region.open(path) as region:
        with region.writing("甲") as writer:
            writer.set_meta("k", "甲")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE undo SET tbl = ?", (table,))
            connection.commit()
        before = contents(path)
        with pytest.raises(UserError):
            region.undo()
    assert contents(path) == before


def test_a_failed_edit_leaves_no_trigger(path: Path) -> None:
    with Region.open(path) as region:
        with pytest.raises(ValueError, match="no such column"), region.writing("失败") as writer:
            writer.set_facility_cells("f0", {"no": 1})
        assert region.edits() == ()
        triggers = "SELECT count(*) FROM sqlite_temp_master WHERE type = 'trigger'"
        assert region._connection.execute(triggers).fetchone() == (0,)
        with region.writing("成功") as writer:
            writer.set_meta("k", "v")
        assert region.undo() == "成功"


def test_figures_by_hand_keep_their_own_way_back(path: Path) -> None:
    """The window takes figures back by writing the old ones; both ways work on one file."""
    before = ManualValue("p", "i", 2025, 1.0, "王某", "2026-01-01T00:00:00Z", "")
    with Region.open(path) as region:
        with region.writing("填写") as writer:
            writer.set_manual_value(before)
        with region.writing("改为") as writer:
            enter(writer, [1], 3)
            writer.remove_manual_value("p", "i", 2025)
        with region.writing("改回") as writer:  # as the window does
            writer.remove_manual_value("p", "i1", 2025)
            writer.set_manual_value(before)
        assert region.manual_values("p") == (before,)
        region.undo()
        assert [value.indicator_id for value in region.manual_values("p")] == ["i1"]
        region.undo()
        assert region.manual_values("p") == (before,)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from layers.region import Region
from tests.layers.test_undo import demand_of, facilities_of
with Region.open(Path({path!r})) as region:
    if {undo}:
        import layers.region_undo as undo
        undo.forget = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        region.undo()
    with region.writing("杀") as writer:
        writer.replace_demand(demand_of(20_000), None)
        writer.put_facilities(facilities_of([0, 3], 9), None)
        region._connection.execute("PRAGMA cache_spill = 1")
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.parametrize("undo", [False, True])
def test_a_kill_leaves_all_or_nothing(path: Path, undo: bool) -> None:
    with Region.open(path) as region:
        for number in (1, 2):
            with region.writing("导入") as writer:
                put_facilities(writer, [0, 1, 2], number)
                writer.replace_demand(demand_of(3000 * number), None)
    before = contents(path)
    root = str(Path(__file__).parents[2])
    code = KILLED.format(root=root, path=str(path), undo=undo)
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, cwd=root)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with Region.open(path) as region:
        assert len(region.edits()) == 2
        assert contents(path) == before
        region.undo()
        assert len(region.demand()) == 3000


def test_keeping_rows_takes_time_as_their_number_grows(path: Path) -> None:
    """Counted in steps of SQLite: a search through all kept rows for each new one would be a hundred times more."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    with Region.open(path) as region:
        with region.writing("导入") as writer:
            writer.replace_demand(demand_of(4000), None)
        region._connection.set_progress_handler(count, 1000)
        with region.writing("替换") as writer:
            writer.replace_demand(demand_of(4000), None)
        region._connection.set_progress_handler(None, 0)
    assert 0 < steps[0] < 1500


@pytest.mark.parametrize("statement", ["DROP TABLE units", "DROP TRIGGER undo_DELETE_units", "ATTACH 'x' AS other"])
def test_while_writing_no_table_or_trigger_can_be_made_or_dropped(path: Path, statement: str) -> None:
    def write() -> None:
        with Region.open(path) as region, region.writing("改") as writer:
            writer._connection.execute(statement)

    with pytest.raises(UserError):
        write()
    with Region.open(path) as region:
        assert region.edits() == ()
