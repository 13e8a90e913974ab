"""The invented 浑南区, drawn down to its streets: what it promises. What holds for every sample: `test_all_samples`."""

import tomllib
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from layers.location import locate
from layers.region import Region
from layers.resources import resource, sample_region
from layers.schema import AGES
from layers.tables import CYCLE, DRIVE, WALK, Demand, Facilities, Roads, Units
from sample_regions.district import mistakes

SAMPLE = sample_region("hunnan")


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    with Region.open(SAMPLE) as opened:
        yield opened


@pytest.fixture(scope="module")
def units(region: Region) -> Units:
    return region.units()


@pytest.fixture(scope="module")
def demand(region: Region) -> Demand:
    return region.demand()


@pytest.fixture(scope="module")
def facilities(region: Region) -> Facilities:
    return region.facilities()


@pytest.fixture(scope="module")
def roads(region: Region) -> Roads:
    found = region.roads()
    assert found is not None
    return found


def test_units_are_as_many_as_promised(units: Units) -> None:
    assert Counter(zip(units.level.tolist(), units.klass.tolist(), strict=True)) == {
        ("county", "市辖区"): 1,
        ("township", "街道"): 11,
        ("township", "镇"): 3,
        ("township", "乡"): 1,
        ("community", "城市社区"): 80,
        ("community", "农村社区"): 148,
    }


def test_codes_agree_with_classes_and_parents(units: Units) -> None:
    numbers = {"街道": (6, range(1, 100)), "镇": (6, range(100, 200)), "乡": (6, range(200, 400))}
    numbers |= {"城市社区": (9, range(1, 200)), "农村社区": (9, range(200, 400))}
    for code, klass, parent in zip(units.code.tolist(), units.klass.tolist(), units.parent.tolist(), strict=True):
        assert len(code) == 12
        assert code.isdigit()
        if klass != "市辖区":
            start, allowed = numbers[klass]
            assert int(code[start : start + 3]) in allowed
            assert parent == code[:start].ljust(12, "0")
            assert parent in units.row_of


def test_one_pair_of_villages_shares_a_name_and_some_names_are_rare(units: Units) -> None:
    names = Counter(units.name.tolist())
    assert [name for name, count in names.items() if count > 1] == ["小房身村"]
    parents = units.parent[units.name == "小房身村"]
    assert len(set(parents.tolist())) == 2
    assert any(ord(letter) > 0xFFFF for name in names for letter in name)
    with pytest.raises(UnicodeEncodeError):
        "".join(names).encode("gbk")


def test_demand_lies_in_its_declared_unit(units: Units, demand: Demand) -> None:
    assert 10_000 <= len(demand) <= 15_000
    assert (units.code[locate(units, demand.lon, demand.lat)] == demand.unit_code).all()
    assert len(set(demand.id.tolist())) == len(demand)


def test_people_are_as_old_as_people_are(units: Units, demand: Demand) -> None:
    everyone, aged_60, aged_65, aged_80, under_18 = (demand.weight[group] for group in AGES)
    assert (aged_80 <= aged_65).all()
    assert (aged_65 <= aged_60).all()
    assert (aged_60 + under_18 <= everyone).all()
    assert everyone.sum() == pytest.approx(480_000, rel=0.01)
    assert 0.23 < aged_60.sum() / everyone.sum() < 0.25
    households = units.households
    for level in ("township", "community"):
        assert households[units.rows_at(level)].sum() == households[units.rows_at("county")[0]]


def test_every_kind_is_there_and_listed_as_complete(region: Region, facilities: Facilities) -> None:
    with resource("kinds.toml").open("rb") as file:
        kinds = set(tomllib.load(file)["kind"])
    assert {kind for own in facilities.kinds for kind in own} == kinds
    listed = [source.detail.split(";") for source in region.sources() if source.role == "facilities"]
    assert {kind for own in listed for kind in own} == kinds
    assert any(len(own) > 1 for own in facilities.kinds)
    assert set(facilities.status.tolist()) == {"operating", "building", "planned", "closed"}


