"""The map's layers with switches and legend."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from planner.desktop.plain_text import tip
from planner.desktop.style import GAP, WIDE, looking
from planner.drawing.layer import LabelLayer, Layer
from planner.drawing.legend import LegendEntry, layer_legend, legend_icon
from planner.drawing.scene import Scene

translate = QCoreApplication.translate

ICON = 16
HIDDEN_AT_FIRST = frozenset({"demand"})
_PLACES = {"units:county": 1, "units:township": 2, "units:community": 3, "unreached": 1}
_IDS = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class _Group:
    """Layers that stand together; `prefixes` are beginnings of layer ids."""

    title: str
    prefixes: tuple[str, ...]


class LayersPanel(QWidget):
    """Signals: visibility_changed(layer id, visible), only_related_changed(bool)."""

    visibility_changed = Signal(str, bool)
    only_related_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        looking(self, "panel")
        self._hidden = set(HIDDEN_AT_FIRST)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(14)
        self.tree.setIconSize(QSize(ICON, ICON))
        self.tree.setColumnCount(2)
        self.tree.itemChanged.connect(self._switch)
        self.only_related = QCheckBox(translate("Layers", "只显示相关设施"), self)
        self.only_related.setChecked(True)
        self.only_related.setToolTip(translate("Layers", "选中指标或服务圈时，地图上只留与它有关的设施"))
        self.only_related.toggled.connect(self.only_related_changed)
        self._lay_out()

    @property
    def hidden(self) -> frozenset[str]:
        """Ids of layers that are switched off."""
        return frozenset(self._hidden)

    def show_scene(self, scene: Scene) -> None:
        """List the scene's layers, top of the map first; switches stay as they were."""
        with QSignalBlocker(self.tree):
            self.tree.clear()
            for group in _groups():
                layers = [layer for layer in scene.layers if layer.id.startswith(group.prefixes)]
                layers.sort(key=lambda layer: _PLACES.get(layer.id, 0))
                if layers:
                    self._add_group(group.title, layers)
            self.tree.expandAll()
            self._fold_roads()
            header = self.tree.header()
            header.setStretchLastSection(False)
            header.setSectionResizeMode(0, header.ResizeMode.Stretch)
            header.setSectionResizeMode(1, header.ResizeMode.ResizeToContents)

    def _add_group(self, title: str, layers: list[Layer]) -> None:
        top = QTreeWidgetItem(self.tree, [title])
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
        for layer in layers:
            if not isinstance(layer, LabelLayer):
                self._add_layer(top, layer)
        names = [layer.id for layer in layers if isinstance(layer, LabelLayer)]
        if names:
            self._item(top, translate("Layers", "名称"), names)

    def _add_layer(self, top: QTreeWidgetItem, layer: Layer) -> None:
        entries = layer_legend(layer)
        item = self._item(top, layer.title, [layer.id])
        if entries and (entries[0].sort in ("symbol", "dots") or entries[0].label == layer.title):
            _picture(item, entries[0])
            _count(item, entries[0])
        for entry in entries[0 if item.icon(0).isNull() else 1 :]:
            child = QTreeWidgetItem(item, [entry.label.removeprefix(layer.title).strip("()")])
            child.setFlags(Qt.ItemFlag.ItemIsEnabled)
            _picture(child, entry)
            _count(child, entry)

    def _item(self, top: QTreeWidgetItem, title: str, ids: list[str]) -> QTreeWidgetItem:
        item = QTreeWidgetItem(top, [title])
        item.setToolTip(0, tip(title))
        item.setData(0, _IDS, ids)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        shown = not self._hidden.issuperset(ids)
        item.setCheckState(0, Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        return item

    def _fold_roads(self) -> None:
        for item in self.tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
            if item.data(0, _IDS) == ["roads"]:
                item.setExpanded(False)

    def _switch(self, item: QTreeWidgetItem) -> None:
        visible = item.checkState(0) == Qt.CheckState.Checked
        for layer_id in item.data(0, _IDS) or ():
            if (layer_id not in self._hidden) != visible:
                self._hidden ^= {layer_id}
                self.visibility_changed.emit(layer_id, visible)

    def _lay_out(self) -> None:
        title = looking(QLabel(translate("Layers", "图层"), self), "section")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, WIDE, 0, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(title)
        layout.addWidget(self.only_related)
        layout.addWidget(self.tree, 1)


def _groups() -> tuple[_Group, ...]:
    return (
        _Group(translate("Layers", "服务圈"), ("circles", "unreached")),
        _Group(translate("Layers", "行政区划"), ("units:", "names:county", "names:township", "names:community")),
        _Group(translate("Layers", "设施"), ("facilities:", "names:facilities:")),
        _Group(translate("Layers", "人口与道路"), ("demand", "roads")),
    )


def _picture(item: QTreeWidgetItem, entry: LegendEntry) -> None:
    item.setIcon(0, QIcon(QPixmap.fromImage(legend_icon(entry, ICON, 2.0))))
    item.setToolTip(0, tip(entry.label))


def _count(item: QTreeWidgetItem, entry: LegendEntry) -> None:
    """How many; not for people, where dots are no persons, nor for circles, which are drawn as one."""
    if entry.sort == "dots" or entry.layer_id == "circles":
        return
    item.setText(1, f"{entry.count:,}")
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
