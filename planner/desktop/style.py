"""The window's look: colours, measures and the stylesheet, in one place."""

from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from layers.resources import resource
from planner.plans.scorecard import Verdict

W = TypeVar("W", bound=QWidget)

INK: Final = "#1d2733"
MUTED: Final = "#5a6878"
LINE: Final = "#dbe1e8"
GROUND: Final = "#f2f5f8"
SURFACE: Final = "#ffffff"
HOVER: Final = "#eaf1f5"
ACCENT: Final = "#1b6b8a"
ACCENT_DARK: Final = "#14536b"
ACCENT_SOFT: Final = "#dcecf3"
SAMPLE: Final = "#8a4b08"
SAMPLE_SOFT: Final = "#fdf0dd"

VERDICT_INK: Final[dict[Verdict, str]] = {"met": "#1c7444", "not_met": "#bb3427", "unknown": "#5a6878"}
VERDICT_SOFT: Final[dict[Verdict, str]] = {"met": "#e4f3ea", "not_met": "#fbe9e7", "unknown": "#eaeef2"}

POINTS: Final = 10.0
SMALL_POINTS: Final = 9.0
LARGE_POINTS: Final = 22.0
GAP: Final = 8
WIDE: Final = 12
FIELD: Final = 30

_DOWN = resource("styles", "chevron-down.svg").as_posix()
_UP = resource("styles", "chevron-up.svg").as_posix()

