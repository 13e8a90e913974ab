"""How the figures came about, in lines that page and workbook share."""

from dataclasses import dataclass

from planner.briefing import figures
from planner.briefing.contents import Contents, group_label, reach_label
from planner.travel.modes import load_modes

LEAFLET_LICENCE = (
    "Redistribution and use in source and binary forms, with or without modification, are permitted provided that the "
    "following conditions are met: 1. Redistributions of source code must retain the above copyright notice, this list "
    "of conditions and the following disclaimer. 2. Redistributions in binary form must reproduce the above copyright "
    "notice, this list of conditions and the following disclaimer in the documentation and/or other materials provided "
    "with the distribution. THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS “AS IS” AND ANY "
    "EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND "
    "FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE "
    "FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED "
    "TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER "
    "CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR "
    "OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE."
)

_BELONGING = "设施按登记代码归属，没有代码的按坐标归属"
_POINTS = "在需求点上计算，不按面积"


@dataclass(frozen=True)
class Line:
    """A label and what it says."""

    label: str
    text: str


def method_lines(contents: Contents) -> tuple[Line, ...]:
    """Standards, modes and their parameters, notes, sums, coordinates, software."""
    modes = dict.fromkeys(reach.standard.mode for reach in contents.reaches)
    plan = contents.plan
    lines = [
        Line("规划", f"{plan.name}（{plan.status}），目标年 {plan.target_year}"),
        Line("数据年份", f"{contents.scorecard.year} 年"),
        Line("覆盖率(行政单元)", f"有至少一处运营中设施的单元，占该级单元的比例；{_BELONGING}"),
        Line("覆盖率(人口)", f"到最近设施的路程在标准以内(含标准)的人口，占该人群总人口的比例；{_POINTS}"),
        *(line for mode in modes for line in _mode_lines(mode)),
        *_check_lines(contents),
        *(Line("指标核对", note) for note in contents.scorecard.notes),
        Line("需求点", f"{contents.demand_points:,} 个，地图、表格和计算用同一套"),
        Line("坐标", f"CGCS2000；WGS84 视为等同。量算用{contents.metric.label}"),
        Line("地图", "边界、道路和服务圈为显示作了简化，数字按原始数据计算；服务圈只作示意"),
        Line("软件", contents.software),
    ]
    return tuple(Line(line.label, figures.plain(line.text)) for line in lines)


def _mode_lines(mode_id: str) -> list[Line]:
    mode = load_modes().get(mode_id)
    if mode is None:
        return []
    speed = f"速度 {mode.metres_per_second:g} 米/秒"
    text = f"{speed}，接驳段 {mode.access_metres_per_second:g} 米/秒"
    if mode.is_straight:
        text = f"没有路网时的替代算法：直线距离 × 绕行系数 {mode.detour_factor:g}，{speed}"
    return [Line(f"出行方式：{mode.label}", f"{text}。{mode.source}")]


def _check_lines(contents: Contents) -> list[Line]:
    """Sums and notes of the reaches; what all of them say is said once."""
    said: dict[str, list[str]] = {}
    for reach in contents.reaches:
        label = f"{reach_label(contents, reach)}，{group_label(reach.group)}"
        for text in (*reach.reconciliation, *reach.notes):
            said.setdefault(text, []).append(label)
    everywhere = len(contents.reaches)
    return [
        Line("核对", text if len(labels) == everywhere else f"{'；'.join(labels)}：{text}")
        for text, labels in said.items()
    ]
