"""Which file the user wants."""

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
    name, _ = QFileDialog.getSaveFileName(
        parent, translate("Choosing", "写出规划模板"), suggestion, translate("Choosing", "Excel 工作簿 (*.xlsx)")
    )
    if not name:
        return None
    return Path(name) if name.lower().endswith(".xlsx") else Path(f"{name}.xlsx")


def dropped_region(data: QMimeData) -> Path | None:
    """The one region file among what is dragged, None for anything else."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() == ".gpkg" else None
