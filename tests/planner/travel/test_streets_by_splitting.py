"""Streets against an independent search in which every standing point splits its segment."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.tables import DRIVE
from planner.travel.streets import Streets
from tests.oracles import splitting
from tests.planner.travel.plane import DRIVING, EVERY, PLANE, WALKING, roads

ON_A_GRID = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda p: (p[0] * 60.0, p[1] * 60.0))
MILLIMETRES = st.integers(-700_000, 1_200_000).map(lambda mm: mm / 1000)
ANYWHERE = st.tuples(MILLIMETRES, MILLIMETRES)
PLACES = st.lists(st.one_of(ON_A_GRID, ANYWHERE), min_size=1, max_size=6)


@st.composite
def towns(draw):
    nodes = draw(st.lists(st.one_of(ON_A_GRID, ANYWHERE), min_size=2, max_size=9))
    pair = st.tuples(st.integers(0, len(nodes) - 1), st.integers(0, len(nodes) - 1))
    segments = draw(st.lists(pair, min_size=1, max_size=14))
    count = len(segments)
    access = draw(st.lists(st.sampled_from([EVERY, EVERY, EVERY & ~DRIVE, DRIVE]), min_size=count, max_size=count))
    oneway = draw(st.lists(st.sampled_from([0, 0, 1, -1]), min_size=count, max_size=count))
    speed = draw(st.lists(st.sampled_from([np.nan, 18.0, 90.0]), min_size=count, max_size=count))
    return roads(nodes, segments, access, oneway, maxspeed=speed)


def segment_of(streets, table):
    """The road rows' ends, as the reference needs them: x0, y0, x1, y1 of the program's segments."""
    x, y = table.lon, table.lat
    return x[streets.tail], y[streets.tail], x[streets.head], y[streets.head]


def merged(table, mode, measured_in):
    """Cost there and back by pair of nodes (smaller first), the least of parallel rows; loops are no way."""
    costs: dict[tuple[int, int], list[float]] = {}
    for row in np.flatnonzero((table.access & mode.access) > 0):
        a, b = int(table.tail[row]), int(table.head[row])
        metres = np.hypot(table.lon[a] - table.lon[b], table.lat[a] - table.lat[b])
        posted = table.way_maxspeed_kmh[row]
        speed = min(36.0, 36.0 if np.isnan(posted) else posted) / 3.6 if mode is DRIVING else 1.0
        cost = metres if measured_in == "metres" else metres / speed / 60
        oneway = table.oneway[row] if mode is DRIVING else 0
        there, home = np.inf if oneway < 0 else cost, np.inf if oneway > 0 else cost
        if a != b:
            both = costs.setdefault((min(a, b), max(a, b)), [np.inf, np.inf])
            both[:] = np.minimum(both, [there, home] if a < b else [home, there])
    return costs


def reference(table, mode, streets, points, facilities, measured_in):
    """Costs from each point to each facility, from the roads table and from where everybody stands."""
    costs = merged(table, mode, measured_in)
    pairs = list(costs)
    number = {pair: i for i, pair in enumerate(pairs)}

    def places(snapped):
        for edge, fraction, leg in zip(snapped.edge, snapped.fraction, snapped.leg_metres, strict=True):
            if edge < 0:
                yield -1, 0.0, leg
                continue
            a, b = int(streets.tail[edge]), int(streets.head[edge])
            yield number[min(a, b), max(a, b)], fraction if a < b else 1 - fraction, leg

    ends, both = np.array(pairs, int).reshape(-1, 2), np.array(list(costs.values())).reshape(-1, 2)
    leg_cost = 1 / 60 if measured_in == "minutes" else 1.0
    return splitting.to_each(len(table.lon), *ends.T, *both.T, list(places(points)), list(places(facilities)), leg_cost)


@settings(max_examples=300)
@given(towns(), PLACES, PLACES, st.sampled_from([WALKING, DRIVING]), st.sampled_from(["minutes", "metres"]))
def test_ways_agree(table, people, stations, mode, measured_in):
    streets = Streets.build(table, PLANE, mode)
    points, facilities = (streets.snap(*np.array(place).T) for place in (people, stations))
    found = streets.minutes_to_nearest(points, facilities, measured_in=measured_in)
    expected = reference(table, mode, streets, points, facilities, measured_in)
    nearest = expected.min(axis=0)
    np.testing.assert_allclose(found.impedance, nearest, rtol=1e-9, atol=1e-9)
    assert (found.nearest >= 0).tolist() == np.isfinite(nearest).tolist()
    reached = np.flatnonzero(found.nearest >= 0)
    at_chosen = expected[found.nearest[reached], reached]
    np.testing.assert_allclose(at_chosen, nearest[reached], rtol=1e-9, atol=1e-9)


@settings(max_examples=300)
@given(towns(), PLACES, st.sampled_from([WALKING, DRIVING]), st.floats(0, 700))
def test_everybody_stands_at_the_nearest_place(table, people, mode, limit):
    streets = Streets.build(table, PLANE, mode)
    snapped = streets.snap(*np.array(people).T, limit_metres=limit)
    ends = segment_of(streets, table)
    fragment = splitting.fragments(len(table.lon), streets.tail, streets.head, streets.metres)
    assert streets.fragment.tolist() == fragment.tolist()
    for row, (segment, _, metres) in enumerate(splitting.stand(*np.array(people).T, ends, fragment, limit)):
        if min(abs(metres - limit), abs(snapped.leg_metres[row] - limit)) < 1e-6:
            continue  # the last digit decides; the limit itself has a test of its own
        assert (snapped.edge[row] >= 0) == (segment >= 0)
        np.testing.assert_allclose(snapped.leg_metres[row], metres, atol=1e-9)
        assert segment < 0 or fragment[segment] == fragment[snapped.edge[row]]


@settings(max_examples=200)
@given(st.data(), towns(), PLACES, PLACES, st.sampled_from([WALKING, DRIVING]))
def test_a_limit_cuts_and_changes_nothing_else(data, table, people, stations, mode):
    streets = Streets.build(table, PLANE, mode)
    points, facilities = (streets.snap(*np.array(place).T) for place in (people, stations))
    whole = streets.minutes_to_nearest(points, facilities)
    finite = whole.impedance[np.isfinite(whole.impedance)].tolist()
    limit = data.draw(st.sampled_from([*finite, 5.0]))
    cut = streets.minutes_to_nearest(points, facilities, limit)
    within = whole.impedance <= limit
    assert cut.impedance.tolist() == np.where(within, whole.impedance, np.inf).tolist()
    assert cut.nearest.tolist() == np.where(within, whole.nearest, -1).tolist()
