"""Units that a person confirmed for an earlier file, held against the rows of a later one."""

import pytest
import shapely

from layers.importing.options import ImportOptions
from layers.importing.understanding import fingerprint, understand
from layers.importing.understood import Understood
from layers.tables import Source
from tests.layers.importing.sources import Around, make_units, table

EAST, CENTRE = "210112001000", "210112001002"
UNITS = make_units(
    [
        ("210112", "浑南区"),
        (EAST, "东陵街道"),
        ("210112002", "西陵街道"),
        (CENTRE, "中心社区"),
        ("210112002002", "中心社区"),
    ],
    shapes={
        "210112001000": shapely.box(123.4, 41.6, 123.5, 41.7),
        "210112002000": shapely.box(123.5, 41.6, 123.6, 41.7),
    },
)
IN_EAST, IN_WEST, NOWHERE = (123.45123, 41.65123), (123.55123, 41.65123), ("", "")


def read(place: tuple, now: dict | None = None, **more: list) -> Understood:
    """A list of one row in a region where 中心 was once said to be the one in 东陵街道."""
    cells = {"名称": ["乙养老院"], "社区": ["中心"], "经度": [place[0]], "纬度": [place[1]], "床位数": [5], **more}
    told = {"headers": fingerprint(cells), "unit.中心": CENTRE, "given": "unit.中心"}
    before = Source(1, "facilities", "", "东陵.xlsx", "", "", options=told)
    around = Around(units=UNITS, sources=(before,))
    return understand(table(cells), ImportOptions(role="facilities", units=now or {}), around, "西陵.xlsx")


@pytest.mark.parametrize(
    ("place", "more"), [(IN_WEST, {}), (NOWHERE, {"乡镇": ["西陵街道"]}), (IN_EAST, {"乡镇": ["西陵街道"]})]
)
def test_an_answer_that_the_row_contradicts_is_not_taken_again(place: tuple, more: dict) -> None:
    got = read(place, **more)
    assert got.options.units == {}
    assert "unit.中心" not in got.options.given
    (found,) = [one for one in got.findings if one.code == "answer_contradicted"]
    assert found.severity == "warning"
    assert found.rows == ("第2行“中心”",)
    assert "东陵街道中心社区" in found.message


@pytest.mark.parametrize(
    ("place", "more"), [(IN_EAST, {}), (NOWHERE, {}), (NOWHERE, {"乡镇": ["东陵街道"]}), (NOWHERE, {"乡镇": [""]})]
)
def test_an_answer_that_nothing_contradicts_is_taken_again(place: tuple, more: dict) -> None:
    got = read(place, **more)
    assert got.options.units == {"中心": CENTRE}
    assert "unit.中心" in got.options.given
    assert not [one for one in got.findings if one.code == "answer_contradicted"]


def test_what_is_answered_now_is_not_doubted() -> None:
    assert read(IN_WEST, now={"中心": CENTRE}).options.units == {"中心": CENTRE}


def test_what_an_upper_unit_was_said_to_be_is_held_against_the_place() -> None:
    cells = {"名称": ["乙"], "社区": ["中心社区"], "乡镇": ["城里"], "经度": [IN_WEST[0]], "纬度": [IN_WEST[1]]}
    told = {"headers": fingerprint(cells), "unit.城里": EAST, "given": "unit.城里"}
    around = Around(units=UNITS, sources=(Source(1, "facilities", "", "东陵.xlsx", "", "", options=told),))
    got = understand(table(cells), ImportOptions(role="facilities"), around, "西陵.xlsx")
    assert got.options.units == {}


@pytest.mark.parametrize(("code", "told"), [("999", ("“中心”=999",)), (CENTRE, None), ("", None)])
def test_an_answer_that_names_no_unit_is_told(code: str, told: tuple | None) -> None:
    found = {one.code: one.rows for one in read(NOWHERE, now={"中心": code}).findings}
    assert found.get("answer_unknown") == told
