"""Facilities without a place: each is given one by a click on the map, or at least the unit it belongs to."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from planner.desktop.open_region import OpenRegion
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import Column, RowsModel
from planner.desktop.style import GAP, WIDE, looking
from planner.desktop.table_view import TableView
from planner.desktop.unit_choices import SearchCombo, unit_choices

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Unplaced:
    """A facility without a place; `unit` is the name of the unit it counts for, "" for none."""

    id: str
    name: str
    address: str
    unit: str


def unplaced(region: OpenRegion) -> tuple[Unplaced, ...]:
    """The facilities of a region that have no place, those without a unit first."""
    facilities = region.facilities
    rows = np.flatnonzero(~(np.isfinite(facilities.lon) & np.isfinite(facilities.lat)))
    address = facilities.texts.get("address")
    found = [
        Unplaced(
            str(facilities.id[row]),
            str(facilities.name[row]),
            str(address[row]) if address is not None else "",
            region.parent_of(str(facilities.id[row])),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: bool(one.unit)))


class PlacingDialog(QDialog):
    """Stays open beside the map.

    Signals: asking_changed(whether the map shall ask for a place); unit_chosen(facility id, name, unit code).
    """

    asking_changed = Signal(bool)
    unit_chosen = Signal(str, str, str)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Placing", "待定位设施"))
        self.resize(520, 420)
        self._model = RowsModel(_columns())
        self.hint = text_label(self, wraps=True)
        self.table = TableView(self._model, self)
        self.table.set_widths(0, {1: 190, 2: 110})
        self.table.setAccessibleName(translate("Placing", "没有位置的设施"))
        self.point = looking(QPushButton(translate("Placing", "在地图上点选(&M)"), self), "primary")
        self.point.setCheckable(True)
        self.unit = SearchCombo(self)
        self.unit.setMinimumWidth(260)
        self.unit.setAccessibleName(translate("Placing", "所属单元"))
        self.only_unit = QPushButton(translate("Placing", "只填所属单元(&U)"), self)
        self.close_ = QPushButton(translate("Placing", "关闭"), self)
        for button in (self.point, self.only_unit, self.close_):
            button.setAutoDefault(False)
        self.point.toggled.connect(self.asking_changed)
        self.table.activated.connect(lambda: self.point.setChecked(True))
        self.table.selectionModel().currentRowChanged.connect(self._explain)
        self.only_unit.clicked.connect(self._give_unit)
        self.close_.clicked.connect(self.reject)
        self._lay_out()

    def show_region(self, region: OpenRegion) -> None:
        """List the region's facilities without a place; the next one is chosen."""
        place = max(self.table.currentIndex().row(), 0)
        before = self.current()
        rows = unplaced(region)
        self._model.show(rows)
        self.unit.offer(unit_choices(region))
        self.unit.setCurrentIndex(-1)
        same = next((at for at, one in enumerate(rows) if before and one.id == before.id), place)
        if rows:
            self.table.selectRow(min(same, len(rows) - 1))
        else:
            self.point.setChecked(False)
        self._explain()

    def current(self) -> Unplaced | None:
        """The facility chosen."""
        row = self.table.currentIndex().row()
        return self._model.rows[row] if 0 <= row < len(self._model.rows) else None

    def stop_asking(self) -> None:
        """The map no longer asks."""
        self.point.setChecked(False)

    def done(self, result: int) -> None:  # noqa: D102 - Qt's own
        self.point.setChecked(False)
        super().done(result)

    def _explain(self) -> None:
        one = self.current()
        for widget in (self.point, self.only_unit, self.unit):
            widget.setEnabled(one is not None)
        if one is None:
            self.hint.setText(translate("Placing", "所有设施都有位置。"))
            return
        told = translate("Placing", "还有 {count} 处。在地图上点出“{name}”的位置；按 Esc 停下，可以撤销。")
        self.hint.setText(told.format(count=len(self._model.rows), name=one.name))

    def _give_unit(self) -> None:
        one, code = self.current(), self.unit.value()
        if one is not None and code:
            self.unit_chosen.emit(one.id, one.name, code)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(GAP)
        for widget in (self.unit, self.only_unit):
            below.addWidget(widget)
        below.addStretch()
        buttons = QHBoxLayout()
        buttons.addWidget(self.point)
        buttons.addStretch()
        buttons.addWidget(self.close_)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(GAP)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        layout.addLayout(below)
        layout.addLayout(buttons)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)


def _columns() -> list[Column]:
    return [
        Column(translate("Placing", "名称"), lambda one: one.name),
        Column(translate("Placing", "地址"), lambda one: one.address),
        Column(translate("Placing", "所属单元"), lambda one: one.unit or translate("Placing", "未知")),
    ]
