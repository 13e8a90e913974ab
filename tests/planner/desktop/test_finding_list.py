import pytest

from planner.desktop.finding_list import FindingList
from tests.planner.desktop import imports


@pytest.fixture
def findings(qtbot):
    made = FindingList()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_gravest_is_shown_first_with_where_why_and_remedy(findings):
    findings.show_findings((imports.NOTE, imports.WARNING, imports.BLOCKING))
    assert findings.current() is imports.BLOCKING
    assert findings.where.text() == "在哪里：第4行、第5行"
    assert findings.why.text() == "为什么要紧：护理型床位占比会超过百分之百"
    assert findings.remedy.text() == "怎么办：请核对床位"


def test_what_is_not_said_takes_no_room(findings):
    findings.show_findings((imports.NOTE,))
    assert not findings.why.isVisible()
    assert not findings.remedy.isVisible()


def test_one_severity_is_looked_at(findings, qtbot):
    findings.show_findings((imports.NOTE, imports.WARNING, imports.BLOCKING))
    with qtbot.waitSignal(findings.finding_chosen) as chosen:
        findings.chips.button("note").click()
    assert chosen.args[0] is imports.NOTE
    assert findings.table.model().rowCount() == 1


def test_the_finding_chosen_stays_chosen_where_it_is_still_found(findings):
    findings.show_findings((imports.NOTE, imports.WARNING, imports.BLOCKING))
    findings.choose("unlocated")
    findings.show_findings((imports.NOTE, imports.WARNING))
    assert findings.current() is imports.WARNING
    findings.show_findings((imports.NOTE,))
    assert findings.current() is imports.NOTE


def test_names_of_the_region_stand_for_codes(findings):
    findings.show_findings((imports.BLOCKING,), {"第4行": "<b>甲</b>"})
    assert findings.where.text() == "在哪里：<b>甲</b>、第5行"
    assert findings.where.textFormat().name == "PlainText"


def test_nothing_found(findings):
    findings.show_findings(())
    assert findings.message.text() == "没有发现问题"
    assert findings.current() is None
