"""Kind, mode, group and minutes of a service circle."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QSpinBox, QWidget

from layers.schema import GROUPS
from planner.desktop.plain_text import tip
from planner.desktop.reach_question import MINUTES, QUICK_MINUTES, ReachQuestion
from planner.desktop.style import GAP, WIDE, looking
from planner.plans.kinds import Kind
from planner.travel.modes import Mode

translate = QCoreApplication.translate


class ReachControls(QWidget):
    """`question_changed` fires at every step of the user's hand; who computes, waits for the last."""

    question_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds: Mapping[str, Kind] = {}
        self.kind, self.mode, self.group = QComboBox(self), QComboBox(self), QComboBox(self)
        for combo in (self.kind, self.mode, self.group):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(*MINUTES)
        self.slider.setPageStep(5)
        self.minutes = QSpinBox(self)
        self.minutes.setRange(*MINUTES)
        self.minutes.setSuffix(translate("Reach", " 分钟"))
        self.quick = {value: self._quick_button(value) for value in QUICK_MINUTES}
        self._explain()
        self._lay_out()
        self._connect()

    def show_choices(
        self, kinds: Mapping[str, Kind], modes: Mapping[str, Mode], groups: Sequence[str], served: Collection[str]
    ) -> None:
        """Offer kinds (those with circles first), modes and groups; announces nothing.

        Args:
            served: kinds the region has; the first of them that has a circle is chosen.
        """
        self._kinds = kinds
        with QSignalBlocker(self.kind), QSignalBlocker(self.mode), QSignalBlocker(self.group):
            for combo in (self.kind, self.mode, self.group):
                combo.clear()
            for kind in sorted(kinds.values(), key=lambda kind: not kind.circle):
                self.kind.addItem(kind.label, kind.code)
            for mode in modes.values():
                self.mode.addItem(mode.label, mode.id)
                self.mode.setItemData(self.mode.count() - 1, tip(mode.source), Qt.ItemDataRole.ToolTipRole)
            for group in groups:
                self.group.addItem(GROUPS[group], group)
            offered = [kind.code for kind in kinds.values() if kind.circle and kind.code in served]
            self.kind.setCurrentIndex(max(0, self.kind.findData(offered[0] if offered else "")))
        self._take_defaults()

    def question(self) -> ReachQuestion | None:
        """What is asked, None while there is nothing to choose from."""
        kind, mode, group = self.kind.currentData(), self.mode.currentData(), self.group.currentData()
        if kind is None or mode is None or group is None:
            return None
        return ReachQuestion(kind, mode, self.minutes.value(), group)

    def _take_defaults(self) -> None:
        """A kind brings the mode and minutes that are usual for it."""
        kind = self._kinds.get(self.kind.currentData() or "")
        if kind is None:
            return
        with QSignalBlocker(self.mode), QSignalBlocker(self.minutes):
            self.mode.setCurrentIndex(max(0, self.mode.findData(kind.mode)))
            self.minutes.setValue(int(kind.minutes))
        self._show_minutes(self.minutes.value())

    def _show_minutes(self, minutes: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(minutes)
        for value, button in self.quick.items():
            button.setChecked(value == minutes)

    def _announce(self) -> None:
        question = self.question()
        if question is not None:
            self.question_changed.emit(question)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._take_defaults)
        self.slider.valueChanged.connect(self.minutes.setValue)
        self.minutes.valueChanged.connect(self._show_minutes)
        for combo in (self.kind, self.mode, self.group):
            combo.currentIndexChanged.connect(self._announce)
        self.minutes.valueChanged.connect(self._announce)

    def _quick_button(self, minutes: int) -> QPushButton:
        button = looking(QPushButton(str(minutes), self), "quick")
        button.setCheckable(True)
        button.setToolTip(translate("Reach", "{minutes} 分钟").format(minutes=minutes))
        button.clicked.connect(lambda: self._take_quick(minutes))
        return button

    def _take_quick(self, minutes: int) -> None:
        self.minutes.setValue(minutes)
        self._show_minutes(minutes)

    def _explain(self) -> None:
        self.kind.setToolTip(translate("Reach", "到哪一类设施；只算运营中的"))
        self.mode.setToolTip(translate("Reach", "怎么去：决定速度和能走的路，两端接驳段按步行计"))
        self.group.setToolTip(translate("Reach", "算哪些人"))
        tip = translate("Reach", "路上的时间，含从住处到道路、从道路到设施的步行；恰好等于也算覆盖")
        self.minutes.setToolTip(tip)
        self.slider.setToolTip(tip)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(WIDE, WIDE, WIDE, GAP)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(GAP)
        grid.addWidget(_label(translate("Reach", "设施(&K)"), self.kind), 0, 0)
        grid.addWidget(self.kind, 0, 1, 1, 3)
        grid.addWidget(_label(translate("Reach", "方式(&M)"), self.mode), 1, 0)
        grid.addWidget(self.mode, 1, 1)
        grid.addWidget(_label(translate("Reach", "人群(&G)"), self.group), 1, 2)
        grid.addWidget(self.group, 1, 3)
        grid.addWidget(_label(translate("Reach", "时间(&T)"), self.minutes), 2, 0)
        time = QHBoxLayout()
        time.setSpacing(6)
        time.addWidget(self.slider, 1)
        for button in self.quick.values():
            time.addWidget(button)
        time.addWidget(self.minutes)
        grid.addLayout(time, 2, 1, 1, 3)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 3)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label
