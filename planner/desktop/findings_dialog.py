"""What checking the data found: what, where, why it matters, and what mends it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from layers.finding import SEVERITY_LABELS, Finding
from planner.checking.mending import Mend
from planner.desktop import import_words
from planner.desktop.finding_list import FindingList
from planner.desktop.plain_text import text_label, tip
from planner.desktop.style import GAP, WIDE, looking

translate = QCoreApplication.translate


class FindingsDialog(QDialog):
    """Stays open beside the map.

    Signals: finding_chosen(Finding or None); mend_requested(Finding); mend_all_requested; undo_requested.
    """

    finding_chosen = Signal(object)
    mend_requested = Signal(object)
    mend_all_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None, mends: Mapping[str, Mend]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Findings", "数据检查"))
        self.resize(780, 400)
        self._mends = mends
        self._findings: tuple[Finding, ...] = ()
        self._name_of: Mapping[str, str] = {}
        self.summary = text_label(self, "section")
        self.list = FindingList(self)
        self.mend = looking(QPushButton(self), "primary")
        self.explain = text_label(self, "muted", wraps=True)
        self.mend_all = QPushButton(translate("Findings", "修复全部可安全修复的问题(&A)"), self)
        self.undo = QPushButton(translate("Findings", "撤销上一步(&U)"), self)
        self.copy = QPushButton(translate("Findings", "复制列表(&C)"), self)
        self.close_ = QPushButton(translate("Findings", "关闭"), self)
        for button in (self.mend, self.mend_all, self.undo, self.copy, self.close_):
            button.setAutoDefault(False)
        self.list.below.addWidget(self.mend)
        self.list.below.addWidget(self.explain)
        self.list.finding_chosen.connect(self._show_chosen)
        self.mend.clicked.connect(lambda: self.mend_requested.emit(self.list.current()))
        self.mend_all.clicked.connect(self.mend_all_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.copy.clicked.connect(self._copy)
        self.close_.clicked.connect(self.reject)
        self._lay_out()
        self._show_chosen(None)
        self.allow_undo("")

    def show_findings(self, region_name: str, findings: Sequence[Finding], name_of: Mapping[str, str]) -> None:
        """List what was found; names are shown in the place of codes and ids."""
        self._findings, self._name_of = tuple(findings), name_of
        self.list.show_findings(findings, name_of)
        self.summary.setText(_summary(region_name, findings))
        safe = sum(self._is_safe(one) for one in findings)
        self.mend_all.setEnabled(bool(safe))
        self.copy.setEnabled(bool(findings))

    def allow_undo(self, text: str) -> None:
        """What undo would take back; "" for nothing."""
        self.undo.setEnabled(bool(text))
        self.undo.setToolTip(tip(text))

    def _is_safe(self, finding: Finding) -> bool:
        return finding.mend in self._mends and self._mends[finding.mend].safe

    def _show_chosen(self, finding: Finding | None) -> None:
        mend = self._mends.get(finding.mend) if finding is not None else None
        for widget in (self.mend, self.explain):
            widget.setVisible(mend is not None)
        if mend is not None:
            self.mend.setText(translate("Findings", "一键修复：{what}").format(what=mend.label))
            careful = "" if mend.safe else translate("Findings", "（请先核对，可以撤销）")
            self.explain.setText(mend.explain + careful)
        self.finding_chosen.emit(finding)

    def _copy(self) -> None:
        """As a table that a spreadsheet takes."""
        rows = [[translate("Findings", word) for word in ("程度", "发现", "位置", "为什么要紧", "怎么办")]]
        for one in self._findings:
            where = import_words.finding_places(one, self._name_of, most=len(one.rows))
            rows.append([SEVERITY_LABELS[one.severity], one.message, where, one.why, one.remedy])
        lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
        QApplication.clipboard().setText("\n".join(lines))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for button in (self.mend_all, self.undo):
            buttons.addWidget(button)
        buttons.addStretch()
        for button in (self.copy, self.close_):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)


def _summary(region_name: str, findings: Sequence[Finding]) -> str:
    if not findings:
        return translate("Findings", "{region}：没有发现问题").format(region=region_name)
    counts = [
        f"{label} {count}"
        for severity, label in SEVERITY_LABELS.items()
        if (count := sum(finding.severity == severity for finding in findings))
    ]
    return translate("Findings", "{region}：{counts}").format(region=region_name, counts="，".join(counts))
