"""A figure that the map cannot answer, entered by hand: value, year, who, from what."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from layers.region_writer import now
from layers.tables import ManualValue
from planner.coverage.by_hand import TARGET_SUFFIX
from planner.desktop import wording
from planner.desktop.plain_text import text_label
from planner.desktop.style import FIELD, GAP, WIDE, looking
from planner.plans.indicator import Indicator

translate = QCoreApplication.translate

_LARGEST = 1e12
_DECIMALS = 4


class ManualForm(QWidget):
    """`values_entered` carries a tuple of complete `ManualValue`; the form stores nothing itself."""

    values_entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan_id = ""
        self._indicator_id = ""
        self.value = QLineEdit(self, placeholderText=translate("ManualForm", "数字"))
        self.value.setValidator(_validator(self.value))
        self.target = QLineEdit(self, placeholderText=translate("ManualForm", "数字，未公布可留空"))
        self.target.setValidator(_validator(self.target))
        self._target_label = _label(translate("ManualForm", "目标值(&T)"), self.target)
        self.unit = text_label(self)
        self.year = QSpinBox(self)
        self.year.setRange(1990, 2100)
        self.who = QLineEdit(self, placeholderText=translate("ManualForm", "姓名或科室"))
        self.basis = QLineEdit(self, placeholderText=translate("ManualForm", "报表、文件或台账名称"))
        self.save = looking(QPushButton(translate("ManualForm", "保存"), self), "primary")
        self.stored = text_label(self, "muted", wraps=True)
        self._lay_out()
        for field in (self.value, self.target, self.who, self.basis):
            field.textChanged.connect(self._judge)
            field.returnPressed.connect(self.save.click)
        self.save.clicked.connect(self._enter)
        self._judge()

    def show_indicator(self, plan_id: str, indicator: Indicator, stored: Sequence[ManualValue], year: int) -> None:
        """Ask for an indicator's figure; `stored` are the figures entered so far, the latest last."""
        self._plan_id, self._indicator_id = plan_id, indicator.id
        own = [value for value in stored if value.indicator_id == indicator.id]
        aims = [value for value in stored if value.indicator_id == indicator.id + TARGET_SUFFIX]
        asked = indicator.comparator == "text" and indicator.entered_comparator != "text"
        self.target.setVisible(asked)
        self._target_label.setVisible(asked)
        self.target.setText(_shown(aims))
        self.unit.setText(indicator.unit)
        self.year.setValue(own[-1].year if own else year)
        self.value.setText(_shown(own))
        self.basis.setText(own[-1].basis if own else "")
        self.stored.setText("\n".join(entry_sentence(value, indicator.unit) for value in own))

    def _values(self) -> tuple[ManualValue, ...]:
        """What the fields hold: the figure, and a target where one is asked for and given."""
        given = {"": _number(self.value), TARGET_SUFFIX: _number(self.target)}
        return tuple(
            ManualValue(
                plan_id=self._plan_id,
                indicator_id=self._indicator_id + suffix,
                year=self.year.value(),
                value=value,
                entered_by=self.who.text().strip(),
                entered_at=now(),
                basis=self.basis.text().strip(),
            )
            for suffix, value in given.items()
            if value is not None
        )

    def _judge(self) -> None:
        told = bool(self.who.text().strip() and self.basis.text().strip())
        self.save.setEnabled(told and bool(self._values()))

    def _enter(self) -> None:
        self.values_entered.emit(self._values())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(GAP)
        for widget in (self.value, self.target, self.year, self.who, self.basis, self.save):
            widget.setMinimumHeight(FIELD)  # a scrolled form is else squeezed below what the sheet asks for
        rows = (
            (translate("ManualForm", "数值(&V)"), self.value, translate("ManualForm", "年份(&Y)"), self.year),
            (translate("ManualForm", "录入人(&W)"), self.who, translate("ManualForm", "依据(&B)"), self.basis),
        )
        for row, (left, first, right, second) in enumerate(rows):
            grid.addWidget(_label(left, first), row, 0)
            grid.addWidget(first, row, 1)
            grid.addWidget(_label(right, second), row, 3)
            grid.addWidget(second, row, 4)
        grid.addWidget(self.unit, 0, 2)
        grid.addWidget(self._target_label, 2, 0)
        grid.addWidget(self.target, 2, 1)
        grid.addWidget(self.save, 2, 4)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(4, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, GAP)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)
        layout.addLayout(grid)
        layout.addWidget(self.stored)
        layout.addStretch()


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _number(field: QLineEdit) -> float | None:
    value, good = QLocale().toDouble(field.text())
    return value if good else None


def _shown(stored: Sequence[ManualValue]) -> str:
    return f"{stored[-1].value:.12g}" if stored else ""


def _validator(parent: QWidget) -> QDoubleValidator:
    validator = QDoubleValidator(-_LARGEST, _LARGEST, _DECIMALS, parent)
    validator.setNotation(QDoubleValidator.Notation.StandardNotation)
    return validator


def entry_sentence(value: ManualValue, unit: str) -> str:
    """A figure entered by hand: how much, for which year, by whom, when, from what."""
    return translate("ManualForm", "{year} 年 {figure}，{who} 于 {day} 录入，依据《{basis}》").format(
        year=value.year,
        figure=wording.quantity(value.value, unit),
        who=value.entered_by,
        day=_local_day(value.entered_at),
        basis=value.basis,
    )


def _local_day(moment: str) -> str:
    """The day on the user's calendar; what is no ISO time is shown as it stands."""
    try:
        return datetime.fromisoformat(moment).astimezone().date().isoformat()
    except ValueError:
        return moment
