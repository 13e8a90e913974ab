from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from layers.feedback import Silent
from layers.region import Region
from planner.briefing.extras import Extras, by_lack, changed, gather_extras, missed, next_level, outdated
from planner.briefing.sections import lacking
from planner.coverage.measuring import Measuring, scorecard_of
from planner.plans.plan import Plan
from planner.plans.project import Project
from planner.plans.reading import load_plan
from planner.plans.scorecard import Measurement, Scorecard
from tests.planner.briefing.conftest import Case
from tests.planner.briefing.invented import make_region

HOME = Project(
    "home", "区养老院", "新建", "专栏1", 1, 1, kinds=("elderly_care_institution",), numbers=(("beds", 100.0),)
)


def gather(sample: Path, plan: Plan) -> tuple[Extras, Scorecard]:
    with Region.open(sample) as region:
        measuring = Measuring(region, plan)
        scorecard = scorecard_of(measuring, Silent())
        return gather_extras(measuring, scorecard, Silent(), {}), scorecard


@pytest.fixture(scope="module")
def hunnan(sample: Path) -> tuple[Extras, Scorecard]:
    return gather(sample, replace(load_plan("hunnan"), projects=(HOME,)))


def test_the_projects_of_the_plan_are_built_in_its_own_region_only(
    sample: Path, hunnan: tuple[Extras, Scorecard]
) -> None:
    own, today = hunnan
    assert own.planned is not None
    assert [added.project for added in own.added] == [HOME]
    assert [row.indicator.id for row in own.planned.rows] == [row.indicator.id for row in today.rows]
    elsewhere, _ = gather(sample, replace(load_plan("dandong"), projects=(HOME,)))
    assert (elsewhere.planned, elsewhere.added, elsewhere.planned_notes) == (None, (), ())


def test_a_plan_that_builds_nothing_anew_has_no_block(sample: Path) -> None:
    plan = replace(load_plan("hunnan"), projects=(replace(HOME, action="改扩建"),))
    assert gather(sample, plan)[0].planned is None


def test_the_units_below_are_asked_what_the_region_misses(hunnan: tuple[Extras, Scorecard]) -> None:
    extras, scorecard = hunnan
    assert extras.level == "township"
    assert len(extras.units) == 15
    missing = {entry.card.indicator.id for entry in lacking(scorecard)}
    asked = [row.indicator for row in extras.units[0].rows]
    assert asked
    assert {indicator.id for indicator in asked} <= missing
    assert all(indicator.data != "manual" and indicator.unit_level != "county" for indicator in asked)
    for indicator in asked:
        parts = [unit.row(indicator.id).measurement for unit in extras.units]
        if indicator.measure == "units_served":
            whole = scorecard.row(indicator.id).measurement
            assert sum(part.numerator for part in parts) == whole.numerator
            assert sum(part.denominator for part in parts) == whole.denominator


def test_norms_stand_beside(hunnan: tuple[Extras, Scorecard]) -> None:
    names = {row.norm.id for row in hunnan[0].norms}
    assert "beds_per_1000" in names
    assert not any(row.norm.region_code.startswith("41") for row in hunnan[0].norms)


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        (["county", "township", "township", "community"], "township"),
        (["prefecture", "county", "county", "township"], "county"),
        (["province", "prefecture", "prefecture", "county", "county"], "prefecture"),
        (["county", "township", "community", "community"], ""),
        ([], ""),
    ],
)
def test_the_level_a_region_is_compared_by(levels: list[str], level: str) -> None:
    units = make_region().units()
    chosen = np.zeros(len(levels), dtype=np.intp)
    texts = {name: getattr(units, name)[chosen] for name in ("code", "name", "parent", "klass", "provisional")}
    shapes = units.geometry[chosen]
    some = replace(units, **texts, level=np.array(levels, dtype=np.str_), households=np.zeros(len(levels)),
                   population={}, geometry=shapes)  # fmt: skip
    assert next_level(some) == level


def test_what_projects_change_is_told_from_what_nobody_knows_then(full: Case) -> None:
    now, then = full.scorecard, full.extras.planned
    assert [(old.indicator.id, new.indicator.id) for old, new in changed(now, then)] == [("a", "a")]
    assert outdated(now, then) == 0
    nothing = Measurement(None, None, None, None, None, ("建成后要重新填报",))
    later = replace(
        then, rows=tuple(replace(r, measurement=nothing) if r.indicator.id == "h" else r for r in then.rows)
    )
    assert [old.indicator.id for old, _ in changed(now, later)] == ["a"]
    assert outdated(now, later) == 1
    assert changed(now, now) == []
    anything = Measurement(None, 0.0, 100.0, None, None)
    later = replace(
        then, rows=tuple(replace(r, measurement=anything) if r.indicator.id == "a" else r for r in now.rows)
    )
    assert (changed(now, later), outdated(now, later)) == ([], 1)


def test_units_that_lack_most_come_first(full: Case) -> None:
    cards = full.extras.units
    assert [missed(card) for card in cards] == [0, 1, 1, 0]
    none, half = cards[1], cards[2]
    assert by_lack(cards)[:2] == [none, half]
    assert by_lack(()) == []
