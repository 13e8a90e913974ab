"""The child: what it is kept from, how it is ended, and what of it remains."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from layers.errors import Cancelled, UserError
from layers.foreign import process
from layers.foreign.drivers import ALLOWED, NOWHERE, SKIPPED, check_drivers, environment
from layers.foreign.process import ChildError, Limits
from layers.foreign.reading import read_features, read_grid, read_roads
from layers.resources import ROOT
from tests.layers.foreign.making import geopackage, geotiff, point_wkb, shapefile

HANGS = """
import time, sys
while True:
    time.sleep(1)
"""
EATS = """
hoard = []
while True:
    hoard.append(bytearray(16_000_000))
"""
CRASHES = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
FAILS = "raise KeyError('a bug of our own')"


class Impatient:
    """Cancels at the first chance."""

    def progress(self, share: float, text: str = "") -> None:
        raise Cancelled


class Noted:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.texts: set[str] = set()

    def progress(self, share: float, text: str = "") -> None:
        self.shares.append(share)
        self.texts.add(text)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "村.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    return path


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of our own, to see what is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def child_is(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", code])


def failing(path: Path, limits: Limits | None = None) -> UserError:
    with pytest.raises(UserError) as caught:
        read_features(path, limits=limits)
    assert caught.value.where == path.name
    assert "Traceback" not in str(caught.value)
    return caught.value


def test_child_that_hangs_is_ended(table: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child_is(HANGS, monkeypatch)
    assert "还没有读完" in failing(table, Limits(seconds=0.3)).what
    assert list(temporary.iterdir()) == []


def test_child_that_eats_memory_is_ended(table: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child_is(EATS, monkeypatch)
    assert "内存超过 300 MB" in failing(table, Limits(memory_bytes=300 * 1024**2)).what
    assert list(temporary.iterdir()) == []


def test_child_that_crashes_is_one_plain_line(table: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child_is(CRASHES, monkeypatch)
    error = failing(table)
    assert isinstance(error.__cause__, ChildError)
    assert list(temporary.iterdir()) == []


def test_bug_of_our_own_is_told_apart_and_kept_for_the_log(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child_is(FAILS, monkeypatch)
    cause = failing(table).__cause__
    assert isinstance(cause, ChildError)
    assert "a bug of our own" in str(cause)


def test_cancelling_ends_the_child_at_once(table: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child_is(HANGS, monkeypatch)
    started: list[subprocess.Popen] = []
    start = process._start
    monkeypatch.setattr(process, "_start", lambda *args: started.append(start(*args)) or started[-1])
    with pytest.raises(Cancelled):
        read_features(table, feedback=Impatient())
    assert started[0].returncode is not None
    assert list(temporary.iterdir()) == []


def test_child_ends_and_clears_up_when_its_parent_goes(tmp_path: Path) -> None:
    folder = tmp_path / "request"
    folder.mkdir()
    pipe = tmp_path / "never.osm"
    os.mkfifo(pipe)  # the child waits on it for ever
    (folder / "request.json").write_text(
        f'{{"task": "roads", "path": "{pipe}", "kind": "osm", "options": {{}}}}', "utf-8"
    )
    child = subprocess.Popen(
        [*process.command(), str(folder / "request.json")],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment(folder),
    )
    child.communicate(b".")  # writes, and closes as the death of a parent would
    assert child.returncode == 1
    assert not folder.exists()


def test_progress_is_handed_on(tmp_path: Path, shared_data: Path) -> None:
    noted = Noted()
    read_roads(shared_data / "osm" / "sao_paulo_r5r.osm.pbf", feedback=noted)
    assert noted.texts <= {"正在读取 sao_paulo_r5r.osm.pbf"}
    assert all(0 <= share <= 1 for share in noted.shares)


def test_parent_loads_no_parser(table: Path) -> None:
    code = (
        "import sys; from layers.foreign.reading import read_features; "
        f"assert read_features({str(table)!r}).columns == {{'a': ('1',), 'b': ('2',)}}; "
        "print({'pyogrio', 'rasterio', 'osmium', 'python_calamine', 'pyproj'} & set(sys.modules))"
    )
    # from another folder: the child has to find the program by itself
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=table.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert (run.stdout.strip(), run.stderr) == ("set()", "")


def test_every_driver_of_gdal_is_allowed_or_skipped(tmp_path: Path) -> None:
    list_drivers = "import pyogrio; print('|'.join(pyogrio.list_drivers()))"

    def drivers(env: dict[str, str]) -> set[str]:
        run = subprocess.run([sys.executable, "-c", list_drivers], capture_output=True, text=True, env=env, check=True)
        return set(run.stdout.strip().split("|"))

    assert drivers(dict(os.environ)) == ALLOWED | set(SKIPPED.split(","))
    assert drivers(environment(tmp_path)) == ALLOWED
    assert drivers(environment(tmp_path, "gpkg")) == {"GPKG", "MEM"}


def test_driver_nobody_judged_is_refused() -> None:
    check_drivers(ALLOWED)
    with pytest.raises(RuntimeError, match="NEW"):
        check_drivers(ALLOWED | {"NEW"})


def test_settings_of_other_programs_do_not_reach_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GDAL_DATA", "PROJ_LIB", "OGR_SKIP", "PYTHONHOME", "SHAPE_RESTORE_SHX", "Proj_Network"):
        monkeypatch.setenv(name, "somewhere else")
    child = environment(tmp_path)
    assert "somewhere else" not in child.values()
    assert child["PROJ_NETWORK"] == "OFF"
    assert child["https_proxy"] == NOWHERE


@pytest.mark.parametrize(
    "suffix",
    [
        *(".geojson", ".json", ".kml", ".gpx", ".gpkg", ".shp", ".fgb", ".csv", ".txt", ".zip", ".gml", ".dxf"),
        *(".xml", ".tab", ".mif", ".parquet", ".topojson", ".html", ".xls"),
    ],
)
def test_vrt_under_another_name_reads_nothing(tmp_path: Path, suffix: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name,x,y\ntop secret,120,40\n", "utf-8")
    vrt = (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource>'
        '<GeometryField encoding="PointFromColumns" x="x" y="y"/></OGRVRTLayer></OGRVRTDataSource>'
    )
    path = tmp_path / f"boundary{suffix}"
    path.write_text(vrt, "utf-8")
    with pytest.raises(UserError) as caught:
        read_features(path)
    assert caught.value.where == path.name
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("suffix", [".kml", ".gpx", ".gml", ".xml"])
def test_xml_entities_and_links_reach_nothing(tmp_path: Path, suffix: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret", "utf-8")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    path = tmp_path / f"a{suffix}"
    for entity in (f'<!ENTITY x SYSTEM "file://{secret}">', f'<!ENTITY l0 "lol">{bomb}<!ENTITY x "&l11;">'):
        placemark = "<Placemark><name>&x;</name><Point><coordinates>120,40</coordinates></Point></Placemark>"
        waypoint = '<wpt lat="40" lon="120"><name>&x;</name></wpt>'
        body = {
            ".gpx": f'<gpx version="1.1">{waypoint}</gpx>',
            ".gml": '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><a><n>&x;</n></a>'
            "</gml:featureMember></gml:FeatureCollection>",
        }.get(suffix, f"<kml><Document>{placemark}</Document></kml>")
        path.write_text(f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE a [{entity}]>{body}', "utf-8")
        assert "自定义的实体" in failing(path).what


def test_nothing_beside_the_source_changes(tmp_path: Path, temporary: Path) -> None:
    folder = tmp_path / "数 据"
    folder.mkdir()
    shapefile(folder / "a!b.shp", [(b"n", 3)], [[b"x"]])
    geopackage(folder / "c.gpkg", {"t": [(point_wkb(1, 2), "x")]})
    geotiff(folder / "d.tif", [[1.0]])
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()}
    read_features(folder / "a!b.shp")
    read_features(folder / "c.gpkg")
    read_grid(folder / "d.tif")
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()} == before
    assert list(temporary.iterdir()) == []


def test_no_room_for_the_copy(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match="临时文件夹不能用"):
        read_features(table)


def test_kml_in_gbk(tmp_path: Path) -> None:
    kml = (
        '<?xml version="1.0" encoding="GB2312"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>元宝区</name><Point><coordinates>120,40,7</coordinates></Point></Placemark></Document></kml>"
    )
    path = tmp_path / "a.kml"
    path.write_bytes(kml.encode("gbk"))
    features = read_features(path)
    assert features.columns == {"Name": ("元宝区",)}
    assert {note.code for note in features.notes} == {"encoding", "z_dropped"}


def test_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert process.command() == [sys.executable, "-m", "layers.foreign.child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert process.command() == [sys.executable, "--read-foreign"]
