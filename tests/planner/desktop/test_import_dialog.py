import pytest

from planner.desktop.import_dialog import ImportDialog
from planner.plans.kinds import load_kinds

HEADERS = ("机构名称", "经度", "纬度", "床", "备注")


@pytest.fixture
def dialog(qtbot):
    made = ImportDialog(None, load_kinds())
    qtbot.addWidget(made)
    made.show()
    return made


def choose(combo, value):
    combo.setCurrentIndex(combo.findData(value))


def chooser(dialog, field):
    return dialog.fields.cellWidget(dialog.fields._fields.index(field), 1)


def test_obvious_headers_are_chosen_already(dialog):
    choose(dialog.role, "facilities")
    dialog.show_headers(HEADERS)
    assert chooser(dialog, "name").currentData() == "机构名称"
    assert chooser(dialog, "beds").currentData() == ""
    assert dialog.options().columns == {}


def test_another_header_is_part_of_the_options(dialog):
    choose(dialog.role, "facilities")
    choose(dialog.kind, "columbarium")
    choose(dialog.datum, "gcj02")
    dialog.show_headers(HEADERS)
    choose(chooser(dialog, "beds"), "床")
    options = dialog.options()
    assert (options.role, options.kind, options.level, options.datum) == ("facilities", "columbarium", "", "gcj02")
    assert options.columns == {"beds": "床"}


def test_level_is_asked_for_units_only(dialog):
    choose(dialog.role, "units")
    assert dialog.level.isVisible()
    assert not dialog.kind.isVisible()
    assert dialog.options().level == "township"
    choose(dialog.role, "roads")
    assert not dialog.level.isVisible()
    assert dialog.options().level == ""


def test_differences_are_accepted_only_when_the_user_says_so(dialog):
    choose(dialog.role, "units")
    assert dialog.options().accept == ()
    dialog.accept_differences.click()
    assert dialog.options().accept == ("unit_numbers_differ",)


def test_headers_are_asked_for_where_a_file_has_some(dialog, qtbot, tmp_path):
    table, grid = tmp_path / "a.csv", tmp_path / "a.tif"
    table.touch()
    grid.touch()
    asked = []
    dialog.headers_requested.connect(lambda path, encoding: asked.append(path))
    dialog.choose_file(table)
    dialog.choose_file(grid)
    assert asked == [table]


def test_a_file_that_is_not_there_cannot_be_imported(dialog, tmp_path):
    dialog.choose_file(tmp_path / "没有.csv")
    assert not dialog.start.isEnabled()
