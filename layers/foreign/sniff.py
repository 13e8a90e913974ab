"""What kind of file a path is, by its suffix and its first bytes, before anything parses it."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layers.errors import UserError

LARGEST_FILE = 2 * 1024**3
HEAD_BYTES = 4096
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
JSON_MARKS = (b"{", b"\x1e")
SAVE_AS_GPKG = "请在 QGIS 等软件里另存为 GeoPackage(.gpkg)后再导入"


def _starts(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magics)


def _opens_with(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(marks)


def _is_delimited(head: bytes) -> bool:
    return not head.startswith((b"PK\x03\x04", b"%PDF", OLE_MAGIC)) and not _opens_with(b"<", b"{")(head)


def _is_shape(head: bytes) -> bool:
    return head.startswith(b"\0\0\x27\x0a") and len(head) >= 100


@dataclass(frozen=True)
class Kind:
    """A kind of foreign file.

    Attributes:
        name: the word used in requests.
        label: what the screen calls it.
        suffixes: lower case, with the dot.
        fits: whether the first bytes of a file can belong to this kind.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    fits: Callable[[bytes], bool]


KINDS = (
    Kind("osm", "OSM 路网", (".osm.pbf", ".pbf"), lambda head: head[4:16].find(b"OSMHeader") >= 0),
    Kind("osm", "OSM 路网", (".osm",), _opens_with(b"<")),
    Kind("osm", "OSM 路网", (".osm.gz",), _starts(b"\x1f\x8b")),
    Kind("osm", "OSM 路网", (".osm.bz2",), _starts(b"BZh")),
    Kind("shapefile", "Shapefile", (".shp",), _is_shape),
    Kind("geojson", "GeoJSON", (".geojson", ".json"), _opens_with(b"{", b"[")),
    Kind("geojson", "GeoJSON 序列", (".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".seq"), _opens_with(*JSON_MARKS)),
    Kind("gpkg", "GeoPackage", (".gpkg",), _starts(b"SQLite format 3\0")),
    Kind("kml", "KML", (".kml",), _opens_with(b"<")),
    Kind("kmz", "KMZ", (".kmz",), _starts(b"PK\x03\x04")),
    Kind("gpx", "GPX", (".gpx",), _opens_with(b"<")),
    Kind("flatgeobuf", "FlatGeobuf", (".fgb",), _starts(b"fgb")),
    Kind("zip", "ZIP 压缩包", (".zip",), _starts(b"PK\x03\x04")),
    Kind("workbook", "Excel 工作簿", (".xlsx", ".xlsm", ".xlsb", ".ods"), _starts(b"PK\x03\x04")),
    Kind("workbook", "Excel 工作簿", (".xls", ".et"), _starts(OLE_MAGIC, b"PK\x03\x04", b"\x09\x08")),
    Kind("geojson", "GeoJSON 序列", (".txt",), _opens_with(*JSON_MARKS)),
    Kind("csv", "CSV 文本表", (".csv", ".tsv", ".txt"), _is_delimited),
    Kind("geotiff", "GeoTIFF", (".tif", ".tiff"), _starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
)
ELSEWHERE = {
    (".gml", ".dxf", ".dwg", ".tab", ".mif", ".gdb", ".gdb.zip"): SAVE_AS_GPKG,
    (".parquet", ".topojson", ".vrt", ".sqlite", ".e00"): SAVE_AS_GPKG,
    (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx"): "请选择同名的 .shp 文件",
    (".rar", ".7z", ".tar", ".gz", ".bz2"): "请先解压,再选择其中的数据文件",
    (".doc", ".docx", ".pdf", ".wps"): "请把其中的表格另存为 Excel(.xlsx)后再导入",
    (".asc", ".img", ".hgt", ".nc", ".grd"): "请另存为 GeoTIFF(.tif)后再导入",
}


def kind_of(path: str | Path) -> tuple[Path, Kind]:
    """The file to read and its kind; a folder that holds one shapefile stands for it.

    Raises:
        UserError: not a regular local file, empty, too large, of a kind that is not read, or not what its suffix says.
    """
    file = _local_file(path)
    candidates = _kinds_named(file.name.lower())
    if not candidates:
        what = f"暂不支持 {file.suffix or '没有后缀的'} 文件"
        raise UserError(what, where=file.name, remedy=_elsewhere(file.name.lower()))
    head = _head(file)
    for kind in candidates:
        if kind.fits(head):
            return file, kind
    raise UserError(f"内容不是有效的{candidates[-1].label}", where=file.name, remedy=_looks_like(head))


def _kinds_named(name: str) -> list[Kind]:
    """The kinds whose suffix a name has; a longer suffix goes before a shorter one."""
    if name.endswith(".gdb.zip"):
        return []
    ends = {kind: max((len(suffix) for suffix in kind.suffixes if name.endswith(suffix)), default=0) for kind in KINDS}
    longest = max(ends.values())
    return [kind for kind, length in ends.items() if length == longest > 0]


def _local_file(path: str | Path) -> Path:
    text = str(path)
    if "://" in text or text.startswith("/vsi") or "\0" in text or not text:
        raise UserError("只能读取本机上的文件", where=text.replace("\0", "")[:80], remedy="请选择磁盘上的文件")
    file = Path(text)
    try:
        status = file.stat()
    except FileNotFoundError:
        raise UserError("找不到文件", where=file.name, remedy="请检查路径和文件名") from None
    except OSError:
        raise UserError("文件打不开", where=file.name, remedy="请检查路径和访问权限") from None
    if stat.S_ISDIR(status.st_mode):
        return _local_file(_only_shapefile(file))
    if not stat.S_ISREG(status.st_mode):
        raise UserError("不是普通文件", where=file.name, remedy="请选择磁盘上的数据文件")
    if status.st_size == 0:
        raise UserError("文件是空的", where=file.name, remedy="请重新导出或复制这个文件")
    if status.st_size > LARGEST_FILE:
        raise UserError("文件超过 2 GB", where=file.name, remedy="请先裁剪到本区域范围")
    return file.absolute()


def _only_shapefile(folder: Path) -> Path:
    if folder.suffix.lower() == ".gdb":
        raise UserError("暂不支持 .gdb 文件夹", where=folder.name, remedy=SAVE_AS_GPKG)
    try:
        shapes = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".shp" and not file.is_dir())
    except OSError:
        raise UserError("文件夹打不开", where=folder.name, remedy="请检查访问权限") from None
    if len(shapes) == 1:
        return shapes[0]
    names = "、".join(file.name for file in shapes[:5])
    what = f"文件夹里有 {len(shapes)} 个 Shapefile({names})" if shapes else "文件夹里没有 Shapefile"
    raise UserError(what, where=folder.name, remedy="请直接选择数据文件")


def _head(file: Path) -> bytes:
    # O_NONBLOCK: the path may have become a FIFO since it was looked at
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        remedy = "请关闭正在使用它的程序(Excel、WPS、GIS 软件),或检查访问权限"
        raise UserError("文件打不开", where=file.name, remedy=remedy) from None
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(HEAD_BYTES)


def _elsewhere(name: str) -> str:
    for suffixes, remedy in ELSEWHERE.items():
        if name.endswith(suffixes):
            return remedy
    return "可以读取:GeoJSON、Shapefile、GeoPackage、KML、CSV、Excel、GeoTIFF、OSM"


def _looks_like(head: bytes) -> str:
    lowered = head.lstrip().lower()
    if lowered.startswith((b"<!doctype html", b"<html")) or b"<table" in lowered:
        return "这其实是网页格式,请用 Excel 或 WPS 打开后另存为 .xlsx"
    if head.startswith(OLE_MAGIC):
        return "这是加密的或旧格式的 Office 文件,请去掉密码后另存为 .xlsx"
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!")):
        return "这其实是压缩包,请先解压"
    return "文件可能已损坏或改过后缀,请从原软件重新导出"
