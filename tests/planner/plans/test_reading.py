"""Plan files: what is right is read, what is wrong is named with file, line and key."""

import os
import re
from pathlib import Path

import pytest

from layers.errors import UserError
from planner.plans.indicator import Choice
from planner.plans.reading import load_plan, read_plan
from planner.plans.toml_file import LARGEST_BYTES
from tests.planner.plans.written import HEAD, STATIONS, write_plan

_ROOT = Path(__file__).resolve().parents[3]


def _refused(tmp_path: Path, text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        read_plan(write_plan(tmp_path, text))
    return caught.value


def test_the_least_that_can_be_written(tmp_path: Path):
    plan = load_plan(write_plan(tmp_path, HEAD + STATIONS))
    (row,) = plan.indicators
    assert (plan.id, plan.parent, plan.target_year) == ("draft", "", 2025)
    assert (row.value, row.year, row.unit_classes, row.base_value, row.note) == (80.0, 2025, (), None, "")


def test_everything_that_can_be_written(tmp_path: Path):
    text = """
[[indicator]]
id = "circle"
name = "一刻钟服务圈覆盖率"
kinds = ["community_elderly_station", "subdistrict_elderly_centre"]
measure = "share_reached"
of = "aged_60"
within = { minutes = 15, mode = "elderly" }
data = "map"
comparator = ">"
value = 5
unit = "百分点"
base_value = 80
base_year = 2020
year = 2024
nature = "约束性"
section = "第五章"
line = 7
printed = "5个百分点"
note = "说明"

[[indicator.choice]]
label = "只计社区站"
kinds = ["community_elderly_station"]
"""
    (row,) = read_plan(write_plan(tmp_path, HEAD + text)).indicators
    assert (row.limit, row.measured_in, row.mode) == (15.0, "minutes", "elderly")
    assert (row.base_value, row.base_year, row.year, row.nature) == (80.0, 2020, 2024, "约束性")
    assert row.choices == (Choice("只计社区站", None, ("community_elderly_station",)),)


def test_metres_and_a_text_target(tmp_path: Path):
    text = (
        STATIONS.replace('measure = "units_served"', 'measure = "share_reached"\nof = "population"')
        .replace("value = 80\n", "within = { metres = 1000 }\n")
        .replace('comparator = ">="', 'comparator = "text"\nentered_comparator = ">="')
    )
    (row,) = read_plan(write_plan(tmp_path, HEAD + text)).indicators
    assert (row.limit, row.measured_in, row.mode) == (1000.0, "metres", "straight")
    assert (row.value, row.comparator, row.entered_comparator) == (None, "text", ">=")


def test_notepad_mark_and_windows_line_ends(tmp_path: Path):
    path = tmp_path / "p.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + STATIONS).replace("\n", "\r\n").encode())
    assert len(read_plan(path).indicators) == 1


def test_the_example_of_the_manual_is_a_plan(tmp_path: Path):
    blocks = re.findall(r"```toml\n(.*?)```", (_ROOT / "docs" / "plan-format.md").read_text(encoding="utf-8"), re.S)
    example, *others, choices = blocks
    head, *rest = example.partition("\n[[baseline]]")
    plan = read_plan(write_plan(tmp_path, head + "\n" + choices + "".join(rest) + "".join(others)))
    stations, size, earlier, near = plan.indicators
    assert [choice.label for choice in stations.choices] == ["只计街道", "志愿服务站也算"]
    assert (stations.row, stations.figure_line, plan.parent) == (1, 122, "liaoning")
    assert plan.base_of(stations) == (40.0, 2020)
    assert size.each == (("floor_area_m2", 350.0),)
    assert (earlier.relation, earlier.principal, earlier.year) == ("milestone_of", "social_work_stations", 2023)
    assert (near.siting, near.decides) == (True, False)
    assert [project.numbers for project in plan.projects] == [(("beds", 300.0),)]


def test_the_manual_names_every_key():
    """The keys of an indicator, a baseline and a project are those that their readers ask for."""
    manual = (_ROOT / "docs" / "plan-format.md").read_text(encoding="utf-8")
    tables = {name: manual.split(f"\n## {name}\n")[1].split("\n## ")[0] for name in ("指标的各项", "基期数", "项目")}
    readers = {"指标的各项": ("indicator", "fields"), "基期数": ("baseline", "fields"), "项目": ("project", "fields")}
    for name, (entry, fields) in readers.items():
        source = (_ROOT / "planner" / "plans" / f"{entry}_reading.py").read_text(encoding="utf-8")
        keys = set(re.findall(rf'\b{fields}\.(?:text|texts|words|number|whole|flag|inner)\(\s*"(\w+)"', source))
        assert len(keys) > 10
        assert {key for key in keys if f"`{key}`" not in tables[name]} == set()


def test_the_manual_names_every_measure():
    from planner.plans.indicator import MEASURE_LABELS

    manual = (_ROOT / "docs" / "plan-format.md").read_text(encoding="utf-8")
    assert all(f"| `{measure}` |" in manual for measure in MEASURE_LABELS)


# HEAD has 6 lines; a blank line; [[indicator]] stands on line 8, its id on line 9 ... printed on line 19.
@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("unit_level =", "unit_levle =", "第 12 行 unit_levle", "没有这一项"),
        ('["social_work_station"]', '["social_station"]', "第 11 行 kinds", "social_work_station"),
        ('["social_work_station"]', '["lottery_outlet", "lottery_outlet"]', "第 11 行 kinds", "两遍"),
        ('["social_work_station"]', "[1]", "第 11 行 kinds", "应当是一列文字"),
        ('"township"', '"townships"', "第 12 行 unit_level", "是不是“township”"),
        ('"units_served"', '"units"', "第 13 行 measure", "不认识"),
        ('data = "map"', 'data = "maps"', "第 14 行 data", "不认识"),
        ('comparator = ">="', 'comparator = "≥"', "第 15 行 comparator", "不认识"),
        ("value = 80", 'value = "80"', "第 16 行 value", "应当是数字"),
        ("value = 80", "value = true", "第 16 行 value", "应当是数字"),
        ("value = 80", "value = nan", "第 16 行 value", "不是数"),
        ("value = 80", "value = inf", "第 16 行 value", "不是数"),
        ("value = 80\n", "", "第 8 行 value", "没有写目标值"),
        ("value = 80", "value = 100.5", "第 16 行 value", "超出 0 到全部"),
        ("value = 80", "value = -1", "第 16 行 value", "超出 0 到全部"),
        ("value = 80", "value = 80\neach = { beds = -1 }", "第 17 行 each", "不能是负数"),
        (
            'printed = "80"',
            'printed = "80"\nbase_value = 9\nbase_year = 2025',
            "第 22 行 base_year",
            "不早于目标年 2025",
        ),
        ('unit = "%"\n', "", "第 16 行 value", "没有单位"),
        ('unit = "%"', 'unit = "个"', "第 17 行 unit", "%"),
        ('unit = "%"', 'unit = "百分点"', "第 17 行 unit", "基期值"),
        ('section = "专栏1"', 'section = ""', "第 18 行 section", "不能空着"),
        ("line = 3", "line = 0", "第 19 行 line", "整数"),
        ("line = 3", "line = 3.5", "第 19 行 line", "整数"),
        ('printed = "80"\n', "", "第 8 行 printed", "没有写"),
        ('printed = "80"', 'printed = "80"\nyear = 25', "第 21 行 year", "2000 到 2100"),
        ('printed = "80"', 'printed = "80"\nbase_year = 2020', "第 8 行 base_value", "要么都写"),
        ('printed = "80"', 'printed = "80"\nunit_classes = ["市辖区"]', "第 21 行 unit_classes", "街道"),
        ('printed = "80"', 'printed = "80"\nnature = "指导性"', "第 21 行 nature", "不认识"),
        ('printed = "80"', 'printed = "80"\nentered_comparator = ">="', "第 21 行 entered_comparator", "文字目标"),
        ('printed = "80"', 'printed = "80"\nof = "beds"', "第 21 行 of", "不相配"),
        ('comparator = ">="', 'comparator = "text"', "第 16 行 value", "文字目标不能有目标值"),
        ('unit_level = "township"\n', "", "第 8 行 unit_level", "哪一级"),
        ('kinds = ["social_work_station"]\n', "", "第 8 行 kinds", "哪些设施"),
        ('"units_served"', '"growth"', "第 14 行 data", "人工填报"),
        ('"units_served"', '"share_of"', "第 8 行 of", "什么占什么"),
        ('"units_served"', '"share_of"\nof = "facilities/school"', "第 14 行 of", "没有设施类型“school”"),
        ('"units_served"', '"share_of"\nof = "rooms/beds"', "第 14 行 of", "rooms"),
        ('"units_served"', '"per_unit"\nof = "beds/aged_60"', "第 14 行 of", "数目"),
        ('"units_served"', '"per_unit"\nof = "beds/1000 cats"', "第 14 行 of", "cats"),
        ('"units_served"', '"area"\nof = "beds"', "第 14 行 of", "面积"),
        ('"units_served"', '"share_reached"', "第 8 行 within", "服务标准"),
        ("value = 80", "value = 80\nwithin = { minutes = 5, metres = 300 }", "第 17 行 within", "只写一个"),
        ("value = 80", "value = 80\nwithin = { minutes = 5 }", "第 17 行 mode", "没有写"),
        ("value = 80", 'value = 80\nwithin = { metres = 5, mode = "fly" }', "第 17 行 mode", "“fly”不认识"),
        ("value = 80", 'value = 80\nwithin = { minutes = 5, mode = "elder" }', "第 17 行 mode", "elderly"),
        ("value = 80", 'value = 80\nwithin = { metres = 5, mode = "" }', "第 17 行 mode", "可写"),
        ('"units_served"', '"count"', "第 17 行 unit", "数量的单位不能是 %"),
        ('"units_served"', '"area"\nof = "land_area_m2"', "第 18 行 unit", "面积的单位不能是 %"),
        ("value = 80", "value = 80\nwithin = { minutes = -5, mode = 'walk' }", "第 17 行 within", "大于 0"),
        ("value = 80", "value = 80\nwithin = 15", "第 17 行 within", "一张表"),
        ('id = "stations"', 'id = "Stations"', "第 9 行 id", "写法不对"),
        ("target_year = 2025", "target_year = 25", "第 6 行 target_year", "2000 到 2100"),
        ("target_year = 2025", "", "第 1 行 target_year", "没有写"),
        ("format = 1", "format = 2", "第 1 行 format", "1 到 1"),
        ('"210600000000"', '"2106"', "第 5 行 region_code", "写法不对"),
        ('"自拟"', '"草稿"', "第 4 行 status", "征求意见稿"),
        ('name = "试编规划"', "name = 5", "第 3 行 name", "应当是文字"),
        ("value = 80", "value = 80\nvalue = 90", "第 17 行 value", "两遍"),
        ("value = 80", "value = 80%", "第 16 行 value", "写法不对"),
        ("value = 80", "value = " + "9" * 5000, "第", "写法不对"),
        ('printed = "80"', 'printed = "80', "第 20 行 printed", "写法不对"),
    ],
)
def test_faults_name_file_line_and_key(tmp_path: Path, old: str, new: str, where: str, what: str):
    text = HEAD + STATIONS
    assert old in text
    fault = _refused(tmp_path, text.replace(old, new))
    assert fault.where.startswith(f"自拟.toml {where}")
    assert what in str(fault)


