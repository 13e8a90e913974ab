"""Nothing but the download reaches for the network, and it reaches for nobody but its server."""

import socket
import subprocess
import sys

import pytest
import shapely

from layers.download.area import area_of
from layers.download.offer import offers
from layers.resources import ROOT
from tests.layers.download.stand_in import standing_in

IMPORTS_ALL = """
import importlib, pkgutil, sys
said = []
reaching = {f"socket.{name}" for name in ("connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname")}
sys.addaudithook(lambda event, args: said.append((event, args)) if event in reaching else None)
import layers, planner
left = ("layers.download.server", "planner.desktop", "planner.drawing", "planner.briefing.sheets")
names = [found.name for root in (layers, planner) for found in pkgutil.walk_packages(
    [p for p in root.__path__], root.__name__ + ".", onerror=print) if not found.name.startswith(left)]
count = 0
for name in names:
    if name.endswith("__main__"):
        continue
    importlib.import_module(name)
    count += 1
assert count > 100, count
assert not {"osmnx", "networkx"} & set(sys.modules)
assert not said, said
"""


@pytest.mark.slow
def test_importing_every_other_module_reaches_for_nobody():
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS_ALL], cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.slow
def test_the_server_is_the_only_one_that_is_asked(without_proxies, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)  # osmnx puts its own in its place
    connected: list[object] = []
    sys.addaudithook(lambda event, args: connected.append(args[1]) if event == "socket.connect" else None)
    from layers.download.server import Server

    offer = offers()["roads"]
    with standing_in(429) as stand_in:
        way = {"server": stand_in.address, "proxy": "", "certificates": "", "timeout_seconds": 10}
        (tile,) = area_of(shapely.box(124.37, 40.11, 124.40, 40.14), offer).tiles
        server = Server(way | {"waits_seconds": [0.01]}, offer.tags, lambda text: None)
        assert len(server.features(shapely.to_wkt(tile))) == 4
        assert set(connected) == {stand_in.server_address}
        assert [path for path, _ in stand_in.seen] == ["/api/interpreter"] * 2
