"""The names of a KML file's own columns: GDAL keeps of a Chinese one only as many underscores as it has bytes.

So that none is lost, and no two become one, each is written in digits before GDAL reads, and read back afterwards.
"""

import html
import re
from pathlib import Path

_TAG = re.compile(rb"<(?:[A-Za-z]\w{0,20}:)?(?:Data|SimpleData|SimpleField)\s[^<>]{0,2000}")
_NAME = re.compile(rb"(\sname\s{0,9}=\s{0,9})(?:\"([^\"]*)\"|'([^']*)')")
_PLAIN = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_CODED = re.compile("yike_((?:[0-9a-f]{2})+)")
_BLOCK = 1 << 22


def write_coded(file: Path) -> None:
    """Write the names in a UTF-8 file, made of letters that GDAL keeps, in their place."""
    coded = file.with_suffix(".coded")
    rest = b""
    with file.open("rb") as stream, coded.open("wb") as copy:
        while block := stream.read(_BLOCK):
            block = rest + block
            end = max(block.rfind(b"<"), 0)  # a tag may go on in the next block
            copy.write(_TAG.sub(_coded_tag, block[:end]))
            rest = block[end:]
        copy.write(_TAG.sub(_coded_tag, rest))
    coded.replace(file)


def read_back(name: str) -> str:
    """The name as the file's author wrote it."""
    match = _CODED.fullmatch(name)
    return bytes.fromhex(match[1]).decode("utf-8", "replace") if match else name


def _coded_tag(tag: "re.Match[bytes]") -> bytes:
    return _NAME.sub(_coded_name, tag[0], count=1)


def _coded_name(match: "re.Match[bytes]") -> bytes:
    written = match[2] if match[2] is not None else match[3]
    if _PLAIN.fullmatch(written):
        return match[0]
    name = html.unescape(written.decode("utf-8", "replace")).strip()
    return match[1] + b'"yike_' + name.encode("utf-8", "replace").hex().encode() + b'"' if name else match[0]
