"""Text tables: delimiters, quotes, encodings that change from line to line, and what is too much."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign.answer import Features
from layers.foreign.source import Source
from layers.foreign.tables import delimited


def read(path: Path, content: bytes | str, **options: str) -> tuple[Features, dict[str, tuple[str, ...]]]:
    """The table in some bytes, and the places named by each code of a note."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    source = Source(path, path.name, "csv", path.parent, options)
    features = delimited.read(source)
    return features, {note.code: note.rows for note in source.notes}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，", "；"])
def test_delimiters_below_a_title_that_has_others(file: Path, delimiter: str) -> None:
    title = "2024年，养老机构，一览" if delimiter != "，" else "2024年；养老机构；一览"
    rows = [title, delimiter.join("名称 床位 地址".split())]
    rows += [delimiter.join((f"甲{n}", str(n), f"{n}号 院内")) for n in range(9)]
    features, _ = read(file, "\n".join(rows))
    assert list(features.columns) == ["名称", "床位", "地址"]
    assert features.columns["床位"][8] == "8"


def test_delimiter_between_outlines_full_of_commas(file: Path) -> None:
    features, _ = read(file, "名称;范围\n" + "".join(f"甲{n};POLYGON((1 2,3 4,5 {n}))\n" for n in range(9)))
    assert features.columns["范围"][2] == "POLYGON((1 2,3 4,5 2))"


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_delimiter_that_the_first_line_states(file: Path, first: str) -> None:
    features, _ = read(file, f"{first}\r\na;b\r\n1,2;3,4\r\n")
    assert features.columns == {"a": ("1,2",), "b": ("3,4",)}
    assert features.rows == (3,)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(file: Path, end: str) -> None:
    features, _ = read(file, end.join(["名称,n", "甲,1", '"乙', '丙",2', ""]))
    assert features.columns["名称"] in {("甲", "乙\n丙"), ("甲", "乙\r\n丙"), ("甲", "乙\r丙")}
    assert features.rows == (2, 3)


def test_an_open_quote_costs_no_other_row(file: Path) -> None:
    features, notes = read(file, '名称,床位\n甲,1\n"12寸,2\n乙,3\n"丙",4\n丁,5\n')
    assert features.columns == {"名称": ("甲", "12寸", "乙", "丙", "丁"), "床位": ("1", "2", "3", "4", "5")}
    assert notes["open_quote"] == ("第3行",)


def test_an_open_quote_in_the_last_row(file: Path) -> None:
    features, notes = read(file, '名称,床位\n甲,1\n乙,"2\n')
    assert features.columns["床位"] == ("1", "2")
    assert notes["open_quote"] == ("第3行",)


def test_quotes_within_a_name(file: Path) -> None:
    features, notes = read(file, '名称,床位\n"所谓"好"院",1\n"正""确",2\n')
    assert features.columns["床位"] == ("1", "2")
    assert features.columns["名称"][1] == '正"确'
    assert notes["open_quote"] == ("第2行",)


def test_a_long_outline_in_quotes(file: Path) -> None:
    outline = ",".join(f"{n} {n}" for n in range(200_000))
    features, notes = read(file, f'名称,范围\n甲,"{outline}"\n')
    assert features.columns["范围"] == (outline,)
    assert notes == {}


words = st.text(st.sampled_from('甲乙丙望溪镇ab1 ,;"\n'), min_size=0, max_size=6)


@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=12))
def test_what_a_csv_writer_wrote_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("名称", "床位", "地址"), *rows, ("院", "1", "号")])
    path = tmp_path_factory.getbasetemp() / "hypothesis.csv"
    features, _ = read(path, written.getvalue(), header="1")
    expected = [tuple(cell if cell.strip() else None for cell in row) for row in [*rows, ("院", "1", "号")]]
    expected = [row for row in expected if any(row)]
    told = list(zip(*features.columns.values(), strict=True))
    assert told == expected or len(told) < len(expected)  # notes below, a second table


