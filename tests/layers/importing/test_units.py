"""Units from other people's tables: split outlines, missing codes, numbers as text."""

import numpy as np
import pytest
import shapely

from layers.errors import UserError
from layers.foreign.answer import Features
from layers.importing.options import ImportOptions
from layers.importing.units import UnitsRead, read_units
from layers.schema import GROUPS
from layers.tables import Units

REGION = "230109000000"


def no_units() -> Units:
    empty = np.array([], dtype="U12")
    return Units(
        *[empty] * 5,
        np.array([], bool),
        np.array([]),
        {g: np.array([]) for g in GROUPS},
        np.array([], dtype=object),
    )


def read(source: Features, options: ImportOptions, existing: Units, region: str, where: str) -> tuple:
    got: UnitsRead = read_units(source, options, existing, region, where)
    return got.units, got.skipped, got.findings


def features(columns: dict[str, list], shapes: list | None = None) -> Features:
    count = len(next(iter(columns.values())))
    geometry = None if shapes is None else np.array(shapes, dtype=object)
    return Features({k: tuple(v) for k, v in columns.items()}, geometry, "EPSG:4326", tuple(range(1, count + 1)))


def townships(**changes) -> ImportOptions:
    chosen = {"name": "街道名称", "population": "人口数量"}
    return ImportOptions(role="units", level="township", columns=chosen, **changes)


SPLIT = {"街道名称": ["甲街道", "乙镇", "甲街道"], "人口数量": ["1,000", "５０", "1000人"]}
SHAPES = [shapely.box(126, 45, 126.1, 45.1), shapely.box(126.1, 45, 126.2, 45.1), shapely.box(126.3, 45, 126.4, 45.1)]


def test_a_unit_in_several_parts_is_counted_once() -> None:
    units, skipped, findings = read(features(SPLIT, SHAPES), townships(), no_units(), REGION, "x")
    assert (units.name.tolist(), skipped) == (["甲街道", "乙镇"], 0)
    assert units.population["population"].tolist() == [1000, 50]
    assert units.klass.tolist() == ["街道", "镇"]
    assert shapely.area(units.geometry[0]) == pytest.approx(0.02)
    assert {f.code for f in findings} == {"parts_merged", "provisional_codes"}


def test_missing_codes_are_made_up_where_no_official_code_is() -> None:
    units, _, _ = read(features(SPLIT, SHAPES), townships(), no_units(), REGION, "x")
    assert units.code.tolist() == ["230109900000", "230109901000"]
    assert units.provisional.all()
    assert units.parent.tolist() == [REGION, REGION]


def test_importing_again_keeps_the_codes() -> None:
    first, _, _ = read(features(SPLIT, SHAPES), townships(), no_units(), REGION, "x")
    turned = {key: values[::-1] for key, values in SPLIT.items()}
    again, _, _ = read(features(turned, SHAPES[::-1]), townships(), first, REGION, "x")
    assert dict(zip(again.name, again.code, strict=True)) == dict(zip(first.name, first.code, strict=True))
    assert again.provisional.all()


def test_an_accepted_disagreement_is_unknown_even_where_a_number_was_known() -> None:
    known, _, _ = read(features(SPLIT, SHAPES), townships(), no_units(), REGION, "x")
    table = {"街道名称": ["甲街道", "甲街道"], "人口数量": [7, 8]}
    units, _, _ = read(features(table), townships(), known, REGION, "x")
    assert units.code.tolist() == [known.code[0]]
    assert np.isnan(units.population["population"][0])


def test_parts_that_disagree_stop_the_import() -> None:
    table = {"街道名称": ["甲街道", "甲街道"], "人口数量": [1000, 1001]}
    units, _, findings = read(features(table, SHAPES[:2]), townships(), no_units(), REGION, "x")
    assert [f.code for f in findings if f.severity == "blocking"] == ["unit_numbers_differ"]
    assert np.isnan(units.population["population"][0])


