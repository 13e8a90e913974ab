"""The top of the detail: the name, in one large line what lacks, and how it stands on its way."""

from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from planner.desktop import standing
from planner.desktop.plain_text import text_label
from planner.desktop.scorecard_lines import Line
from planner.desktop.style import GAP, INK, MUTED, VERDICT_INK, WIDE, looking
from planner.desktop.track import track_of
from planner.desktop.track_picture import TrackPicture
from planner.plans.scorecard import Scorecard

translate = QCoreApplication.translate


class IndicatorSummary(QWidget):
    """Shows; asks for nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = text_label(self, "section", wraps=True)
        self.headline = looking(QLabel(self, wordWrap=True), "headline")
        self.figures = text_label(self, wraps=True)
        self.sentences = text_label(self, "note", wraps=True)
        self.picture = TrackPicture(self)
        for label in (self.headline, self.figures, self.sentences):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.title.setText(translate("Detail", "在上表中选一个指标，看它缺在哪里、为什么"))
        for label in (self.headline, self.figures, self.sentences):
            label.setText("")
            label.hide()
        self.picture.show_track(None)

    def show_line(self, line: Line, scorecard: Scorecard) -> None:
        """Show an indicator."""
        self.title.setText(line.row.indicator.name)
        plain = line.inset or line.is_open
        colour = MUTED if plain else VERDICT_INK[line.row.verdict] if line.row.verdict != "unknown" else INK
        self.headline.setText(f'<span style="color:{colour}">{escape(standing.headline(line))}</span>')
        self.figures.setText(standing.figures(line))
        self.sentences.setText("\n".join(standing.sentences(line, scorecard)))
        for label in (self.headline, self.figures):
            label.show()
        self.sentences.setVisible(bool(self.sentences.text()))
        self.picture.show_track(None if plain else track_of(scorecard.plan, line.row, scorecard.year))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(WIDE, GAP, WIDE, 4)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(2)
        for number, widget in enumerate((self.title, self.headline, self.figures)):
            grid.addWidget(widget, number, 0)
        grid.addWidget(self.picture, 0, 1, 3, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.sentences, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(2, 1)
