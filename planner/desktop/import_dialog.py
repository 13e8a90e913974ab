"""What to import, as what, and which header holds which field."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layers.importing.options import DATUMS, ImportOptions
from layers.schema import LEVEL_LABELS, ROLES
from planner.desktop.field_table import FieldTable
from planner.desktop.style import GAP, WIDE, looking
from planner.plans.kinds import Kind

translate = QCoreApplication.translate

WITHOUT_HEADERS = (".tif", ".tiff", ".osm", ".gz", ".bz2", ".pbf")
_ACCEPTED = "unit_numbers_differ"
_ENCODINGS = {"utf-8": "UTF-8", "gb18030": "GB18030(GBK)"}


class ImportDialog(QDialog):
    """Signals: headers_requested(path, encoding); import_requested(path, ImportOptions)."""

    headers_requested = Signal(object, str)
    import_requested = Signal(object, object)

    def __init__(self, parent: QWidget | None, kinds: Mapping[str, Kind]) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Import", "导入数据"))
        self.resize(620, 640)
        self._kinds = kinds
        self.path = QLineEdit(self)
        self.role = _combo(self, ROLES)
        self.level = _combo(self, LEVEL_LABELS)
        self.level.setCurrentIndex(self.level.findData("township"))
        column = {"": translate("Import", "由表中一列指明")}
        self.kind = _combo(self, column | {kind.code: kind.label for kind in kinds.values()})
        self.datum = _combo(self, DATUMS)
        self.encoding = _combo(self, {"": translate("Import", "自动识别")} | _ENCODINGS)
        self._headers: tuple[str, ...] = ()
        self.accept_differences = QCheckBox(translate("Import", "同一单元各部分的数字不一致时仍导入"), self)
        self.fields = FieldTable(self)
        self.hint = looking(QLabel(self, wordWrap=True), "note")
        self._buttons = QDialogButtonBox(self)
        self.start = self._buttons.addButton(translate("Import", "导入"), QDialogButtonBox.ButtonRole.AcceptRole)
        looking(self.start, "primary")
        self._buttons.addButton(translate("Import", "取消"), QDialogButtonBox.ButtonRole.RejectRole)
        self._explain()
        self._lay_out()
        self._connect()
        self._show_role()

    def choose_file(self, path: Path) -> None:
        """Take a file and ask for its headers."""
        self.path.setText(str(path))
        self._ask_headers()

    def show_headers(self, headers: Sequence[str]) -> None:
        """Offer the file's headers for the fields of the role."""
        self._headers = tuple(headers)
        self.fields.show_fields(self.role.currentData(), self._headers)
        self._judge()

    def options(self) -> ImportOptions:
        """What the user decided."""
        role = self.role.currentData()
        accept = (_ACCEPTED,) if role == "units" and self.accept_differences.isChecked() else ()
        return ImportOptions(
            role=role,
            level=self.level.currentData() if role == "units" else "",
            kind=self.kind.currentData() if role == "facilities" else "",
            known_kinds={kind.code: kind.label for kind in self._kinds.values()},
            datum=self.datum.currentData(),
            encoding=self.encoding.currentData(),
            columns=self.fields.columns(),
            accept=accept,
        )

    def _ask_headers(self) -> None:
        self._headers = ()
        self.fields.show_fields(self.role.currentData(), ())
        path = Path(self.path.text().strip())
        if path.suffix.lower() not in WITHOUT_HEADERS and path.exists() and self.path.text().strip():
            self.headers_requested.emit(path, self.encoding.currentData())
        self._judge()

    def _show_role(self) -> None:
        role = self.role.currentData()
        self._form.setRowVisible(self.level, role == "units")
        self._form.setRowVisible(self.kind, role == "facilities")
        self.accept_differences.setVisible(role == "units")
        replaces = role in ("demand", "roads")
        self.hint.setText(
            translate("Import", "导入后替换区域里原有的{role}。").format(role=ROLES[role])
            if replaces
            else translate("Import", "代码(编号)相同的记录会被替换，其余追加。")
        )
        self.fields.show_fields(role, self._headers)

    def _judge(self) -> None:
        path = self.path.text().strip()
        self.start.setEnabled(bool(path) and Path(path).exists())

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, translate("Import", "选择要导入的文件"), self.path.text())
        if name:
            self.choose_file(Path(name))

    def _ask_import(self) -> None:
        self.import_requested.emit(Path(self.path.text().strip()), self.options())
        self.accept()

    def _connect(self) -> None:
        self.path.editingFinished.connect(self._ask_headers)
        self.encoding.activated.connect(self._ask_headers)
        self.role.currentIndexChanged.connect(self._show_role)
        self._buttons.accepted.connect(self._ask_import)
        self._buttons.rejected.connect(self.reject)
        self.path.textChanged.connect(self._judge)
        self._judge()

    def _explain(self) -> None:
        self.datum.setToolTip(_datum_tip())
        self.encoding.setToolTip(translate("Import", "文字出现乱码时改这里"))
        self.kind.setToolTip(translate("Import", "整份文件是同一类设施时在这里选"))

    def _lay_out(self) -> None:
        browse = QPushButton(translate("Import", "浏览(&B)…"), self)
        browse.clicked.connect(self._browse)
        file = QHBoxLayout()
        file.addWidget(self.path, 1)
        file.addWidget(browse)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        label = QLabel(translate("Import", "文件(&F)"), self)
        label.setBuddy(self.path)
        self._form.addRow(label, file)
        self._form.addRow(translate("Import", "作为(&R)"), self.role)
        self._form.addRow(translate("Import", "层级(&L)"), self.level)
        self._form.addRow(translate("Import", "设施类型(&K)"), self.kind)
        self._form.addRow(translate("Import", "坐标(&D)"), self.datum)
        self._form.addRow(translate("Import", "文字编码(&E)"), self.encoding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP * 2, GAP * 2, GAP * 2, GAP * 2)
        layout.setSpacing(WIDE)
        layout.addLayout(self._form)
        layout.addWidget(self.accept_differences)
        layout.addWidget(QLabel(translate("Import", "字段从哪一列来"), self))
        layout.addWidget(self.fields, 1)
        layout.addWidget(self.hint)
        layout.addWidget(self._buttons)


def _datum_tip() -> str:
    return translate("Import", "高德、腾讯地图上取的点选 GCJ-02，百度选 BD-09\n测绘成果一般是 CGCS2000")


def _combo(parent: QWidget, choices: Mapping[str, str]) -> QComboBox:
    combo = QComboBox(parent)
    for value, label in choices.items():
        combo.addItem(label, value)
    return combo