@pytest.mark.parametrize("unit", ["%", "‰", "百分点"])
def test_only_shares_stand_in_parts(tmp_path: Path, unit: str):
    base = "base_value = 1\nbase_year = 2020\n" if unit == "百分点" else ""
    share = (HEAD + STATIONS + base).replace('unit = "%"', f'unit = "{unit}"')
    assert read_plan(write_plan(tmp_path, share)).indicators[0].unit == unit
    each = share.replace('"units_served"', '"per_unit"\nof = "beds/1000 population"')
    assert "人均(户均)拥有量的单位不能是" in _refused(tmp_path, each).what
    by_hand = each.replace('data = "map"', 'data = "manual"')
    assert read_plan(write_plan(tmp_path, by_hand)).indicators[0].unit == unit


def test_a_computed_share_without_a_target_needs_its_unit(tmp_path: Path):
    text = (HEAD + STATIONS).replace("value = 80\n", "").replace('comparator = ">="', 'comparator = "text"')
    bare = text.replace('unit = "%"\n', "")
    fault = _refused(tmp_path, bare)
    assert (fault.where, fault.what) == ("自拟.toml 第 8 行 unit", "没有写单位")
    assert read_plan(write_plan(tmp_path, bare.replace('data = "map"', 'data = "manual"'))).indicators[0].unit == ""


