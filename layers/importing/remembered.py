"""What a person answered at an earlier import of such a file, and whether the rows of this one contradict it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from layers.finding import Finding
from layers.importing.options import ImportOptions
from layers.importing.table.cell_columns import texts
from layers.importing.understood import Understood
from layers.location import locate
from layers.matching.unit_index import UnitIndex
from layers.matching.unit_search import UnitSearch, asked_of
from layers.matching.units import match_units
from layers.tables import Source, Units

_REMEMBERED = ("crs", "datum")
_STARTS = ("column.", "unit.", "kind.")
_WHY = "别的文件里同样的写法可能指别的单元;单元归错了,按单元统计的数字就会错"


@dataclass(frozen=True)
class Before:
    """What was decided for such a file at an earlier import.

    Attributes:
        columns: field to header, "" for a field that was left out.
        plain: other options by name.
    """

    columns: Mapping[str, str]
    units: Mapping[str, str]
    kinds: Mapping[str, str]
    plain: Mapping[str, str]

    @property
    def topics(self) -> set[str]:
        """The questions that were answered."""
        texts = zip(_STARTS, (self.columns, self.units, self.kinds), strict=True)
        return set(self.plain) | {f"{start}{text}" for start, chosen in texts for text in chosen}


def recall(sources: Iterable[Source], role: str, sign: str) -> Before:
    """What a person answered at the latest import of this role with the same headers."""
    told: Mapping[str, str] = {}
    for source in sources:
        if source.role == role and source.options.get("headers") == sign:
            told = source.options
    by_person = set(told.get("given", "").split("\n"))  # what was found out is found out anew
    told = {key: value for key, value in told.items() if key in by_person}
    columns, units, kinds = (
        {key[len(start) :]: value for key, value in told.items() if key.startswith(start)} for start in _STARTS
    )
    return Before(columns, units, kinds, {name: told[name] for name in _REMEMBERED if told.get(name)})


def with_remembered(options: ImportOptions, before: Before) -> ImportOptions:
    """The options with what was answered before filled in, where nothing is said now."""
    return replace(
        options,
        given=tuple(sorted(options.answered() | before.topics)),
        datum=options.datum or before.plain.get("datum", ""),
        units={**before.units, **options.units},
        kinds={**before.kinds, **options.kinds},
    )


def doubted(understood: Understood, now: Mapping[str, str], index: UnitIndex) -> Understood:
    """The source without the remembered units that a row's place or its column of upper units contradicts.

    They are asked anew, and a finding names them.

    Args:
        now: what was answered at this import, text to unit code: that is not doubted.
    """
    said = understood.options.units
    remembered = {text: code for text, code in said.items() if text not in now and code in index.units.row_of}
    if not remembered:
        return understood
    against = dict.fromkeys(_contradicted(understood, remembered, index))
    if not against:
        return understood
    keys = dict.fromkeys(text for text, _ in against)
    places = tuple(f"第{understood.features.rows[i]}行“{text[:20]}”" for text, i in against)
    named = "、".join(f"“{text[:20]}”是{index.label(index.units.row_of[remembered[text]])}" for text in [*keys][:5])
    message = f"上次选定的{named},与 {len(against)} 行的位置或上级单元不符,没有沿用,请重新确认"
    found = Finding("warning", "answer_contradicted", message, places[:50], "请在核对单元的列表里逐个确认", _WHY)
    options = replace(
        understood.options,
        units={text: code for text, code in said.items() if text not in keys},
        given=tuple(sorted(set(understood.options.given) - {f"unit.{text}" for text in keys})),
    )
    return replace(understood, options=options, findings=(*understood.findings, found))


def nowhere(answers: Mapping[str, str], units: Units) -> Iterator[Finding]:
    """What is to be said of answers that name a unit which the region does not have.

    Args:
        answers: text to unit code, "" for none.
    """
    lost = [f"“{text[:20]}”={code[:20]}" for text, code in answers.items() if code and code not in units.row_of]
    if lost:
        message = f"指定的 {len(lost)} 个单元代码区域里没有:{'、'.join(lost[:5])}"
        yield Finding("warning", "answer_unknown", message, tuple(lost[:50]), "请填区域里有的 12 位区划代码")


def _contradicted(understood: Understood, remembered: Mapping[str, str], index: UnitIndex) -> Iterator[tuple[str, int]]:
    """Text and row where one of the remembered units is neither in, nor around, what the row says besides."""
    own, upper = ("name", "parent") if understood.options.role == "units" else ("unit", "within")
    matched = match_units(texts(understood, upper), index)
    above = np.where(matched.sure, matched.row, -1).tolist()
    places = locate(index.units, understood.lon, understood.lat).tolist()
    search = UnitSearch(index, "", {})
    for field, around in ((own, above), (upper, [-1] * len(above))):
        for i, text in enumerate(texts(understood, field)):
            asked = asked_of(text, "", str(index.units.code[around[i]]) if around[i] >= 0 else "")
            key = next((key for key in (search.key(asked), asked.text, asked.code) if key and key in remembered), "")
            there = [row for row in (around[i], places[i]) if key and row >= 0]
            if not all(_related(index.units.row_of[remembered[key]], row, index) for row in there):
                yield key, i


def _related(row: int, other: int, index: UnitIndex) -> bool:
    units = index.units
    return index.lies_in(row, str(units.code[other])) or index.lies_in(other, str(units.code[row]))
