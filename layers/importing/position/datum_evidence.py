"""What the region has against which the datum of a source is judged: units, facilities, outlines and roads."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from layers.decisions import Match
from layers.foreign.answer import Features
from layers.importing.position.home import Home
from layers.importing.position.outline_shift import judge_borders, judge_outlines
from layers.importing.position.places import Placed
from layers.importing.position.shift import Verdict, judge_points, thinned
from layers.importing.roles import shape_of
from layers.importing.surroundings import Surroundings
from layers.importing.table.cell_text import half_width, text_of
from layers.importing.table.column_content import content_of
from layers.matching.names import LONGEST, fold_name, fold_text, split_name
from layers.matching.units import UnitIndex, match_units
from layers.tables import Facilities, Floats, Geometries

_NAMES = 0.8


@dataclass(frozen=True, eq=False)
class RegionNames:
    """What the region's units are called, looked up once, when first asked for."""

    around: Surroundings

    @cached_property
    def index(self) -> UnitIndex:
        """The region's units by name and code."""
        return UnitIndex.of(self.around.units, self.around.aliases, region=self.around.name)

    def outlines(self, texts: Sequence[str]) -> Geometries:
        """The outline of the unit that each text names for sure, None where there is none."""
        geometry = self.around.units.geometry
        known = [text for text in dict.fromkeys(texts) if self._may_name(text)]
        matched = match_units(known, self.index)
        shapes = {t: geometry[row] for t, row, sure in zip(known, matched.row, matched.sure, strict=True) if sure}
        return np.array([shapes.get(text) for text in texts] + [None], dtype=object)[:-1]

    def level_of(self, texts: Sequence[str]) -> str:
        """The level of the units that most of the texts name, "" where fewer than half name one."""
        matched = match_units(texts, self.index)
        told = (self._row_of(one) for one in matched.matches)
        levels = Counter(str(self.around.units.level[row]) for row in told if row >= 0)
        level, count = next(iter(levels.most_common(1)), ("", 0))
        return level if 2 * count >= len(texts) else ""

    def _row_of(self, match: Match) -> int:
        """Row of the unit that a text means, of one of several namesakes, -1 for none."""
        named = (
            match.others if fold_name(match.text) in self.index.now.full else ()
        )  # what is only like it tells nothing
        code = match.target if match.sure else next((one.value for one in named), "")
        return self.around.units.row_of.get(code, -1)

    def _may_name(self, text: str) -> bool:
        """Whether a text is a code, or ends as the name of a unit does: looking further would decide nothing here."""
        folded = split_name(fold_name(text[:LONGEST])).full
        return half_width(text)[:6].isdigit() or any(folded[cut:] in self.index.spelled for cut in range(len(folded)))


@dataclass(frozen=True, eq=False)
class Judged:
    """What the datum is judged from."""

    features: Features
    header: Mapping[str, str]
    placed: Placed
    role: str
    where: str

    @cached_property
    def texts(self) -> list[str]:
        """The unit that each row names, or is; "" where none."""
        fields = ("code", "name") if self.role == "units" else ("unit", "within")
        header = next((self.header[field] for field in fields if field in self.header), None)
        if header is None and content_of(self.features.columns.get(self.header.get("name", ""), ())).unit_name > _NAMES:
            header = self.header["name"]  # seats of townships, called as the townships are
        cells = self.features.columns[header] if header else ()
        return [text_of(cell) for cell in cells] or [""] * len(self.features)

    def namesakes(self, facilities: Facilities) -> tuple[Floats, Floats]:
        """Where the region's facility of the same name is, degrees of CGCS2000, NaN for none and for several."""
        lon, lat = np.full((2, len(self.features)), np.nan)
        header = self.header.get("name")
        if self.role != "facilities" or header is None or not len(facilities):
            return lon, lat
        there = _single([fold_text(name) for name in facilities.name.tolist()])
        for name, row in _single([fold_text(text_of(cell)) for cell in self.features.columns[header]]).items():
            if name in there:
                lon[row], lat[row] = facilities.lon[there[name]], facilities.lat[there[name]]
        return lon, lat


def verdict_on(source: Judged, names: RegionNames, home: Home) -> Verdict:
    """What the map says of a source's datum."""
    if source.role == "zones":
        return Verdict.silent("这种图形的边线不必和行政边界、道路重合,没法比对")
    if source.role == "units" and shape_of(source.features) == "polygon":
        return _verdict_on_outlines(source, names, home)
    lon, lat = source.placed.lon, source.placed.lat
    same_lon, same_lat = source.namesakes(names.around.facilities)
    known = np.isfinite(same_lon)
    rows = np.union1d(thinned(lon, lat), thinned(np.where(known, lon, np.nan), lat))
    outlines = names.outlines([source.texts[row] for row in rows])
    roads = names.around.roads
    return judge_points(lon[rows], lat[rows], outlines, home, roads, (same_lon[rows], same_lat[rows]))


def _verdict_on_outlines(source: Judged, names: RegionNames, home: Home) -> Verdict:
    """By the region's own outlines of the same units; else by all borders that the region has."""
    geometry = source.placed.geometry
    if geometry is None or not len(home.outlines):
        return Verdict.silent("区域里还没有边界可比对")
    same = judge_outlines(geometry, names.outlines(source.texts))
    if same.clear:
        return same
    corners = shapely.get_coordinates(geometry)
    any_border = judge_borders(corners[:, 0], corners[:, 1], home)
    return any_border if any_border.clear or not same.told else same


def _single(names: Sequence[str]) -> dict[str, int]:
    """Where each name stands that stands once."""
    count = Counter(names)
    return {name: row for row, name in enumerate(names) if name and count[name] == 1}
