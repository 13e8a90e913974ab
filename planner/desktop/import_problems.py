"""The findings of an import; each blocking one can be taken upon oneself."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from layers.finding import Finding
from planner.desktop.finding_list import FindingList

translate = QCoreApplication.translate

WITHHELD, KEPT = ("personal_columns", "phone_columns"), "personal_kept"
"""Codes of findings about columns of personal data: left out, or kept because the user insists."""


class ProblemsPanel(QWidget):
    """Signals: accepted(code, whether); keep_requested(headers); finding_chosen(Finding or None)."""

    accepted = Signal(str, bool)
    keep_requested = Signal(object)
    finding_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = FindingList(self)
        self.accept = QCheckBox(translate("Import", "我已核对，仍然导入(&A)"), self)
        self._accepted: tuple[str, ...] = ()
        self.keep = QPushButton(self)
        self.keep.setAutoDefault(False)
        self.list.below.addWidget(self.accept)
        self.list.below.addWidget(self.keep)
        self.keep.clicked.connect(self._keep)
        self.list.finding_chosen.connect(self._show_chosen)
        self.accept.clicked.connect(self._accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        self._show_chosen(None)

    def show_findings(
        self, findings: Sequence[Finding], accepted: tuple[str, ...], name_of: Mapping[str, str] | None = None
    ) -> None:
        """List the findings; `accepted` are codes of blocking ones that the user accepts."""
        self._accepted = accepted
        self.list.show_findings(findings, name_of)

    def _show_chosen(self, finding: Finding | None) -> None:
        blocking = finding is not None and finding.severity == "blocking"
        self.accept.setVisible(blocking)
        self.accept.setChecked(finding is not None and finding.code in self._accepted)
        code = finding.code if finding is not None else ""
        insist = translate("Import", "仍要存入这些列(&K)")
        self.keep.setText(insist if code in WITHHELD else translate("Import", "不存入个人信息(&K)"))
        self.keep.setVisible(code in (*WITHHELD, KEPT))
        self.finding_chosen.emit(finding)

    def _keep(self) -> None:
        finding = self.list.current()
        if finding is not None:
            self.keep_requested.emit(finding.rows if finding.code in WITHHELD else ())

    def _accept(self) -> None:
        finding = self.list.current()
        if finding is not None:
            self.accepted.emit(finding.code, self.accept.isChecked())
