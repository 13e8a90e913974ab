"""Every entry of the five plans, held against the plans' own texts where those are at hand.

Nothing of the program reads the texts here but in the last tests: tables are parsed and figures found by a few lines
of this file's own, so that a fault of the readers cannot hide one of the plan files.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from planner.plans.baseline import Baseline
from planner.plans.indicator import Indicator
from planner.plans.plan import Plan
from planner.plans.plan_text import PlanText
from planner.plans.project import Project
from planner.plans.reading import load_plan

TEXTS = Path(__file__).resolve().parents[4] / "shared" / "plans"
PLANS = ("dandong", "hunnan", "liaoning", "pingliang", "suqian")

# Figures that the copy runs together with their neighbours: 490、390元 stands there as 490390元.
RAN_TOGETHER = {
    "urban_subsistence_2015",
    "rural_subsistence_2015",
    "urban_destitute_standard_2020",
    "rural_destitute_standard_2020",
    "institution_orphan_standard_2020",
    "scattered_orphan_standard_2020",
    "urban_harmonious_communities_2020",
    "rural_harmonious_communities_2020",
}
# Words that promise or tell of the whole, and so stand for 100 %.
WHOLE = ("全", "所有", "均达到", "每个", "一人一", "逢收必评")
# What each plan is known to hold at the least: indicators, baselines, projects.
AT_LEAST = {
    "dandong": (130, 45, 8),
    "hunnan": (58, 55, 3),
    "liaoning": (130, 20, 2),
    "pingliang": (80, 65, 30),
    "suqian": (70, 80, 4),
}
ROWS = {"dandong": 20, "hunnan": 0, "liaoning": 20, "pingliang": 15, "suqian": 20}

plans = pytest.mark.parametrize("plan_id", PLANS)


@cache
def _plan(plan_id: str) -> Plan:
    return load_plan(plan_id)


def _path(plan_id: str) -> Path:
    path = TEXTS / f"{plan_id}.txt"
    if not path.is_file():
        pytest.skip("the texts of the plans are not beside the repository (../shared/plans)")
    return path


def _lines(plan_id: str) -> list[str]:
    return _path(plan_id).read_text(encoding="utf-8").split("\n")


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _cell(lines: list[str], number: int) -> str:
    """The cell of a table that begins at a line: it goes on to a blank line or the next tab."""
    pieces = [lines[number - 1]]
    for line in lines[number:]:
        if not line.strip() or line.startswith("\t"):
            break
        pieces.append(line)
    return _squeezed("".join(pieces))


def _stands(printed: str, text: str, *, whole: bool = True) -> bool:
    """Whether the figure stands in the text, and not only as a part of a longer one."""
    wanted = re.escape(_squeezed(printed))
    if whole and wanted[:1].isdigit():
        wanted = r"(?<![\d])(?<!\d\.)" + wanted
    if whole and wanted[-1:].isdigit():
        wanted += r"(?!\d)(?!\.\d)"
    return re.search(wanted, _squeezed(text)) is not None


def _in_table(entry: Indicator | Baseline) -> bool:
    return entry.figure_line != entry.line or (isinstance(entry, Indicator) and entry.row > 0)


@plans
def test_every_figure_stands_at_its_line(plan_id: str):
    lines, plan = _lines(plan_id), _plan(plan_id)
    wrong = []
    for entry in (*plan.indicators, *plan.baselines):
        there = _cell(lines, entry.figure_line) if _in_table(entry) else lines[entry.figure_line - 1]
        if not _stands(entry.printed, there, whole=entry.id not in RAN_TOGETHER):
            wrong.append(f"{entry.id}: “{entry.printed}” is not at line {entry.figure_line}")
    assert not wrong, "\n".join(wrong)


@plans
def test_every_earlier_target_stands_in_its_row(plan_id: str):
    lines, plan = _lines(plan_id), _plan(plan_id)
    printed = [(b, b.target_printed) for b in plan.baselines if b.target_printed]
    assert len(printed) == (17 if plan_id == "suqian" else 0)
    for baseline, target in printed:
        cells = [_cell(lines, number) for number in range(baseline.line + 1, baseline.figure_line) if lines[number - 1]]
        together = baseline.id in RAN_TOGETHER
        assert any(_stands(target, cell, whole=not together) for cell in cells), (baseline.id, cells)


@plans
def test_every_figure_of_a_project_stands_in_its_lines(plan_id: str):
    lines, plan = _lines(plan_id), _plan(plan_id)
    for project in plan.projects:
        said = "\n".join(lines[project.line - 1 : project.last_line])
        missing = [printed for printed in project.printed if not _stands(printed, said)]
        assert not missing, (project.id, missing)


@plans
def test_every_name_in_a_table_stands_at_its_line(plan_id: str):
    lines, plan = _lines(plan_id), _plan(plan_id)
    named = [entry for entry in (*plan.indicators, *plan.baselines) if _in_table(entry)]
    wrong = [(e.id, _cell(lines, e.line)) for e in named if _cell(lines, e.line) != _squeezed(e.raw or e.name)]
    assert not wrong


# Figures


_DIGITS = dict(zip("零一二三四五六七八九两", (*range(10), 2), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}


def _figures(printed: str) -> set[float]:
    """The numbers in a printed figure, Arabic and Chinese."""
    arabic = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", printed)}
    if "一刻钟" in printed:  # a quarter of an hour
        return arabic | {15.0}
    return arabic | {_chinese(word) for word in re.findall("[零一二三四五六七八九两十百千]+", printed)}


def _chinese(word: str) -> float:
    total, digit = 0, 0
    for letter in word:
        if letter in _TENS:
            total += (digit or 1) * _TENS[letter]
            digit = 0
        else:
            digit = _DIGITS[letter]
    return float(total + digit)


@pytest.mark.parametrize(
    ("printed", "figures"),
    [
        ("连续三年", {3}),
        ("百强", {100}),
        ("七县(市、区)", {7}),
        ("两次", {2}),
        ("十二家", {12}),
        ("一刻钟", {15}),
        ("≥80.5%", {80.5}),
    ],
)
def test_numbers_are_read_as_they_are_written(printed: str, figures: set[float]):
    assert _figures(printed) == figures


def _agrees(entry: Indicator | Baseline) -> bool:
    """Whether what the entry counts is what its printed figure says."""
    figures = _figures(entry.printed)
    limit = getattr(entry, "limit", None)
    if entry.value is None:  # a standard without a share, the year of a date, or words
        return limit is None or limit in figures
    if entry.value in figures:
        return True
    if (entry.value, entry.unit) != (100.0, "%"):
        return False
    least = {value for _, value in getattr(entry, "each", ())} | ({limit} if limit else set())
    if figures & least:
        return True
    if isinstance(entry, Indicator) and entry.measure == "units_served" and figures:
        return entry.at_least in figures  # 每县1所
    return any(word in entry.printed for word in WHOLE)


@plans
def test_every_figure_is_the_printed_one(plan_id: str):
    plan = _plan(plan_id)
    entries = (*plan.indicators, *plan.baselines)
    wrong = [(entry.id, entry.value, entry.unit, entry.printed) for entry in entries if not _agrees(entry)]
    assert not wrong
    targets = [b for b in plan.baselines if b.target is not None]
    assert all(b.target in _figures(b.target_printed) or (b.target, b.unit) == (100.0, "%") for b in targets)


_SIGNS = {"≥": ">=", "＞": ">", ">": ">", "≤": "<=", "＜": "<", "<": "<"}
_WORDS = (
    ("不低于", ">="), ("不少于", ">="), ("不小于", ">="), ("以上", ">="), ("不超过", "<="), ("不高于", "<="),
    ("不大于", "<="), ("以下", "<="), ("以内", "<="), ("超过", ">"), ("大于", ">"), ("突破", ">"), ("高于", ">"),
    ("低于", "<"), ("小于", "<"),
)  # fmt: skip


@plans
def test_every_comparison_is_the_printed_one(plan_id: str):
    plan, wrong = _plan(plan_id), []
    for entry in (*plan.indicators, *plan.baselines):
        sign = _SIGNS.get(entry.printed[:1]) or next((c for word, c in _WORDS if word in entry.printed), "")
        if sign and entry.value is not None and _figures(entry.printed) >= {entry.value} and entry.comparator != sign:
            wrong.append((entry.id, entry.printed, entry.comparator))
    assert not wrong


# The main tables


@dataclass(frozen=True)
class Printed:
    """A row of a main table as the copy prints it."""

    number: int
    name: str
    unit: str
    base: str
    target: str
    nature: str


def _table(plan_id: str) -> list[Printed]:
    """The rows of the main table, cut into cells and told apart by their numbers."""
    heads = {
        "dandong": ("专栏1", "专栏2"),
        "liaoning": ("专栏1", "第二章"),
        "pingliang": ("“十四五”时期全市民政事业主要发展指标", "四、"),
        "suqian": ("十四五期间宿迁民政事业发展主要指标", "第三章"),
    }
    text = "\n".join(_lines(plan_id))
    first, last = heads[plan_id]
    start = text.index(first)
    body = text[start : text.index("\n" + last, start)]
    cells = [_squeezed(cell) for cell in re.split(r"\n\s*\n|\t", body)]
    cells = [cell for cell in cells if cell]
    rows: list[list[str]] = []
    for cell in cells:
        if cell == str(len(rows) + 1) and (not rows or re.search("[约预期]", rows[-1][-1])):
            rows.append([])
        elif rows and not (len(rows[-1]) > 1 and re.search("[约预期].*性?$", rows[-1][-1]) and len(rows[-1][-1]) < 4):
            rows[-1].append(cell)
    return [_printed(number, cells) for number, cells in enumerate(rows, start=1)]


def _printed(number: int, cells: list[str]) -> Printed:
    """A row of name, unit where there is one, base where the table has it, target and nature."""
    name, *rest, nature = cells
    unit = rest.pop(0) if re.fullmatch(r"%|倍数|个|万人|m²|m2|平方米", rest[0]) else ""
    *base, target = rest
    assert len(base) <= 1, cells
    return Printed(number, name, unit, base[0] if base else "", target, nature)


@pytest.mark.parametrize("plan_id", [name for name in PLANS if ROWS[name]])
def test_the_main_table_transcribed_again(plan_id: str):
    printed = _table(plan_id)
    rows = [indicator for indicator in _plan(plan_id).indicators if indicator.row]
    assert [row.number for row in printed] == list(range(1, ROWS[plan_id] + 1))
    assert len(rows) == len(printed)
    for row, indicator in zip(printed, rows, strict=True):
        assert row.name == _squeezed(indicator.raw or indicator.name)
        assert row.target == indicator.printed
        assert row.nature in indicator.nature, row  # the copy lost a letter of some
        assert row.nature[:1] != "约" or indicator.nature == "约束性"
        if row.unit:
            assert {"平方米": "m²", "m2": "m²"}.get(row.unit, row.unit) == indicator.unit
        if plan_id == "suqian":  # the one table with a column for the base
            assert indicator.base_value == (None if row.base == "——" else float(row.base)), row
            assert indicator.base_year == (None if row.base == "——" else 2020), row


@plans
def test_the_rows_of_the_main_table_are_whole_and_first(plan_id: str):
    numbers = [indicator.row for indicator in _plan(plan_id).indicators]
    count = ROWS[plan_id]
    assert numbers[:count] == list(range(1, count + 1))
    assert not any(numbers[count:])


@plans
def test_no_plan_holds_less_than_it_did(plan_id: str):
    plan = _plan(plan_id)
    found = (len(plan.indicators), len(plan.baselines), len(plan.projects))
    assert all(one >= least for one, least in zip(found, AT_LEAST[plan_id], strict=True)), found


@plans
def test_no_sentence_of_a_plan_is_copied(plan_id: str):
    """Nothing of our own words stands in the plan over more than 17 characters; printed names are left as they are."""
    whole, plan = _squeezed("".join(_lines(plan_id))), _plan(plan_id)
    entries: tuple[Indicator | Baseline | Project, ...] = (*plan.indicators, *plan.baselines, *plan.projects)
    copied = []
    for entry in entries:
        named = isinstance(entry, Project) or _in_table(entry)
        for own in (entry.note.replace(entry.name, ""), "" if named else entry.name):
            copied += [(entry.id, own[i : i + 18]) for i in range(len(own) - 17) if own[i : i + 18] in whole]
    assert not copied


# The program's own reader


@plans
def test_the_program_finds_every_sentence(plan_id: str):
    plan = _plan(plan_id)
    text = PlanText.read(_path(plan_id), plan)
    assert text.same_edition
    for entry in (*plan.indicators, *plan.baselines, *plan.projects):
        passage = text.passage(entry)
        assert passage is not None, entry.id
        assert not passage.moved
        printed = entry.printed if isinstance(entry, Project) else (entry.printed,)
        for figure in printed:
            assert _stands(figure, passage.sentence, whole=False), (entry.id, passage.sentence)


@plans
def test_the_program_finds_them_in_another_edition(plan_id: str, tmp_path: Path):
    """Lines moved and marks of the other width: most are found, what is found is the same sentence or none."""
    plan = _plan(plan_id)
    wide = str.maketrans({",": "，", "(": "（", ")": "）", ";": "；", "%": "％"})
    other = tmp_path / "别版.txt"
    other.write_text("前言\n" * 7 + "\n".join(_lines(plan_id)).translate(wide), "gb18030")
    moved, own = PlanText.read(other, plan), PlanText.read(_path(plan_id), plan)
    entries = (*plan.indicators, *plan.baselines, *plan.projects)
    pairs = [(entry, own.passage(entry), moved.passage(entry)) for entry in entries]
    found = [(entry, one, two) for entry, one, two in pairs if one and two]
    assert len(found) >= 0.85 * len(entries)
    assert all(two.moved for _, _, two in found)
    same = [entry for entry, one, two in found if two.sentence == one.sentence.translate(wide)]
    assert len(same) >= 0.97 * len(found)
    assert all(two.line == one.line + 7 for entry, one, two in found if isinstance(entry, Indicator) and entry.row)
