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


def dropped_region(data: QMimeData) -> Path | None:
    """The one region file among what is dragged, None for anything else."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() == ".gpkg" else None
