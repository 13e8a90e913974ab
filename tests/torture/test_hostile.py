"""Files that mean harm: each refused, in plain words, within the time and the memory a child process has."""

import gzip
import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from layers.resources import ROOT
from tests.layers.foreign.making import MAIN, geotiff, workbook
from tests.torture.case import WHOLE_LIST, Case, Outcome, params
from tests.torture.land import LIST
from tests.torture.writing import HEADER, Build, book, delimited, raw, rows, table, text

pytest.importorskip("resource", reason="memory of child processes is told by POSIX only")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]
N = len(LIST)
GIGABYTE = 1.05 * 1024**2  # kilobytes, and the interpreter's own
MEGABYTE = b"0" * 1024**2


def packed(members: dict[str, bytes], *, deflate: int = 9) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=deflate) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.filename = name  # as it stands: ZipInfo tidies paths
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def big_member(name: str, megabytes: int, head: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as file:
        file.write(head)
        for _ in range(megabytes):
            file.write(MEGABYTE)
    return out.getvalue()


def locked(archive: bytes) -> bytes:
    """Every member marked as encrypted."""
    content = bytearray(archive)
    for sign, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = content.find(sign)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(sign, place + 4)
    return bytes(content)


def nested(depth: int) -> bytes:
    content = packed({"甲.csv": delimited(table()).encode()})
    for level in range(depth):
        content = packed({f"{level}.zip": content})
    return content


def wide_nest() -> bytes:
    """Ten in ten in ten: each level ten times the one below."""
    content = big_member("甲.csv", 20)
    for _ in range(3):
        content = packed({f"{i}.zip": content for i in range(10)})
    return content


def csv_in(name: str) -> Build:
    return raw(packed({name: delimited(table()).encode()}), "甲.zip")


def linked(folder: Path) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("甲.csv")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    (folder / "甲.zip").write_bytes(out.getvalue())
    return folder / "甲.zip"


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "甲.csv")
    return folder / "甲.csv"


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
LAUGH = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "哈">{LAUGHS}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'


def kml_with(head: str) -> bytes:
    point = "<Point><coordinates>123.45,41.65</coordinates></Point>"
    told = f"<Document><Placemark><name>&l9;敬老院</name>{point}</Placemark></Document>"
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2">{told}</kml>'.encode()


def gml_with(head: str) -> bytes:
    return (
        f'{head}<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml">'
        "<gml:featureMember><t><name>&l9;</name></t></gml:featureMember></wfs:FeatureCollection>"
    ).encode()


def shared_strings(head: str) -> Build:
    """A workbook whose texts are made of entities."""

    def build(folder: Path) -> Path:
        path = folder / "甲.xlsx"
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet()
            for number, row in enumerate(table()):
                sheet.write_row(number, 0, row)
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        told = members["xl/sharedStrings.xml"].decode()
        body = told[told.index("<sst") :].replace("东陵敬老院", "&l9;", 1)
        members["xl/sharedStrings.xml"] = (head + body).encode()
        path.write_bytes(packed(members))
        return path

    return build


def many_rows(folder: Path) -> Path:
    """Ten million rows of one figure; some 0.4 MB packed."""
    path = workbook(folder / "甲.xlsx", "<sheetData/>")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            portion = b"<row><c><v>1</v></c><c><v>2</v></c></row>" * 10_000
            for _ in range(1000):
                file.write(portion)
            file.write(b"</sheetData></worksheet>")
    return path


def shp_claiming(count: int) -> Build:
    """A shapefile whose headers promise more than there is."""

    def build(folder: Path) -> Path:
        box = struct.pack("<8d", 123, 41, 124, 42, 0, 0, 0, 0)
        head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 2**30) + struct.pack("<2i", 1000, 5) + box
        ring = struct.pack("<4d2i", 123, 41, 124, 42, count, count)
        record = struct.pack(">2i", 1, 2**29) + struct.pack("<i", 5) + ring + bytes(64)
        (folder / "甲.shp").write_bytes(head + record)
        (folder / "甲.shx").write_bytes(head + struct.pack(">2i", 50, 2**29))
        (folder / "甲.dbf").write_bytes(
            struct.pack("<4BIHH", 3, 124, 1, 1, 2**31 - 1, 65, 21)
            + bytes(20)
            + struct.pack("<11sc4xB15x", b"NAME", b"C", 20)
            + b"\r"
        )
        return folder / "甲.shp"

    return build


def fgb_claiming(folder: Path) -> Path:
    header = struct.pack("<I", 2**31 - 1)
    (folder / "甲.fgb").write_bytes(b"fgb\x03fgb\x00" + header + bytes(200))
    return folder / "甲.fgb"


