import math

import pytest

from planner.briefing import figures


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "50.0%"),
        (1.0, "100.0%"),
        (0.0, "0.0%"),
        (0.99999, "99.999%"),
        (0.0001, "0.01%"),
        (math.nan, "无数据"),
        (None, "无数据"),
        (math.inf, "不可达"),
    ],
)
def test_a_share_never_rounds_to_all_or_nothing(value: float | None, text: str) -> None:
    assert figures.share(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "beside", "text"),
    [
        (85.0, "%", 100.0, "85.0%"),
        (99.96, "%", 100.0, "99.96%"),
        (30.0, "m²", 30.0, "30 m²"),
        (30.004, "m²", 30.0, "30.004 m²"),
        (29.996, "m²", 30.0, "29.996 m²"),
        (1234567.0, "个", None, "1,234,567 个"),
        (1.255, "万人", None, "1.25 万人"),
        (-0.001, "%", None, "0.0%"),
        (None, "%", 100.0, "无数据"),
    ],
)
def test_a_printed_figure_says_what_the_exact_one_says(
    value: float | None, unit: str, beside: float | None, text: str
) -> None:
    assert figures.figure(value, unit, beside) == text


def test_an_interval_of_one_value_is_that_value() -> None:
    assert figures.interval(80.0, 80.0, "%") == "80.0%"
    assert figures.interval(80.0, 99.99, "%", 100.0) == "80.0–99.99%"
    assert figures.interval(3.0, 5.0, "张床位") == "3–5 张床位"
    assert figures.interval(3.0, None, "个") == "至少 3 个"
    assert figures.interval(None, 3.0, "个") == "至多 3 个"
    assert figures.interval(None, None, "个") == "无数据"


def test_plain_takes_away_what_rearranges_a_line() -> None:
    assert figures.plain("甲\u202e乙\u2028丙\x00\ud800丁\t戊") == "甲乙 丙丁 戊"
    assert figures.plain("𠮷田垚㛃") == "𠮷田垚㛃"
