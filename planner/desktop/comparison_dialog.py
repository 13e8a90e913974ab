"""Two states of a region side by side: what became of the indicators and why, what became of the facilities."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from planner.coverage.causes import Cause
from planner.coverage.comparison import Comparison, IndicatorChange
from planner.coverage.state_changes import ChangedFacility, FacilityEntry
from planner.desktop import wording
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import ROW_ROLE, ChosenRows, Column, RowsModel
from planner.desktop.scorecard_lines import URGENCY
from planner.desktop.style import GAP, INK, VERDICT_INK
from planner.desktop.table_view import TableView
from planner.desktop.verdict_icon import verdict_icon
from planner.plans.scorecard import VERDICT_LABELS, Verdict

translate = QCoreApplication.translate


@dataclass(frozen=True)
class FacilityRow:
    """One facility that is not what it was; `code` is "" where the open region no longer has it."""

    change: str
    code: str
    name: str
    kinds: str
    unit: str
    details: str


class ComparisonDialog(QDialog):
    """Signals: code_requested(unit code or facility id); row_requested(indicator id)."""

    code_requested = Signal(str)
    row_requested = Signal(str)

    def __init__(
        self, parent: QWidget | None, old_name: str, comparison: Comparison, kind_label: Callable[[str], str]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Comparison", "与另一时点的数据比较"))
        self.resize(980, 680)
        self._comparison = comparison
        self._indicator_rows = RowsModel(_indicator_columns())
        self._chosen = ChosenRows(self._indicator_rows)
        self.indicators = _table(self, self._chosen, 1, {0: 50, 2: 110, 3: 100, 4: 100, 5: 300})
        self._cause_rows = RowsModel(_cause_columns())
        self.causes = _table(self, self._cause_rows, 1, {0: 170})
        self.causes.setWordWrap(True)
        lines = self.causes.verticalHeader()
        lines.setSectionResizeMode(lines.ResizeMode.ResizeToContents)
        self._facility_rows = RowsModel(_facility_columns())
        self._facility_choice = ChosenRows(self._facility_rows)
        self.facilities = _table(self, self._facility_choice, 4, {0: 60, 1: 210, 2: 150, 3: 120})
        self.every = QCheckBox(translate("Comparison", "也列出没有变化的指标"), self)
        self.tabs = QTabWidget(self)
        self._facility_rows.show(facility_rows(comparison, kind_label))
        self._lay_out(_summary(old_name, comparison))
        self._connect()
        self._fill()

    def _fill(self) -> None:
        every = self.every.isChecked()
        self._indicator_rows.show([one for one in self._comparison.indicators if every or _stands_out(one)])
        if self._indicator_rows.rows:
            self.indicators.setCurrentIndex(self._chosen.index(0, 1))
        else:
            self._cause_rows.show(())

    def _show_causes(self, index: QModelIndex) -> None:
        change: IndicatorChange | None = index.data(ROW_ROLE)
        self._cause_rows.show(change.because if change else ())

    def _connect(self) -> None:
        self.every.toggled.connect(self._fill)
        self.indicators.selectionModel().currentRowChanged.connect(self._show_causes)
        self.indicators.clicked.connect(lambda index: self.row_requested.emit(index.data(ROW_ROLE).id))
        for table in (self.causes, self.facilities):
            table.clicked.connect(self._request)
            table.activated.connect(self._request)

    def _request(self, index: QModelIndex) -> None:
        code = index.data(ROW_ROLE).code
        if code:
            self.code_requested.emit(code)

    def _lay_out(self, summary: str) -> None:
        told = text_label(self, wraps=True)
        told.setText(summary)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        for widget in (self.indicators, _titled(self, translate("Comparison", "因为"), self.causes)):
            split.addWidget(widget)
        split.setSizes([330, 190])
        page = QWidget(self)
        within = QVBoxLayout(page)
        within.setContentsMargins(0, GAP, 0, 0)
        within.addWidget(self.every)
        within.addWidget(split, 1)
        changed = sum(_stands_out(one) for one in self._comparison.indicators)
        self.tabs.addTab(page, translate("Comparison", "指标 {count}").format(count=changed))
        count = len(self._facility_rows.rows)
        self.tabs.addTab(self.facilities, translate("Comparison", "设施 {count}").format(count=count))
        self.tabs.setDocumentMode(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(translate("Comparison", "关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.addWidget(told)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)


def facility_rows(comparison: Comparison, kind_label: Callable[[str], str]) -> tuple[FacilityRow, ...]:
    """What became of the facilities: new, gone, changed."""

    def entry(change: str, one: FacilityEntry, *, there: bool) -> FacilityRow:
        kinds = "、".join(kind_label(kind) for kind in one.kinds)
        return FacilityRow(change, one.id if there else "", one.name, kinds, one.unit, "")

    def changed(one: ChangedFacility) -> FacilityRow:
        details = "；".join(change.text for change in one.changes)
        return FacilityRow(translate("Comparison", "变更"), one.id, one.name, "", "", details)

    found = comparison.facilities
    return (
        *(entry(translate("Comparison", "新增"), one, there=True) for one in found.added),
        *(entry(translate("Comparison", "不在了"), one, there=False) for one in found.gone),
        *(changed(one) for one in found.changed),
    )


def _summary(old_name: str, comparison: Comparison) -> str:
    found = comparison.facilities
    turned = [one for one in comparison.indicators if one.turned]
    better = sum(one.new.verdict == "met" for one in turned)
    worse = sum(one.new.verdict == "not_met" for one in turned)
    lines = [
        translate("Comparison", "由“{old}”到现在打开的区域：").format(old=old_name)
        + translate("Comparison", "设施新增 {added}、不在了 {gone}、变更 {changed}；").format(
            added=len(found.added), gone=len(found.gone), changed=len(found.changed)
        )
        + translate("Comparison", "指标转为达标 {better} 项，转为未达标 {worse} 项").format(better=better, worse=worse),
        *comparison.notes,
    ]
    if comparison.units:
        lines.append(translate("Comparison", "行政单元有 {count} 处变化").format(count=len(comparison.units)))
    return "\n".join(lines)


def _table(parent: QWidget, model: RowsModel | ChosenRows, stretched: int, widths: dict[int, int]) -> TableView:
    table = TableView(model, parent)
    table.set_widths(stretched, widths)
    if isinstance(model, ChosenRows):
        table.sort_by(-1)
    return table


def _titled(parent: QWidget, title: str, widget: QWidget) -> QWidget:
    page = QWidget(parent)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 4, 0, 0)
    label = text_label(page, "muted")
    label.setText(title)
    layout.addWidget(label)
    layout.addWidget(widget, 1)
    return page


def _stands_out(change: IndicatorChange) -> bool:
    """Changed, and not only said again: what stands beside a row that decides changes with it."""
    return change.is_changed and not change.new.indicator.principal


def _then(change: IndicatorChange) -> str:
    return wording.measured(change.old) if change.old else wording.NOTHING


def _was(change: IndicatorChange) -> Verdict:
    return change.old.verdict if change.old else "unknown"


def _verdicts(change: IndicatorChange) -> str:
    old = VERDICT_LABELS[change.old.verdict] if change.old else translate("Comparison", "没有")
    return f"{old} → {VERDICT_LABELS[change.new.verdict]}"


def _because(change: IndicatorChange) -> str:
    more = (
        translate("Comparison", " 等 {count} 处").format(count=len(change.because)) if len(change.because) > 1 else ""
    )
    return change.because[0].text + more if change.because else ""


def _indicator_columns() -> list[Column]:
    return [
        Column(
            translate("Comparison", "判定"),
            lambda one: "",
            key=lambda one: (not one.turned, URGENCY[one.new.verdict]),
            tip=_verdicts,
            icon=lambda one: verdict_icon(one.new.verdict),
            help=translate("Comparison", "现在的判定"),
        ),
        Column(translate("Comparison", "指标"), lambda one: one.new.indicator.name),
        Column(
            translate("Comparison", "那时"),
            _then,
            tip=lambda one: f"{_then(one)}\n{VERDICT_LABELS[_was(one)]}",
            icon=lambda one: verdict_icon(_was(one)),
            right=True,
        ),
        Column(
            translate("Comparison", "现在"),
            lambda one: wording.measured(one.new),
            ink=lambda one: VERDICT_INK[one.new.verdict] if one.turned else INK,
            right=True,
        ),
        Column(translate("Comparison", "目标"), lambda one: wording.target(one.new), right=True),
        Column(translate("Comparison", "因为"), _because),
    ]


def _cause_columns() -> list[Column]:
    def name(cause: Cause) -> str:
        return cause.name or translate("Comparison", "数据")

    return [
        Column(translate("Comparison", "单元或设施"), name),
        Column(translate("Comparison", "变化"), lambda cause: cause.text),
    ]


def _facility_columns() -> list[Column]:
    return [
        Column(translate("Comparison", "变化"), lambda one: one.change),
        Column(translate("Comparison", "设施"), lambda one: one.name),
        Column(translate("Comparison", "类型"), lambda one: one.kinds),
        Column(translate("Comparison", "所在"), lambda one: one.unit),
        Column(translate("Comparison", "改了什么"), lambda one: one.details),
    ]
