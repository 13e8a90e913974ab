"""Names that nobody would give: invisible characters, placeholders, letters of a wrong encoding."""

import re
from collections.abc import Iterator

import numpy as np

from layers.finding import Finding
from layers.tables import Facilities, Texts, Units
from planner.checking.tables import Checked
from planner.coverage.finding_rows import row_findings

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]"
)
_SPACES = re.compile(r"\s+")
_PLACEHOLDER = re.compile(
    r"(测试|未命名|无名|无名称|名称|待定|暂无|不详|未知|空|无|test|untitled|unnamed|null|none|nan|n/a|#n/a|#ref!"
    r"|[?？*＊.。·\-—_/\\xX0]+|新建(要素|图层|点|面)?)[0-9]*",
    re.IGNORECASE,
)
_MOJIBAKE = re.compile(
    "\ufffd|锟斤拷|烫烫烫|屯屯屯|[ÃÂäåæçèé][\x80-\xbf¤¦¨©«»°±²³´µ¶·¸¹º¼½¾¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
)


def clean_name(name: str) -> str:
    """A name without invisible characters and needless spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", _SPACES.sub(" ", name))).strip()


def unclean_names(names: Texts) -> dict[int, str]:
    """By row: clean names, of those that are not."""
    texts = names.tolist()
    return {row: clean for row, name in enumerate(texts) if (clean := clean_name(name)) != name}


def name_findings(checked: Checked) -> Iterator[Finding]:
    """Odd names of units and facilities."""
    yield from _odd(checked.units, "个单元")
    yield from _odd(checked.facilities, "处设施")


def _odd(table: Units | Facilities, noun: str) -> Iterator[Finding]:
    unclean = np.array(sorted(unclean_names(table.name)), dtype=np.intp)
    yield from row_findings(
        table,
        unclean,
        "warning",
        "name_invisible_characters",
        f"{noun}的名称里有看不见的字符或多余的空格",
        "可以一键去掉",
        why="看上去一样的名称对不上，查找、去重和归并都会出错",
        mend="clean_names",
        details=[clean_name(str(name)) or "(空)" for name in table.name[unclean]],
    )
    nameless = np.array([_PLACEHOLDER.fullmatch(clean_name(name) or "-") is not None for name in table.name.tolist()])
    text, why = f"{noun}没有名称，或名称只是占位的字", "再次导入时认不出是同一个，可能重复"
    yield from row_findings(table, nameless.astype(bool), "warning", "name_placeholder", text, "请补上名称", why=why)
    garbled = np.array([_MOJIBAKE.search(name) is not None for name in table.name.tolist()])
    text, remedy = f"{noun}的名称是乱码", "请重新导入，换一种文字编码"
    yield from row_findings(table, garbled.astype(bool), "warning", "name_garbled", text, remedy, why=why)
