"""Outlines of the district's units in every container there is, by GDAL or by hand."""

import gzip
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from tests.torture.land import CODE, COMMUNITIES, LAT, LON, NAME, TOWNSHIPS, community_outline, township_outline
from tests.torture.writing import Build, collection

Shapes = Mapping[str, tuple[str, shapely.Geometry]]
TOWNS: Shapes = {code: (name, township_outline(code)) for code, (name, *_) in TOWNSHIPS.items()}
VILLAGES: Shapes = {code: (name, community_outline(code)) for code, name in COMMUNITIES.items()}
DISTRICT: Shapes = {CODE: (NAME, shapely.box(LON[0], LAT[0], LON[-1], LAT[-1]))}


def pairs(shapes: Shapes = TOWNS) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    return [({"名称": name, "代码": code}, shape) for code, (name, shape) in shapes.items()]


def geojson(shapes: Shapes = TOWNS) -> bytes:
    return json.dumps(collection(pairs(shapes)), ensure_ascii=False).encode()


def by_gdal(
    file: str, driver: str, *, crs: str = "EPSG:4490", shapes: Shapes = TOWNS, encoding: str = "UTF-8", **options: Any
) -> Build:
    """Written by GDAL."""

    def build(folder: Path) -> Path:
        geometry = np.array([shapely.to_wkb(shape) for _, shape in shapes.values()], dtype=object)
        fields = [np.array([name for name, _ in shapes.values()], dtype=object), np.array(list(shapes), dtype=object)]
        pyogrio.raw.write(
            str(folder / file),
            geometry=geometry,
            field_data=fields,
            fields=np.array(["name", "code"] if driver == "MapInfo File" else ["名称", "代码"]),
            geometry_type="Polygon",
            crs=crs,
            driver=driver,
            encoding=encoding if driver == "ESRI Shapefile" else None,
            **options,
        )
        return folder / file

    return build


def shp(
    *,
    encoding: str = "GBK",
    drop: tuple[str, ...] = (),
    mark: int | None = None,
    put: Mapping[str, bytes] | None = None,
    shapes: Shapes = TOWNS,
    crs: str = "EPSG:4490",
    folder_itself: bool = False,
    name: str = "乡镇",
) -> Build:
    """A shapefile, with members left out, its code page mark set, or members written over."""

    def build(folder: Path) -> Path:
        path = by_gdal(f"{name}.shp", "ESRI Shapefile", shapes=shapes, encoding=encoding, crs=crs)(folder)
        for suffix in drop:
            path.with_suffix(suffix).unlink(missing_ok=True)
        if mark is not None:
            table = bytearray(path.with_suffix(".dbf").read_bytes())
            table[29] = mark
            path.with_suffix(".dbf").write_bytes(table)
        for suffix, content in (put or {}).items():
            path.with_suffix(suffix).write_bytes(content)
        return folder if folder_itself else path

    return build


def zipped(inner: Build, name: str = "乡镇.zip", *, gbk: bool = False, below: str = "") -> Build:
    """Everything that `inner` makes, in a ZIP; with `gbk` the member names are in GBK without saying so."""

    def build(folder: Path) -> Path:
        inside = folder / "inside"
        inside.mkdir()
        inner(inside)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(inside.iterdir()):
                member = zipfile.ZipInfo(below + file.name)
                if gbk:
                    member.filename = (below + file.name).encode("gbk").decode("cp437")
                archive.writestr(member, file.read_bytes(), zipfile.ZIP_DEFLATED)
                file.unlink()
        inside.rmdir()
        content = out.getvalue()
        if gbk:  # clear the mark that says UTF-8, and put the bytes of GBK in
            for file in ("乡镇.shp", "乡镇.shx", "乡镇.dbf", "乡镇.prj", "乡镇.cpg"):
                told = (below + file).encode("gbk")
                wrong = told.decode("cp437").encode("utf-8")
                content = content.replace(wrong, told) if len(wrong) == len(told) else content
        (folder / name).write_bytes(content)
        return folder / name

    return build


