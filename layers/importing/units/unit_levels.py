"""Which level each row of a source of units belongs to."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from layers import codes
from layers.errors import UserError
from layers.finding import Finding
from layers.importing.surroundings import Surroundings
from layers.importing.table.cell_columns import texts
from layers.importing.understood import Understood
from layers.matching.names import fold_name, split_name
from layers.schema import LEVEL_LABELS, LEVELS
from layers.tables import Texts

_WORDS = {
    "province": ("省级", "省", "province", "1"),
    "prefecture": ("地市级", "地级", "市级", "地级市", "市", "prefecture", "city", "2"),
    "county": ("县级", "区县级", "县区级", "县", "区县", "区", "county", "district", "3"),
    "township": (
        "乡级",
        "乡镇级",
        "镇级",
        "街道级",
        "乡镇街道",
        "乡镇",
        "街道",
        "镇",
        "乡",
        "township",
        "town",
        "street",
        "4",
    ),
    "community": (
        "村级",
        "社区级",
        "村居级",
        "社区(村)",
        "社区",
        "村",
        "村居",
        "居委会",
        "村委会",
        "community",
        "village",
        "5",
    ),
}
"""What a column of levels says, folded."""
_BY_WORD = {word: level for level, words in _WORDS.items() for word in words}


def levels_of(
    understood: Understood,
    names: Sequence[str],
    code: Texts,
    parent: Sequence[str],
    around: Surroundings,
    findings: list[Finding],
) -> tuple[Texts, Texts, Texts]:
    """The level of each row, "" where nothing tells; its code and its parent, where the code was the parent's.

    A level that the user chose holds for all rows. Else each row's code, its column of levels, what nearly the whole
    source is, and last its name. A code of a higher level, that other rows have too, is the code of the unit above.
    """
    column = texts(understood, "level")
    options = understood.options
    chosen = bool(options.level) and all(one.given for one in understood.decisions if one.topic == "level")
    own, above, levels = code.copy(), np.array(parent, dtype="U60"), []
    moved = []
    times = Counter(code.tolist())  # that of the unit above stands in each of its rows
    for i, (name, text, word) in enumerate(zip(names, code.tolist(), column, strict=True)):
        by_code = codes.level_of(text) if text else ""
        by_name = (
            options.level if chosen else _BY_WORD.get(fold_name(word), "") or _named_level(name, options.level, around)
        )
        if by_code and by_name and LEVELS.index(by_code) < LEVELS.index(by_name) and times[text] > 1:
            own[i], above[i], by_code = "", above[i] or text, ""
            moved.append(f"第{understood.features.rows[i]}行“{name}”")
        levels.append(options.level if chosen else by_code or by_name)
    if moved:
        message = f"{len(moved)} 行的区划代码是上级单元的,按上级代码处理"
        findings.append(Finding("note", "code_of_parent", message, tuple(moved[:50])))
    return np.array(levels, dtype=np.str_), own, above


def _named_level(name: str, usual: str, around: Surroundings) -> str:
    """The level that the ending of a name tells; a 开发区 inside a district is no district."""
    if usual:
        return usual
    folded = fold_name(name)
    level = split_name(folded).level
    above = level and LEVELS.index(level) <= LEVELS.index(codes.level_of(around.code))
    return "" if above and not folded.endswith(fold_name(around.name)) else level


def check_level(level: str, region_code: str, where: str) -> None:
    """Insist on a level that fits into the region.

    Raises:
        UserError: it is unknown or above the region's.
    """
    own = codes.level_of(region_code)
    usable = LEVELS[LEVELS.index(own) :]
    if level not in usable:
        labels = "、".join(f"{name}({LEVEL_LABELS[name]})" for name in usable)
        what = (
            "没有说明是哪一级行政单元"
            if level not in LEVELS
            else f"本区域是{LEVEL_LABELS[own]},放不下{LEVEL_LABELS[level]}单元"
        )
        raise UserError(what, where=where, remedy=f"可选:{labels}", option="--level")
