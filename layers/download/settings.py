"""How the download reaches its server."""

from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase, digits
from urllib.parse import quote, unquote, urlsplit

from layers.errors import UserError

PROXY_SCHEMES = ("http", "https")
HOST_LETTERS = frozenset(f"{ascii_lowercase}{digits}.-_")


@dataclass(frozen=True)
class Settings:
    """The way to the server.

    Attributes:
        server: address of an Overpass service, "" for the public one that osmnx knows.
        proxy: the company's proxy, `user:password@host:port` or without a user; "" for that of the system.
        certificates: a file of certificates to trust, where a proxy looks into what passes; "" for the usual.
        timeout_seconds: how long the server may be silent.
        waits_seconds: how long to wait before each further try where the server is busy.
    """

    server: str = ""
    proxy: str = field(default="", repr=False)  # may hold a password
    certificates: str = ""
    timeout_seconds: float = 180.0
    waits_seconds: tuple[float, ...] = (15.0, 30.0, 60.0)

    def proxy_address(self) -> str:
        """The proxy as an address, "" for that of the system.

        Raises:
            UserError: it is none.
        """
        host, port, scheme = self._proxy_host()
        name, password = (quote(word, safe="") for word in self._proxy_user())
        user = f"{name}:{password}@" if password else f"{name}@" if name else ""
        return f"{scheme}://{user}{host}{port}" if host else ""

    def _proxy_parts(self) -> tuple[str, str, str]:
        """Scheme, user and host as written; a password may hold any character."""
        scheme, colon, rest = self.proxy.strip().partition("://")
        if not (colon and scheme.isascii() and scheme.isalnum()):
            scheme, rest = "http", self.proxy.strip()
        user, _, host = rest.rstrip("/").rpartition("@")
        return scheme.lower(), user, host

    def _proxy_user(self) -> tuple[str, str]:
        name, _, password = self._proxy_parts()[1].partition(":")
        return unquote(name), unquote(password)

    def _proxy_host(self) -> tuple[str, str, str]:
        scheme, user, written = self._proxy_parts()
        try:
            parts = urlsplit(f"//{written}")
            host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
        except ValueError:
            host, port, scheme = "", "", ""
        if scheme not in PROXY_SCHEMES or (not host and (user or written)) or set(host) - HOST_LETTERS:
            raise UserError("代理地址写得不对", remedy="请写成“地址:端口”或“用户名:密码@地址:端口”")
        return host, port, scheme

    def server_address(self) -> str:
        """The server's address without a slash at its end, "" for the public one.

        Raises:
            UserError: it is no web address.
        """
        text = self.server.strip().rstrip("/")
        if text and not text.lower().startswith(("http://", "https://")):
            raise UserError("服务器地址写得不对", remedy="应以 http:// 或 https:// 开头;留空则用公共服务器")
        return text

    def certificate_file(self) -> str:
        """The file of certificates, "" for the usual ones.

        Raises:
            UserError: there is no such file.
        """
        text = self.certificates.strip()
        if text and not Path(text).is_file():
            raise UserError("找不到证书文件", where=text, remedy="请在下载设置里重新选择,或留空")
        return text

    def secrets(self) -> tuple[str, ...]:
        """What must never be written down: the proxy's password, as meant and as sent."""
        password = self._proxy_user()[1]
        return tuple({password, quote(password, safe="")}) if password else ()