def gbk_zip(folder: Path) -> Path:
    """Stored by hand: local headers and directory with GBK names and no UTF-8 mark."""
    path = shp()(folder)
    parts, central, at = b"", b"", 0
    members = sorted(folder.glob("乡镇.*"))
    for member in members:
        data, name = member.read_bytes(), member.name.encode("gbk")
        crc = zipfile.crc32(data)
        sizes = struct.pack("<IIIHH", crc, len(data), len(data), len(name), 0)
        local = b"PK\3\4" + struct.pack("<HHHHH", 20, 0, 0, 0, 0x21) + sizes + name + data
        head = struct.pack("<HHHHHH", 20, 20, 0, 0, 0, 0x21) + sizes + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
        central += b"PK\1\2" + head
        parts, at = parts + local, at + len(local)
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(central), len(parts), 0)
    for member in members:
        member.unlink()
    (folder / "乡镇.zip").write_bytes(parts + central + end)
    assert path
    return folder / "乡镇.zip"


def packed(inner: Build, name: str) -> Build:
    """A tar or a gzip."""

    def build(folder: Path) -> Path:
        file = inner(folder)
        if ".tar" in name:
            with tarfile.open(folder / name, "w:gz" if name.endswith("gz") else "w") as archive:
                for one in sorted(folder.iterdir()):
                    if one.name != name:
                        archive.add(one, one.name)
        else:
            (folder / name).write_bytes(gzip.compress(file.read_bytes()))
        for one in list(folder.iterdir()):
            if one.name != name:
                one.unlink()
        return folder / name

    return build


def topology(*, quantised: bool) -> dict[str, Any]:
    """The four townships with shared arcs: each edge of the lattice once."""
    scale, shift = (0.001, 0.001), (LON[0], LAT[0])
    arcs: list[list[list[float]]] = []

    def arc(*points: tuple[float, float]) -> int:
        if not quantised:
            arcs.append([list(point) for point in points])
        else:
            whole = [[round((x - shift[0]) / scale[0]), round((y - shift[1]) / scale[1])] for x, y in points]
            steps = [[a[0] - b[0], a[1] - b[1]] for a, b in zip(whole[1:], whole, strict=False)]
            arcs.append([whole[0], *steps])
        return len(arcs) - 1

    w, m, e = LON[0], LON[3], LON[6]
    s, h, n = LAT
    bottom, side = arc((m, h), (m, s)), arc((m, h), (w, h))
    right, top = arc((m, h), (e, h)), arc((m, h), (m, n))
    sw, se = arc((m, s), (w, s), (w, h)), arc((m, s), (e, s), (e, h))
    nw, ne = arc((w, h), (w, n), (m, n)), arc((e, h), (e, n), (m, n))
    rings = {
        "210112001000": [[bottom, sw, ~side]],
        "210112002000": [[bottom, se, ~right]],
        "210112101000": [[side, nw, ~top]],
        "210112005000": [[right, ne, ~top]],
    }
    told = [
        {"type": "Polygon", "arcs": ring, "properties": {"名称": TOWNSHIPS[code][0], "代码": code}}
        for code, ring in rings.items()
    ]
    found = {"type": "Topology", "objects": {"乡镇": {"type": "GeometryCollection", "geometries": told}}, "arcs": arcs}
    return found | ({"transform": {"scale": scale, "translate": shift}} if quantised else {})


def corners(shape: shapely.Geometry) -> list[tuple[float, float]]:
    return [tuple(map(float, point)) for point in shape.exterior.coords]


GML_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
    'xmlns:gml="http://www.opengis.net/gml" xmlns:t="http://t.example">'
)


def gml(_: None = None) -> bytes:
    told = ""
    for code, (name, shape) in TOWNS.items():
        ring = " ".join(f"{x},{y}" for x, y in corners(shape))
        told += (
            f'<gml:featureMember><t:town fid="t.{code}"><t:name>{name}</t:name><t:code>{code}</t:code>'
            f'<t:geom><gml:Polygon srsName="EPSG:4326"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>{ring}'
            "</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></t:geom></t:town>"
            "</gml:featureMember>"
        )
    return (GML_HEAD + told + "</wfs:FeatureCollection>").encode()


def kml() -> bytes:
    told = ""
    for code, (name, shape) in TOWNS.items():
        ring = " ".join(f"{x},{y},0" for x, y in corners(shape))
        told += (
            f'<Placemark><name>{name}</name><ExtendedData><Data name="代码"><value>{code}</value></Data></ExtendedData>'
            f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
            "</Polygon></Placemark>"
        )
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return (head + told + "</Document></kml>").encode()


