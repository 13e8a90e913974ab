from planner.desktop.explanation import explanation
from tests.planner.desktop.cards import NOT_MET, UNKNOWN


def test_every_part_of_the_figure_is_told():
    page = explanation(NOT_MET)
    assert "分子 1 ÷ 分母 3 = 33.3%" in page
    assert "有站的乡级单元数除以总数" in page
    assert "专栏1，第 71 行" in page
    assert "印作：60" in page
    assert "2020 年基数：20.0%" in page
    assert "表.xlsx" in page


def test_text_of_the_plan_is_escaped():
    assert "含街道 &amp; 镇" in explanation(NOT_MET)


def test_what_is_missing_is_named():
    assert "需人工填报，尚未录入" in explanation(UNKNOWN)
    assert "÷" not in explanation(UNKNOWN)
