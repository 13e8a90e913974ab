"""The status bar: invented data, the cursor's place, the scale, and what is running."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QStatusBar

from planner.desktop import wording
from planner.desktop.job_bar import JobBar
from planner.desktop.style import looking
from planner.drawing.view import MapView

translate = QCoreApplication.translate

_METRES_PER_INCH = 0.0254


class StatusLine(QStatusBar):
    """Shows; asks for nothing but the end of a job, through `jobs`."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.place = QLabel(self)
        self.place.setToolTip(translate("Status", "光标处的经纬度(CGCS2000，2000 国家大地坐标系)"))
        self.scale = QLabel(self)
        self.scale.setToolTip(translate("Status", "屏幕上的比例尺，以地图左下角的比例尺条为准"))
        self.invented = looking(QLabel(wording.invented(), self), "invented")
        self.jobs = JobBar(self)
        self.addWidget(self.place, 1)
        self.addPermanentWidget(self.jobs)
        self.addPermanentWidget(self.scale)
        self.addPermanentWidget(self.invented)

    def show_place(self, lon: float, lat: float) -> None:
        """The cursor is over the map."""
        self.place.setText(wording.coordinates(lon, lat))

    def hide_place(self) -> None:
        """The cursor has left the map."""
        self.place.clear()

    def show_view(self, view: MapView) -> None:
        """The map looks elsewhere."""
        inches_per_pixel = 1 / self.logicalDpiX()
        scale = view.metres_per_pixel / (inches_per_pixel * _METRES_PER_INCH)
        self.scale.setText(translate("Status", "比例尺 1∶{scale}").format(scale=f"{_rounded(scale):,.0f}"))


def _rounded(scale: float) -> float:
    """Two figures: more would pretend to know the screen's size."""
    step = 10 ** max(0, len(str(int(scale))) - 2)
    return round(scale / step) * step