def kmz(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "乡镇.kmz", "w") as archive:
        archive.writestr("doc.kml", kml())
    return folder / "乡镇.kmz"


def dxf() -> bytes:
    """Closed polylines, each with its name as a text inside."""
    told = "0\nSECTION\n2\nENTITIES\n"
    for name, shape in TOWNS.values():
        told += f"0\nLWPOLYLINE\n8\n乡镇界\n100\nAcDbEntity\n100\nAcDbPolyline\n90\n{len(corners(shape)) - 1}\n70\n1\n"
        told += "".join(f"10\n{x}\n20\n{y}\n" for x, y in corners(shape)[:-1])
        middle = shape.centroid
        told += f"0\nTEXT\n8\n注记\n10\n{middle.x}\n20\n{middle.y}\n40\n0.002\n1\n{name}\n"
    return (told + "0\nENDSEC\n0\nEOF\n").encode()


def parquet(folder: Path) -> Path:
    from arro3.core import Array, DataType, Field, Schema, Table
    from arro3.io import write_parquet

    meta = {"version": "1.1.0", "primary_column": "geometry"}
    meta |= {"columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Polygon"]}}}
    cells = [
        [name for name, _ in TOWNS.values()],
        list(TOWNS),
        [shapely.to_wkb(shape) for _, shape in TOWNS.values()],
    ]
    fields = [
        Field("名称", DataType.utf8()),
        Field("代码", DataType.utf8()),
        Field("geometry", DataType.binary()),
    ]
    arrays = [Array(values, field.type) for values, field in zip(cells, fields, strict=True)]
    schema = Schema(fields, metadata={"geo": json.dumps(meta)})
    write_parquet(Table.from_arrays(arrays, schema=schema), str(folder / "乡镇.parquet"))
    return folder / "乡镇.parquet"


def esri() -> dict[str, Any]:
    features = [
        {"attributes": {"名称": name, "代码": code}, "geometry": {"rings": [corners(shape)[::-1]]}}
        for code, (name, shape) in TOWNS.items()
    ]
    return {"geometryType": "esriGeometryPolygon", "spatialReference": {"wkid": 4326}, "features": features}


def points_json() -> list[dict[str, Any]]:
    return [
        {"name": name, "code": code, "points": [list(at) for at in corners(s)]} for code, (name, s) in TOWNS.items()
    ]


def boundary_json() -> list[dict[str, Any]]:
    return [
        {"name": name, "code": code, "boundary": ";".join(f"{x},{y}" for x, y in corners(shape))}
        for code, (name, shape) in TOWNS.items()
    ]


def shape_table(spelling: Callable[[shapely.Geometry], object], header: str = "geometry") -> list[list[object]]:
    return [["名称", "代码", header], *[[name, code, spelling(shape)] for code, (name, shape) in TOWNS.items()]]


def split() -> list[tuple[dict[str, Any], shapely.Geometry]]:
    """桃仙街道 in two features, as scattered ground is drawn."""
    told = [(p, shape) for p, shape in pairs() if p["名称"] != "桃仙街道"]
    own = {"名称": "桃仙街道", "代码": "210112005000"}
    middle = LON[4]
    return [
        *told,
        (own, shapely.box(LON[3], LAT[1], middle, LAT[2])),
        (own, shapely.box(middle, LAT[1], LON[6], LAT[2])),
    ]


def moved(code: str, east: float) -> Shapes:
    """One township a little to the east: an overlap on one side, a gap on the other."""
    told = dict(TOWNS)
    told[code] = (told[code][0], shapely.transform(told[code][1], lambda points: points + np.array([east, 0])))
    return told


def bow_tie() -> list[tuple[dict[str, Any], shapely.Geometry]]:
    w, s, e, n = TOWNS["210112001000"][1].bounds
    crossed = shapely.Polygon([(w, s), (e, n), (e, s), (w, n), (w, s)])
    return [(p, crossed if p["代码"] == "210112001000" else shape) for p, shape in pairs()]


def without(*fields: str) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    return [({k: v for k, v in p.items() if k not in fields}, shape) for p, shape in pairs()]
