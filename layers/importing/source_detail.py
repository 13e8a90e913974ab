"""Of which level the units of a source are, and of which kind its facilities."""

from collections import Counter
from collections.abc import Mapping, Sequence

from layers import codes
from layers.decisions import Choice, Decision
from layers.foreign.answer import Features
from layers.importing.table.cell_text import text_of
from layers.importing.table.column_content import is_code
from layers.matching.kinds import recognise_kinds
from layers.schema import LEVEL_LABELS, LEVELS


def kind_of(names: Sequence[str], asked: str, header: Mapping[str, str], known: Mapping[str, str]) -> Decision | None:
    """The kind of a list of facilities that has no column of kinds, by the name of its sheet or file.

    Args:
        names: of the sheet, the layer and the file, the closest first.
        known: kind codes and their labels.
    """
    if asked:
        return Decision("kind", "设施类型", Choice(asked, known.get(asked, asked), "您指定的"), given=True)
    if "kind" in header:
        return None
    found = recognise_kinds([name for name in names if name], [""] * len([n for n in names if n]), known)
    for match in found.matches:
        if match.target and match.sure:
            reason = f"表名“{match.text}”里写着"
            return Decision(
                "kind", "设施类型", Choice(match.target, match.label, reason), sure=False, others=match.others
            )
    return None


def level_of(features: Features, header: Mapping[str, str], asked: str, region_code: str) -> Decision:
    """The level of a source's units: by codes, names, the header, else the one below the region's own.

    An empty answer means that the rows are of several levels.
    """
    if asked:
        return Decision("level", "行政级别", Choice(asked, LEVEL_LABELS[asked]), given=True, others=_levels(asked))
    for levels, reason in (
        (_levels_of_codes(features, header), "按代码"),
        (_levels_of_names(features, header), "按名称"),
    ):
        if not levels:
            continue
        level, count = levels.most_common(1)[0]
        if count >= 0.9 * levels.total():
            return Decision("level", "行政级别", Choice(level, LEVEL_LABELS[level], reason), others=_levels(level))
        message = "、".join(f"{LEVEL_LABELS[one]} {levels[one]} 行" for one in LEVELS if levels[one])
        return Decision(
            "level", "行政级别", Choice("", "各行各按自己的级别", f"{reason}有{message}"), others=_levels("")
        )
    told = next((level for level, words in _HEADER_WORDS if any(word in header.get("name", "") for word in words)), "")
    if told:
        reason = f"名称列是“{header['name']}”"
        return Decision("level", "行政级别", Choice(told, LEVEL_LABELS[told], reason), others=_levels(told))
    own = codes.level_of(region_code)
    if len(features) == 1:
        return Decision(
            "level",
            "行政级别",
            Choice(own, LEVEL_LABELS[own], "只有一个单元,与区域同级"),
            sure=False,
            others=_levels(own),
        )
    below = LEVELS[min(LEVELS.index(own) + 1, len(LEVELS) - 1)]
    choice = Choice(below, LEVEL_LABELS[below], "看不出级别,先按区域的下一级")
    return Decision("level", "行政级别", choice, sure=False, others=_levels(below))


def _levels(but: str) -> tuple[Choice, ...]:
    return tuple(Choice(level, LEVEL_LABELS[level]) for level in LEVELS if level != but)


def _levels_of_codes(features: Features, header: Mapping[str, str]) -> Counter[str]:
    cells = features.columns.get(header.get("code", ""), ())
    return Counter(codes.level_of(codes.normalise(text_of(cell))) for cell in cells if is_code(cell))


_HEADER_WORDS = (
    ("community", ("社区", "村", "居委会")),
    ("township", ("乡", "镇", "街道")),
    ("county", ("县", "区县", "县区")),
)
_ENDINGS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("community", ("社区", "居委会", "居民委员会", "村", "村委会", "村民委员会", "嘎查", "屯")),
    ("township", ("街道", "街道办事处", "街办", "镇", "乡", "苏木", "民族乡", "农场", "林场")),
    ("county", ("县", "区", "旗")),
    ("prefecture", ("市", "盟", "州", "地区")),
    ("province", ("省",)),
)


def _levels_of_names(features: Features, header: Mapping[str, str]) -> Counter[str]:
    names = [text_of(cell) for cell in features.columns.get(header.get("name", ""), ())]
    found = [next((level for level, ends in _ENDINGS if name.endswith(ends)), "") for name in names if name]
    known = [level for level in found if level]
    return Counter(known) if len(known) >= 0.6 * max(len(found), 1) else Counter()
