"""The invented 浑南区: the program's first picture, drawn down to its streets."""

from collections.abc import Sequence

from layers.tables import Facilities, Units
from sample_regions.dice import Dice, distance
from sample_regions.district import administration, facilities, people, place, roads, territory
from sample_regions.district.streets import OLD_TOWN_CENTRE as OLD_TOWN
from sample_regions.figures import Figures
from sample_regions.land import Land
from sample_regions.sample import ByHand, Sample

CUT_OFF_VILLAGE = "水磨沟村"


def _draw(figures: Figures) -> Land:
    ground = place.ground()
    communities = territory.draw_communities(ground, Dice(1))
    units, drawn = administration.make_units(communities, ground)
    codes = [code for code in drawn if units.name[units.row_of[code]] == CUT_OFF_VILLAGE]
    cut_off = next(i for i, community in enumerate(communities) if community is drawn[codes[0]])
    book = roads.draw_all(ground, communities, cut_off, Dice(2))
    homes = people.build_homes(book, ground, Dice(3))
    demand = people.settle(homes, units, _remoteness(units, drawn), Dice(4), figures)
    units = people.count(units, demand, Dice(5))
    return Land(units, demand, book.roads(ground))


def _furnish(land: Land, figures: Figures) -> Facilities:
    return facilities.make_facilities(land, figures, Dice(6))


def _remoteness(units: Units, drawn: dict[str, territory.Community]) -> Sequence[float]:
    """Metres from the old town to each community, 0 for larger units."""
    centres = [drawn[str(code)].centre if str(code) in drawn else OLD_TOWN for code in units.code]
    return [distance(centre, OLD_TOWN) for centre in centres]


SAMPLE = Sample(
    name="hunnan",
    plan="hunnan",
    title=place.COUNTY_NAME,
    code=place.COUNTY_CODE,
    draw=_draw,
    furnish=_furnish,
    by_hand=(
        ByHand("hunnan", "elderly_monthly_visit_share", 92.5, 1_850.0, 2_000.0),
        ByHand("hunnan", "willing_central_support_share", 100.0, 236.0, 236.0),
        ByHand("hunnan", "dependent_central_support_share", 57.5, 92.0, 160.0),
        ByHand("hunnan", "orphan_protection_share", 100.0, 61.0, 61.0),
        ByHand("dandong", "urban_rural_subsistence_ratio", 1.42),
        ByHand("dandong", "orphan_allowance_growth", 6.8),
        ByHand("dandong", "disability_allowance_share", 100.0, 5212.0, 5212.0),
        ByHand("dandong", "rescued_returned_share", 100.0, 74.0, 74.0),
        ByHand("dandong", "ecological_burial_share", 41.7, 1180.0, 2829.0),
    ),
)
