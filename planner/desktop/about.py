"""What the program is and which parts it runs on."""

import platform
from importlib import metadata

from PySide6.QtCore import QCoreApplication

from planner.briefing.writing import SOFTWARE

translate = QCoreApplication.translate

_PARTS = ("PySide6-Essentials", "numpy", "shapely", "scipy", "numba", "folium", "XlsxWriter")


def about_text() -> str:
    """One line: name, version, purpose."""
    return translate("About", "{software}\n民政设施覆盖规划").format(software=SOFTWARE)


def about_details() -> str:
    """Where data goes (nowhere) and the versions of the parts."""
    promise = translate(
        "About", "全部计算在本机完成，数据不离开这台电脑，程序不上传；只有您按下“开始下载”取开放地图数据时才联网。"
    )
    parts = "，".join(f"{name} {_version(name)}" for name in _PARTS)
    system = translate("About", "系统 {system}，Python {python}").format(
        system=platform.platform(terse=True), python=platform.python_version()
    )
    return f"{promise}\n\n{parts}\n{system}"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return translate("About", "(未装)")
