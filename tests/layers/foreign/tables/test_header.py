"""Sheets as offices make them: where the header is, what is data, and what is neither."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign.source import Source
from layers.foreign.tables.cells import Merge, is_filled, is_numeric
from layers.foreign.tables.table import tabulate
from tests.layers.foreign.making_sheets import N, Row, table


def test_titles_units_and_dates_above_the_header() -> None:
    features, notes = table(
        ("附件2", N, N, N, N),
        ("2024年养老机构一览表", N, N, N, N),
        ("填报单位:望溪县民政局", N, N, "填报日期:2024年5月1日", N),
        (N, N, N, N, "单位:张、人"),
        ("序号", "名称", "床位", "护理型床位", "地址"),
        (1, "甲", 30, 10, "一号"),
        (2, "乙", 20, N, "二号"),
    )
    assert list(features.columns) == ["序号", "名称", "床位", "护理型床位", "地址"]
    assert features.columns["床位"] == (30, 20)
    assert features.rows == (6, 7)
    assert features.header_rows == (5,)
    assert notes["title_rows"] == ("1", "2", "3", "4")


def test_a_title_beside_the_number_of_the_annex() -> None:
    features, notes = table(
        ("养老机构一览表", N, N, N, N, "附件2"),
        ("序号", "名称", "床位", "地址", "电话", "备注"),
        (1, "甲", 30, "一号", "无", N),
        (2, "乙", 20, "二号", "无", N),
    )
    assert features.header_rows == (2,)
    assert notes["title_rows"] == ("1",)


def test_two_rows_of_header_with_merged_cells() -> None:
    features, notes = table(
        ("人口情况表", N, N, N, N, N),
        ("序号", "乡镇", "人口", N, N, "备注"),
        (N, N, "合计", "男", "女", N),
        (1, "望溪镇", 300, 140, 160, "甲"),
        (2, "柳荫乡", 200, 90, 110, N),
        merges=(
            Merge(1, 0, 1, 5),
            Merge(2, 0, 3, 0),
            Merge(2, 1, 3, 1),
            Merge(2, 2, 2, 4),
            Merge(2, 5, 3, 5),
        ),
    )
    assert list(features.columns) == ["序号", "乡镇", "人口_合计", "人口_男", "人口_女", "备注"]
    assert features.columns["人口_女"] == (160, 110)
    assert (features.header_rows, features.rows) == ((2, 3), (4, 5))
    assert notes["header_rows"] == ("2", "3")


def test_three_rows_of_header_with_merged_cells() -> None:
    features, _ = table(
        ("乡镇", "人口", N, N, N),
        (N, "总数", "其中", N, N),
        (N, N, "60岁以上", "65岁以上", "80岁以上"),
        ("望溪镇", 300, 60, 40, 5),
        ("柳荫乡", 200, 50, 30, 4),
        merges=(Merge(1, 0, 3, 0), Merge(1, 1, 1, 4), Merge(2, 1, 3, 1), Merge(2, 2, 2, 4)),
    )
    names = ["乡镇", "人口_总数", "人口_60岁以上", "人口_65岁以上", "人口_80岁以上"]
    assert list(features.columns) == names
    assert features.header_rows == (1, 2, 3)
    assert features.columns["人口_80岁以上"] == (5, 4)


def test_a_group_that_is_merged_over_names_without_anything_else_merged() -> None:
    features, _ = table(
        ("乡镇", "人口", N, "面积"),
        (N, "男", "女", N),
        ("望溪镇", "一百四", "一百六", "甲"),
        ("柳荫乡", "九十", "一百一", "乙"),
        merges=(Merge(1, 1, 1, 2),),
    )
    assert list(features.columns) == ["乡镇", "人口_男", "人口_女", "面积"]


def test_two_rows_of_header_saved_as_text_where_merged_cells_are_lost() -> None:
    features, _ = table(
        ("序号", "乡镇", "人口", N, N, "面积"),
        (N, N, "合计", "男", "女", N),
        ("1", "望溪镇", "300", "140", "160", "12.5"),
        ("2", "柳荫乡", "200", "90", "110", "8"),
    )
    assert list(features.columns) == ["序号", "乡镇", "人口_合计", "人口_男", "人口_女", "面积"]


def test_equal_names_above_each_other_are_written_once() -> None:
    features, _ = table(
        ("乡镇", "人口", N),
        ("乡镇", "人口", "户数"),
        ("望溪镇", 300, 100),
        ("柳荫乡", 200, 80),
        merges=(Merge(1, 1, 1, 2),),
    )
    assert list(features.columns) == ["乡镇", "人口", "人口_户数"]


def test_a_first_row_of_data_with_texts_only_is_no_header() -> None:
    features, _ = table(("名称", "地址", N), ("甲", "一号", "x"), ("乙", N, "y"), ("丙", "三号", N))
    assert features.header_rows == (1,)
    assert features.rows == (2, 3, 4)
    features, _ = table(("名称", "经纬度", N, "备注"), ("甲", "123", "41", "无"), merges=(Merge(1, 1, 1, 2),))
    assert features.rows == (2,)
    assert list(features.columns) == ["名称", "经纬度", "经纬度_2", "备注"]


def test_units_of_measure_and_numbers_of_columns_below_the_header() -> None:
    features, notes = table(
        ("乡镇", "人口", "建筑面积", "备注"),
        (N, "人", "(平方米)", N),
        ("甲", "1", "2", "3"),
        ("望溪镇", "300", "1200", N),
        ("柳荫乡", "200", "800", N),
    )
    assert list(features.columns) == ["乡镇", "人口(人)", "建筑面积(平方米)", "备注"]
    assert features.rows == (4, 5)
    assert notes["rows_below_header"] == ("2", "3")


def test_rows_of_small_numbers_are_data() -> None:
    features, _ = table(("a", "b", "c"), (1, 2, 3), (4, 5, 6))
    assert features.rows == (2, 3)


def test_a_table_without_a_header() -> None:
    features, notes = table(("甲", 30, "123.4"), ("乙", 20, "123.5"), ("丙", 5, "123.6"))
    assert features.columns == {"第1列": ("甲", "乙", "丙"), "第2列": (30, 20, 5), "第3列": ("123.4", "123.5", "123.6")}
    assert features.header_rows == ()
    assert notes["no_header"] == ("1",)


def test_a_table_without_a_header_and_with_gaps() -> None:
    features, _ = table(("甲", N, 30), ("乙", 1, 20), ("丙", 2, N))
    assert features.rows == (1, 2, 3)


def test_years_are_names_of_columns() -> None:
    features, _ = table(("乡镇", 2022, 2023), ("望溪镇", 300, 310), ("柳荫乡", 200, 190))
    assert list(features.columns) == ["乡镇", "2022", "2023"]


@pytest.mark.parametrize(
    ("choice", "names", "rows"),
    [
        ("1", ["a", "b"], (2, 4)),
        ("2", ["甲", "乙"], (4,)),
        ("1-2", ["a_甲", "b_乙"], (4,)),
        (" 1 – 2 ", ["a_甲", "b_乙"], (4,)),
        ("0", ["第1列", "第2列"], (1, 2, 4)),
    ],
)
def test_the_users_own_choice_of_header_rows(choice: str, names: list[str], rows: tuple[int, ...]) -> None:
    features, _ = table(("a", "b"), ("甲", "乙"), (N, N), ("1", "2"), header=choice)
    assert list(features.columns) == names
    assert features.rows == rows


@pytest.mark.parametrize("choice", ["x", "3", "9", "1-", "-1", "２"])
def test_header_rows_that_are_not_there(choice: str) -> None:
    with pytest.raises(UserError, match=r"表头行|不能作表头"):
        table(("a", "b"), ("1", "2"), (N, N), ("1", "2"), header=choice)


@pytest.mark.parametrize(
    "units",
    [(N, N, N, "度", "张"), ("-", "—", "/", "°", "(张)"), (N, N, N, "单位:度", "（单位：张）"), (N, N, N, N, "万人次")],
)
def test_units_of_measure_below_the_header(units: Row) -> None:
    features, notes = table(
        ("名称", "类型", "乡镇", "经度", "床位"), units, ("甲", "乙", "丙", 123.4, 30), ("丁", "戊", "己", 123.5, 20)
    )
    assert features.rows == (3, 4)
    assert notes["rows_below_header"] == ("2",)
    assert list(features.columns)[4] == ("床位(万人次)" if units[4] == "万人次" else "床位(张)")


@pytest.mark.parametrize(
    "above",
    [
        ("单位:万人",),
        ("人口统计表(单位：万人)",),
        (N, N, N, N, "单位:万人、公顷"),
        ("单位:", "万人"),
        ("2024年  计量单位:万人",),
    ],
)
def test_a_unit_of_many_above_the_table(above: Row) -> None:
    head: Row = ("乡镇", "常住人口", "60岁以上", "人均收入", "编号")
    features, notes = table(above, head, ("望溪镇", 2.1, 0.4, 3, 1), ("柳荫乡", 1.2, 0.3, 4, 2))
    assert list(features.columns) == ["乡镇", "常住人口(万人)", "60岁以上(万人)", "人均收入", "编号"]
    assert notes["unit_above"] == ("“常住人口”", "“60岁以上”")


@pytest.mark.parametrize("above", ["单位:人", "单位:张", "填报单位:万人坑管理处", "单位:万"])
def test_a_unit_that_changes_nothing(above: str) -> None:
    head: Row = ("乡镇", "常住人口", "60岁以上(万人)")
    features, notes = table((above,), head, ("望溪镇", 2, 4), ("柳荫乡", 1, 3))
    assert list(features.columns) == list(head)
    assert "unit_above" not in notes


@pytest.mark.parametrize("merges", [(), (Merge(1, 0, 2, 0), Merge(1, 1, 1, 3))])
def test_degrees_minutes_and_seconds_below_an_angle(merges: tuple[Merge, ...]) -> None:
    rows: tuple[Row, ...] = (("名称", "经度", N, N), (N, "度", "分", "秒"), ("甲", 123, 25, 30.5), ("乙", 123, 26, 1))
    features, _ = table(*rows, merges=merges)
    assert list(features.columns) == ["名称", "经度_度", "经度_分", "经度_秒"]
    assert features.rows == (3, 4)


def test_of_which_below_what_it_is_of() -> None:
    merges = (Merge(1, 1, 1, 2), Merge(1, 0, 2, 0))
    features, _ = table(
        ("乡镇", "常住人口", N), (N, "总数", "其中:60岁以上"), ("甲", 300, 40), ("乙", 200, 30), merges=merges
    )
    assert list(features.columns) == ["乡镇", "常住人口_总数", "常住人口_60岁以上"]


def test_nobody_who_signed_is_named() -> None:
    source = Source(Path("a.xlsx"), "a.xlsx", "workbook", Path(), {})
    rows = [("名称", "床位"), ("甲", 1), ("填表人:钱多多", "审核人:孙小小"), ("制表:李四",)]
    tabulate(enumerate(rows, start=1), source)
    assert [note.code for note in source.notes] == ["notes_below"]
    assert not any(name in str(source.notes) for name in ("钱多多", "孙小小", "李四"))


def test_a_name_that_comes_twice_makes_no_second_table() -> None:
    features, notes = table(("名称", "电话", "地址", "电话"), ("甲", "1", "一号", "2"))
    assert list(features.columns) == ["名称", "电话", "地址", "电话_2"]
    assert "columns_renamed" in notes


def test_codes_whose_digits_a_spreadsheet_has_cut() -> None:
    features, notes = table(("名称", "代码"), ("甲", "2.10604E+11"), ("乙E+1", "210604001000"))
    assert features.columns["代码"] == ("2.10604E+11", "210604001000")
    assert notes["digits_cut"] == ("第2行“代码”",)


@pytest.mark.parametrize(
    "cell",
    [
        1,
        2.5,
        "1",
        "1,200",
        "１２００",
        "1,200㎡",
        "约300人",
        "300余人",
        "-1.5",
        "50张",
        "2019年3月",
        "2024-05-01",
        "1.3E+11",
        "0415-2123456",
    ],
)
def test_what_is_a_number(cell: Any) -> None:
    assert is_numeric(cell)


@pytest.mark.parametrize("cell", [None, True, "甲", "60岁以上", "2024年人口", "3号楼", "第1列", "一号", "", "人"])
def test_what_is_no_number(cell: Any) -> None:
    assert not is_numeric(cell)


TITLES: tuple[Row, ...] = (
    ("望溪县养老机构一览表",),
    ("填报单位:望溪县民政局", N, "日期:2024年5月1日"),
    ("附件3",),
    (N, N, "单位:张"),
    ("截至2024年底",),
)
FOOTERS: tuple[Row, ...] = (("注:不含在建",), ("填表人:张三", "审核人:李四"), ("说明:按年底数",))
TEXTS = ("望溪敬老院", "柳荫站", "一号", "院内东侧", "无")


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[Row], list[str], list[Row], list[int]]:
    """A sheet as an office makes it, the names of its columns, its rows and their numbers."""
    numeric = [*draw(st.lists(st.booleans(), min_size=3, max_size=7)), True]
    names = [
        "名称",
        *(f"{'数' if number else '文'}{letter}" for number, letter in zip(numeric, "abcdefgh", strict=False)),
    ]
    body = [
        (
            draw(st.sampled_from(TEXTS)) + str(row),
            *(draw(st.integers(2200, 9000)) if number else draw(st.sampled_from(TEXTS)) for number in numeric),
        )
        for row in range(draw(st.integers(2, 8)))
    ]
    rows: list[Row] = [row for row in TITLES if draw(st.booleans())]
    rows += [(N,)] * draw(st.integers(0, 2))
    rows.append(tuple(names))
    numbers = []
    for row in body:
        rows += [(N,)] * draw(st.integers(0, 1))
        if draw(st.integers(0, 5)) == 0:
            rows.append(tuple(names))  # the next page
        rows.append(row)
        numbers.append(len(rows))
    rows += [row for row in FOOTERS if draw(st.booleans())]
    return rows, names, body, numbers


@given(sheets())
def test_any_sheet_that_an_office_makes(made: tuple[list[Row], list[str], list[Row], list[int]]) -> None:
    rows, names, body, numbers = made
    features, _ = table(*rows)
    assert list(features.columns) == names
    assert features.rows == tuple(numbers)
    assert list(zip(*features.columns.values(), strict=True)) == body


@given(
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=5), st.integers(), st.floats()), max_size=6), max_size=12)
)
def test_whatever_a_sheet_holds_is_read_or_refused_with_words(rows: list[list[Any]]) -> None:
    merges = (Merge(1, 0, 2, 1), Merge(2, 2, 5, 2), Merge(3, 0, 3, 4))
    try:
        features, notes = table(*map(tuple, rows), merges=merges)
    except UserError as error:
        assert error.what in ("表里没有内容", "表里只有表头,没有数据")  # noqa: PT017
        return
    held = [number for number, row in enumerate(rows, start=1) if any(is_filled(cell) for cell in row)]
    told = {int(place) for places in notes.values() for place in places if place.isdecimal()}
    assert set(held) <= set(features.rows) | set(features.header_rows) | told  # nothing goes unsaid


def test_a_name_merged_over_several_columns_makes_no_second_table() -> None:
    rows: tuple[Row, ...] = (("名称", "度分秒", N, N, N), ("甲", 123, 41, 5, 6))
    features, notes = table(*rows, merges=(Merge(1, 1, 1, 4),))
    assert list(features.columns) == ["名称", "度分秒", "度分秒_2", "度分秒_3", "度分秒_4"]
    assert "tables_ignored" not in notes
