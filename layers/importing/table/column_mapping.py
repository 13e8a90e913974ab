"""Which column holds which field: headers weighed against what the cells look like, each answer with its reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from layers.decisions import Choice, Decision
from layers.finding import Finding
from layers.foreign.answer import Cell, Features
from layers.importing.table.cell_text import text_of
from layers.importing.table.column_content import Content, sample_of
from layers.importing.table.columns import Candidate, assign, by_name, check_chosen, known_headers, label_of
from layers.importing.table.headers import fold, level_of_header, parse
from layers.importing.table.measures import allowed
from layers.schema import FACILITY_NUMBERS, GROUPS, LEVELS

NUMBERS = frozenset((*GROUPS, *FACILITY_NUMBERS, "households", "cost"))
"""Fields of a region that hold numbers."""

Vocabulary = Mapping[str, Callable[[str], bool]]
"""By field, whether a text is one that the field may hold: the name of a unit there is, a word of a known kind."""

LevelOf = Callable[[Sequence[str]], str]
"""The level of the region's units that most of some texts name, "" where that cannot be told."""

_BLANK, _WRONG = 30.0, 60.0
_BY_CONTENT, _CODES = 30.0, 50.0
_KNOWN = 0.6
_MOST_TEXTS = 40
_OTHERS = 40
_FINER = ("县", "区", "市", "乡", "镇", "街", "村", "社区", "county", "district", "town", "community", "adname")
_BY_MEASURE = {"beds": "beds", "households": "households", "money": "cost", "area": "floor_area_m2"}

_NOTHING: Mapping[str, str] = {}
_NO_WORDS: Vocabulary = {}
_RANKS = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Mapped:
    """Which header holds each field, and how that was found.

    Attributes:
        header: by field.
        decisions: one per field found.
    """

    header: Mapping[str, str]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]


def map_columns(
    features: Features,
    content: Mapping[str, Content],
    role: str,
    chosen: Mapping[str, str],
    *,
    before: Mapping[str, str] = _NOTHING,
    vocabulary: Vocabulary = _NO_WORDS,
    level_of: LevelOf = lambda texts: "",
    where: str = "",
) -> Mapped:
    """Find the columns of a role's fields.

    Args:
        content: what each column looks like, by header.
        chosen: the user's own choice, field to header; it always wins.
        before: what was chosen at an earlier import of such a file; it goes before what the program thinks.
        vocabulary: what the region has, against which texts are held.
        level_of: the level of the region's units that a column's texts name.

    Raises:
        UserError: a chosen field or header does not exist.
    """
    headers = list(content)
    given = check_chosen(role, headers, chosen, where)
    again = {f: h for f, h in before.items() if f not in chosen and h in headers and f in known_headers()[role]}
    closed = frozenset((*chosen, *(f for f, h in before.items() if not h)))
    candidates = [_weighed(c, content[header]) for header in headers for c in by_name(role, header)]
    open_headers = [header for header in headers if not any(one.score > 0 for one in by_name(role, header))]
    for header in open_headers:
        candidates += _by_content(role, header, content[header])
        candidates += _by_vocabulary(role, header, features.columns[header], vocabulary)
    found = assign(candidates, again | given, closed)
    nesting = _Nesting(features, content, level_of)
    found |= _levels_above(role, found, candidates, nesting, closed)
    kept = {field: header for field, header in found.items() if header}
    decisions = tuple(
        _decision(role, field, header, candidates, headers, given=field in given or field in again)
        for field, header in kept.items()
    )
    return Mapped(kept, decisions, tuple(_said(role, kept, candidates, given)))


def _weighed(one: Candidate, content: Content) -> Candidate:
    """A candidate by name with what its cells say against it; cells that are no coordinates or codes rule it out."""
    if not content.filled:
        return replace(one, score=one.score - _BLANK, sure=False, reason=f"{one.reason},但整列是空的")
    if one.field in NUMBERS and not allowed(one.field, parse(one.header).measure):
        return replace(one, score=one.score - _WRONG, sure=False, reason="表头里的单位不合")
    if one.field in NUMBERS and content.number < 0.5:
        return replace(one, score=one.score - _WRONG, sure=False, reason=f"{one.reason},但多数单元格不是数字")
    if one.field in ("opened", "verified_on") and content.date < 0.3:
        return replace(one, score=one.score - _WRONG, sure=False, reason=f"{one.reason},但多数单元格不是日期")
    return one if _can_hold(one.field, content) else replace(one, score=0.0, sure=False, reason="单元格的内容不合")


def _can_hold(field: str, content: Content) -> bool:
    """Whether cells that look so can be coordinates, codes or names at all."""
    if field in ("lon", "lat"):
        return content.angle >= 0.5
    if field == "lonlat":
        return content.pair >= 0.5
    if field == "code":
        return content.code >= 0.5 or content.number >= 0.5
    if field == "unit":
        return content.number <= 0.9 or content.code >= 0.5
    return field != "name" or content.number <= 0.9


