"""Beside the map: checking and mending the data, placing what has no place, taking changes back."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QDialog, QWidget

from layers.finding import Finding
from layers.region_log import Edit
from planner.desktop import data_work
from planner.desktop.actions import Actions
from planner.desktop.canvas import MapCanvas
from planner.desktop.edit_log import EditLog
from planner.desktop.findings_dialog import FindingsDialog
from planner.desktop.notice_bar import NoticeBar
from planner.desktop.open_region import OpenRegion
from planner.desktop.placing import PlacingDialog
from planner.desktop.workbench import Workbench

translate = QCoreApplication.translate

CHECK = "check"
_LONGEST, _EDGE = 26, 12


class DataDesk(QObject):
    """Connects the menu, the map and the workbench; the window is the parent of what opens."""

    def __init__(
        self, window: QWidget, bench: Workbench, actions: Actions, canvas: MapCanvas, notice: NoticeBar
    ) -> None:
        super().__init__(window)
        self._bench, self._actions, self._canvas, self._notice = bench, actions, canvas, notice
        self._findings: FindingsDialog | None = None
        self._placing: PlacingDialog | None = None
        self._log: EditLog | None = None
        self._looked_at = ""
        self._connect()

    @property
    def _window(self) -> QWidget:
        """Not kept in a field: window and desk would then hold each other until a job's thread collects both."""
        window = self.parent()
        assert isinstance(window, QWidget)  # noqa: S101 - it was made with one
        return window

    # Checking and mending

    def check(self) -> None:
        """Look for everything that is wrong with the data."""
        region = self._bench.region
        if region is not None:
            path = region.path
            text = translate("Data", "正在检查数据")
            self._bench.jobs.start(CHECK, text, lambda told: data_work.findings(path, told), self._show_findings)

    def _show_findings(self, findings: tuple[Finding, ...]) -> None:
        region = self._bench.region
        if region is None:
            return
        if self._findings is None:
            self._findings = self._make_findings()
        self._findings.show_findings(region.name, findings, region.names)
        self._tell_undo()
        self._show_beside(self._findings)

    def _make_findings(self) -> FindingsDialog:
        dialog = FindingsDialog(self._window, data_work.mends())
        dialog.finding_chosen.connect(self._show_place)
        dialog.mend_requested.connect(self._mend)
        dialog.mend_all_requested.connect(self._mend_all)
        dialog.undo_requested.connect(self._bench.edits.undo)
        dialog.finished.connect(lambda: self._canvas.mark_spots(()))
        return dialog

    def _mend(self, finding: Finding) -> None:
        code, rows = finding.mend, finding.rows
        text = translate("Data", "正在修复")
        self._bench.edits.write(text, lambda path, told: data_work.mend(path, code, rows), self._take_mended)

    def _mend_all(self) -> None:
        text = translate("Data", "正在修复")
        self._bench.edits.write(text, lambda path, told: data_work.mend_all(path), self._take_mended)

    def _take_mended(self, told: str) -> None:
        nothing = translate("Data", "没有需要修复的")
        self._notice.tell(told or nothing, can_undo=bool(told))
        self._bench.reload()

    def _show_place(self, finding: Finding | None) -> None:
        """The finding's spots, else its first unit or facility."""
        region = self._bench.region
        if finding is None or region is None or region.metric is None:
            self._canvas.mark_spots(())
            return
        spots = finding.spots or region.spots_of(finding.rows if finding.table else ())
        x, y = region.metric.forward(np.array([lon for lon, _ in spots]), np.array([lat for _, lat in spots]))
        placed = np.isfinite(x) & np.isfinite(y)
        found = list(zip(x[placed].tolist(), y[placed].tolist(), strict=True))
        asked = self._findings is not None and self._findings.isVisible() and finding.code != self._looked_at
        self._looked_at = finding.code
        if found and asked:
            self._canvas.show_spots(found)
        else:
            self._canvas.mark_spots(found)  # listed, but nobody asked to see it

    def _show_beside(self, dialog: QDialog) -> None:
        """In the corner of the window, so that the map can be seen; where the user has put it, it stays."""
        if dialog.isVisible():
            dialog.raise_()
            return
        corner = self._window.geometry().bottomRight()
        dialog.move(corner.x() - dialog.width() - _EDGE, corner.y() - dialog.height() - _EDGE)
        dialog.show()

    # Placing

    def _ask_places(self) -> None:
        region = self._bench.region
        if region is None:
            return
        if self._placing is None:
            self._placing = PlacingDialog(self._window)
            self._placing.asking_changed.connect(lambda on: self._canvas.ask_place(on=on))
            self._placing.unit_chosen.connect(self._give_unit)
        self._placing.show_region(region)
        self._show_beside(self._placing)

    def _place(self, x: float, y: float) -> None:
        region, one = self._bench.region, self._placing.current() if self._placing else None
        if region is None or region.metric is None or one is None:
            return
        lon, lat = region.metric.inverse(x, y)
        text = translate("Data", "定位设施：{name}").format(name=one.name)
        self._bench.edits.write(
            text,
            lambda path, told: data_work.place(path, one.id, float(lon), float(lat), text),
            lambda _: self._bench.reload(),
        )

    def _give_unit(self, facility_id: str, name: str, code: str) -> None:
        text = translate("Data", "填写所属单元：{name}").format(name=name)
        self._bench.edits.write(
            text,
            lambda path, told: data_work.give_unit(path, facility_id, code, text),
            lambda _: self._bench.reload(),
        )

    def _stop_asking(self) -> None:
        if self._placing is not None:
            self._placing.stop_asking()

    # Taking back

    def _show_log(self) -> None:
        if self._log is None:
            self._log = EditLog(self._window)
            self._log.undo_requested.connect(self._bench.edits.undo)
            self._log.redo_requested.connect(self._bench.edits.redo)
        self._log.show_log(self._bench.edits.log)
        self._show_beside(self._log)

    def _tell_undo(self) -> None:
        edits = self._bench.edits
        undo, redo = edits.next_undo, edits.next_redo
        for action, word, edit in (
            (self._actions.undo, translate("Data", "撤销"), undo),
            (self._actions.redo, translate("Data", "重做"), redo),
        ):
            action.setEnabled(edit is not None)
            action.setText(f"{word}(&{'U' if action is self._actions.undo else 'R'})　{_short(edit)}".rstrip("　"))
        if self._findings is not None:
            self._findings.allow_undo(undo.text if undo else "")
        if self._log is not None:
            self._log.show_log(edits.log)

    def _say_moved(self, text: str, told: str) -> None:
        self._notice.tell(told.format(text=text), can_undo=False)

    # Whatever the workbench announces

    def _take_region(self, region: OpenRegion) -> None:
        if self._findings is not None and self._findings.isVisible():
            self.check()
        if self._placing is not None and self._placing.isVisible():
            self._placing.show_region(region)

    def _connect(self) -> None:
        bench, one = self._bench, self._actions
        bench.region_opened.connect(self._take_region)
        bench.edits.log_changed.connect(self._tell_undo)
        bench.edits.undone.connect(lambda text: self._say_moved(text, translate("Data", "已撤销：{text}")))
        bench.edits.redone.connect(lambda text: self._say_moved(text, translate("Data", "已重做：{text}")))
        self._notice.undo_requested.connect(bench.edits.undo)
        self._notice.findings_requested.connect(self.check)
        self._canvas.place_clicked.connect(self._place)
        self._canvas.asking_ended.connect(self._stop_asking)
        for action, act in (
            (one.check, self.check),
            (one.placing, self._ask_places),
            (one.log, self._show_log),
            (one.undo, bench.edits.undo),
            (one.redo, bench.edits.redo),
        ):
            action.triggered.connect(lambda _=False, act=act: act())


def _short(edit: Edit | None) -> str:
    """For a menu, where an ampersand would be a mnemonic."""
    if edit is None:
        return ""
    text = edit.text if len(edit.text) <= _LONGEST else f"{edit.text[:_LONGEST]}…"
    return text.replace("&", "&&")
