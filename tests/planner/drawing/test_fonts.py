from PySide6.QtGui import QColor, QFont, QImage, QPainter, QRawFont

from planner.drawing.fonts import draws, load_font, map_font

RARE = "堌埇垚崄"


def picture(text):
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(map_font(30))
    painter.drawText(4, 32, text)
    painter.end()
    return image


def test_the_family_is_ours_and_loaded_once():
    assert load_font() == "Noto Sans SC"
    assert load_font() == load_font()


def test_rare_characters_have_glyphs_of_this_very_font():
    raw = QRawFont.fromFont(map_font(14))
    assert raw.familyName() == "Noto Sans SC"
    assert all(raw.supportsCharacter(ord(character)) for character in RARE)
    assert draws(RARE, map_font(14))


def test_a_font_without_the_characters_is_found_out():
    private_use = "\U0010fffd"
    assert not draws(private_use, map_font(14))
    assert not draws(RARE, QFont("DejaVu Sans Mono")) or QRawFont.fromFont(QFont("DejaVu Sans Mono")).familyName() == (
        "Noto Sans SC"
    )


def test_rare_characters_are_drawn_differently_from_each_other_and_from_a_missing_one():
    pictures = [picture(character) for character in (*RARE, "\U0010fffd")]
    for number, one in enumerate(pictures):
        assert all(one != other for other in pictures[number + 1 :])
