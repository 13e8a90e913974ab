"""Single cells: every expectation is what a person would read in them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.finding import Finding
from layers.importing.table.cell_columns import texts
from layers.importing.table.cell_text import BLANK_WORDS, is_blank, visible
from layers.importing.table.cells import date_of, dates, number_of, numbers, text_of
from tests.layers.importing.sources import understood


@pytest.mark.parametrize("word", ["", "无", "/", "—", "暂无", "不详", "N/A", "－", None, float("nan"), "　"])
def test_words_for_nothing_are_blank(word) -> None:
    assert is_blank(word)
    assert math.isnan(number_of(word))


def test_every_blank_word_is_blank_as_a_date_too() -> None:
    assert {date_of(word) for word in BLANK_WORDS} == {""}


DATES = {
    "2019": "2019",
    2019: "2019",
    "2019年": "2019",
    "2019年3月": "2019-03",
    "２０１９年３月": "2019-03",
    "2019.3": "2019-03",
    2019.3: "2019-03",
    2019.1: "2019",  # may be January or October: only the year is certain
    "2019.1": "2019-01",
    "2019/3/1": "2019-03-01",
    "2019-03-01": "2019-03-01",
    "2019-03-01 00:00:00": "2019-03-01",
    "2019 年 3 月 1 日": "2019-03-01",
    "2019.03.15": "2019-03-15",
    "201903": "2019-03",
    "20190301": "2019-03-01",
    "43525": "2019-03-01",  # Excel: =DATE(2019,3,1)
    43525: "2019-03-01",
    43525.75: "2019-03-01",
    "去年": None,
    "2019年13月": None,
    "2019-02-30": None,
    "108年": None,
    "民国108年": None,
    "3月1日": None,
    "123": None,
    "1234567": None,
}


@pytest.mark.parametrize(("cell", "iso"), DATES.items())
def test_dates_are_as_exact_as_they_are_written(cell, iso: str | None) -> None:
    if iso is None:
        with pytest.raises(ValueError, match=r".*"):
            date_of(cell)
    else:
        assert date_of(cell) == iso


@given(st.dates())
def test_days_come_back(day) -> None:
    if not 1850 <= day.year <= 2199:
        return
    assert date_of(day.isoformat()) == day.isoformat()
    assert date_of(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"),
        (12.5, "12.5"),
        ("\u200b某院\ufeff", "某院"),
        ("某\u00a0院", "某 院"),
        ("某\r\n院", "某 院"),
        (None, ""),
        (True, "True"),
    ],
)
def test_text_of_a_cell(cell, text: str) -> None:
    assert text_of(cell) == text


@given(st.text())
def test_visible_text_stays_as_it_is(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    assert once == once.strip()


def source(header: str, cells: list, role: str = "facilities", field: str = "beds"):
    return understood({"名称": ["甲"] * len(cells), header: cells}, header={field: header}, role=role)


def test_a_column_says_what_it_could_not_read() -> None:
    findings: list = []
    got = numbers(
        source("床位数(张)", ["120", "约80张", "无", "20—30", "50(含护理10)", "300㎡", None, 12.0, -1]),
        "beds",
        findings,
    )
    assert np.array_equal(got, [120, 80, np.nan, np.nan, 50, np.nan, np.nan, 12, np.nan], equal_nan=True)
    rows = {finding.code: finding.rows for finding in findings}
    assert rows["not_a_number"] == ("第5行“20—30”", "第7行“300㎡”", "第10行“-1”")
    assert rows["blank_words"] == ("第4行“无”",)
    assert rows["rough_numbers"] == ("第3行“约80张”",)
    assert rows["first_number"] == ("第6行“50(含护理10)”",)


def test_the_headers_unit_counts_and_the_cells_own_goes_before_it() -> None:
    findings: list = []
    got = numbers(source("常住人口(万人)", [1.5, "2", "300人", "3万"], "units", "population"), "population", findings)
    assert got.tolist() == [15000, 20000, 300, 30000]
    assert {finding.code: finding.rows for finding in findings} == {"unit_differs": ("第4行“300人”",)}
    assert numbers(source("占地面积(亩)", ["3"], field="land_area_m2"), "land_area_m2", findings).tolist() == [2000]


def test_fields_without_a_column_are_blank() -> None:
    nothing = source("床位", ["1", "2"])
    assert texts(nothing, "address") == ["", ""]
    assert dates(nothing, "opened", []) == ["", ""]
    assert np.isnan(numbers(nothing, "staff", [])).all()


def test_dates_of_a_column() -> None:
    findings: list = []
    got = dates(source("成立时间", ["2019年3月", "去年", None], field="opened"), "opened", findings)
    assert got == ["2019-03", "", ""]
    assert [(finding.code, finding.rows) for finding in findings] == [("not_a_date", ("第3行“去年”",))]


def test_people_in_parts_are_listed() -> None:
    """2.1345 stands for ten thousands where the sheet says so elsewhere: nobody has a fraction of a person."""
    findings: list[Finding] = []
    units = understood({"名称": ["甲", "乙", "丙"], "常住人口": [2.1345, "1.8万", 900]}, role="units")
    assert numbers(units, "population", findings).tolist() == [2.1345, 18_000, 900]
    assert [(one.severity, one.code, one.rows) for one in findings] == [("warning", "fractions", ("第2行“2.1345”",))]
    facilities = understood({"名称": ["甲"], "建筑面积": [120.5]}, role="facilities")
    assert numbers(facilities, "floor_area_m2", findings).tolist() == [120.5]
    assert len(findings) == 1
