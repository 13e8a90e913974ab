"""The service circle tool: who reaches a facility in time, by unit, and who cannot at all."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layers.schema import GROUPS, LEVELS
from planner.coverage.reach import REASONS, Reach, UnitReach
from planner.desktop import wording
from planner.desktop.disclosure import Disclosure
from planner.desktop.plain_text import text_label
from planner.desktop.reach_controls import ReachControls
from planner.desktop.rows_model import ROW_ROLE, ChosenRows, Column, RowsModel
from planner.desktop.share_delegate import ShareDelegate
from planner.desktop.style import GAP, WIDE, looking
from planner.desktop.table_view import TableView
from planner.plans.kinds import Kind
from planner.travel.modes import Mode

translate = QCoreApplication.translate

_SHARE_COLUMN = 3
_SHOWN_LEVELS = ("township", "community", "county")


class ReachPanel(QWidget):
    """Signals: question_changed(ReachQuestion), code_requested(unit code)."""

    question_changed = Signal(object)
    code_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self.controls = ReachControls(self)
        self.share = text_label(self, "figure")
        self.people = text_label(self, wraps=True)
        self.bar = QProgressBar(self, maximum=1000, textVisible=False)
        self.unreachable = text_label(self, wraps=True)
        self.notes = text_label(self, "caution", wraps=True)
        self._levels = QButtonGroup(self)
        self._level_bar = QHBoxLayout()
        self._model = RowsModel(_columns())
        self._chosen = ChosenRows(self._model)
        self.table = TableView(self._chosen, self)
        self.table.setItemDelegateForColumn(_SHARE_COLUMN, ShareDelegate(self.table))
        self.table.setAccessibleName(translate("Reach", "各单元覆盖情况"))
        self.table.set_widths(0, {1: 78, 2: 78, 3: 78, 4: 84})
        self.table.sort_by(_SHARE_COLUMN)
        self.reconciliation = text_label(self, "note", wraps=True)
        self.reconciliation.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._proof = Disclosure(self.reconciliation, self)
        self._lay_out()
        self._connect()
        self.show_reach(None)

    def show_choices(
        self, kinds: Mapping[str, Kind], modes: Mapping[str, Mode], groups: Sequence[str], served: Collection[str]
    ) -> None:
        """Offer what can be asked of the open region, and forget the last answer; see `ReachControls`."""
        self.controls.show_choices(kinds, modes, groups, served)
        self.show_reach(None)

    def show_reach(self, reach: Reach | None) -> None:
        """Show an answer, or that there is none yet."""
        self._reach = reach
        self.share.setText(wording.percent(reach.share) if reach else wording.NOTHING)
        self.bar.setValue(round(reach.share * 1000) if reach and reach.total else 0)
        self.people.setText(_people(reach) if reach else translate("Reach", "尚未计算"))
        self.unreachable.setText(_unreachable(reach) if reach else "")
        self.unreachable.setVisible(bool(self.unreachable.text()))
        self.notes.setText("\n".join(reach.notes) if reach else "")
        self.notes.setVisible(bool(self.notes.text()))
        self.reconciliation.setText("\n".join(reach.reconciliation) if reach else "")
        self._proof.tell(translate("Reach", "对账：各部分之和与总数") if self.reconciliation.text() else "")
        self._offer_levels()

    def point_at(self, codes: Sequence[str]) -> None:
        """Choose the row of the first of the units that is listed."""
        self.table.point_at(codes, lambda unit: unit.code)

    def _offer_levels(self) -> None:
        before = self._levels.checkedButton()
        level = before.property("level") if before else "township"
        for button in self._levels.buttons():
            self._levels.removeButton(button)
            button.deleteLater()
        units = self._reach.units if self._reach else ()
        levels = [one for one in _SHOWN_LEVELS if any(unit.level == one for unit in units)]
        for one in levels:
            self._add_level(one, sum(unit.level == one for unit in units))
        self._show_level(level if level in levels else (levels or [LEVELS[-1]])[0])

    def _add_level(self, level: str, count: int) -> None:
        button = QPushButton(f"{wording.level_label(level)} {count}", self)
        button.setCheckable(True)
        button.setProperty("level", level)
        button.clicked.connect(lambda: self._show_level(level))
        self._levels.addButton(button)
        self._level_bar.insertWidget(self._level_bar.count() - 1, button)

    def _show_level(self, level: str) -> None:
        for button in self._levels.buttons():
            button.setChecked(button.property("level") == level)
        self._model.show([unit for unit in self._reach.units if unit.level == level] if self._reach else [])

    def _connect(self) -> None:
        self.controls.question_changed.connect(self.question_changed)
        self.table.clicked.connect(self._ask)
        self.table.activated.connect(self._ask)

    def _ask(self, index: QModelIndex) -> None:
        unit: UnitReach = index.data(ROW_ROLE)
        self.code_requested.emit(unit.code)

    def _lay_out(self) -> None:
        figure = QHBoxLayout()
        figure.setSpacing(GAP * 2)
        figure.addWidget(self.share)
        figure.addWidget(self.people, 1)
        answer = QVBoxLayout()
        answer.setContentsMargins(WIDE, 0, WIDE, GAP)
        answer.setSpacing(6)
        answer.addLayout(figure)
        answer.addWidget(self.bar)
        answer.addWidget(self.unreachable)
        answer.addWidget(self.notes)
        self._level_bar.setSpacing(4)
        self._level_bar.addStretch()
        answer.addLayout(self._level_bar)
        proof = QVBoxLayout()
        proof.setContentsMargins(GAP, 2, GAP, GAP)
        proof.addWidget(self._proof)
        proof.addWidget(self.reconciliation)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.controls)
        layout.addLayout(answer)
        layout.addWidget(self.table, 1)
        layout.addLayout(proof)


def _people(reach: Reach) -> str:
    return translate("Reach", "{group} {total}\n服务圈内 {reached}，圈外 {beyond}").format(
        group=GROUPS[reach.group],
        total=wording.people(reach.total),
        reached=wording.people(reach.reached),
        beyond=wording.people(reach.total - reach.reached),
    )


def _unreachable(reach: Reach) -> str:
    """The people with no way at all, by reason."""
    if not reach.unreachable:
        return ""
    reasons = [
        f"{translate('Reach', REASONS[code])} {wording.people(people)}"
        for code, people in reach.unreachable_by_reason.items()
        if code and people
    ]
    text = translate("Reach", "无法到达 {people}：{reasons}")
    return text.format(people=wording.people(reach.unreachable), reasons="，".join(reasons))


def _columns() -> list[Column]:
    return [
        Column(translate("Reach", "单元"), lambda unit: unit.name, tip=lambda unit: f"{unit.name}\n{unit.code}"),
        Column(
            translate("Reach", "总人数"),
            lambda unit: f"{unit.total:,.0f}",
            key=lambda unit: unit.total,
            right=True,
        ),
        Column(
            translate("Reach", "覆盖"),
            lambda unit: f"{unit.reached:,.0f}",
            key=lambda unit: unit.reached,
            help=translate("Reach", "在服务圈内的人数"),
            right=True,
        ),
        Column(
            translate("Reach", "覆盖率"),
            lambda unit: wording.percent(unit.share),
            key=lambda unit: unit.share if unit.total else -1.0,
            help=translate("Reach", "覆盖人数 ÷ 总人数"),
            right=True,
        ),
        Column(
            translate("Reach", "无法到达"),
            lambda unit: f"{unit.unreachable:,.0f}" if unit.unreachable else wording.NOTHING,
            key=lambda unit: unit.unreachable,
            help=translate("Reach", "没有任何路可走到设施的人数，含在未覆盖之中"),
            right=True,
        ),
    ]
