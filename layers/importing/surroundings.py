"""What the region has already, against which a new source is understood. Read once, when first asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import shapely

from layers.region import Region
from layers.tables import Facilities, Roads, Source, UnitAlias, Units


@dataclass(eq=False)
class Surroundings:
    """The tables of a region that an import looks at.

    Attributes:
        phones: of the source now read, one per row, "" where none: they tell duplicates and are not stored.
    """

    region: Region
    phones: Sequence[str] = field(default=())

    @property
    def code(self) -> str:
        """The 12-digit code of the unit the region covers."""
        return self.region.code

    @property
    def name(self) -> str:
        """The printed name of the region."""
        return self.region.name

    @cached_property
    def units(self) -> Units:
        """The units there are."""
        return self.region.units()

    @cached_property
    def facilities(self) -> Facilities:
        """The facilities there are."""
        return self.region.facilities()

    @cached_property
    def facility_sources(self) -> dict[str, Source]:
        """What each facility was last imported from, by the facility's id; those made by hand are left out."""
        by_id = {source.id: source for source in self.sources}
        return {key: by_id[number] for key, number in self.region.facility_sources().items() if number in by_id}

    @cached_property
    def roads(self) -> Roads | None:
        """The roads there are."""
        return self.region.roads()

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the outlines in degrees; None where no unit has one."""
        shapes = [shape for shape in self.units.geometry if shape is not None]
        return tuple(shapely.total_bounds(shapes).tolist()) if shapes else None

    @cached_property
    def aliases(self) -> tuple[UnitAlias, ...]:
        """Other names and codes of the units."""
        return self.region.aliases()

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """What was imported before."""
        return self.region.sources()
