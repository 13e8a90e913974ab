"""`evaluate` on the lattice: keys, scenario, units, and what changed since."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import app
from layers.region import Region
from layers.tables import ManualValue
from tests.planner.coverage.lattice import PREFECTURE, facilities_of, facility, lattice_units
from tests.planner.plans.written import HEAD, write_plan

STATION, HOME = "social_work_station", "elderly_care_institution"
TABLE = (
    facility("甲站", STATION, "甲1-1"),
    facility("乙站", STATION, "乙1-1", status="building"),
    facility("甲院", HOME, "甲1-1", beds=100, nursing_beds=60),
)
KEYS = (
    "id name measure value low high numerator denominator unit target comparator met shortfall status missing evidence "
    "shortfall_unit remark relation principal group decides row origin due floor"
)
MORE = """
[[indicator]]
id = "stations"
name = "工作站覆盖率"
row = 1
kinds = ["social_work_station"]
unit_level = "township"
measure = "units_served"
data = "map"
comparator = ">="
value = 20
unit = "%"
base_value = 0
base_year = 2015
section = "专栏1"
line = 1
figure_line = 2
printed = "20"

[[indicator]]
id = "stations_again"
name = "再说工作站"
kinds = ["social_work_station"]
unit_level = "township"
measure = "units_served"
data = "map"
comparator = ">="
value = 20
unit = "%"
section = "二"
line = 3
printed = "20%"
same_as = "stations"

[[indicator]]
id = "homes"
name = "养老机构"
kinds = ["elderly_care_institution"]
measure = "count"
data = "map"
comparator = ">="
value = 2
unit = "个"
section = "三"
line = 4
printed = "2个"

[[indicator]]
id = "siting"
name = "选址"
measure = "other"
data = "manual"
comparator = "text"
siting = true
section = "三"
line = 5
printed = "邻近设置"

[[project]]
id = "station"
name = "乙站建设项目"
action = "新建"
kinds = ["social_work_station"]
unit = "乙县"
section = "四"
line = 6

[[project]]
id = "home"
name = "乙院"
action = "新建"
kinds = ["elderly_care_institution"]
unit = "乙县"
count = 2
section = "四"
line = 7
note = "两处写在一起。"

[[project]]
id = "wing"
name = "甲院护理楼"
action = "改扩建"
kinds = ["elderly_care_institution"]
section = "四"
line = 8
"""
ABOVE = """
[[indicator]]
id = "stations"
name = "工作站"
kinds = ["social_work_station"]
unit_level = "township"
measure = "units_served"
data = "map"
comparator = ">="
value = 10
unit = "%"
section = "一"
line = 1
printed = "10%以上"

