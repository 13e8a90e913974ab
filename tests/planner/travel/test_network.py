import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.travel import Network
from planner.travel import network as network_module

# 0 - 1 - 2
# |   |   |     every street 1 minute, except 1 - 2: 5 minutes; 6 stands alone
# 3 - 4 - 5     6
LATTICE_TAIL = [0, 1, 3, 4, 0, 1, 2]
LATTICE_HEAD = [1, 2, 4, 5, 3, 4, 5]
LATTICE_MINUTES = [1.0, 5.0, 1.0, 1.0, 1.0, 1.0, 1.0]


def lattice(minutes_back=None):
    x, y = [0, 100, 200, 0, 100, 200, 300], [100, 100, 100, 0, 0, 0, 0]
    back = LATTICE_MINUTES if minutes_back is None else minutes_back
    return Network.from_edges(x, y, LATTICE_TAIL, LATTICE_HEAD, LATTICE_MINUTES, back)


def line(*minutes, back=None):
    n = len(minutes)
    nodes = np.arange(n + 1.0)
    return Network.from_edges(nodes, 0 * nodes, range(n), range(1, n + 1), minutes, minutes if back is None else back)


def test_lattice_counted_by_hand():
    assert lattice().minutes_to_nearest([0]).tolist() == [0, 1, 4, 1, 2, 3, np.inf]


def test_the_limit_belongs_to_the_catchment():
    assert lattice().minutes_to_nearest([0], limit=3.0).tolist() == [0, 1, np.inf, 1, 2, 3, np.inf]
    assert lattice().minutes_to_nearest([0], limit=np.nextafter(3.0, 0)).tolist()[5] == np.inf


def test_limit_zero_leaves_the_sources_and_what_lies_at_no_distance():
    assert line(0.0, 1.0).minutes_to_nearest([0], limit=0.0).tolist() == [0, 0, np.inf]


def test_nearest_of_two_sources_and_the_smallest_of_equally_near_ones():
    minutes, owner = lattice().nearest_source([5, 0])
    assert minutes.tolist() == [0, 1, 1, 1, 1, 0, np.inf]
    assert owner.tolist() == [1, 1, 0, 1, 0, 0, -1]
    _, owner = line(1.0, 1.0).nearest_source([2, 0], owners=[7, 3])
    assert owner.tolist() == [3, 3, 7]


def test_a_tie_over_edges_of_no_length_still_goes_to_the_smallest_owner():
    network = line(1.0, 0.0, 0.0, 1.0)
    assert network.nearest_source([4, 0])[1].tolist() == [1, 0, 0, 0, 0]


def test_offsets_count_towards_the_limit_and_may_close_a_source():
    network = line(1.0, 1.0, 1.0)
    assert network.minutes_to_nearest([0, 3], 2.0, offsets=[1.0, 2.0]).tolist() == [1, 2, np.inf, 2]
    assert network.minutes_to_nearest([0, 3], offsets=[np.inf, 0.0]).tolist() == [3, 2, 1, 0]


def test_the_better_of_two_offsets_at_one_node_wins():
    minutes, owner = line(1.0).nearest_source([0, 0, 0], offsets=[2.0, 0.5, 0.5])
    assert (minutes.tolist(), owner.tolist()) == ([0.5, 1.5], [1, 1])
    assert line(1.0).nearest_source([0, 0, 0], owners=[5, 2, 3])[1].tolist() == [2, 2]


def test_one_way_edges_are_followed_in_their_direction():
    network = line(1.0, 1.0, back=[np.inf, 1.0])
    assert network.minutes_to_nearest([0]).tolist() == [0, 1, 2]
    assert network.minutes_to_nearest([2]).tolist() == [np.inf, 1, 0]
    assert line(np.inf, back=[2.0]).minutes_to_nearest([1]).tolist() == [2, 0]


def test_parallel_edges_count_once_with_the_quickest_and_loops_not_at_all():
    network = Network.from_edges([0, 1], [0, 0], [0, 0, 1, 1], [1, 1, 0, 1], [5, 3, 4, 0], [2, np.inf, 9, 0])
    assert network.minutes_to_nearest([0]).tolist() == [0, 3]
    assert network.minutes_to_nearest([1]).tolist() == [2, 0]
    assert len(network.neighbour) == 2


def test_no_sources_reach_nothing():
    assert np.isinf(lattice().minutes_to_nearest([])).all()


