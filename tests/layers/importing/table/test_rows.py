"""Rows that are things of their own, and their codes."""

import pytest

from layers.errors import UserError
from layers.finding import Finding
from layers.importing.table.rows import real_rows, unit_codes


def test_sums_and_rows_without_a_name_are_left_out_and_listed() -> None:
    findings: list[Finding] = []
    names = ["甲", "", "合 计", "乙", "小计：", "合计路社区"]
    assert real_rows(names, range(2, 8), findings, "x").tolist() == [True, False, False, True, False, True]
    assert {finding.code: finding.rows for finding in findings} == {
        "no_name": ("第3行",),
        "sum_row": ("第4行", "第6行"),
    }


def test_nothing_but_sums_is_refused() -> None:
    with pytest.raises(UserError, match="没有一行有名称"):
        real_rows(["合计", ""], (2, 3), [], "x")


def test_codes_of_any_length_become_twelve_digits() -> None:
    findings: list[Finding] = []
    got = unit_codes(["210602", "210602001", "210602001000.0", "", "x1"], range(2, 7), findings, otherwise="按位置判断")
    assert got.tolist() == ["210602000000", "210602001000", "210602001000", "", ""]
    assert [(finding.code, finding.rows) for finding in findings] == [("bad_code", ("第6行“x1”",))]


def test_codes_in_full_width_digits() -> None:
    findings: list[Finding] = []
    assert unit_codes(["２１０１１２００５０００", "210112"], (2, 3), findings, otherwise="").tolist() == [
        "210112005000",
        "210112000000",
    ]
    assert not findings


@pytest.mark.parametrize(
    "name", ["东陵街道小计", "全区总计", "浑南样区合计", "合计数", "合计（张）", "镇办 小计:", "累计", "计"]
)
def test_sums_that_name_what_they_sum_are_sums(name: str) -> None:
    findings: list[Finding] = []
    assert real_rows(["甲敬老院", name], (2, 3), findings, "x").tolist() == [True, False]
    assert [finding.code for finding in findings] == ["sum_row"]


@pytest.mark.parametrize("name", ["合计路社区", "会计服务站", "统计局敬老院", "(合计)路敬老院", "设计院社区"])
def test_names_that_hold_such_a_word_are_none(name: str) -> None:
    assert real_rows([name], (2,), [], "x").tolist() == [True]