def test_facilities_stand_where_they_say_but_for_the_mistakes(units: Units, facilities: Facilities) -> None:
    located = locate(units, facilities.lon, facilities.lat)
    astray = set()
    for name, code, row in zip(facilities.name.tolist(), facilities.unit_code.tolist(), located.tolist(), strict=True):
        level = str(units.level[units.row_of[code]]) if code else "community"
        at = units.ancestor_row(row, level) if row >= 0 else -1
        if at < 0 or units.code[at] != code:
            astray.add(name)
    assert astray == {mistakes.WRONG_UNIT, mistakes.OUTSIDE, mistakes.NO_PLACE}


def test_each_mistake_is_of_its_own_sort(units: Units, facilities: Facilities) -> None:
    row = {name: facilities.name.tolist().index(name) for name in facilities.name.tolist()}
    located = locate(units, facilities.lon, facilities.lat)
    assert located[row[mistakes.WRONG_UNIT]] >= 0
    assert facilities.unit_code[row[mistakes.OUTSIDE]] == ""
    assert np.isfinite(facilities.lon[row[mistakes.OUTSIDE]])
    assert np.isnan(facilities.lon[row[mistakes.NO_PLACE]])


def test_the_badly_placed_station_is_far_from_its_people(demand: Demand, facilities: Facilities) -> None:
    at = facilities.name.tolist().index(mistakes.BADLY_PLACED)
    own = demand.unit_code == facilities.unit_code[at]
    homes, people = _metres(demand.lon[own], demand.lat[own]), demand.weight["population"][own]
    to_station = np.sqrt(((homes - _metres(facilities.lon[[at]], facilities.lat[[at]])) ** 2).sum(axis=1))
    to_middle = np.sqrt(((homes - np.average(homes, axis=0, weights=people)) ** 2).sum(axis=1))
    assert np.average(to_station, weights=people) > 1.4 * np.average(to_middle, weights=people)


def test_every_bed_of_an_open_home_is_known(facilities: Facilities) -> None:
    rows = facilities.rows_of("elderly_care_institution")
    for column in ("beds", "nursing_beds"):
        assert np.isfinite(facilities.numbers[column][rows]).all()


def test_roads_are_one_network_but_for_one_village(roads: Roads) -> None:
    assert 18_000 <= len(roads.lon) <= 22_000
    parts = np.sort(np.bincount(_parts(roads, np.ones(len(roads), dtype=bool))))
    assert len(parts) == 2
    assert parts[0] < 100


def test_two_bridges_are_all_that_walkers_have(roads: Roads) -> None:
    on_foot = (roads.access & WALK) > 0
    bridge = np.isin(roads.way_name[roads.way], ("望溪桥", "锦程桥"))
    with_bridges = np.bincount(_parts(roads, on_foot)).max()
    without = np.sort(np.bincount(_parts(roads, on_foot & ~bridge)))
    assert without[-2] > 1_000
    assert without[-1] + without[-2] <= with_bridges
    driven = roads.way_name[roads.way] == "清澜河大桥"
    assert (roads.access[driven] == DRIVE).all()


def test_ways_differ_in_access_direction_and_speed(roads: Roads) -> None:
    klass = roads.way_class[roads.way]
    assert (roads.access[klass == "footway"] == WALK | CYCLE).all()
    assert (roads.access[klass == "motorway"] == DRIVE).all()
    assert set(roads.oneway.tolist()) == {-1, 0, 1}
    assert np.isfinite(roads.way_maxspeed_kmh[roads.way_class == "primary"]).all()
    assert np.isnan(roads.way_maxspeed_kmh[roads.way_class == "residential"]).all()


def test_a_few_hamlets_have_no_road(roads: Roads, demand: Demand) -> None:
    away = KDTree(_metres(roads.lon, roads.lat)).query(_metres(demand.lon, demand.lat))[0]
    assert 5 <= (away > 560).sum() <= 40


def _parts(roads: Roads, used: np.ndarray) -> np.ndarray:
    """The part of the network of each node that a used segment touches."""
    size = len(roads.lon)
    graph = coo_matrix((np.ones(used.sum()), (roads.tail[used], roads.head[used])), shape=(size, size))
    parts = connected_components(graph, directed=False)[1]
    touched = np.unique(np.concatenate([roads.tail[used], roads.head[used]]))
    return np.unique(parts[touched], return_inverse=True)[1]


def _metres(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.column_stack([lon * 83_150.0, lat * 111_070.0])