def test_catchments_keep_explicit_zeros_and_leave_out_what_is_beyond():
    rows = lattice().catchments([0, 5], [0, 5, 1, 6, 0], limit=3.0)
    assert rows.shape == (2, 5)
    assert rows.indptr.tolist() == [0, 4, 8]
    assert rows.indices.tolist() == [0, 1, 2, 4, 0, 1, 2, 4]
    assert rows.data.tolist() == [0, 3, 1, 0, 3, 0, 2, 3]


def test_catchments_without_sources_or_targets():
    assert lattice().catchments([], [1, 2], 3.0).shape == (0, 2)
    empty = lattice().catchments([1, 2], [], 3.0)
    assert (empty.shape, empty.nnz) == ((2, 0), 0)


def test_catchments_go_on_where_a_part_was_full(monkeypatch):
    whole = lattice().catchments(range(7), range(7), 10.0)
    monkeypatch.setattr(network_module, "_PAIRS_AT_ONCE", 1)
    parts = lattice().catchments(range(7), range(7), 10.0)
    assert whole.nnz == 37
    for name in ("indptr", "indices", "data"):
        assert getattr(parts, name).tolist() == getattr(whole, name).tolist()


@pytest.mark.parametrize(
    ("minutes", "back"),
    [([1, np.nan, 1], [1, 1, 1]), ([1, 1, 1], [1, -0.5, 1]), ([1, -np.inf, 1], [1, 1, 1])],
)
def test_nan_and_negative_minutes_are_refused_with_the_edge(minutes, back):
    with pytest.raises(ValueError, match=r"wrong at 1$"):
        line(*minutes, back=back)


def test_many_wrong_edges_are_counted():
    with pytest.raises(ValueError, match=r"wrong at 0, 1, 2, 3, 4 and 2 more"):
        line(*[-1.0] * 7)


@pytest.mark.parametrize(
    ("tail", "head"),
    [([0, 2], [1, 1]), ([0, -1], [1, 1]), ([0.0, 1.0], [1, 0]), ([0], [1, 0])],
)
def test_edges_between_nodes_that_do_not_exist_are_refused(tail, head):
    with pytest.raises(ValueError, match="tail"):
        Network.from_edges([0, 1], [0, 0], tail, head, [1, 1], [1, 1])


@pytest.mark.parametrize("limit", [np.nan, -1.0])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(ValueError, match="limit"):
        lattice().minutes_to_nearest([0], limit)
    with pytest.raises(ValueError, match="limit"):
        lattice().catchments([0], [1], limit)


def test_wrong_sources_and_offsets_are_refused():
    with pytest.raises(ValueError, match="sources must be node numbers from 0 to 6: wrong at 1"):
        lattice().minutes_to_nearest([0, 7])
    with pytest.raises(ValueError, match="offsets"):
        lattice().minutes_to_nearest([0], offsets=[np.nan])
    with pytest.raises(ValueError, match="equal length"):
        lattice().minutes_to_nearest([0, 1], offsets=[0.0])


def test_the_arrays_given_are_not_kept_and_not_changed():
    x, minutes = np.zeros(2), np.ones(1)
    network = Network.from_edges(x, x, [0], [1], minutes, minutes)
    x[:], minutes[:] = 9, 9
    assert network.x.tolist() == [0, 0]
    assert network.minutes_to_nearest([0]).tolist() == [0, 1]


def test_read_only_arrays_will_do():
    network = lattice()
    for name in ("offset", "neighbour", "minutes"):
        getattr(network, name).flags.writeable = False
    assert network.minutes_to_nearest([0])[5] == 3.0


# --- against scipy on random graphs -------------------------------------------------------------------------------


@st.composite
def graphs(draw, weights):
    """Few nodes, so that ties, parallel edges, loops and separate parts are common."""
    nodes = draw(st.integers(1, 12))
    count = draw(st.integers(0, 30))
    node = st.integers(0, nodes - 1)
    closed = st.one_of(weights, weights, st.just(np.inf))
    edges = [(draw(node), draw(node), draw(weights), draw(closed)) for _ in range(count)]
    tail, head, minutes, back = (list(column) for column in zip(*edges, strict=True)) if edges else ([], [], [], [])
    return nodes, tail, head, minutes, back


def scipy_minutes(graph, sources):
    """All distances by scipy, which adds parallel edges up if nobody reduces them first."""
    nodes, tail, head, minutes, back = graph
    quickest: dict[tuple[int, int], float] = {}
    for a, b, there, home in zip(tail, head, minutes, back, strict=True):
        for key, value in (((a, b), there), ((b, a), home)):
            if np.isfinite(value) and a != b:
                quickest[key] = min(value, quickest.get(key, np.inf))
    keys = np.array(list(quickest), dtype=int).reshape(-1, 2)
    matrix = csr_array((list(quickest.values()), (keys[:, 0], keys[:, 1])), shape=(nodes, nodes))
    return dijkstra(matrix, indices=sources).reshape(len(sources), nodes)


