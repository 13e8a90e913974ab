"""The sheets of the template, and what each of their columns stands for in a plan file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from layers.schema import FACILITY_NUMBERS, LEVEL_LABELS
from planner.plans.indicator import MEASURE_LABELS, RELATION_LABELS
from planner.plans.indicator_reading import NATURES
from planner.plans.kinds import Kind
from planner.plans.project import Action
from planner.plans.reading import STATUSES
from planner.plans.template_forms import Amount, AtLeast, Form, Lines, ManyOf, Number, OneOf
from planner.plans.template_labels import (
    CLASS_LABELS,
    COMPARATOR_LABELS,
    DATA_LABELS,
    LIMIT_LABELS,
    YES_NO,
    kind_labels,
    mode_labels,
)

MARK = "标记"
"""The first column of every list: rows marked with one of MARKS are not part of the plan."""

MARKS = ("说明", "示例")
PLAN, INDICATORS, BASELINES, PROJECTS, CHOICES = "规划", "指标", "基期数", "项目", "口径"

_WHOLE = Number(whole=True)
_TEXT = Form()


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a list, or a line of the sheet on the plan itself.

    Attributes:
        header: what it is called.
        name: the attribute of the entry it holds.
        note: what to write there.
        keys: keys of the plan file it stands for, besides `name`.
    """

    header: str
    name: str
    form: Form
    note: str
    width: int = 12
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet of the template.

    Attributes:
        key: what its entries are called in a plan file, "" for the plan itself.
    """

    name: str
    key: str
    columns: tuple[Column, ...]

    def header_of(self, key: str) -> str:
        """The header of the column that stands for a key of the plan file, "" where none does."""
        return next((column.header for column in self.columns if key in {column.name, *column.keys}), "")

    def note_on(self, header: str) -> str:
        """What to write in a column; of a list as a whole, that every entry is a row."""
        notes = (column.note for column in self.columns if column.header == header)
        return next(notes, f"每条{self.name}在“{self.name}”表里填一行")


def template_sheets(kinds: Mapping[str, Kind]) -> dict[str, Sheet]:
    """The sheets that are filled in, by name."""
    sheets = (
        Sheet(PLAN, "", _plan()),
        Sheet(INDICATORS, "indicator", (*_named(kinds), *_computed(kinds), *_target(), *_place(), *_beside())),
        Sheet(BASELINES, "baseline", _baseline(kinds)),
        Sheet(PROJECTS, "project", _project(kinds)),
        Sheet(CHOICES, "choice", _choice(kinds)),
    )
    return {sheet.name: sheet for sheet in sheets}


def _same(names: tuple[str, ...]) -> OneOf:
    return OneOf({name: name for name in names if name})


def _plan() -> tuple[Column, ...]:
    return (
        Column("代号", "id", _TEXT, "小写英文字母、数字和下划线，字母开头，如 wo_xian；不能与已有的规划相同"),
        Column("名称", "name", _TEXT, "规划的全称"),
        Column("状态", "status", _same(STATUSES), "正式、征求意见稿或自拟"),
        Column("区划代码", "region_code", _TEXT, "规划所管的行政单元，12 位，如 210624000000"),
        Column("上级规划", "parent", _TEXT, "上级规划的代号，如 liaoning；没有就空着"),
        Column("目标年", "target_year", _WHOLE, "如 2025"),
    )


def _named(kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    return (
        Column("序号", "row", _WHOLE, "规划主要指标表里的序号；不在表里的空着", 7),
        Column("名称", "name", _TEXT, "表里的指标照印；正文里的自拟短语", 36),
        Column(
            "代号", "id", _TEXT, "小写英文字母、数字和下划线，字母开头，全规划不重复；与上级规划同一事项用同一代号", 24
        ),
        Column("设施类型", "kinds", ManyOf(kind_labels(kinds)), "哪些设施算数，多类用顿号隔开；由程序计算的必填", 26),
    )


def _computed(kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    return (
        Column("算法", "measure", OneOf(MEASURE_LABELS), "怎么算", 17),
        Column("数据来源", "data", OneOf(DATA_LABELS), "地图、设施属性由程序算；人工填报由人填"),
        Column("行政级别", "unit_level", OneOf(LEVEL_LABELS), "覆盖率(行政单元)按哪一级算"),
        Column("单元类别", "unit_classes", ManyOf(CLASS_LABELS), "分母只含哪几类，用顿号隔开；空着就是全部", 14),
        Column("按什么算", "of", Amount(kind_labels(kinds)), "什么占什么，如 护理型床位/床位；见“选项”表", 24),
        Column("服务标准", "limit", Number(), "覆盖率(人口)的时间或距离，如 15", 9, ("within", "minutes", "metres")),
        Column("标准单位", "measured_in", OneOf(LIMIT_LABELS), "服务标准是分钟还是米", 9),
        Column("出行方式", "mode", OneOf(mode_labels()), "服务标准按哪种出行方式", 11),
        Column("每单元至少几处", "at_least", _WHOLE, "覆盖率(行政单元)：几处才算覆盖，不填为 1", 9),
        Column("每处至少", "each", AtLeast(), "设施够多大才算数，如 建筑面积(m²)≥350", 18, tuple(FACILITY_NUMBERS)),
    )


def _target() -> tuple[Column, ...]:
    return (
        Column(
            "比较", "comparator", OneOf(COMPARATOR_LABELS), "“以上”“达到”是不低于；“超过”是高于；没有数字选只有文字"
        ),
        Column("目标值", "value", Number(), "只填数字，与单位一致：80% 填 80，单位填 %", 9),
        Column("单位", "unit", _TEXT, "%、个、m²、张、万人……", 8),
        Column("照印的目标", "printed", _TEXT, "目标照印，如 ≥60、80%以上、全覆盖", 18),
        Column("属性", "nature", _same(NATURES), "约束性或预期性，没有就空着", 9),
        Column("目标年", "year", _WHOLE, "不是规划目标年的才填", 8),
        Column("基期值", "base_value", Number(), "规划自己印的基期数，与单位一致", 9),
        Column("基期年", "base_year", _WHOLE, "有基期值就要填", 8),
    )


def _place() -> tuple[Column, ...]:
    return (
        Column("章节", "section", _TEXT, "在规划里的位置，如 专栏1", 14),
        Column("行号", "line", _WHOLE, "名称(正文为数字)在规划文本的第几行，从 1 起；没有文本填 1", 8),
        Column("数字所在行", "figure_line", _WHOLE, "数字与名称不在同一行的才填", 10),
        Column("原文名称", "raw", _TEXT, "文本里名称缺字的，照缺的样子填", 18),
    )


def _beside() -> tuple[Column, ...]:
    entered = "只有文字的目标，以后录入数字时怎么比"
    return (
        Column("与另一条的关系", "relation", OneOf(RELATION_LABELS), "同一事项另有一条时才填", 12),
        Column("另一条的代号", "principal", _TEXT, "起决定作用的那一条的代号", 20, tuple(RELATION_LABELS)),
        Column("选址要求", "siting", OneOf(YES_NO), "选址和建设要求填是，不计入覆盖", 9),
        Column("下级沿用", "inherits", OneOf(YES_NO), "下级规划没写时不沿用这一条的填否", 9),
        Column("上级的代号", "superior", _TEXT, "上级规划同一事项用了别的代号时才填", 18),
        Column("录入目标的比较", "entered_comparator", OneOf(COMPARATOR_LABELS), entered, 12),
        Column("说明", "note", _TEXT, "有歧义的地方和默认的口径", 50),
    )


def _baseline(kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    return (
        Column("名称", "name", _TEXT, "是什么的数，自拟短语", 32),
        Column("代号", "id", _TEXT, "小写英文，全规划不重复", 26),
        Column("数值", "value", Number(), "只填数字，与单位一致"),
        Column("单位", "unit", _TEXT, "家、张、%、万人……", 8),
        Column("年份", "year", _WHOLE, "哪一年的数", 8),
        Column("比较", "comparator", OneOf(COMPARATOR_LABELS), "不填为等于；“突破”是高于，“余”是不低于"),
        Column("照印的数", "printed", _TEXT, "数字照印，如 2217家", 18),
        *_place(),
        Column("设施类型", "kinds", ManyOf(kind_labels(kinds)), "说的是哪类设施", 26),
        Column("算法", "measure", OneOf(MEASURE_LABELS), "与某条指标同一算法时才填", 17),
        Column("按什么算", "of", Amount(kind_labels(kinds)), "同指标", 20),
        Column("行政级别", "unit_level", OneOf(LEVEL_LABELS), "同指标"),
        Column("单元类别", "unit_classes", ManyOf(CLASS_LABELS), "同指标", 14),
        Column("指标的代号", "indicator", _TEXT, "是哪条指标的基期数", 24),
        Column("原定目标值", "target", Number(), "上一个规划原定的目标，印了才填"),
        Column("照印的原定目标", "target_printed", _TEXT, "原定目标照印", 16),
        Column("说明", "note", _TEXT, "有歧义的地方", 50),
    )


def _project(kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    together = "规划为它印的数，各处合计"
    return (
        Column("名称", "name", _TEXT, "规划印的项目名称", 36),
        Column("代号", "id", _TEXT, "小写英文，全规划不重复", 26),
        Column("性质", "action", _same(get_args(Action)), "新建、改扩建或其他；只有新建增加设施", 9),
        Column("设施类型", "kinds", ManyOf(kind_labels(kinds)), "建成后是哪类设施", 26),
        Column("地址", "place", _TEXT, "规划印的地址或单位", 24),
        Column("所在地", "unit", _TEXT, "规划印的县(市、区)或乡镇名称", 14),
        Column("处数", "count", _WHOLE, "建几处，不填为 1", 7),
        *(Column(label, column, Number(), together, 10) for column, label in FACILITY_NUMBERS.items()),
        Column("投资(万元)", "investment", Number(), "只填数字", 10),
        Column("开工年", "start_year", _WHOLE, "印了才填", 8),
        Column("建成年", "end_year", _WHOLE, "印了才填", 8),
        Column("指标的代号", "indicator", _TEXT, "为哪条指标服务", 24),
        Column("章节", "section", _TEXT, "在规划里的位置", 14),
        Column("行号", "line", _WHOLE, "从规划文本的第几行起", 8),
        Column("末行", "last_line", _WHOLE, "印成几行的才填", 8),
        Column("照印的数", "printed", Lines(), "为它印的数，一行一个", 24),
        Column("说明", "note", _TEXT, "看的人要知道的事", 50),
    )


def _choice(kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    return (
        Column("指标的代号", "indicator", _TEXT, "哪条指标还有别的口径", 28),
        Column("口径名称", "label", _TEXT, "使用者改选时看到的名称，如 市辖区不计入", 26),
        Column("单元类别", "unit_classes", ManyOf(CLASS_LABELS), "换成哪几类单元；空着不换，全部填“全部”", 20),
        Column("设施类型", "kinds", ManyOf(kind_labels(kinds)), "换成哪几类设施；空着不换", 30),
    )
