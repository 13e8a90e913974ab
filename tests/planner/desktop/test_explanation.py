from dataclasses import replace

from layers.tables import ManualValue
from planner.desktop.explanation import Context, explanation
from planner.plans.plan_text import PlanText
from tests.planner.desktop.cards import CARD, NOT_MET, UNKNOWN
from tests.planner.desktop.full_cards import FULL, MISSED, ROWS

PAGE = Context(CARD)


def of(indicator_id):
    return next(row for row in ROWS if row.indicator.id == indicator_id)


def test_every_part_of_the_figure_is_told():
    page = explanation(NOT_MET, PAGE)
    assert "分子 1 ÷ 分母 3 = 33.3%" in page
    assert "有站的乡级单元数除以总数" in page
    assert "专栏1，第 71 行" in page
    assert "印作：60" in page
    assert "2020 年基数：20.0%" in page
    assert "表.xlsx" in page


def test_text_of_the_plan_is_escaped():
    assert "含街道 &amp; 镇" in explanation(NOT_MET, PAGE)
    assert "站&lt;覆盖率&gt;" in explanation(of("otherwise"), Context(FULL))
    assert "北镇站&lt;新建&gt;" in explanation(MISSED, Context(FULL))


def test_what_is_missing_is_named():
    assert "需人工填报，尚未录入" in explanation(UNKNOWN, PAGE)
    assert "÷" not in explanation(UNKNOWN, PAGE)


def test_all_statements_of_a_matter_with_figures_places_and_which_decides():
    for row in (MISSED, of("otherwise")):
        page = explanation(row, Context(FULL))
        assert "为准" in page
        assert "2025 年 ≥ 100%" in page
        assert "第三章，第 211 行" in page
        assert "2022 年 ≥ 50%" in page
        assert 'href="row:again"' in page


def test_baselines_and_projects_that_serve_it():
    page = explanation(MISSED, Context(FULL))
    assert "2020 年 20.0%" in page
    assert "新建，北镇，2022–2023，300万元，300 万元" in page
    assert "为它安排的项目" not in explanation(of("text"), Context(FULL))


def test_entries_by_hand_say_who_when_and_from_what():
    entered = ManualValue(
        "toy", "growth", 2023, 6.5, entered_by="张工", entered_at="2024-02-01T08:00:00", basis="统计年报"
    )
    aim = replace(entered, indicator_id="growth.target", value=7.0)
    page = explanation(of("growth"), Context(FULL, (entered, aim)))
    assert "2023 年 6.5%，张工 于 2024-02-01 录入，依据《统计年报》" in page
    assert "目标值：2023 年 7.0%" in page


def test_inherited_rows_stand_in_the_superior_plan():
    assert "《上级规划》专栏1，第 71 行" in explanation(of("above"), Context(FULL))


def test_the_plan_own_sentence_where_its_text_is_at_hand():
    lines = ["", *["别的话"] * 210]
    lines[210] = "到2025年，站或人员实现乡镇<全覆盖>。"
    text = PlanText("规划.txt", tuple(lines), same_edition=True)
    page = explanation(of("otherwise"), Context(FULL, (), (("toy", text),)))
    assert "“到2025年，站或人员实现乡镇&lt;全覆盖&gt;。”" in page
    assert "到2025年" not in explanation(of("otherwise"), Context(FULL, (), (("upper", text),)))
