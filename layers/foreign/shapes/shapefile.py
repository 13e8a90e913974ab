"""What a shapefile leaves to its reader: missing parts, cut files, and the encoding of its text.

GDAL is made to read the text as Latin-1, which keeps every byte, and the encoding is decided here:
the one asked for, else what `.cpg` says if every byte agrees, else the table's language mark, else
strict UTF-8, else GB18030, else Big5. What is declared is doubted: another encoding in which the text is far
more ordinary Chinese goes before it.
"""

import codecs
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.foreign import text
from layers.foreign.hanzi import commonness
from layers.foreign.source import Source

ORDINARY, FAR_MORE = 0.8, 0.2  # shares of ordinary characters, see `hanzi.commonness`
MOST_JUDGED = 5_000
LANGUAGE_MARKS = {0x4D: text.CHINESE, 0x7A: text.CHINESE, 0x4F: text.TAIWAN, 0x78: text.TAIWAN}
MULTIPATCH = 31
MOST_PRJ = 20_000
SLACK = 65_536
SINGLE_BYTE = ("iso8859-1", "cp1252", "latin-1", "cp437", "cp850", "ascii")


def prepare(copy: Path, source: Source) -> None:
    """Note what parts are missing and let GDAL rebuild a lost index, in the copy.

    Raises:
        UserError: of multipatches, or with a table that counts more rows than it can hold.
    """
    if not copy.with_suffix(".dbf").exists():
        source.note("warning", "attributes_missing", "缺少 .dbf 属性表,只有图形", remedy="请把同名的 .dbf 一起拷来")
    _refuse_absurd(copy, source)
    if not _index_fits(copy):
        copy.with_suffix(".shx").unlink(missing_ok=True)
        os.environ["SHAPE_RESTORE_SHX"] = "YES"
        source.note("note", "index_rebuilt", "缺少 .shx 索引或索引不完整,已从图形重建")
    system = copy.with_suffix(".prj")
    if system.exists() and not system.read_bytes()[:MOST_PRJ].isascii():
        plain = system.read_bytes()[:MOST_PRJ].decode("utf-8-sig", "replace")  # names in GBK: the numbers count
        system.write_text(plain.encode("ascii", "replace").decode("ascii"), "ascii")


def _refuse_absurd(copy: Path, source: Source) -> None:
    with copy.open("rb") as stream:
        kind = int.from_bytes(stream.read(36)[32:36], "little")
    if kind == MULTIPATCH:
        raise source.fault("里面是三维面片(MultiPatch),不是平面图形", "请在原软件里转成面图层后再导出")
    table = copy.with_suffix(".dbf")
    if not table.exists():
        return
    with table.open("rb") as stream:
        head = stream.read(12)
    rows, width = int.from_bytes(head[4:8], "little"), int.from_bytes(head[10:12], "little")
    if rows * width > 2 * table.stat().st_size + SLACK:
        raise source.fault(f"属性表说有 {rows} 行,文件里却放不下", "文件不完整或已损坏,请重新拷贝")


def _index_fits(copy: Path) -> bool:
    index = copy.with_suffix(".shx")
    if not index.exists():
        return False
    head = index.read_bytes()[:28]
    return head[:4] == b"\0\0\x27\x0a" and int.from_bytes(head[24:28], "big") * 2 == index.stat().st_size


def check_complete(copy: Path, wkb: NDArray[np.object_] | None, rows: NDArray[np.int64], source: Source) -> None:
    """Block where the file ends before the length its header declares; say which rows its table marks as deleted."""
    with copy.open("rb") as stream:
        declared = int.from_bytes(stream.read(28)[24:28], "big") * 2
    if copy.stat().st_size < declared:
        lost = [int(row) for row, piece in zip(rows, wkb if wkb is not None else (), strict=False) if piece is None]
        message = f".shp 文件不完整(应有 {declared} 字节,实有 {copy.stat().st_size} 字节),{len(lost)} 个要素没有图形"
        source.note("blocking", "truncated", message, lost, "请重新拷贝完整的文件")
    if len(rows) and (deleted := np.setdiff1d(np.arange(1, rows.max() + 1), rows).tolist()):
        source.note("note", "deleted_rows", f"属性表里有 {len(deleted)} 行已标为删除,没有读", deleted)


