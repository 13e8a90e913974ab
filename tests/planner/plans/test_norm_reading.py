"""Norm files: what is right is read, what is wrong is named with file, line and key."""

import re
from pathlib import Path

import pytest

from layers.errors import UserError
from planner.plans.kinds import load_kinds
from planner.plans.norm import Norm
from planner.plans.norm_reading import read_norm_file
from planner.plans.norms import read_bundled
from tests.planner.plans.written_norms import BEDS, CIRCLE, HEAD, ROADS, SIZE

_MANUAL = Path(__file__).resolve().parents[3] / "docs" / "norm-format.md"


def read(folder: Path, text: str, name: str = "norms.toml") -> tuple[Norm, ...]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_norm_file(path, load_kinds()).norms


def refused(folder: Path, text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        read(folder, text)
    return caught.value


def test_what_can_be_written(tmp_path: Path):
    beds, size, circle, roads = read(tmp_path, HEAD + BEDS + SIZE + CIRCLE + ROADS)
    assert (beds.value, beds.measure, beds.of, beds.judged, beds.unverified) == (
        45.0,
        "per_unit",
        "beds/1000 aged_60",
        True,
        False,
    )
    assert (size.each, size.target, size.is_figure_of_each) == ((("floor_area_m2", 300.0),), 100.0, True)
    assert (circle.limit, circle.measured_in, circle.mode) == (500.0, "metres", "straight")
    assert (roads.measure, roads.region, roads.unverified, roads.topic) == ("", "我县", True, "本单位的规范")


def test_the_example_of_the_manual_is_a_norm_file(tmp_path: Path):
    (example,) = re.findall(r"```toml\n(.*?)```", _MANUAL.read_text(encoding="utf-8"), re.S)
    assert [norm.id for norm in read(tmp_path, example)] == ["our_beds", "our_cemetery_roads"]


def test_the_manual_names_every_key():
    import inspect

    from planner.plans import norm_reading

    manual = _MANUAL.read_text(encoding="utf-8")
    keys = re.findall(
        r'fields\.(?:text|number|flag|texts)\("(\w+)"|_day\(fields, "(\w+)"', inspect.getsource(norm_reading)
    )
    names = {one or other for one, other in keys}
    assert len(names) > 20
    assert {name for name in names if f"`{name}`" not in manual} == set()


# HEAD has 3 lines; a blank line; [[norm]] of BEDS stands on line 5, its id on line 6 ... source on line 17.
@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("comparator =", "comparater =", "第 11 行 comparater", "没有这一项"),
        ("measure =", "mesure =", "第 12 行 mesure", "是不是“measure”"),
        ('["elderly_care_institution"]', '["hotel"]', "第 8 行 kinds", "hotel"),
        ("value = 45", 'value = "45"', "第 9 行 value", "应当是数字"),
        ("value = 45\n", "", "第 5 行 value", "没有写数值"),
        ('unit = "张"\n', "", "第 9 行 value", "没有写数值和单位"),
        ('unit = "张"', 'unit = "%"', "第 10 行 unit", "不能是 %"),
        ('comparator = ">="', 'comparator = "≥"', "第 11 行 comparator", "不认识"),
        ('comparator = ">="', 'comparator = "between"', "第 5 行 value_to", "上下两个数"),
        ('comparator = ">="', 'comparator = "between"\nvalue_to = 45', "第 12 行 value_to", "大于 value"),
        ('comparator = ">="', 'comparator = ">="\nvalue_to = 50', "第 12 行 value_to", "between"),
        ('comparator = ">="', 'comparator = "text"', "第 5 行 text", "没有写说了什么"),
        ('measure = "per_unit"', 'measure = "per_head"', "第 12 行 measure", "不认识"),
        ('measure = "per_unit"\n', "", "第 12 行 of", "没有写怎么算"),
        ("beds/1000 aged_60", "beds/aged_60", "第 13 行 of", "数目"),
        ('data = "attributes"', 'data = "manual"', "第 14 行 data", "人工填报"),
        ('data = "attributes"\n', "", "第 5 行 data", "没有写"),
        ('data = "attributes"', 'data = "attributes"\ntarget = 100', "第 15 行 target", "逐处"),
        ('document = "我县导则"\n', "", "第 5 行 document", "没有写"),
        ('status = "地方"', 'status = "省里"', "第 16 行 status", "强制"),
        ('source = "县政府网站"', 'source = ""', "第 17 行 source", "不能空着"),
        ('status = "地方"', 'status = "地方"\nin_force = "2025-13-01"', "第 17 行 in_force", "不是日期"),
        ('status = "地方"', 'status = "地方"\nin_force = "2025年"', "第 17 行 in_force", "2026-03-30"),
        ('status = "地方"', 'status = "地方"\nin_force = "20250301"', "第 17 行 in_force", "不是日期"),
        ('status = "地方"', 'status = "地方"\nin_force = 2025-03-01', "第 17 行 in_force", "应当是文字"),
        ('status = "地方"', 'status = "地方"\nrepealed = "2025-02-30"', "第 17 行 repealed", "不是日期"),
        (
            'status = "地方"',
            'in_force = "2025"\nrepealed = "2024-05-01"\nstatus = "地方"',
            "第 17 行 repealed",
            "晚于施行",
        ),
        ('status = "地方"', 'status = "地方"\nreplaced_by = "other"', "第 5 行 repealed", "何时废止"),
        (
            'status = "地方"',
            'repealed = "2026"\nreplaced_by = "our_beds"\nstatus = "地方"',
            "第 17 行 replaced_by",
            "自己",
        ),
        ('status = "地方"', 'status = "地方"\nregion_code = "2106"\nregion = "市"', "第 17 行 region_code", "12 位"),
        ('status = "地方"', 'status = "地方"\nregion_code = "210600000000"', "第 17 行 region_code", "名称"),
        ('status = "地方"', 'status = "地方"\nunverified = "是"', "第 17 行 unverified", "true 或 false"),
        ('id = "our_beds"', 'id = "Our"', "第 6 行 id", "写法不对"),
        ("format = 1", "format = 2", "第 1 行 format", "1 到 1"),
        ('name = "本单位的规范"', "", "第 1 行 name", "没有写"),
        ("value = 45", "value = 45%", "第 9 行 value", "写法不对"),
    ],
)
def test_faults_name_file_line_and_key(tmp_path: Path, old: str, new: str, where: str, what: str):
    assert old in HEAD + BEDS
    fault = refused(tmp_path, (HEAD + BEDS).replace(old, new))
    assert fault.where == f"norms.toml {where}"
    assert what in str(fault)