[[indicator]]
id = "visits"
name = "探访率"
measure = "other"
data = "manual"
comparator = ">="
value = 90
unit = "%"
section = "一"
line = 2
printed = "90%"
"""
TEXT = "工作站覆盖率\n20\n再说工作站，工作站覆盖率达到20%。别的话。\n养老机构达到2个。\n邻近设置。\n试编规划\n"


def write_region(path: Path, table: tuple[dict[str, object], ...] = TABLE) -> Path:
    with Region.create(path, name="丁市", code=PREFECTURE) as region, region.writing("试验") as writer:
        writer.put_units(lattice_units(), None)
        writer.put_facilities(facilities_of(table), None)
        writer.set_manual_value(ManualValue("draft", "visits", 2023, 80.0, "王", "2023-12-31", "报表"))
        writer.set_manual_value(ManualValue("draft", "visits", 2024, 95.0, "王", "2024-12-31", "报表"))
    return path


@pytest.fixture
def region(tmp_path: Path) -> Path:
    return write_region(tmp_path / "区域.gpkg")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    write_plan(tmp_path, HEAD.replace("draft", "above").replace("210600", "210000") + ABOVE, "above.toml")
    return write_plan(tmp_path, HEAD + 'parent = "above"\n' + MORE)


Evaluate = Callable[..., Any]


@pytest.fixture
def evaluate(region: Path, plan: Path, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """Run the command; what `--json` prints, else the lines, or with `code=2` the complaint."""

    def run(*words: str | Path, code: int = 0) -> Any:
        ended = app.main(["evaluate", str(region), "--plan", str(plan), *map(str, words)])
        out, err = capsys.readouterr()
        assert (ended, "Traceback" in err) == (code, False), err
        return err if code else json.loads(out) if "--json" in words else out.splitlines()

    return run


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}


def test_every_row_with_its_keys(evaluate):
    found = evaluate("--json", "--year", "2020")
    rows = by_id(found["indicators"])
    assert list(rows) == ["stations", "stations_again", "homes", "siting", "visits"]
    assert all(set(row) == set(KEYS.split()) for row in rows.values())
    assert found["counts"] == {"met": 0, "not_met": 2, "unknown": 1}  # stations and homes; visits from 2023 on
    stations = rows["stations"]
    assert (stations["value"], stations["met"], stations["status"]) == (12.5, False, "not_met")
    assert (stations["group"], stations["row"], stations["decides"]) == ("table", 1, True)
    # From 0 in 2015 to 20 in 2025: half of it is due in 2020.
    assert stations["due"] == {"year": 2020, "value": 10.0, "base_value": 0.0, "base_year": 2015, "met": True}
    assert stations["floor"] == {
        "plan": "above",
        "target": 10.0,
        "printed": "10%以上",
        "met": True,
        "stricter": True,
        "looser": False,
    }
    again = rows["stations_again"]
    assert (again["relation"], again["principal"], again["decides"]) == ("same_as", "stations", False)
    assert (again["due"], again["floor"]) == (None, None)
    assert (rows["siting"]["group"], rows["visits"]["group"], rows["visits"]["origin"]) == (
        "siting",
        "superior",
        "above",
    )
    assert "today" not in stations
    assert "sentence" not in stations["evidence"]


def test_the_table_by_group(evaluate):
    lines = evaluate()
    headings = [line for line in lines if line.endswith(" 条")]
    assert headings == ["主要指标 1 条", "正文指标 1 条", "选址和建设要求 1 条", "上级规划的要求 1 条"]
    place = next(number for number, line in enumerate(lines) if line.startswith("stations "))
    assert lines[place + 1].startswith("stations_again")
    assert "    重申:再说工作站" in lines[place + 1]
    assert " 20% " in lines[place]  # a bare figure of a cell with its unit
    assert " 20%%" not in "".join(lines)
    assert any(line.startswith("siting") and "不作判定" in line for line in lines)
    assert "达标 1,未达标 2,待定 0" in lines


def test_sentences_of_the_plan_s_text(evaluate, tmp_path: Path):
    text = tmp_path / "规划.txt"
    text.write_text(TEXT, encoding="utf-8")
    rows = by_id(evaluate("--json", "--text", text)["indicators"])
    assert "工作站覆盖率达到20%" in rows["stations_again"]["evidence"]["sentence"]
    assert rows["stations_again"]["evidence"]["sentence_line"] == 3
    assert "别的话" not in rows["stations_again"]["evidence"]["sentence"]
    assert rows["visits"]["evidence"]["sentence"] is None  # the text above is not at hand
    (tmp_path / "above.txt").write_text("探\n探访率达到90%。\n", encoding="utf-8")
    rows = by_id(evaluate("--json", "--text", text)["indicators"])
    assert "90%" in rows["visits"]["evidence"]["sentence"]
    assert "没有.txt" in evaluate("--text", tmp_path / "没有.txt", code=2)


def test_when_the_projects_are_built(evaluate):
    found = evaluate("--json", "--scenario", "projects")
    rows = by_id(found["indicators"])
    assert (rows["stations"]["value"], rows["stations"]["met"]) == (25.0, True)
    assert rows["stations"]["today"] == {"value": 12.5, "low": 12.5, "high": 12.5, "met": False}
    assert (rows["homes"]["value"], rows["homes"]["today"]["value"]) == (3.0, 1.0)
    scenario = found["scenario"]
    assert (scenario["id"], scenario["label"]) == ("projects", "规划项目全部建成")
    assert [(one["id"], one["count"], one["new"], one["finished"], one["unit"]) for one in scenario["added"]] == [
        ("station", 1, [], ["F2"], "乙县"),
        ("home", 2, ["draft:home-1", "draft:home-2"], [], "乙县"),
    ]
    assert any("甲院护理楼" in note and "改扩建" in note for note in scenario["notes"])
    assert (scenario["counts_today"]["met"], found["counts"]["met"]) == (1, 3)
    assert evaluate("--json", "--scenario", "today")["counts"] == evaluate("--json")["counts"]


def test_today_and_then_side_by_side(evaluate):
    lines = evaluate("--scenario", "projects")
    head = next(line for line in lines if line.startswith("代号"))
    assert head.split() == ["代号", "指标", "今天", "项目建成后", "目标", "结论", "缺什么"]
    stations = next(line for line in lines if line.startswith("stations "))
    assert stations.split() == ["stations", "工作站覆盖率", "12.5%", "25.0%", "20%", "未达标→达标"]
    assert "现状:达标 1,未达标 2,待定 0" in lines
    assert "规划项目全部建成:达标 3,未达标 0,待定 0" in lines
    assert "  乙院:乙县,2 处。两处写在一起。" in lines
    assert any(line.startswith("“甲院护理楼”是改扩建") for line in lines)


def test_scenarios_that_there_are_not(evaluate):
    told = evaluate("--scenario", "nothing", code=2)
    assert "没有“nothing”这个方案" in told
    assert "projects(规划项目全部建成)" in told
    assert "today(现状)" in told


def test_unit_by_unit(evaluate):
    found = evaluate("--json", "--by", "county")
    assert (found["by"], [unit["name"] for unit in found["units"]]) == ("county", ["甲区", "乙县"])
    west, east = found["units"]
    assert (west["code"], west["parent"], east["counts"]) == (
        "210602000000",
        "丁市",
        {"met": 0, "not_met": 1, "unknown": 2},
    )
    rows = by_id(west["indicators"])
    assert list(rows) == [row["id"] for row in found["indicators"]]
    assert rows["stations"] == {
        "id": "stations",
        "value": 25.0,
        "low": 25.0,
        "high": 25.0,
        "numerator": 1.0,
        "denominator": 4.0,
        "met": True,
        "shortfall": 0.0,
        "shortfall_unit": "%",
        "missing": [],
    }
    assert by_id(east["indicators"])["stations"]["shortfall"] == 1.0
    assert (rows["homes"]["met"], rows["homes"]["missing"]) == (None, ["目标是全区域的"])
    assert rows["visits"]["missing"] == ["人工填报的数只有全区域的"]
    later = evaluate("--json", "--by", "county", "--scenario", "projects")["units"][1]
    assert by_id(later["indicators"])["stations"]["value"] == 25.0
    assert by_id(later["indicators"])["homes"]["value"] == 2.0


def test_one_indicator_is_ranked_and_several_are_counted(evaluate):
    lines = evaluate("--by", "county", "--indicator", "stations")
    first = lines.index("按县级单元") + 2
    assert lines[first].split() == ["1", "210624000000", "乙县", "丁市", "0.0%", "0/4", "未达标", "1", "个乡镇(街道)"]
    assert lines[first + 1].split() == ["2", "210602000000", "甲区", "丁市", "25.0%", "1/4", "达标", "—"]
    lines = evaluate("--by", "township")
    first = lines.index("按乡级单元")
    assert lines[first + 1].split() == ["代码", "单元", "上级", "达标", "未达标", "待定"]
    assert lines[first + 2].split() == ["210602001000", "甲1街道", "甲区", "1", "0", "2"]
    assert len(lines) == first + 10
    both = evaluate("--json", "--by", "county", "--indicator", "homes", "--indicator", "stations")
    assert [row["id"] for row in both["units"][0]["indicators"]] == ["stations", "homes"]
    assert len(both["indicators"]) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "province"), "--by 不能是 province"),
        (("--by", "county", "--indicator", "nothing"), "没有指标“nothing”"),
        (("--indicator", "stations"), "--indicator 要和 --by 一起用"),
        (("--since", "没有.gpkg"), "没有.gpkg"),
        (("--since", "旧.gpkg", "--scenario", "projects"), "--since 不能和 --scenario 一起用"),
    ],
)
def test_what_is_refused(evaluate, words, said):
    assert said in evaluate(*words, code=2)


def test_since_an_earlier_file(evaluate, tmp_path: Path):
    old = write_region(tmp_path / "旧.gpkg", (*TABLE[1:], facility("丙院", HOME, "乙2-1")))
    found = evaluate("--json", "--since", old)
    changes, rows = found["changes"], by_id(found["changes"]["indicators"])
    # F1, F2, F3 are 乙站, 甲院, 丙院 there: names tell them apart, not the numbers of the list.
    assert [one["name"] for one in changes["facilities"]["added"]] == ["甲站"]
    assert [one["name"] for one in changes["facilities"]["gone"]] == ["丙院"]
    assert (changes["facilities"]["changed"], changes["units"]) == ([], [])
    assert set(rows["stations"]) == {"id", "old", "new", "old_met", "met", "because"}
    assert (rows["stations"]["old"], rows["stations"]["new"]) == (0.0, 12.5)
    (because,) = rows["stations"]["because"]
    assert (because["name"], because["change"], because["facilities"]) == ("甲1街道", "counted", ["甲站"])
    assert (rows["homes"]["old"], rows["homes"]["new"]) == (2.0, 1.0)
    assert (rows["homes"]["old_met"], rows["homes"]["met"]) == (True, False)
    assert [one["text"] for one in rows["homes"]["because"]] == ["丙院：已不在清单里"]
    assert (found["counts"], len(found["indicators"])) == (evaluate("--json")["counts"], 5)


def test_what_changed_in_sentences(evaluate, region: Path, tmp_path: Path):
    old = Path(shutil.copyfile(region, tmp_path / "旧.gpkg"))
    built = facilities_of(TABLE)
    built = replace(built, status=np.array(["operating"] * 3), numbers=built.numbers | {"beds": np.array([9.0] * 3)})
    with Region.open(region) as changed, changed.writing("建成") as writer:
        writer.put_facilities(built, None)
    lines = evaluate("--since", old)
    said = lines[lines.index("与原来相比") :]
    assert said[1] == "设施:新增 0 处,不在清单里了 0 处,有变化 3 处"
    assert "  乙站:状态由在建变为运营;床位由未填变为9" in said
    assert "  工作站覆盖率由12.5%变为25.0%,由未达标变为达标" in said
    assert "    乙1街道：原来仅有在建的乙站，现在由乙站提供（乙站状态由在建变为运营，床位由未填变为9）" in said
    assert not any("养老机构" in line for line in said)
    assert evaluate("--since", region)[-1] == "指标:没有变化"


def test_since_an_earlier_year(evaluate):
    found = evaluate("--json", "--since", "2023", "--year", "2024")
    visits = by_id(found["changes"]["indicators"])["visits"]
    assert (found["year"], found["changes"]["year"]) == (2024, 2023)
    assert (visits["old"], visits["new"], visits["old_met"], visits["met"]) == (80.0, 95.0, False, True)
    assert [one["text"] for one in visits["because"]] == ["人工填报的数由80变为95"]
    lines = evaluate("--since", "2023")
    assert "与 2023 年相比" in lines
    assert "  探访率由80.0%变为95.0%,由未达标变为达标" in lines


def test_another_region_is_refused(evaluate, tmp_path: Path):
    with Region.create(tmp_path / "别.gpkg", name="戊市", code="210700000000"):
        pass
    assert "不是同一个区域" in evaluate("--since", tmp_path / "别.gpkg", code=2)


def test_norms_stand_beside_the_plan_and_are_counted_nowhere(evaluate):
    found, plain = evaluate("--json", "--norms", "--year", "2025"), evaluate("--json", "--year", "2025")
    rows = by_id(found["norms"])
    beds = rows["beds_per_1000"]
    assert (beds["target"], beds["comparator"], beds["status"], beds["repealed"]) == (40.0, ">=", "推荐", "")
    assert beds["document"].startswith("GB 50437")
    assert found["counts"] == plain["counts"]
    assert "norms" not in plain
    lines = evaluate("--norms", "--year", "2025")
    assert f"规范(只作参考) {len(rows)} 条" in lines
    assert any(line.startswith("beds_per_1000 ") for line in lines)
