"""Another value for a norm: what, who says so, and from what."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from planner.desktop.plain_text import text_label
from planner.desktop.style import GAP, WIDE, looking
from planner.plans.norm import Norm

translate = QCoreApplication.translate

_LARGEST, _DECIMALS = 1e12, 6


class NormForm(QDialog):
    """Signals: norm_entered(Norm, who, why); restore_requested(norm id)."""

    norm_entered = Signal(object, str, str)
    restore_requested = Signal(str)

    def __init__(self, parent: QWidget | None, norm: Norm, *, is_bundled: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("NormForm", "改规范的数值"))
        self.resize(460, 300)
        self._norm = norm
        self.value = _field(self, norm.value)
        self.value_to = _field(self, norm.value_to)
        self.who = QLineEdit(self, placeholderText=translate("NormForm", "姓名或科室"))
        self.why = QLineEdit(self, placeholderText=translate("NormForm", "文件名称和条款"))
        self._buttons = QDialogButtonBox(self)
        self.save = self._buttons.addButton(translate("NormForm", "保存"), QDialogButtonBox.ButtonRole.AcceptRole)
        looking(self.save, "primary")
        self._buttons.addButton(translate("NormForm", "取消"), QDialogButtonBox.ButtonRole.RejectRole)
        self.restore = self._buttons.addButton(
            translate("NormForm", "恢复原值") if is_bundled else translate("NormForm", "删去"),
            QDialogButtonBox.ButtonRole.ResetRole,
        )
        self.restore.setVisible(norm.own)
        self._lay_out(norm)
        self._connect()

    def _connect(self) -> None:
        for field in (self.value, self.value_to, self.who, self.why):
            field.textChanged.connect(self._judge)
        self.save.clicked.connect(self._enter)
        self.restore.clicked.connect(self._restore)
        self._buttons.rejected.connect(self.reject)
        self._judge()

    def _judge(self) -> None:
        told = bool(self.who.text().strip() and self.why.text().strip())
        low, high = _number(self.value), _number(self.value_to)
        ranged = self._norm.value_to is None or (high is not None and low is not None and low <= high)
        self.save.setEnabled(told and low is not None and ranged)

    def _enter(self) -> None:
        high = _number(self.value_to) if self._norm.value_to is not None else None
        changed = replace(self._norm, value=_number(self.value), value_to=high)
        self.norm_entered.emit(changed, self.who.text().strip(), self.why.text().strip())
        self.accept()

    def _restore(self) -> None:
        self.restore_requested.emit(self._norm.id)
        self.accept()

    def _lay_out(self, norm: Norm) -> None:
        title = text_label(self, "section", wraps=True)
        title.setText(norm.name)
        source = text_label(self, "note", wraps=True)
        source.setText(_told(norm))
        form = QFormLayout()
        form.addRow(translate("NormForm", "数值({unit})").format(unit=norm.unit), self.value)
        form.addRow(translate("NormForm", "至"), self.value_to)
        form.addRow(translate("NormForm", "修改人"), self.who)
        form.addRow(translate("NormForm", "依据"), self.why)
        form.setRowVisible(self.value_to, norm.value_to is not None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.setSpacing(WIDE)
        layout.addWidget(title)
        layout.addWidget(source)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(self._buttons)


def _told(norm: Norm) -> str:
    lines = [f"{norm.document} {norm.clause}".strip(), norm.requirement]
    if norm.edited_by:
        edited = translate("NormForm", "{who} 于 {day} 改过，依据：{why}")
        lines.append(edited.format(who=norm.edited_by, day=norm.edited_at[:10], why=norm.edited_why))
    return "\n".join(line for line in lines if line)


def _field(parent: QWidget, value: float | None) -> QLineEdit:
    field = QLineEdit(parent)
    validator = QDoubleValidator(-_LARGEST, _LARGEST, _DECIMALS, field)
    validator.setNotation(QDoubleValidator.Notation.StandardNotation)
    field.setValidator(validator)
    field.setText("" if value is None else f"{value:.12g}")
    return field


def _number(field: QLineEdit) -> float | None:
    value, good = QLocale().toDouble(field.text())
    return value if good else None
