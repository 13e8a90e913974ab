"""The Overpass server, asked through osmnx: the only module that opens a connection. It runs in the child only."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import osmnx
import requests
import shapely
from osmnx._errors import InsufficientResponseError

from layers.download.collection import Thing
from layers.errors import UserError

AGENT = "Yike desktop planner (through OSMnx)"
BUSY = (429, 503, 504)
PROXY_WANTS_PASSWORD = 407
REFUSED = 400
LONGEST_WAIT_SECONDS = 120.0
WHOLE_WORLD_SQUARE_METRES = 1e15  # the area comes cut into tiles already
LATER = "请稍后再试"
BUSY_FAULT = UserError("OpenStreetMap 服务器正忙,等了几次都没有轮到", remedy="请过十几分钟再试")
CUT_FAULT = UserError("下载的数据不完整:中途断开,或服务器来不及给全", remedy="请稍后再试,或按较小的范围分别下载")


class TryAgain(Exception):  # noqa: N818 - not an error: the answer may come later
    """The server is busy, or its answer was cut."""

    def __init__(self, fault: UserError, wait_seconds: float = 0.0) -> None:
        super().__init__(fault.what)
        self.fault, self.wait_seconds = fault, wait_seconds


class Server:
    """Asks one request after another.

    Attributes:
        date: ISO date of the oldest data that was answered, "" before the first answer.
    """

    def __init__(self, settings: Mapping[str, Any], tags: Mapping[str, Any], waiting: Callable[[str], None]) -> None:
        self.date = ""
        self._tags, self._waits, self._waiting = dict(tags), list(settings["waits_seconds"]), waiting
        way: dict[str, Any] = {"hooks": {"response": self._check}}
        if proxy := settings["proxy"]:
            way["proxies"] = {"http": proxy, "https": proxy}
        if settings["certificates"]:
            way["verify"] = settings["certificates"]
        if settings["server"]:
            osmnx.settings.overpass_url = settings["server"]
        osmnx.settings.requests_kwargs = way
        osmnx.settings.requests_timeout = settings["timeout_seconds"]
        osmnx.settings.overpass_settings = f"[out:json][timeout:{max(25, int(settings['timeout_seconds']))}]{{maxsize}}"
        osmnx.settings.overpass_rate_limit = False  # would wait without end; the server says itself when it is busy
        osmnx.settings.doh_url_template = None  # asks nobody else where the server is
        osmnx.settings.http_user_agent = AGENT
        osmnx.settings.use_cache = False
        osmnx.settings.max_query_area_size = WHOLE_WORLD_SQUARE_METRES

    def features(self, tile: str) -> list[Thing]:
        """What the server has in a polygon (WKT, degrees), every tag of it.

        Raises:
            UserError: it cannot be reached, stays busy, or gives no whole answer.
        """
        for wait in [*self._waits, None]:
            try:
                return list(self._ask(tile))
            except TryAgain as again:
                if wait is None:
                    raise again.fault from None
                seconds = min(max(wait, again.wait_seconds), LONGEST_WAIT_SECONDS)
                self._waiting(f"{again.fault.what.split(',')[0]},{seconds:.0f} 秒后再试")
                threading.Event().wait(seconds)
        raise AssertionError("the last try returns or raises")

    def _ask(self, tile: str) -> Iterator[Thing]:
        try:
            table = osmnx.features_from_polygon(shapely.from_wkt(tile), self._tags)
        except InsufficientResponseError:
            return
        except requests.exceptions.RequestException as error:
            raise _fault_of(error) from None
        except OSError:  # of the file of certificates
            raise UserError("证书文件读不了", remedy="请在下载设置里重新选择,或留空") from None
        tags: list[dict[str, Any]] = [{} for _ in range(len(table))]
        for name in table.columns.drop("geometry"):
            column = table[name]
            for row in column.notna().to_numpy().nonzero()[0]:
                tags[row][str(name)] = column.iat[row]
        geometry = table["geometry"].to_numpy()
        for (element, number), shape, told in zip(table.index, geometry, tags, strict=True):
            yield Thing(str(element), int(number), shape, told)

    def _check(self, response: requests.Response, *_: Any, **__: Any) -> None:
        """Look at an answer before osmnx does, which would wait for a busy server without end."""
        if response.status_code in BUSY:
            raise TryAgain(BUSY_FAULT, _seconds(response.headers.get("Retry-After", "")))
        if response.status_code == PROXY_WANTS_PASSWORD:
            raise _proxy_wants_password()
        if response.status_code >= REFUSED:
            raise UserError(f"服务器拒绝了请求(代码 {response.status_code})", remedy=f"请核对服务器地址;{LATER}")
        try:
            answer = response.json()
            date = str(answer.get("osm3s", {}).get("timestamp_osm_base", ""))[:10]
            complete = isinstance(answer["elements"], list) and "remark" not in answer
        except (ValueError, KeyError, TypeError, AttributeError):
            raise TryAgain(CUT_FAULT) from None
        if not complete:
            raise TryAgain(CUT_FAULT)
        self.date = min(filter(None, (self.date, date)), default="")


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _proxy_wants_password() -> UserError:
    return UserError("代理服务器要求用户名和密码,或给的不对", remedy="请在下载设置里把代理写成“用户名:密码@地址:端口”")


def _fault_of(error: requests.exceptions.RequestException) -> Exception:
    """What the user is told of an error of the network; its own words may hold the proxy's password."""
    kinds = requests.exceptions
    if isinstance(error, kinds.ProxyError):
        if str(PROXY_WANTS_PASSWORD) in str(error):
            return _proxy_wants_password()
        return UserError("连不上代理服务器", remedy="请核对代理地址和端口,或改用系统的代理设置")
    if isinstance(error, kinds.SSLError):
        remedy = "公司网络会检查加密连接时,请向网管要证书文件,在下载设置里选上它"
        return UserError("服务器的安全证书不可信,没有下载", remedy=remedy)
    if isinstance(error, kinds.InvalidURL | kinds.InvalidSchema | kinds.MissingSchema):
        return UserError("服务器或代理的地址写得不对", remedy="请核对下载设置里的地址")
    if isinstance(error, kinds.Timeout):
        return TryAgain(UserError("服务器没有按时回答", remedy=f"{LATER},或按较小的范围分别下载"))
    if isinstance(error, kinds.ChunkedEncodingError | kinds.ContentDecodingError):
        return TryAgain(CUT_FAULT)
    return UserError("连不上 OpenStreetMap 服务器", remedy="请检查是否联网;单位须经代理上网的,请在下载设置里填写代理")
