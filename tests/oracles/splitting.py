"""Ways along roads, found the slow way: every standing point becomes a node that splits its segment.

Knows nothing of the program: numpy for the geometry, scipy for the search.
"""

from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra


def nearest_on_segments(px, py, x0, y0, x1, y1):
    """Of one point: the nearest segment (first of equals), the fraction along it, the distance."""
    dx, dy = x1 - x0, y1 - y0
    square = dx**2 + dy**2
    with np.errstate(invalid="ignore", divide="ignore"):
        t = ((px - x0) * dx + (py - y0) * dy) / square
    t = np.clip(np.where(square == 0, 0.0, t), 0, 1)
    distance = np.sqrt((x0 + t * dx - px) ** 2 + (y0 + t * dy - py) ** 2)
    best = int(np.argmin(distance))
    return best, float(t[best]), float(distance[best])


def stand(px, py, ends, fragment, limit):
    """Where points stand: (segment or -1, fraction, distance); whole roads first, fragments only for want of them."""
    places = []
    for x, y in zip(px, py, strict=True):
        place = (-1, 0.0, np.inf)
        for chosen in (np.flatnonzero(~fragment), np.flatnonzero(fragment)):
            if place[0] >= 0 or not len(chosen) or not np.isfinite(x + y):
                continue
            segment, t, distance = nearest_on_segments(x, y, *(end[chosen] for end in ends))
            if distance <= limit:
                place = (int(chosen[segment]), t, distance)
        places.append(place)
    return places


def fragments(nodes, tail, head, length, share=0.01, metres=10_000.0):
    """Which segments belong to a connected part too short to stand on, unless it is the longest."""
    links = csr_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes))
    label = connected_components(links, directed=False)[1][np.asarray(tail)]
    total = {part: length[label == part].sum() for part in set(label.tolist())}
    longest = max(total.values(), default=0.0)
    short = {p for p, sum_ in total.items() if sum_ < share * length.sum() and sum_ < metres and sum_ != longest}
    return np.isin(label, list(short))


def to_each(nodes, tail, head, forward, back, points, facilities, leg_cost):
    """The way from every point to every facility, legs included, shape (facilities, points).

    Args:
        forward, back: cost along each segment, inf where closed.
        points, facilities: (segment or -1, fraction, leg in metres) each.
        leg_cost: cost of a metre of leg.
    """
    standing = {nodes + i: place for i, place in enumerate([*points, *facilities]) if place[0] >= 0}
    arcs: dict[tuple[int, int], float] = {}

    def add(a, b, cost):
        if np.isfinite(cost) and a != b:
            arcs[a, b] = min(cost, arcs.get((a, b), np.inf))

    on_segment: dict[int, list[tuple[float, int]]] = {}
    for node, (segment, fraction, _) in standing.items():
        on_segment.setdefault(segment, []).append((fraction, node))
    for segment in range(len(tail)):
        chain = [(0.0, int(tail[segment])), *sorted(on_segment.get(segment, [])), (1.0, int(head[segment]))]
        for (f, a), (g, b) in pairwise(chain):
            add(a, b, (g - f) * forward[segment] if g > f else 0.0)
            add(b, a, (g - f) * back[segment] if g > f else 0.0)
    first, end = nodes + len(points) + len(facilities), nodes + 2 * (len(points) + len(facilities))
    for node, (_, _, leg) in standing.items():  # the point itself, off the road: out for points, in for facilities
        off_road = node - nodes + first
        add(*((off_road, node) if node < nodes + len(points) else (node, off_road)), leg * leg_cost)
    keys = np.array(list(arcs), dtype=int).reshape(-1, 2)
    turned = csr_array((list(arcs.values()), (keys[:, 1], keys[:, 0])), shape=(end, end))
    goals = np.arange(first + len(points), end)
    if not len(goals):
        return np.empty((0, len(points)))
    return dijkstra(turned, indices=goals)[:, first : first + len(points)]
