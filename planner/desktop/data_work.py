"""Checking, mending and placing; runs on a job's thread, each time with its own region."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from layers.feedback import Feedback
from layers.finding import Finding
from layers.region import Region
from planner.checking.mending import Mend

MOST_NAMED = 50


def findings(path: Path, feedback: Feedback) -> tuple[Finding, ...]:
    """Everything that checking the region finds."""
    from planner.checking.checking import check_region

    with Region.open(path) as region:
        return check_region(region, feedback)


def mends() -> Mapping[str, Mend]:
    """The repairs there are."""
    from planner.checking.mending import MENDS

    return MENDS


def mend(path: Path, code: str, rows: Sequence[str]) -> str:
    """Run one repair on some rows; returns what was done, "" where there was nothing to do.

    A finding that names as many rows as it can stands for all there are.
    """
    from planner.checking import mending

    with Region.open(path) as region:
        done = mending.mend(region, code, rows if len(rows) < MOST_NAMED else ())
    return done.text if done.changed else ""


def mend_all(path: Path) -> str:
    """Run every repair that is safe; returns what was done, "" where there was nothing to do."""
    from planner.checking import mending

    with Region.open(path) as region:
        return "；".join(done.text for done in mending.mend_all_safe(region) if done.changed)


def place(path: Path, facility_id: str, lon: float, lat: float, text: str) -> None:
    """Give a facility its place, in degrees."""
    with Region.open(path) as region, region.writing(text) as writer:
        writer.set_facility_place(facility_id, lon, lat)


def give_unit(path: Path, facility_id: str, code: str, text: str) -> None:
    """Say which unit a facility belongs to."""
    with Region.open(path) as region, region.writing(text) as writer:
        writer.set_facility_unit(facility_id, code)
