"""The workbook to fill in: read back by the program's own reader, with every column understood."""

from pathlib import Path

import openpyxl
import pytest

from layers.errors import UserError
from layers.foreign.reading import read_contents, read_features
from layers.importing.table.columns import known_headers
from layers.importing.template import EXAMPLE, FILLABLE, GUIDE, OPTIONS, headers_of, write_template
from layers.schema import ROLES, STATUSES

pytestmark = pytest.mark.usefixtures("one_child")

KINDS = {"elderly_care_institution": "养老机构", "community_elderly_station": "社区养老服务站/日间照料"}
UNITS = [("210604001000", "望溪街道"), ("210604002000", "柳荫镇"), ("210604003000", "柳荫镇")]


@pytest.fixture(params=FILLABLE)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path, role: str) -> Path:
    file = tmp_path / "模板.xlsx"
    write_template(file, role, kinds=KINDS, units=UNITS)
    return file


def filled_in(path: Path, rows: list[list[object]]) -> Path:
    """The template as a user leaves it: with rows below the example."""
    book = openpyxl.load_workbook(path)
    for row in rows:
        book.worksheets[0].append(row)
    copy = path.with_name("填好.xlsx")
    book.save(copy)
    return copy


def test_every_column_is_understood(path: Path, role: str) -> None:
    features = read_features(path)
    known = known_headers()[role]
    told = {field: [name for name in features.columns if name in names] for field, names in known.items()}
    fields = set(known) - {"lonlat", "within"}
    assert {field for field, names in told.items() if names} >= fields
    assert list(features.columns) == [headers_of(role)[field] for field in known if field in fields]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in name) for name in features.columns)
    assert (features.sheet, features.header_rows) == (ROLES[role], (1,))


def test_the_example_row_says_so(path: Path) -> None:
    features = read_features(path)
    assert features.rows == (2,)
    assert str(next(iter(features.columns.values()))[0]).startswith(EXAMPLE)


def test_rows_filled_in_come_back_with_their_codes(path: Path, role: str) -> None:
    headers = list(headers_of(role))
    row: list[object] = [None] * len(headers)
    row[headers.index("name")] = "=HYPERLINK(1)"
    for field in ("code", "unit", "id"):
        if field in headers:
            row[headers.index(field)] = "010604001001"
    copy = filled_in(path, [row])
    book = openpyxl.load_workbook(copy)
    book.worksheets[0].cell(3, 1 + headers.index("name")).data_type = "s"
    book.save(copy)
    features = read_features(copy)
    assert features.columns[headers_of(role)["name"]][1] == "=HYPERLINK(1)"
    for field in ("code", "unit", "id"):
        if field in headers:
            assert features.columns[headers_of(role)[field]][1] == "010604001001"


def test_what_can_be_chosen(path: Path, role: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet, options = book.worksheets[0], book[OPTIONS]
    headers = list(headers_of(role))
    offered = {options.cell(1, column).value: column for column in range(1, options.max_column + 1)}
    lists = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            place = next(iter(rule.sqref.ranges)).min_col - 1
            column = offered[headers_of(role)[headers[place]]]
            letter = openpyxl.utils.get_column_letter(column)
            last = int(rule.formula1.rpartition("$")[2])
            assert rule.formula1 == f"{OPTIONS}!${letter}$2:${letter}${last}"
            lists[headers[place]] = [options.cell(row, column).value for row in range(2, last + 1)]
            assert options.cell(last + 1, column).value is None
    if role == "facilities":
        assert lists["kind"] == list(KINDS.values())
        assert lists["status"] == list(STATUSES.values())
    if role in ("facilities", "demand"):
        assert lists["unit"] == ["望溪街道", "210604002000", "210604003000"]


def test_header_stays_and_codes_are_text(path: Path, role: str) -> None:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2"
    letters = {field: openpyxl.utils.get_column_letter(1 + n) for n, field in enumerate(headers_of(role))}
    for field in {"id", "code", "unit"} & set(letters):
        assert sheet[f"{letters[field]}2"].number_format == "@"
        assert sheet.column_dimensions[letters[field]].width >= 10


def test_contents_of_a_template(path: Path, role: str) -> None:
    assert [part.name for part in read_contents(path).parts] == [ROLES[role], GUIDE, OPTIONS]


def test_without_kinds_or_units(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", "facilities", kinds={}, units=[])
    assert read_features(tmp_path / "a.xlsx").columns["名称"] == ("示例养老院",)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    bad = '=HYPERLINK("http://x")'
    write_template(tmp_path / "a.xlsx", "facilities", kinds={"a": bad}, units=[("210604001000", bad)])
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")[OPTIONS]
    assert cells["A2"].value == bad
    assert cells["A2"].data_type == "s"


def test_refusals(tmp_path: Path) -> None:
    there = tmp_path / "a.xlsx"
    there.write_bytes(b"x")
    with pytest.raises(UserError, match="没有模板"):
        write_template(tmp_path / "b.xlsx", "roads", kinds={}, units=[])
    with pytest.raises(UserError, match=r"\.xlsx 结尾"):
        write_template(tmp_path / "b.xls", "units", kinds={}, units=[])
    with pytest.raises(UserError, match="已经存在"):
        write_template(there, "units", kinds={}, units=[])
    write_template(there, "units", kinds={}, units=[], replacing=True)
    assert there.stat().st_size > 1000
