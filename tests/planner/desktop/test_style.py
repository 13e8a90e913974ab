import pytest
from PySide6.QtGui import QColor

from layers.resources import resource
from planner.desktop import style


def luminance(colour):
    """Relative luminance of WCAG 2.1."""
    values = QColor(colour).getRgbF()
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", [style.INK, style.MUTED, style.ACCENT_DARK, style.SAMPLE, *style.VERDICT_INK.values()])
@pytest.mark.parametrize("ground", [style.SURFACE, style.GROUND, style.ACCENT_SOFT])
def test_every_text_can_be_read(ink, ground):
    assert contrast(ink, ground) >= 4.5


def test_pictures_of_the_sheet_are_there():
    for name in ("chevron-down.svg", "chevron-up.svg"):
        assert resource("styles", name).is_file()