def test_lines_of_another_encoding_are_read_and_listed(file: Path) -> None:
    lines = [f"望溪养老院{n},{n},柳荫街道" for n in range(30)]
    for main, other in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        raw = "名称,床位,地址\n".encode(main)
        raw += b"".join(line.encode(other if n in (7, 20) else main) + b"\n" for n, line in enumerate(lines))
        features, notes = read(file, raw)
        assert features.columns["名称"] == tuple(line.split(",")[0] for line in lines)
        assert notes["mixed_encodings"] == ("第9行", "第22行")


def test_letters_that_no_encoding_has_are_marked_and_listed(file: Path) -> None:
    lines = [f"望溪养老院{n},{n}".encode() for n in range(9)]
    lines[4] = b"\xff\xff\xfe,4"
    features, notes = read(file, "名称,床位\n".encode() + b"\n".join(lines))
    assert features.columns["床位"][4] == "4"
    assert "\ufffd" in str(features.columns["名称"][4])
    assert notes["undecodable"] == ("第6行",)


def test_an_encoding_found_far_into_the_file(file: Path) -> None:
    raw = b"name,n\n" + b"a name as long as a line may be,1\n" * 40_000 + "望溪养老院,2\n".encode("gb18030")
    features, notes = read(file, raw)
    assert features.encoding == "GB18030"
    assert features.columns["name"][-1] == "望溪养老院"
    assert "mixed_encodings" not in notes


def test_a_users_choice_of_encoding_wins(file: Path) -> None:
    raw = "名称,n\n望溪,1\n".encode()
    features, _ = read(file, raw, encoding="utf-8")
    assert features.columns["名称"] == ("望溪",)
    big5 = "名稱,n\n臺北,1\n".encode("big5")
    assert read(file, big5)[0].columns["名稱"] == ("臺北",)
    assert read(file, big5, encoding="gbk")[0].encoding == "GB18030"


def test_too_many_rows_or_cells_are_refused_while_reading(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "a,b\n" + "1,2\n" * 50
    monkeypatch.setattr(delimited, "MOST_ROWS", 30)
    with pytest.raises(UserError, match="表太大,读到第 31 行"):
        read(file, content)
    monkeypatch.setattr(delimited, "MOST_ROWS", 100)
    monkeypatch.setattr(delimited, "MOST_CELLS", 60)
    with pytest.raises(UserError, match=r"表太大,读到第 31 行\(62 个单元格\)"):
        read(file, content)
    monkeypatch.setattr(delimited, "MOST_CELLS", 1000)
    monkeypatch.setattr(delimited, "MOST_CHARACTERS", 90)
    with pytest.raises(UserError, match="表太大"):
        read(file, content)


def test_a_binary_file_is_no_table(file: Path) -> None:
    with pytest.raises(UserError, match="空字节"):
        read(file, b"a,b\n\0\0\0\n")


def test_a_web_page_in_one_file_is_no_table(file: Path) -> None:
    with pytest.raises(UserError, match="单个文件网页"):
        read(file, "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n")


def test_contents(file: Path) -> None:
    file.write_text("名称,n\n" + "甲,1\n" * 20, "utf-8")
    (part,) = delimited.contents(Source(file, file.name, "csv", file.parent, {}))
    assert (part.kind, part.rows, part.columns, part.sample) == ("sheet", 20, ("名称", "n"), (("甲", "1"),) * 8)


def test_a_file_of_one_endless_line_is_refused(file: Path) -> None:
    with pytest.raises(UserError, match="有一行长得异常"):
        read(file, b"\xe6\x9c\x9b" * 6_000_000)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_lines_that_end_as_on_an_old_mac_across_blocks(file: Path, codec: str) -> None:
    rows = [f"望溪养老院{n},{n}" for n in range(60_000)]
    features, notes = read(file, "\r".join(["名称,床位", *rows]).encode(codec))
    assert features.columns["床位"] == tuple(str(n) for n in range(60_000))
    assert set(notes) <= {"encoding"}
