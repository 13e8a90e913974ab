"""The text of a plan file made of the rows of a template, with the row behind each of its lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.plans.indicator import RELATION_LABELS
from planner.plans.template_rows import Values

FORMAT = 1

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True)
class Row:
    """A row of a template.

    Attributes:
        sheet: its name.
        number: in the sheet, from 1; for the plan itself that of the first line.
        values: by column name.
        inner: rows of another sheet that belong inside this one, by their key in a plan file.
    """

    sheet: str
    number: int
    values: Values
    inner: Mapping[str, list["Row"]] = field(default_factory=dict)


@dataclass
class TomlText:
    """The lines written so far.

    Attributes:
        origins: the row behind each line that has one, by line number from 1.
    """

    lines: list[str] = field(default_factory=list)
    origins: dict[int, Row] = field(default_factory=dict)

    def plan(self, row: Row) -> None:
        """Write the head of the file."""
        self._line(f"format = {FORMAT}", row)
        self._keys(row)

    def entry(self, key: str, row: Row) -> None:
        """Write one `[[key]]` with what belongs inside it."""
        self.lines.append("")
        self._line(f"[[{key}]]", row)
        self._keys(row)
        for name, rows in row.inner.items():
            for inner in rows:
                self.entry(f"{key}.{name}", inner)

    def __str__(self) -> str:
        return "\n".join(self.lines) + "\n"

    def _keys(self, row: Row) -> None:
        for key, value in toml_values(row.values).items():
            self._line(f"{key} = {literal(value)}", row)

    def _line(self, line: str, row: Row) -> None:
        self.lines.append(line)
        self.origins[len(self.lines)] = row


def toml_values(values: Values) -> Values:
    """The keys of the plan file for the columns of a row: what stands in several columns there is one key here."""
    told = dict(values)
    within = {name: told.pop(name) for name in ("limit", "measured_in", "mode") if name in told}
    relation, principal = told.pop("relation", ""), told.pop("principal", "")
    if within:
        unit = {within["measured_in"]: within["limit"]} if {"measured_in", "limit"} <= within.keys() else {}
        told["within"] = unit | ({"mode": within["mode"]} if "mode" in within else {})
    if relation and principal:
        told[relation if relation in RELATION_LABELS else ""] = principal
    return told


def literal(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {literal(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(literal(inner) for inner in value) + "]"
    return repr(value)


def quoted(text: str) -> str:
    """A text between quotes, on one line whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("'''", "''\\u0027")
    return '"' + _CONTROL.sub(lambda found: _SHORT.get(found[0], f"\\u{ord(found[0]):04x}"), escaped) + '"'
