"""How large a sheet is before its parser makes room for it: against cells counted by hand, and against the parser."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from layers.errors import UserError
from layers.foreign.reading import read_features
from layers.foreign.source import Source
from layers.foreign.tables import extent
from layers.foreign.tables.box import QuickBox, exact_box, has_after, opendocument_tables
from tests.layers.foreign.making import workbook

BOUNDS = (1000, 100)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def name_of(column: int) -> str:
    """Counted up letter by letter, from 0: A, B, ... Z, AA."""
    first, last = divmod(column, 26)
    return (LETTERS[first - 1] if first else "") + LETTERS[last]


def sheet(rows: str) -> str:
    return f"<sheetData>{rows}</sheetData>"


PLACES = st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 60)), st.booleans(), min_size=1, max_size=12)


def written(places: dict[tuple[int, int], bool], lead: str = '<c r="{}">', prefix: str = "") -> str:
    """Rows of XML with a cell in each place, which holds something or nothing."""
    rows: dict[int, str] = {}
    for (row, column), holds in sorted(places.items()):
        value = "<v>1</v>" if holds else ""
        cell = lead.format(f"{name_of(column)}{row + 1}") + value + "</c>"
        rows[row] = rows.get(row, "") + cell
    text = "".join(f'<row r="{row + 1}">{cells}</row>' for row, cells in rows.items())
    return (
        text
        if not prefix
        else text.replace("</", f"</{prefix}:")
        .replace("<", f"<{prefix}:")
        .replace(f"<{prefix}:/{prefix}:", f"</{prefix}:")
    )


@given(PLACES, st.sampled_from(["", "x"]), st.integers(20, 400))
def test_the_quick_box_holds_every_cell(places: dict[tuple[int, int], bool], prefix: str, size: int) -> None:
    text = written(places, prefix=prefix).encode()
    quick = QuickBox()
    ends = [place + 1 for place, letter in enumerate(text) if text[place - 3 : place + 1] == b"row>"] + [len(text)]
    start = 0
    for end in ends:
        if end - start >= size or end == len(text):
            quick.take(text[start:end])
            start = end
    rows, columns = ([place[side] for place in places] for side in (0, 1))
    assert quick.tidy
    assert (quick.box.rows, quick.box.columns) == (max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
    assert quick.box.filled == sum(places.values())


@given(
    PLACES, st.sampled_from(['<c r="{}">', "<c\n  s='1'\tr = '{}' >", '<c s=">" r="{}">', '<x:c xmlns:x="u" r="{}">'])
)
def test_the_exact_box_is_that_of_the_filled_cells(places: dict[tuple[int, int], bool], lead: str) -> None:
    text = sheet(written(places, lead))
    if "x:c" in lead:
        text = text.replace("</c>", "</x:c>")
    box = exact_box(io.BytesIO(text.encode()), 10**9, 10**9)
    held = [place for place, holds in places.items() if holds]
    rows, columns = ([place[side] for place in held] or [0] for side in (0, 1))
    sides = (max(rows) - min(rows) + 1, max(columns) - min(columns) + 1) if held else (0, 0)
    assert (box.rows, box.columns, box.filled) == (*sides, len(held))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="5"><c><v>1</v></c><c><v>1</v></c></row>',
        '<row><c r = "B7"><v>1</v></c></row>',
        "<row><c r='B7'><v>1</v></c></row>",
        '<row><c s="1" r="B7"><v>1</v></c></row>',
        '<row r="5"><c/><c r="A1"><v>1</v></c></row>',
        '<row><c r="B"><v>1</v></c></row>',
        '<row><c r="7"><v>1</v></c></row>',
    ],
)
def test_what_is_written_in_another_way_is_not_guessed(cells: str) -> None:
    quick = QuickBox()
    quick.take(cells.encode())
    assert not quick.tidy


@pytest.mark.parametrize(
    ("cells", "box"),
    [
        ('<row r="5"><c><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row>', (2, 2)),
        ('<row r="5"><c/><c><v>1</v></c></row><row r="9"><c r="A9"><v>1</v></c></row>', (5, 2)),
        ('<row><c r="C3"><v>1</v></c><c><is><t>a</t></is></c></row>', (3, 2)),
    ],
)
def test_cells_without_an_address_come_one_after_the_other(tmp_path: Path, cells: str, box: tuple[int, int]) -> None:
    found = exact_box(io.BytesIO(sheet(cells).encode()), *BOUNDS)
    assert (found.rows, found.columns) == box
    path = workbook(tmp_path / "a.xlsx", sheet(cells.replace("<c><is>", '<c t="inlineStr"><is>')))
    with CalamineWorkbook.from_path(path) as book:
        read = book.get_sheet_by_index(0)
        assert (read.height, read.width) == box


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c s=">" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c ' + " " * 500 + 'r="XFD1048576"><v>1</v></c></row>',
        '<x:row r="1" xmlns:x="u"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
@pytest.mark.usefixtures("one_child")
def test_a_distant_cell_however_it_is_written_is_refused(tmp_path: Path, cells: str) -> None:
    with pytest.raises(UserError, match="大得异常") as caught:
        read_features(workbook(tmp_path / "a.xlsx", sheet(cells)))
    assert caught.value.__cause__ is None


def test_a_sheet_that_declares_entities_or_ends_early_is_no_sheet(tmp_path: Path) -> None:
    for text in ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a><c r='A1'><v>1</v>", '<a><c r="Ä1"><v/></c></a>'):
        with pytest.raises(ValueError, match=r"."):
            exact_box(io.BytesIO(text.encode()), *BOUNDS)
    path = workbook(tmp_path / "a.xlsx", "<sheetData><row><c><v>1</v></c>")
    with pytest.raises(UserError, match="已损坏"):
        extent.check_sheet("表", Source(path, path.name, "workbook", tmp_path, {}))


def test_reading_stops_where_it_is_too_much() -> None:
    endless = "<a>" + '<c r="A1"><v>1</v></c>' * 500
    assert exact_box(io.BytesIO(endless.encode()), 1000, 100).filled == 101


def test_has_after() -> None:
    assert has_after(b't="e"', b"\"'", b"e")
    assert has_after(b"<x:f>", b"<:", b"f")
    assert not has_after(b"<v>f</v>", b"<:", b"f")
    assert not has_after(b"", b"<:", b"f")


SPACES = " ".join(
    f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
)
TEXT = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
FILLER = '<table:table-cell table:number-columns-repeated="16384"/>'


def content(*tables: str) -> str:
    sheets = "".join(f'<table:table table:name="表{n}">{rows}</table:table>' for n, rows in enumerate(tables))
    return (
        f"<office:document-content {SPACES}><office:body><office:spreadsheet>{sheets}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def spreadsheet(path: Path, text: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", text)
    return path


HEAD = row(TEXT.format("", "名称"), TEXT.format("", "床位"), FILLER)
BODY = row(TEXT.format("", "甲"), '<table:table-cell office:value-type="float" office:value="3"/>', FILLER)
REST = row(FILLER, times=1048570)


@pytest.mark.usefixtures("one_child")
def test_what_every_spreadsheet_ends_with_counts_for_nothing(tmp_path: Path) -> None:
    text = content(HEAD + row(FILLER, times=3) + BODY + REST, HEAD + BODY + REST)
    tables = opendocument_tables(io.BytesIO(text.encode()), *BOUNDS)
    assert (tables.cells, tables.filled) == (5 * 2 + 2 * 2, 8)
    read = read_features(spreadsheet(tmp_path / "a.ods", text))
    assert read.columns == {"名称": ("甲",), "床位": (3,)}
    assert read.rows == (5,)


@pytest.mark.parametrize(
    "rows",
    [
        row(TEXT.format(' table:number-columns-repeated="900000000"', "甲")),
        row(TEXT.format("", "甲"), times=900000000),
        row(FILLER.replace("16384", "900000000"), TEXT.format("", "甲")),
        row(FILLER, times=900000000) + row(TEXT.format("", "甲"), TEXT.format("", "乙")),
        row(*[TEXT.format(' table:number-columns-repeated="16384"', "甲")], times=1048576),
        row(TEXT.format("", '<text:s text:c="2000000000"/>')),
        row(
            TEXT.format(' table:number-columns-repeated="900000000"', "甲").replace("table-cell", "covered-table-cell")
        ),
    ],
)
@pytest.mark.usefixtures("one_child")
def test_repetition_in_a_spreadsheet_is_refused_before_room_is_made(tmp_path: Path, rows: str) -> None:
    for sheets in ((HEAD + BODY + rows,), (HEAD + BODY, rows)):
        with pytest.raises(UserError, match="大得异常") as caught:
            read_features(spreadsheet(tmp_path / "a.ods", content(*sheets)))
        assert caught.value.__cause__ is None


@pytest.mark.parametrize("times", ["-1", "x", "", "1e9"])
@pytest.mark.usefixtures("one_child")
def test_repetition_that_is_no_number_is_refused(tmp_path: Path, times: str) -> None:
    wrong = HEAD.replace('rows-repeated="1"', f'rows-repeated="{times}"')
    with pytest.raises(UserError, match="不是有效的电子表格"):
        read_features(spreadsheet(tmp_path / "a.ods", content(wrong + BODY)))


def test_entities_in_a_spreadsheet_are_refused() -> None:
    with pytest.raises(ValueError, match="declares"):
        opendocument_tables(io.BytesIO(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), *BOUNDS)


@given(PLACES, st.integers(30, 300))
def test_a_sheet_is_measured_alike_however_it_is_cut_into_pieces(
    places: dict[tuple[int, int], bool], size: int
) -> None:
    text = written(places, '<c r="{}" t="e">').encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extent, "CHUNK", size)
        patch.setattr(extent, "LONGEST_ROW", 2 * size)
        scan = extent._scan(io.BytesIO(text))
    rows, columns = ([place[side] for place in places] for side in (0, 1))
    assert scan.quick.tidy
    assert (scan.quick.box.rows, scan.quick.box.columns) == (max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
    assert scan.quick.box.filled == sum(places.values())
    assert scan.errors == [f"{name_of(column)}{row + 1}" for row, column in sorted(places)]
