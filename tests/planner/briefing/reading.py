"""A written page read back without a browser."""

from html.parser import HTMLParser
from pathlib import Path


class Numbers(HTMLParser):
    """Exact values of the cells below every element that has an id or can be chosen, and all outward references."""

    def __init__(self) -> None:
        super().__init__()
        self.exact: dict[str, list[float]] = {}
        self.references: list[str] = []
        self.policies: list[str] = []
        self.scripts_before_policy = 0
        self._under = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.references += [str(given[name]) for name in ("src", "href", "action", "data") if name in given]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(str(given["content"]))
        if tag == "script" and not self.policies:
            self.scripts_before_policy += 1
        self._under = "" if tag == "section" else given.get("data-paint") or self._under
        if "data-value" in given:
            self.exact.setdefault(self._under, []).append(float(str(given["data-value"])))


def read_page(path: Path) -> Numbers:
    numbers = Numbers()
    numbers.feed(path.read_text("utf-8"))
    return numbers