_SHEET = f"""
QMainWindow, QDialog, QMessageBox {{ background: {GROUND}; }}
QToolTip {{ background: {INK}; color: white; border: 0; padding: 5px 8px; }}
QMenuBar {{ background: {SURFACE}; border-bottom: 1px solid {LINE}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {ACCENT_SOFT}; }}
QMenu {{ background: {SURFACE}; border: 1px solid {LINE}; padding: 5px; }}
QMenu::item {{ padding: 6px 28px 6px 22px; border-radius: 4px; }}
QMenu::item:selected {{ background: {ACCENT_SOFT}; }}
QMenu::item:disabled {{ color: #97a3af; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 5px 8px; }}
QToolBar {{ background: {SURFACE}; border: 0; border-bottom: 1px solid {LINE}; padding: 2px 10px; spacing: 3px; }}
QToolBar QToolButton {{ padding: 4px 10px; }}
QToolBar::separator {{ width: 1px; background: {LINE}; margin: 4px 7px; }}
QStatusBar {{ background: {SURFACE}; border-top: 1px solid {LINE}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ padding: 0 6px; color: {MUTED}; }}
QSplitter::handle {{ background: {LINE}; }}
QSplitter::handle:hover {{ background: {ACCENT}; }}

QWidget#panel {{ background: {SURFACE}; }}
QLabel#title {{ font-size: {POINTS + 2}pt; font-weight: 600; }}
QLabel#section {{ font-weight: 600; }}
QLabel#doubt {{ font-weight: 600; color: {SAMPLE}; }}
QFrame#notice {{ background: {ACCENT_SOFT}; border-bottom: 1px solid {LINE}; }}
QFrame#bar {{ background: {SURFACE}; border-top: 1px solid {LINE}; }}
QPushButton#picture {{ padding: 0; text-align: left; }}
QLabel#muted, QLabel#note {{ color: {MUTED}; font-size: {SMALL_POINTS}pt; }}
QLabel#caution {{ color: {SAMPLE}; font-size: {SMALL_POINTS}pt; }}
QLabel#figure {{ font-size: {LARGE_POINTS}pt; font-weight: 600; color: {ACCENT_DARK}; }}
QLabel#headline {{ font-size: {POINTS + 6}pt; font-weight: 600; }}
QLabel#invented {{
    background: {SAMPLE_SOFT}; color: {SAMPLE}; border: 1px solid #efcf9f; border-radius: 4px; padding: 2px 8px;
}}
QStatusBar QLabel#invented {{ color: {SAMPLE}; background: transparent; border: 0; }}

QPushButton, QToolButton {{
    background: {SURFACE}; border: 1px solid {LINE}; border-radius: 5px; padding: 5px 12px;
}}
QToolBar QToolButton, QToolButton#plain {{ border-color: transparent; background: transparent; }}
QPushButton:hover, QToolButton:hover {{ background: {HOVER}; border-color: #c3cfda; }}
QPushButton:pressed, QToolButton:pressed {{ background: {ACCENT_SOFT}; }}
QPushButton:checked, QToolButton:checked {{ background: {ACCENT_SOFT}; border-color: {ACCENT}; color: {ACCENT_DARK}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {ACCENT}; }}
QPushButton:disabled, QToolButton:disabled {{ color: #97a3af; }}
QPushButton#primary {{ background: {ACCENT}; border-color: {ACCENT}; color: white; }}
QPushButton#primary:hover {{ background: {ACCENT_DARK}; }}
QPushButton#primary:focus {{ border-color: {INK}; }}
QPushButton#primary:disabled {{ background: #b4c6d0; border-color: #b4c6d0; }}
QPushButton#quick {{ padding: 4px 0; min-width: 34px; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{
    background: {SURFACE}; border: 1px solid #c9d2db; border-radius: 5px; padding: 4px 8px; min-height: 20px;
    selection-background-color: {ACCENT}; selection-color: white;
}}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border-color: {ACCENT}; }}
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow {{ image: url("{_DOWN}"); width: 12px; height: 12px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: 18px; }}
QSpinBox::up-button:hover, QSpinBox::down-button:hover {{ background: {HOVER}; }}
QSpinBox::up-arrow {{ image: url("{_UP}"); width: 10px; height: 10px; }}
QSpinBox::down-arrow {{ image: url("{_DOWN}"); width: 10px; height: 10px; }}
QComboBox QAbstractItemView {{ background: {SURFACE}; border: 1px solid {LINE}; outline: 0; padding: 3px; }}
QComboBox QAbstractItemView::item {{ min-height: 26px; padding: 0 6px; }}

QTabWidget::pane {{ border: 0; border-top: 1px solid {LINE}; background: {SURFACE}; top: -1px; }}
QTabWidget#bare::pane {{ border: 0; }}
QTabBar {{ background: {SURFACE}; }}
QTabBar::tab {{
    background: transparent; color: {MUTED}; padding: 7px 14px; border: 0; border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {ACCENT_DARK}; border-bottom: 2px solid {ACCENT}; }}
QTabBar::tab:hover {{ color: {INK}; background: {HOVER}; }}
QPlainTextEdit#notes {{ color: {MUTED}; font-size: {SMALL_POINTS}pt; background: {GROUND}; border: 0; padding: 4px; }}
QComboBox#corner {{
    min-height: 14px; padding: 2px 8px; border-color: transparent; background: transparent; color: {ACCENT_DARK};
}}
QComboBox#corner:hover, QComboBox#corner:focus {{ border-color: {ACCENT}; }}
QPushButton#small {{ padding: 3px 10px; }}
QTabBar#segments::tab {{ padding: 5px 8px; }}
QPushButton#chip {{ padding: 5px 9px; }}
QTabBar::tab:focus {{ color: {ACCENT_DARK}; background: {ACCENT_SOFT}; }}

QScrollArea, QScrollArea > QWidget > QWidget {{ background: {SURFACE}; }}
QTableView, QTreeView, QListView, QTextBrowser {{
    background: {SURFACE}; border: 0; outline: 0; gridline-color: {LINE};
    selection-background-color: {ACCENT_SOFT}; selection-color: {INK}; alternate-background-color: #f8fafb;
}}
QTableView::item, QTreeView::item {{ border-bottom: 1px solid #ebeff3; padding: 3px 6px; }}
QTableView::item:selected, QTreeView::item:selected {{ background: {ACCENT_SOFT}; color: {INK}; }}
QTableView::item:hover, QTreeView::item:hover {{ background: {HOVER}; }}
QListView::item {{ padding: 4px 3px; }}
QHeaderView::section {{
    background: {SURFACE}; color: {MUTED}; border: 0; border-bottom: 1px solid {LINE}; padding: 3px 6px;
}}
QTreeView::branch {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: #c6d0d9; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: #a3b1be; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QProgressBar {{
    background: #e6ebf0; border: 0; border-radius: 4px; max-height: 8px; min-height: 8px; color: transparent;
}}
QProgressBar::chunk {{ background: {ACCENT}; border-radius: 4px; }}
QSlider::groove:horizontal {{ height: 4px; background: #d5dde5; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {ACCENT}; border-radius: 2px; }}
QSlider::handle:horizontal {{
    background: {SURFACE}; border: 2px solid {ACCENT}; width: 12px; margin: -6px 0; border-radius: 8px;
}}
QSlider::handle:horizontal:focus {{ background: {ACCENT_SOFT}; border-color: {ACCENT_DARK}; }}
"""


def looking(widget: W, look: str) -> W:
    """The widget with one of the sheet's own looks: panel, title, section, muted, note, figure, primary ..."""
    widget.setObjectName(look)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # plain widgets ignore the sheet without it
    widget.style().polish(widget)  # one that was dressed before it had its name
    return widget


def apply_style(app: QApplication) -> None:
    """Give the whole program its look; the same on every platform."""
    app.setStyle("Fusion")
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(GROUND))
    palette.setColor(QPalette.ColorRole.Base, QColor(SURFACE))
    palette.setColor(QPalette.ColorRole.Text, QColor(INK))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(INK))
    palette.setColor(QPalette.ColorRole.Highlight, QColor(ACCENT))
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor("#8793a0"))
    app.setPalette(palette)
    app.setStyleSheet(_SHEET)
