"""What a shapefile leaves to its reader: missing parts, cut files, and the encoding of its text.

GDAL is made to read the text as Latin-1, which keeps every byte, and the encoding is decided here:
the one asked for, else what `.cpg` says if every byte agrees, else the table's language mark, else
strict UTF-8, else GB18030.
"""

import codecs
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.foreign import text
from layers.foreign.source import Source

LANGUAGE_MARKS = {0x4D: text.CHINESE, 0x7A: text.CHINESE, 0x4F: "cp950", 0x78: "cp950"}
SINGLE_BYTE = ("iso8859-1", "cp1252", "latin-1", "cp437", "cp850", "ascii")


def prepare(copy: Path, source: Source) -> None:
    """Note what parts are missing and let GDAL rebuild a lost index, in the copy."""
    if not copy.with_suffix(".dbf").exists():
        source.note("warning", "attributes_missing", "缺少 .dbf 属性表,只有图形", remedy="请把同名的 .dbf 一起拷来")
    if not _index_fits(copy):
        copy.with_suffix(".shx").unlink(missing_ok=True)
        os.environ["SHAPE_RESTORE_SHX"] = "YES"
        source.note("note", "index_rebuilt", "缺少 .shx 索引或索引不完整,已从图形重建")


def _index_fits(copy: Path) -> bool:
    index = copy.with_suffix(".shx")
    if not index.exists():
        return False
    head = index.read_bytes()[:28]
    return head[:4] == b"\0\0\x27\x0a" and int.from_bytes(head[24:28], "big") * 2 == index.stat().st_size


def check_complete(copy: Path, wkb: NDArray[np.object_] | None, source: Source) -> None:
    """Block where the file ends before the length its header declares: its last outlines are lost."""
    with copy.open("rb") as stream:
        declared = int.from_bytes(stream.read(28)[24:28], "big") * 2
    if copy.stat().st_size < declared:
        lost = [row + 1 for row, piece in enumerate(wkb if wkb is not None else ()) if piece is None]
        message = f".shp 文件不完整(应有 {declared} 字节,实有 {copy.stat().st_size} 字节),{len(lost)} 个要素没有图形"
        source.note("blocking", "truncated", message, lost, "请重新拷贝完整的文件")


def decode(
    copy: Path, names: list[str], values: list[NDArray[Any]], source: Source
) -> tuple[list[str], list[NDArray[Any]], str]:
    """Column names and text values in their true encoding, and that encoding's label."""
    texts = set(names) | _texts(values)
    raw = [item.encode("latin-1") for item in texts if not item.isascii()]
    codec = _codec(copy, raw, source)
    cut: list[str] = []
    words = {item: item if item.isascii() else _word(item.encode("latin-1"), codec, cut) for item in texts}
    if cut:
        what = f"{len(cut)} 处文字在文件里被截断或不合 {text.label(codec)} 编码,如“{cut[0]}”"
        source.note("warning", "undecodable", what, remedy="请核对这些名称,或注明文件的编码")
    renamed = [_unique(words[name], names[:place], words) for place, name in enumerate(names)]
    decoded = [_decoded(column, words) if column.dtype == object else column for column in values]
    return renamed, decoded, text.label(codec) if raw else ""


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
    for codec, reason in _candidates(copy, raw):
        if codec and all(_fits(item, codec) for item in raw):
            source.note("note", "encoding", f"文字按 {text.label(codec)} 编码读取({reason})")
            return codec
    source.note("warning", "encoding", "文字编码不能确定,暂按 GB18030 读取", remedy="请注明文件的编码后重新导入")
    return text.CHINESE


def _candidates(copy: Path, raw: list[bytes]) -> list[tuple[str, str]]:
    page = copy.with_suffix(".cpg")
    declared = text.codec_of(page.read_bytes()[:40].decode("latin-1")) if page.exists() else ""
    likely = [("utf-8", "每个字节都符合"), (text.CHINESE, "每个字节都符合")]
    if declared in SINGLE_BYTE:  # fits any bytes, so it is believed last; French would not pass for Chinese
        chinese = all(_fits(item, "gb2312") for item in raw)
        return [likely[0], *(likely[1:] if chinese else []), (declared, ".cpg 注明")]
    return [(declared, ".cpg 注明"), (_language_mark(copy), ".dbf 注明"), *likely]


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
