"""Plan files with a fault: each is told with its file, its line, its key and what to do.

`test_reading` has the faults of an indicator's own keys; here are those of the other entries, and between entries.
"""

import re
from pathlib import Path

import pytest

from layers.errors import UserError
from planner.plans.reading import read_plan
from tests.planner.plans.written import HEAD, STATIONS, write_plan

# Lines 1 to 6 are the head; the indicators begin on lines 8, 22 and 36, the baseline on 48, the project on 58.
OTHERS = """
[[indicator]]
id = "beds"
name = "养老床位数"
kinds = ["elderly_care_institution"]
measure = "count"
of = "beds"
data = "attributes"
comparator = ">="
value = 500
unit = "张"
section = "第三章"
line = 9
printed = "500张"

[[indicator]]
id = "beds_again"
name = "养老床位数(重申)"
same_as = "beds"
measure = "other"
data = "manual"
comparator = "text"
section = "第四章"
line = 19
printed = "500张"
row = 2

[[baseline]]
id = "beds_2020"
name = "2020年的养老床位"
value = 400
unit = "张"
year = 2020
section = "第一章"
line = 2
printed = "400张"

[[project]]
id = "centre"
name = "县养老中心"
action = "新建"
beds = 100
section = "专栏5"
line = 30
printed = ["100张"]
"""
WHOLE = HEAD + STATIONS + OTHERS
CIRCLE = 'measure = "share_reached"\nof = "population"\nwithin = { minutes = 15, mode = "walk" }'


