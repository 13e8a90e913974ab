"""Downloads from a stand-in server: what comes, what is kept, what is said when something fails."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest
import shapely

from layers.download import process
from layers.download.downloading import Downloaded, download
from layers.download.settings import Settings
from layers.errors import Cancelled, UserError
from layers.feedback import Silent
from layers.foreign.reading import read_features, read_roads
from layers.resources import ROOT
from layers.tables import CYCLE, DRIVE, WALK
from tests.layers.download.stand_in import DATE, NODES, StandIn, standing_in

pytestmark = pytest.mark.slow
OUTLINE = shapely.box(124.37, 40.11, 124.40, 40.14)


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(without_proxies):
    """The stand-in is asked directly."""


def settings(server: StandIn, **further: object) -> Settings:
    return Settings(server=server.address, **{"timeout_seconds": 20, "waits_seconds": (0.01, 0.01), **further})


def got(server: StandIn, folder: Path, *what: str, **further: object) -> Downloaded:
    return download(OUTLINE, what or ("roads",), folder, settings(server), **further)


def test_what_comes_is_what_the_server_has(tmp_path):
    with standing_in() as server:
        done = got(server, tmp_path, "roads", "buildings", "facilities")
        assert len(server.asked) == 3
    assert list(done.files) == ["roads", "buildings", "facilities"]
    assert (done.licence, done.date) == ("© OpenStreetMap contributors, ODbL 1.0", DATE[:10])

    result = read_roads(done.files["roads"])
    roads = result.roads
    place = dict(enumerate(zip(roads.lon.tolist(), roads.lat.tolist(), strict=True)))
    found = {
        (place[tail], place[head], int(access), int(oneway))
        for tail, head, access, oneway in zip(roads.tail, roads.head, roads.access, roads.oneway, strict=True)
    }
    everybody = WALK | CYCLE | DRIVE
    assert found == {
        (NODES[1], NODES[2], everybody, 1),
        (NODES[2], NODES[3], everybody, 1),
        (NODES[4], NODES[2], WALK, 0),
        (NODES[5], NODES[2], everybody, 0),
    }
    assert len(roads.lon) == 5  # they share node 2

    buildings = read_features(done.files["buildings"])
    assert sorted(buildings.columns["osm_id"]) == ["way/201", "way/202"]
    assert set(shapely.get_type_id(buildings.geometry)) == {3}

    facilities = read_features(done.files["facilities"])
    assert dict(zip(facilities.columns["osm_id"], facilities.columns["name"], strict=True)) == {
        "node/31": "虚构日间照料中心",
        "way/201": "虚构养老院",
    }
    assert set(shapely.get_type_id(facilities.geometry)) == {0}
    (note,) = done.notes
    assert (note.code, "1 处" in note.message) == ("osm_nameless", True)


def test_a_file_tells_its_licence_and_date_and_keeps_every_tag(tmp_path):
    with standing_in() as server:
        written = json.loads(got(server, tmp_path).files["roads"].read_text("utf-8"))
    assert (written["licence"], written["date"]) == ("© OpenStreetMap contributors, ODbL 1.0", DATE[:10])
    street = next(f["properties"] for f in written["features"] if f["properties"]["osm_id"] == "way/101")
    tags = street | json.loads(street.get("other_tags", "{}"))
    assert {key: tags[key] for key in ("highway", "name", "oneway", "note:zh")} == {
        "highway": "residential",
        "name": "虚构大街",
        "oneway": "yes",
        "note:zh": "虚构",
    }


def test_a_second_time_is_answered_from_the_cache_which_is_said(tmp_path):
    with standing_in() as server:
        first = got(server, tmp_path)
        again = got(server, tmp_path)
        assert len(server.asked) == 1
        fresh = got(server, tmp_path, fresh=True)
        assert len(server.asked) == 2
        assert again.files == first.files == fresh.files
        assert [note.code for note in first.notes + fresh.notes] == []
        (note,) = again.notes
        assert (note.code, DATE[:10] in note.message) == ("osm_from_cache", True)
        again.files["roads"].write_text("{}", "utf-8")  # damaged since
        got(server, tmp_path)
        assert len(server.asked) == 3


def test_a_fault_of_the_server_is_told_and_nothing_kept(tmp_path):
    with standing_in(429, 429, 429) as server:
        with pytest.raises(UserError, match="正忙"):
            got(server, tmp_path / "cache")
        assert len(server.asked) == 3
    with standing_in("empty") as server, pytest.raises(UserError, match="没有道路数据"):
        got(server, tmp_path / "cache")
    assert [file.suffix for file in (tmp_path / "cache").glob("*part*")] == []


def test_the_password_of_the_proxy_is_written_nowhere(tmp_path):
    password = "p@ss:w/rd#1 %"
    with standing_in() as server, standing_in(password=f"zhang:{password}") as proxy:
        download(OUTLINE, ["roads"], tmp_path, settings(server, proxy=f"zhang:{password}@{proxy.place}"))
        assert len(server.asked) == len(proxy.seen) == 1
    assert all(password not in file.read_text("utf-8") for file in tmp_path.iterdir())


def test_what_is_not_there_is_said_and_the_rest_kept(tmp_path):
    with standing_in(200, "empty") as server:
        done = got(server, tmp_path, "roads", "facilities")
    assert list(done.files) == ["roads"]
    assert [note.code for note in done.notes] == ["osm_nothing"]


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]


class CancelsOnceAsked(Silent):
    def __init__(self, came: threading.Event) -> None:
        self.came, self.told = came, []

    def progress(self, share: float, text: str = "") -> None:
        self.told.append((share, text))
        if self.came.is_set():
            raise Cancelled


def test_cancelling_ends_the_child_and_leaves_nothing(tmp_path):
    before = children()
    with standing_in("silent") as server:
        feedback = CancelsOnceAsked(server.came)
        with pytest.raises(Cancelled):
            got(server, tmp_path / "cache", feedback=feedback)
    assert children() == before
    assert not (tmp_path / "cache").exists()
    assert "正在下载道路(1/1)" in {text for _, text in feedback.told}
    assert {share for share, _ in feedback.told} == {0.0}


def test_a_child_does_not_outlive_its_parent(tmp_path):
    with standing_in("silent") as server:
        program = (
            "import sys, shapely; from pathlib import Path\n"
            "from layers.download.downloading import download\n"
            "from layers.download.settings import Settings\n"
            "download(shapely.box(124.37, 40.11, 124.40, 40.14), ['roads'], Path(sys.argv[1]), Settings(sys.argv[2]))\n"
        )
        with subprocess.Popen([sys.executable, "-c", program, str(tmp_path), server.address], cwd=ROOT) as parent:
            assert server.came.wait(60)
            family = psutil.Process(parent.pid).children(recursive=True)
            parent.kill()
        assert family
        assert not psutil.wait_procs(family, timeout=30)[1]


def test_progress_counts_requests(tmp_path):
    wide = shapely.box(124.0, 40.0, 124.8, 40.1)
    told = []

    class Told(Silent):
        def progress(self, share: float, text: str = "") -> None:
            told.append((share, text))

    with standing_in() as server:
        download(wide, ["roads"], tmp_path, settings(server), Told())
        assert len(server.asked) == 3
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert {text for _, text in told} <= {"正在准备下载", *(f"正在下载道路({n}/3)" for n in (1, 2, 3))}


def test_a_child_that_dies_leaves_no_password_in_its_last_words(tmp_path, monkeypatch):
    program = "import sys; print('geheim', sys.stdin.readline(), file=sys.stderr); sys.exit(3)"
    monkeypatch.setattr(process, "command", lambda: [process.sys.executable, "-c", program])
    with pytest.raises(UserError, match="出了故障") as caught:
        download(OUTLINE, ["roads"], tmp_path, Settings(proxy="zhang:geheim@127.0.0.1:9"))
    words = str(caught.value.__cause__)
    assert "exit 3" in words
    assert "***" in words
    assert "geheim" not in words
