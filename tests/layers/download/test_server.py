"""The server asked in this process: what is asked again, what is told, and through whom it is reached."""

import socket

import pytest
import shapely

from layers.download.offer import offers
from layers.download.settings import Settings
from layers.errors import UserError
from tests.layers.download.stand_in import standing_in

TILE = shapely.to_wkt(shapely.box(124.37, 40.11, 124.40, 40.14))


@pytest.fixture(autouse=True)
def as_in_the_child(without_proxies, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)  # osmnx puts its own in its place


def ask(address: str, *, proxy: str = "", said: list[str] | None = None, **further: object) -> set[tuple[str, int]]:
    """The roads of the stand-in's answer."""
    from layers.download.server import Server

    way = {"server": address, "proxy": Settings(proxy=proxy).proxy_address(), "certificates": ""}
    way |= {"timeout_seconds": 20, "waits_seconds": [0.01, 0.01], **further}
    server = Server(way, offers()["roads"].tags, (said if said is not None else []).append)
    return {(thing.element, thing.id) for thing in server.features(TILE)}


EVERYTHING = {("node", 33), ("way", 101), ("way", 102), ("way", 103)}


@pytest.mark.parametrize("reply", [429, 504, "cut", "broken", "remark", "page"])
def test_a_busy_server_is_asked_again_but_not_for_ever(reply):
    with standing_in(reply) as server:
        assert ask(server.address) == EVERYTHING
        assert len(server.asked) == 2
    with standing_in(reply, reply, reply, 200) as server:
        with pytest.raises(UserError, match="正忙" if reply in (429, 504) else "不完整"):
            ask(server.address)
        assert len(server.asked) == 3


def test_waiting_is_told():
    said: list[str] = []
    with standing_in(429, "cut") as server:
        ask(server.address, said=said)
    assert said == ["OpenStreetMap 服务器正忙,0 秒后再试", "下载的数据不完整:中途断开,0 秒后再试"]


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_a_refusal_is_told_at_once(status):
    with standing_in(status) as server:
        with pytest.raises(UserError, match=f"代码 {status}"):
            ask(server.address)
        assert len(server.asked) == 1


def test_nothing_there_is_no_fault():
    with standing_in("empty") as server:
        assert ask(server.address) == set()


def test_a_silent_server():
    with standing_in("silent", "silent", "silent") as server:
        with pytest.raises(UserError, match="没有按时回答"):
            ask(server.address, timeout_seconds=0.2)
        assert len(server.asked) == 3


def test_nobody_there():
    with standing_in() as server:
        address = server.address
    with pytest.raises(UserError, match="连不上 OpenStreetMap 服务器") as caught:
        ask(address)
    assert "代理" in caught.value.remedy


def test_a_server_that_does_not_speak_the_encryption_it_should():
    with standing_in() as server, pytest.raises(UserError, match="安全证书不可信"):
        ask(server.address.replace("http:", "https:"))


def test_a_file_of_certificates_that_is_none(tmp_path):
    (tmp_path / "a.pem").write_text("no certificate")
    with standing_in() as server, pytest.raises(UserError, match="证书"):
        ask(server.address.replace("http:", "https:"), certificates=str(tmp_path / "a.pem"))


def test_the_query_asks_for_every_road_in_the_tile():
    with standing_in() as server:
        ask(server.address)
        (query,) = server.asked
    assert query.startswith("[out:json][timeout:25]")
    assert "(way['highway'](poly:'" in query
    assert "40.110000 124.400000" in query


def test_the_proxy_of_the_company_is_used():
    with standing_in() as server, standing_in() as proxy:
        assert ask(server.address, proxy=proxy.place) == EVERYTHING
        assert [path for path, _ in proxy.seen] == [f"{server.address}/interpreter"]
        assert [path for path, _ in server.seen] == ["/api/interpreter"]


def test_the_proxy_of_the_system_is_used(monkeypatch):
    with standing_in() as server, standing_in() as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy.place}")
        assert ask(server.address) == EVERYTHING
        assert len(proxy.seen) == 1


@pytest.mark.parametrize("password", ["geheim", "p@ss:w/rd#1 %"])
def test_a_proxy_that_wants_a_password(password):
    with standing_in() as server, standing_in(password=f"zhang:{password}") as proxy:
        for user in ("", "zhang:wrong@", f"li:{password}@"):
            with pytest.raises(UserError, match="代理服务器要求用户名和密码") as caught:
                ask(server.address, proxy=user + proxy.place)
            assert password not in str(caught.value)
        assert not server.asked
        assert ask(server.address, proxy=f"zhang:{password}@{proxy.place}") == EVERYTHING


def test_a_proxy_that_wants_a_password_before_an_encrypted_server():
    with standing_in(password="zhang:geheim") as proxy:
        with pytest.raises(UserError, match="代理服务器要求用户名和密码"):
            ask("https://127.0.0.1:9/api", proxy=proxy.place)
        assert not any(credentials for _, credentials in proxy.seen)


def test_no_proxy_there():
    with standing_in() as proxy:
        place = proxy.place
    with standing_in() as server:
        with pytest.raises(UserError, match="连不上代理服务器"):
            ask(server.address, proxy=place)
        assert not server.asked
