"""Foreign files made by hand, byte by byte, so that no library of the program has a say in them."""

import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from layers.errors import UserError

Field = tuple[bytes, int]
WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
XLSX_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{office}/{type}" Target="{target}"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def outcome(read: Callable[[Path], Any], path: Path) -> Any:
    """What reading gives: the result, or the `UserError` in its place."""
    try:
        return read(path)
    except UserError as error:
        return error


def shapefile(
    path: Path, fields: Sequence[Field], rows: Sequence[Sequence[bytes]], *, mark: int = 0, cpg: bytes | None = None
) -> Path:
    """A shapefile of points at (120 + row, 40) with text columns whose bytes are given."""
    points = [(120.0 + row, 40.0) for row in range(len(rows))]
    records = [struct.pack("<i2d", 1, *point) for point in points]
    box = struct.pack("<8d", 120.0, 40.0, 119.0 + len(points), 40.0, 0, 0, 0, 0)

    def head(length: int) -> bytes:
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length // 2) + struct.pack("<2i", 1000, 1) + box

    shapes = b"".join(struct.pack(">2i", n + 1, len(record) // 2) + record for n, record in enumerate(records))
    places = b"".join(struct.pack(">2i", 50 + 14 * n, 10) for n in range(len(records)))
    path.write_bytes(head(100 + len(shapes)) + shapes)
    path.with_suffix(".shx").write_bytes(head(100 + len(places)) + places)
    path.with_suffix(".dbf").write_bytes(table(fields, rows, mark))
    path.with_suffix(".prj").write_text(WGS84_PRJ, "ascii")
    if cpg is not None:
        path.with_suffix(".cpg").write_bytes(cpg)
    return path


def table(fields: Sequence[Field], rows: Sequence[Sequence[bytes]], mark: int) -> bytes:
    """A dBase III table of text columns; values are cut at the width, bytes and all, as real programs do."""
    width = 1 + sum(length for _, length in fields)
    head = (
        struct.pack("<4BIHH", 3, 124, 1, 1, len(rows), 33 + 32 * len(fields), width) + bytes(17) + bytes([mark, 0, 0])
    )
    columns = b"".join(struct.pack("<11sc4xB15x", name, b"C", length) for name, length in fields)
    body = b"".join(
        b" " + b"".join(value[:length].ljust(length) for value, (_, length) in zip(row, fields, strict=True))
        for row in rows
    )
    return head + columns + b"\r" + body + b"\x1a"


def geopackage(path: Path, layers: dict[str, Sequence[tuple[bytes | None, str]]], extra: Sequence[str] = ()) -> Path:
    """A GeoPackage whose layers hold (WKB, name) rows, with further statements run at the end."""
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        PRAGMA application_id = 1196444487;
        PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
            organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
            description TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326,
            'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
            || 'UNIT["degree",0.0174532925199433]]', '');
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
            description TEXT, last_change DATETIME NOT NULL DEFAULT '2024-01-01T00:00:00Z', min_x DOUBLE,
            min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT PRIMARY KEY, column_name TEXT NOT NULL,
            geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL);
        """
    )
    for name, rows in layers.items():
        quoted = '"' + name.replace('"', '""') + '"'
        connection.execute(f"CREATE TABLE {quoted} (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT)")
        register(connection, name)
        blobs = [(None if wkb is None else b"GP\0\x01" + struct.pack("<i", 4326) + wkb, text) for wkb, text in rows]
        connection.executemany(f"INSERT INTO {quoted} (geom, name) VALUES (?, ?)", blobs)
    for statement in extra:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def register(connection: sqlite3.Connection, name: str) -> None:
    """Enter a table as a layer."""
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, 4326)",
        (name, name),
    )
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', 4326, 0, 0)", (name,))


def point_wkb(lon: float, lat: float) -> bytes:
    return struct.pack("<BI2d", 1, 1, lon, lat)


def workbook(path: Path, sheet_xml: str, name: str = "表") -> Path:
    """An .xlsx of one sheet whose XML is given, below `sheetData`'s parent."""
    sheets = f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", XLSX_TYPES)
        archive.writestr("_rels/.rels", RELATION.format(office=OFFICE, type="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", book)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            RELATION.format(office=OFFICE, type="worksheet", target="worksheets/sheet1.xml"),
        )
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{sheet_xml}</worksheet>')
    return path


def geotiff(path: Path, cells: Sequence[Sequence[float]], *, nodata: str = "", geo: bool = True) -> Path:
    """A GeoTIFF of 32-bit floats in WGS84 whose upper left corner is (120, 40) and whose cells are 0.5 degrees."""
    height, width = len(cells), len(cells[0])
    pixels = b"".join(struct.pack(f"<{width}f", *row) for row in cells)
    tags: list[tuple[int, int, int, bytes]] = [
        (256, 4, 1, struct.pack("<I", width)),
        (257, 4, 1, struct.pack("<I", height)),
        (258, 3, 1, struct.pack("<HH", 32, 0)),
        (259, 3, 1, struct.pack("<HH", 1, 0)),
        (262, 3, 1, struct.pack("<HH", 1, 0)),
        (273, 4, 1, struct.pack("<I", 8)),
        (277, 3, 1, struct.pack("<HH", 1, 0)),
        (278, 4, 1, struct.pack("<I", height)),
        (279, 4, 1, struct.pack("<I", len(pixels))),
        (339, 3, 1, struct.pack("<HH", 3, 0)),
    ]
    if geo:
        tags += [
            (33550, 12, 3, struct.pack("<3d", 0.5, 0.5, 0)),
            (33922, 12, 6, struct.pack("<6d", 0, 0, 0, 120, 40, 0)),
            (34735, 3, 16, struct.pack("<16H", 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)),
        ]
    if nodata:
        tags.append((42113, 2, len(nodata) + 1, nodata.encode() + b"\0"))
    start = 8 + len(pixels)
    heap = b""
    entries = b""
    for tag, kind, count, value in tags:
        if len(value) > 4:
            entries += struct.pack("<HHII", tag, kind, count, start + 2 + 12 * len(tags) + 4 + len(heap))
            heap += value + b"\0" * (len(value) % 2)
        else:
            entries += struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
    directory = struct.pack("<H", len(tags)) + entries + struct.pack("<I", 0) + heap
    path.write_bytes(struct.pack("<2sHI", b"II", 42, start) + pixels + directory)
    return path


def osm_xml(nodes: dict[int, tuple[float, float]], ways: Sequence[tuple[Sequence[int], dict[str, str]]]) -> str:
    """OpenStreetMap XML with ways numbered from 1."""
    lines = [f'<node id="{ref}" version="1" lat="{lat}" lon="{lon}"/>' for ref, (lon, lat) in nodes.items()]
    for number, (refs, tags) in enumerate(ways, start=1):
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inner += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        lines.append(f'<way id="{number}" version="1">{inner}</way>')
    return '<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">' + "".join(lines) + "</osm>"
