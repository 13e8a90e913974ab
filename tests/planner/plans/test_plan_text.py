"""The sentence behind a figure, in a text that is made up here."""

from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import UserError
from planner.plans.baseline import Baseline
from planner.plans.plan import Plan
from planner.plans.plan_text import LARGEST_BYTES, PlanText, text_of
from planner.plans.project import Project
from tests.planner.plans.written import indicator, plan_of

# Lines are counted from 1: the table of cells begins at 5, that of tabs at 19, the projects at 26.
TEXT = """试编县规划

一、基础。“十三五”时期建成书屋12处;书屋覆盖率达到68.6%,其中乡镇68处。到2020年底，凉亭3座！凉亭覆盖率3%？

1

书屋乡镇覆
盖率

%

60

≥8
0

约束性

\t2
\t凉亭总数
\t个
\t350
\t预期性

3.加强凉亭建设。推动乡镇设立凉亭。2023年前实现全覆盖.所有凉亭配备长椅,达到95%.
河口凉亭项目
河口镇
占地1.5亩
实施东山书屋项目、西山书屋项目,投资300万元;其他项目另行安排。
"""


def _at(line: int, name: str, printed: str, **changes: object):
    return indicator(id=name, name=name, line=line, figure_line=line, printed=printed, **changes)


BOOKS = indicator(id="books", name="书屋乡镇覆盖率", row=1, line=7, figure_line=14, printed="≥80")
PAVILIONS = indicator(id="pavilions", name="凉亭总数", row=2, line=20, figure_line=22, printed="350")
ALL_ROUND = _at(25, "设有凉亭的乡镇", "全覆盖")
BENCHES = _at(25, "凉亭长椅配备率", "95%")
COVERAGE = Baseline("coverage", "书屋覆盖率", 68.6, "%", 2020, "一", 3, "68.6%", 3)
RIVER = Project("river", "河口凉亭项目", "新建", "三", 26, 28, ("1.5亩",))
EAST = Project("east", "东山书屋项目", "新建", "三", 29, 29)


def _plan() -> Plan:
    plan = plan_of(BOOKS, PAVILIONS, ALL_ROUND, BENCHES)
    return replace(plan, baselines=(COVERAGE,), projects=(RIVER, EAST))


def _read(folder: Path, text: str = TEXT, plan: Plan | None = None, encoding: str = "utf-8") -> PlanText:
    path = folder / "规划.txt"
    path.write_bytes(text.encode(encoding))
    return PlanText.read(path, plan)


@pytest.mark.parametrize(
    ("entry", "sentence", "line"),
    [
        (BOOKS, "1 | 书屋乡镇覆盖率 | % | 60 | ≥80 | 约束性", 7),
        (PAVILIONS, "2 | 凉亭总数 | 个 | 350 | 预期性", 20),
        (COVERAGE, "书屋覆盖率达到68.6%,其中乡镇68处。", 3),
        (_at(3, "乡镇书屋", "68处"), "书屋覆盖率达到68.6%,其中乡镇68处。", 3),
        (_at(3, "乡镇书屋", "68"), "书屋覆盖率达到68.6%,其中乡镇68处。", 3),
        (_at(3, "建成的书屋", "12处"), "“十三五”时期建成书屋12处;", 3),
        (_at(3, "凉亭", "3座"), "到2020年底，凉亭3座！", 3),
        (_at(3, "凉亭覆盖率", "3%"), "凉亭覆盖率3%？", 3),
        (BENCHES, "所有凉亭配备长椅,达到95%.", 25),
        # the sentence of the figure does not say what it is about, so the one before it is told too
        (ALL_ROUND, "推动乡镇设立凉亭。2023年前实现全覆盖.", 25),
        (RIVER, "河口凉亭项目 | 河口镇 | 占地1.5亩", 26),
        (EAST, "实施东山书屋项目、西山书屋项目,投资300万元;", 29),
    ],
    ids=lambda value: getattr(value, "id", None),
)
def test_the_sentence_at_its_place(tmp_path: Path, entry, sentence: str, line: int):
    for plan in (None, _plan()):
        passage = _read(tmp_path, plan=plan).passage(entry)
        assert passage is not None
        assert (passage.sentence, passage.line, passage.moved) == (sentence, line, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str):
    text = _read(tmp_path, TEXT.replace("\n", "\r\n"), _plan(), encoding)
    assert text.same_edition
    assert text.passage(PAVILIONS) == _read(tmp_path, plan=_plan()).passage(PAVILIONS)


