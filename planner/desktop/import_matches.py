"""What names and words of a file were taken to mean: the doubtful ones first, to confirm, to change or to leave out."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from layers.decisions import Choice, Match
from planner.desktop import import_words
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import Column, RowsModel
from planner.desktop.style import GAP, INK, SAMPLE, WIDE, looking
from planner.desktop.table_view import TableView
from planner.desktop.unit_choices import SearchCombo

translate = QCoreApplication.translate


class MatchesPanel(QWidget):
    """`matched(what, {text: target})`: the user says what texts mean; "" for nothing."""

    matched = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self._every: dict[str, tuple[Choice, ...]] = {"unit": (), "kind": ()}
        self._model = RowsModel(_columns())
        self.table = TableView(self._model, self)
        self.table.set_widths(3, {0: 180, 1: 180, 2: 74, 4: 160})
        self.table.setAccessibleName(translate("Matches", "名称的对应"))
        self.summary = text_label(self, "muted")
        self.other = SearchCombo(self)
        self.other.setAccessibleName(translate("Matches", "换成"))
        self.confirm = QPushButton(translate("Matches", "就是它(&Y)"), self)
        self.replace = QPushButton(translate("Matches", "换成(&H)"), self)
        self.skip = QPushButton(translate("Matches", "都不是(&N)"), self)
        self.confirm_all = looking(QPushButton(translate("Matches", "全部确认(&Q)"), self), "small")
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(self._show_chosen)
        self.table.activated.connect(self._confirm)
        self.confirm.clicked.connect(self._confirm)
        self.replace.clicked.connect(self._replace)
        self.skip.clicked.connect(self._skip)
        self.confirm_all.clicked.connect(self._confirm_all)
        self.show_matches(())

    def offer(self, units: Sequence[Choice], kinds: Sequence[Choice]) -> None:
        """Every unit and kind there is, to choose from."""
        self._every = {"unit": tuple(units), "kind": tuple(kinds)}

    def show_matches(self, matches: Sequence[Match]) -> None:
        """List the matches; the one chosen stays chosen, else the next doubtful one is."""
        before, place = self.current(), max(self.table.currentIndex().row(), 0)
        rows = sorted(matches, key=lambda one: (one.sure, one.what != "unit"))
        self._model.show(rows)
        doubtful = sum(not one.sure for one in rows)
        told = (
            translate("Matches", "{count} 个名称，{doubtful} 个请核对")
            if doubtful
            else translate("Matches", "{count} 个名称都已对上")
        )
        none = translate("Matches", "没有需要对应的名称")
        self.summary.setText(told.format(count=len(rows), doubtful=doubtful) if rows else none)
        self.confirm_all.setEnabled(any(not one.sure and one.target for one in rows))
        same = [at for at, one in enumerate(rows) if before and (one.what, one.text) == (before.what, before.text)]
        first = next(iter(same), place)
        if before is not None and same and rows[first].sure and doubtful:
            first = 0  # answered: on to the next doubtful one
        if rows:
            self.table.selectRow(min(first, len(rows) - 1))
        self._show_chosen()

    def current(self) -> Match | None:
        """The match chosen."""
        index = self.table.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    def _show_chosen(self) -> None:
        match = self.current()
        self.other.clear()
        for widget in (self.other, self.replace, self.skip):
            widget.setEnabled(match is not None)
        self.confirm.setEnabled(match is not None and bool(match.target) and not match.sure)
        if match is None:
            return
        others = (*match.others, *self._every[match.what])
        self.other.offer(tuple(choice for choice in others if choice.value != match.target))
        if not match.others:
            self.other.setCurrentIndex(-1)  # the first of a long list is no proposal
        self.replace.setEnabled(self.other.count() > 0)

    def _confirm(self) -> None:
        match = self.current()
        if match is not None and match.target:
            self.matched.emit(match.what, {match.text: match.target})

    def _replace(self) -> None:
        match, target = self.current(), self.other.value()
        if match is not None and target:
            self.matched.emit(match.what, {match.text: target})

    def _skip(self) -> None:
        match = self.current()
        if match is not None:
            self.matched.emit(match.what, {match.text: ""})

    def _confirm_all(self) -> None:
        """Units and kinds in turn; each is heard by itself."""
        for what in ("unit", "kind"):
            told: Mapping[str, str] = {
                one.text: one.target for one in self._model.rows if one.what == what and not one.sure and one.target
            }
            if told:
                self.matched.emit(what, told)

    def _lay_out(self) -> None:
        answers = QHBoxLayout()
        answers.setSpacing(GAP)
        answers.addWidget(self.summary)
        answers.addStretch()
        for widget in (self.confirm, self.other, self.replace, self.skip, self.confirm_all):
            answers.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, GAP, WIDE, GAP)
        layout.addWidget(self.table, 1)
        layout.addLayout(answers)


def _columns() -> list[Column]:
    what = {"unit": translate("Matches", "单元"), "kind": translate("Matches", "设施类型")}
    return [
        Column(translate("Matches", "文件里写的"), lambda one: one.text),
        Column(
            translate("Matches", "认作"),
            lambda one: one.label if one.target else translate("Matches", "没有对上"),
            ink=lambda one: INK if one.target else SAMPLE,
        ),
        Column(
            translate("Matches", "把握"),
            lambda one: import_words.mark(sure=one.sure),
            key=lambda one: one.sure,
            ink=lambda one: INK if one.sure else SAMPLE,
        ),
        Column(translate("Matches", "依据"), lambda one: one.reason),
        Column(
            translate("Matches", "位置"),
            lambda one: f"{what.get(one.what, '')} {_rows(one.rows)}".strip(),
            tip=lambda one: "、".join(one.rows),
        ),
    ]


def _rows(rows: Sequence[str]) -> str:
    if not rows:
        return ""
    more = translate("Matches", "等 {count} 处").format(count=len(rows)) if len(rows) > 1 else ""
    return f"{rows[0]}{more}"
