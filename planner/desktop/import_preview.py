"""What an import would bring: on the map, as a table, and where else it may lie."""

from collections.abc import Sequence
from itertools import takewhile

import numpy as np
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from layers.decisions import Preview
from layers.finding import Finding
from layers.foreign.answer import Part
from planner.desktop.canvas import MapCanvas
from planner.desktop.import_table import ImportTable
from planner.desktop.import_work import Draft
from planner.desktop.plain_text import text_label
from planner.desktop.position_pictures import PositionPictures
from planner.desktop.style import looking
from planner.drawing.incoming_layers import AREAS, MOST_MARKS, POINTS
from planner.drawing.picking import Hit
from planner.drawing.scene import Scene

translate = QCoreApplication.translate

MAP, TABLE, POSITIONS = 0, 1, 2
_LONGEST = 10


class ImportPreview(QTabWidget):
    """Signals: position_chosen(Position); encoding_requested(codec)."""

    position_chosen = Signal(object)
    encoding_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self._draft: Draft | None = None
        self.canvas = MapCanvas(self)
        self.note = text_label(self, "muted", wraps=True)
        self.note.setContentsMargins(12, 3, 12, 3)
        self.table = ImportTable(self)
        self.positions = PositionPictures(self)
        page = looking(QWidget(self), "panel")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.note)
        self.addTab(page, translate("Import", "地图(&M)"))
        self.addTab(self.table, translate("Import", "表格(&T)"))
        self.addTab(self.positions, translate("Import", "位置(&P)"))
        self.setTabVisible(POSITIONS, False)
        self.canvas.clicked.connect(self._point_at)
        self.table.row_chosen.connect(lambda row: self._mark_row(row, look=True))
        self.table.encoding_requested.connect(self.encoding_requested)
        self.positions.position_chosen.connect(self.position_chosen)

    def show_part(self, part: Part | None) -> None:
        """The sheet or layer that is read."""
        self.table.show_part(part)

    def show_draft(self, draft: Draft | None) -> None:
        """The import as it is now understood; None where the file cannot be used as it is."""
        before, self._draft = self._draft, draft
        self.table.show_preview(draft.prepared.preview if draft else None)
        fresh = draft is not None and (before is None or _moved(before, draft))
        self.canvas.set_scene(draft.scene if draft else Scene(), keep_view=not fresh)
        if fresh and draft is not None:
            self._look_at_incoming(draft)
        self.canvas.mark_spots(())
        self.note.setText(_note(draft))
        self._show_positions(draft)

    def show_finding(self, finding: Finding | None) -> None:
        """Ring a finding's places on the map, and choose its first row in the table."""
        if self._draft is None or self._draft.metric is None:
            return
        if finding is None:
            self.canvas.mark_spots(())
            return
        rows = _rows_of(finding, self._draft.prepared.preview)
        spots = finding.spots or _spots_of(self._draft.prepared.preview, rows)
        lon, lat = np.array([lon for lon, _ in spots]), np.array([lat for _, lat in spots])
        x, y = self._draft.metric.forward(lon, lat)
        placed = np.isfinite(x) & np.isfinite(y)
        self.canvas.mark_spots(list(zip(x[placed].tolist(), y[placed].tolist(), strict=True)))
        self.table.point_at(rows)

    def stop(self) -> None:
        """End the painting."""
        self.canvas.stop()

    def _show_positions(self, draft: Draft | None) -> None:
        several = draft is not None and len(draft.prepared.positions) > 1
        was_shown = self.isTabVisible(POSITIONS)
        self.setTabVisible(POSITIONS, several)
        if draft is None or not several:
            return
        options = draft.prepared.options
        self.positions.show_positions(draft.prepared.positions, draft.pictures, (options.crs, options.datum))
        unsure = any(not one.sure and one.topic in ("crs", "datum") for one in draft.prepared.decisions)
        if unsure and not was_shown:
            self.setCurrentIndex(POSITIONS)
            self.positions.setFocus()

    def _look_at_incoming(self, draft: Draft) -> None:
        """What lies beside the region must be seen too."""
        incoming = [layer for layer in draft.scene.layers if layer.id.startswith("incoming:")]
        extent = Scene(tuple(incoming)).extent
        around = draft.scene.extent
        if extent is not None and around is not None:
            lows, highs = np.minimum(extent[:2], around[:2]), np.maximum(extent[2:], around[2:])
            self.canvas.zoom_to_extent((float(lows[0]), float(lows[1]), float(highs[0]), float(highs[1])))

    def _point_at(self, hit: Hit | None) -> None:
        if hit is not None and hit.layer_id in (POINTS, AREAS):
            self.canvas.select(hit.layer_id, hit.key)
            self.table.point_at([int(hit.key)])
        else:
            self.canvas.select("", "")

    def _mark_row(self, row: int, *, look: bool) -> None:
        for layer_id in (POINTS, AREAS):
            self.canvas.select(layer_id, str(row))
            if self.canvas.zoom_to_feature(layer_id, str(row)) and look:
                return


def row_number(text: str) -> int:
    """The row that a place of a finding names, -1 where it names none: "12", "第12行", "第12个:…"."""
    text = text.strip()
    digits = "".join(takewhile(str.isdecimal, text.removeprefix("第")))
    named = digits == text or text.startswith("第")
    return int(digits) if named and digits.isascii() and 0 < len(digits) < _LONGEST else -1


def _rows_of(finding: Finding, preview: Preview | None) -> list[int]:
    """The rows of the file that a finding names, by number or by what will be their keys."""
    if not finding.table:
        return [number for text in finding.rows if (number := row_number(text)) >= 0]
    if preview is None or preview.key is None:
        return []
    named = set(finding.rows)
    return [row for row, key in zip(preview.row, preview.key.tolist(), strict=True) if key in named]


def _moved(before: Draft, now: Draft) -> bool:
    """Whether the rows lie elsewhere than before, or are others."""
    old, new = before.prepared.preview, now.prepared.preview
    if old is None or new is None or before.metric != now.metric:
        return old is not new
    return len(old) != len(new) or not np.array_equal(old.lon, new.lon, equal_nan=True)


def _spots_of(preview: Preview | None, rows: Sequence[int]) -> tuple[tuple[float, float], ...]:
    if preview is None or not rows:
        return ()
    wanted = set(rows)
    at = [place for place, row in enumerate(preview.row) if row in wanted and np.isfinite(preview.lon[place])]
    return tuple((float(preview.lon[place]), float(preview.lat[place])) for place in at[:50])


def _note(draft: Draft | None) -> str:
    if draft is None:
        return translate("Import", "现在还画不出来。")
    preview = draft.prepared.preview
    if preview is None:
        return translate("Import", "道路不逐条预览；导入后在地图上查看。")
    placed = int((np.isfinite(preview.lon) & np.isfinite(preview.lat)).sum())
    parts = []
    if placed < len(preview):
        told = translate("Import", "{count} 行没有位置，图上看不到")
        parts.append(told.format(count=f"{len(preview) - placed:,}"))
    if placed > MOST_MARKS:
        told = translate("Import", "图上只画了 {count} 个中的 {shown} 个")
        parts.append(told.format(count=f"{placed:,}", shown=f"{MOST_MARKS:,}"))
    return "；".join((translate("Import", "蓝色是新增的，褐色是更新的，灰色不变"), *parts))
