"""The one font: Noto Sans SC, loaded by the program itself so that no machine needs Chinese fonts."""

from functools import lru_cache

from pylopdf_fonts_zh_cn import sans_path
from PySide6.QtGui import QFont, QFontDatabase, QRawFont


@lru_cache(maxsize=1)
def load_font() -> str:
    """The family name, once the font is loaded; a QGuiApplication must exist.

    Raises:
        FileNotFoundError: the font file is missing or broken.
    """
    number = QFontDatabase.addApplicationFont(str(sans_path()))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if not families:
        raise FileNotFoundError(str(sans_path()))
    return str(families[0])


def map_font(size: float) -> QFont:
    """The font of labels and map furniture, by pixel size; not hinted, so that it scales evenly."""
    font = QFont(load_font())
    font.setPixelSize(max(1, round(size)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def draws(text: str, font: QFont) -> bool:
    """Whether the font itself holds a glyph for every character."""
    raw = QRawFont.fromFont(font)
    glyphs = raw.glyphIndexesForString(text)
    return bool(glyphs) and all(glyph != 0 for glyph in glyphs)
