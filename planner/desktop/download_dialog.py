"""Open map data for the region's ground: what, how much, from where; nothing is asked before the button."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layers.download.downloading import Downloaded, Estimate
from layers.download.settings import Settings
from layers.errors import UserError
from planner.desktop import download_work
from planner.desktop.disclosure import Disclosure
from planner.desktop.job_bar import JobBar
from planner.desktop.jobs import Jobs
from planner.desktop.open_region import OpenRegion
from planner.desktop.plain_text import text_label, tip
from planner.desktop.style import GAP, WIDE, looking

translate = QCoreApplication.translate

ESTIMATE, DOWNLOAD = "estimate", "download"


class DownloadDialog(QDialog):
    """`downloaded(Downloaded)`: the files are there, to be imported like any others."""

    downloaded = Signal(object)

    def __init__(self, parent: QWidget | None, region: OpenRegion) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Download", "下载开放地图数据"))
        self.setMinimumWidth(520)
        self._region = region
        self._done: Downloaded | None = None
        self.jobs = Jobs(self)
        self.choices = {word: QCheckBox(label, self) for word, label in download_work.labels().items()}
        self.area = text_label(self, wraps=True)
        self.amount = text_label(self, "section", wraps=True)
        self.fresh = QCheckBox(translate("Download", "不用上次下载的，重新下载(&N)"), self)
        self.server = QLineEdit(self, placeholderText=translate("Download", "留空：公共服务器"))
        self.proxy = QLineEdit(self, placeholderText=translate("Download", "留空：用系统的；或 用户名:密码@地址:端口"))
        self.promise = text_label(self, "caution", wraps=True)
        self.licence = text_label(self, "muted", wraps=True)
        self.job = JobBar(self)
        self.start = looking(QPushButton(translate("Download", "开始下载(&D)"), self), "primary")
        self.go_on = looking(QPushButton(translate("Download", "继续导入(&I)"), self), "primary")
        self.go_on.hide()
        self.cancel = QPushButton(translate("Download", "关闭"), self)
        self.cancel.setAutoDefault(False)
        self._fill()
        self._lay_out()
        self._connect()
        next(iter(self.choices.values())).setChecked(True)

    def wanted(self) -> tuple[str, ...]:
        """What is to be downloaded."""
        return tuple(word for word, box in self.choices.items() if box.isChecked())

    def _fill(self) -> None:
        told = translate("Download", "范围：{region}的边界以内，道路再向外多取 2 公里。")
        self.area.setText(told.format(region=self._region.name))
        self.promise.setText(
            translate("Download", "只有按下“开始下载”，程序才会联网；只发出区域的边界，不发出任何数据。")
        )
        self.licence.setText(
            translate(
                "Download",
                "数据来自 © OpenStreetMap 贡献者，按 ODbL 1.0 许可使用；用在简报里时须注明来源。",
            )
        )
        self.start.setEnabled(False)

    def _ask_size(self) -> None:
        region, what = self._region, self.wanted()
        self.start.setEnabled(False)
        self.amount.setText("")
        self.jobs.start(ESTIMATE, "", lambda told: download_work.estimate(region, what), self._show_size)

    def _show_size(self, estimate: Estimate | UserError | None) -> None:
        if isinstance(estimate, UserError):
            self.amount.setText(f"{estimate.what}。{estimate.remedy}")
        elif estimate is not None:
            told = translate("Download", "约 {area} 平方公里，估计 {size} MB，分 {count} 次下载。")
            area, size = f"{estimate.square_km:,.0f}", f"{estimate.megabytes:,.0f}"
            self.amount.setText(told.format(area=area, size=size, count=estimate.requests))
            self.amount.setToolTip(tip(estimate.basis))
            self.start.setEnabled(True)

    def _begin(self) -> None:
        region, what, fresh = self._region, self.wanted(), self.fresh.isChecked()
        settings = Settings(server=self.server.text().strip(), proxy=self.proxy.text().strip())
        self.start.setEnabled(False)
        self.jobs.start(
            DOWNLOAD,
            translate("Download", "正在下载"),
            lambda told: download_work.fetch(region, what, settings, told, fresh=fresh),
            self._take,
            stopped=lambda: self.start.setEnabled(True),
        )

    def _take(self, done: Downloaded) -> None:
        """What came from an earlier download, or was not to be had, is read before the import begins."""
        self._done = done
        if not done.notes and done.files:
            self._go_on()
            return
        self.amount.setText("\n".join(note.message for note in done.notes))
        self.start.hide()
        self.go_on.setVisible(bool(done.files))
        self.go_on.setFocus()

    def _go_on(self) -> None:
        self.accept()
        if self._done is not None:
            self.downloaded.emit(self._done)

    def _connect(self) -> None:
        for box in self.choices.values():
            box.toggled.connect(self._ask_size)
        self.start.clicked.connect(self._begin)
        self.go_on.clicked.connect(self._go_on)
        self.cancel.clicked.connect(self.reject)
        self.jobs.started.connect(self.job.start)
        self.jobs.progressed.connect(self.job.progress)
        self.jobs.ended.connect(self.job.end)
        self.job.cancel_requested.connect(self.jobs.cancel)

    def done(self, result: int) -> None:  # noqa: D102 - Qt's own
        self.jobs.close()
        super().done(result)

    def _lay_out(self) -> None:
        what = QHBoxLayout()
        for box in self.choices.values():
            what.addWidget(box)
        what.addStretch()
        network = QWidget(self)
        form = QFormLayout(network)
        form.setContentsMargins(GAP, 0, 0, 0)
        form.addRow(translate("Download", "服务器(&S)"), self.server)
        form.addRow(translate("Download", "代理(&P)"), self.proxy)
        form.addRow("", self.fresh)
        more = Disclosure(network, self)
        more.tell(translate("Download", "网络设置"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.job)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.start)
        buttons.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(GAP)
        layout.addLayout(what)
        for widget in (self.area, self.amount, more, network, self.promise, self.licence):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addLayout(buttons)
