"""A list of findings with what, where, why and how to mend it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from layers.finding import SEVERITY_LABELS, Finding
from planner.desktop import import_words
from planner.desktop.filter_chips import FilterChips
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import ChosenRows, Column, RowsModel
from planner.desktop.style import GAP, INK, MUTED, SAMPLE, VERDICT_INK, WIDE, looking
from planner.desktop.table_view import TableView

translate = QCoreApplication.translate

GRAVITY = tuple(SEVERITY_LABELS)
_INK = {"blocking": VERDICT_INK["not_met"], "warning": SAMPLE, "note": MUTED}


class FindingList(QWidget):
    """The list at the left, the finding chosen at the right; `finding_chosen(Finding or None)`."""

    finding_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name_of: Mapping[str, str] = {}
        self._model = RowsModel(_columns())
        self._chosen = ChosenRows(self._model)
        self.table = TableView(self._chosen, self)
        self.table.set_widths(1, {0: 60, 2: 66})
        self.table.sort_by(-1)
        self.table.setAccessibleName(translate("Findings", "问题"))
        self.chips = FilterChips(self)
        self.message = text_label(self, "section", wraps=True)
        self.where = text_label(self, wraps=True)
        self.why = text_label(self, wraps=True)
        self.remedy = text_label(self, wraps=True)
        self.below = QVBoxLayout()
        self.chips.changed.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self._lay_out()
        self.show_findings(())

    def show_findings(self, findings: Sequence[Finding], name_of: Mapping[str, str] | None = None) -> None:
        """List the findings, the gravest first; what was chosen stays chosen where it is still found."""
        before = self.current()
        self._name_of = name_of or {}
        rows = sorted(findings, key=lambda one: GRAVITY.index(one.severity))
        self._model.show(rows)
        number: dict[str, int] = {one: count for one in GRAVITY if (count := sum(row.severity == one for row in rows))}
        self.chips.offer(number, {str(one): label for one, label in SEVERITY_LABELS.items()})
        self._filter(self.chips.value)
        same = [row for row in rows if before and (row.code, row.table) == (before.code, before.table)]
        if same:
            self.table.selectRow(self._place_of(rows.index(same[0])))
        self._show_chosen()

    def current(self) -> Finding | None:
        """The finding chosen."""
        index = self._chosen.mapToSource(self.table.currentIndex())
        return self._model.rows[index.row()] if index.isValid() else None

    def choose(self, code: str) -> None:
        """Choose the first finding of a code."""
        place = next(place for place, row in enumerate(self._model.rows) if row.code == code)
        self.table.selectRow(self._place_of(place))

    def _place_of(self, row: int) -> int:
        """Where a row stands in the list as it is shown, -1 where it is not."""
        return self._chosen.mapFromSource(self._model.index(row, 0)).row()

    def _filter(self, severity: str) -> None:
        self._chosen.choose(lambda one: severity in ("", one.severity))
        if self._chosen.rowCount():
            self.table.selectRow(0)
        self._show_chosen()

    def _show_chosen(self) -> None:
        finding = self.current()
        none = translate("Findings", "没有发现问题")
        self.message.setText(finding.message if finding else none)
        where = import_words.finding_places(finding, self._name_of) if finding else ""
        told = (
            (self.where, translate("Findings", "在哪里：{text}"), where),
            (self.why, translate("Findings", "为什么要紧：{text}"), finding.why if finding else ""),
            (self.remedy, translate("Findings", "怎么办：{text}"), finding.remedy if finding else ""),
        )
        for label, words, text in told:
            label.setText(words.format(text=text))
            label.setVisible(bool(text))
        self.finding_chosen.emit(finding)

    def _lay_out(self) -> None:
        left, right = QWidget(self), QWidget(self)
        listing = QVBoxLayout(left)
        listing.setContentsMargins(WIDE, GAP, 0, GAP)
        listing.addWidget(self.chips)
        listing.addWidget(self.table, 1)
        detail = QVBoxLayout(right)
        detail.setContentsMargins(WIDE, GAP, WIDE, GAP)
        for label in (self.message, self.where, self.why, self.remedy):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            detail.addWidget(label)
        detail.addLayout(self.below)
        detail.addStretch()
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(right)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(scroll)
        split.setSizes([460, 320])
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        looking(left, "panel")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)


def _columns() -> list[Column]:
    return [
        Column(
            translate("Findings", "程度"),
            lambda one: SEVERITY_LABELS[one.severity],
            key=lambda one: GRAVITY.index(one.severity),
            ink=lambda one: _INK.get(one.severity, INK),
            help=translate("Findings", "阻断：结果不可信；警告：可能有误；提示：读取时作出的选择"),
        ),
        Column(translate("Findings", "发现"), lambda one: one.message),
        Column(
            translate("Findings", "处数"),
            lambda one: f"{len(one.rows)}" if one.rows else "",
            key=lambda one: len(one.rows),
            right=True,
        ),
    ]
