"""A region of an older program is brought up to date, and left alone where it cannot be written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from layers import region, region_opening
from layers.errors import UserError
from layers.region import Region
from layers.schema import FEATURE_TABLES, PLAIN_TABLES
from layers.tables import Demand

OF_2 = ("left_behind_children", "destitute", "minimum_living", "disabled")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A region as version 1 of the tables had it, with a demand point and an edit in its log."""
    path = tmp_path / "旧.gpkg"
    demand = Demand(np.array(["p"]), np.array([""]), np.array([123.2]), np.array([41.2]), {"aged_60": np.array([3.0])})
    with Region.create(path, name="浑南区", code="210112000000") as made, made.writing("旧的改动") as writer:
        writer.replace_demand(demand, writer.add_source("demand", "人口.csv"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in ("units", "demand"):
            for group in OF_2:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {group}")
        for column in ("why", "about", "mend", "spots"):
            connection.execute(f"ALTER TABLE findings DROP COLUMN {column}")
        connection.execute("DROP TABLE undo")
        connection.execute("DROP TABLE unit_aliases")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'unit_aliases'")
        connection.execute(
            "CREATE TABLE old (id INTEGER PRIMARY KEY, scenario_id INTEGER REFERENCES scenarios(id), at TEXT NOT NULL, "
            "text TEXT NOT NULL, before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '')"
        )
        connection.execute("INSERT INTO old SELECT id, scenario_id, at, text, before, after FROM edits")
        connection.execute("DROP TABLE edits")
        connection.execute("ALTER TABLE old RENAME TO edits")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    return path


def shape_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Name, type, necessity and default of the columns of every table, and what the list of contents shows."""
    with closing(sqlite3.connect(path)) as connection:
        found: dict[str, list[tuple[object, ...]]] = {
            name: sorted(row[1:5] for row in connection.execute(f"PRAGMA table_info({name})"))
            for name in (*FEATURE_TABLES, *PLAIN_TABLES)
        }
        found["listed"] = sorted(connection.execute("SELECT table_name, data_type FROM gpkg_contents"))
    return found


def test_an_old_region_becomes_as_a_new_one(old: Path, tmp_path: Path) -> None:
    Region.create(tmp_path / "新.gpkg", name="新", code="210112000000").close()
    with Region.open(old) as opened:
        assert opened.meta["schema_version"] == "2"
        assert opened.demand().weight["aged_60"].tolist() == [3]
        assert [(edit.text, edit.can_undo) for edit in opened.edits()] == [("旧的改动", False)]
        with opened.writing("新的改动") as writer:
            writer.set_meta("k", "v")
        assert opened.undo() == "新的改动"
        with pytest.raises(UserError, match="没有可以撤销的改动"):
            opened.undo()
    assert shape_of(old) == shape_of(tmp_path / "新.gpkg")
    assert old.with_name("旧.版本1备份.gpkg").exists()


def test_an_old_region_that_cannot_be_written_is_read_all_the_same(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (region, region_opening):
        monkeypatch.setattr(module, "can_write", lambda _: False)
    before = old.read_bytes()
    with Region.open(old) as opened:
        assert not opened.is_writable
        assert opened.meta["schema_version"] == "2"
        assert opened.demand().weight["aged_60"].tolist() == [3]
        assert opened.aliases() == ()
        with pytest.raises(UserError, match="没有权限"), opened.writing("改") as writer:
            writer.set_meta("k", "v")
    assert old.read_bytes() == before
    assert [file.name for file in old.parent.iterdir()] == ["旧.gpkg"]


def test_what_undoes_edits_goes_with_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.gpkg"
    with Region.create(path, name="x", code="210112000000") as made, made.writing("甲") as writer:
        writer.set_meta("k", "v")
    monkeypatch.setattr(region_opening, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(region_opening, "MIGRATIONS", {2: lambda connection: None})
    with Region.open(path) as opened, pytest.raises(UserError, match="没有可以撤销的改动"):
        opened.undo()


def test_a_failed_migration_leaves_the_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM demand")
        connection.execute("SELECT * FROM no_such_table")

    monkeypatch.setattr(region_opening, "MIGRATIONS", {1: fail})
    before = old.read_bytes()
    with pytest.raises(UserError):
        Region.open(old)
    assert old.read_bytes() == before
