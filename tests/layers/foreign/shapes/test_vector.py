"""Layers of GDAL's other formats: GML, MapInfo, file geodatabases, FlatGeobuf; and which driver may open what."""

import json
import shutil
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from layers.errors import UserError
from layers.foreign.reading import read_contents, read_features
from tests.layers.foreign.making import geopackage, outcome, point_wkb

pytestmark = pytest.mark.usefixtures("one_child")

AREAS = [shapely.box(120, 40, 121, 41), shapely.box(121, 40, 122, 41)]
NAMES = ("元宝街道", "松北镇")
DRIVERS = {".gml": "GML", ".mif": "MapInfo File", ".tab": "MapInfo File", ".gdb": "OpenFileGDB", ".fgb": "FlatGeobuf"}


def made(path: Path, layer: str | None = None, *, append: bool = False, **options: str) -> Path:
    columns = [np.array(NAMES, dtype=object), np.array([1, 2], dtype=np.int32)]
    single = path.suffix in (".mif", ".tab")
    if path.suffix == ".mif":
        options |= {"FORMAT": "MIF", "ENCODING": "CP936"}
    if path.suffix == ".tab":
        options |= {"ENCODING": "CP936"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(AREAS, dtype=object)),
            columns,
            ["名称", "人口"],
            geometry_type="Polygon",
            crs="EPSG:4490",
            driver=DRIVERS[path.suffix],
            layer=None if single else layer or "乡镇",
            append=append,
            **options,
        )
    return path


@pytest.mark.parametrize("suffix", DRIVERS)
def test_areas_names_and_reference_system(tmp_path: Path, suffix: str) -> None:
    path = made(tmp_path / f"a{suffix}")
    before = {file.name for file in tmp_path.iterdir()}
    features = read_features(path)
    found = dict(zip(features.columns["名称"], features.geometry, strict=True))
    assert all(found[name].equals(area) for name, area in zip(NAMES, AREAS, strict=True))
    assert dict(zip(features.columns["名称"], features.columns["人口"], strict=True)) == {"元宝街道": 1, "松北镇": 2}
    assert set(features.columns) == {"名称", "人口"}
    assert features.crs in ("EPSG:4490", "EPSG:4326")  # MapInfo knows no CGCS2000
    (part,) = read_contents(path).parts
    assert set(part.columns) == {"名称", "人口"}
    assert {file.name for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("suffix", [".gml", ".gdb"])
def test_several_layers(tmp_path: Path, suffix: str) -> None:
    path = made(tmp_path / f"a{suffix}")
    if suffix == ".gdb":
        made(path, "村", append=True)
        assert [part.name for part in read_contents(path).parts] == ["乡镇", "村"]
        assert read_features(path, layer="村").layer == "村"
    with pytest.raises(UserError, match="没有名为“县”的图层"):
        read_features(path, layer="县")


@pytest.mark.parametrize("inside", ["a.gdb/", "数据/a.gdb/"])
def test_a_geodatabase_in_an_archive(tmp_path: Path, inside: str) -> None:
    made(tmp_path / "a.gdb")
    with zipfile.ZipFile(tmp_path / "a.gdb.zip", "w") as archive:
        for file in (tmp_path / "a.gdb").iterdir():
            archive.write(file, inside + file.name)
        archive.writestr(inside + "../../evil.geojson", "x")
        archive.writestr(inside + "子/evil", "x")
    features = read_features(tmp_path / "a.gdb.zip")
    assert set(features.columns["名称"]) == set(NAMES)


def test_companions_come_along_out_of_an_archive(tmp_path: Path) -> None:
    made(tmp_path / "a.tab")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in tmp_path.glob("a.*"):
            if file.suffix != ".zip":
                archive.write(file, f"数据/{file.name.upper()}")
    assert set(read_features(tmp_path / "a.zip").columns["名称"]) == set(NAMES)


def test_mapinfo_without_its_other_files_is_refused(tmp_path: Path) -> None:
    made(tmp_path / "a.tab")
    (tmp_path / "a.dat").unlink()
    with pytest.raises(UserError, match="不是有效的 MapInfo"):
        read_features(tmp_path / "a.tab")


def test_gml_asks_no_server_and_reads_no_neighbour(tmp_path: Path) -> None:
    path = made(tmp_path / "a.gml")
    text = path.read_text("utf-8")
    secret = tmp_path / "secret.gml"
    shutil.copyfile(path, secret)
    link = f'<gml:featureMember xlink:href="file://{secret}" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
    path.write_text(text.replace("<gml:featureMember>", link + "<gml:featureMember>", 1), "utf-8")
    result = outcome(read_features, path)
    assert isinstance(result, UserError) or len(result) <= 3


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_gml_in_chinese_encodings(tmp_path: Path, encoding: str) -> None:
    path = made(tmp_path / "a.gml")
    text = path.read_text("utf-8").replace('encoding="utf-8"', f'encoding="{encoding}"')
    path.with_suffix(".xsd").unlink()
    path.write_bytes(text.encode(encoding))
    assert read_features(path).columns["名称"] == NAMES


def test_a_layer_of_a_billion_features_that_are_not_there(tmp_path: Path) -> None:
    path = made(tmp_path / "a.fgb", SPATIAL_INDEX="NO")
    content = path.read_bytes()
    places = [n for n in range(len(content) - 8) if content[n : n + 8] == (2).to_bytes(8, "little")]
    for place in places:
        (tmp_path / "b.fgb").write_bytes(content[:place] + (10**12).to_bytes(8, "little") + content[place + 8 :])
        result = outcome(read_features, tmp_path / "b.fgb")
        assert isinstance(result, UserError) or len(result) <= 2
    assert places


def test_only_the_driver_of_its_kind_opens_a_file(tmp_path: Path) -> None:
    """A GeoPackage under the name of another kind is told by its first bytes, never by trying drivers."""
    path = geopackage(tmp_path / "a.gpkg", {"村": [(point_wkb(1, 2), "x")]}).rename(tmp_path / "a.kml")
    features = read_features(path)
    assert [note.code for note in features.notes] == ["suffix_wrong"]
    kml = tmp_path / "b.kml"
    kml.write_text("<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml'/>", "utf-8")
    with pytest.raises(UserError, match=r"没有任何要素|不是有效的"):
        read_features(kml)


def test_a_reference_system_that_the_user_names(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "Point", "coordinates": [500000, 4400000]}), "utf-8")
    assert read_features(path, crs="EPSG:4526").crs == "EPSG:4526"