def build(graph):
    nodes, tail, head, minutes, back = graph
    return Network.from_edges(np.zeros(nodes), np.zeros(nodes), tail, head, minutes, back)


small_whole = st.integers(0, 4).map(float)  # sums are exact: ties and limits are hit exactly
any_minutes = st.one_of(st.just(0.0), st.floats(1e-9, 1e3))


@settings(max_examples=400)
@given(st.data(), graphs(small_whole))
def test_whole_minutes_agree_exactly_with_scipy(data, graph):
    sources = data.draw(st.lists(st.integers(0, graph[0] - 1), min_size=1, max_size=5))
    offsets = data.draw(st.lists(small_whole, min_size=len(sources), max_size=len(sources)))
    limit = data.draw(st.one_of(st.just(np.inf), st.integers(0, 12).map(float)))
    each = scipy_minutes(graph, sources) + np.array(offsets)[:, None]
    expected = each.min(axis=0)
    owner = np.where(expected <= limit, each.argmin(axis=0), -1)
    owner[np.isinf(expected)] = -1
    minutes, found = build(graph).nearest_source(sources, limit, offsets)
    assert minutes.tolist() == np.where(expected <= limit, expected, np.inf).tolist()
    assert found.tolist() == owner.tolist()


@settings(max_examples=200)
@given(st.data(), graphs(any_minutes))
def test_any_minutes_agree_with_scipy(data, graph):
    sources = data.draw(st.lists(st.integers(0, graph[0] - 1), min_size=1, max_size=5))
    expected = scipy_minutes(graph, sources).min(axis=0)
    np.testing.assert_allclose(build(graph).minutes_to_nearest(sources), expected, rtol=1e-12, atol=0)


@settings(max_examples=200)
@given(st.data(), graphs(any_minutes))
def test_catchments_and_nearest_say_the_same(data, graph):
    node = st.integers(0, graph[0] - 1)
    sources, targets = data.draw(st.lists(node, min_size=1, max_size=6)), data.draw(st.lists(node, max_size=8))
    network = build(graph)
    minutes = network.minutes_to_nearest(sources)
    finite = [value for value in minutes.tolist() if np.isfinite(value)]
    limit = data.draw(st.sampled_from(finite))  # a limit that is hit exactly
    rows = network.catchments(sources, targets, limit)
    dense = np.full(rows.shape, np.inf)
    dense[np.repeat(np.arange(len(sources)), np.diff(rows.indptr)), rows.indices] = rows.data
    assert rows.has_sorted_indices
    alone = np.array([network.minutes_to_nearest([source], limit) for source in sources])
    assert dense.tolist() == alone[:, targets].tolist()
    assert dense.min(axis=0).tolist() == np.where(minutes <= limit, minutes, np.inf)[targets].tolist()


@given(st.data(), graphs(st.one_of(any_minutes, st.sampled_from([1e-300, 1e-12, 1e12, 1e300]))))
def test_the_buckets_decide_nothing(data, graph):
    """However badly the ring suits the lengths, the answer is the same to the last digit."""
    network = build(graph)
    sources = data.draw(st.lists(st.integers(0, graph[0] - 1), min_size=1, max_size=5))
    offsets = data.draw(st.lists(any_minutes, min_size=len(sources), max_size=len(sources)))
    expected = network.nearest_source(sources, offsets=offsets)
    per_minute = data.draw(st.sampled_from([1e-300, 1e-3, 0.37, 1.0, 1e3, 1e300]))
    badly_cut = *network._arcs[:3], per_minute, data.draw(st.integers(1, 7))
    object.__setattr__(network, "_arcs", badly_cut)
    minutes, owner = network.nearest_source(sources, offsets=offsets)
    assert minutes.tolist() == expected[0].tolist()
    each = scipy_minutes(graph, sources) + np.array(offsets)[:, None]
    np.testing.assert_allclose(minutes, each.min(axis=0), rtol=1e-12, atol=0)
    reached = np.flatnonzero(owner >= 0)  # 1 + 1e300 is 1e300: then either owner is right
    np.testing.assert_allclose(each[owner[reached], reached], minutes[reached], rtol=1e-12, atol=0)
