"""Newer editions of units: new codes, new names, units that are gone, and tables that only bring numbers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.errors import UserError
from layers.importing.options import ImportOptions
from layers.importing.surroundings import Surroundings
from layers.importing.units.unit_tables import stacked
from layers.importing.units.units import UnitsRead, read_units
from layers.region import Region
from layers.tables import Demand, Units
from tests.layers.importing.sources import Around, make_facilities, make_units, no_units, understood
from tests.layers.importing.unit_sources import (
    OLD,
    REGION,
    SHAPES,
    SPLIT,
    features,
    newer,
    townships,
    units_read,
)


def changed(got: UnitsRead) -> dict[str, tuple[str, dict[str, str]]]:
    return {one.key: (one.act, dict(one.after)) for one in got.changes}


def test_the_same_edition_changes_nothing() -> None:
    shapes = OLD.geometry[1:].tolist()
    got = newer(OLD.name[1:].tolist(), OLD.code[1:].tolist(), shapes)
    assert {one.act for one in got.changes} == {"same"}
    assert (got.recoded, got.aliases) == ({}, ())


def test_a_unit_with_a_new_code_and_the_same_name_is_recoded() -> None:
    """As 桃仙街道, 210112019000 in one edition and 210112005000 in the next."""
    got = newer(["甲街道", "乙街道", "丙镇"], ["230109011", "230109002", "230109003"], OLD.geometry[1:].tolist())
    assert got.recoded == {"230109001000": "230109011000"}
    assert [(a.unit_code, a.alias, a.note) for a in got.aliases] == [("230109011000", "230109001000", "曾用代码")]
    assert changed(got)["230109011000"] == ("changed", {"代码": "230109011000"})
    assert "gone" not in {one.act for one in got.changes}


def test_a_unit_with_a_new_name_and_code_on_the_same_ground_is_renamed() -> None:
    shape = shapely.box(126, 45, 126.099, 45.1)  # redrawn: 99 % of the ground
    got = newer(["新城街道"], ["230109021"], [shape])
    assert got.recoded == {"230109001000": "230109021000"}
    assert {a.alias for a in got.aliases} == {"甲街道", "230109001000"}
    act, after = changed(got)["230109021000"]
    assert act == "changed"
    assert (after["名称"], after["代码"]) == ("新城街道", "230109021000")
    assert after["边界"].startswith("变动")
    assert "units_renamed" in {f.code for f in got.findings}


def test_a_file_without_codes_renames_nothing() -> None:
    got = newer(OLD.name[1:].tolist(), ["", "", ""], OLD.geometry[1:].tolist())
    assert {one.act for one in got.changes} == {"same"}
    assert "units_renamed" not in {f.code for f in got.findings}
    got = newer(["新城街道", *OLD.name[2:].tolist()], ["", "", ""], OLD.geometry[1:].tolist())
    assert {f.code: f.message[:2] for f in got.findings}["units_renamed"] == "1 "


def test_codes_that_change_places_follow_their_ground() -> None:
    got = newer(["甲镇", "乙镇"], ["230109002", "230109001"], [SHAPES[0], SHAPES[1]])
    assert got.recoded == {"230109001000": "230109002000", "230109002000": "230109001000"}
    assert dict(zip(got.units.code, got.units.name, strict=True)) == {"230109002000": "甲镇", "230109001000": "乙镇"}
    assert {a.alias for a in got.aliases} == {"甲街道", "乙街道"}  # neither code is free to mean its former unit


def test_a_unit_whose_code_another_has_now_moves_aside() -> None:
    got = newer(["甲街道"], ["230109002"], [SHAPES[0]])
    assert got.recoded == {"230109001000": "230109002000", "230109002000": "230109900000"}
    row = got.units.row_of["230109900000"]
    assert (got.units.name[row], got.units.provisional[row]) == ("乙街道", True)
    assert "unit_displaced" in {f.code for f in got.findings}


def test_a_made_up_code_gives_way_to_the_official_one() -> None:
    first = units_read(features(SPLIT, SHAPES), townships(), no_units()).units
    table = {"名称": ["甲街道", "乙镇"], "代码": ["230109001", "230109101"]}
    got = units_read((table, None), ImportOptions(role="units", level="township"), without_shapes(first))
    assert got.recoded == {"230109900000": "230109001000", "230109901000": "230109101000"}
    assert not got.units.provisional.any()
    assert got.aliases == ()


def without_shapes(units: Units) -> Units:
    return make_units_like(units, np.full(len(units), None, dtype=object))


def make_units_like(units: Units, geometry: np.ndarray) -> Units:
    return Units(
        units.code,
        units.name,
        units.level,
        units.parent,
        units.klass,
        units.provisional,
        units.households,
        units.population,
        geometry,
    )


def test_new_and_gone_units_and_new_numbers_are_listed_before_anything_is_written() -> None:
    got = newer(["甲街道", "丁乡"], ["230109001", "230109200"], [SHAPES[0], SHAPES[2]], 人口=[1200, 300])
    told = changed(got)
    assert told["230109001000"] == ("changed", {"常住人口": "1,200"})
    assert told["230109200000"][0] == "added"
    assert {key for key, (act, _) in told.items() if act == "gone"} == {"230109002000", "230109003000"}
    assert "units_kept" in {f.code for f in got.findings}


def test_a_file_of_one_township_does_not_make_other_communities_gone() -> None:
    townships = [(REGION, "某区"), ("230109001", "甲街道"), ("230109002", "乙街道")]
    known = make_units([*townships, ("230109001001", "一社区"), ("230109002001", "二社区")])
    table = {"名称": ["三社区"], "代码": ["230109001002"]}
    got = units_read((table, None), ImportOptions(role="units", level="community"), known)
    assert [one.key for one in got.changes if one.act == "gone"] == ["230109001001"]


def test_a_table_without_outlines_never_makes_units_where_outlines_are() -> None:
    table = {"名称": ["甲街道办事处", "乙街道", "丁乡"], "人口": [100, 20, 3000], "60岁以上": ["", 5, 600]}
    got = units_read((table, None), ImportOptions(role="units", level="township"), OLD)
    assert got.units.code.tolist()[0] == "230109001000"
    assert "丁乡" not in got.units.name.tolist()
    (unknown,) = [f for f in got.findings if f.code == "unit_unmatched"]
    assert "第4行“丁乡”" in unknown.rows
    assert "3,0" in unknown.message
    assert got.skipped == len(unknown.rows)
    assert [one.text for one in got.matches if not one.sure and not one.target] == ["丁乡"]


def test_confirmed_names_are_taken() -> None:
    table = {"名称": ["老城"], "人口": [100]}
    with pytest.raises(UserError, match="没有一行对得上"):
        units_read((table, None), ImportOptions(role="units", level="township"), OLD)
    said = ImportOptions(role="units", level="township", units={"老城": "230109003000"})
    got = units_read((table, None), said, OLD)
    assert got.units.name.tolist() == ["丙镇"]
    assert got.units.population["population"].tolist() == [100]


def test_outlines_without_numbers_keep_the_numbers() -> None:
    counted = units_read(
        ({"名称": ["甲街道"], "人口": [100]}, None), ImportOptions(role="units", level="township"), OLD
    )
    got = units_read(
        ({"名称": ["甲街道"]}, [shapely.box(126, 45, 126.1, 45.11)]),
        ImportOptions(role="units", level="township"),
        counted.units,
    )
    assert got.units.population["population"].tolist() == [100]
    assert shapely.area(got.units.geometry[0]) == pytest.approx(0.011)


def test_facilities_people_and_villages_follow_a_unit_to_its_new_code(tmp_path: Path) -> None:
    """Written as the reading says: first the codes, then the units."""
    village = make_units([("230109001001", "一社区", "230109001000")])
    with Region.create(tmp_path / "r.gpkg", name="某区", code=REGION) as region:
        with region.writing("旧") as writer:
            writer.put_units(OLD, None)
            writer.put_units(village, None)
            writer.put_facilities(make_facilities(["站"], id=["F1"], unit_code=["230109001000"]), None)
            here = np.array([126.01]), np.array([45.01])
            people = {"population": np.array([5.0])}
            writer.replace_demand(Demand(np.array(["1"]), np.array(["230109001000"]), *here, people), None)
        table = {"名称": ["甲街道", "乙街道"], "代码": ["230109002", "230109001"]}
        got = read_units(
            understood(table, [SHAPES[0], SHAPES[1]], role="units", level="township"), Surroundings(region)
        )
        with region.writing("新") as writer:
            writer.recode_units(got.recoded)
            writer.put_units(got.units, None)
            writer.set_parents(got.adopted)
            writer.add_aliases(got.aliases)
        units = region.units()
        assert dict(zip(units.name, units.code, strict=True)) == {
            "某区": REGION,
            "甲街道": "230109002000",
            "乙街道": "230109001000",
            "丙镇": "230109003000",
            "一社区": "230109001001",
        }
        assert units.parent[units.row_of["230109001001"]] == "230109002000"
        assert region.facilities().unit_code.tolist() == ["230109002000"]
        assert region.demand().unit_code.tolist() == ["230109002000"]


def provisional(units: Units) -> Units:
    return replace(units, provisional=units.code != REGION)


MADE_UP = provisional(
    make_units(
        [
            (REGION, "某区"),
            ("230109900", "甲街道"),
            ("230109901", "乙街道"),
            ("230109900900", "中心社区", "230109900000"),
            ("230109901900", "中心社区", "230109901000"),
        ],
        shapes={
            "230109900000": SHAPES[0],
            "230109901000": SHAPES[1],
            "230109900900": SHAPES[0],
            "230109901900": SHAPES[1],
        },
    )
)


def test_a_table_of_official_codes_recodes_units_with_outlines_and_says_so() -> None:
    table = {"名称": ["甲街道", "乙街道"], "代码": ["230109001", "230109002"]}
    got = units_read((table, None), ImportOptions(role="units"), MADE_UP)
    assert got.recoded == {"230109900000": "230109001000", "230109901000": "230109002000"}
    assert not got.units.provisional.any()
    assert got.units.geometry[0] is SHAPES[0]
    assert changed(got)["230109001000"] == ("changed", {"代码": "230109001000"})
    (told,) = [f for f in got.findings if f.code == "units_recoded"]
    assert told.rows == ("甲街道:230109900000 → 230109001000", "乙街道:230109901000 → 230109002000")


def test_townships_and_communities_of_one_code_table_are_recoded_together() -> None:
    """Namesakes of two townships are told apart by their own codes."""
    names = ["甲街道", "乙街道", "中心社区", "中心社区"]
    table = {"名称": names, "代码": ["230109001", "230109002", "230109002001", "230109001001"]}
    got = units_read((table, None), ImportOptions(role="units"), MADE_UP)
    assert got.recoded == {
        "230109900000": "230109001000",
        "230109901000": "230109002000",
        "230109900900": "230109001001",
        "230109901900": "230109002001",
    }
    parents = dict(zip(got.units.code.tolist(), got.units.parent.tolist(), strict=True))
    assert parents["230109001001"] == "230109001000"
    assert parents["230109002001"] == "230109002000"


@pytest.mark.parametrize(
    ("names", "given", "text"),
    [
        (["甲街道"], ["230109011"], "甲街道:区域里是 230109001000,表里是 230109011000"),
        (["甲街道", "甲街道"], ["230109011", "230109012"], "区域里是 230109001000,表里是 230109011000、230109012000"),
    ],
)
def test_a_code_that_differs_from_an_official_one_is_said_and_not_taken(names, given, text: str) -> None:
    got = units_read(({"名称": names, "代码": given}, None), ImportOptions(role="units", level="township"), OLD)
    assert got.recoded == {}
    (told,) = [f for f in got.findings if f.code == "unit_code_differs"]
    assert told.severity == "warning"
    assert text in told.rows[0]


def test_one_official_code_for_two_units_is_nobodys() -> None:
    table = {"名称": ["甲街道", "乙街道"], "代码": ["230109001", "230109001"]}
    got = units_read((table, None), ImportOptions(role="units", level="township"), MADE_UP)
    assert got.recoded == {}
    (told,) = [f for f in got.findings if f.code == "unit_code_differs"]
    assert len(told.rows) == 2


def test_units_that_exchange_codes_fit_their_communities_as_before() -> None:
    below = [("230109001001", "一社区"), ("230109002001", "二社区")]
    towns = [(REGION, "某区"), ("230109001", "甲街道"), ("230109002", "乙街道")]
    shapes = {"230109001000": SHAPES[0], "230109002000": SHAPES[1]}
    shapes |= {"230109001001": SHAPES[0], "230109002001": SHAPES[1]}
    known = make_units([*towns, *below], shapes=shapes)
    table = {"名称": ["甲街道", "乙街道"], "代码": ["230109002", "230109001"]}
    got = units_read((table, SHAPES[:2]), ImportOptions(role="units", level="township"), known)
    assert got.recoded == {"230109001000": "230109002000", "230109002000": "230109001000"}
    assert not {"parent_uncovered", "parent_outside"} & {f.code for f in got.findings}


def test_people_by_name_before_the_outlines_are_the_same_units() -> None:
    """The table names the unit above; the region has none yet, and two communities share a name."""
    people = {"社区": ["中心社区", "中心社区", "新立社区"], "街道": ["甲街道", "乙街道", "甲街道"], "人口": [5, 6, 7]}
    told = ImportOptions(role="units", level="community", columns={"name": "社区", "parent": "街道"})
    first = units_read((people, None), told, make_units([(REGION, "某区")]))
    assert len(first.units) == 3
    known = joined_up(make_units([(REGION, "某区")]), first.units)
    table = {
        "社区": ["中心社区", "中心社区", "新立社区"],
        "街道": ["乙街道", "甲街道", "甲街道"],
        "代码": ["230109002001", "230109001001", "230109001002"],
    }
    options = ImportOptions(role="units", level="community", columns={"name": "社区", "parent": "街道"})
    got = units_read((table, SHAPES), options, known, aliases=first.aliases)
    people_of = dict(zip(got.units.code.tolist(), got.units.population["population"].tolist(), strict=True))
    assert people_of == {"230109002001": 6, "230109001001": 5, "230109001002": 7}
    assert {one.act for one in got.changes} == {"changed"}
    towns = {"名称": ["甲街道", "乙街道"], "代码": ["230109001", "230109002"]}
    above = units_read((towns, SHAPES[:2]), ImportOptions(role="units", level="township"), known, aliases=first.aliases)
    names = {code: above.units.name[above.units.row_of[parent]] for code, parent in above.adopted.items()}
    assert names == dict(zip(first.units.code.tolist(), ["甲街道", "乙街道", "甲街道"], strict=True))


def joined_up(*tables: Units) -> Units:
    return stacked(tables)


def test_a_table_that_brings_nothing_says_so_and_names_the_numbers_it_did_not_use() -> None:
    table = {"名称": ["甲街道", "乙街道"], "男": [10, 20], "女": [30, 40]}
    options = ImportOptions(role="units", level="township", columns={"name": "名称"})
    (told,) = [f for f in units_read((table, None), options, OLD).findings if f.code == "nothing_new"]
    assert (told.severity, told.rows) == ("warning", ("男", "女"))
    plain = {"名称": ["甲街道"], "序号": [1]}
    (told,) = [f for f in units_read((plain, None), options, OLD).findings if f.code == "nothing_new"]
    assert told.severity == "note"


def test_units_are_not_taken_away_and_whoever_asks_for_it_is_told() -> None:
    table = {"名称": ["甲街道"], "代码": ["230109001"]}
    for gone, severity in (("", "note"), ("remove", "warning")):
        told = understood(table, [SHAPES[0]], role="units", level="township", gone=gone)
        findings = read_units(told, Around(units=OLD, code=REGION, name="某区")).findings
        assert [f.severity for f in findings if f.code == "units_kept"] == [severity]
