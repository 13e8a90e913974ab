"""Text from data shown as it is: a name with angle brackets is a name, not markup."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from planner.desktop.style import looking


def text_label(parent: QWidget, look: str = "", *, wraps: bool = False) -> QLabel:
    """A label that never reads its text as markup."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    return looking(label, look) if look else label


def tip(text: str) -> str:
    """A text for places where Qt guesses whether it is markup: tool tips, message boxes."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>"
