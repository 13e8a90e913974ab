"""What a file is: its sheets or layers, and the questions about it with the answers taken."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from layers.decisions import Choice, Decision
from layers.foreign.answer import Contents, Part
from layers.importing.options import ImportOptions
from planner.desktop import import_words
from planner.desktop.choice_combo import ChoiceCombo
from planner.desktop.import_answers import COLUMN
from planner.desktop.plain_text import text_label, tip
from planner.desktop.style import GAP, WIDE, looking

translate = QCoreApplication.translate

_PART_HEIGHT, _MOST_PARTS = 28, 5
_SHOWN_ELSEWHERE = ("part", "sheet", "layer", "gone")


class Question(QWidget):
    """One question: what it is called, whether to look, the answer, and what speaks for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = text_label(self)
        self.combo = ChoiceCombo(self)
        self.reason = text_label(self, "muted", wraps=True)
        self.label.setBuddy(self.combo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for widget in (self.label, self.combo, self.reason):
            layout.addWidget(widget)

    def show_decision(self, decision: Decision, every: Sequence[Choice]) -> None:
        """Show the answer taken; any other may be chosen instead."""
        told = import_words.mark(sure=decision.sure, given=decision.given)
        self.label.setText(f"{decision.label}　{told}")
        looking(self.label, "section" if decision.sure else "doubt")
        again = (Choice("", translate("Import", "由程序判断")),) if decision.given else ()
        self.combo.offer((decision.chosen, *decision.others, *every, *again), decision.chosen.value)
        self.combo.setAccessibleName(decision.label)
        self.combo.setToolTip(tip(decision.chosen.reason or decision.chosen.label))
        self.combo.setEnabled(self.combo.count() > 1)
        self.reason.setText(decision.chosen.reason)
        self.reason.setVisible(bool(decision.chosen.reason))


class SourcePanel(QWidget):
    """Signals: part_requested(Part); answer_requested(topic, value)."""

    part_requested = Signal(object)
    answer_requested = Signal(str, str)

    def __init__(self, kinds: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self._kinds = kinds
        self._rows: dict[str, Question] = {}
        self._parts: tuple[Part, ...] = ()
        self.title = text_label(self, "title", wraps=True)
        self.kind = text_label(self, "muted", wraps=True)
        self.parts_label = QLabel(translate("Import", "选择其中一份(&S)"), self)
        self.parts = QListWidget(self)
        self.parts.setAccessibleName(translate("Import", "文件里的工作表或图层"))
        self.parts_label.setBuddy(self.parts)
        self.parts.itemActivated.connect(self._ask_part)
        self.parts.itemClicked.connect(self._ask_part)
        self._lay_out()
        self.show_contents(None, None)

    def show_file(self, name: str) -> None:
        """The file that is imported."""
        self.title.setText(name)
        self.title.setToolTip(tip(name))

    def show_contents(self, contents: Contents | None, chosen: Part | None) -> None:
        """The parts to choose from; nothing to choose where there is one."""
        self._parts = contents.parts if contents else ()
        self.kind.setText(import_words.contents_sentence(contents) if contents else "")
        several = len(self._parts) > 1
        self.parts.setVisible(several)
        self.parts_label.setVisible(several)
        self.parts.clear()
        for part in self._parts:
            item = QListWidgetItem(f"{part.name}　{import_words.part_rows(part)}")
            item.setToolTip(tip("\n".join([part.name, *part.columns[:12]])))
            self.parts.addItem(item)
            if chosen is not None and part.name == chosen.name:
                self.parts.setCurrentItem(item)
        self.parts.setFixedHeight(_PART_HEIGHT * min(len(self._parts), _MOST_PARTS) + 6)

    def show_decisions(self, decisions: Sequence[Decision], options: ImportOptions) -> None:
        """The questions about the file as a whole; what it is comes first even where nobody can tell."""
        general = [one for one in decisions if not one.topic.startswith(COLUMN) and one.topic not in _SHOWN_ELSEWHERE]
        if not any(one.topic == "role" for one in general):
            general.insert(0, _asked_role(options))
        general.sort(key=lambda one: one.topic != "role")
        for topic in self._rows.keys() - {one.topic for one in general}:
            gone = self._rows.pop(topic)
            self._questions.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, decision in enumerate(general):
            self._show_row(place, decision)

    def chooser(self, topic: str) -> ChoiceCombo | None:
        """The chooser of a question, None where it is not asked."""
        return self._rows[topic].combo if topic in self._rows else None

    def _show_row(self, place: int, decision: Decision) -> None:
        topic = decision.topic
        if topic not in self._rows:
            self._rows[topic] = Question(self)
            self._rows[topic].combo.chosen.connect(lambda value: self.answer_requested.emit(topic, value))
        question = self._rows[topic]
        if self._questions.indexOf(question) != place:
            self._questions.removeWidget(question)
            self._questions.insertWidget(place, question)
        question.show_decision(decision, import_words.every_choice(topic, self._kinds))

    def _ask_part(self, item: QListWidgetItem) -> None:
        self.part_requested.emit(self._parts[self.parts.row(item)])

    def _lay_out(self) -> None:
        inside = QWidget(self)
        self._questions = QVBoxLayout()
        self._questions.setSpacing(WIDE)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(WIDE, 0, WIDE, GAP)
        inner.addLayout(self._questions)
        inner.addStretch()
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        head = QVBoxLayout()
        head.setContentsMargins(WIDE, WIDE, WIDE, 0)
        head.setSpacing(GAP // 2)
        for widget in (self.title, self.kind, self.parts_label, self.parts):
            head.addWidget(widget)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(scroll, 1)


def _asked_role(options: ImportOptions) -> Decision:
    every = import_words.every_choice("role", {})
    known = next((choice for choice in every if choice.value == options.role), None)
    chosen = known or Choice("", translate("Import", "请选择"))
    return Decision(
        "role", translate("Import", "这是什么数据"), chosen, sure=known is not None, given=known is not None
    )
