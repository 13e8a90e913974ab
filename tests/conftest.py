"""What every test finds at hand, and what no test may leave behind.

Nothing here imports Qt: the tests of everything but drawing and desktop also run where it is absent.
"""

import ipaddress
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from layers.foreign import reading
from tests.layers.foreign.one_child import OneChild

REPOSITORY = Path(__file__).resolve().parents[1]

# pytest-qt loads Qt before the program can say this: its types are made now, not by the first of two threads.
os.environ.setdefault("PYSIDE6_OPTION_LAZY", "0")

settings.register_profile("house", deadline=None, derandomize=True)  # no test is timed, none is a lottery
settings.load_profile("house")

_outward: list[str] = []


def _stays_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if not _stays_here(host):
        _outward.append(f"{event} {host!r}")
        raise PermissionError(f"a test reached for the network: {event} {host!r}")


sys.addaudithook(_refuse_network)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests keeps plans and norms to themselves."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture(autouse=True)
def leaves_nothing() -> Iterator[None]:
    """Fails a test that reached for the network or left a thread running."""
    before = set(threading.enumerate())
    _outward.clear()
    yield
    assert not _outward, f"reached for the network: {_outward}"
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(timeout=5)
    running = [thread.name for thread in started if thread.is_alive()]
    assert not running, f"left running: {running}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of test data that lies beside the repository."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the test data is not beside the repository (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample region, shared by all tests: read it; copy it to write."""
    copy = tmp_path_factory.mktemp("sample") / "hunnan.gpkg"
    shutil.copyfile(REPOSITORY / "sample_regions" / "hunnan.gpkg", copy)
    return copy


@pytest.fixture(scope="module")
def one_child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneChild]:
    """Has one child process read all foreign files of a module, where how a child lives and ends is not the matter."""
    with OneChild(tmp_path_factory.mktemp("one_child")) as child, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "ask_child", child.ask)
        yield child


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser that exported pages are opened in."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("there is no Chromium on this machine")


@pytest.fixture
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine stands between a test and its stand-in."""
    plain = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
    for name in (*plain, *(name.upper() for name in plain), "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
