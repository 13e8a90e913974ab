"""Traced ways cut into straight segments between nodes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.foreign.source import Source
from layers.tables import Floats, Roads, Texts


@dataclass(frozen=True, eq=False)
class Traces:
    """Ways as their vertices in order.

    Attributes:
        key: per vertex; vertices with the same key are one node.
        lon, lat: degrees per vertex, NaN where the place is not known.
        row: which way a vertex belongs to, ascending.
        access, oneway, name, klass, maxspeed_kmh: per way, as in `tables.Roads`.
    """

    key: NDArray[np.int64]
    lon: Floats
    lat: Floats
    row: NDArray[np.int64]
    access: NDArray[np.uint8]
    oneway: NDArray[np.int8]
    name: Texts
    klass: Texts
    maxspeed_kmh: Floats


def cut(traces: Traces, source: Source) -> Roads:
    """The segments of all ways; those that end in an unknown place or where they begin are left out and noted.

    Two nodes at one place stay two, and a segment of no length between them stays: it holds the way together.

    Raises:
        UserError: nothing is left.
    """
    first = np.flatnonzero(traces.row[:-1] == traces.row[1:])
    unknown = np.isnan(traces.lon)
    dangling = unknown[first] | unknown[first + 1]
    looping = ~dangling & (traces.key[first] == traces.key[first + 1])
    _note_left_out(traces, first, dangling, looping, source)
    first = first[~dangling & ~looping]
    if not len(first):
        raise source.fault("里面没有可用的道路", "请确认文件里有道路线,并且范围完整")
    return _numbered(traces, first)


def _numbered(traces: Traces, first: NDArray[np.intp]) -> Roads:
    """Nodes numbered by key, ways in the order of the file, unused ones of both left out."""
    ends = np.concatenate((first, first + 1))
    _, place, node = np.unique(traces.key[ends], return_index=True, return_inverse=True)
    ways, way = np.unique(traces.row[first], return_inverse=True)
    return Roads(
        lon=traces.lon[ends[place]],
        lat=traces.lat[ends[place]],
        tail=node[: len(first)].astype(np.int32),
        head=node[len(first) :].astype(np.int32),
        way=way.astype(np.int32),
        access=traces.access[ways][way],
        oneway=traces.oneway[ways][way],
        way_name=traces.name[ways],
        way_class=traces.klass[ways],
        way_maxspeed_kmh=traces.maxspeed_kmh[ways],
    )


def _note_left_out(traces: Traces, first: Any, dangling: Any, looping: Any, source: Source) -> None:
    if np.any(dangling):
        ways = len(np.unique(traces.row[np.isnan(traces.lon)]))
        message = f"{ways} 条道路引用了文件里没有的节点,略去了其中 {np.count_nonzero(dangling)} 段"
        remedy = "文件边缘被裁切时常见;边界附近的路网可能不连通,必要时下载更大的范围"
        source.note("warning", "missing_nodes", message, remedy=remedy)
    if np.any(looping):
        source.note("note", "loops", f"略去了 {np.count_nonzero(looping)} 段首尾重合的路段")