def test_the_modes_are_those_people_travel_by():
    from planner.plans.mode_ids import mode_ids
    from planner.travel.modes import load_modes

    manual = (_ROOT / "docs" / "plan-format.md").read_text(encoding="utf-8")
    assert mode_ids() == tuple(load_modes())
    assert all(f"`{mode}`" in manual for mode in mode_ids())


def test_a_repeated_id_names_both_lines(tmp_path: Path):
    fault = _refused(tmp_path, HEAD + STATIONS + STATIONS)
    assert fault.where == "自拟.toml 第 23 行 id"
    assert "与第 9 行重复" in fault.what


def test_a_repeated_choice(tmp_path: Path):
    choice = '\n[[indicator.choice]]\nlabel = "甲"\nunit_classes = ["街道"]\n'
    fault = _refused(tmp_path, HEAD + STATIONS + choice + choice)
    assert fault.where == "自拟.toml 第 27 行 label"


def test_a_fault_in_a_choice_of_the_second_indicator(tmp_path: Path):
    other = STATIONS.replace('"stations"', '"others"')
    choice = '\n[[indicator.choice]]\nlabel = "甲"\nkinds = ["school"]\n'
    assert _refused(tmp_path, HEAD + STATIONS + other + choice).where == "自拟.toml 第 38 行 kinds"


