"""Units from other people's tables: split outlines, missing codes, numbers as text, several levels, newer editions."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import UserError
from layers.importing.options import ImportOptions
from layers.location import locate_area
from tests.layers.importing.sources import make_units, no_units
from tests.layers.importing.unit_sources import (
    OLD,
    REGION,
    SHAPES,
    SPLIT,
    features,
    newer,
    read,
    townships,
    units_read,
)


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
    found = {code: (name, klass) for code, name, klass in zip(units.code, units.name, units.klass, strict=True)}
    assert found == {
        "230109901900": ("一社区", "城市社区"),
        "230109900900": ("二村", "农村社区"),
        "230109900901": ("一社区", "城市社区"),
    }
    assert [f"{code[:9]}000" for code in units.code.tolist()] == units.parent.tolist()
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
    assert dict(zip(units.name, units.code, strict=True)) == {"子县": "230199000000", "丑县": "230198000000"}
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
    got = units_read(features(SPLIT, SHAPES), townships(), first)
    names = dict(zip(got.units.code.tolist(), got.units.name.tolist(), strict=True))
    assert {str(code): names[parent] for code, parent in got.adopted.items()} == {
        str(first.code[0]): "乙镇",
        str(first.code[1]): "甲街道",
    }
    official = {"名称": ["三社区"], "代码": ["230109007001"]}
    lone, _, _ = read(features(official), below, no_units(), REGION, "x")
    upper = {"名称": ["丙街道"], "代码": ["230109007"]}
    adopted = units_read(features(upper), ImportOptions(role="units", level="township"), lone).adopted
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
    assert bad.rows == ("第2行“约三百”", "第3行“-5”")


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
        (ImportOptions(role="units", level="township"), {"甲乙": ["x"]}, "不知道哪一列是单元名称"),
        (ImportOptions(role="units", level="township"), {"名称": [" ", None]}, "没有一行有名称"),
    ],
)
def test_mistakes_are_named(options: ImportOptions, table: dict[str, list], message: str) -> None:
    with pytest.raises(UserError, match=message):
        read(features(table), options, no_units(), REGION, "x")


def test_several_levels_of_one_file_come_in_together() -> None:
    table = {
        "名称": ["某区", "甲街道", "乙镇", "一社区", "二村"],
        "代码": ["230109", "230109001", "", "230109001001", ""],
        "级别": ["县级", "乡级", "乡级", "村级", "村级"],
    }
    shapes = [shapely.box(126, 45, 126.4, 45.1), SHAPES[0], SHAPES[1], shapely.box(126, 45, 126.05, 45.1)]
    shapes.append(shapely.box(126.12, 45.01, 126.14, 45.05))
    got = units_read((table, shapes), ImportOptions(role="units"), no_units())
    columns = zip(got.units.name, got.units.level, got.units.parent, strict=True)
    found = {name: (level, parent) for name, level, parent in columns}
    assert found == {
        "某区": ("county", ""),
        "甲街道": ("township", REGION),
        "乙镇": ("township", REGION),
        "一社区": ("community", "230109001000"),
        "二村": ("community", "230109900000"),
    }
    assert got.skipped == 0


def test_levels_are_told_by_code_and_by_name() -> None:
    table = {"名称": ["甲街道", "一社区", "二村民委员会"], "代码": ["230109001", "230109001001", ""]}
    got = units_read((table, None), ImportOptions(role="units"), no_units())
    assert dict(zip(got.units.name, got.units.level, strict=True)) == {
        "甲街道": "township",
        "一社区": "community",
        "二村民委员会": "community",
    }


def test_the_code_of_the_unit_above_in_every_row_is_its_parent() -> None:
    upper = make_units([(REGION, "某区"), ("230109001", "甲街道")])
    table = {"名称": ["一社区", "二社区"], "代码": ["230109001", "230109001"]}
    got = units_read((table, None), ImportOptions(role="units"), upper)
    assert got.units.parent.tolist() == ["230109001000"] * 2
    assert got.units.level.tolist() == ["community"] * 2
    assert "code_of_parent" in {f.code for f in got.findings}


def test_one_code_for_two_names_goes_to_the_first() -> None:
    table = {"名称": ["甲街道", "乙镇", "甲街道办事处"], "代码": ["230109001"] * 3, "人口": [1, 2, 1]}
    got = units_read((table, None), ImportOptions(role="units", level="township"), no_units())
    assert dict(zip(got.units.name, got.units.code, strict=True)) == {"甲街道": "230109001000", "乙镇": "230109900000"}
    (twice,) = [f for f in got.findings if f.code == "code_twice"]
    assert twice.rows == ("第3行“乙镇”(230109001000)",)


def test_code_and_ground_that_name_different_parents_are_listed() -> None:
    table = {"名称": ["一社区"], "代码": ["230109001001"]}
    got = units_read(
        (table, [shapely.box(126.11, 45.01, 126.12, 45.02)]), ImportOptions(role="units", level="community"), OLD
    )
    assert got.units.parent.tolist() == ["230109001000"]
    (one,) = [f for f in got.findings if f.code == "parent_conflict"]
    assert "按代码属于甲街道,按位置在乙街道" in one.message
    assert one.rows == ("230109001001",)


def test_the_parent_is_where_most_of_the_ground_lies_not_where_one_point_does() -> None:
    hook = shapely.union_all([shapely.box(126.05, 45.04, 126.2, 45.06), shapely.box(126.14, 45.0, 126.2, 45.1)])
    got = units_read(({"名称": ["一村"]}, [hook]), ImportOptions(role="units", level="community"), OLD)
    assert got.units.parent.tolist() == ["230109002000"]


def test_a_long_table_is_turned() -> None:
    table = {
        "名称": ["甲街道", "甲街道", "乙街道", "乙街道", "乙街道"],
        "人群": ["常住人口", "60岁及以上", "常住人口", "留守儿童", "猫"],
        "人数": [1000, 200, 500, 7, 3],
    }
    got = units_read((table, None), ImportOptions(role="units", level="township"), OLD)
    people = {group: values.tolist() for group, values in got.units.population.items() if np.isfinite(values).any()}
    assert people == {
        "population": [1000, 500],
        "aged_60": [200, pytest.approx(np.nan, nan_ok=True)],
        "left_behind_children": [pytest.approx(np.nan, nan_ok=True), 7],
    }
    assert {"long_table", "group_unknown"} <= {f.code for f in got.findings}


def test_overlaps_and_gaps_are_told_at_once() -> None:
    shapes = [shapely.box(126, 45, 126.101, 45.1), SHAPES[1]]
    got = units_read(({"名称": ["甲街道", "乙镇"]}, shapes), ImportOptions(role="units", level="township"), no_units())
    assert "units_overlap" in {f.code for f in got.findings}


def test_the_preview_shows_what_would_stand_in_the_region() -> None:
    got = newer(["甲街道"], ["230109001"], [SHAPES[0]], 人口=[1200])
    shown = got.preview
    assert shown.columns["名称"] == ("甲街道",)
    assert shown.columns["上级"] == ("某区",)
    assert shown.columns["常住人口"] == ("1,200",)
    assert shown.row == (2,)
    assert SHAPES[0].contains(shapely.Point(shown.lon[0], shown.lat[0]))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_largest_share_agrees_with_every_pair(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corner, size = rng.uniform(126, 126.3, (12, 2)) - (0, 81), rng.uniform(0.01, 0.15, (12, 2))
    shapes = np.array([shapely.box(*corner[i], *(corner[i] + size[i])) for i in range(12)], dtype=object)
    rows, share = locate_area(OLD, "township", np.append(shapes, None))
    for i, shape in enumerate(shapes):
        parts = {row: shape.intersection(OLD.geometry[row]).area / shape.area for row in OLD.rows_at("township")}
        best = max(parts.values())
        assert share[i] == pytest.approx(best, abs=1e-9)
        assert rows[i] == -1 if best == 0 else parts[rows[i]] == pytest.approx(best, abs=1e-9)
    assert (rows[12], share[12]) == (-1, 0)


def test_a_development_zone_in_a_district_is_no_district() -> None:
    """Where rows are of several levels, 区 at the end of a name tells nothing below a district."""
    table = {"名称": ["甲街道", "一村", "某某开发区", "某区"], "代码": ["", "", "", ""]}
    got = units_read((table, None), ImportOptions(role="units"), no_units())
    assert dict(zip(got.units.name, got.units.level, strict=True)) == {
        "某区": "county",
        "甲街道": "township",
        "一村": "community",
    }
    (unknown,) = [f for f in got.findings if f.code == "level_unknown"]
    assert unknown.rows == ("第4行",)


@pytest.mark.parametrize(
    ("places", "people", "total", "word"),
    [
        (["东里", "西里", "南里"], [100, 100, 100], 300, "rows_added"),
        (["东里", "西里", "南里"], [100, 70, 30], 200, "rows_added"),
        (["东里", "东里", "南里"], [100, 100, 100], 100, "rows_repeated"),
        (["", "西里", "南里"], [100, 100, 100], 100, "rows_repeated"),
        (["2022年", "2023年", "2024年"], [100, 100, 100], 100, "rows_repeated"),
        ([1, 2, 3], [100, 100, 100], 100, "rows_repeated"),
        (["东里", "西里", "小计"], [100, 100, 100], 100, "rows_repeated"),
    ],
)
def test_rows_that_name_places_inside_a_unit_are_its_parts(places, people, total: int, word: str) -> None:
    """As a list of housing estates by community: three estates of 100 people each are 300, not 100."""
    table = {"小区": places, "名称": ["一社区"] * 3, "人口": people}
    options = ImportOptions(role="units", level="community", columns={"name": "名称"})
    got = units_read((table, None), options, no_units())
    assert got.units.population["population"].tolist() == [total]
    (told,) = [f for f in got.findings if f.code == word]
    assert (told.severity, told.rows) == ("warning", ("一社区(3行)",))
