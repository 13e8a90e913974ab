"""ZIP archives: Chinese member names, what is taken out, and what is not."""

import stat
import zipfile
from pathlib import Path

import pytest

from layers.errors import UserError
from layers.foreign.reading import read_features
from tests.layers.foreign.making import shapefile

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
        ({"a.csv": b"PK\x03\x04"}, "不是有效的CSV"),
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
