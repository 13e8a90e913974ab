"""A button that opens and closes what it speaks of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from planner.desktop.style import looking


class Disclosure(QToolButton):
    """Closed at first; hides itself and its content where there is nothing to tell."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "plain")
        self._content = content
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggled.connect(self._open)
        self.tell("")

    def tell(self, title: str) -> None:
        """Name the content; "" where there is none."""
        self.setText(title)
        self.setVisible(bool(title))
        self._open(bool(title) and self.isChecked())

    def _open(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        self.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
