"""Units found by the names that people print: 宽甸, 宽甸县 and 宽甸满族自治县 are one county."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from layers.tables import Units

SEARCHED = ("province", "prefecture", "county", "township")
"""The levels in which a printed name is looked for, the coarser first."""

_ENDINGS = {
    "特别行政区": "省",
    "自治区": "省",
    "省": "省",
    "自治州": "州",
    "地区": "州",
    "盟": "州",
    "自治县": "县",
    "自治旗": "县",
    "县": "县",
    "旗": "县",
    "市": "市",
    "区": "区",
    "街道办事处": "街道",
    "街道": "街道",
    "镇": "镇",
    "乡": "乡",
    "苏木": "乡",
}
"""What names end with, by what sort of unit that says."""

_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 "
    "京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
_OF_PEOPLES = re.compile(f"(?:(?:{'|'.join(_PEOPLES.split())})族|各族)+$")


def find_unit(units: Units, printed: str, among: Sequence[int]) -> int:
    """Row of the unit that a printed name means, -1 where there is none or more than one at the coarsest level.

    A name as it stands goes before one with the ending left out, and a county before a township. Two different
    endings (甲县, 甲市) are two different names.

    Args:
        among: rows of the units it may be.
    """
    wanted = folded(printed)
    if not wanted:
        return -1
    for fits in (_is_exactly, _is_likely):
        for level in SEARCHED:
            found = [row for row in among if units.level[row] == level and fits(wanted, folded(str(units.name[row])))]
            if found:
                return found[0] if len(found) == 1 else -1
    return -1


def same_unit(printed: str, name: str) -> bool:
    """Whether a printed name means the unit of a name, where nothing is known of the others: the endings agree."""
    one, other = folded(printed), folded(name)
    if not one:
        return False
    return one == other or bool({pair for pair in _readings(one) if pair[1]} & set(_readings(other)))


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A name as it is compared: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _is_exactly(printed: str, name: str) -> bool:
    return printed == name


def _is_likely(printed: str, name: str) -> bool:
    """Whether the names are the same but for an ending that one of them leaves out, or the name of a people."""
    return any(
        stem == other and (not sort or not another or sort == another)
        for (stem, sort), (other, another) in product(_readings(printed), _readings(name))
    )


@lru_cache(maxsize=65536)
def _readings(name: str) -> tuple[tuple[str, str], ...]:
    """The name without an ending, each with the sort of unit the ending says; and as it stands, with none."""
    found = [(name, "")]
    for ending, sort in _ENDINGS.items():
        stem = name.removesuffix(ending)
        if stem and stem != name:
            found.append((stem, sort))
            if short := _OF_PEOPLES.sub("", stem):
                found.append((short, sort))
            break
    return tuple(dict.fromkeys(found))
