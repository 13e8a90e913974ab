"""Every message box of the program."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from layers.errors import UserError
from planner.desktop.plain_text import tip

translate = QCoreApplication.translate


def _box(parent: QWidget | None, icon: QMessageBox.Icon, title: str, text: str, details: str) -> QMessageBox:
    box = QMessageBox(icon, title, tip(text), QMessageBox.StandardButton.NoButton, parent)
    box.setInformativeText(tip(details))
    return box


def say_refused(parent: QWidget | None, error: UserError) -> None:
    """One message: what is wrong, where, and how to mend it."""
    where = translate("Messages", "位置：{where}").format(where=error.where) if error.where else ""
    remedy = translate("Messages", "办法：{remedy}").format(remedy=error.remedy) if error.remedy else ""
    details = "\n".join(line for line in (where, remedy) if line)
    box = _box(parent, QMessageBox.Icon.Warning, translate("Messages", "未能完成"), error.what, details)
    box.addButton(translate("Messages", "知道了"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def ask_to_replace(parent: QWidget | None, error: UserError) -> bool:
    """An own plan with the same id is there: whether the new one takes its place."""
    box = _box(parent, QMessageBox.Icon.Question, translate("Messages", "已有同代号的规划"), error.what, "")
    box.addButton(translate("Messages", "保留原来的"), QMessageBox.ButtonRole.RejectRole)
    replace = box.addButton(translate("Messages", "用新的替换"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    return box.clickedButton() is replace


def ask_to_remove(parent: QWidget | None, plan_name: str) -> bool:
    """Whether an own plan is really to go."""
    text = translate("Messages", "从自己的规划中移除《{plan}》？").format(plan=plan_name)
    details = translate("Messages", "区域文件和已填报的数不受影响。")
    box = _box(parent, QMessageBox.Icon.Question, translate("Messages", "移除规划"), text, details)
    box.addButton(translate("Messages", "不移除"), QMessageBox.ButtonRole.RejectRole)
    remove = box.addButton(translate("Messages", "移除"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    return box.clickedButton() is remove


def say_written(parent: QWidget | None, path: Path) -> None:
    """A file is written: open its folder, or not."""
    text = translate("Messages", "已写出 {name}").format(name=path.name)
    box = _box(parent, QMessageBox.Icon.Information, translate("Messages", "已写出"), text, str(path.parent))
    folder = box.addButton(translate("Messages", "打开所在文件夹"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(translate("Messages", "关闭"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    if box.clickedButton() is folder:
        _open(path.parent)


def say_crashed(parent: QWidget | None, report: Path) -> None:
    """A fault of the program: where the report lies; nothing was sent."""
    box = _box(
        parent,
        QMessageBox.Icon.Critical,
        translate("Messages", "程序出错"),
        translate("Messages", "程序内部出错，这一步没有完成；已保存的数据不受影响。"),
        translate("Messages", "故障报告只存在本机：\n{path}\n请将它转交维护人员。").format(path=report),
    )
    box.addButton(translate("Messages", "知道了"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def offer_briefing(parent: QWidget | None, files: list[Path]) -> None:
    """The briefing is written: open it, open its folder, or neither."""
    names = "\n".join(path.name for path in files)
    box = _box(
        parent,
        QMessageBox.Icon.Information,
        translate("Messages", "简报已导出"),
        translate("Messages", "简报已导出到 {folder}").format(folder=files[0].parent),
        names,
    )
    read = box.addButton(translate("Messages", "打开简报"), QMessageBox.ButtonRole.AcceptRole)
    folder = box.addButton(translate("Messages", "打开所在文件夹"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(translate("Messages", "关闭"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    if box.clickedButton() is read:
        _open(files[0])
    elif box.clickedButton() is folder:
        _open(files[0].parent)


def _open(path: Path) -> None:
    """Hand a file to the program the user's system opens it with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def say_about(parent: QWidget | None, text: str, details: str) -> None:
    """About the program."""
    box = _box(parent, QMessageBox.Icon.NoIcon, translate("Messages", "关于一刻"), text, details)
    box.addButton(translate("Messages", "关闭"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