def tiff_claiming(folder: Path) -> Path:
    path = geotiff(folder / "甲.tif", [[1.0, 2.0], [3.0, 4.0]])
    content = bytearray(path.read_bytes())
    start = struct.unpack_from("<I", content, 4)[0]
    for entry in range(struct.unpack_from("<H", content, start)[0]):
        place = start + 2 + 12 * entry
        if struct.unpack_from("<H", content, place)[0] in (256, 257, 278):
            struct.pack_into("<I", content, place + 8, 2**31 - 1)
    path.write_bytes(content)
    return path


def deep_json(depth: int) -> bytes:
    opened = "[" * depth + "]" * depth
    feature = f'{{"type":"Feature","properties":{{"name":{opened}}},"geometry":null}}'
    return f'{{"type":"FeatureCollection","features":[{feature}]}}'.encode()


def deep_wkt(depth: int) -> str:
    return "GEOMETRYCOLLECTION(" * depth + "POINT(123.45 41.65)" + ")" * depth


def vrt(name: str) -> Build:
    layer = '<OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    told = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    return raw(told.encode(), name)


def formulas(outcome: Outcome) -> None:
    assert {'=HYPERLINK("http://x","甲")敬老院', "@SUM(A1)敬老院"} <= set(outcome.region.facilities().name.tolist())


FORMULAS = [
    ["名称", "类型", "经度", "纬度"],
    ['=HYPERLINK("http://x","甲")敬老院', "养老机构", 123.451234, 41.651234],
    ["@SUM(A1)敬老院", "养老机构", 123.461234, 41.651234],
]
MARKUP = "<script>alert(1)</script>敬老院"
QUOTES = "敬老院'; DROP TABLE units; --"


def named(name: str) -> Build:
    return text([["名称", "类型", "经度", "纬度"], [name, "养老机构", 123.451234, 41.651234]])


def stays(name: str) -> Callable[[Outcome], None]:
    def check(outcome: Outcome) -> None:
        assert outcome.region.facilities().name.tolist() == [name]
        assert len(outcome.region.units()) == 17

    return check


def _clean(outcome: Outcome) -> None:
    (name,) = outcome.region.facilities().name.tolist()
    assert name == "甲敬老院"


def too_large(folder: Path) -> Path:
    """Two gigabytes and a half, of which nothing is on the disk."""
    with (folder / "甲.csv").open("wb") as file:
        file.write(delimited(table()).encode())
        file.truncate(5 * 2**29)
    return folder / "甲.csv"


def _sparse(folder: Path) -> Path:
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD1048576"] = "名称", "尽头"
    made.save(folder / "甲.xlsx")
    return folder / "甲.xlsx"


def _styled_far_down(folder: Path) -> Path:
    def dress(made: openpyxl.Workbook) -> None:
        made.active.cell(1_048_576, 6).number_format = "0.00"

    return book(table(), dress=dress)(folder)


def refused(name: str, build: Build, *words: str, **more: Any) -> Case:
    return Case(name, build, refused=words or ("。",), **more)


