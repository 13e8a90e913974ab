"""Every action of the window, with its words and its keys."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Actions:
    """The actions and the menus whose entries change."""

    new: QAction
    open: QAction
    samples: QMenu
    recent: QMenu
    export: QAction
    import_: QAction
    templates: QMenu
    download: QAction
    check: QAction
    placing: QAction
    log: QAction
    quit: QAction
    undo: QAction
    redo: QAction
    recompute: QAction
    import_plan: QAction
    write_template: QAction
    give_text: QAction
    remove_plan: QAction
    norms: QAction
    matrix: QAction
    compare: QAction
    search: QAction
    whole: QAction
    nearer: QAction
    farther: QAction
    scorecard: QAction
    reach: QAction
    layers: QAction
    shortcuts: QAction
    about: QAction

    def of_region(self) -> tuple[QAction, ...]:
        """Actions that need an open region."""
        view = (self.whole, self.nearer, self.farther, self.scorecard, self.reach, self.layers)
        data = (self.download, self.check, self.placing, self.log)
        return *data, self.recompute, self.search, *self.of_plan(), *view

    def of_plan(self) -> tuple[QAction, ...]:
        """Actions that ask something of the plan and the open region."""
        return self.give_text, self.remove_plan, self.matrix, self.compare

    def with_keys(self) -> list[QAction]:
        """Actions that have a key, in menu order."""
        return [one for one in vars(self).values() if isinstance(one, QAction) and not one.shortcut().isEmpty()]


def build_actions(window: QMainWindow) -> Actions:
    """Make the actions and put them in the menu bar."""

    def action(text: str, keys: str = "", tip: str = "") -> QAction:
        made = QAction(text, window)
        made.setShortcut(QKeySequence(keys))
        if tip:
            made.setToolTip(tip)
            made.setStatusTip(tip)
        return made

    actions = Actions(
        new=action(
            translate("Actions", "新建区域(&N)…"), "Ctrl+N", translate("Actions", "建立一个空的区域，再导入数据")
        ),
        open=action(translate("Actions", "打开区域(&O)…"), "Ctrl+O", translate("Actions", "打开 .gpkg 区域文件")),
        samples=QMenu(translate("Actions", "示例区域(&S)"), window),
        recent=QMenu(translate("Actions", "最近打开(&R)"), window),
        export=action(translate("Actions", "导出简报(&E)…"), "Ctrl+E", translate("Actions", "写出网页地图和表格")),
        import_=action(
            translate("Actions", "导入数据(&I)…"), "Ctrl+I", translate("Actions", "把表格、边界、路网等文件读进区域")
        ),
        templates=QMenu(translate("Actions", "导入模板(&T)"), window),
        download=action(
            translate("Actions", "下载开放地图数据(&O)…"), "", translate("Actions", "道路、建筑物和有名称的设施")
        ),
        check=action(translate("Actions", "数据检查(&D)…"), "Ctrl+D", translate("Actions", "列出数据里的问题")),
        placing=action(
            translate("Actions", "待定位设施(&P)…"), "Ctrl+L", translate("Actions", "给没有坐标的设施点出位置")
        ),
        log=action(translate("Actions", "操作记录(&L)…"), "", translate("Actions", "对区域做过的改动")),
        quit=action(translate("Actions", "退出(&Q)"), "Ctrl+Q"),
        undo=action(translate("Actions", "撤销"), "Ctrl+Z"),
        redo=action(translate("Actions", "重做"), "Ctrl+Y"),
        recompute=action(translate("Actions", "重新计算(&C)"), "F5", translate("Actions", "重新读取并全部重算")),
        import_plan=action(
            translate("Actions", "导入规划(&I)…"), "", translate("Actions", "读入规划文件或填好的模板，收进自己的规划")
        ),
        write_template=action(
            translate("Actions", "写出规划模板(&T)…"), "", translate("Actions", "写出可填的 Excel 模板")
        ),
        give_text=action(
            translate("Actions", "给出规划原文(&O)…"), "", translate("Actions", "指明规划的文本文件，出处旁显示原句")
        ),
        remove_plan=action(translate("Actions", "移除这个自己的规划(&X)…")),
        norms=action(translate("Actions", "规范(&N)…"), "Ctrl+G", translate("Actions", "查看和修改规范的数值")),
        matrix=action(
            translate("Actions", "同一规划看各单元(&M)…"), "Ctrl+M", translate("Actions", "单元与指标的对照表")
        ),
        compare=action(
            translate("Actions", "与另一时点的数据比较(&C)…"),
            "Ctrl+T",
            translate("Actions", "与同一区域的另一个文件比较"),
        ),
        search=action(translate("Actions", "查找指标(&F)"), "Ctrl+F"),
        whole=action(translate("Actions", "全图(&A)"), "Ctrl+0", translate("Actions", "显示整个区域")),
        nearer=action(translate("Actions", "放大(&I)"), "Ctrl++"),
        farther=action(translate("Actions", "缩小(&U)"), "Ctrl+-"),
        scorecard=action(translate("Actions", "规划指标(&1)"), "Ctrl+1"),
        reach=action(translate("Actions", "服务圈(&2)"), "Ctrl+2"),
        layers=action(translate("Actions", "图层(&3)"), "Ctrl+3"),
        shortcuts=action(translate("Actions", "快捷键(&K)"), "F1"),
        about=action(translate("Actions", "关于一刻(&A)")),
    )
    actions.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
    for one in (actions.undo, actions.redo):
        one.setEnabled(False)
    actions.nearer.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
    _fill_menus(window, actions)
    return actions


def _fill_menus(window: QMainWindow, actions: Actions) -> None:
    _fill_first_menus(window.menuBar(), actions)
    _fill_further_menus(window.menuBar(), actions)


def _fill_first_menus(bar: QMenuBar, actions: Actions) -> None:
    file = bar.addMenu(translate("Actions", "文件(&F)"))
    file.addActions([actions.new, actions.open])
    file.addMenu(actions.recent)
    file.addMenu(actions.samples)
    file.addSeparator()
    file.addAction(actions.export)
    file.addSeparator()
    file.addAction(actions.quit)
    edit = bar.addMenu(translate("Actions", "编辑(&E)"))
    edit.addActions([actions.undo, actions.redo])
    edit.addSeparator()
    edit.addAction(actions.log)
    data = bar.addMenu(translate("Actions", "数据(&D)"))
    data.addActions([actions.import_, actions.download])
    data.addMenu(actions.templates)
    data.addSeparator()
    data.addActions([actions.check, actions.placing])
    data.addSeparator()
    data.addAction(actions.recompute)


def _fill_further_menus(bar: QMenuBar, actions: Actions) -> None:
    plan = bar.addMenu(translate("Actions", "规划(&P)"))
    plan.addActions([actions.import_plan, actions.write_template, actions.give_text, actions.remove_plan])
    plan.addSeparator()
    plan.addActions([actions.search, actions.matrix, actions.compare])
    plan.addSeparator()
    plan.addAction(actions.norms)
    view = bar.addMenu(translate("Actions", "查看(&V)"))
    view.addActions([actions.whole, actions.nearer, actions.farther])
    view.addSeparator()
    view.addActions([actions.scorecard, actions.reach, actions.layers])
    assist = bar.addMenu(translate("Actions", "帮助(&H)"))
    assist.addActions([actions.shortcuts, actions.about])
