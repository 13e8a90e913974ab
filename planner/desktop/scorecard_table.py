"""The table of the scorecard: sections that fold, an order that keeps what belongs together together."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from planner.desktop import scorecard_columns as columns
from planner.desktop.line_delegate import LineDelegate, row_height
from planner.desktop.rows_model import ROW_ROLE
from planner.desktop.scorecard_columns import scorecard_columns
from planner.desktop.scorecard_lines import Choice, Heading, Line, Shown, arrange
from planner.desktop.scorecard_model import ScorecardModel
from planner.desktop.table_view import TableView

translate = QCoreApplication.translate

_FOLDING = {
    Qt.Key.Key_Left: True,
    Qt.Key.Key_Right: False,
    Qt.Key.Key_Space: None,
    Qt.Key.Key_Return: None,
    Qt.Key.Key_Enter: None,
}
"""Whether a key folds the heading it is pressed on; None turns it over."""
_WIDTHS = {columns.VERDICT: 34, columns.VALUE: 82, columns.AFTER: 98, columns.TARGET: 86, columns.SHORTFALL: 124}


class ScorecardTable(TableView):
    """`line_chosen(Line)` when another row is the current one."""

    line_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._model = ScorecardModel()
        super().__init__(self._model, parent)
        self._lines: tuple[Line, ...] = ()
        self._choice = Choice()
        self._folded: frozenset[str] = frozenset()
        self._order = (-1, False)
        self._announced: Line | None = None
        self._delegate = LineDelegate(self)
        self.setItemDelegate(self._delegate)
        self.set_widths(columns.NAME, _WIDTHS)
        self.setColumnHidden(columns.AFTER, True)
        self.setAccessibleName(translate("Scorecard", "规划指标"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # its coming and going would rewrap
        self._connect()

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The headings and lines in the table, from above."""
        return self._model.rows

    def show_lines(self, lines: Sequence[Line], choice: Choice) -> None:
        """Show what is wanted of the lines; the row chosen before stays chosen where it is still there."""
        self._lines, self._choice = tuple(lines), choice
        self._fill()

    def compare_after(self, compares: bool) -> None:
        """Show the value when all projects are built in the place of the shortfall."""
        self.setColumnHidden(columns.AFTER, not compares)
        self.setColumnHidden(columns.SHORTFALL, compares)

    def chosen(self) -> Line | None:
        """The line the user has chosen."""
        shown = self.currentIndex().data(ROW_ROLE)
        return shown if isinstance(shown, Line) else None

    def choose(self, indicator_id: str, section: str = "") -> bool:
        """Choose an indicator's row, if it is in the table; says whether it is."""
        row = self._row_of(indicator_id, section)
        if row is None:
            return False
        index = self._model.index(row, columns.NAME)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def _row_of(self, indicator_id: str, section: str) -> int | None:
        for number, shown in enumerate(self.shown):
            if isinstance(shown, Line) and shown.row.indicator.id == indicator_id and section in ("", shown.section):
                return number
        return None

    def _fill(self) -> None:
        before = self.chosen()
        self._model.show(arrange(self._lines, self._full_choice()))
        self.clearSpans()  # a new model keeps the old ones
        for number, shown in enumerate(self.shown):
            if isinstance(shown, Heading):
                self.setSpan(number, 0, 1, self._model.columnCount())
        self.fit_rows()
        if before is not None:
            self.choose(before.row.indicator.id, before.section)

    def _full_choice(self) -> Choice:
        column, descending = self._order
        key = scorecard_columns()[column].key if column > columns.VERDICT else None
        if column == columns.VERDICT and descending:
            key = scorecard_columns()[column].key
        return replace(self._choice, folded=self._folded, key=key, descending=descending)

    def unfold(self) -> None:
        """Open every section."""
        self._folded = frozenset()

    def fit_rows(self) -> None:
        """Give every row the height its name needs."""
        width, font = self.columnWidth(columns.NAME), self.font()
        header = self.verticalHeader()
        for number, shown in enumerate(self.shown):
            height = row_height(shown, width, font)
            if header.sectionSize(number) != height:
                header.resizeSection(number, height)

    def _connect(self) -> None:
        self.selectionModel().currentRowChanged.connect(self._announce)
        self.clicked.connect(self._fold_at)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self._sort)
        header.sectionResized.connect(self._refit)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _announce(self, index: QModelIndex) -> None:
        shown = index.data(ROW_ROLE)
        if isinstance(shown, Line) and shown is not self._announced:
            self._announced = shown
            self.line_chosen.emit(shown)

    def _refit(self, column: int) -> None:
        if column == columns.NAME:
            self.fit_rows()

    def _sort(self, column: int) -> None:
        """Up, down, and back to the most urgent first."""
        before, descending = self._order
        if column != before:
            self._order = (column, False)
        else:
            self._order = (-1, False) if descending else (column, True)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(self._order[0] >= 0)
        turned = Qt.SortOrder.DescendingOrder if self._order[1] else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(self._order[0], turned)
        self._fill()

    def _fold_at(self, index: QModelIndex) -> None:
        heading = index.data(ROW_ROLE)
        if isinstance(heading, Heading):
            self._fold(heading, folded=not heading.folded)

    def _fold(self, heading: Heading, *, folded: bool) -> None:
        own = frozenset((heading.section,))
        self._folded = self._folded | own if folded else self._folded - own
        self._fill()
        row = next(
            (n for n, one in enumerate(self.shown) if isinstance(one, Heading) and one.section == heading.section), -1
        )
        self.setCurrentIndex(self._model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's own
        heading = self.currentIndex().data(ROW_ROLE)
        if isinstance(heading, Heading) and event.key() in _FOLDING:
            folded = _FOLDING[Qt.Key(event.key())]
            self._fold(heading, folded=not heading.folded if folded is None else folded)
            return
        super().keyPressEvent(event)
