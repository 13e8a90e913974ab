"""CSV and workbooks: encodings, codes that stay text, and what people do to sheets."""

import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from layers.errors import UserError
from layers.foreign.reading import Features, read_contents, read_features, read_sheets
from layers.foreign.source import Source
from layers.foreign.tables import extent
from tests.layers.foreign.making import workbook

pytestmark = pytest.mark.usefixtures("one_child")

ROWS = "代码,名称,人口\r\n210604001000,㙟村,1200\r\n010604001001,𠮷林,\r\n"


def codes(features: Features) -> list[str]:
    return [note.code for note in features.notes]


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
    ],
)
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, label: str) -> None:
    path = tmp_path / "村.csv"
    path.write_bytes(ROWS.encode(encoding))
    features = read_features(path)
    assert features.encoding == label
    assert features.geometry is None
    assert features.rows == (2, 3)
    assert features.columns == {
        "代码": ("210604001000", "010604001001"),
        "名称": ("㙟村", "𠮷林"),
        "人口": ("1200", None),
    }


def test_csv_with_an_encoding_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名稱,n\n臺北,1\n".encode("big5"))
    assert read_features(path, encoding="Big5").columns["名稱"] == ("臺北",)
    with pytest.raises(UserError, match="不是 UTF-8 编码"):
        read_features(path, encoding="utf-8")
    with pytest.raises(UserError, match="不认识的文字编码“火星文”"):
        read_features(path, encoding="火星文")


def test_csv_in_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n\xff\xff,\x81\n")
    with pytest.raises(UserError, match="文字编码不认识"):
        read_features(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'a{delimiter}b\n1{delimiter}"x,y;z,,,,;;;;"\n', "utf-8")
    assert read_features(path).columns == {"a": ("1",), "b": ("x,y;z,,,,;;;;",)}


def test_title_and_blank_rows_keep_the_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("2024年养老机构一览表,,\n,,\n单位:个,,\n名称,床位,\n甲,1,\n,,\n乙,2,\n", "utf-8")
    features = read_features(path)
    assert features.columns == {"名称": ("甲", "乙"), "床位": ("1", "2")}
    assert features.rows == (5, 7)
    (titles,) = [note for note in features.notes if note.code == "title_rows"]
    assert titles.rows == ("1", "3")


def test_doubtful_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名 称,名称,"名\n称",,\n1,2,3,4,,6\n', "utf-8")
    features = read_features(path)
    assert features.columns == {"名称": ("1",), "名称_2": ("2",), "名称_3": ("3",), "第4列": ("4",), "第6列": ("6",)}
    assert "columns_renamed" in codes(features)


def test_places_called_na_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,n\nNA,null\n无,None\n", "utf-8")
    assert read_features(path).columns == {"名称": ("NA", "无"), "n": ("null", "None")}


@pytest.mark.parametrize(("content", "what"), [("a,b\n", "只有表头"), ("\n\n", "没有内容"), (",,\n , \n", "没有内容")])
def test_tables_without_rows(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=what):
        read_features(path)


def test_town_list_has_its_codes(shared_data: Path) -> None:
    path = shared_data / "towns" / "丹东_乡镇_码与驻地.csv"
    features = read_features(path)
    assert len(features) == len(path.read_text("utf-8-sig").strip().splitlines()) - 1
    assert all(len(str(code)) == 12 for code in features.columns["code"])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "设施.xlsx"
    with xlsxwriter.Workbook(path) as file:
        hidden = file.add_worksheet("隐藏")
        hidden.write(0, 0, "不该读到")
        empty = file.add_worksheet("空表")
        sheet = file.add_worksheet("设施表")
        other = file.add_worksheet("说明")
        hidden.hide()
        empty.activate()
        day = file.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range("A1:F1", "养老机构一览表")
        sheet.write_row(2, 0, ["代码", "名称", "床位", "率", "启用", "备注"])
        sheet.write_row(3, 0, [130102001001, "甲", 50, 0.25])
        sheet.write_datetime(3, 4, datetime.datetime(2024, 5, 1), day)
        sheet.write_formula(3, 5, "=1/0", value="#DIV/0!")
        sheet.write_row(5, 0, ["130102001002", "乙", 12345678901234567])
        sheet.write_boolean(5, 3, True)
        other.write_row(0, 0, ["a", "b"])
        other.write_row(1, 0, ["x", "y"])
    return path


