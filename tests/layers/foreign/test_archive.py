"""ZIP archives: Chinese member names, what is taken out, and what is not."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign import packed as packed_files
from layers.foreign.archive import bundles
from layers.foreign.reading import read_features, read_grid, read_roads
from layers.foreign.source import Source
from tests.layers.foreign.making import geotiff, osm_xml, outcome, shapefile

pytestmark = pytest.mark.usefixtures("one_child")


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def shape_members(tmp_path: Path, stem: str, name: str) -> dict[str, bytes]:
    made = shapefile(tmp_path / f"{stem}.shp", [(b"name", 20)], [[name.encode("gbk")]])
    return {made.with_suffix(suffix).name: made.with_suffix(suffix).read_bytes() for suffix in (".shp", ".shx", ".dbf")}


def said_in(path: Path, names: dict[str, bytes]) -> Path:
    """Puts raw bytes in the place of member names, as programs do that never heard of the UTF-8 mark."""
    content = path.read_bytes()
    for ascii_name, raw in names.items():
        assert len(ascii_name) == len(raw)
        content = content.replace(ascii_name.encode(), raw)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_member_names_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    chinese = "区划"
    stem = "x" * len(chinese.encode(encoding))
    path = packed(tmp_path / "a.zip", shape_members(tmp_path, stem, "元宝区") | {"readme.txt": b"x"})
    features = read_features(said_in(path, {stem: chinese.encode(encoding)}))
    assert features.columns["name"] == ("元宝区",)


def test_several_shapefiles_and_the_one_asked_for(tmp_path: Path) -> None:
    members = shape_members(tmp_path, "county", "县") | shape_members(tmp_path, "town", "镇")
    path = packed(tmp_path / "a.zip", {f"data/{name}": content for name, content in members.items()})
    features = read_features(path)
    assert features.columns["name"] == ("县",)
    assert "town.shp" in next(note.message for note in features.notes if note.code == "layers_ignored")
    assert read_features(path, layer="town").columns["name"] == ("镇",)
    with pytest.raises(UserError, match="没有“村”"):
        read_features(path, layer="村")


def test_real_zip(shared_data: Path) -> None:
    folder = shared_data / "nasty" / "fiona"
    assert len(read_features(folder / "coutwildrnp.zip")) == len(read_features(folder / "coutwildrnp.shp")) == 67


def test_kmz(tmp_path: Path, shared_data: Path) -> None:
    kml = (shared_data / "nasty" / "togeojson-kml" / "test" / "data" / "polygon.kml").read_bytes()
    features = read_features(packed(tmp_path / "a.kmz", {"doc.kml": kml}))
    assert features.geometry[0].geom_type == "Polygon"


def test_members_stay_inside_whatever_their_names_say(tmp_path: Path) -> None:
    point = b'{"type":"Point","coordinates":[1,2]}'
    inner = tmp_path / "in"
    inner.mkdir()
    for number, name in enumerate(("../../evil.geojson", "/evil.geojson", "C:\\evil.geojson", "con.geojson")):
        assert len(read_features(packed(inner / f"{number}.zip", {name: point}))) == 1
    assert [file.name for file in tmp_path.rglob("*evil*")] == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.geojson")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UserError, match="没有可以读取的数据文件"):
        read_features(tmp_path / "a.zip")


def test_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.geojson": b" " * 80_000_000})
    with pytest.raises(UserError, match="大得异常"):
        read_features(path)


def test_member_that_is_longer_than_it_says(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.geojson": b" " * 1_000_000})
    content = path.read_bytes()
    path.write_bytes(content.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(UserError):
        read_features(path)


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({}, "没有可以读取的数据文件"),
        ({"a.txt": b"x"}, "没有可以读取的数据文件"),
        ({"a.csv": b"%PDF"}, "不是有效的CSV"),
        ({"a.csv": b"PK\x03\x04"}, "压缩包已损坏"),
        ({"a.shp": b"text"}, "不是有效的Shapefile"),
    ],
)
def test_archives_with_nothing_in_them(tmp_path: Path, members: dict[str, bytes], what: str) -> None:
    path = tmp_path / "a.zip"
    packed(path, members or {"x": b""})
    with pytest.raises(UserError, match=what) as caught:
        read_features(path)
    assert caught.value.where.startswith("a.zip")


def test_encrypted_and_damaged_archives(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.csv": b"a,b\n1,2\n"})
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    for flag in (6, place + 8):
        content[flag] |= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="密码"):
        read_features(path)
    path.write_bytes(packed(path, {"a.csv": b"a,b\n1,2\n"}).read_bytes()[:-30])
    with pytest.raises(UserError, match="压缩包已损坏"):
        read_features(path)


POINT = b'{"type":"Feature","properties":{"n":%d},"geometry":{"type":"Point","coordinates":[1,2]}}'


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson.gz", gzip.compress(POINT % 1)),
        ("a.json.bz2", bz2.compress(POINT % 1)),
        ("a.csv.xz", lzma.compress(b"n\n1\n")),
        ("a.tar", tarred({"x/a.geojson": POINT % 1})),
        ("a.tar.gz", gzip.compress(tarred({"x/a.geojson": POINT % 1}))),
        ("a.tgz", gzip.compress(tarred({"a.geojson": POINT % 1}))),
        ("a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"a.geojson": POINT % 1})})})),
        ("a.zip", zipped({"b.tar.gz": gzip.compress(tarred({"a.geojson": POINT % 1}))})),
        ("a.zip", zipped({"b.geojson.gz": gzip.compress(POINT % 1)})),
        ("a.zip", zipped({"b.json": zipped({"a.geojson": POINT % 1})})),
        ("a.shp", zipped({"a.geojson": POINT % 1})),
        ("a.geojson", gzip.compress(POINT % 1)),
    ],
    ids=range(12),
)
def test_every_wrapping_is_taken_off(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    features = read_features(tmp_path / name)
    assert [str(value) for value in features.columns["n"]] == ["1"]
    assert ("suffix_wrong" in [note.code for note in features.notes]) == (name in ("a.shp", "a.geojson"))


def test_nesting_ends_somewhere(tmp_path: Path) -> None:
    content = zipped({"a.geojson": POINT % 1})
    for depth in range(3):
        content = zipped({f"{depth}.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(UserError, match="没有可以读取的数据文件"):
        read_features(tmp_path / "a.zip")


def test_archive_that_holds_itself_is_no_endless_way(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    content = zipped({"a.txt": b"x"})
    for _ in range(200):
        content = zipped({"r.zip": content})
    (folder / "r.zip").write_bytes(content)
    with pytest.raises(UserError):
        read_features(folder / "r.zip")


@pytest.mark.parametrize("layers", [1, 2])
def test_bombs_inside_archives(tmp_path: Path, layers: int) -> None:
    content = zipped({"a.geojson": b" " * 80_000_000})
    for _ in range(layers):
        content = zipped({"b.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(UserError, match="大得异常"):
        read_features(tmp_path / "a.zip")
    (tmp_path / "b.geojson.gz").write_bytes(gzip.compress(b" " * 80_000_000))
    with pytest.raises(UserError, match="大得异常"):
        read_features(tmp_path / "b.geojson.gz")


def test_all_that_is_unpacked_counts_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = {f"{n}.zip": zipped({"a.geojson": POINT % n, "x": bytes(1000)}, zipfile.ZIP_STORED) for n in range(3)}
    (tmp_path / "a.zip").write_bytes(zipped(inner))
    folder = tmp_path / "work"
    folder.mkdir()
    source = Source(tmp_path / "a.zip", "a.zip", "zip", folder, {})
    monkeypatch.setattr(packed_files, "MOST_BYTES", 2500)
    with pytest.raises(UserError, match="大得异常"):
        bundles(source)


def test_the_member_asked_for_by_its_path(tmp_path: Path) -> None:
    members = {f"{folder}/a.geojson": POINT % n for n, folder in enumerate(("甲", "乙", "乙/丙"))}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    assert read_features(tmp_path / "a.zip", layer="乙/a.geojson").columns["n"] == (1,)
    assert read_features(tmp_path / "a.zip", layer="乙/丙/a.geojson").columns["n"] == (2,)


def test_members_of_one_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in (1, 2):
            archive.writestr("a.geojson", POINT % number)
    features = read_features(tmp_path / "a.zip")
    assert features.columns["n"] == (2,)
    assert [note.rows for note in features.notes if note.code == "doubled_members"] == [("a.geojson",)]


def test_links_and_devices_in_tar_files(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE)):
            info = tarfile.TarInfo(f"{number}.geojson")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    with pytest.raises(UserError, match="没有可以读取的数据文件"):
        read_features(tmp_path / "a.tar")


@given(st.text(max_size=40))
def test_no_name_leads_out(name: str) -> None:
    shown = packed_files._slashed(name)
    assert ".." not in shown.split("/")
    assert not shown.startswith("/")
    assert shown.isprintable() or not shown


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.geojson.gz"])
@given(st.binary(max_size=300), st.integers(0, 200))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_damaged_archives_are_one_message(tmp_path: Path, name: str, noise: bytes, cut: int) -> None:
    whole = {"a.zip": zipped, "a.tar": tarred}.get(name, lambda members: gzip.compress(members["a.geojson"]))
    content = bytearray(whole({"a.geojson": POINT % 1}))
    content[cut : cut + len(noise)] = noise
    (tmp_path / name).write_bytes(bytes(content))
    result = outcome(read_features, tmp_path / name)
    if isinstance(result, UserError):
        assert result.where.startswith(name)
        assert result.__cause__ is None


def test_each_task_takes_what_it_can_read(tmp_path: Path) -> None:
    grid = geotiff(tmp_path / "b.tif", [[1, 2]])
    roads = osm_xml({1: (120, 40), 2: (121, 40)}, [((1, 2), {"highway": "road"})])
    members = {"a.csv": b"n\n1\n", "b.tif": grid.read_bytes(), "c.osm": roads.encode(), "d.geojson": POINT % 4}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    assert read_features(tmp_path / "a.zip").columns["n"] == ("1",)
    assert read_grid(tmp_path / "a.zip").total == 3
    assert len(read_roads(tmp_path / "a.zip").roads) == 1
    with pytest.raises(UserError, match="路网或栅格"):
        read_features(tmp_path / "a.zip", layer="b.tif")
