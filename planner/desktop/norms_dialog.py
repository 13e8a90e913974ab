"""All norms: what they ask, whose they are, since when; a value can be changed, with who and why."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QModelIndex, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layers.errors import UserError
from planner.desktop.norm_form import NormForm
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import ROW_ROLE, ChosenRows, Column, RowsModel
from planner.desktop.style import GAP, INK, MUTED, SAMPLE, looking
from planner.desktop.table_view import TableView
from planner.plans.kinds import Kind
from planner.plans.norm import Norm, first_day

translate = QCoreApplication.translate

_COUNTRY = "-"


class NormsDialog(QDialog):
    """Signals: norm_entered(Norm, who, why); restore_requested(norm id)."""

    norm_entered = Signal(object, str, str)
    restore_requested = Signal(str)

    def __init__(self, parent: QWidget | None, kinds: Mapping[str, Kind], region: tuple[str, str] | None) -> None:
        """`region`: code and name of the open region, None where none is open."""
        super().__init__(parent)
        self.setWindowTitle(translate("Norms", "规范"))
        self.resize(1200, 660)
        self._kinds, self._region = kinds, region
        self._bundled: frozenset[str] = frozenset()
        self.kind = QComboBox(self)
        self.place = QComboBox(self)
        self.search = QLineEdit(self, placeholderText=translate("Norms", "查找"), clearButtonEnabled=True)
        self.in_force = QCheckBox(translate("Norms", "只看现行的"), self)
        self.told = text_label(self, "caution", wraps=True)
        self.count = text_label(self, "note")
        self._model = RowsModel(_columns())
        self._chosen = ChosenRows(self._model)
        self.table = TableView(self._chosen, self)
        self.table.setAccessibleName(translate("Norms", "规范"))
        self.table.set_widths(0, {1: 236, 2: 54, 3: 50, 4: 92, 5: 236, 6: 92, 7: 92})
        self.table.sort_by(-1)
        self.edit = QPushButton(translate("Norms", "改数值(&E)…"), self)
        self._lay_out()
        self._connect()

    def show_norms(self, norms: Sequence[Norm], problems: Sequence[UserError], bundled: frozenset[str]) -> None:
        """All norms there are, what is wrong with their files, and the ids of those that come with the program."""
        self._bundled = bundled
        chosen = self.table.currentIndex().data(ROW_ROLE)
        self._model.show(norms)
        self._offer(norms)
        self.told.setText("\n".join(str(problem) for problem in problems))
        self.told.setVisible(bool(problems))
        self._filter()
        if chosen is not None:
            self.table.point_at((chosen.id,), lambda norm: norm.id)

    def _offer(self, norms: Sequence[Norm]) -> None:
        used = {code for norm in norms for code in norm.kinds}
        kinds = [(kind.label, code) for code, kind in self._kinds.items() if code in used]
        _fill(self.kind, [(translate("Norms", "全部设施类型"), ""), *kinds])
        names = sorted({norm.region for norm in norms if norm.region})
        own = [(translate("Norms", "适用于{region}").format(region=self._region[1]), "*")] if self._region else []
        places = [(translate("Norms", "全部地区"), ""), *own, (translate("Norms", "全国"), _COUNTRY)]
        _fill(self.place, [*places, *((name, name) for name in names)])

    def _filter(self) -> None:
        kind, place, words = self.kind.currentData(), self.place.currentData(), self.search.text().casefold().split()
        today = date.today() if self.in_force.isChecked() else None

        def wanted(norm: Norm) -> bool:
            text = f"{norm.name}\n{norm.document}\n{norm.clause}\n{norm.requirement}\n{norm.region}".casefold()
            return (
                (not kind or kind in norm.kinds)
                and self._is_of(norm, place)
                and all(word in text for word in words)
                and (today is None or norm.is_in_force(today))
            )

        self._chosen.choose(wanted)
        shown = self._chosen.rowCount()
        self.count.setText(translate("Norms", "{count} 条；带“待核”的尚未与原文核对").format(count=shown))
        self._judge()

    def _is_of(self, norm: Norm, place: str) -> bool:
        if place == "*" and self._region:
            return norm.applies_to(self._region[0])
        if place == _COUNTRY:
            return not norm.region_code and not norm.region
        return not place or norm.region == place

    def _judge(self) -> None:
        norm = self.table.currentIndex().data(ROW_ROLE)
        self.edit.setEnabled(norm is not None and norm.value is not None)

    def _edit(self, index: QModelIndex) -> None:
        norm = index.data(ROW_ROLE)
        if norm is None or norm.value is None:
            return
        form = NormForm(self, norm, is_bundled=norm.id in self._bundled)
        form.norm_entered.connect(self.norm_entered)
        form.restore_requested.connect(self.restore_requested)
        form.open()

    def _connect(self) -> None:
        for combo in (self.kind, self.place):
            combo.activated.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.in_force.toggled.connect(self._filter)
        self.table.activated.connect(self._edit)
        self.table.selectionModel().currentRowChanged.connect(self._judge)
        self.edit.clicked.connect(lambda: self._edit(self.table.currentIndex()))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        for widget in (self.kind, self.place):
            bar.addWidget(widget)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.in_force)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.edit, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(translate("Norms", "关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        looking(close, "plain")
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.addLayout(bar)
        layout.addWidget(self.told)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)


def _fill(combo: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    before = combo.currentData()
    combo.clear()
    for label, value in choices:
        combo.addItem(label, value)
    combo.setCurrentIndex(max(0, combo.findData(before)))


def _is_over(norm: Norm) -> bool:
    return bool(norm.repealed) and first_day(norm.repealed) <= date.today()


def _ink(norm: Norm) -> str:
    return MUTED if _is_over(norm) else INK


def _columns() -> list[Column]:
    return [
        Column(translate("Norms", "规范"), lambda norm: norm.name, ink=_ink, struck=_is_over, tip=_about),
        Column(
            translate("Norms", "要求"),
            lambda norm: norm.requirement,
            key=lambda norm: (norm.value is None, norm.value or 0.0, norm.requirement),
            ink=_ink,
            struck=_is_over,
            help=translate("Norms", "双击改数值"),
        ),
        Column(
            translate("Norms", "核对"),
            lambda norm: (
                translate("Norms", "已改") if norm.own else translate("Norms", "待核") if norm.unverified else ""
            ),
            ink=lambda norm: SAMPLE,
            tip=_edited,
            help=translate("Norms", "待核：尚未与原文核对；已改：由您改过"),
        ),
        Column(translate("Norms", "性质"), lambda norm: norm.status),
        Column(translate("Norms", "地区"), lambda norm: norm.region or translate("Norms", "全国")),
        Column(translate("Norms", "文件和条款"), lambda norm: f"{norm.document} {norm.clause}".strip()),
        Column(translate("Norms", "施行"), lambda norm: norm.in_force),
        Column(translate("Norms", "废止"), lambda norm: norm.repealed, ink=lambda norm: SAMPLE),
    ]


def _about(norm: Norm) -> str:
    lines = (
        norm.name,
        norm.note,
        translate("Norms", "读自：{source}").format(source=norm.source) if norm.source else "",
    )
    return "\n".join(line for line in lines if line)


def _edited(norm: Norm) -> str:
    if not norm.edited_by:
        return translate("Norms", "尚未与原文核对") if norm.unverified else ""
    told = translate("Norms", "{who} 于 {day} 改，依据：{why}")
    return told.format(who=norm.edited_by, day=norm.edited_at[:10], why=norm.edited_why)
