"""The searches, compiled: label-correcting with a bucket queue, float64, exact.

Imported on first use only (`planner.travel.warm_up`). Nodes wait in a ring of buckets of equal width in minutes;
whenever a node is reached in fewer minutes, or in as many from an owner with a smaller number, it waits again. The
search ends when nobody waits. The buckets therefore decide only the order of the work and never the answer: no
node is ever declared settled, so no rounding of a bucket number can lose one, and zero-length arcs, ties and
minutes that go round the ring more than once need no care. Within a bucket first come, first served, which bounds
the work as in the method of Bellman and Ford; with narrow buckets it is close to one visit a node. (Only where
rounding makes two unlike sums equal may the order say which of the two owners is named.)
"""

import numpy as np
from numba import types

from layers.tables import Floats, Ints
from planner.travel.compiled import FLOATS, INTS, READ_FLOATS, READ_INTS, compiled

# In `bucket_of`, instead of a bucket: never reached; reached and not waiting.
_UNSEEN, _DONE = -1, -2
_FAR = 1e15  # beyond it all bucket numbers are alike, for they must fit into an integer


@compiled(types.void(INTS, INTS, types.int64, types.int64))
def _wait(following: Ints, previous: Ints, node: int, queue: int) -> None:
    """Put a node at the end of a bucket's circle."""
    last = previous[queue]
    following[last] = node
    previous[node] = last
    following[node] = queue
    previous[queue] = node


@compiled(
    types.int64(
        *(READ_INTS, READ_FLOATS, READ_INTS, types.float64, types.float64),
        *(FLOATS, INTS, INTS, INTS, INTS, INTS),
    )
)
def _start(
    start: Ints,
    start_minutes: Floats,
    start_owner: Ints,
    limit: float,
    per_minute: float,
    best: Floats,
    owner: Ints,
    bucket_of: Ints,
    following: Ints,
    previous: Ints,
    reached: Ints,
) -> int:
    """Empty the buckets, and let the starts within the limit wait; arguments and answer as for `_search`."""
    nodes = len(best)
    for queue in range(nodes, len(following)):
        following[queue] = queue  # a circle of one
        previous[queue] = queue
    buckets = len(following) - nodes
    count = 0
    for k in range(len(start)):
        node, then, label = start[k], start_minutes[k], start_owner[k]
        if then <= limit and (then < best[node] or (then == best[node] and label < owner[node])):
            if bucket_of[node] == _UNSEEN:
                bucket_of[node] = int(min(then * per_minute, _FAR)) % buckets
                _wait(following, previous, node, nodes + bucket_of[node])
                reached[count] = node
                count += 1
            best[node] = then
            owner[node] = label
    return count


@compiled(
    types.int64(
        *(READ_INTS, READ_INTS, READ_FLOATS, types.float64, types.float64),
        *(FLOATS, INTS, INTS, INTS, INTS, INTS, types.int64),
    )
)
def _search(  # noqa: PLR0915 - one loop, because calls in it cost half the speed
    offset: Ints,
    neighbour: Ints,
    minutes: Floats,
    limit: float,
    per_minute: float,
    best: Floats,
    owner: Ints,
    bucket_of: Ints,
    following: Ints,
    previous: Ints,
    reached: Ints,
    count: int,
) -> int:
    """Find the best minutes and owner of every node within the limit, from the waiting ones.

    Args:
        offset, neighbour, minutes: the arcs of node n are `offset[n]` to `offset[n + 1]`.
        per_minute: buckets to a minute; any positive number gives the same answer.
        best, owner, bucket_of: one per node; inf, -1 and `_UNSEEN` where not reached.
        following, previous: circles of those who wait, one per node, and behind them one per bucket.
        reached: to be filled with the nodes reached; `count` are there already.

    Returns:
        the number of nodes reached.
    """
    nodes = len(best)
    buckets = len(following) - nodes
    bucket, empty = 0, 0
    while empty < buckets:
        queue = nodes + bucket
        node = following[queue]
        if node == queue:
            bucket = bucket + 1 if bucket + 1 < buckets else 0
            empty += 1
            continue
        empty = 0
        after = following[node]
        following[queue] = after
        previous[after] = queue
        bucket_of[node] = _DONE
        here, label = best[node], owner[node]
        for arc in range(offset[node], offset[node + 1]):
            there = neighbour[arc]
            then = here + minutes[arc]
            if then <= limit and (then < best[there] or (then == best[there] and label < owner[there])):
                best[there] = then
                owner[there] = label
                old, new = bucket_of[there], int(min(then * per_minute, _FAR)) % buckets
                if new == old:
                    continue
                # Leave and wait, written out: at each call numba would count references to the arrays.
                if old >= 0:
                    after, last = following[there], previous[there]
                    following[last], previous[after] = after, last
                elif old == _UNSEEN:
                    reached[count] = there
                    count += 1
                last = previous[nodes + new]
                following[last], previous[there] = there, last
                following[there], previous[nodes + new] = nodes + new, there
                bucket_of[there] = new
    return count


