from PySide6.QtCore import Qt

from planner.desktop.rows_model import ROW_ROLE, ChosenRows, Column, RowsModel

ROWS = (("乙", 10), ("甲", 9), ("丙", 100))


def model():
    number = Column("数", lambda row: str(row[1]), key=lambda row: row[1], right=True)
    shown = RowsModel([Column("名", lambda row: row[0]), number])
    shown.show(ROWS)
    return shown


def shown(proxy):
    return [proxy.index(row, 0).data(ROW_ROLE) for row in range(proxy.rowCount())]


def test_rows_keep_their_order_until_sorted(qapp):
    proxy = ChosenRows(model())
    assert tuple(shown(proxy)) == ROWS


def test_numbers_sort_as_numbers(qapp):
    proxy = ChosenRows(model())
    proxy.sort(1, Qt.SortOrder.AscendingOrder)
    assert [row[1] for row in shown(proxy)] == [9, 10, 100]


def test_choice_and_back(qapp):
    proxy = ChosenRows(model())
    proxy.choose(lambda row: row[1] > 9)
    assert [row[0] for row in shown(proxy)] == ["乙", "丙"]
    proxy.choose(lambda row: True)
    assert len(shown(proxy)) == 3


def test_numbers_stand_right(qapp):
    table = model()
    assert table.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft


def test_what_is_over_is_struck_through(qapp):
    table = RowsModel([Column("名", lambda row: row[0], struck=lambda row: row[1] > 9)])
    table.show(ROWS)
    fonts = [table.index(row, 0).data(Qt.ItemDataRole.FontRole) for row in range(3)]
    assert [font is not None and font.strikeOut() for font in fonts] == [True, False, True]
