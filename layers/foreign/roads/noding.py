"""Lines joined where they meet: where they cross, or touch, without a common vertex.

What is on different levels is not joined: a line above or below the ground meets those on the ground at its ends only,
and one that keeps apart (an expressway) meets others only at shared vertices and where its own ends lie.
"""

from dataclasses import replace

import numpy as np

from layers.foreign.roads.merging import components
from layers.foreign.roads.strands import Mask, Meetings, Rows, Strands
from layers.tables import Floats

TOUCH_METRES = 0.01


def crossings(strands: Strands) -> Meetings:
    """Every place where two segments cross, or a vertex of one touches the other, without a common vertex."""
    first = strands.first()
    if not len(first):
        return Meetings.none()
    tree = strands.tree(first)
    one, other = tree.query(tree.geometries, predicate="dwithin", distance=TOUCH_METRES)
    one, other = first[one[one < other]], first[other[one < other]]
    touches = [(vertex, mine, others) for mine, others in ((one, other), (other, one)) for vertex in (mine, mine + 1)]
    parts = [_touches(strands, *touch) for touch in touches]
    touching = np.any([strands.foot(strands.x[v], strands.y[v], s)[1] <= TOUCH_METRES for v, _, s in touches], axis=0)
    return Meetings.joined([*parts, _crossings(strands, one[~touching], other[~touching])])


def _touches(strands: Strands, vertex: Rows, mine: Rows, other: Rows) -> Meetings:
    """The vertices that lie on another segment and are none of its ends."""
    key = strands.key
    share, distance = strands.foot(strands.x[vertex], strands.y[vertex], other)
    known = (key[vertex] == key[other]) | (key[vertex] == key[other + 1])
    at = np.flatnonzero((distance <= TOUCH_METRES) & ~known)
    vertex, mine, other, share = vertex[at], mine[at], other[at], share[at]
    theirs = vertex_at(strands, other, strands.x[vertex], strands.y[vertex])
    return Meetings(
        first=np.column_stack((mine, other)),
        share=np.column_stack((np.where(vertex == mine, 0.0, 1.0), share)),
        vertex=np.column_stack((vertex, theirs)),
        x=strands.x[vertex],
        y=strands.y[vertex],
        allowed=may_touch(strands, vertex, other, theirs),
    )


def vertex_at(strands: Strands, first: Rows, x: Floats, y: Floats) -> Rows:
    """The end of a segment that lies at a place, -1 for none."""
    start, end = (strands.distance(vertex, x, y) for vertex in (first, first + 1))
    return np.where(np.minimum(start, end) > TOUCH_METRES, -1, np.where(start <= end, first, first + 1))


def may_touch(strands: Strands, vertex: Rows, other: Rows, theirs: Rows) -> Mask:
    """Whether a vertex may be joined to another segment: ends to ends always, else as the levels allow."""
    terminal, mine, line = strands.terminal(), strands.line[vertex], strands.line[other]
    my_end, their_end = terminal[vertex], (theirs >= 0) & terminal[theirs]
    return np.where(
        my_end,
        their_end | _end_may(strands, mine, line),
        np.where(their_end, _end_may(strands, line, mine), _may_cross(strands, mine, line)),
    ).astype(bool)


def _end_may(strands: Strands, mine: Rows, line: Rows) -> Mask:
    """Whether an end of my line may be joined to the middle of a line."""
    level, apart = strands.level, strands.apart
    same = ((level[line] == 0) | (level[line] == level[mine])) & (~apart[line] | apart[mine])
    return np.asarray(same, dtype=bool)


def _may_cross(strands: Strands, one: Rows, other: Rows) -> Mask:
    level, apart = strands.level, strands.apart
    return np.asarray((level[one] == level[other]) & ~apart[one] & ~apart[other], dtype=bool)


def _crossings(strands: Strands, one: Rows, other: Rows) -> Meetings:
    """Where segments without touching vertices cross: p + s r = q + t u, both shares between 0 and 1."""
    x, y = strands.x, strands.y
    rx, ry, ux, uy = x[one + 1] - x[one], y[one + 1] - y[one], x[other + 1] - x[other], y[other + 1] - y[other]
    qx, qy, cross = x[other] - x[one], y[other] - y[one], rx * uy - ry * ux
    slanted = np.where(cross == 0, np.nan, cross)
    s, t = (qx * uy - qy * ux) / slanted, (qx * ry - qy * rx) / slanted
    at = np.flatnonzero((s > 0) & (s < 1) & (t > 0) & (t < 1))
    one, other, s, t = one[at], other[at], s[at], t[at]
    return Meetings(
        first=np.column_stack((one, other)),
        share=np.column_stack((s, t)),
        vertex=np.full((len(at), 2), -1),
        x=x[one] + s * rx[at],
        y=y[one] + s * ry[at],
        allowed=_may_cross(strands, strands.line[one], strands.line[other]),
    )


def join(strands: Strands, met: Meetings) -> tuple[Strands, Rows]:
    """The lines with a common vertex at every meeting, and where each of their vertices stands now."""
    count = int(strands.key.max()) + 1
    node = count + np.arange(len(met))
    row, side = np.nonzero(met.vertex < 0)
    order = np.lexsort((met.share[row, side], met.first[row, side]))
    row, first = row[order], met.first[row, side][order]
    x, y = met.x[row], met.y[row]
    beside = np.flatnonzero((np.diff(first) == 0) & (np.hypot(np.diff(x), np.diff(y)) <= TOUCH_METRES))
    links = [np.column_stack((node[side >= 0], strands.key[side[side >= 0]])) for side in met.vertex.T]
    links.append(np.column_stack((node[row[beside]], node[row[beside + 1]])))
    label = components(np.concatenate(links), count + len(met))
    strands, key = replace(strands, key=label[strands.key]), label[node[row]]
    _, place, group = np.unique(key, return_index=True, return_inverse=True)
    return _with_vertices(strands, first, x[place][group], y[place][group], key)  # one node, one place


def _with_vertices(strands: Strands, first: Rows, x: Floats, y: Floats, key: Rows) -> tuple[Strands, Rows]:
    """The lines with further vertices behind `first`, in the order given, and where the old ones stand now."""
    again = np.concatenate(([False], (np.diff(first) == 0) & (np.diff(key) == 0)))
    news = np.flatnonzero(~again & (key != strands.key[first]) & (key != strands.key[first + 1]))
    first, x, y, key = first[news], x[news], y[news], key[news]
    place = np.arange(len(strands.x)) + np.searchsorted(first, np.arange(len(strands.x)))
    values = {"x": x, "y": y, "key": key, "line": strands.line[first], "origin": np.full(len(first), -1)}
    return replace(
        strands, **{name: np.insert(getattr(strands, name), first + 1, value) for name, value in values.items()}
    ), place