def test_workbook(book: Path) -> None:
    features = read_features(book)
    assert features.sheet == "设施表"
    assert features.hidden == ("隐藏",)
    assert features.header_rows == (3,)
    assert features.rows == (4, 6)
    assert features.columns == {
        "代码": ("130102001001", "130102001002"),
        "名称": ("甲", "乙"),
        "床位": (50, "12345678901234570"),
        "率": (0.25, True),
        "启用": ("2024-05-01", None),
        "备注": (None, None),
    }
    rows = {note.code: note.rows for note in features.notes}
    assert rows["error_cells"] == ("F4",)
    assert rows["digits_lost"] == ("6",)
    assert "merged_cells" not in rows  # only the title is merged
    assert rows["title_rows"] == ("1",)
    assert "sheets_ignored" in rows


def test_sheet_that_was_asked_for(book: Path) -> None:
    assert read_features(book, sheet="说明").columns == {"a": ("x",), "b": ("y",)}
    with pytest.raises(UserError, match=r"没有名为“无此表”的工作表。可选:空表、设施表、说明"):
        read_features(book, sheet="无此表")


def test_several_sheets_at_once(book: Path) -> None:
    read = read_sheets(book, ("说明", "设施表", "空表", "无此表"))
    alone = read_features(book, sheet="设施表")
    assert list(read.sheets) == ["说明", "设施表"]
    assert read.sheets["说明"].columns == {"a": ("x",), "b": ("y",)}
    assert (read.sheets["设施表"].columns, read.sheets["设施表"].rows) == (alone.columns, alone.rows)
    assert codes(read.sheets["设施表"]) == codes(alone)
    assert codes(read.sheets["说明"]) == []
    assert read.sheets["说明"].sha256 == read.sha256 == alone.sha256
    (book.parent / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UserError, match="不是 Excel 工作簿"):
        read_sheets(book.parent / "a.csv", ("a",))


def test_sheet_of_two_distant_cells_is_refused_before_room_is_made(tmp_path: Path) -> None:
    cells = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(UserError, match="1048576 行 × 16384 列") as caught:
        read_features(workbook(tmp_path / "稀疏.xlsx", cells))
    assert caught.value.__cause__ is None