def test_without_a_fault_it_is_a_plan(tmp_path: Path):
    plan = read_plan(write_plan(tmp_path, WHOLE))
    assert [len(plan.indicators), len(plan.baselines), len(plan.projects)] == [3, 1, 1]
    assert WHOLE.split("\n")[7] == WHOLE.split("\n")[21] == "[[indicator]]"
    assert WHOLE.split("\n")[35] == "[[indicator]]"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "what", "remedy"),
    [
        # keys and words
        ('of = "beds"', 'off = "beds"', 27, "off", "没有这一项", "是不是“of”"),
        (
            '["elderly_care_institution"]',
            '["elderly_home"]',
            25,
            "kinds",
            "“elderly_home”不认识",
            "是不是“funeral_home”",
        ),
        ('action = "新建"', 'action = "扩建"', 61, "action", "“扩建”不认识", "改扩建"),
        ('id = "centre"', 'id = "centre"\nbeds_new = 3', 60, "beds_new", "没有这一项", "beds"),
        ("year = 2020", "years = 2020", 53, "years", "没有这一项", "是不是“year”"),
        ("target_year = 2025", "target_year = 1925", 6, "target_year", "2000 到 2100", "整数|小数"),
        ("year = 2020", "year = 20", 53, "year", "1949 到 2100", "整数|小数"),
        ("year = 2020", 'year = "2020年"', 53, "year", "整数", "不加引号"),
        # figures
        ('value = 500\nunit = "张"', "value = 500", 30, "value", "有目标值却没有单位", "请写 unit"),
        ('value = 400\nunit = "张"', "value = 400", 48, "unit", "没有写", "必须有"),
        ("value = 400\n", "", 48, "value", "没有写", "必须有"),
        ("value = 400", 'value = "400张"', 51, "value", "应当是数字", "不写单位"),
        ("value = 400", "value = 1e300", 51, "value", "数字太大", "核对"),
        ('printed = "400张"', 'printed = "400张"\ntarget = 350', 48, "target_printed", "照印", "请写 target_printed"),
        ('printed = "400张"', 'printed = "400张"\nof = "rooms"', 57, "of", "of 与 measure 不相配", "plan-format"),
        ('printed = "400张"', 'printed = "400张"\ncomparator = "≈"', 57, "comparator", "不认识", ">="),
        ("beds = 100", "beds = 100\nfloor_area_m2 = -3500", 63, "floor_area_m2", "不能小于 0", "核对"),
        ("beds = 100", 'beds = "100张"', 62, "beds", "应当是数字", "不写单位"),
        ("beds = 100", "beds = 100\ncount = 0", 63, "count", "1 到 10000", "整数|小数"),
        ('printed = ["100张"]', 'printed = "100张"', 65, "printed", "应当是一列文字", "例如"),
        ("line = 30", "line = 30\nlast_line = 29", 65, "last_line", "30 到", "整数|小数"),
        # ids
        ('id = "beds"', 'id = "stations"', 23, "id", "“stations”与第 9 行重复", "换一个"),
        ('id = "beds_2020"', 'id = "beds"', 49, "id", "“beds”与第 23 行重复", "换一个"),
        ('id = "centre"', 'id = "beds_2020"', 59, "id", "“beds_2020”与第 49 行重复", "换一个"),
        ('id = "centre"', 'id = "县中心"', 59, "id", "写法不对", "plan-format"),
        ('id = "beds"', 'id = "beds"\nrow = 2', 47, "row", "与第 24 行重复", "序号"),
        # entries that name each other
        ('same_as = "beds"', 'same_as = "bed"', 39, "same_as", "没有指标“bed”", "另一条指标的 id"),
        ('same_as = "beds"', 'same_as = "beds_again"', 39, "same_as", "没有指标“beds_again”", "另一条"),
        ('same_as = "beds"', 'same_as = "beds_2020"', 39, "same_as", "没有指标“beds_2020”", "另一条"),
        ('id = "beds"', 'id = "beds"\nsame_as = "beds_again"', 24, "same_as", "自己也指向别的指标", "起决定作用"),
        ('id = "stations"', 'id = "stations"\nmilestone_of = "beds_again"', 10, "milestone_of", "自己也指向", "起决定"),
        ('same_as = "beds"', 'milestone_of = "beds"', 36, "year", "不早于", "更早的 year"),
        ('same_as = "beds"', 'milestone_of = "beds"\nyear = 2026', 40, "year", "不早于", "更早的 year"),
        (
            'same_as = "beds"',
            'same_as = "beds"\nconflicts_with = "stations"',
            40,
            "conflicts_with",
            "只能写一个",
            "其余",
        ),
        ('id = "beds_2020"', 'id = "beds_2020"\nindicator = "bed"', 50, "indicator", "没有指标“bed”", "id"),
        ('id = "centre"', 'id = "centre"\nindicator = "beds_2020"', 60, "indicator", "没有指标", "id"),
        # what does not go with the measure
        ('of = "beds"', 'of = "beds"\nat_least = 2', 28, "at_least", "只用于 units_served", "去掉"),
        ('data = "map"', 'data = "map"\nat_least = 0', 15, "at_least", "1 到 100", "整数|小数"),
        ('measure = "units_served"', CIRCLE + "\neach = { beds = 5 }", 16, "each", "只用于", "去掉"),
        ('data = "map"', 'data = "map"\neach = { rooms = 5 }', 15, "rooms", "没有这一项", "可写 beds"),
        ('data = "map"', 'data = "map"\neach = {}', 15, "each", "至少多少", "例如"),
        ('data = "map"', 'data = "map"\nsiting = "是"', 15, "siting", "true 或 false", "引号"),
        ('data = "map"', 'data = "map"\ninherits = 0', 15, "inherits", "true 或 false", "引号"),
        # the plan above
        ("target_year", 'parent = "atlantis"\ntarget_year', 6, "parent", "没有上级规划“atlantis”", "dandong"),
        ("target_year", 'parent = "draft"\ntarget_year', 6, "parent", "又成了自己的上级", "检查"),
        ("target_year", 'parent = "../x"\ntarget_year', 6, "parent", "写法不对", "plan-format"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, old: str, new: str, line: int, key: str, what: str, remedy: str):
    assert old in WHOLE
    with pytest.raises(UserError) as caught:
        read_plan(write_plan(tmp_path, WHOLE.replace(old, new, 1)))
    told = caught.value
    assert told.where == f"自拟.toml 第 {line} 行 {key}"
    assert what in told.what
    assert re.search(remedy, told.remedy)


def test_plans_above_each_other(tmp_path: Path):
    """Three plans in a ring, which no plan may stand in."""
    above = {"draft": "two", "two": "three", "three": "draft"}
    for plan_id, parent in above.items():
        text = (HEAD + STATIONS).replace('id = "draft"', f'id = "{plan_id}"\nparent = "{parent}"')
        write_plan(tmp_path, text, f"{plan_id}.toml")
    with pytest.raises(UserError) as caught:
        read_plan(tmp_path / "draft.toml")
    assert caught.value.where == "three.toml 第 3 行 parent"
    assert "又成了自己的上级" in caught.value.what


def test_a_plan_above_under_another_name(tmp_path: Path):
    write_plan(tmp_path, HEAD + STATIONS, "two.toml")
    mine = write_plan(tmp_path, (HEAD + STATIONS).replace('id = "draft"', 'id = "mine"\nparent = "two"'), "mine.toml")
    with pytest.raises(UserError) as caught:
        read_plan(mine)
    assert caught.value.where == "mine.toml 第 3 行 parent"
    assert "“draft”" in caught.value.what


def test_a_fault_in_the_plan_above_names_its_file(tmp_path: Path):
    write_plan(tmp_path, (HEAD + STATIONS).replace('"draft"', '"two"').replace("value = 80", "value = 8x"), "two.toml")
    mine = write_plan(tmp_path, (HEAD + STATIONS).replace('id = "draft"', 'id = "mine"\nparent = "two"'), "mine.toml")
    with pytest.raises(UserError) as caught:
        read_plan(mine)
    assert caught.value.where == "two.toml 第 16 行 value"


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"\0" * 100_000_000, "自拟.toml", "100 MB"),
        (WHOLE.encode("gb18030"), "自拟.toml 第 3 行", "不是 UTF-8"),
        (WHOLE.encode("utf-16"), "自拟.toml 第 1 行", "不是 UTF-8"),
        (b"", "自拟.toml 第 1 行 format", "没有写"),
        (b"PK\x03\x04\x14\x00", "自拟.toml 第 1 行", "写法不对"),
        ((WHOLE + "\nnote = " + '"' + "长" * 20_000 + '"').encode(), "自拟.toml 第 67 行", "太长"),
    ],
    ids=["large", "gb18030", "utf-16", "empty", "zip", "long line"],
)
def test_files_that_are_no_plan(tmp_path: Path, content: bytes, where: str, what: str):
    path = tmp_path / "自拟.toml"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_plan(path)
    assert caught.value.where == where
    assert what in caught.value.what
    assert caught.value.remedy


def test_every_remark_of_the_readers_has_a_remedy():
    """A fault that only says what is wrong leaves the reader of it alone."""
    folder = Path(__file__).resolve().parents[3] / "planner" / "plans"
    for name in ("fields", "indicator_reading", "baseline_reading", "project_reading", "references", "reading"):
        source = (folder / f"{name}.py").read_text("utf-8")
        calls = re.findall(r"\.wrong\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", source)
        assert len(calls) == source.count(".wrong(")
        assert all(len(re.findall(r",\s+f?[\"'_a-z]", call)) >= 2 for call in calls), name