def test_communities_find_their_township_by_name_and_by_place() -> None:
    upper, _, _ = read(features(SPLIT, SHAPES), townships(), no_units(), REGION, "x")
    table = {"社区名称": ["一社区", "二村", "一社区"], "上级名称": ["乙镇", "", ""]}
    inside = [shapely.box(126.11, 45.01, 126.12, 45.02), shapely.box(126.31, 45.01, 126.32, 45.02), SHAPES[0]]
    options = ImportOptions(role="units", level="community", columns={"name": "社区名称"})
    units, _, findings = read(features(table, inside), options, upper, REGION, "x")
    assert units.name.tolist() == ["一社区", "二村", "一社区"]
    assert units.parent.tolist() == ["230109901000", "230109900000", "230109900000"]
    assert units.code.tolist() == ["230109901900", "230109900900", "230109900901"]
    assert units.klass.tolist() == ["城市社区", "农村社区", "城市社区"]
    assert "no_parent" not in {f.code for f in findings}


def test_official_codes_decide_parent_and_class() -> None:
    table = {"名称": ["某开发区", "某农场"], "代码": ["230109005", "230109450"]}
    options = ImportOptions(role="units", level="township")
    units, _, findings = read(features(table), options, no_units(), REGION, "x")
    assert units.code.tolist() == ["230109005000", "230109450000"]
    assert units.klass.tolist() == ["街道", ""]
    assert "class_unknown" in {f.code for f in findings}


def test_rows_of_another_level_and_sums_are_left_out() -> None:
    """One table often lists the county, its townships, their villages, and a last row with the sum."""
    table = {
        "名称": ["某区", "甲街道", "甲社区", "合 计"],
        "代码": ["230109", "230109001", "230109001001", ""],
        "人口": [300, 300, 300, 900],
    }
    units, skipped, findings = read(
        features(table), ImportOptions(role="units", level="township"), no_units(), REGION, "x"
    )
    assert (units.name.tolist(), skipped) == (["甲街道"], 3)
    assert {"code_of_other_level", "sum_row"} <= {f.code for f in findings}
    only_others = {"名称": ["甲社区"], "代码": ["230109001001"]}
    with pytest.raises(UserError, match="没有一行是乡级代码"):
        read(features(only_others), ImportOptions(role="units", level="township"), no_units(), REGION, "x")


def test_levels_above_the_region_are_refused() -> None:
    for level in ("province", "prefecture"):
        with pytest.raises(UserError, match="放不下"):
            read(features({"名称": ["某省"]}), ImportOptions(role="units", level=level), no_units(), REGION, "x")


def test_only_one_unit_can_be_the_region_itself() -> None:
    options = ImportOptions(role="units", level="county")
    units, _, _ = read(features({"名称": ["某区"]}), options, no_units(), REGION, "x")
    assert units.code.tolist() == [REGION]
    with pytest.raises(UserError, match="而区域本身只有一个"):
        read(features({"名称": ["子县", "丑县"]}), options, no_units(), REGION, "x")
    units, _, findings = read(features({"名称": ["子县", "丑县"]}), options, no_units(), "230100000000", "x")
    assert units.code.tolist() == ["230199000000", "230198000000"]
    assert units.provisional.all()
    assert "provisional_codes" in {f.code for f in findings}
    with pytest.raises(UserError, match="没有区划代码"):
        read(
            features({"名称": ["子市"]}),
            ImportOptions(role="units", level="prefecture"),
            no_units(),
            "230000000000",
            "x",
        )


