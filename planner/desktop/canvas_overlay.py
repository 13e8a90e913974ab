"""What is drawn over the finished picture: marks, what is under the cursor, scale bar, watermark."""

from PySide6.QtGui import QPainter

from planner.desktop.canvas_marks import draw_hovered, draw_selected
from planner.drawing.furniture import draw_note, draw_scale_bar, draw_tip, draw_watermark
from planner.drawing.picking import Hit, Told
from planner.drawing.scene import Scene
from planner.drawing.view import MapView


def draw_overlay(
    painter: QPainter, scene: Scene, view: MapView, selected: tuple[str, str], hits: tuple[Hit, ...], watermark: str
) -> None:
    """Everything over the picture.

    Args:
        selected: layer id and key of the chosen feature.
        hits: what is under the cursor, topmost first.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_marks(painter, scene, view, selected, hits)
    draw_scale_bar(painter, view)
    if watermark:
        draw_watermark(painter, view, watermark)
    if hits:
        _draw_words(painter, view, hits)


def _draw_marks(
    painter: QPainter, scene: Scene, view: MapView, selected: tuple[str, str], hits: tuple[Hit, ...]
) -> None:
    layer_id, key = selected
    layer = scene.layer(layer_id)
    if isinstance(layer, Told) and key in layer.features.index_of:
        draw_selected(painter, scene, view, layer_id, layer.features.index_of[key])
    if hits:
        draw_hovered(painter, scene, view, hits[0].layer_id, hits[0].index)


def _draw_words(painter: QPainter, view: MapView, hits: tuple[Hit, ...]) -> None:
    """The units in the corner, from the largest to the smallest; a symbol or dot beside itself."""
    areas = [hit for hit in hits if not hit.is_point]
    if areas:
        names = " › ".join(hit.name for hit in reversed(areas))
        draw_note(painter, view, f"{names}  {areas[0].detail}".rstrip())
    if hits[0].is_point:
        across, down = view.to_screen(hits[0].x, hits[0].y)
        draw_tip(painter, view, float(across), float(down), hits[0].name, hits[0].detail)
