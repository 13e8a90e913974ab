"""What names and remarks say of facilities whose status nobody wrote."""

import pytest

from layers.finding import Finding
from layers.importing.facilities.facility_status import note_hints

NOTHING: dict[str, str] = {}


@pytest.mark.parametrize("name", ["甲养老院(已关闭)", "乙养老院(筹建)", "丙养老院(已停业)"])
def test_a_name_that_says_closed_is_doubted(name: str) -> None:
    findings: list[Finding] = []
    note_hints([name, "丁养老院"], [NOTHING, NOTHING], ["", ""], [2, 3], findings)
    assert [(one.code, one.rows) for one in findings] == [("status_doubtful", (f"第2行“{name}”",))]


def test_a_remark_counts_too_and_a_status_settles_it() -> None:
    findings: list[Finding] = []
    closed = {"备注": "2024年已撤销"}
    note_hints(["甲", "乙", "丙"], [closed, closed, {"备注": "建在河边"}], ["", "运营", ""], [2, 3, 4], findings)
    assert [one.rows for one in findings] == [("第2行“甲”",)]
