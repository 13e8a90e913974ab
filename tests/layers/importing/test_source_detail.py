"""Of which level units are, and of which kind facilities."""

from layers.importing.source_detail import kind_of, level_of
from tests.layers.importing.sources import table


def level(columns: dict, header: dict, asked: str = "", region: str = "210602000000"):
    return level_of(table(columns), header, asked, region)


def test_levels_by_code_and_by_name() -> None:
    by_code = level({"c": ["210602001", "210602002000", "210602003"]}, {"code": "c"})
    assert by_code is not None
    assert (by_code.chosen.value, by_code.chosen.reason) == ("township", "按代码")
    by_name = level({"n": ["甲社区", "乙村", "丙居委会"]}, {"name": "n"})
    assert by_name is not None
    assert by_name.chosen.value == "community"


def test_several_levels_in_one_file() -> None:
    got = level({"c": ["210602000000", "210602001000", "210602001001"]}, {"code": "c"})
    assert got is not None
    assert got.chosen.value == ""
    assert "县级 1 行、乡级 1 行、社区(村) 1 行" in got.chosen.reason


def test_a_single_unit_is_the_region_and_a_riddle_stays_one() -> None:
    alone = level({"n": ["某地"]}, {"name": "n"})
    assert alone is not None
    assert (alone.chosen.value, alone.sure) == ("county", False)
    riddle = level({"n": ["甲", "乙"]}, {"name": "n"})
    assert (riddle.chosen.value, riddle.sure) == ("township", False)


def test_the_kind_by_the_name_of_the_sheet() -> None:
    known = {"columbarium": "骨灰堂", "social_work_station": "社工站"}
    got = kind_of(["", "骨灰堂"], "", {}, known)
    assert got is not None
    assert got.chosen.value == "columbarium"
    assert kind_of(["骨灰堂"], "", {"kind": "类型"}, known) is None
    assert kind_of(["2023年汇总"], "", {}, known) is None
    given = kind_of(["骨灰堂"], "social_work_station", {}, known)
    assert given is not None
    assert given.given


def test_the_header_tells_the_level_where_names_do_not() -> None:
    got = level({"乡镇名称": ["甲", "乙"]}, {"name": "乡镇名称"})
    assert got is not None
    assert got.chosen.value == "township"
