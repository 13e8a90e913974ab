"""What stands below a header: merged cells, headings, repeated headers, notes, second tables."""

import pytest

from layers.foreign.tables.cells import Merge
from tests.layers.foreign.making_sheets import N, Row, table


def test_text_in_merged_cells_holds_for_every_row() -> None:
    features, notes = table(
        ("乡镇", "代码", "村", "人口"),
        ("望溪镇", "210604100", "甲村", 10),
        (N, N, "乙村", 20),
        (N, N, "丙村", 30),
        ("柳荫乡", "210604200", "丁村", 40),
        merges=(Merge(2, 0, 4, 0), Merge(2, 1, 4, 1)),
    )
    assert features.columns["乡镇"] == ("望溪镇", "望溪镇", "望溪镇", "柳荫乡")
    assert features.columns["代码"] == ("210604100", "210604100", "210604100", "210604200")
    assert notes["merged_cells"] == ("2", "2")


def test_a_merged_number_is_counted_once() -> None:
    features, notes = table(
        ("村", "户主", "床位"),
        ("甲村", "一", 30),
        ("乙村", "二", N),
        ("丙村", "三", "20张"),
        ("丁村", "四", N),
        merges=(Merge(2, 2, 3, 2), Merge(4, 2, 5, 2)),
    )
    assert features.columns["床位"] == (30, N, "20张", N)
    assert notes["merged_numbers"] == ("2", "4")


def test_text_merged_over_two_columns_holds_for_both() -> None:
    features, _ = table(("a", "b", "c"), (1, "甲", N), (2, "乙", "丙"), merges=(Merge(2, 1, 2, 2),))
    assert features.columns["c"] == ("甲", "丙")


def test_headings_between_rows() -> None:
    features, notes = table(
        ("序号", "名称", "床位"),
        ("一、城区", N, N),
        (1, "甲", 30),
        ("二、农村", N, N),
        (2, "乙", 20),
        merges=(Merge(2, 0, 2, 2), Merge(4, 0, 4, 2)),
    )
    assert features.columns["名称"] == ("甲", "乙")
    assert notes["headings"] == ("2", "4")


def test_a_header_printed_on_every_page() -> None:
    features, notes = table(
        ("养老机构一览表", N, N),
        ("序号", "名称", "床位"),
        (1, "甲", 30),
        ("养老机构一览表", N, N),
        ("序号", "名 称", "床位"),
        (2, "乙", 20),
    )
    assert features.rows == (3, 6)
    assert notes["header_repeated"] == ("4", "5")


@pytest.mark.parametrize(
    "below",
    [
        [("注:床位数为核定数", N, N)],
        [("填表人:张", "审核人:李", "日期:2024年5月1日")],
        [("说明：", N, N), ("1.本表一式两份", N, N), ("2.年底前上报", N, N)],
        [("制表时间:2024-05-01", N, N)],
        [(N, N, "本表所列的床位数均以民政部门年底备案登记的数字为准,不含正在建设和已经停用的机构")],
        [(N, N, N), ("备注:无", N, N)],
    ],
)
def test_what_is_written_below_the_table(below: list[Row]) -> None:
    features, notes = table(("序号", "名称", "床位"), (1, "甲", 30), (2, "乙", 20), *below)
    assert features.rows == (2, 3)
    assert notes["notes_below"] == tuple(str(4 + i) for i, row in enumerate(below) if any(row))


def test_a_last_row_with_nothing_but_a_name_stays() -> None:
    features, notes = table(("名称", "床位", "地址"), ("甲", 30, "一号"), ("丙敬老院", N, N))
    assert features.columns["名称"] == ("甲", "丙敬老院")
    assert "notes_below" not in notes


def test_sums_are_left_to_the_importer() -> None:
    features, _ = table(("名称", "床位"), ("甲", 30), ("小计", 30), ("合计", 30))
    assert features.rows == (2, 3, 4)


