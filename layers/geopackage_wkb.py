"""The WKB inside a GeoPackage blob, checked before GEOS sees it: GEOS recurses without a limit."""

import struct

from layers.errors import UserError

POINTS, LINES, POLYGONS = (1,), (2, 5), (3, 6)
"""WKB types of a table's shapes: single, and in parts."""

_PART_OF = {5: 2, 6: 3}
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_EXTENDED = 0x20
_HEIGHT, _MEASURE, _REFERENCE = 0x80000000, 0x40000000, 0x20000000  # of PostGIS, in the place of ISO's thousands


def wkb_of(blob: object, types: tuple[int, ...], where: str) -> bytes:
    """The WKB of a blob that is one of `types`, with or without heights and measures.

    Raises:
        UserError: it is no GeoPackage blob, of another type, or its parts do not fit.
    """
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise damaged(where)
    envelope = (blob[3] >> 1) & 7
    if envelope >= len(_ENVELOPE_BYTES) or blob[3] & _EXTENDED:
        raise damaged(where)
    body = blob[8 + _ENVELOPE_BYTES[envelope] :]
    kind, dimensions = _type_at(body, 0)
    if kind not in types or (kind in _PART_OF and not _parts_fit(body, _PART_OF[kind], dimensions)):
        raise damaged(where)
    return body


def damaged(where: str) -> UserError:
    """What to raise for a shape that is none."""
    return UserError("区域文件里有损坏的图形", where=where, remedy="请用备份文件,或重新导入这一层")


def _type_at(body: bytes, at: int) -> tuple[int, int]:
    """The flat WKB type that starts at a byte and its dimensions; (-1, 0) where there is none."""
    if len(body) < at + 9 or body[at] > 1:
        return -1, 0
    word = _integer(body, at, at + 1)
    if word & _REFERENCE:
        return -1, 0
    extra, kind = divmod(word & 0x0FFFFFFF, 1000)
    if extra > 3 or word & 0x10000000:
        return -1, 0
    height, measure = extra in (1, 3) or word & _HEIGHT, extra in (2, 3) or word & _MEASURE
    return kind, 2 + bool(height) + bool(measure)


def _integer(body: bytes, order_at: int, at: int) -> int:
    return int(struct.unpack_from("<I" if body[order_at] else ">I", body, at)[0])


def _parts_fit(body: bytes, kind: int, dimensions: int) -> bool:
    """Whether the parts are all of one flat type and fill the body exactly."""
    at = 9
    for _ in range(_integer(body, 0, 5)):
        if _type_at(body, at) != (kind, dimensions):
            return False
        end = _end_of_part(body, at, kind, 8 * dimensions)
        if end < 0:
            return False
        at = end
    return at == len(body)


def _end_of_part(body: bytes, part: int, kind: int, point_bytes: int) -> int:
    """Where a line or polygon ends, -1 where it is cut off."""
    count, at = _integer(body, part, part + 5), part + 9
    if kind == 2:
        return at + point_bytes * count
    for _ in range(count):
        if len(body) < at + 4:
            return -1
        at += 4 + point_bytes * _integer(body, part, at)
    return at
