"""An area drawn from its atlas."""

from sample_regions.area import administration, byways, homes, people
from sample_regions.area.atlas import Atlas
from sample_regions.area.grouping import make_townships, settle_counties
from sample_regions.area.mosaic import draw_outlines, ground_of
from sample_regions.area.naming import Names
from sample_regions.area.seeding import place_cells
from sample_regions.dice import Dice
from sample_regions.land import Land


def draw(atlas: Atlas, *, with_roads: bool = True) -> Land:
    """Units, people and roads; the same on every machine and day."""
    ground = ground_of(atlas)
    cells = place_cells(atlas, ground, Dice(atlas.seed))
    outlines = draw_outlines(atlas, ground, cells.spot)
    cells = settle_counties(cells, outlines)
    townships = make_townships(atlas, cells, outlines)
    names = Names(atlas.flavour, Dice(atlas.seed + 1))
    units, code_of = administration.make_units(atlas, townships, outlines, names)
    lived = homes.build_homes(atlas, cells, outlines, Dice(atlas.seed + 2))
    demand = people.settle(atlas, cells, lived, code_of, Dice(atlas.seed + 3))
    units = people.count(atlas, units, demand, Dice(atlas.seed + 4))
    if not with_roads:
        return Land(units, demand, None)
    seats = [township.cells[0] for township in townships]
    book = byways.draw_roads(atlas, cells, lived, ground, seats, names, Dice(atlas.seed + 5))
    return Land(units, demand, book.roads(atlas))
