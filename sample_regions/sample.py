"""What makes a sample region: its plan, its land, its facilities and the figures entered by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from layers.tables import Facilities
from sample_regions.figures import Figures
from sample_regions.land import Land


@dataclass(frozen=True)
class ByHand:
    """A figure that no map can answer, entered for an indicator of a plan.

    Attributes:
        value: made up, with its parts where it is a ratio.
        ratio_of: two baselines of the plan and how many of the first make one: value = times first / second,
            in place of a made-up figure.
    """

    plan: str
    indicator: str
    value: float = 0.0
    numerator: float | None = None
    denominator: float | None = None
    ratio_of: tuple[str, str, float] | None = None


@dataclass(frozen=True)
class Sample:
    """A sample region.

    Attributes:
        plan: id of the plan whose base year it shows.
        title: what the region is called, without saying that it is a sample.
        draw: makes the land.
        furnish: makes the facilities of the land, after the plan's figures.
        by_hand: made-up figures; what the plan prints for the base year is entered besides.
        unlisted: kinds of which there is no list, so that their number is entered by hand.
    """

    name: str
    plan: str
    title: str
    code: str
    draw: Callable[[Figures], Land]
    furnish: Callable[[Land, Figures], Facilities]
    by_hand: tuple[ByHand, ...] = ()
    unlisted: tuple[str, ...] = ()
