"""Where the data came from: how old it is, and what was moved."""

from collections.abc import Callable, Iterator

from layers.finding import Finding
from layers.schema import ROLES
from layers.tables import Source
from planner.checking.dates import earliest_day
from planner.checking.tables import Checked
from planner.coverage.wording import listed

OLD_YEARS = 3
_SHIFTED = {"gcj02": "高德、腾讯坐标", "bd09": "百度坐标"}


def source_findings(checked: Checked) -> Iterator[Finding]:
    """Sources that are old, undated, or were moved on the map when they came."""
    latest = {(source.role, source.detail, source.file_name): source for source in checked.region.sources()}
    sources = list(latest.values())
    days = {source.id: earliest_day(source.data_date) for source in sources}
    old, undated = [], []
    for source in sources:
        day = days[source.id]
        if day is None:
            undated.append(source)
        elif (checked.today.year - day.year) * 12 + checked.today.month - day.month >= OLD_YEARS * 12:
            old.append(source)
    yield from _told(
        old,
        "data_old",
        f"份数据的时点早于{OLD_YEARS}年前",
        "有新的数据请重新导入",
        "人口和设施已有变化，结果反映的是当年的情况",
        lambda source: f"{_name(source)} {source.data_date}",
    )
    yield from _told(
        undated,
        "data_undated",
        "份数据不知道是哪一年的",
        "请在导入时填写数据时点",
        "简报里写不出数据时点，新旧数据混用也看不出来",
        _name,
    )
    shifted = [source for source in sources if source.options.get("datum") in _SHIFTED]
    yield from _told(
        shifted,
        "coordinates_shifted",
        "份数据的坐标导入时作了纠偏",
        "如果地图上看着偏了几百米，请换一种坐标重新导入",
        "",
        lambda source: f"{_name(source)}(按{_SHIFTED[source.options['datum']]})",
    )


def _name(source: Source) -> str:
    return f"{ROLES.get(source.role, source.role)} {source.file_name}"


def _told(
    sources: list[Source], code: str, text: str, remedy: str, why: str, say: Callable[[Source], str]
) -> Iterator[Finding]:
    if sources:
        names = [say(source) for source in sources]
        yield Finding("note", code, f"{len(names)} {text}：{listed(names)}", tuple(names[:50]), remedy, why=why)