def test_the_first_fault_in_full_and_the_others_by_line(tmp_path: Path):
    fault = _refused(tmp_path, (HEAD + STATIONS).replace("value = 80", 'value = "x"').replace("line = 3", "line = -1"))
    assert fault.where == "自拟.toml 第 16 行 value"
    assert "另有 1 处：第 19 行 line" in str(fault)


def test_lines_inside_a_long_text_are_not_keys(tmp_path: Path):
    note = 'note = """\n[[indicator]]\nid = 5\n"""\nlines = 3\n'
    assert _refused(tmp_path, HEAD + STATIONS + note).where == "自拟.toml 第 25 行 lines"


def test_no_indicator_at_all(tmp_path: Path):
    assert "一条指标也没有" in _refused(tmp_path, HEAD).what
    assert "[[indicator]]" in _refused(tmp_path, HEAD + "indicator = 5").remedy


def test_indicators_written_in_one_line(tmp_path: Path):
    assert _refused(tmp_path, HEAD + "indicator = [{ id = 1 }]").where.startswith("自拟.toml 第 7 行")


def test_gb18030_is_refused_with_the_line(tmp_path: Path):
    path = tmp_path / "p.toml"
    path.write_bytes((HEAD + STATIONS).encode("gb18030"))
    with pytest.raises(UserError, match=r"p\.toml 第 3 行：文字不是 UTF-8"):
        read_plan(path)


def test_a_hundred_megabytes_are_refused_by_size(tmp_path: Path):
    path = tmp_path / "p.toml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(UserError, match="100 MB"):
        read_plan(path)
    os.truncate(path, LARGEST_BYTES)  # of a size that is read, and then is no plan
    with pytest.raises(UserError, match="这一行太长"):
        read_plan(path)


def test_brackets_without_end(tmp_path: Path):
    assert "括号" in _refused(tmp_path, "x = " + "[\n" * 100_000).what


def test_a_line_without_end(tmp_path: Path):
    fault = _refused(tmp_path, HEAD + "a." * 200_000 + "a = 1")
    assert (fault.where, fault.what) == ("自拟.toml 第 7 行", "这一行太长，不像是规划文件")
    assert _refused(tmp_path, HEAD + "a." * 4_000 + "a = 1").where == "自拟.toml 第 7 行 a"


def test_no_file_no_plan(tmp_path: Path):
    with pytest.raises(UserError, match="找不到文件"):
        load_plan(tmp_path / "none.toml")
    with pytest.raises(UserError, match="找不到文件"):
        load_plan(tmp_path)
    with pytest.raises(UserError, match="可用的规划：dandong"):
        load_plan("atlantis")
