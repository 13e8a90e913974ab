"""The network as arrays, and the two searches over it: nearest source, and catchments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.tables import Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_PAIRS_AT_ONCE = 4_000_000
_NAMED_EDGES = 5
# Width of a bucket as a share of the mean arc: narrower means fewer repeated visits and more empty buckets.
_BUCKET_SHARE = 0.1
_MOST_BUCKETS = 4096
_SMALLEST_MEAN = 1e-9


@dataclass(frozen=True, eq=False)
class Network:
    """A directed network: the arcs of node n are `offset[n]` to `offset[n + 1]`.

    Without self-loops; of parallel arcs only the quickest; sorted by neighbour.

    Attributes:
        x, y: metres, one per node.
        offset: one per node, and one more.
        neighbour, minutes: one per arc: where it leads, and how long it takes (any additive impedance).
    """

    x: Floats
    y: Floats
    offset: Ints
    neighbour: Ints
    minutes: Floats

    def __len__(self) -> int:
        return len(self.x)

    @classmethod
    def from_edges(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        tail: ArrayLike,
        head: ArrayLike,
        minutes: ArrayLike,
        minutes_back: ArrayLike,
    ) -> Network:
        """Build from edges between nodes.

        Args:
            x, y: metres, one per node.
            tail, head: node numbers, one per edge.
            minutes: from tail to head, one per edge; inf where that way is closed; 0 is a fine length.
            minutes_back: from head to tail; inf makes a one-way edge.

        Raises:
            ValueError: arrays of unlike lengths, a node that does not exist, NaN or negative minutes (names edges).
        """
        x, y = np.array(x, np.float64), np.array(y, np.float64)
        tail, head = _node_numbers("tail", tail, len(x)), _node_numbers("head", head, len(x))
        forward, back = np.asarray(minutes, np.float64), np.asarray(minutes_back, np.float64)
        if x.shape != y.shape or not tail.shape == head.shape == forward.shape == back.shape:
            raise ValueError("x and y, and tail, head, minutes and minutes_back must be of equal length")
        for name, values in (("minutes", forward), ("minutes_back", back)):
            _reject(f"{name} must be 0 or more, or inf", ~(values >= 0))
        start, end = np.concatenate([tail, head]), np.concatenate([head, tail])
        both = np.concatenate([forward, back])
        open_ = (start != end) & np.isfinite(both)
        return cls(x, y, *_quickest_arcs(len(x), start[open_], end[open_], both[open_]))

    def minutes_to_nearest(self, sources: ArrayLike, limit: float = np.inf, offsets: ArrayLike | None = None) -> Floats:
        """Minutes from the nearest of `sources` to every node, along the direction of the edges.

        For travel *to* the sources give the edges the other way round, as `Streets` does.

        Args:
            sources: node numbers.
            limit: in minutes; within the limit includes the limit.
            offsets: minutes spent before each source, 0 where not given; they count towards the limit.

        Returns:
            one per node, inf beyond the limit.

        Raises:
            ValueError: a node that does not exist, NaN or negative limit or offsets.
        """
        return self.nearest_source(sources, limit, offsets)[0]

    def nearest_source(
        self,
        sources: ArrayLike,
        limit: float = np.inf,
        offsets: ArrayLike | None = None,
        owners: ArrayLike | None = None,
    ) -> tuple[Floats, Ints]:
        """As `minutes_to_nearest`, and whose source it is: the smallest owner among equally near ones.

        Args:
            owners: a number from 0 per source (two sources may have one owner); its position where not given.

        Returns:
            minutes per node, inf beyond the limit; owner per node, -1 beyond.
        """
        start = _node_numbers("sources", sources, len(self))
        spent = np.zeros(len(start)) if offsets is None else np.array(offsets, np.float64)
        owner_of = np.arange(len(start), dtype=np.int32) if owners is None else np.array(owners, np.int32)
        if not start.shape == spent.shape == owner_of.shape:
            raise ValueError("sources, offsets and owners must be of equal length")
        _check_limit(limit)
        _reject("offsets must be 0 or more, or inf", ~(spent >= 0))
        _reject("owners must be 0 or more", owner_of < 0)
        begun = np.isfinite(spent)
        best, owner = np.full(len(self), np.inf), np.full(len(self), -1, np.int32)
        _kernels().nearest(
            *self._arcs,
            *(start[begun], spent[begun], owner_of[begun], float(limit), best, owner),
        )
        return best, owner

    def catchments(self, sources: ArrayLike, targets: ArrayLike, limit: float) -> csr_array:
        """Minutes from each source to each target within the limit, along the direction of the edges.

        Args:
            sources, targets: node numbers; a node may occur several times.
            limit: in minutes; within the limit includes the limit.

        Returns:
            len(sources) x len(targets), columns sorted; an explicit 0 is kept, what is absent is beyond the limit.

        Raises:
            ValueError: a node that does not exist, NaN or negative limit.
        """
        from scipy.sparse import csr_array

        start = _node_numbers("sources", sources, len(self))
        end = _node_numbers("targets", targets, len(self))
        _check_limit(limit)
        row_end, column, value = self._rows(start, end, float(limit))
        rows = csr_array((value, column, row_end), shape=(len(start), len(end)))
        rows.sort_indices()
        return rows

    @cached_property
    def _arcs(self) -> tuple[Ints, Ints, Floats, float, int]:
        """The arcs, and the ring of buckets that suits their lengths."""
        width = max(self.minutes.mean(), _SMALLEST_MEAN) * _BUCKET_SHARE if len(self.minutes) else 1.0
        buckets = min(self.minutes.max(initial=0.0) / width, _MOST_BUCKETS) + 2
        return self.offset, self.neighbour, self.minutes, 1 / width, int(buckets)

    def _rows(self, start: Ints, end: Ints, limit: float) -> tuple[NDArray[np.int64], Ints, Floats]:
        """Rows of `catchments`, in as many parts as the room for one part demands."""
        room = max(len(end), min(_PAIRS_AT_ONCE, len(start) * len(end)))
        by_node = np.argsort(end, kind="stable").astype(np.int32)
        at_node = _offsets(end, len(self))
        row_end = np.zeros(len(start) + 1, np.int64)
        columns, values = [np.empty(0, np.int32)], [np.empty(0)]
        done = 0
        while done < len(start):
            column, value = np.empty(room, np.int32), np.empty(room)
            upto = _kernels().catchments(
                *self._arcs,
                *(start, at_node, by_node, limit, done),
                *(column, value, row_end[1:]),
            )
            used = row_end[upto]
            columns.append(column[:used].copy())
            values.append(value[:used].copy())
            row_end[done + 1 : upto + 1] += row_end[done]
            done = upto
        return row_end, np.concatenate(columns), np.concatenate(values)


def _kernels() -> Any:
    from planner.travel import kernels  # here, because numba takes its time

    return kernels


def _quickest_arcs(nodes: int, start: Ints, end: Ints, minutes: Floats) -> tuple[Ints, Ints, Floats]:
    """Arcs sorted by start and end, the quickest of parallel ones: offset, neighbour, minutes."""
    order = np.lexsort((minutes, end, start))
    start, end, minutes = start[order], end[order], minutes[order]
    first = np.ones(len(start), bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return _offsets(start[first], nodes), end[first], minutes[first]


def _offsets(numbers: Ints, nodes: int) -> Ints:
    """Where each node begins in an array of node numbers when that is sorted."""
    offset = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(numbers, minlength=nodes), out=offset[1:])
    return offset


def _node_numbers(name: str, numbers: ArrayLike, nodes: int) -> Ints:
    given = np.atleast_1d(np.asarray(numbers))
    if given.size == 0:
        return np.empty(0, np.int32)
    if given.dtype.kind not in "iu":
        raise ValueError(f"{name} must be whole numbers")
    _reject(f"{name} must be node numbers from 0 to {nodes - 1}", (given < 0) | (given >= nodes))
    return np.ascontiguousarray(given, dtype=np.int32)


def _check_limit(limit: float) -> None:
    if not limit >= 0:
        raise ValueError(f"limit must be 0 or more, or inf, not {limit}")


def _reject(rule: str, bad: NDArray[np.bool_]) -> None:
    if bad.any():
        rows = np.flatnonzero(bad)
        more = "" if len(rows) <= _NAMED_EDGES else f" and {len(rows) - _NAMED_EDGES} more"
        raise ValueError(f"{rule}: wrong at {', '.join(map(str, rows[:_NAMED_EDGES]))}{more}")
