"""Which file the user wants."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

translate = QCoreApplication.translate


def choose_region(parent: QWidget, beside: Path | None) -> Path | None:
    """Ask for a region file, starting beside the present one."""
    name, _ = QFileDialog.getOpenFileName(
        parent,
        translate("Choosing", "打开区域"),
        str(beside.parent) if beside else "",
        translate("Choosing", "区域文件 (*.gpkg);;所有文件 (*)"),
    )
    return Path(name) if name else None


def choose_plan_file(parent: QWidget) -> Path | None:
    """Ask for a plan file or a filled template."""
    name, _ = QFileDialog.getOpenFileName(
        parent,
        translate("Choosing", "导入规划"),
        "",
        translate("Choosing", "规划文件或填好的模板 (*.toml *.xlsx);;所有文件 (*)"),
    )
    return Path(name) if name else None


def choose_plan_text(parent: QWidget, plan_name: str) -> Path | None:
    """Ask for the text of a plan."""
    title = translate("Choosing", "《{plan}》的原文").format(plan=plan_name)
    name, _ = QFileDialog.getOpenFileName(parent, title, "", translate("Choosing", "纯文本 (*.txt);;所有文件 (*)"))
    return Path(name) if name else None


def choose_template(parent: QWidget, suggestion: str) -> Path | None:
    """Ask where the template is to be written."""
    return _workbook(parent, translate("Choosing", "写出规划模板"), suggestion)


def choose_sources(parent: QWidget) -> list[Path]:
    """Ask for the files to import."""
    names, _ = QFileDialog.getOpenFileNames(
        parent,
        translate("Choosing", "导入数据"),
        "",
        translate("Choosing", "所有文件 (*)"),
    )
    return main_files([Path(name) for name in names])


def choose_import_template(parent: QWidget, role: str) -> Path | None:
    """Ask where the template of a role is to be written."""
    suggestion = translate("Choosing", "{role}导入模板.xlsx").format(role=role)
    return _workbook(parent, translate("Choosing", "写出导入模板"), suggestion)


def dropped_files(data: QMimeData) -> list[Path]:
    """The files and folders among what is dragged."""
    return main_files([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])


def main_files(paths: Sequence[Path]) -> list[Path]:
    """Without the files that only belong to a shape file among them."""
    shapes = {path.with_suffix("") for path in paths if path.suffix.lower() == ".shp"}
    return [
        path for path in paths if path.suffix.lower() == ".shp" or not any(_belongs_to(path, shape) for shape in shapes)
    ]


def _belongs_to(path: Path, shape: Path) -> bool:
    return path.parent == shape.parent and path.name.lower().startswith(f"{shape.name.lower()}.")


def _workbook(parent: QWidget, title: str, suggestion: str) -> Path | None:
    name, _ = QFileDialog.getSaveFileName(parent, title, suggestion, translate("Choosing", "Excel 工作簿 (*.xlsx)"))
    if not name:
        return None
    return Path(name) if name.lower().endswith(".xlsx") else Path(f"{name}.xlsx")
