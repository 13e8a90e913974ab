"""Tables with one row per unit and group of people, made into one row per unit."""

from collections.abc import Mapping
from dataclasses import replace

from layers.finding import Finding
from layers.foreign.answer import Cell
from layers.importing.table.cells import number_of, text_of
from layers.importing.table.columns import by_name
from layers.importing.understood import Understood
from layers.schema import GROUPS

_FIELDS = ("households", *GROUPS)
_MOST_GROUPS = 40
_LEAST_SHARE = 0.6


def widened(understood: Understood, role: str, findings: list[Finding]) -> Understood:
    """The source as it is, or, where one of its columns names groups and another counts them, turned.

    Rows of the same texts in all other columns become one, with a column for each group; words that are no group of
    people are listed and left out.
    """
    if any(field in understood.header for field in GROUPS if field != "population"):
        return understood
    headers = [header for header in understood.features.columns if header not in _told(understood)]
    group = next((header for header in headers if _names_groups(understood, header, role)), "")
    value = next((header for header in _counts(understood, headers, group) if header != group), "")
    if not group or not value:
        return understood
    return _turned(understood, role, group, value, findings)


def _told(understood: Understood) -> set[str]:
    """Headers that hold something else for sure."""
    return {header for field, header in understood.header.items() if field not in _FIELDS}


def _field_of(cell: Cell, role: str) -> str:
    """The field that a cell of the groups' column names, "" for none."""
    found = by_name(role, text_of(cell)) if text_of(cell) else ()
    return next((one.field for one in found if one.field in _FIELDS), "")


def _names_groups(understood: Understood, header: str, role: str) -> bool:
    cells = understood.features.columns[header]
    words = {text_of(cell) for cell in cells} - {""}
    if not 1 < len(words) <= _MOST_GROUPS or len(words) == len(cells):
        return False
    fields = [_field_of(word, role) for word in words]
    return sum(map(bool, fields)) >= _LEAST_SHARE * len(words) and len(set(fields) - {""}) > 1


def _counts(understood: Understood, headers: list[str], group: str) -> list[str]:
    """Columns of numbers, the one that is called people first."""
    called = [understood.header[field] for field in _FIELDS if field in understood.header]
    found = []
    for header in [*called, *headers]:
        cells = [cell for cell in understood.features.columns[header] if text_of(cell)]
        if header != group and cells and sum(map(_is_number, cells)) >= _LEAST_SHARE * len(cells):
            found.append(header)
    return found


def _is_number(cell: Cell) -> bool:
    try:
        number_of(cell)
    except ValueError:
        return False
    return True


def _turned(understood: Understood, role: str, group: str, value: str, findings: list[Finding]) -> Understood:
    features = understood.features
    kept = [header for header in features.columns if header not in (group, value)]
    keys = list(zip(*(features.columns[header] for header in kept), strict=True))
    first: dict[tuple[Cell, ...], int] = {}
    cells: dict[str, dict[int, Cell]] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for i, key in enumerate(keys):
        row = first.setdefault(key, i)
        field = _field_of(features.columns[group][i], role)
        place = f"第{features.rows[i]}行“{text_of(features.columns[group][i])}”"
        if not field:
            unknown.append(place)
        elif row in cells.setdefault(field, {}):
            twice.append(place)
        else:
            cells[field][row] = features.columns[value][i]
    _tell(group, unknown, twice, len(keys), len(first), findings)
    rows = list(first.values())
    header = {field: name for field, name in understood.header.items() if name not in (group, value)}
    columns = {name: tuple(features.columns[name][row] for row in rows) for name in kept}
    columns |= {_title(field, value): tuple(own.get(row) for row in rows) for field, own in cells.items()}
    header |= {field: _title(field, value) for field in cells}
    geometry = None if features.geometry is None else features.geometry[rows]
    turned = replace(features, columns=columns, rows=tuple(features.rows[row] for row in rows), geometry=geometry)
    phones = tuple(understood.phones[row] for row in rows) if len(understood.phones) else ()
    lon, lat = understood.lon[rows], understood.lat[rows]
    return replace(understood, features=turned, header=header, lon=lon, lat=lat, phones=phones)


def _title(field: str, value: str) -> str:
    """What the new column is called: the group, with the unit of the counts."""
    label: Mapping[str, str] = {"households": "户数", **GROUPS}
    return f"{label[field]}_{value}"


def _tell(group: str, unknown: list[str], twice: list[str], before: int, after: int, findings: list[Finding]) -> None:
    message = f"这张表每个单元和人群各占一行(“{group}”列),已把 {before} 行转成 {after} 行"
    findings.append(Finding("note", "long_table", message))
    if unknown:
        message = f"“{group}”列有 {len(unknown)} 行不是已知的人群,没有导入"
        findings.append(Finding("warning", "group_unknown", message, tuple(unknown[:50])))
    if twice:
        message = f"{len(twice)} 行的单元和人群与前面的行重复,只取第一次出现的"
        findings.append(Finding("warning", "group_twice", message, tuple(twice[:50]), "请核对原表"))
