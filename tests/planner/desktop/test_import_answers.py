import math

import pytest

from layers.importing.options import ImportOptions
from planner.desktop import import_answers
from tests.planner.desktop.imports import sheet

GIVEN = ImportOptions(
    role="facilities",
    sheet="旧表",
    encoding="gb18030",
    header="3",
    columns={"name": "名称"},
    units={"东湖": "210112007000"},
    datum="bd09",
    accept=("x",),
)


def test_a_column_is_answered_beside_the_others():
    told = import_answers.answered(GIVEN, "column.beds", "床位")
    assert told.columns == {"name": "名称", "beds": "床位"}
    assert import_answers.answered(told, "column.name", "").columns["name"] == ""


def test_another_role_forgets_what_was_said_of_the_old_one():
    told = import_answers.answered(GIVEN, "role", "units")
    assert (told.role, told.columns, told.units, told.accept) == ("units", {}, {}, ())
    assert (told.sheet, told.encoding, told.header, told.datum) == ("旧表", "gb18030", "3", "bd09")


def test_another_part_forgets_everything_but_the_encoding():
    told = import_answers.of_part(GIVEN, sheet("新表"))
    assert told == ImportOptions(sheet="新表", encoding="gb18030")


def test_a_layer_is_no_sheet():
    from dataclasses import replace

    told = import_answers.of_part(GIVEN, replace(sheet("乡镇.shp"), kind="layer"))
    assert (told.sheet, told.layer) == ("", "乡镇.shp")


def test_a_position_answers_both_questions():
    told = import_answers.at_position(GIVEN, "EPSG:4525", "")
    assert (told.crs, told.datum) == ("EPSG:4525", "")


@pytest.mark.parametrize(("what", "field"), [("unit", "units"), ("kind", "kinds")])
def test_a_match_is_kept_beside_the_others(what, field):
    told = import_answers.matched(GIVEN, what, {"白塔": "210112008000"})
    assert getattr(told, field) == {**getattr(GIVEN, field), "白塔": "210112008000"}


def test_accepting_can_be_taken_back():
    both = import_answers.accepting(GIVEN, "y", accepted=True)
    assert both.accept == ("x", "y")
    assert import_answers.accepting(both, "x", accepted=True).accept == ("y", "x")
    assert import_answers.accepting(both, "x", accepted=False).accept == ("y",)


def test_numbers_and_lists_are_no_texts():
    assert import_answers.answered(GIVEN, "snap_metres", "2.5").snap_metres == 2.5
    assert math.isnan(import_answers.answered(GIVEN, "snap_metres", "").snap_metres)
    assert import_answers.answered(GIVEN, "keep_personal", "身份证\n电话").keep_personal == ("身份证", "电话")
