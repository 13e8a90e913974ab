"""A table of values on the screen: columns are said once, rows are any value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor, QFont, QIcon

from planner.desktop.plain_text import tip

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
_NO_PARENT = QModelIndex()


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        text: what the cell shows.
        key: what the cell sorts by, a number or text; the text where not given.
        tip: what hovering the cell shows; the text where not given.
        struck: whether the cell is struck through.
        help: what hovering the header shows.
    """

    title: str
    text: Callable[[Any], str]
    key: Callable[[Any], Any] | None = None
    tip: Callable[[Any], str] | None = None
    icon: Callable[[Any], QIcon | None] | None = None
    ink: Callable[[Any], str] | None = None
    struck: Callable[[Any], bool] | None = None
    right: bool = False
    help: str = ""

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Numbers stand right, words left."""
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel):
    """Rows shown through columns; the row itself is at `ROW_ROLE`."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self.rows: tuple[Any, ...] = ()
        self._struck = QFont()
        self._struck.setStrikeOut(True)

    def show(self, rows: Sequence[Any]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: D102 - Qt's own
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: D102 - Qt's own
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: D102 - Qt's own
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.help or column.title
            case Qt.ItemDataRole.TextAlignmentRole:
                return column.alignment
            case _:
                return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102 - Qt's own
        row, column = self.rows[index.row()], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return tip((column.tip or column.text)(row))
            case Qt.ItemDataRole.DecorationRole if column.icon:
                return column.icon(row)
            case Qt.ItemDataRole.ForegroundRole if column.ink:
                return QColor(column.ink(row))
            case Qt.ItemDataRole.FontRole if column.struck and column.struck(row):
                return self._struck
            case Qt.ItemDataRole.TextAlignmentRole:
                return column.alignment
            case _:
                return {ROW_ROLE: row, SORT_ROLE: (column.key or column.text)(row)}.get(role)


class ChosenRows(QSortFilterProxyModel):
    """A sorted choice of the rows of a `RowsModel`."""

    def __init__(self, source: RowsModel) -> None:
        super().__init__()
        self._model = source  # the proxy does not keep its source alive
        self._wanted: Callable[[Any], bool] = _every
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)

    def choose(self, wanted: Callable[[Any], bool]) -> None:
        """Show only the wanted rows."""
        self.beginResetModel()
        self._wanted = wanted
        self.endResetModel()

    def filterAcceptsRow(self, number: int, parent: Index) -> bool:  # noqa: D102 - Qt's own
        return self._wanted(self._model.rows[number])


def _every(row: Any) -> bool:
    return True