@pytest.mark.parametrize(
    ("text", "old", "new", "key", "what"),
    [
        (SIZE, "floor_area_m2 = 300", "floor_area_m2 = 350", "each", "不一致"),
        (SIZE, "floor_area_m2 = 300", "floor_area_m2 = 300, beds = 300", "unit", "只写一项"),
        (SIZE, "each = { floor_area_m2 = 300 }\n", "", "unit", "each"),
        (SIZE, '">="', '"<="', "comparator", "算不了"),
        (SIZE, "target = 100", "target = 1000", "target", "百分数"),
        (SIZE, "target = 100", "target = 100\njudged = false", "target", "百分数"),
        (CIRCLE, "metres = 500", "metres = 300", "within", "不一致"),
        (CIRCLE, "metres = 500", "minutes = 500", "unit", "within"),
        (CIRCLE, '"<="', '">="', "comparator", "算不了"),
        (CIRCLE, 'within = { metres = 500, mode = "straight" }\n', "", "within", "服务标准"),
        (ROADS, "unverified = true", "judged = false", "judged", "要计算的"),
    ],
)
def test_the_figure_and_what_is_computed_are_one(tmp_path: Path, text: str, old: str, new: str, key: str, what: str):
    assert old in text
    fault = refused(tmp_path, HEAD + text.replace(old, new))
    assert fault.where.endswith(key)
    assert what in str(fault)


def test_an_id_twice_in_one_file(tmp_path: Path):
    fault = refused(tmp_path, HEAD + BEDS + BEDS)
    assert fault.where == "norms.toml 第 20 行 id"
    assert "第 6 行重复" in fault.what


def test_an_id_twice_in_two_files(tmp_path: Path):
    paths = []
    for name, text in (("a.toml", HEAD + BEDS), ("b.toml", HEAD + ROADS + BEDS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(tmp_path / name)
    found = read_bundled(paths)
    assert list(found.norms) == ["our_beds", "our_roads"]
    (problem,) = found.problems
    assert problem.where == "b.toml 第 20 行 id"


def test_a_broken_file_costs_only_itself(tmp_path: Path):
    (tmp_path / "a.toml").write_text(HEAD + BEDS.replace("value = 45", "value = x"), encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD + ROADS, encoding="utf-8")
    found = read_bundled(sorted(tmp_path.glob("*.toml")))
    assert list(found.norms) == ["our_roads"]
    assert [problem.where for problem in found.problems] == ["a.toml 第 9 行 value"]