def _by_content(role: str, header: str, content: Content) -> list[Candidate]:
    """Fields that the cells speak for where the header says nothing."""
    fields = known_headers()[role]
    if content.filled < 0.2:
        return []
    counted = _BY_MEASURE.get(parse(header).measure.dimension, "")
    said = (
        (counted, counted != "" and content.number > 0.9, 0.0, "表头里的单位说明"),
        ("code" if "code" in fields else "unit", content.code > 0.9, _CODES, "单元格是区划代码"),
        ("lon", content.lon > 0.95, 1.0, "数值在经度的范围里"),
        ("lat", content.lat > 0.95, 1.0, "数值在纬度的范围里"),
        ("lonlat", content.pair > 0.9, 0.0, "一格里有一对坐标"),
        ("unit", content.unit_name > 0.8 and content.distinct < 0.9, 0.0, "单元格像乡镇、社区的名称"),
        ("name", content.text > 0.6 and content.distinct > 0.9 and not content.number, 0.0, "各行不同的文字"),
    )
    return [
        Candidate(field, header, _BY_CONTENT + more + content.filled, reason, sure=more == _CODES)
        for field, fits, more, reason in said
        if fits and field in fields
    ]


def _by_vocabulary(role: str, header: str, cells: Sequence[Cell], vocabulary: Vocabulary) -> list[Candidate]:
    """Fields whose words, as the region has them, most of the column's different texts are."""
    texts = list(dict.fromkeys(text_of(cell) for cell in sample_of(cells)))[:_MOST_TEXTS]
    return [
        Candidate(field, header, _BY_CONTENT + 5.0, "单元格是区域里有的单元或认识的类型", sure=False)
        for field, known in vocabulary.items()
        if field in known_headers()[role] and texts and sum(map(known, texts)) >= _KNOWN * len(texts)
    ]


@dataclass(frozen=True)
class _Nesting:
    """Whether the units of one column lie in those of another."""

    features: Features
    content: Mapping[str, Content]
    level_of: LevelOf

    def lies_in(self, header: str, upper: str) -> bool:
        """By the level of the region's units, else by that in the headers, else by how often the texts repeat."""
        by_region = [self._level(one) for one in (header, upper)]
        by_header = [level_of_header(one) for one in (header, upper)]
        for own, above in (by_region, by_header):
            if own and above and own != above:
                return _RANKS[above] < _RANKS[own]
        return self.content[upper].distinct <= self.content[header].distinct

    def _level(self, header: str) -> str:
        texts = dict.fromkeys(text_of(cell) for cell in sample_of(self.features.columns[header]))
        return self.level_of(list(texts)[:_MOST_TEXTS])


def _levels_above(
    role: str,
    found: Mapping[str, str],
    candidates: Sequence[Candidate],
    nesting: "_Nesting",
    closed: frozenset[str],
) -> dict[str, str]:
    """What the units of a table lie in: the next of several columns of units, such as 区县 beside 乡镇."""
    upper, lower = ("parent", "name") if role == "units" else ("within", "unit")
    if upper not in known_headers()[role] or upper in found or upper in closed or lower not in found:
        return {}
    rest = [
        one
        for one in candidates
        if one.field == lower
        and one.score > 0
        and one.header not in found.values()
        and any(word in fold(one.header) for word in _FINER)
        and nesting.content[one.header].filled > 0.5
        and nesting.lies_in(found[lower], one.header)
    ]
    best = max(rest, key=lambda one: one.score, default=None)
    return {upper: best.header} if best else {}


def _decision(
    role: str, field: str, header: str, candidates: Sequence[Candidate], headers: Sequence[str], *, given: bool
) -> Decision:
    own = sorted((one for one in candidates if one.field == field), key=lambda one: -one.score)
    mine = next((one for one in own if one.header == header), None)
    reason = "您指定的" if given else mine.reason if mine else "与别的列相比像上一级"
    ranked = [Choice(one.header, one.header, one.reason) for one in own if one.header != header]
    rest = [Choice(one, one) for one in headers if one != header and one not in {choice.value for choice in ranked}]
    return Decision(
        topic=f"column.{field}",
        label=f"{label_of(role, field)}列",
        chosen=Choice(header, header, reason),
        sure=given or mine is None or mine.sure,
        given=given,
        others=(*ranked, *rest, Choice("", "不导入这一项"))[:_OTHERS],
    )


def _said(
    role: str, found: Mapping[str, str], candidates: Sequence[Candidate], given: Mapping[str, str]
) -> Iterable[Finding]:
    """Where several columns could hold a number, or the residents are those registered, it is said."""
    for field, header in found.items():
        others = [c.header for c in candidates if c.field == field and c.header != header and c.score > 0]
        others = [other for other in dict.fromkeys(others) if other not in found.values()]
        if field in NUMBERS and others and field not in given:
            names = "、".join(f"“{other}”" for other in others[:5])
            message = f"{label_of(role, field)}取了“{header}”列,没有取{names}"
            yield Finding("note", "column_choice", message, (), "如应取另一列,请改选这一列")
        if field == "population" and "户籍" in header:
            message = f"没有常住人口列,用了“{header}”列的户籍人口"
            why = "服务设施按常住人口配置;户籍人口可能差很多"
            yield Finding("note", "registered_population", message, (), "有常住人口数时,请改用常住人口", why)
