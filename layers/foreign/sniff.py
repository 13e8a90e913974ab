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
ZIP_MAGIC = b"PK\x03\x04"
GZIP_MAGICS = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OFFICE_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/", b"mimetype", b"word/", b"ppt/")
JSON_MARKS = (b"{", b"\x1e")
LOOSE = (".txt", ".html", ".htm", ".xml")  # beside data: read-me files and metadata, more often than not
SAVE_AS_GPKG = "请在 QGIS 等软件里另存为 GeoPackage(.gpkg)后再导入"
Fits = Callable[[bytes], bool]


def _starts(*magics: bytes) -> Fits:
    return lambda head: head.startswith(magics)


def _says(mark: bytes) -> Fits:
    return lambda head: _text_of(head).lower().startswith(mark)


def _text_of(head: bytes) -> bytes:
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def _opens_with(*marks: bytes) -> Fits:
    return lambda head: _text_of(head).startswith(marks)


def _xml_with(*marks: bytes) -> Fits:
    return lambda head: _text_of(head).startswith(b"<") and any(mark in _text_of(head).lower() for mark in marks)


def _is_delimited(head: bytes) -> bool:
    return not head.startswith((ZIP_MAGIC, b"%PDF", OLE_MAGIC)) and not _opens_with(b"<", b"{", b"\x1e")(head)


def _is_written(head: bytes) -> bool:
    """A text table, whatever its suffix says."""
    text = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head
    return text and _is_delimited(head) and any(mark in head for mark in (b"\t", b",", b";"))


def _is_shape(head: bytes) -> bool:
    return head.startswith(b"\0\0\x27\x0a") and len(head) >= 100


def _is_overpass(head: bytes) -> bool:
    return _text_of(head).startswith(b"{") and (b'"osm3s"' in head or b'"elements"' in head)


def _is_topology(head: bytes) -> bool:
    return _text_of(head).startswith(b"{") and b'"Topology"' in head


def _is_zip(head: bytes) -> bool:
    """A ZIP file that is no workbook and no document."""
    return head.startswith(ZIP_MAGIC) and not head[30:].startswith(OFFICE_MEMBERS)


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
    fits: Fits


