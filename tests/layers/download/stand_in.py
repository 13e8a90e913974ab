"""A stand-in for an Overpass server, and one for a company's proxy, on this machine."""

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

DATE = "2026-05-01T20:21:22Z"
NODES = {
    1: (124.380, 40.120),
    2: (124.384, 40.120),
    3: (124.388, 40.120),
    4: (124.384, 40.124),
    5: (124.384, 40.116),
    6: (124.390, 40.130),
    7: (124.392, 40.130),
    8: (124.392, 40.132),
    9: (124.390, 40.132),
}
WAYS = {
    101: ([1, 2, 3], {"highway": "residential", "name": "虚构大街", "oneway": "yes", "note:zh": "虚构"}),
    102: ([4, 2], {"highway": "footway"}),
    103: ([5, 2], {"highway": "tertiary", "bridge": "yes", "layer": "1"}),
    201: ([6, 7, 8, 9, 6], {"building": "yes", "amenity": "nursing_home", "name": "虚构养老院"}),
    202: ([6, 7, 8, 6], {"building": "house"}),
}
POINTS = {
    31: ((124.386, 40.122), {"amenity": "social_facility", "name": "虚构日间照料中心"}),
    32: ((124.387, 40.122), {"amenity": "community_centre"}),
    33: ((124.384, 40.120), {"highway": "crossing"}),
}


def recorded() -> dict:
    """An answer as Overpass writes one; every place in it is invented."""
    nodes = [{"type": "node", "id": ref, "lat": lat, "lon": lon} for ref, (lon, lat) in NODES.items()]
    points = [
        {"type": "node", "id": ref, "lat": at[1], "lon": at[0], "tags": tags} for ref, (at, tags) in POINTS.items()
    ]
    ways = [{"type": "way", "id": ref, "nodes": nodes, "tags": tags} for ref, (nodes, tags) in WAYS.items()]
    head = {"version": 0.6, "generator": "Overpass API", "osm3s": {"timestamp_osm_base": DATE, "copyright": "ODbL"}}
    return head | {"elements": nodes + points + ways}


class StandIn(ThreadingHTTPServer):
    """Answers with the recorded answer, unless `replies` says what to do first.

    Attributes:
        replies: how to answer the next requests: a status, "cut", "broken", "remark", "silent" or "empty".
        asked: the queries so far.
        seen: for each request the path as it stood in its first line, and the proxy's credentials.
        came: set when a request has come.
    """

    daemon_threads = True

    def __init__(self, *replies: int | str, password: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = list(replies)
        self.password = password
        self.asked: list[str] = []
        self.seen: list[tuple[str, str]] = []
        self.came, self.released = threading.Event(), threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A child that was ended closes its connection; nobody wants to read of it."""


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class says so
        pass

    def do_GET(self) -> None:
        self.server.seen.append((self.path, ""))
        self.send_error(404)

    def do_CONNECT(self) -> None:
        self.server.seen.append((self.path, self.headers.get("Proxy-Authorization", "")))
        self._send(407, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, self.headers.get("Proxy-Authorization", "")))
        self.server.came.set()
        if self.path.startswith("http://"):
            self._pass_on(body)
            return
        self.server.asked.append(parse_qs(body.decode())["data"][0])
        self._reply(self.server.replies.pop(0) if self.server.replies else 200)

    def _pass_on(self, body: bytes) -> None:
        """As a proxy does."""
        wanted = "Basic " + base64.b64encode(self.server.password.encode()).decode() if self.server.password else ""
        if wanted and self.headers.get("Proxy-Authorization") != wanted:
            self._send(407, b"")
            return
        target = urlsplit(self.path)
        connection = http.client.HTTPConnection(target.hostname, target.port, timeout=10)
        connection.request("POST", target.path, body, {"Content-Type": self.headers["Content-Type"]})
        answer = connection.getresponse()
        self._send(answer.status, answer.read())
        connection.close()

    def _reply(self, how: int | str) -> None:
        content = recorded()
        if how == "silent":
            self.server.released.wait(60)
        elif how == "cut":
            self._send(200, json.dumps(content).encode()[:300], length=5000)
        elif how == "broken":
            self._send(200, json.dumps(content).encode()[:300])
        elif how == "page":
            self._send(200, b"<html>login</html>")
        elif how == "remark":
            self._send(200, json.dumps(content | {"remark": "runtime error: Query timed out"}).encode())
        elif how == "empty":
            self._send(200, json.dumps(content | {"elements": []}).encode())
        else:
            self._send(int(how), json.dumps(content).encode() if how == 200 else b"busy")

    def _send(self, status: int, content: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def standing_in(*replies: int | str, password: str = "") -> Iterator[StandIn]:
    """A stand-in that listens until the context ends."""
    server = StandIn(*replies, password=password)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
