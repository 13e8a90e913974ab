"""Workbooks of other formats than .xlsx: .xls, WPS's .et, .xlsb, .ods."""

import shutil
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign.reading import read_contents, read_features
from layers.foreign.tables.binary_sheets import xls_cells
from tests.layers.foreign.making_workbooks import Rows, ods, xls, xlsb

pytestmark = pytest.mark.usefixtures("one_child")

ROWS: Rows = [
    ("养老机构一览表", None, None, None),
    ("名称", "代码", "床位", "说明"),
    ("望溪养老院", 210604001001.0, 30.0, "1,200㎡"),
    ("㙟村站", 210604001002.0, 0.5, None),
]
COLUMNS = {
    "名称": ("望溪养老院", "㙟村站"),
    "代码": ("210604001001", "210604001002"),
    "床位": (30, 0.5),
    "说明": ("1,200㎡", None),
}


@pytest.mark.parametrize("suffix", [".xls", ".et"])
def test_binary_workbooks(tmp_path: Path, suffix: str) -> None:
    path = xls(tmp_path / f"a{suffix}", {"旧表": [("a", "b"), (1.0, 2.0)], "设施": ROWS}, hidden="旧表")
    features = read_features(path)
    assert (features.columns, features.rows, features.header_rows) == (COLUMNS, (3, 4), (2,))
    assert (features.sheet, features.hidden) == ("设施", ("旧表",))
    assert [(part.name, part.rows, part.hidden) for part in read_contents(path).parts] == [
        ("旧表", 1, True),
        ("设施", 2, False),
    ]


def test_merged_cells_of_a_binary_workbook(tmp_path: Path) -> None:
    rows: Rows = [("乡镇", "村", "人口"), ("望溪镇", "甲村", 10.0), (None, "乙村", 20.0), (None, "丙村", None)]
    features = read_features(xls(tmp_path / "a.xls", {"表": rows}, merges=[(1, 3, 0, 0), (2, 3, 2, 2)]))
    assert features.columns["乡镇"] == ("望溪镇",) * 3
    assert features.columns["人口"] == (10, 20, None)
    assert {"merged_cells", "merged_numbers"} <= {note.code for note in features.notes}


@pytest.mark.parametrize("suffix", [".xlsb", ".xls", ".et"])
def test_new_binary_workbooks(tmp_path: Path, suffix: str) -> None:
    path = xlsb(tmp_path / "a.xlsb", "设施", ROWS)
    if suffix != ".xlsb":
        path = Path(shutil.copy(path, tmp_path / f"a{suffix}"))
    assert read_features(path).columns == COLUMNS


def test_opendocument(tmp_path: Path) -> None:
    features = read_features(ods(tmp_path / "a.ods", "设施", ROWS))
    assert (features.columns, features.sheet) == (COLUMNS, "设施")


def test_error_cells_of_other_formats(tmp_path: Path) -> None:
    rows: Rows = [("名称", "床位"), ("甲", ZeroDivisionError()), ("乙", 3.0), ("丙", ZeroDivisionError())]
    for path in (xls(tmp_path / "a.xls", {"空": [("x",)], "表": rows}), xlsb(tmp_path / "a.xlsb", "表", rows)):
        features = read_features(path, sheet="表")
        assert features.columns["床位"] == (None, 3, None)
        (told,) = [note for note in features.notes if note.code == "error_cells"]
        assert told.rows == ("B2", "B4")


def test_error_words_in_a_text_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,床位\n甲,#N/A\n#1楼,#DIV/0!\n", "utf-8")
    features = read_features(path)
    assert features.columns == {"名称": ("甲", "#1楼"), "床位": (None, None)}
    (told,) = [note for note in features.notes if note.code == "error_cells"]
    assert told.rows == ("第2行“床位”", "第3行“床位”")


def test_distant_cells_of_binary_sheets_are_refused(tmp_path: Path) -> None:
    path = xlsb(tmp_path / "a.xlsb", "表", [("甲",)])
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    far = struct.pack("<B", 0) + b"\x11" + struct.pack("<2I", 1048575, 0) + bytes(9)
    far += b"\x05\x10" + struct.pack("<2Id", 16383, 0, 1.0)
    end = parts["xl/worksheets/sheet1.bin"].rindex(b"\x92\x01\x00")
    sheet = parts["xl/worksheets/sheet1.bin"]
    parts["xl/worksheets/sheet1.bin"] = sheet[:end] + far + sheet[end:]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(UserError, match="1048576 行 × 16384 列"):
        read_features(path)


@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=40))
def test_broken_binary_workbooks_end_in_words(tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    raw = bytearray(xls(folder / "junk.xls", {"设施": ROWS}).read_bytes())
    at %= len(raw)
    raw[at : at + len(junk)] = junk
    (folder / "junk.xls").write_bytes(raw)
    list(xls_cells(folder / "junk.xls", "设施"))
