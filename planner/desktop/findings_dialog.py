"""What checking the data found."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from layers.finding import SEVERITY_LABELS, Finding
from planner.desktop.plain_text import text_label
from planner.desktop.rows_model import ChosenRows, Column, RowsModel
from planner.desktop.style import GAP, INK, VERDICT_INK
from planner.desktop.table_view import TableView

translate = QCoreApplication.translate

_GRAVITY = {"blocking": 0, "warning": 1, "note": 2}


class FindingsDialog(QDialog):
    """A table of findings, the gravest first."""

    def __init__(self, parent: QWidget | None, region_name: str, findings: Sequence[Finding]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Findings", "数据检查"))
        self.resize(860, 420)
        self._model = RowsModel(_columns())
        self._chosen = ChosenRows(self._model)
        self.table = TableView(self._chosen, self)
        self.table.setWordWrap(True)
        self.table.set_widths(1, {0: 64, 2: 220, 3: 220})
        self.table.sort_by(-1)
        self._model.show(findings)
        rows = self.table.verticalHeader()
        rows.setSectionResizeMode(rows.ResizeMode.ResizeToContents)
        self.summary = text_label(self)
        self.summary.setText(_summary(region_name, findings))
        buttons = QDialogButtonBox(self)
        buttons.addButton(translate("Findings", "关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)


def _summary(region_name: str, findings: Sequence[Finding]) -> str:
    if not findings:
        return translate("Findings", "{region}：没有发现问题").format(region=region_name)
    counts = [
        f"{label} {count}"
        for severity, label in SEVERITY_LABELS.items()
        if (count := sum(finding.severity == severity for finding in findings))
    ]
    return translate("Findings", "{region}：{counts}").format(region=region_name, counts="，".join(counts))


def _columns() -> list[Column]:
    return [
        Column(
            translate("Findings", "程度"),
            lambda one: SEVERITY_LABELS[one.severity],
            key=lambda one: _GRAVITY[one.severity],
            ink=lambda one: VERDICT_INK["not_met"] if one.severity == "blocking" else INK,
            help=translate("Findings", "阻断：结果不可信；警告：可能有误；提示：读取时作出的选择"),
        ),
        Column(translate("Findings", "发现"), lambda one: one.message),
        Column(
            translate("Findings", "位置"),
            lambda one: "、".join(one.rows),
            help=translate("Findings", "行号、代码或编号"),
        ),
        Column(translate("Findings", "办法"), lambda one: one.remedy),
    ]
