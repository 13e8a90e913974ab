"""Which facilities of a new list are those of the region: checked against lists whose history is known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.importing.facilities.facility_identity import identify
from tests.layers.importing.sources import make_facilities, no_facilities

NAN = float("nan")


def test_a_list_into_an_empty_region() -> None:
    got = identify(make_facilities(["甲", "乙"], id=["1", ""], status=["", "closed"]), no_facilities())
    assert got.facilities.id.tolist() == ["1", "columbarium-1"]
    assert got.facilities.status.tolist() == ["operating", "closed"]
    assert (got.match, got.renamed) == ((-1, -1), ())


def test_a_list_renumbered_by_one_exchanges_nothing() -> None:
    old = make_facilities(list("甲乙丙"), id=["1", "2", "3"], lon=[1, 2, 3], lat=[1, 2, 3])
    new = make_facilities(list("丁甲乙丙"), id=["1", "2", "3", "4"], lon=[9, 1, 2, 3], lat=[9, 1, 2, 3])
    got = identify(new, old)
    assert got.match == (-1, 0, 1, 2)
    assert got.facilities.id.tolist() == ["columbarium:1", "1", "2", "3"]


def test_facilities_on_one_spot_are_not_exchanged_by_their_numbers() -> None:
    """All lists give the seat of the township as the place of everything in it."""
    old = make_facilities(list("甲乙丙"), id=["1", "2", "3"], lon=[1] * 3, lat=[1] * 3)
    new = make_facilities(list("丁甲乙丙"), id=["1", "2", "3", "4"], lon=[1] * 4, lat=[1] * 4)
    assert identify(new, old).match == (-1, 0, 1, 2)


def test_namesakes_that_were_renumbered_keep_to_their_places() -> None:
    old = make_facilities(["幸福院"] * 2, id=["1", "2"], lon=[123.1, 123.4], lat=[41, 41])
    new = make_facilities(["幸福院"] * 2, id=["1", "2"], lon=[123.4, 123.1], lat=[41, 41])
    got = identify(new, old)
    assert got.match == (1, 0)


def test_namesakes_keep_to_their_units() -> None:
    old = make_facilities(["幸福院"] * 2, id=["a", "b"], unit_code=["210112001000", "210112002000"])
    new = make_facilities(["幸福院"] * 2, unit_code=["210112002000", "210112001000"])
    assert identify(new, old).match == (1, 0)


def test_namesakes_that_all_moved_are_not_guessed() -> None:
    old = make_facilities(["甲园"] * 2, id=["a", "b"], lon=[123, 124], lat=[41, 41])
    new = make_facilities(["甲园"] * 2, lon=[125, 126], lat=[41, 41])
    assert identify(new, old).match == (-1, -1)


def test_rows_that_nobody_can_tell_apart_do_not_multiply() -> None:
    for places in ({}, {"lon": [123, 123], "lat": [41, 41]}):
        old = make_facilities(["甲园"] * 2, id=["a", "b"], **places)
        assert sorted(identify(make_facilities(["甲园"] * 2, **places), old).match) == [0, 1]
        assert (
            sorted(
                identify(
                    make_facilities(["甲园"] * 3, **{axis: [*some, some[0]] for axis, some in places.items()}), old
                ).match
            )[0]
            == -1
        )


@pytest.mark.parametrize(
    ("columns", "same"),
    [
        ({"id": ["7"]}, True),
        ({"id": ["8"]}, False),
        ({"address": ["山 下"]}, True),
        ({"beds": [30]}, True),
        ({"beds": [31]}, False),
        ({"id": ["7"], "kinds": "public_cemetery"}, False),
        ({"id": ["7"], "lon": [123.0001]}, False),
    ],
)
def test_a_new_name_on_the_old_spot(columns: dict, same: bool) -> None:
    old = make_facilities(["甲园"], id=["7"], lon=[123], lat=[41], beds=[30], address=["山下"])
    new = make_facilities(["乙园"], **({"lon": [123], "lat": [41]} | columns))
    got = identify(new, old)
    assert (got.match == (0,), got.renamed) == (same, (0,) if same else ())


def test_two_new_names_on_one_spot_are_no_new_names_of_either() -> None:
    old = make_facilities(["甲园"], id=["7"], lon=[123], lat=[41], beds=[30])
    new = make_facilities(["乙园", "丙园"], lon=[123] * 2, lat=[41] * 2, beds=[30] * 2)
    assert identify(new, old).match == (-1, -1)


def test_what_the_list_leaves_blank_is_kept() -> None:
    old = make_facilities(
        ["甲"], id=["a"], lon=[123], lat=[41], beds=[30], address=["山下"], status=["closed"],
        kinds=[("public_cemetery", "columbarium")], unit_code=["210112001000"],
        attributes=[{"等级": "三", "备注": "旧"}],
    )  # fmt: skip
    new = make_facilities(["甲"], status=[""], staff=[5], attributes=[{"备注": "新"}])
    got = identify(new, old).facilities
    assert (got.id[0], got.lon[0], got.lat[0], got.status[0]) == ("a", 123, 41, "closed")
    assert (got.numbers["beds"][0], got.numbers["staff"][0], got.texts["address"][0]) == (30, 5, "山下")
    assert got.kinds == (("public_cemetery", "columbarium"),)
    assert got.unit_code[0] == "210112001000"
    assert got.attributes == ({"等级": "三", "备注": "新"},)


def test_many_new_rows_without_a_number_take_no_time() -> None:
    count = 20_000
    got = identify(make_facilities([f"n{i}" for i in range(count)]), no_facilities())
    assert len(set(got.facilities.id)) == count


NAMES = st.sampled_from(["甲", "乙", "丙", "丁", "戊", "己"])


@st.composite
def histories(draw: st.DrawFn) -> tuple:
    """A list, and a year later: some gone, some new, in another order, numbered anew; with the truth about each."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    shared = draw(st.booleans())
    places = {
        name: (123.0, 41.0) if shared else (123.0 + i / 10, 41.0)
        for i, name in enumerate(["甲", "乙", "丙", "丁", "戊", "己"])
    }
    later = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    placed = draw(st.booleans())
    return names, later, places if placed else dict.fromkeys(places, (NAN, NAN))


