"""Lines that stop just short of another, or run just over it: their loose ends put where they belong."""

from dataclasses import replace

import numpy as np
import shapely

from layers.foreign.roads.noding import join, may_touch, vertex_at
from layers.foreign.roads.strands import JUNCTION_DEGREE, Mask, Meetings, Rows, Strands

MOST_ROUNDS = 5


def snapped(strands: Strands, reach: float) -> tuple[Strands, Meetings]:
    """The lines with their loose ends put on what lies within reach, and which ends went where.

    An end is loose where nothing else meets it. It goes to the nearest end or junction within reach, else to the
    nearest place of a line.
    """
    found = [Meetings.none()]
    for _ in range(MOST_ROUNDS):  # an end that moves takes its last segment along, to where others may reach it
        ends = _snaps(strands, reach)
        if not len(ends):
            break
        found.append(ends)
        strands, place = join(strands, ends)
        strands = _moved(strands, place[ends.vertex[:, 0]])
    return strands, Meetings.joined(found)


def _snaps(strands: Strands, reach: float) -> Meetings:
    """For each loose end the place it goes to, as a meeting whose first side is the end."""
    loose = np.flatnonzero(strands.terminal() & (strands.degree() == 1))
    first = strands.first()
    ends = shapely.points(np.column_stack((strands.x[loose], strands.y[loose])))
    end, segment = strands.tree(first).query(ends, predicate="dwithin", distance=reach)
    end, segment = loose[end], first[segment]
    sides = [_on_vertex(strands, end, segment, segment + side) for side in (0, 1)]
    targets = Meetings.joined([*sides, _on_segment(strands, end, segment)])
    gap = strands.distance(targets.vertex[:, 0], targets.x, targets.y)
    good = np.flatnonzero(targets.allowed & (gap <= reach) & _is_elsewhere(strands, targets, reach))
    targets, gap = targets.take(good), gap[good]
    order = np.lexsort((targets.vertex[:, 1], gap, targets.vertex[:, 1] < 0, targets.vertex[:, 0]))
    _, best = np.unique(targets.vertex[order, 0], return_index=True)
    return targets.take(order[best])


def _on_vertex(strands: Strands, end: Rows, segment: Rows, vertex: Rows) -> Meetings:
    """Ends put on those vertices that are ends or junctions."""
    at = np.flatnonzero(strands.terminal()[vertex] | (strands.degree()[vertex] >= JUNCTION_DEGREE))
    end, segment, vertex = end[at], segment[at], vertex[at]
    share = np.column_stack((np.zeros(len(end)), vertex - segment))
    allowed = may_touch(strands, end, segment, vertex)
    pair = np.column_stack((end, vertex))
    return Meetings(np.column_stack((end, segment)), share, pair, strands.x[vertex], strands.y[vertex], allowed)


def _on_segment(strands: Strands, end: Rows, segment: Rows) -> Meetings:
    """Ends put on the nearest place of a segment."""
    share, _ = strands.foot(strands.x[end], strands.y[end], segment)
    x = strands.x[segment] + share * (strands.x[segment + 1] - strands.x[segment])
    y = strands.y[segment] + share * (strands.y[segment + 1] - strands.y[segment])
    theirs = vertex_at(strands, segment, x, y)
    allowed = may_touch(strands, end, segment, theirs)
    shares = np.column_stack((np.zeros(len(end)), share))
    return Meetings(np.column_stack((end, segment)), shares, np.column_stack((end, theirs)), x, y, allowed)


def _is_elsewhere(strands: Strands, targets: Meetings, reach: float) -> Mask:
    """Whether the place is not the end itself, nor near it along its own line, nor where a short line begins anyway."""
    end, along, line = targets.vertex[:, 0], strands.along(), strands.line
    start = np.searchsorted(line, line[end])
    last = np.searchsorted(line, line[end], side="right") - 1
    other = np.where(end == start, last, start)
    first, share = targets.first[:, 1], targets.share[:, 1]
    way = along[first] + share * (along[first + 1] - along[first])
    near = (line[first] == line[end]) & (np.abs(way - along[end]) <= 2 * reach)
    stub = (along[last] <= 2 * reach) & (strands.distance(other, targets.x, targets.y) <= reach)
    theirs = targets.vertex[:, 1]
    same = (theirs >= 0) & (strands.key[theirs] == strands.key[end])
    return np.asarray(~near & ~stub & ~same, dtype=bool)


def _moved(strands: Strands, ends: Rows) -> Strands:
    """Ends that are joined to something, put where it is; where there are only ends, the first stays."""
    loose = np.zeros(len(strands.x), bool)
    loose[ends] = True
    order = np.lexsort((loose, strands.key))
    keys, place = np.unique(strands.key[order], return_index=True)
    target = order[place[np.searchsorted(keys, strands.key[ends])]]
    x, y, origin = strands.x.copy(), strands.y.copy(), strands.origin.copy()
    for column in (x, y, origin):
        column[ends] = column[target]
    return replace(strands, x=x, y=y, origin=origin)