_JSON = (".geojson", ".json", ".topojson")
_SEQUENCE = (".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".seq")
_GZIP = (".gz", ".tgz", ".bz2", ".xz")
KINDS = (
    Kind("osm", "OSM 路网", (".osm.pbf", ".pbf"), lambda head: head[4:16].find(b"OSMHeader") >= 0),
    Kind("osm", "OSM 路网", (".osm",), _opens_with(b"<")),
    Kind("osm", "OSM 路网", (".xml",), _xml_with(b"<osm")),
    Kind("osm", "OSM 路网", (".osm.gz",), _starts(b"\x1f\x8b")),
    Kind("osm", "OSM 路网", (".osm.bz2",), _starts(b"BZh")),
    Kind("overpass", "OSM 路网", (".json",), _is_overpass),
    Kind("shapefile", "Shapefile", (".shp",), _is_shape),
    Kind("topojson", "TopoJSON", _JSON, _is_topology),
    Kind("geojson", "GeoJSON", _JSON, _opens_with(b"{", b"[")),
    Kind("geojson", "GeoJSON 序列", _SEQUENCE, _opens_with(*JSON_MARKS)),
    Kind("gpkg", "GeoPackage", (".gpkg",), _starts(b"SQLite format 3\0")),
    Kind("kml", "KML", (".kml",), _opens_with(b"<")),
    Kind("kml", "KML", (".xml",), _xml_with(b"<kml")),
    Kind("kmz", "KMZ", (".kmz",), _starts(ZIP_MAGIC)),
    Kind("gpx", "GPX", (".gpx",), _opens_with(b"<")),
    Kind("gpx", "GPX", (".xml",), _xml_with(b"<gpx")),
    Kind("gml", "GML", (".gml",), _opens_with(b"<")),
    Kind("flatgeobuf", "FlatGeobuf", (".fgb",), _starts(b"fgb")),
    Kind("parquet", "GeoParquet", (".parquet", ".geoparquet"), _starts(b"PAR1")),
    Kind("dxf", "DXF", (".dxf",), _opens_with(b"0\r", b"0\n", b"999\r", b"999\n")),
    Kind("mapinfo", "MapInfo", (".tab",), _says(b"!table")),
    Kind("mapinfo", "MapInfo", (".mif",), _says(b"version")),
    Kind("zip", "ZIP 压缩包", (".zip",), _is_zip),
    Kind("tar", "TAR 压缩包", (".tar",), lambda head: head[257:262] == b"ustar"),
    Kind("gzip", "压缩文件", _GZIP, _starts(*GZIP_MAGICS)),
    Kind("workbook", "Excel 工作簿", (".xlsx", ".xlsm", ".xlsb", ".ods"), _starts(ZIP_MAGIC)),
    Kind("workbook", "Excel 工作簿", (".xls", ".et"), _starts(OLE_MAGIC, ZIP_MAGIC, b"\x09\x08")),
    Kind("html", "网页表格", (".html", ".htm"), _opens_with(b"<")),
    Kind("gml", "GML", (".xml",), _xml_with(b"opengis.net/gml", b"featurecollection")),
    Kind("csv", "CSV 文本表", (".csv", ".tsv", ".txt"), _is_delimited),
    Kind("html", "网页表格", (".xls", ".et", ".csv", ".xml", ".xlsx"), _xml_with(b"<html", b"<table", b"<workbook")),
    Kind("csv", "CSV 文本表", (".xls", ".et"), _is_written),
    Kind("geojson", "GeoJSON 序列", (".txt",), _opens_with(*JSON_MARKS)),
    Kind("geotiff", "GeoTIFF", (".tif", ".tiff"), _starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
)
FOLDER = Kind("folder", "文件夹", (), lambda _: False)
GEODATABASE = Kind("filegdb", "File Geodatabase", (".gdb",), lambda _: False)
SUFFIXES = frozenset(suffix for kind in (*KINDS, GEODATABASE) for suffix in kind.suffixes)
PACKED = ("zip", "kmz", "tar", "gzip")
ARCHIVES = {suffix: kind.name for kind in KINDS if kind.name in PACKED for suffix in kind.suffixes}
SPECIAL_JSON = ("overpass", "topojson")
CERTAIN = ("shapefile", "gpkg", "flatgeobuf", "parquet", "geotiff", "zip", "tar", "gzip")
"""Kinds whose first bytes are nobody else's, so that a wrong suffix does not matter."""

ELSEWHERE = {
    (".dwg",): "请在 CAD 里另存为 DXF 后再导入",
    (".vrt", ".sqlite", ".e00", ".mdb"): SAVE_AS_GPKG,
    (".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx"): "请选择同名的 .shp 文件",
    (".dat", ".map", ".id"): "请选择同名的 .tab 文件",
    (".mid",): "请选择同名的 .mif 文件",
    (".rar", ".7z"): "请先解压,再选择其中的数据文件",
    (".doc", ".docx", ".pdf", ".wps"): "请把其中的表格另存为 Excel(.xlsx)后再导入",
    (".asc", ".img", ".hgt", ".nc", ".grd"): "请另存为 GeoTIFF(.tif)后再导入",
}
DOCUMENTS = (".doc", ".docx", ".pdf", ".wps", ".ppt", ".pptx")


def kind_of(path: str | Path) -> tuple[Path, Kind]:
    """The file or folder to read and its kind; a folder that holds nothing but one shapefile stands for it.

    Raises:
        UserError: not a regular local file, empty, too large, of a kind that is not read, or not what its suffix says.
    """
    file = _local(path)
    if file.is_dir():
        return file, GEODATABASE if file.suffix.lower() == ".gdb" else FOLDER
    head = _head(file)
    name = file.name.lower()
    candidates = _kinds_named(name)
    possible = [*candidates, *([] if name.endswith(DOCUMENTS) else _certain())]
    for kind in sorted(possible, key=lambda kind: kind.name == "csv"):  # which nearly any bytes could be
        if kind.fits(head):
            return file, kind
    if not candidates:
        what = f"暂不支持 {file.suffix or '没有后缀的'} 文件"
        raise UserError(what, where=file.name, remedy=_elsewhere(name))
    usual = next(kind for kind in candidates if kind.name not in SPECIAL_JSON)
    raise UserError(f"内容不是有效的{usual.label}", where=file.name, remedy=_looks_like(head))


def suffix_of(name: str) -> str:
    """The longest known suffix of a lower-case name, "" where it has none."""
    return max((suffix for suffix in SUFFIXES if name.endswith(suffix)), key=len, default="")


def suffixes_of(kind: str) -> tuple[str, ...]:
    """The suffixes of a kind, the usual one first."""
    return tuple(suffix for known in (*KINDS, GEODATABASE) if known.name == kind for suffix in known.suffixes)


def label_of(kind: str) -> str:
    """What the screen calls a kind."""
    return next(known.label for known in (*KINDS, FOLDER, GEODATABASE) if known.name == kind)


def _certain() -> list[Kind]:
    return [kind for kind in KINDS if kind.name in CERTAIN]


def _kinds_named(name: str) -> list[Kind]:
    """The kinds whose suffix a name has; a longer suffix goes before a shorter one."""
    suffix = suffix_of(name)
    return [kind for kind in KINDS if suffix in kind.suffixes]


def _local(path: str | Path) -> Path:
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
        return _in_folder(file)
    if not stat.S_ISREG(status.st_mode):
        raise UserError("不是普通文件", where=file.name, remedy="请选择磁盘上的数据文件")
    if status.st_size == 0:
        raise UserError("文件是空的", where=file.name, remedy="请重新导出或复制这个文件")
    if status.st_size > LARGEST_FILE:
        raise UserError("文件超过 2 GB", where=file.name, remedy="请先裁剪到本区域范围")
    return file.absolute()


def _in_folder(folder: Path) -> Path:
    """The only data file of a folder, else the folder."""
    if folder.suffix.lower() == ".gdb":
        return folder.absolute()
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        raise UserError("文件夹打不开", where=folder.name, remedy="请检查访问权限") from None
    data = [entry for entry in entries if _is_data(entry)]
    if not data:
        raise UserError("文件夹里没有可以读取的数据文件", where=folder.name, remedy="请直接选择数据文件")
    return _local(data[0]) if len(data) == 1 else folder.absolute()


def _is_data(entry: Path) -> bool:
    suffix = suffix_of(entry.name.lower())
    if entry.is_dir():
        return suffix == ".gdb"
    return bool(suffix) and suffix not in LOOSE and suffix not in ARCHIVES and entry.is_file()


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