def listed(names: list[str], places: dict, start: int = 1):
    lon, lat = zip(*(places[name] for name in names), strict=True)
    return make_facilities(names, id=[str(i) for i in range(start, start + len(names))], lon=lon, lat=lat)


@settings(max_examples=300)
@given(histories(), st.integers(0, 3))
def test_numbers_that_change_every_year_exchange_nothing(history: tuple, shift: int) -> None:
    """Names are unique here, so the truth is plain: the same name is the same facility, and no other is.

    A new facility may not become an old one by its number and a shared spot unless that alone is left: where the old
    one is gone, the new one stands exactly there and all else agrees, it is called renamed, never the same in silence.
    """
    names, later, places = history
    got = identify(listed(later, places, 1 + shift), listed(names, places))
    for row, name in enumerate(later):
        if name in names:
            assert got.match[row] == names.index(name)
        else:
            assert got.match[row] == -1 or row in got.renamed
    matched = [old for old in got.match if old >= 0]
    assert len(matched) == len(set(matched))
    assert len(set(got.facilities.id)) == len(later)


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=8),
    st.randoms(),
)
def test_the_same_list_in_any_order_changes_nothing(rows: list[tuple], random) -> None:
    """Brute force: after a re-import of the very same rows, whatever their order, the region holds the same rows."""
    first = make_facilities(
        [name for name, *_ in rows],
        lon=[123 + place / 10 if place else NAN for _, place, _ in rows],
        lat=[41 if place else NAN for _, place, _ in rows],
        unit_code=[f"21011200{unit}000" if unit else "" for *_, unit in rows],
    )
    region = identify(first, no_facilities()).facilities
    order = list(range(len(rows)))
    random.shuffle(order)
    again = identify(first.take(order), region)
    told = [(str(f.name[i]), f"{f.lon[i]}", str(f.unit_code[i])) for f in (again.facilities,) for i in range(len(f))]
    there = {
        str(region.id[i]): (str(region.name[i]), f"{region.lon[i]}", str(region.unit_code[i]))
        for i in range(len(region))
    }
    assert -1 not in again.match
    assert told == [there[str(text)] for text in again.facilities.id]
    assert len(set(again.facilities.id)) == len(rows)


def test_what_a_person_said_goes_before_all() -> None:
    old = make_facilities(["甲园", "乙园"], id=["a", "b"], lon=[1, 2], lat=[1, 2])
    new = make_facilities(["甲园", "新园"], lon=[1, 9], lat=[1, 9])
    assert identify(new, old).match == (0, -1)
    assert identify(new, old, {"甲园": ""}).match == (-1, -1)
    got = identify(new, old, {"新 园": "b"})
    assert (got.match, got.renamed, got.facilities.id.tolist()) == ((0, 1), (), ["a", "b"])
    assert identify(new, old, {"新园": "a", "甲园": "b"}).match == (1, 0)


def test_a_renamed_one_can_be_refused() -> None:
    old = make_facilities(["甲园"], id=["a"], lon=[1], lat=[1], beds=[10])
    new = make_facilities(["乙园"], lon=[1], lat=[1], beds=[10])
    assert identify(new, old).renamed == (0,)
    got = identify(new, old, {"乙园": ""})
    assert (got.match, got.renamed) == ((-1,), ())
    assert got.facilities.id.tolist() != ["a"]


def test_what_cannot_be_as_a_person_said_is_told() -> None:
    old = make_facilities(["甲园"], id=["a"], lon=[1], lat=[1])
    new = make_facilities(["乙园", "乙园", "丙园"], lon=[5, 6, 7], lat=[5, 6, 7])
    got = identify(new, old, {"乙园": "a", "丙园": "z"})
    assert (got.match, got.unfollowed) == ((0, -1, -1), (1, 2))
    assert identify(new, no_facilities(), {"乙园": "a", "丙园": ""}).match == (-1, -1, -1)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("甲乙丙丁"), max_size=6),
    st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=6),
    st.dictionaries(st.sampled_from("甲乙丙丁"), st.sampled_from(["", "0", "1", "9"])),
)
def test_nothing_is_matched_against_what_was_said(old: list[str], new: list[str], same: dict[str, str]) -> None:
    existing = make_facilities(old, id=[str(i) for i in range(len(old))]) if old else no_facilities()
    got = identify(make_facilities(new), existing, same)
    taken = [row for row in got.match if row >= 0]
    assert len(set(taken)) == len(taken)
    for row, name in enumerate(new):
        said = same.get(name)
        if said == "":
            assert got.match[row] == -1
        elif said is not None and said.isdigit() and int(said) < len(old) and new.index(name) == row:
            others = [one for one, key in same.items() if key == said and one != name and one in new]
            assert others or got.match[row] == int(said)


def test_which_facility_one_is_may_be_said_by_the_name_that_one_alone_has() -> None:
    old = make_facilities(["甲园", "乙园", "乙园", "2"], id=["1", "2", "3", "4"])
    new = make_facilities(["新甲", "新乙", "新丙"])
    got = identify(new, old, {"新甲": "甲 园", "新乙": "乙园", "新丙": "2"})
    assert got.match == (0, -1, 1)  # an id goes before a name
    assert got.unfollowed == (1,)
