from dataclasses import replace

import numpy as np
import pytest

from layers.feedback import Silent
from planner.coverage.measuring import evaluate_region
from planner.desktop.map_scene import FEW_DOTS, Findings, Standings, base_scene, level_of, painted, related
from planner.desktop.open_region import read_region
from planner.drawing import style
from planner.drawing.layer import PolygonLayer
from planner.plans.kinds import load_kinds
from planner.plans.reading import load_plan
from tests.planner.desktop.cards import NOT_MET, reach


@pytest.fixture(scope="module")
def region(sample):
    return read_region(sample, Silent())


@pytest.fixture(scope="module")
def base(region):
    return base_scene(region, load_kinds())


@pytest.fixture(scope="module")
def card(sample):
    from layers.region import Region

    with Region.open(sample) as opened:
        return evaluate_region(opened, load_plan("dandong"))


def row_of(card, indicator_id):
    return next(row for row in card.rows if row.indicator.id == indicator_id)


def test_areas_lie_below_roads_below_facilities_below_names(base):
    sorts = [name.split(":")[0] for name in base.ids]
    first_names = base.ids.index("names:community")
    assert sorts.index("units") < sorts.index("roads") < sorts.index("facilities") < first_names


def test_every_unit_behind_a_row_is_painted(base, region, card):
    row = row_of(card, "social_work_stations")
    scene = painted(base, region, "scorecard", Findings(row=row))
    layer = scene.layer("units:township")
    assert level_of(region, row) == "township"
    assert {str(key) for key in layer.features.key[layer.class_of >= 0]} == {one.code for one in row.measurement.rows}


def test_other_levels_lose_their_colours(base, region, card):
    row = row_of(card, "social_work_stations")
    scene = painted(base, region, "scorecard", Findings(row=row))
    for layer in scene.layers:
        if isinstance(layer, PolygonLayer) and layer.id != "units:township":
            assert (layer.class_of == -1).all()


def test_units_of_which_nothing_is_known_are_not_painted_red(base, region, card):
    row = row_of(card, "social_work_stations")
    unheard = replace(row.measurement, value=None, low=0.0, high=100.0, numerator=0.0)
    unheard = replace(unheard, rows=tuple(replace(one, counted=False) for one in unheard.rows))
    layer = painted(base, region, "scorecard", Findings(row=replace(row, measurement=unheard))).layer("units:township")
    used = {layer.classes[number].colour for number in np.unique(layer.class_of) if number >= 0}
    assert used == {style.UNKNOWN}


def test_a_row_without_units_leaves_the_map_as_it_is(base, region):
    row = replace(NOT_MET, measurement=replace(NOT_MET.measurement, rows=()))
    assert painted(base, region, "scorecard", Findings(row=row)) is base


def test_unreached_people_stand_below_the_facilities(base, region):
    scene = painted(base, region, "reach", Findings(reach=reach()))
    assert scene.layer("unreached").weight.tolist() == [50.0, 20.0]
    facilities = min(place for place, name in enumerate(scene.ids) if name.startswith("facilities:"))
    assert scene.ids.index("unreached") < facilities


def test_many_dots_are_drawn_smaller(base, region):
    count = FEW_DOTS * 4
    many = reach(
        lon=np.full(count, 123.4),
        lat=np.full(count, 41.7),
        weight=np.ones(count),
        reason=np.zeros(count, np.uint8),
        reached_mask=np.zeros(count, bool),
        demand_id=np.arange(count).astype(str),
    )
    few = painted(base, region, "reach", Findings(reach=reach())).layer("unreached")
    crowd = painted(base, region, "reach", Findings(reach=many)).layer("unreached")
    assert crowd.largest == pytest.approx(few.largest / 2)


def test_only_facilities_of_the_topic_are_related(base, card):
    row = row_of(card, "social_work_stations")
    kept = [name for name in related(base, "scorecard", Findings(row=row)).ids if "facilities:" in name]
    assert kept == ["facilities:social_work_station", "names:facilities:social_work_station"]
    assert related(base, "scorecard", Findings()) is base


def test_parents_of_units_and_facilities_are_named(region):
    units, facilities = region.units, region.facilities
    community = int(units.rows_at("community")[0])
    township = units.row_of[str(units.parent[community])]
    assert region.parent_of(str(units.code[community])) == str(units.name[township])
    placed = int(np.flatnonzero(facilities.unit_code != "")[0])
    declared = units.row_of[str(facilities.unit_code[placed])]
    assert region.parent_of(str(facilities.id[placed])) == str(units.name[declared])
    assert region.parent_of("no such code") == ""


def test_facilities_in_the_evidence_stay_on_the_map(base, card):
    row = row_of(card, "volunteer_stations")
    shown = related(base, "scorecard", Findings(row=row))
    ids = {str(key) for layer in shown.layers if layer.id.startswith("facilities:") for key in layer.features.key}
    on_the_map = {str(key) for layer in base.layers if layer.id.startswith("facilities:") for key in layer.features.key}
    assert {one.code for one in row.measurement.rows} & on_the_map <= ids


def test_lineage_goes_up_and_ends(region):
    community = int(region.units.rows_at("community")[0])
    code = str(region.units.code[community])
    assert region.lineage(code) == (code, str(region.units.parent[community]), region.code)
    assert region.lineage("A1") == ("A1",)


def standing_colours(base, region, standings):
    layer = painted(base, region, "scorecard", Findings(standings=standings)).layer("units:township")
    shown = zip(layer.features.key, layer.class_of, strict=True)
    return {str(key): layer.classes[number] for key, number in shown if number >= 0}


def test_units_are_painted_as_they_stand(base, region):
    codes = [str(code) for code in region.units.code[region.units.rows_at("township")]][:3]
    verdicts = dict(zip(codes, ("met", "not_met", "unknown"), strict=True))
    shown = standing_colours(base, region, Standings("township", verdicts))
    assert {code: shown[code].label for code in codes} == dict(zip(codes, ("达标", "未达标", "待定"), strict=True))
    assert shown[codes[1]].colour == style.NOT_SERVED
    assert shown.keys() == set(codes)


def test_units_are_painted_by_value(base, region):
    code = str(region.units.code[region.units.rows_at("township")[0]])
    shown = standing_colours(base, region, Standings("township", {code: "met"}, {code: 0.95}))
    assert shown[code].colour == style.SHARE_FILLS[-1]
    assert {one.label for other, one in shown.items() if other != code} == {"无数据"}


def test_a_level_without_outlines_leaves_the_map_as_it_is(base, region):
    assert painted(base, region, "scorecard", Findings(standings=Standings("prefecture", {}))) is base
