from dataclasses import replace

from planner.desktop import standing
from planner.desktop.scorecard_lines import lines_of
from planner.plans.scorecard import Scorecard
from tests.planner.desktop.full_cards import FULL, MISSED, ROWS


def line(indicator_id, card=FULL):
    return next(one for one in lines_of(card) if one.row.indicator.id == indicator_id)


def with_first(row):
    card = Scorecard(FULL.plan, "", "", 2023, (row, *ROWS[1:]))
    return standing.sentences(lines_of(card)[0], card)


def test_the_headline_is_what_one_builds():
    assert standing.headline(line("stations")) == "还缺 3 个街道"
    assert standing.headline(line("small")) == "还缺 315 张床位"


def test_a_limit_from_above_is_exceeded():
    limit = replace(MISSED.indicator, comparator="<=", value=20.0)
    over = replace(
        line("stations"), row=replace(MISSED, indicator=limit, target=20.0, shortfall=10.0, shortfall_unit="百分点")
    )
    assert standing.headline(over) == "超出 10 百分点"


def test_without_a_verdict_the_headline_says_why():
    assert standing.headline(line("growth")) == "待定：需人工填报，尚未录入"
    assert standing.headline(line("site")) == "不作判定"
    assert standing.headline(line("text")) == "达标"


def test_what_is_due_this_year():
    told = standing.sentences(line("stations"), FULL)
    assert "按进度 2023 年应达到 44.0%，现为 30.0%，进度落后" in told


def test_what_the_superior_asks_and_whether_this_plan_is_stricter():
    floor = MISSED.floor
    assert "上级《上级规划》要求 ≥ 55%(未达标)，本规划更严" in with_first(MISSED)
    looser = replace(floor, stricter=False, looser=True, verdict="met")
    assert "上级《上级规划》要求 ≥ 55%(达标)，本规划更宽" in with_first(replace(MISSED, floor=looser))
    same = replace(floor, stricter=False, looser=False, indicator=replace(floor.indicator, value=60.0))
    assert "上级《上级规划》要求 ≥ 60%(未达标)，与本规划一致" in with_first(replace(MISSED, floor=same))


def test_targets_of_another_form_are_not_called_alike():
    floor = replace(MISSED.floor, stricter=False, looser=False)
    other = replace(floor, indicator=replace(floor.indicator, comparator="==", value=60.0))
    assert any("不比宽严" in told for told in with_first(replace(MISSED, floor=other)))
    unlike = replace(floor, stricter=None, looser=None, verdict="unknown")
    assert "上级《上级规划》要求 ≥ 55%，口径或写法不同，不比宽严" in with_first(replace(MISSED, floor=unlike))


def test_other_statements_and_which_one_decides():
    assert "另有说法：第三章 全覆盖。判定以本条为准" in standing.sentences(line("stations"), FULL)
    assert "判定以“站<覆盖率>”(专栏1)为准" in standing.sentences(line("otherwise"), FULL)