def test_another_edition(tmp_path: Path):
    """Other lines, other punctuation, a row on one line: found by name and figure, and said to have moved."""
    other = TEXT.replace(",", "，").replace("%", "％").replace("\t2\n\t凉亭总数\n\t个\n\t350", "2\t凉亭总数\t个\t350")
    text = _read(tmp_path, "前言\n\n目录\n\n\n" + other, _plan())
    assert text.same_edition is False
    found = {entry.id: text.passage(entry) for entry in (BOOKS, PAVILIONS, COVERAGE, BENCHES, RIVER, EAST)}
    assert {name: (passage.line, passage.moved) for name, passage in found.items() if passage} == {
        "books": (12, True),
        "pavilions": (24, True),
        "coverage": (8, True),
        "凉亭长椅配备率": (27, True),
        "river": (28, True),
        "east": (31, True),
    }
    assert found["pavilions"].sentence == "2 | 凉亭总数 | 个 | 350 | 预期性"  # type: ignore[union-attr]
    assert found["coverage"].sentence == "书屋覆盖率达到68.6％，其中乡镇68处。"  # type: ignore[union-attr]


def test_the_same_figure_at_the_same_line_of_another_edition_is_not_it(tmp_path: Path):
    lines = TEXT.split("\n")
    lines[24] = "养牛比例达到95%。"  # where the benches stood
    lines += ["", "凉亭长椅配备率达到95%。"]
    passage = _read(tmp_path, "\n".join(lines)).passage(BENCHES)
    assert passage is not None
    assert (passage.sentence, passage.line, passage.moved) == ("凉亭长椅配备率达到95%。", 32, True)


def test_of_several_places_the_nearest(tmp_path: Path):
    said = "凉亭长椅配备率达到95%。\n"
    passage = _read(tmp_path, said + "\n" * 20 + said + "\n" * 40 + said).passage(BENCHES)
    assert passage is not None
    assert passage.line == 22


@pytest.mark.parametrize(
    "entry",
    [
        _at(25, "凉亭长椅配备率", "96%"),  # another figure
        _at(25, "凉亭长椅配备率", "5%"),  # only as the end of 95%
        _at(99, "敬老院护理型床位占比", "95%"),  # the figure of another matter, at a line that is not there
        replace(BOOKS, name="书院覆盖率"),
        replace(RIVER, printed=("2亩",)),
        replace(EAST, name="南山书屋工程", printed=("900万元",)),
    ],
)
def test_what_is_not_there(tmp_path: Path, entry):
    assert _read(tmp_path).passage(entry) is None


def test_figures_that_ran_together(tmp_path: Path):
    """A copy that lost the comma between 490 and 390, where it is known to be the one whose lines are counted."""
    entry = Baseline("low", "城市书屋补贴", 490, "元", 2015, "一", 1, "490", 1)
    text = "城乡书屋补贴由490390元提高。完。\n"
    passage = _read(tmp_path, text, replace(plan_of(), baselines=(entry,))).passage(entry)
    assert passage is not None
    assert passage.sentence == "城乡书屋补贴由490390元提高。"
    assert _read(tmp_path, text).passage(entry) is None


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "空的"),
        (b" \n\t\n", "空的"),
        (b"PK\x03\x04" + b"x" * 50, "不是纯文本"),
        (b"%PDF-1.7", "不是纯文本"),
        (b"\xff\xff\xfe\x81\x00\x01", "编码"),
        (b"abc\x00def\x00", "编码"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, what: str):
    path = tmp_path / "规划.txt"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        PlanText.read(path)
    assert what in caught.value.what
    assert caught.value.where == "规划.txt"
    assert caught.value.remedy


def test_a_hundred_megabytes_and_no_file(tmp_path: Path):
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(UserError, match="100 MB"):
        PlanText.read(path)
    assert LARGEST_BYTES < 100_000_000
    for absent in (tmp_path, tmp_path / "无.txt"):
        with pytest.raises(UserError, match="找不到规划文本"):
            PlanText.read(absent)


def test_the_text_beside_the_plans_file(tmp_path: Path):
    plan = replace(_plan(), path=tmp_path / "mine.toml")
    assert text_of(plan) is None
    assert text_of(_plan()) is None
    (tmp_path / "mine.txt").write_text(TEXT, "utf-8")
    text = text_of(plan)
    assert text is not None
    assert (text.name, text.same_edition) == ("mine.txt", True)
    (tmp_path / "mine.txt").write_bytes(b"%PDF")
    with pytest.raises(UserError, match=r"mine\.txt"):
        text_of(plan)
