from dataclasses import replace

import pytest

from planner.desktop import scorecard_columns as columns
from planner.desktop.scorecard_lines import Choice, Heading, Line, arrange, lines_of
from planner.plans.scorecard import Scorecard
from tests.planner.desktop.full_cards import FULL, MISSED, ROWS


def told(choice=None, card=FULL):
    """Ids of the lines, headings in brackets."""
    shown = arrange(lines_of(card), choice or Choice())
    return [f"[{one.section}]" if isinstance(one, Heading) else one.row.indicator.id for one in shown]


def line(indicator_id):
    return next(one for one in lines_of(FULL) if one.row.indicator.id == indicator_id)


def test_sections_with_the_largest_shortfall_first_and_what_stands_beside_below():
    assert told() == [
        "[table]", "small", "stations", "again", "otherwise", "earlier",
        "[text]", "growth", "text", "words", "[siting]", "site", "[superior]", "above",
    ]  # fmt: skip


def test_share_lacking_is_of_the_target():
    assert MISSED.distance == pytest.approx(0.5)
    assert replace(MISSED, verdict="unknown").distance == 0.0
    above_limit = replace(MISSED, target=20.0)
    assert above_limit.distance == pytest.approx(0.5)


def test_headings_count_rows_that_stand_alone_and_the_missed_that_count():
    headings = {one.section: one for one in arrange(lines_of(FULL), Choice()) if isinstance(one, Heading)}
    assert [(one.rows, one.missed) for one in headings.values()] == [(2, 2), (3, 0), (1, 0), (1, 1)]


def test_a_verdict_shows_only_rows_that_decide():
    assert told(Choice(verdict="not_met")) == [
        "[table]", "small", "stations", "again", "otherwise", "earlier", "[superior]", "above",
    ]  # fmt: skip
    assert told(Choice(verdict="unknown")) == ["growth"]
    assert told(Choice(verdict="met")) == ["text"]


def test_what_the_user_was_looking_at_stays():
    assert told(Choice(verdict="met", kept="growth")) == ["growth", "text"]


def test_one_section_needs_no_heading():
    assert told(Choice(section="siting")) == ["site"]


def test_words_are_sought_everywhere_whatever_is_folded():
    assert told(Choice(words=("护理",))) == ["small"]
    assert told(Choice(words=("站", "第三章"), folded=frozenset({"table"}))) == [
        "stations", "again", "otherwise", "earlier",
    ]  # fmt: skip
    assert told(Choice(words=("无此",))) == []


def test_a_folded_section_keeps_its_heading():
    assert told(Choice(folded=frozenset({"table", "text"}))) == [
        "[table]", "[text]", "[siting]", "site", "[superior]", "above",
    ]  # fmt: skip


def test_sorting_keeps_sections_and_insets_together():
    def value(shown):
        return shown.row.measurement.value or 0.0

    up = told(Choice(section="table", key=value))
    assert up == ["stations", "again", "otherwise", "earlier", "small"]
    assert told(Choice(section="table", key=value, descending=True))[0] == "small"


def test_printed_order_is_the_order_of_the_plan():
    key = columns.scorecard_columns()[columns.NAME].key
    assert told(Choice(section="text", key=key)) == ["text", "growth", "words"]
    assert told(Choice(section="text", key=key, descending=True)) == ["words", "growth", "text"]


def test_conflicts_show_at_the_row_that_decides():
    assert line("stations").disputed
    assert "另有说法" in columns.tags(line("stations"))
    assert not line("small").disputed


def test_insets_say_that_they_do_not_decide():
    assert columns.standing(line("otherwise")) == "另有说法 · 按此说法：未达标"
    assert columns.standing(line("again")) == "重申 · 按此说法：未达标"
    assert columns.standing(line("earlier")) == "阶段目标 2022 · 按此说法：未达标"
    assert columns.tags(line("otherwise")) == "第三章"


def test_rules_and_words_without_a_figure_are_not_judged_while_open_targets_are_unknown():
    assert columns.standing(line("site")) == "不作判定"
    assert columns.standing(line("words")) == "不作判定"
    assert columns.standing(line("growth")) == "待定"


def test_inherited_rows_name_their_plan():
    assert "上级：《上级规划》" in columns.tags(line("above"))


def test_every_row_is_a_line_once_and_those_that_count_are_the_counted():
    lines = lines_of(FULL)
    assert sorted(one.row.indicator.id for one in lines) == sorted(row.indicator.id for row in ROWS)
    assert sum(one.counts for one in lines) == sum(FULL.counts().values()) == 5


def test_a_statement_whose_principal_is_not_there_stands_by_itself():
    alone = Scorecard(FULL.plan, "", "", 2023, tuple(row for row in ROWS if row.indicator.id == "otherwise"))
    (only,) = lines_of(alone)
    assert isinstance(only, Line)
    assert only.inset
