"""Scripts and styles of others, written into the page from installed packages. Nothing is fetched."""

import base64
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from branca.element import Element
from folium.elements import JSCSSMixin

_LEAFLET = ("xstatic.pkg.leaflet", "leaflet.js")
SCRIPTS = {"leaflet": _LEAFLET}
"""Package and file of every script an element may ask for, by folium's name for it."""
STYLES = {"leaflet_css": ("xstatic.pkg.leaflet", "leaflet.css")}

_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)['\"]?\s*\)")


class UnknownAssetError(LookupError):
    """An element wants a file that is not among those written into the page."""


class Verbatim(Element):
    """Text that goes into the page as it is: branca would read `{{` in it as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **_: object) -> str:
        """The text."""
        return self.text


def inline_assets(root: Element) -> list[Verbatim]:
    """Take the links out of every element below `root`; their files as inline elements, each once.

    Raises:
        UnknownAssetError: an element asks for a file that `SCRIPTS` and `STYLES` do not hold.
    """
    wanted: dict[str, Verbatim] = {}
    for element in _walk(root):
        links = [*element.default_js, *element.default_css] if isinstance(element, JSCSSMixin) else []
        for name, url in links:
            if name not in wanted:
                wanted[name] = _inlined(name, url)
        if isinstance(element, JSCSSMixin):
            element.default_js, element.default_css = [], []
    return list(wanted.values())


def _walk(element: Element) -> list[Element]:
    return [element, *(below for child in element._children.values() for below in _walk(child))]


def _inlined(name: str, url: str) -> Verbatim:
    if name in SCRIPTS:
        return script(_read(*SCRIPTS[name]).decode("utf-8"))
    if name in STYLES:
        package, file = STYLES[name]
        return stylesheet(_with_pictures(package, _read(package, file).decode("utf-8")))
    raise UnknownAssetError(f"{name} ({url}) is not among the inlined assets")


def script(text: str) -> Verbatim:
    """An inline script."""
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script may not hold its own end")
    return Verbatim(f"<script>{text}</script>")


def stylesheet(text: str) -> Verbatim:
    """An inline style sheet."""
    if "</style" in text.lower():
        raise ValueError("a style sheet may not hold its own end")
    return Verbatim(f"<style>{text}</style>")


def _with_pictures(package: str, css: str) -> str:
    """The style sheet with its pictures in it."""

    def data_of(match: re.Match[str]) -> str:
        path = match[1]
        if path.startswith("#"):
            return "none"  # a filter of old Internet Explorers
        if not re.fullmatch(r"images/[\w-]+\.png", path):
            raise UnknownAssetError(f"{path} in a style sheet of {package}")
        return f"url(data:image/png;base64,{base64.b64encode(_read(package, path)).decode()})"

    return _URL.sub(data_of, css)


def _read(package: str, path: str) -> bytes:
    file: Traversable = files(package) / "data"
    for part in path.split("/"):
        file = file / part
    return file.read_bytes()
