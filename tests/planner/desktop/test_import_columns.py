import pytest

from planner.desktop.import_columns import ColumnsTable, field_rows
from tests.planner.desktop import imports


@pytest.fixture
def rows():
    return field_rows("facilities", imports.sheet(), imports.DECISIONS, {})


def test_doubtful_columns_come_first_then_those_with_a_column(rows):
    assert rows[0].field == "beds"
    assert not rows[0].sure
    assert [row.field for row in rows[1:4]] == ["name", "lon", "lat"]
    assert not any(row.header for row in rows[4:])


def test_each_shows_a_value_of_its_column(rows):
    value = {row.field: row.value for row in rows}
    assert (value["beds"], value["name"], value["lon"], value["address"]) == ("60", "白塔敬老院", "123.47", "")


def test_every_column_of_the_file_may_be_taken_the_likelier_ones_first(rows):
    beds = next(row for row in rows if row.field == "beds")
    values = [choice.value for choice in beds.choices]
    assert values[:3] == ["", "核定床位(张)", "备注"]
    assert set(imports.HEADERS) <= set(values)


def test_what_the_user_said_holds_where_the_file_cannot_be_understood():
    rows = field_rows("facilities", imports.sheet(), (), {"name": "备注"})
    assert next(row for row in rows if row.field == "name").header == "备注"


def test_another_column_is_asked_for(qtbot, rows):
    table = ColumnsTable()
    qtbot.addWidget(table)
    table.show_rows(rows)
    chooser = table.chooser("beds")
    with qtbot.waitSignal(table.answer_requested) as asked:
        chooser.setCurrentIndex(chooser.findData("备注"))
        chooser.activated.emit(chooser.currentIndex())
    assert asked.args == ["column.beds", "备注"]


def test_the_chooser_in_use_keeps_the_focus(qtbot, rows):
    table = ColumnsTable()
    qtbot.addWidget(table)
    with qtbot.waitActive(table):
        table.show()
    table.show_rows(rows)
    table.chooser("lat").setFocus()
    table.show_rows(rows[1:])
    assert table.chooser("lat").hasFocus()