CASES = [
    refused("zip bomb", raw(big_member("甲.csv", 900), "甲.zip"), "解压|太大|超过|过大"),
    refused(
        "zip bomb of workbooks",
        raw(big_member("xl/worksheets/sheet1.xml", 900), "甲.xlsx"),
        "解压|太大|超过|过大|有效|展开",
    ),
    refused("nested zip bomb", raw(wide_nest(), "甲.zip"), "压缩|解压|太大|超过|层"),
    refused("zips in zips without end", raw(nested(12), "甲.zip"), "层|嵌套|压缩"),
    refused("gzip bomb", raw(gzip.compress(MEGABYTE * 700, 9), "甲.csv.gz"), "太大|超过|解压"),
    refused("encrypted zip", raw(locked(packed({"甲.csv": delimited(table()).encode()})), "甲.zip"), "密码|加密"),
    refused(
        "encrypted workbook",
        raw(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(3000),
            "甲.xlsx",
        ),
        "密码|加密",
    ),
    refused("a link in a zip", linked),
    refused("a zip of nothing", raw(packed({}), "甲.zip")),
    refused("a FIFO", fifo, "普通文件"),
    refused("a device", lambda _: Path("/dev/zero"), "普通文件|不支持"),
    refused("a web address", lambda _: Path("http://127.0.0.1/甲.csv"), "本机|找不到"),
    refused("GDAL's own paths", lambda _: Path("/vsizip//etc/甲.zip"), "本机|找不到"),
    refused("laughs in KML", raw(kml_with(LAUGH), "甲.kml")),
    refused("laughs in GML", raw(gml_with(LAUGH), "甲.gml")),
    refused(
        "laughs in OSM",
        raw(
            f'{LAUGH}<osm version="0.6"><node id="1" lat="41" lon="123"><tag k="n" v="&l9;"/></node></osm>'.encode(),
            "甲.osm",
        ),
    ),
    refused(
        "laughs in GPX",
        raw(
            f'{LAUGH}<gpx version="1.1"><wpt lat="41.65" lon="123.45"><name>&l9;</name></wpt></gpx>'.encode(), "甲.gpx"
        ),
    ),
    refused("laughs in a workbook", shared_strings(LAUGH)),
    refused("outside entities in KML", raw(kml_with(OUTSIDE), "甲.kml"), absent=("root:",)),
    refused("outside entities in a workbook", shared_strings(OUTSIDE)),
    refused("sparse sheet", _sparse),
    refused("ten million rows", many_rows, "行|太大|超过|过大"),
    refused("two gigabytes and a half", too_large, "2 GB"),
    refused("ten million lines", raw("名称,经度\n".encode() + b"a,1\n" * 10_000_000, "甲.csv"), "行"),
    refused("a shapefile of billions", shp_claiming(2**30)),
    refused("a FlatGeobuf of billions", fgb_claiming),
    refused("a raster of billions", tiff_claiming),
    refused("deep JSON", raw(deep_json(200_000), "甲.geojson")),
    refused("deep JSON, plain", raw(b"[" * 1_000_000, "甲.json")),
    Case(
        "deep WKT",
        text([["名称", "代码", "WKT"], ["东陵街道", "210112001000", deep_wkt(200_000)]]),
        role="units",
        added=1,
        must=("nested_too_deep|broken_geometry",),
        never=("outline_cut",),
    ),
    refused("a virtual file called geojson", vrt("甲.geojson")),
    refused("a virtual file called shp", vrt("甲.shp")),
    refused("a virtual file called csv", vrt("甲.csv")),
    refused("a virtual file", vrt("甲.vrt")),
    refused("random bytes called xlsx", raw(bytes(range(256)) * 64, "甲.xlsx")),
    refused("random bytes called gpkg", raw(b"SQLite format 3\0" + bytes(range(256)) * 64, "甲.gpkg")),
    refused("random bytes called parquet", raw(b"PAR1" + bytes(range(256)) * 64 + b"PAR1", "甲.parquet")),
    refused("random bytes called pbf", raw(b"\0\0\0\x0d\x0a\x09OSMHeader" + bytes(range(256)) * 64, "甲.osm.pbf")),
    Case("path tricks: above", csv_in("../../甲.csv"), added=N, check=WHOLE_LIST),
    Case("path tricks: absolute", csv_in("/tmp/甲.csv"), added=N, check=WHOLE_LIST),
    Case("path tricks: a drive", csv_in("C:\\甲.csv"), added=N, check=WHOLE_LIST),
    Case("path tricks: a device", csv_in("CON.csv"), added=N, check=WHOLE_LIST),
    Case("a style at the last row", _styled_far_down, added=N, check=WHOLE_LIST),
    Case("formulas in names", text(FORMULAS), added=2, check=formulas),
    Case("markup in a name", named(MARKUP), added=1, check=stays(MARKUP)),
    Case("statements in a name", named(QUOTES), added=1, check=stays(QUOTES)),
    Case(
        "control characters in a name",
        named("甲\x07\u200b敬\x1b老院"),
        added=1,
        must=("control_characters",),
        check=_clean,
    ),
    Case("text turned round", named("甲\u202e敬老院"), added=1, must=("control_characters",), check=_clean),
    Case("a huge cell", book([HEADER, [*rows()[0][:5], "9" * 32_000], *rows()[1:]]), added=N, must=("not_a_number",)),
    Case(
        "a huge cell of text",
        text([[*HEADER, "备注"], *[[*r, "长" * 400_000 if i == 0 else ""] for i, r in enumerate(rows())]]),
        role=None,
    ),
    Case(
        "a number beyond all", book([HEADER, [*rows()[0][:5], "1e400"], *rows()[1:]]), added=N, must=("not_a_number",)
    ),
    Case(
        "a thousand columns",
        book([[*HEADER, *[f"列{i}" for i in range(1000)]], *[[*r, *range(1000)] for r in rows()]]),
        role=None,
    ),
    Case("a file name with a line end", text(table(), name="甲\n乙.csv"), added=N, check=WHOLE_LIST),
    Case("a file name of markup", text(table(), name="<b>甲<b>.csv"), added=N, check=WHOLE_LIST),
]


@params(CASES)
def test_hostile(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


ONE_AFTER_THE_OTHER = """
import resource, sys
from pathlib import Path
from layers.errors import UserError
from layers.importing import ImportOptions, prepare_import
from layers.region import Region
with Region.open(Path(sys.argv[1])) as region:
    for file in sys.argv[2:]:
        try:
            prepare_import(region, Path(file), ImportOptions())
        except UserError:
            pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_children_stay_within_a_gigabyte(tmp_path: Path, blank: Callable[[str], Path]) -> None:
    """The largest of all children that read what is refused, in a process that has no others."""
    files = []
    for number, case in enumerate(case for case in CASES if case.refused and case.build is not fifo):
        folder = tmp_path / str(number)
        folder.mkdir()
        files.append(str(case.build(folder)))
    command = [sys.executable, "-c", ONE_AFTER_THE_OTHER, str(blank("plain")), *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert 0 < int(done.stdout) < GIGABYTE
