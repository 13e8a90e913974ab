import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from planner.drawing.furniture import draw_note, draw_scale_bar, draw_tip, draw_watermark, scale_bar
from planner.drawing.view import MapView

VIEW = MapView(0, 0, 12, 400, 300)


@given(st.floats(0.02, 20_000))
def test_the_length_is_round_and_as_long_as_fits(metres_per_pixel):
    bar = scale_bar(metres_per_pixel, 140)
    assert f"{bar.metres:.0e}"[0] in "125"
    assert float(f"{bar.metres:.0e}") == pytest.approx(bar.metres)
    assert 140 / 2.5 - 1e-6 <= bar.pixels <= 140 + 1e-6
    assert bar.pixels * metres_per_pixel == pytest.approx(bar.metres)


@pytest.mark.parametrize(
    ("metres_per_pixel", "label"), [(1, "100 米"), (8, "1 公里"), (34, "2 公里"), (0.05, "5 米"), (7.15, "1 公里")]
)
def test_the_label_speaks_metres_or_kilometres(metres_per_pixel, label):
    assert scale_bar(metres_per_pixel, 140).label == label


def changed(act):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    act(painter)
    painter.end()
    return {(x, y) for x in range(0, 400, 2) for y in range(0, 300, 2) if image.pixelColor(x, y) != QColor("black")}


def test_everything_has_its_corner():
    assert all(x < 200 and y > 150 for x, y in changed(lambda painter: draw_scale_bar(painter, VIEW)))
    watermark = changed(lambda painter: draw_watermark(painter, VIEW, "示例数据·虚构"))
    assert len(watermark) > 100
    assert all(x > 200 and y < 150 for x, y in watermark)
    assert all(x > 200 and y > 150 for x, y in changed(lambda painter: draw_note(painter, VIEW, "桃源镇")))


@pytest.mark.parametrize("place", [(5, 5), (395, 5), (5, 295), (395, 295)])
def test_a_tip_stays_in_the_picture(place):
    pixels = changed(lambda painter: draw_tip(painter, VIEW, *place, "青山公墓", "公益性公墓"))
    xs, ys = zip(*pixels, strict=True)
    assert min(xs) > 0
    assert max(xs) < 398
    assert min(ys) > 0
    assert max(ys) < 298