def decode(
    copy: Path, names: list[str], values: list[NDArray[Any]], source: Source
) -> tuple[list[str], list[NDArray[Any]], str]:
    """Column names and text values in their true encoding, and that encoding's label."""
    cells = _texts(values)
    texts = set(names) | cells
    raw = _raw(texts)
    judged = _raw(cells) if source.kind == "mapinfo" else raw  # GDAL writes MapInfo names of which bytes are lost
    codec = _codec(copy, judged or raw, source)
    cut: list[str] = []
    words = {item: item if item.isascii() else _word(item.encode("latin-1"), codec, cut) for item in texts}
    if cut:
        what = f"{len(cut)} 处文字在文件里被截断或不合 {text.label(codec)} 编码,如“{cut[0]}”"
        source.note("warning", "undecodable", what, remedy="请核对这些名称,或注明文件的编码")
    renamed = [_unique(words[name], names[:place], words) for place, name in enumerate(names)]
    decoded = [_decoded(column, words) if column.dtype == object else column for column in values]
    return renamed, decoded, text.label(codec) if raw else ""


def _raw(texts: set[str]) -> list[bytes]:
    return [item.encode("latin-1") for item in texts if not item.isascii()]


def _texts(values: list[NDArray[Any]]) -> set[str]:
    return {item for column in values if column.dtype == object for item in column.tolist() if isinstance(item, str)}


def _decoded(column: NDArray[Any], words: dict[str, str]) -> NDArray[Any]:
    return np.array([words[item] if isinstance(item, str) else item for item in column.tolist()], dtype=object)


def _unique(name: str, before: list[str], words: dict[str, str]) -> str:
    """Names cut at ten bytes may have become equal."""
    again = sum(words[other] == name for other in before)
    return f"{name}_{again + 1}" if again else name


def _codec(copy: Path, raw: list[bytes], source: Source) -> str:
    asked = text.asked_codec(source.option("encoding"))
    if asked or not raw:
        return asked or "utf-8"
    fitting: dict[str, str] = {}
    for codec, why in _candidates(copy, raw):
        if codec not in fitting and all(_fits(item, codec) for item in raw):
            fitting[codec] = why
    if not fitting:
        source.note("warning", "encoding", "文字编码不能确定,暂按 GB18030 读取", remedy="请注明文件的编码后重新导入")
        return text.CHINESE
    first, *others = fitting
    ordinary = {codec: commonness(_text(raw, codec)) for codec in fitting}
    best = max(others, key=lambda codec: ordinary[codec], default=first)
    if "utf-8" in others and _is_certain(_text(raw, "utf-8")):
        best, ordinary["utf-8"] = "utf-8", 1 + FAR_MORE
    if ordinary[best] >= ORDINARY and ordinary[best] - ordinary[first] >= FAR_MORE:
        what = f"{fitting[first]} {text.label(first)},但按 {text.label(best)} 读出的才是通顺的文字,已按后者读取"
        source.note("warning" if "注明" in fitting[first] else "note", "encoding", what, remedy="请核对名称")
        return best
    source.note("note", "encoding", f"文字按 {text.label(first)} 编码读取({fitting[first]})")
    return first


def _is_certain(content: str) -> bool:
    """Whether a text has letters of three bytes in UTF-8 only: no other encoding looks like that by chance."""
    letters = [letter for letter in content if letter > "\x7f"]
    return bool(letters) and min(letters) >= "\u0800"


def _text(raw: list[bytes], codec: str) -> str:
    return "".join(codecs.getincrementaldecoder(codec)("ignore").decode(item) for item in raw[:MOST_JUDGED])


def _candidates(copy: Path, raw: list[bytes]) -> list[tuple[str, str]]:
    """Codecs and why each is tried, the likeliest first."""
    page = copy.with_suffix(".cpg")
    declared = text.codec_of(page.read_bytes()[:40].decode("latin-1")) if page.exists() else ""
    likely = [(codec, "每个字节都符合") for codec in ("utf-8", text.CHINESE, text.TAIWAN)]
    if declared in SINGLE_BYTE:  # fits any bytes, so it is believed last; French would not pass for Chinese
        chinese = all(_fits(item, "gb2312") for item in raw)
        return [likely[0], *(likely[1:] if chinese else []), (declared, ".cpg 注明")]
    found = [(declared, ".cpg 注明"), (_language_mark(copy), ".dbf 注明"), *likely]
    return [(codec, why) for codec, why in found if codec]


def _language_mark(copy: Path) -> str:
    table = copy.with_suffix(".dbf")
    if not table.exists():
        return ""
    with table.open("rb") as stream:
        head = stream.read(32)
    return LANGUAGE_MARKS.get(head[29], "") if len(head) == 32 else ""


def _fits(item: bytes, codec: str) -> bool:
    """Whether bytes decode, a character cut at the end of the field allowed."""
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(item, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _word(item: bytes, codec: str, cut: list[str]) -> str:
    try:
        return item.decode(codec)
    except UnicodeDecodeError:
        word = codecs.getincrementaldecoder(codec)("ignore").decode(item, final=False)
        cut.append(word)
        return word
