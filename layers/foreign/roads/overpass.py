"""Roads of an answer of the Overpass service, saved as JSON: nodes and ways, or ways with their geometry."""

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from layers.foreign.answer import RoadsRead
from layers.foreign.roads.network import cut
from layers.foreign.roads.ways import FIXED_POINT, UNKNOWN, Ways, degrees
from layers.foreign.source import Source

LARGEST_BYTES = 180 * 1024**2  # four and a half times as much memory
FAULTS = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)
Place = tuple[int, int]
NOWHERE: Place = (UNKNOWN, UNKNOWN)


def read(source: Source) -> RoadsRead:
    """Read every road of an answer.

    Raises:
        UserError: damaged, too large, no answer of Overpass, or no roads in it.
    """
    if source.file.stat().st_size > LARGEST_BYTES:
        raise source.fault("Overpass 的 JSON 文件超过 180 MB", "请下载小一些的范围,或改用 .osm.pbf 文件")
    try:
        answer = json.loads(source.file.read_bytes(), object_hook=_slim)
        source.progress(0.5)
        ways = _collect(answer["elements"])
    except FAULTS as error:
        raise source.fault("不是有效的 Overpass 数据,或内容不完整", "请重新下载") from error
    if answer.get("remark"):
        remedy = "请缩小范围重新下载"
        source.note("warning", "answer_cut", "下载时服务器没有把数据给全,道路可能缺失", remedy=remedy)
    source.progress(0.8)
    ways.note_left_out(source)
    lon, lat = (degrees(np.frombuffer(column, np.int64)) for column in (ways.x, ways.y))
    return RoadsRead(cut(ways.traces(lon, lat), source))


def _slim(read: dict[str, Any]) -> Any:
    """A node as its number and place, a place as a pair: a tenth of the memory of a dictionary each."""
    if read.get("type") == "node":
        return int(read["id"]), _place(read)
    return _place(read) if read.keys() == {"lat", "lon"} else read


def _place(read: dict[str, Any]) -> Place:
    lon, lat = float(read["lon"]), float(read["lat"])
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError("no place on earth")
    return round(lon * FIXED_POINT), round(lat * FIXED_POINT)


def _collect(elements: Sequence[Any]) -> Ways:
    places: dict[int, Place] = dict(element for element in elements if isinstance(element, tuple))
    unnumbered: dict[Place, int] = {}
    ways = Ways()
    for element in elements:
        if isinstance(element, tuple) or element.get("type") != "way":
            continue
        tags = {str(key): str(value) for key, value in element.get("tags", {}).items()}
        if ("highway" in tags or "route" in tags) and ways.wants(tags):
            nodes = list(_vertices(element, places, unnumbered))
            ways.follow(
                [number for number, _ in nodes], [place[0] for _, place in nodes], [place[1] for _, place in nodes]
            )
    return ways


def _vertices(
    way: dict[str, Any], places: dict[int, Place], unnumbered: dict[Place, int]
) -> Iterator[tuple[int, Place]]:
    """The nodes of a way; a place without a number gets one below zero, the same wherever it is met."""
    numbers, geometry = way.get("nodes") or (), way.get("geometry") or ()
    for number, place in zip_longest(numbers, geometry):
        known = place or places.get(number, NOWHERE)
        yield int(unnumbered.setdefault(known, -1 - len(unnumbered)) if number is None else number), known