def test_communities_imported_first_find_their_township_when_it_comes() -> None:
    inside = [shapely.box(126.11, 45.01, 126.12, 45.02), shapely.box(126.31, 45.01, 126.32, 45.02)]
    below = ImportOptions(role="units", level="community")
    first, _, findings = read(features({"名称": ["一社区", "二村"]}, inside), below, no_units(), REGION, "x")
    assert first.parent.tolist() == [REGION, REGION]
    assert "no_parent" in {f.code for f in findings}
    got = read_units(features(SPLIT, SHAPES), townships(), first, REGION, "x")
    names = dict(zip(got.units.code.tolist(), got.units.name.tolist(), strict=True))
    assert {str(code): names[parent] for code, parent in got.adopted.items()} == {
        str(first.code[0]): "乙镇",
        str(first.code[1]): "甲街道",
    }
    official = {"名称": ["三社区"], "代码": ["230109007001"]}
    lone, _, _ = read(features(official), below, no_units(), REGION, "x")
    upper = {"名称": ["丙街道"], "代码": ["230109007"]}
    adopted = read_units(features(upper), ImportOptions(role="units", level="township"), lone, REGION, "x").adopted
    assert adopted == {"230109007001": "230109007000"}


def test_rows_of_another_region_are_left_out() -> None:
    table = {"名称": ["这里镇", "那里镇"], "代码": ["230109101000", "210112101000"]}
    units, skipped, findings = read(
        features(table), ImportOptions(role="units", level="township"), no_units(), REGION, "x"
    )
    assert (units.name.tolist(), skipped) == (["这里镇"], 1)
    assert "outside_region" in {f.code for f in findings}
    elsewhere = {"名称": ["那里镇"], "代码": ["210112101000"]}
    with pytest.raises(UserError, match="没有一行属于本区域"):
        read(features(elsewhere), ImportOptions(role="units", level="township"), no_units(), REGION, "x")


def test_a_table_of_numbers_fills_units_that_have_an_outline() -> None:
    upper, _, _ = read(features(SPLIT, SHAPES), townships(), no_units(), REGION, "x")
    table = {"名称": ["乙镇"], "60岁以上": [12]}
    units, _, _ = read(features(table), ImportOptions(role="units", level="township"), upper, REGION, "x")
    assert units.code.tolist() == ["230109901000"]
    assert units.population["aged_60"].tolist() == [12]
    assert units.population["population"].tolist() == [50]
    assert units.geometry[0] is not None


def test_what_is_no_number_is_unknown_and_listed() -> None:
    table = {"街道名称": ["甲街道", "乙镇", "丙乡"], "人口数量": ["约三百", "-5", ""]}
    units, _, findings = read(features(table), townships(), no_units(), REGION, "x")
    assert np.isnan(units.population["population"]).all()
    bad = next(f for f in findings if f.code == "not_a_number")
    assert bad.rows == ("第1行“约三百”", "第2行“-5”")


def test_a_crossed_outline_is_mended_and_listed() -> None:
    bow = shapely.Polygon([(126, 45), (126.1, 45.1), (126.1, 45), (126, 45.1)])
    table = {"街道名称": ["甲街道"], "人口数量": [1]}
    units, _, findings = read(features(table, [bow]), townships(), no_units(), REGION, "x")
    assert shapely.area(units.geometry[0]) == pytest.approx(0.005)
    assert "mended_polygon" in {f.code for f in findings}


@pytest.mark.parametrize(
    ("options", "table", "message"),
    [
        (ImportOptions(role="units"), {"名称": ["x"]}, "没有说明是哪一级"),
        (ImportOptions(role="units", level="township"), {"街道": ["x"]}, "不知道哪一列是单元名称"),
        (ImportOptions(role="units", level="township", columns={"name": "无"}), {"名称": ["x"]}, "找不到表头“无”"),
        (ImportOptions(role="units", level="township", columns={"nam": "名称"}), {"名称": ["x"]}, "没有“nam”这个字段"),
        (ImportOptions(role="units", level="township"), {"名称": [" ", None]}, "没有一行有名称"),
    ],
)
def test_mistakes_are_named(options: ImportOptions, table: dict[str, list], message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(features(table), options, no_units(), REGION, "x")


def test_metres_without_a_system_are_refused() -> None:
    shape = shapely.box(500_000, 4_600_000, 500_100, 4_600_100)
    bare = Features({"名称": ("甲镇",)}, np.array([shape], dtype=object), "", (1,))
    with pytest.raises(UserError, match="没有写明坐标系"):
        read(bare, ImportOptions(role="units", level="township"), no_units(), REGION, "x")
