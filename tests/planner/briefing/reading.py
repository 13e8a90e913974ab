"""A written page read back without a browser."""

from html.parser import HTMLParser
from pathlib import Path

FIGURES = ("value", "low", "high", "numerator", "denominator", "target", "shortfall", "due", "floor")


class Numbers(HTMLParser):
    """The scorecard's rows, exact values of the reaches, and all outward references.

    Attributes:
        rows: exact figures by indicator id; shown: the text of its value.
        exact: exact values by what choosing them paints, outside the scorecard.
        tables: exact values of the tables below, by class of their section, row by row.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, float]] = {}
        self.shown: dict[str, str] = {}
        self.exact: dict[str, list[float]] = {}
        self.tables: dict[str, list[list[float]]] = {}
        self.references: list[str] = []
        self.policies: list[str] = []
        self.scripts_before_policy = 0
        self._row = self._under = self._section = ""
        self._is_shown = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.references += [str(given[name]) for name in ("src", "href", "action", "data") if name in given]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(str(given["content"]))
        if tag == "script" and not self.policies:
            self.scripts_before_policy += 1
        if tag == "section":
            self._under, self._section = "", given.get("class") or ""
        self._under = given.get("data-paint") or self._under
        self._is_shown = given.get("class") == "shown"
        if tag == "tr":
            self._row = given.get("data-indicator") or ""
            self.tables.setdefault(self._section, []).append([])
        if tag == "tr" and self._row:
            figures = {name: given.get(f"data-{name}") for name in FIGURES}
            self.rows[self._row] = {name: float(value) for name, value in figures.items() if value}
        elif "data-value" in given and tag == "td":
            self.tables[self._section][-1].append(float(str(given["data-value"])))
        elif "data-value" in given:
            self.exact.setdefault(self._under, []).append(float(str(given["data-value"])))

    def handle_data(self, data: str) -> None:
        if self._is_shown:
            self.shown[self._row] = data
            self._is_shown = False


def read_page(path: Path) -> Numbers:
    numbers = Numbers()
    numbers.feed(path.read_text("utf-8"))
    return numbers