def test_a_second_table_below() -> None:
    features, notes = table(
        ("名称", "床位", "地址"),
        ("甲", 30, "一号"),
        ("乙", 20, "二号"),
        (N, N, N),
        ("人口", N, N),
        ("乡镇", "总数", "男"),
        ("望溪镇", 300, 140),
    )
    assert features.rows == (2, 3)
    assert notes["tables_ignored"] == ("5", "6", "7")


@pytest.mark.parametrize("word", ["不详", "无", "约三十"])
def test_a_gap_is_no_second_table(word: str) -> None:
    rows = [(f"第{n}院", 30 + n, 5) for n in range(12)]
    features, notes = table(("名称", "床位", "人数"), *rows, (N, N, N), ("丙", word, 3), ("丁", 3, 4))
    assert len(features) == 14
    assert "tables_ignored" not in notes


def test_two_tables_side_by_side() -> None:
    features, notes = table(
        ("序号", "名称", "床位", N, "序号", "名称", "床位"),
        (1, "甲", 30, N, 3, "丙", 5),
        (2, "乙", 20, N, N, N, N),
    )
    assert features.columns == {"序号": (1, 2), "名称": ("甲", "乙"), "床位": (30, 20)}
    assert notes["tables_ignored"] == ("1",)
    features, _ = table(("序号", "名称", "序号", "名称"), (1, "甲", 2, "乙"), (3, "丙", N, N))
    assert features.columns == {"序号": (1, 3), "名称": ("甲", "丙")}


def test_a_table_with_other_columns_beside_an_empty_one() -> None:
    features, notes = table(
        ("名称", "床位", N, "序号", "名称", "床位", "电话"),
        ("甲", 30, N, 1, "丙", 5, "无"),
        ("乙", 20, N, N, N, N, N),
        (N, N, N, 2, "丁", 6, "无"),
    )
    assert {name: cells for name, cells in features.columns.items() if name} | {"第3列": None} == {
        "名称": ("甲", "乙"),
        "床位": (30, 20),
        "第3列": None,
    }
    assert notes["tables_ignored"] == ("1", "4")


@pytest.mark.parametrize(
    "names",
    [
        ("名称", "电话", N, "地址", "电话"),
        ("名称", "电话", "站点", "地址", "电话"),
        ("名称", "床位", N, "序号", "地址"),
    ],
)
def test_an_empty_column_alone_or_names_alone_part_no_table(names: Row) -> None:
    features, notes = table(names, ("甲", "乙", N, "丙", "丁"), ("戊", "己", N if names[2] is N else "庚", "辛", "壬"))
    assert len([name for name in features.columns if name]) == len([name for name in names if name])
    assert "tables_ignored" not in notes


SECOND: tuple[Row, ...] = (("附表:联系方式",), ("街道", "办公地址"), ("望溪镇", "一号"), ("柳荫乡", "二号"))


@pytest.mark.parametrize(
    ("below", "read"),
    [
        ([(N,), (N,), *SECOND], 3),
        ([*SECOND], 3),
        ([(N,), ("联系方式",), ("(2024年)",), *SECOND[1:]], 3),
        ([(N,), ("二、在建",), ("丁院", "丁乡", N, N), ("戊院", "戊乡", N, N)], 6),
        ([("二、在建",), ("丁院", "丁乡"), ("戊院", "戊乡")], 6),
        ([(N,), ("丁院", "丁乡", N, N), ("戊院", "戊乡", N, N)], 5),
    ],
)
def test_a_second_table_of_texts_below(below: list[Row], read: int) -> None:
    rows: tuple[Row, ...] = (("甲院", "甲乡", 123.4, 30), ("乙院", "乙乡", 123.5, 20), ("丙院", "丙乡", 123.6, 10))
    features, notes = table(("名称", "乡镇", "经度", "床位"), *rows, *below)
    assert len(features) == read
    assert ("tables_ignored" in notes) == (read == 3)
    if read == 3:
        assert len(notes["tables_ignored"]) == len([row for row in below if any(row)])
