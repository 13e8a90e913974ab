"""What a newer list will do to the facilities of a region, said before anything is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.decisions import Change
from layers.importing.facilities.facilities import FacilitiesRead, read_facilities
from layers.tables import Facilities
from tests.layers.importing.sources import Around, make_facilities, make_units, understood

KINDS = {"columbarium": "骨灰堂", "public_cemetery": "公益性公墓", "social_work_station": "社工站"}
TOWNS = make_units(
    [("210112", "浑南区"), ("210112001", "望溪街道"), ("210112005", "桃仙街道"), ("210112005001", "柳荫社区")]
)


def read(columns: dict, existing: Facilities, **options) -> FacilitiesRead:
    told = {"role": "facilities", "known_kinds": KINDS, "kind": "columbarium"} | options
    return read_facilities(understood(columns, **told), Around(units=TOWNS, facilities=existing))


def acts(got: FacilitiesRead) -> dict[str, str]:
    return {change.name: change.act for change in got.changes}


REGION = make_facilities(
    ["甲堂", "乙堂", "丙堂", "丁堂", "戊墓"],
    id=["a", "b", "c", "d", "e"],
    kinds=[("columbarium",)] * 4 + [("public_cemetery",)],
    unit_code=["210112001000", "210112001000", "210112005001", "", "210112001000"],
    status=["operating", "operating", "operating", "closed", "operating"],
    beds=[10, 20, 30, 40, 50],
    address=["一路", "二路", "三路", "四路", "五路"],
)
NEWER = {
    "名称": ["甲堂", "乙堂", "新堂"],
    "所属街道": ["望溪街道", "桃仙街道", "望溪街道"],
    "床位": [10, 25, ""],
    "地址": ["", "二路", ""],
}


def test_added_changed_same_and_gone() -> None:
    got = read(NEWER, REGION)
    assert acts(got) == {"甲堂": "same", "乙堂": "changed", "新堂": "added", "丙堂": "gone"}
    changed = next(change for change in got.changes if change.act == "changed")
    assert changed == Change(
        "changed", "b", "乙堂", {"所属单元": "望溪街道", "床位": "20"}, {"所属单元": "桃仙街道", "床位": "25"}
    )
    assert got.facilities.id.tolist()[:2] == ["a", "b"]


def test_facilities_of_other_kinds_and_closed_ones_are_not_gone() -> None:
    assert not {"丁堂", "戊墓"} & set(acts(read(NEWER, REGION)))


def test_a_list_of_one_township_says_nothing_of_the_others() -> None:
    got = read({"名称": ["甲堂"], "所属街道": ["望溪街道"]}, REGION)
    assert acts(got) == {"甲堂": "same", "乙堂": "gone"}


@pytest.mark.parametrize(
    ("choice", "ids", "status", "removed", "code"),
    [
        ("", 3, {}, (), "facilities_kept"),
        ("keep", 3, {}, (), "facilities_kept"),
        ("close", 4, {"c": "closed"}, (), "facilities_closed"),
        ("remove", 3, {}, ("c",), "facilities_removed"),
    ],
)
def test_what_is_gone(choice: str, ids: int, status: dict, removed: tuple, code: str) -> None:
    got = read(NEWER, REGION, gone=choice)
    assert len(got.facilities) == ids
    assert got.gone == removed
    by_id = dict(zip(got.facilities.id.tolist(), got.facilities.status.tolist(), strict=True))
    assert status.items() <= by_id.items()
    assert next(f for f in got.findings if f.code == code).rows == ("c",)
    (decision,) = (d for d in got.decisions if d.topic == "gone")
    assert (decision.chosen.value, decision.given) == (choice or "keep", bool(choice))
    assert len(decision.others) == 2


def test_a_status_that_the_list_leaves_open_is_kept_and_said() -> None:
    got = read({"名称": ["丁堂", "甲堂"]}, REGION)
    assert got.facilities.status.tolist() == ["closed", "operating"]
    assert next(f for f in got.findings if f.code == "status_kept").rows == ("丁堂(停用)",)


def test_a_new_name_on_the_old_spot_is_said() -> None:
    there = make_facilities(["甲堂"], id=["a"], lon=[123.0], lat=[41.0], beds=[10])
    got = read({"名称": ["甲福堂"], "经度": [123.0], "纬度": [41.0], "床位": [10]}, there)
    (change,) = got.changes
    assert (change.act, change.key, change.before["名称"], change.after["名称"]) == ("changed", "a", "甲堂", "甲福堂")
    assert next(f for f in got.findings if f.code == "facilities_renamed").rows == ("“甲堂”→“甲福堂”",)


def test_namesakes_are_kept_apart_and_named() -> None:
    columns = {"名称": ["甲园", "甲园"], "经度": [123, 124], "纬度": [41, 41]}
    first = read(columns, make_facilities([])).facilities
    assert len(set(first.id)) == 2
    assert read(columns, first).facilities.id.tolist() == first.id.tolist()
    again = read(columns | {"经度": [125, 126]}, first)
    assert not set(first.id) & set(again.facilities.id)
    assert "facility_namesakes" in {f.code for f in again.findings}


CELLS = st.fixed_dictionaries(
    {
        "名称": st.sampled_from([f"{c}堂" for c in "甲乙丙丁"]),
        "床位": st.sampled_from(["", 1, 2]),
        "地址": st.sampled_from(["", "一路", "二路"]),
    }
)


def by_hand(region: Facilities, rows: list[dict]) -> dict[str, str]:
    """What happens to each name, worked out row by row; names are unique on either side."""
    told = {}
    there = {str(name): i for i, name in enumerate(region.name)}
    for row in rows:
        old = there.get(row["名称"])
        if old is None:
            told[row["名称"]] = "added"
            continue
        beds = row["床位"] != "" and row["床位"] != region.numbers["beds"][old]
        address = row["地址"] != "" and row["地址"] != region.texts["address"][old]
        told[row["名称"]] = "changed" if beds or address else "same"
    return told | {name: "gone" for name in there if name not in told}


@settings(max_examples=200)
@given(
    st.lists(CELLS, min_size=1, unique_by=lambda row: row["名称"]),
    st.lists(CELLS, min_size=1, unique_by=lambda row: row["名称"]),
)
def test_changes_against_a_comparison_by_hand(before: list[dict], after: list[dict]) -> None:
    first = read({key: [row[key] for row in before] for key in before[0]}, make_facilities([])).facilities
    got = read({key: [row[key] for row in after] for key in after[0]}, first)
    assert acts(got) == by_hand(first, after)


def test_a_township_does_not_replace_the_community_in_it() -> None:
    old = make_facilities(["甲堂"], id=["a"], unit_code=["210112005001"], lon=[123.0], lat=[41.0])
    place = {"名称": ["甲堂"], "经度": [123.0], "纬度": [41.0]}
    got = read(place | {"所属街道": ["桃仙街道"]}, old)
    assert acts(got) == {"甲堂": "same"}
    assert got.facilities.unit_code.tolist() == ["210112005001"]
    assert acts(read(place | {"所属街道": ["望溪街道"]}, old)) == {"甲堂": "changed"}


def test_one_that_moved_gives_up_its_community() -> None:
    old = make_facilities(["甲堂"], id=["a"], unit_code=["210112005001"], lon=[123.0], lat=[41.0])
    got = read({"名称": ["甲堂"], "经度": [123.1], "纬度": [41.0], "所属街道": ["桃仙街道"]}, old)
    assert got.facilities.unit_code.tolist() == ["210112005000"]


def test_what_a_person_said_of_a_facility_counts() -> None:
    said = read({"名称": ["新堂"]}, REGION, same={"新堂": "a"})
    assert said.facilities.id.tolist() == ["a"]
    refused = read({"名称": ["甲堂"]}, REGION, same={"甲堂": ""})
    assert acts(refused)["甲堂"] in ("added", "gone")
    assert "a" not in refused.facilities.id.tolist()
    assert "duplicates_of_region" not in {finding.code for finding in refused.findings}
    lost = read({"名称": ["新堂"]}, REGION, same={"新堂": "zz"})
    assert "same_unknown" in {finding.code for finding in lost.findings}


def test_a_list_in_which_no_kind_is_known_closes_nothing() -> None:
    got = read({"名称": ["望溪小学"]}, REGION, kind="", gone="remove")
    assert (got.gone, got.changes) == ((), ())
