"""What is broken, and what is cut off: a message or the whole, never half."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import app
from layers.region import Region
from planner.command_line import running
from tests.layers.foreign.one_child import OneChild

pytestmark = pytest.mark.slow

ROOT = Path(app.__file__).parent
KILLS = 20
ROWS = 40_000

ROLES = {
    "units": ("--as", "units", "--level", "township"),
    "facilities": ("--as", "facilities", "--kind", "social_work_station"),
    "demand": ("--as", "demand"),
    "roads": ("--as", "roads"),
    "zones": ("--as", "zones"),
}
FITTING = {
    ".tif": ("demand",),
    ".pbf": ("roads",),
    ".csv": ("facilities", "demand"),
    ".gpx": ("facilities", "roads"),
    ".kml": ("units", "facilities"),
    ".geojson": ("units", "facilities"),
    ".gpkg": ("zones", "roads"),
    ".shp": ("units", "roads"),
}


def new_region(path: Path) -> Path:
    assert app.main(["new", str(path), "--name", "某区", "--code", "230109"]) == 0
    return path


def sizes(path: Path) -> tuple[int, ...]:
    """How much of everything a region holds; opening it checks that it is whole."""
    with Region.open(path) as region:
        roads = region.roads()
        tables = (region.units(), region.facilities(), region.demand(), region.sources(), region.findings())
        return (*map(len, tables), 0 if roads is None else len(roads))


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a fault of the program's own is written down."""
    monkeypatch.setattr(running, "report_folder", lambda: tmp_path / "reports")
    return tmp_path / "reports"


@pytest.mark.timeout(600)
def test_every_nasty_file_is_read_or_refused_in_words(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], one_child: OneChild, reports: Path
) -> None:
    region = new_region(tmp_path / "某.gpkg")
    capsys.readouterr()
    slow = []
    for file in sorted(path for path in (shared_data / "nasty").rglob("*") if path.is_file()):
        for role in FITTING.get(file.suffix.lower(), ("units",)):
            before, start = sizes(region), time.monotonic()
            code = app.main(["import", str(region), str(file), *ROLES[role]])
            out, err = capsys.readouterr()
            slow += [(file.name, role)] if time.monotonic() - start > 10 else []
            assert code in (0, 2), (file, role)
            assert "Traceback" not in out + err
            said = err.strip().splitlines()
            if code == 2:
                assert 1 <= len(said) <= 2, said
                assert any("\u4e00" <= letter <= "\u9fff" for letter in err), err
                assert sizes(region) == before, (file, role)
            assert not reports.exists(), (file, role, err)
    assert not slow
    assert one_child.asked > 250


def write_people(path: Path) -> None:
    lines = (f"{i},{126 + i % 200 * 1e-3:.3f},{45 + i // 200 * 1e-3:.3f},{i % 7}" for i in range(ROWS))
    path.write_text("\n".join(["id,lon,lat,population", *lines]), encoding="utf-8")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.timeout(600)
def test_an_import_killed_at_any_moment_leaves_all_or_nothing(tmp_path: Path) -> None:
    region, source = new_region(tmp_path / "某.gpkg"), tmp_path / "people.csv"
    write_people(source)
    words = [sys.executable, str(ROOT / "app.py"), "import", str(region), str(source), "--as", "demand"]
    start = time.monotonic()
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    whole = time.monotonic() - start
    full, moments = sizes(region)[2], random.Random(20)
    assert full == ROWS
    for _ in range(KILLS):
        region.unlink()
        new_region(region)
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(moments.uniform(0.3, 1.05) * whole)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        demand, sources = sizes(region)[2], sizes(region)[3]
        assert (demand, sources) in ((0, 0), (ROWS, 1))
        assert app.main(["check", str(region)]) in (0, 1)
