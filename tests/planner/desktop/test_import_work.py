import sqlite3
from contextlib import closing

import numpy as np
import pytest

from layers.errors import UserError
from layers.feedback import Silent
from layers.foreign.answer import Contents
from layers.region import Region
from planner.desktop import import_work
from planner.drawing.scene import Scene
from tests.planner.desktop import imports


def test_a_region_is_told_from_somebodys_geopackage(tmp_path, sample):
    foreign = tmp_path / "别人的.gpkg"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
        connection.execute("CREATE TABLE units (fid INTEGER)")
    assert import_work.is_region(sample)
    assert not import_work.is_region(foreign)
    assert not import_work.is_region(tmp_path / "没有.gpkg")
    assert not import_work.is_region(tmp_path)


def test_a_broken_region_is_opened_so_that_opening_says_what_is_wrong(tmp_path):
    broken = tmp_path / "坏.gpkg"
    broken.write_bytes(b"SQLite format 3\0" + b"\xff" * 200)
    assert import_work.is_region(broken)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("松北乡镇", "松北"),
        ("浑南区养老机构一览表(终稿)", "浑南区"),
        ("2025年浑南区街道", "浑南区"),
        ("行政区划", "行政区划"),
        ("北京市", "北京市"),
    ],
)
def test_a_files_name_says_what_the_region_is_called(stem, name):
    assert import_work.region_name(stem) == name


def suggested(monkeypatch, tmp_path, *rows):
    part = imports.sheet()
    from dataclasses import replace

    seen = Contents((replace(part, sample=rows),), "workbook")
    monkeypatch.setattr(import_work, "contents", lambda path, encoding, told: seen)
    return import_work.suggested_region(tmp_path / "浑南区街道.xlsx", Silent())


def test_codes_in_a_file_say_which_unit_it_is_about(monkeypatch, tmp_path):
    told = suggested(monkeypatch, tmp_path, ("210112001000", 1), (210112002000.0, 2), ("210112003", 3))
    assert told == ("浑南区", "210112000000")


def test_codes_of_several_counties_make_a_prefecture(monkeypatch, tmp_path):
    assert suggested(monkeypatch, tmp_path, ("210112001000",), ("210111002000",))[1] == "210100000000"


def test_numbers_that_are_no_codes_say_nothing(monkeypatch, tmp_path):
    assert suggested(monkeypatch, tmp_path, ("13812345678", 123456), (999999, "2025"))[1] == ""


def test_a_new_region_is_made_and_nothing_else(tmp_path):
    path = import_work.create_region(tmp_path / "新.gpkg", "新区", "210112000000")
    with Region.open(path) as region:
        assert (region.name, region.code) == ("新区", "210112000000")
    assert [one.name for one in tmp_path.iterdir()] == ["新.gpkg"]


def test_a_region_that_cannot_be_written_is_refused_in_words(tmp_path):
    with pytest.raises((UserError, OSError)):
        import_work.create_region(tmp_path / "没有" / "新.gpkg", "新区", "210112000000")


def test_without_a_region_of_its_own_the_rows_say_where_to_look():
    draft = import_work.drafted(imports.prepared(places=imports.positions()), None, Scene())
    x_min, y_min, x_max, y_max = draft.scene.extent
    metres = np.hypot(x_max - x_min, y_max - y_min)
    assert 2500 < metres < 4500  # 0.03 degrees east and 0.02 north at 41.7 north: 2.5 km and 2.2 km
    assert len(draft.pictures) == 3


def test_nothing_that_has_a_place_is_an_empty_map():
    nowhere = imports.preview((np.nan,) * 3, (np.nan,) * 3)
    draft = import_work.drafted(imports.prepared(rows=nowhere), None, Scene())
    assert draft.metric is None
    assert draft.scene.layers == ()


def test_a_text_is_read_in_every_encoding_it_may_be_in(tmp_path):
    table = tmp_path / "表.csv"
    table.write_text("机构名称,地址\n白塔敬老院,东街\n", encoding="gb18030")
    found = import_work.readings(table)
    assert found[0].codec == "gb18030"
    assert "机构名称" in found[0].sample
    assert import_work.readings(tmp_path / "没有.csv") == ()
    assert import_work.readings(tmp_path) == ()


def test_a_shape_file_is_judged_by_its_table_without_the_binary_header(tmp_path):
    header = bytearray(97)  # one field: 32 bytes, its description of 32, the end of the header, 32 more
    header[8:10] = (97).to_bytes(2, "little")
    (tmp_path / "区.dbf").write_bytes(bytes(header) + " 白塔街道东湖街道".encode("gb18030"))
    (tmp_path / "区.shp").touch()
    found = import_work.readings(tmp_path / "区.shp")
    assert found[0].codec == "gb18030"
    assert "白塔街道" in found[0].sample


def test_where_the_text_cannot_be_looked_at_every_encoding_is_offered():
    codecs = [one.codec for one in import_work.every_reading()]
    assert "gb18030" in codecs
    assert len(codecs) == len(set(codecs)) >= 3