@compiled(
    types.void(
        *(READ_INTS, READ_INTS, READ_FLOATS, types.float64, types.int64),
        *(READ_INTS, READ_FLOATS, READ_INTS, types.float64, FLOATS, INTS),
    )
)
def nearest(
    offset: Ints,
    neighbour: Ints,
    minutes: Floats,
    per_minute: float,
    buckets: int,
    start: Ints,
    start_minutes: Floats,
    start_owner: Ints,
    limit: float,
    best: Floats,
    owner: Ints,
) -> None:
    """Minutes from the nearest start to every node within the limit, and that start's owner.

    Args:
        offset, neighbour, minutes, per_minute: as for `_search`.
        buckets: in the ring; any number gives the same answer.
        start, start_minutes, start_owner: nodes, minutes spent before them, and whose they are.
        best, owner: to be filled; must come as inf and -1, one per node.
    """
    nodes = len(best)
    bucket_of = np.full(nodes, _UNSEEN, np.int32)
    following, previous = np.empty(nodes + buckets, np.int32), np.empty(nodes + buckets, np.int32)
    state = best, owner, bucket_of, following, previous, np.empty(nodes, np.int32)
    count = _start(start, start_minutes, start_owner, limit, per_minute, *state)
    _search(offset, neighbour, minutes, limit, per_minute, *state, count)


@compiled(
    types.int64(
        *(READ_INTS, READ_INTS, READ_FLOATS, types.float64, types.int64),
        *(READ_INTS, READ_INTS, READ_INTS, types.float64, types.int64),
        *(INTS, FLOATS, types.int64[::1]),
    )
)
def catchments(
    offset: Ints,
    neighbour: Ints,
    minutes: Floats,
    per_minute: float,
    buckets: int,
    source: Ints,
    target_offset: Ints,
    target_column: Ints,
    limit: float,
    first: int,
    column: Ints,
    value: Floats,
    row_end: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> int:
    """Minutes from each source to all targets within the limit, as sparse rows.

    Args:
        offset, neighbour, minutes, per_minute, buckets: as for `nearest`.
        target_offset, target_column: the targets at node n are `target_column[target_offset[n]:target_offset[n + 1]]`.
        first: the source to start with.
        column, value: to be filled, row after row, at least one row long.
        row_end: to be filled: entries of `column` used up to and with this source, counted from `first`.

    Returns:
        the first source that no longer fitted into `column`, or the number of sources.
    """
    nodes = len(offset) - 1
    best, owner = np.full(nodes, np.inf), np.full(nodes, -1, np.int32)
    bucket_of, reached = np.full(nodes, _UNSEEN, np.int32), np.empty(nodes, np.int32)
    following, previous = np.empty(nodes + buckets, np.int32), np.empty(nodes + buckets, np.int32)
    state = best, owner, bucket_of, following, previous, reached
    nothing, nobody = np.zeros(1), np.zeros(1, np.int32)
    used = 0
    for row in range(first, len(source)):
        count = _start(source[row : row + 1], nothing, nobody, limit, per_minute, *state)
        count = _search(offset, neighbour, minutes, limit, per_minute, *state, count)
        wanted = 0
        for k in range(count):
            wanted += target_offset[reached[k] + 1] - target_offset[reached[k]]
        if used + wanted > len(column):
            return row
        for k in range(count):
            node = reached[k]
            for t in range(target_offset[node], target_offset[node + 1]):
                column[used] = target_column[t]
                value[used] = best[node]
                used += 1
            best[node] = np.inf
            bucket_of[node] = _UNSEEN
        row_end[row] = used
    return len(source)


def ready() -> None:
    """Run the searches once on one node; with them everything above is compiled or loaded."""
    arcs = np.array([0, 0], np.int32), np.empty(0, np.int32), np.empty(0), 1.0, 1
    zero = np.zeros(1, np.int32)
    nearest(*arcs, zero, np.zeros(1), zero, 0.0, np.full(1, np.inf), np.full(1, -1, np.int32))
    catchments(*arcs, zero, np.array([0, 1], np.int32), zero, 0.0, 0, zero.copy(), np.zeros(1), np.zeros(1, np.int64))
