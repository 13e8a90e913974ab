"""Norms from their files: `docs/norm-format.md` says how they are written."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast, get_args

from planner.plans.exact import scale_of
from planner.plans.fields import IDENTIFIER, Fields, Problem, raise_problems
from planner.plans.indicator import Comparator, Indicator
from planner.plans.indicator_reading import YEARS, read_indicator
from planner.plans.kinds import Kind
from planner.plans.norm import LIMIT_UNITS, STATUSES, Norm, NormComparator, first_day
from planner.plans.references import check_ids
from planner.plans.toml_file import TomlFile, read_toml

_COMPARATORS = (*get_args(Comparator), "between")
_MEASURED = ("unit_level", "unit_classes", "measure", "of", "within", "each", "data")
_SHARES = ("units_served", "share_reached", "share_of")
_COMPUTED = {False: (">=", "text"), True: ("<=", "<", "between", "text")}
"""Of single facilities at least so much is counted, of ways at most so much."""
_DAY = re.compile(r"(19|20)\d\d(-\d\d){0,2}")


@dataclass(frozen=True)
class NormFile:
    """A file of norms.

    Attributes:
        id, name: what the file is called.
    """

    file: TomlFile
    id: str
    name: str
    norms: tuple[Norm, ...]


def read_norm_file(path: Path, kinds: dict[str, Kind]) -> NormFile:
    """Read and check one file of norms; that `replaced_by` is there is checked where all files are known.

    Raises:
        UserError: it has a fault; the message names file, line and key.
    """
    file = read_toml(path)
    problems: list[Problem] = []
    top = Fields(file, (), file.table, problems)
    top.whole("format", 1, 1)
    rows = top.rows("norm")
    found = NormFile(
        file,
        id=top.text("id", pattern=IDENTIFIER),
        name=top.text("name"),
        norms=tuple(_norm(row, kinds) for row in rows),
    )
    check_ids(rows)
    top.finish()
    raise_problems(file, problems)
    return replace(found, norms=tuple(replace(norm, topic=found.name) for norm in found.norms))


def _norm(fields: Fields, kinds: dict[str, Kind]) -> Norm:
    """Read one norm; what is wrong is noted in `fields`."""
    before = len(fields.problems)
    # what is computed is read, and checked, as an indicator; here its keys are only known
    fields = Fields(fields.file, fields.place, fields.table, fields.problems, list(_MEASURED))
    unit, codes = fields.text("unit", ""), fields.texts("kinds", allowed=kinds)
    asked = _asked(fields, kinds, codes, unit)
    norm = Norm(
        id=fields.text("id", pattern=IDENTIFIER),
        name=fields.text("name"),
        topic="",
        kinds=codes,
        value=fields.number("value"),
        value_to=fields.number("value_to"),
        unit=unit,
        comparator=cast("NormComparator", fields.text("comparator", allowed=_COMPARATORS)),
        text=fields.text("text", ""),
        measure=asked.measure if asked else "",
        of=asked.of if asked else "",
        unit_level=asked.unit_level if asked else "",
        unit_classes=asked.unit_classes if asked else (),
        limit=asked.limit if asked else None,
        measured_in=asked.measured_in if asked else "",
        mode=asked.mode if asked else "",
        each=asked.each if asked else (),
        data=asked.data if asked else "manual",
        target=fields.number("target"),
        judged=fields.flag("judged", default=True),
        document=fields.text("document"),
        clause=fields.text("clause", ""),
        in_force=_day(fields, "in_force"),
        repealed=_day(fields, "repealed"),
        replaced_by=fields.text("replaced_by", "", pattern=IDENTIFIER),
        region_code=fields.text("region_code", ""),
        region=fields.text("region", ""),
        status=fields.text("status", allowed=STATUSES),
        unverified=fields.flag("unverified", default=False),
        source=fields.text("source"),
        note=fields.text("note", ""),
        edited_by=fields.text("edited_by", ""),
        edited_why=fields.text("edited_why", ""),
        edited_at=fields.text("edited_at", ""),
    )
    fields.finish()
    if len(fields.problems) == before:
        _check_figure(fields, norm)
        _check_place(fields, norm)
        _check_computed(fields, norm)
    return norm


def _asked(fields: Fields, kinds: dict[str, Kind], codes: tuple[str, ...], unit: str) -> Indicator | None:
    """What is to be computed, None where nothing is."""
    table = {key: fields.table[key] for key in _MEASURED if key in fields.table}
    if "measure" not in table:
        for key in table:
            fields.wrong(key, "没有写怎么算", "要计算的请写 measure，不计算的去掉这一项")
        return None
    share = table["measure"] in _SHARES and scale_of(unit) < 100
    given = {"id": "norm", "name": "-", "section": "-", "line": 1, "printed": "-", "comparator": "text"}
    own = table | given | {"kinds": [code for code in codes if code in kinds], "unit": "%" if share else unit}
    asked = Fields(fields.file, fields.place, own, fields.problems)
    if table.get("data") == "manual":
        fields.wrong("data", "规范不能人工填报", "写 map 或 attributes；不计算的去掉 measure 和 data")
    return read_indicator(asked, kinds, YEARS[0])


def _day(fields: Fields, key: str) -> str:
    text = fields.text(key, "")
    try:
        if text and (not _DAY.fullmatch(text) or not first_day(text)):
            raise ValueError(text)
    except ValueError:
        fields.wrong(key, f"“{text[:40]}”不是日期", "写成 2026-03-30，只知道年的写 2026")
        return ""
    return text


def _check_figure(fields: Fields, norm: Norm) -> None:
    if norm.comparator == "text":
        if not norm.text:
            fields.wrong("text", "没有写说了什么", "不比较的规范要用 text 写明内容")
    elif norm.value is None or not norm.unit:
        fields.wrong("value", "没有写数值和单位", '没有数的 comparator 写 "text"，内容写在 text')
    if norm.comparator == "between" and norm.value_to is None:
        fields.wrong("value_to", "between 要写上下两个数", "value 写下限，value_to 写上限")
    if norm.value_to is None:
        return
    if norm.comparator not in {"between", "text"}:
        fields.wrong("value_to", "只有 between 和 text 可以写上限")
    elif norm.value is None or norm.value_to <= norm.value:
        fields.wrong("value_to", "要大于 value")


def _check_place(fields: Fields, norm: Norm) -> None:
    if norm.region_code and not (re.fullmatch("[0-9]{12}", norm.region_code) and norm.region):
        fields.wrong("region_code", "地区要写 12 位代码和名称", "region_code 写 12 位数字，region 写名称")
    if norm.in_force and norm.repealed and first_day(norm.repealed) <= first_day(norm.in_force):
        fields.wrong("repealed", "废止要晚于施行")
    if norm.replaced_by and not norm.repealed:
        fields.wrong("repealed", "没有写何时废止", "写了 replaced_by 就要写 repealed")
    if norm.replaced_by == norm.id:
        fields.wrong("replaced_by", "不能由自己取代")


def _check_computed(fields: Fields, norm: Norm) -> None:
    if not norm.measure:
        for key in ("target", "judged"):
            if key in fields.table:
                fields.wrong(key, "只用于要计算的规范", "去掉这一项，或写 measure")
        return
    if norm.target is not None and not (norm.is_figure_of_each and norm.judged and 0 < norm.target <= 100):
        what = "只用于逐处要求的规范，写 1 到 100 之间的百分数"
        fields.wrong("target", what, "按每百户、每千人计的和单位是 % 的规范，目标就是 value")
    if norm.is_figure_of_each and norm.value is not None:
        _check_each(fields, norm)


def _check_each(fields: Fields, norm: Norm) -> None:
    """The figure and the standard that is computed from it are one."""
    if norm.measure == "share_reached" and LIMIT_UNITS.get(norm.unit) != norm.measured_in:
        fields.wrong("unit", "单位与 within 不一致", "within 写 metres 的单位写 m，写 minutes 的写 分钟；人口占比写 %")
    elif norm.measure != "share_reached" and len(norm.each) != 1:
        fields.wrong("unit", "覆盖率和占比的单位写 %、‰", "逐处要求的，用 each 写明哪一项至少多少，只写一项")
    elif norm.comparator not in _COMPUTED[norm.measure == "share_reached"]:
        fields.wrong("comparator", "这样的要求程序算不了", "不小于某个距离、不大于某个数的，去掉 measure")
    elif norm.with_value(norm.value, norm.value_to) != norm:
        key = "within" if norm.measure == "share_reached" else "each"
        fields.wrong(key, f"{key} 里的数与 value 不一致", "两处要写同一个数；有上下限的按上限，2 亩写 1333")