def test_sheet_whose_cells_hide_from_the_check_still_costs_only_the_child(tmp_path: Path) -> None:
    cells = (
        '<sheetData><row r="1"><c r="&#65;1"><v>1</v></c></row>'
        '<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(UserError, match=r"a\.xlsx"):
        read_features(workbook(tmp_path / "a.xlsx", cells))


def test_formatted_but_empty_cells_do_not_count(tmp_path: Path) -> None:
    cells = (
        '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    assert read_features(workbook(tmp_path / "a.xlsx", cells)).columns["甲"] == (1,)


def test_workbook_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", "<sheetData>" + " " * 80_000_000 + "</sheetData>")
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="大得异常"):
        read_features(path)


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path = tmp_path / "a.xlsx"
    workbook(path, "<sheetData/>", name="&l9;")
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts["xl/workbook.xml"] = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'.encode() + parts["xl/workbook.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(UserError):
        read_features(path)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "只有表头"),
        ("a.xls", b"<html><p>1</p></html>", "里面没有表格"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "密码"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不是有效的 Excel"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9, "加了密码"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), "不是有效的 Excel"),
        ("a.csv", b"PK\x03\x04" + bytes(100), "压缩包"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=what):
        read_features(path)


def test_a_cover_and_hidden_sheets_are_not_the_table(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as file:
        cover, hidden, data = (file.add_worksheet(name) for name in ("封面", "旧表", "数据"))
        for row, words in enumerate(("望溪县", "养老机构统计表", "2024年")):
            cover.write(row * 3, 2, words)
        hidden.write_row(0, 0, ["名称", "床位"])
        hidden.write_row(1, 0, ["旧", 1])
        hidden.very_hidden()
        data.write_row(0, 0, ["名称", "床位"])
        data.write_row(1, 0, ["甲", 30])
    features = read_features(path)
    assert (features.sheet, features.hidden) == ("数据", ("旧表",))
    (ignored,) = [note for note in features.notes if note.code == "sheets_ignored"]
    assert ignored.rows == ("封面", "旧表(隐藏)")
    assert read_features(path, sheet="旧表").columns["名称"] == ("旧",)
    parts = read_contents(path).parts
    assert [(part.name, part.rows, part.hidden) for part in parts] == [
        ("封面", 2, False),
        ("旧表", 1, True),
        ("数据", 1, False),
    ]
    assert (parts[2].columns, parts[2].sample, parts[2].kind) == (("名称", "床位"), (("甲", 30),), "sheet")


def test_workbook_whose_only_table_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as file:
        file.add_worksheet("空")
        hidden = file.add_worksheet("数据")
        hidden.write_row(0, 0, ["名称", "床位"])
        hidden.hide()
    with pytest.raises(UserError, match=r"没有内容.*隐藏的工作表没有读,需要的话请指定:数据"):
        read_features(path)


def test_merged_and_hidden_cells_dates_and_times(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as file:
        sheet = file.add_worksheet()
        clock, moment, long, share = (
            file.add_format({"num_format": form}) for form in ("hh:mm", "yyyy-mm-dd hh:mm", "[h]:mm", "0%")
        )
        sheet.write_row(0, 0, ["乡镇", "名称", "开门", "更新", "时长", "率"])
        sheet.merge_range("A2:A3", "望溪镇")
        sheet.write_row(1, 1, ["甲"])
        sheet.write_row(2, 1, ["乙"])
        sheet.write_datetime(1, 2, datetime.time(8, 30), clock)
        sheet.write_datetime(1, 3, datetime.datetime(2024, 5, 1, 13, 5), moment)
        sheet.write_number(1, 4, 1.5, long)
        sheet.write_number(1, 5, 0.25, share)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(4, 5, None, None, {"hidden": True})
    features = read_features(path)
    assert features.columns["乡镇"] == ("望溪镇", "望溪镇")
    values = [features.columns[name][0] for name in ("开门", "更新", "时长", "率")]
    assert values == ["08:30:00", "2024-05-01 13:05:00", "36:00:00", 0.25]
    rows = {note.code: note.rows for note in features.notes}
    assert rows["merged_cells"] == ("2",)
    assert rows["hidden_cells"] == ("第3行", "E–F列")


def test_numbers_beside_truths_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    rows = [
        (True, 1, 0.5),
        (1, datetime.date(2024, 5, 1), "  "),
        (210112005001, 1234567890123456, -3),
        ("甲", 2.5, 0.5),
    ]
    for row in (("一", "二", "三"), *rows):
        book.active.append(row)
    book.save(path)
    features = read_features(path)
    assert features.columns == {
        "一": (True, 1, "210112005001", "甲"),
        "二": (1, "2024-05-01", "1234567890123456", 2.5),
        "三": (0.5, None, -3, 0.5),
    }
    assert [type(cell) for cell in features.columns["一"][:2]] == [bool, int]
    (lost,) = [note for note in features.notes if note.code == "digits_lost"]
    assert lost.rows == ("4",)


def test_formulas_that_nobody_has_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["名称", "床位", "两倍"])
    book.active.append(["甲", 30, "=B2*2"])
    book.active.append(["乙", 20, "=SUM(B2:B3)"])
    book.save(path)
    features = read_features(path)
    assert features.columns["两倍"] == (None, None)
    (told,) = [note for note in features.notes if note.code == "uncounted_formulas"]
    assert told.rows == ("C2", "C3")


@pytest.mark.parametrize(
    ("formula", "uncounted"),
    [
        ("<f>A1</f>", True),
        ("<f>A1</f><v></v>", True),
        ("<f>A1</f> <v/> ", True),
        ('<f t="shared" si="0"/>', True),
        ("<f>A1</f><v>1</v>", False),
        ('<f t="shared" si="0"/><v>1</v>', False),
        ("<v>1</v>", False),
    ],
)
def test_what_an_uncounted_formula_is(tmp_path: Path, formula: str, uncounted: bool) -> None:
    cells = (
        '<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c></row>'
        f'<row r="2"><c r="A2"><v>1</v></c><c r="B2">{formula}</c></row></sheetData>'
    )
    assert ("uncounted_formulas" in codes(read_features(workbook(tmp_path / "a.xlsx", cells)))) is uncounted


def test_full_sheet_is_refused_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MOST_FILLED", 5)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><v>1</v></c></row>' for n in (1, 2, 3))
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{rows}</sheetData>")
    with pytest.raises(UserError, match="单元格超过了一次能读的 5 个"):
        extent.check_sheet("表", Source(path, path.name, "workbook", tmp_path, {}))


def test_a_tag_without_an_end_costs_no_more_than_its_length(tmp_path: Path) -> None:
    endless = '<row r="1"><c ' + 'r="A1" hidden="1" t="e" ' * 100_000
    path = workbook(tmp_path / "a.xlsx", f"<sheetData>{endless}</row></sheetData>")
    extent.check_sheet("表", Source(path, path.name, "workbook", tmp_path, {}))  # ends at all; the parser judges it
    with pytest.raises(UserError):
        read_features(path)
