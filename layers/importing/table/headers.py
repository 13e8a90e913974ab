"""What a header says besides its name: units, years, the level above in a header of two rows."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from layers.importing.table.measures import NONE, Measure, measure_of

_BRACKETS = str.maketrans("【[{〔「」〕}]】", "((((()))))")
_YEAR = re.compile(
    r"(?:截至|截止)?((?:19|20)[0-9]{2})年?(?:度|末|底|(?:1?[0-9])月?(?:[0-9]{1,2}日)?(?:末|底)?)?(?:的|为止)?"
)
_BEHIND = re.compile(r"[/:]([^/:()_]{1,6})$")
_MARKS = re.compile(r"[*:#★、.]+$|^[*#★]+|^[0-9]{1,2}[.、]")
_TOTALS = frozenset(("合计", "小计", "总计", "总数", "总量", "数量", "人数", "合计数", "总人数", "全部", "计", "数"))
_FILLERS = frozenset(("必填", "选填", "可选", "文本", "数字", "填写", "单选", "如有", "没有不填"))
_NARROWING = ("男", "女", "上年", "去年", "往年", "迁", "流动", "出生", "死亡", "新增", "增加", "减少", "农业")
_OF_WHICH = re.compile(r"^其中[:,、]?|[(]其中[)]$")
_WHOLE = ("人口", "人口数", "总人数", "床位", "床位数", "户数", "老年人", "儿童")


@dataclass(frozen=True)
class Header:
    """A header taken apart.

    Attributes:
        names: what it may be compared as, folded, the fullest first.
        measure: of the unit in it, `measures.NONE` where there is none.
        year: of its figures, "" where it names none.
        narrow: whether it counts only some of those it names: men, movers, last year's.
    """

    names: tuple[str, ...]
    measure: Measure = NONE
    year: str = ""
    narrow: bool = False


_CHARACTERS = (
    "機机構构稱称設设類类經经緯纬數数據据號号碼码積积層层員员護护養养務务時时間间電电話话備备註注級级別别狀状態态"
    "總总戶户齡龄歲岁聯联係系負负責责開开業业營营運运啟启標标對对點点種种項项屬属轄辖範范圍围樓楼門门單单證证編编"
    "質质為为與与處处實实測测調调費费億亿萬万畝亩築筑佔占兒儿殘残無无殯殡墳坟園园記记會会綜综長长壽寿義义醫医療疗"
    "衛卫學学網网絡络線线寬宽車车雙双現现況况擬拟選选價价預预資资來来圖图體体鎮镇鄉乡縣县區区東东臺台灣湾國国張张"
)
"""Traditional characters that headers are written with, each before the one of today."""
_TODAY = str.maketrans(_CHARACTERS[::2], _CHARACTERS[1::2])


_LEVEL_WORDS = (("community", "社村居屯"), ("township", "乡镇街道办"), ("county", "区县旗"))


def level_of_header(header: str) -> str:
    """The level that the header of a unit column names, "" where it names several or none."""
    folded = fold(header).replace("社区", "社").replace("区划", "").replace("行政区", "")
    named = [level for level, words in _LEVEL_WORDS if any(word in folded for word in words)]
    return named[0] if len(named) == 1 else ""


def fold(text: str) -> str:
    """A header as it is compared: half-width, lower case, today's characters, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower().translate(_TODAY)


@lru_cache(maxsize=4096)
def parse(header: str) -> Header:
    """Take a header apart: 2023年末户籍人口(万人), 人口_60岁以上, 建筑面积/㎡."""
    whole = fold(header)
    plain = whole.translate(_BRACKETS)[:120]
    measure, bare = _unit_of(plain)
    year = _YEAR.search(bare)
    bare = _MARKS.sub("", _YEAR.sub("", bare) or bare)
    parts = [part for part in (_MARKS.sub("", part) for part in bare.split("_")) if part]
    narrow = any(word in part for part in parts for word in _NARROWING)
    if any(_OF_WHICH.search(part) for part in parts):  # of which, of all: a group; of a group: part of it only
        of_all = parts[0].endswith(_WHOLE) or parts[0] in _TOTALS
        parts = [part for part in (_OF_WHICH.sub("", part) for part in parts) if part]
        narrow = narrow or not of_all
    names = dict.fromkeys((whole, plain, bare, *_ways(parts, narrow=narrow)))
    return Header(tuple(name for name in names if name), measure, year.group(1) if year else "", narrow)


def _unit_of(text: str) -> tuple[Measure, str]:
    """The unit in brackets or behind a stroke, and the text without it and without fillers."""
    measure = NONE
    while text.endswith(")") and "(" in text:
        place = text.rindex("(")
        inside = text[place + 1 : -1].removeprefix("单位:").removeprefix("单位")
        found = measure_of(inside)
        if found is None and inside not in _FILLERS:
            break
        measure = found if found not in (None, NONE) else measure
        text = text[:place]
    behind = _BEHIND.search(text)
    found = measure_of(behind.group(1)) if behind else None
    if behind and found:
        return found, text[: behind.start()]
    return measure, text


def _ways(parts: list[str], *, narrow: bool) -> list[str]:
    """Other ways to say a header of several rows: joined, turned round, its last part, its first before a total."""
    if not parts:
        return []
    joined = "".join(parts)
    if len(parts) == 1:
        return [joined]
    ways = [joined, "".join(reversed(parts))]
    rest = [part for part in parts if part not in _TOTALS]
    if len(rest) < len(parts):
        ways += ["".join(rest), *(rest[-1:])]
    if not narrow:
        ways.append(parts[-1])
    return ways


_DATUM_WORDS = (
    ("bd09", ("bd09", "bd-09", "bd_09", "bd09ll", "百度", "baidu", "bdlon", "bdlat", "bdlng")),
    ("gcj02", ("gcj02", "gcj-02", "gcj_02", "gcj", "高德", "amap", "gaode", "火星", "腾讯", "tencent", "mars")),
    ("cgcs2000", ("cgcs2000", "国家2000", "2000坐标", "2000国家", "天地图", "tianditu", "_2000", "大地2000")),
    ("wgs84", ("wgs84", "wgs-84", "wgs_84", "wgs", "gps", "84坐标", "_84")),
)


_SERVICES = {"bd": "bd09", "gd": "gcj02", "tx": "gcj02", "qq": "gcj02", "tdt": "cgcs2000"}
_AXES = ("lon", "lng", "long", "longitude", "lat", "latitude", "x", "y", "jd", "wd", "lonlat", "lnglat", "location")


@lru_cache(maxsize=4096)
def datum_of(text: str) -> tuple[str, str]:
    """The datum that a header names, "" for none, and the header without that word, folded."""
    plain = fold(text)
    parts = plain.replace("-", "_").split("_")
    for service, axis in (parts, parts[::-1]) if len(parts) == 2 else ():  # bd_lng, lat_gd
        if service in _SERVICES and axis in _AXES:
            return _SERVICES[service], axis
    for datum, words in _DATUM_WORDS:
        for word in words:
            if word in plain:
                return datum, plain.replace(word, "").strip("_-()[] ")
    return "", plain
