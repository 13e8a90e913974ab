"""The command about plans: what they say, their sentences, and plan files in and out."""

import json
from pathlib import Path

import openpyxl
import platformdirs
import pytest

import app
from planner.plans.indicator import GROUP_LABELS
from planner.plans.reading import load_plan, load_plans
from tests.journeys.conftest import Command
from tests.planner.plans.written import HEAD, STATIONS, write_plan

OF_AN_INDICATOR = (
    "id name kind unit_level measure comparator value unit base_value year nature class section line printed note "
    "row raw figure_line relation principal siting at_least each inherits superior group decides origin "
    "of unit_classes base_year limit measured_in mode entered_comparator choices"
).split()
TEXT = "试编县规划\n\n工作站覆盖率达到80;书屋12处。\n"


@pytest.fixture(autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own plans."""
    data = tmp_path_factory.mktemp("data")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: data)
    return data / "plans"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A plan file of one's own, under 辽宁's, with its text beside it."""
    write = (HEAD + STATIONS).replace('id = "draft"', 'id = "draft"\nparent = "liaoning"')
    (tmp_path / "县规划.txt").write_text(TEXT, "gb18030")
    return write_plan(tmp_path, write, "县规划.toml")


def _said(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> tuple[str, str]:
    ended = app.main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert ended == code, err
    assert "Traceback" not in err
    return out, err


def _refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    out, err = _said(capsys, *words, code=2)
    assert out == ""
    assert len(err.splitlines()) == 1
    return err


def test_every_plan_with_all_it_says(yike: Command) -> None:
    told = yike("plans")
    assert list(told) == ["plans"]
    for one, plan in zip(told["plans"], load_plans(), strict=True):
        assert list(one) == ["id", "name", "status", "parent", "indicators", "baselines", "projects", "inherited"]
        assert (one["id"], one["name"], one["status"], one["parent"]) == (plan.id, plan.name, plan.status, plan.parent)
        counts = [len(one[name]) for name in ("indicators", "baselines", "projects", "inherited")]
        assert counts == [len(plan.indicators), len(plan.baselines), len(plan.projects), len(plan.inherited)]
        for entry in (*one["indicators"], *one["inherited"]):
            assert sorted(entry) == sorted(OF_AN_INDICATOR)


def test_one_plan_by_its_keys(yike: Command) -> None:
    (plan,) = yike("plans", "--plan", "hunnan")["plans"]
    rows = {row["id"]: row for row in plan["indicators"]}
    size = rows["urban_community_facility_size"]
    assert (size["each"], size["class"], size["group"]) == ({"floor_area_m2": 600}, "attributes", "text")
    assert size["kind"] == "community_service_facility"
    again = rows["nursing_bed_share_again"]
    assert (again["relation"], again["principal"], again["decides"]) == ("same_as", "nursing_bed_share", False)
    assert {row["origin"] for row in plan["inherited"]} == {"liaoning"}
    assert {row["group"] for row in plan["inherited"]} == {"superior"}
    beds = next(row for row in plan["baselines"] if row["printed"] == "9246张")
    assert (beds["value"], beds["unit"], beds["line"]) == (9246, "张", 27)
    cremation = next(row for row in plan["projects"] if row["id"] == "infectious_cremation_facility")
    assert cremation["numbers"] == {}
    assert {"kind", "place", "unit", "count", "investment", "indicator", "printed", "last_line"} <= cremation.keys()


def test_the_listing_has_one_line_for_each_entry(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = _said(capsys, "plans", "--plan", "dandong")
    plan, lines = load_plan("dandong"), out.splitlines()
    assert err == ""
    assert "丹东市民政事业发展第十四个五年规划(征求意见稿) 代号 dandong 上级规划 liaoning" in lines
    for entry in (*plan.every, *plan.baselines, *plan.projects):
        assert sum(line.split()[:1] == [entry.id] for line in lines) == 1, entry.id
    titles = [line.split()[0] for line in lines if line.endswith(" 条")]
    assert titles == [*GROUP_LABELS.values(), "基期数", "项目"]
    at = {line.split()[0]: place for place, line in enumerate(lines) if line.strip()}
    for entry in plan.indicators:
        if entry.principal:  # below the one that decides, and set in
            told = lines[at[entry.id]]
            assert at[entry.principal] < at[entry.id] <= at[entry.principal] + len(plan.beside(entry.principal))
            assert told.removeprefix(entry.id).lstrip(" ").startswith(("重申:", "另有说法:", "阶段目标:"))
            assert told[: told.index(":")].endswith(("  重申", "  另有说法", "  阶段目标"))
    assert "规划的要求" in out


def test_sentences_of_the_plans_text(yike: Command, capsys: pytest.CaptureFixture[str], mine: Path) -> None:
    text = mine.with_suffix(".txt")
    (plan,) = yike("plans", "--plan", mine, "--text", text)["plans"]
    (row,) = plan["indicators"]
    assert (row["sentence"], row["sentence_line"], row["moved"]) == ("工作站覆盖率达到80;", 3, False)
    assert sorted(row) == sorted([*OF_AN_INDICATOR, "sentence", "sentence_line", "moved"])
    assert {entry["sentence"] for entry in plan["inherited"]} == {None}  # 辽宁's text is not at hand
    text.write_text("前言\n\n" + TEXT, "utf-8")
    (plan,) = yike("plans", "--plan", mine, "--text", text)["plans"]
    assert [plan["indicators"][0][key] for key in ("sentence_line", "moved")] == [5, True]
    out, _ = _said(capsys, "plans", "--plan", mine, "--text", text)
    (line,) = [line for line in out.splitlines() if line.startswith("stations")]
    assert line.endswith("第 5 行(与规划文件所记的行不同):工作站覆盖率达到80;")
    text.write_text("别的规划\n", "utf-8")
    assert "不像是《试编规划》的原文" in _refused(capsys, "plans", "--plan", mine, "--text", text)
    text.write_text("试编规划\n", "utf-8")
    out, _ = _said(capsys, "plans", "--plan", mine, "--text", text)
    assert "(文本里没有找到)" in out
    (plan,) = yike("plans", "--plan", mine, "--text", text)["plans"]
    assert [plan["indicators"][0][key] for key in ("sentence", "sentence_line", "moved")] == [None, None, None]


def test_the_whole_way_of_a_plan_of_ones_own(yike: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Template, filled in, made a plan file, kept, used by its id, taken out again."""
    sheet, made = tmp_path / "模板.xlsx", tmp_path / "我县.toml"
    assert yike("plans", "--template", sheet) == {"file": str(sheet), "plan": ""}
    book = openpyxl.load_workbook(sheet)
    for row, value in enumerate(("wo_xian", "我县规划", "自拟", "210624000000", "liaoning", 2025), start=2):
        book["规划"].cell(row, 2).value = value
    book["指标"]["A3"].value = None  # the first example becomes an entry
    book.save(sheet)
    told = yike("plans", "--from-template", sheet, "--out", made)
    assert told == {
        "file": str(made), "id": "wo_xian", "name": "我县规划", "indicators": 1, "baselines": 0, "projects": 0,
    }  # fmt: skip
    assert "wo_xian" not in [plan["id"] for plan in yike("plans")["plans"]]
    assert yike("plans", "--keep", made)["id"] == "wo_xian"
    assert [plan["id"] for plan in yike("plans")["plans"]][-1] == "wo_xian"
    (plan,) = yike("plans", "--plan", "wo_xian")["plans"]
    assert (plan["parent"], plan["indicators"][0]["id"]) == ("liaoning", "social_work_stations")
    assert "wo_xian" in _refused(capsys, "plans", "--keep", made)
    assert yike("plans", "--keep", made, "--replace")["name"] == "我县规划"
    filled = tmp_path / "填好的.xlsx"
    assert yike("plans", "--template", filled, "--plan", "wo_xian")["plan"] == "wo_xian"
    assert yike("plans", "--forget", "wo_xian") == {"id": "wo_xian"}
    assert "没有规划“wo_xian”" in _refused(capsys, "plans", "--plan", "wo_xian")


def test_what_is_done_is_said(capsys: pytest.CaptureFixture[str], mine: Path, tmp_path: Path) -> None:
    for words, said in (
        (("--template", tmp_path / "a.xlsx"), "已写好规划录入模板"),
        (("--template", tmp_path / "b.xlsx", "--plan", mine), "已写好规划录入模板(试编规划)"),
        (("--from-template", tmp_path / "b.xlsx", "--out", tmp_path / "b.toml"), "1 条指标"),
        (("--keep", mine), "以后用 --plan draft"),
        (("--forget", "draft"), "已从自己的规划里移除 draft"),
    ):
        out, err = _said(capsys, "plans", *words)
        assert (out, len(err.splitlines())) == ("", 1)
        assert said in err


def test_a_broken_plan_of_ones_own_is_told_and_left_out(
    yike: Command, capsys: pytest.CaptureFixture[str], own: Path, mine: Path
) -> None:
    yike("plans", "--keep", mine)
    (own / "broken.toml").write_bytes(b"format = \xff")
    assert app.main(["plans", "--json"]) == 0
    out, err = capsys.readouterr()
    assert [plan["id"] for plan in json.loads(out)["plans"]][-1] == "draft"
    assert "自己的规划没有列出:broken.toml 第 1 行" in err
    assert "第 1 行" in _refused(capsys, "plans", "--plan", "broken")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--text", "x.txt"), "没有说是哪个规划的文本"),
        (("--plan", "dandong", "--text", "no.txt"), "找不到规划文本"),
        (("--plan", "atlantis"), "没有规划“atlantis”"),
        (("--template", "x.xlsx", "--keep", "x.toml"), "不能同时用"),
        (("--template", "x.csv"), ".xlsx 结尾"),
        (("--template", "x.xlsx", "--out", "y.toml"), "用不着 --out"),
        (("--from-template", "x.xlsx"), "--out 我的规划.toml"),
        (("--from-template", "no.xlsx", "--out", "no.toml"), "找不到文件"),
        (("--from-template", "x.xlsx", "--out", "y.toml", "--plan", "dandong"), "用不着 --plan"),
        (("--keep", "no.toml"), "找不到文件"),
        (("--keep", "x.toml", "--text", "y.txt"), "用不着 --text"),
        (("--forget", "dandong"), "随程序带的规划不能移除"),
        (("--forget", "atlantis"), "自己的规划里没有“atlantis”"),
        (("--replace",), "用不着 --replace"),
        (("--out", "x.toml"), "用不着 --out"),
    ],
)
def test_what_cannot_be_done(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in _refused(capsys, "plans", *words)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_unasked(yike: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sheet, made = tmp_path / "a.xlsx", tmp_path / "a.toml"
    yike("plans", "--template", sheet, "--plan", "hunnan")
    made.write_text("precious", "utf-8")
    before = sheet.read_bytes()
    assert "文件已经存在" in _refused(capsys, "plans", "--template", sheet)
    assert "文件已经存在" in _refused(capsys, "plans", "--from-template", sheet, "--out", made)
    assert (sheet.read_bytes(), made.read_text("utf-8")) == (before, "precious")
    assert yike("plans", "--from-template", sheet, "--out", made, "--replace")["id"] == "hunnan"
    assert "代号“hunnan”与随程序带的规划相同" in _refused(capsys, "plans", "--keep", made)
