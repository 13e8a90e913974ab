"""What the map shows: the region, and over it the chosen indicator or the service circles."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from layers.projection import Metric
from planner.coverage.reach import Reach
from planner.desktop.open_region import OpenRegion
from planner.drawing.layer import DotLayer, Layer, PointLayer, PolygonLayer
from planner.drawing.point_layers import demand_layer, facility_layers, facility_name_layer, unreached_layer
from planner.drawing.road_layers import road_layer
from planner.drawing.scene import Scene
from planner.drawing.unit_layers import name_layer, plain_layer, share_layer, unit_layer, verdict_layer
from planner.plans.kinds import Kind
from planner.plans.scorecard import VERDICT_LABELS, ScorecardRow, Verdict

Topic = Literal["scorecard", "reach"]

AREA_LEVELS = ("township", "community", "county", "prefecture")
NAMED_LEVELS = ("community", "township")
ROADS = "roads"
_SERVED: dict[Verdict, bool | None] = {"met": True, "not_met": False, "unknown": None}
FEW_DOTS = 1000
SMALLEST_DOTS = 3.5


@dataclass(frozen=True, eq=False)
class Standings:
    """How the units of a level stand in one indicator.

    Attributes:
        verdicts: by unit code.
        shares: values of 0 to 1 by unit code, to be painted in the place of the verdicts; None for the verdicts.
    """

    level: str
    verdicts: Mapping[str, Verdict]
    shares: Mapping[str, float] | None = None


@dataclass(frozen=True, eq=False)
class Findings:
    """What was computed so far for the open region.

    Attributes:
        row: the indicator chosen on the scorecard.
        standings: how single units stand in it, painted in its place.
        circles: the layer of the service circles of `reach`.
    """

    row: ScorecardRow | None = None
    standings: Standings | None = None
    reach: Reach | None = None
    circles: PolygonLayer | None = None


def base_scene(region: OpenRegion, kinds: Mapping[str, Kind]) -> Scene:
    """The region itself: areas below, then roads and people, facilities on top, names over all."""
    metric = region.metric
    if metric is None:
        return Scene()
    areas = [
        unit_layer(region.units, metric, level, fill="distinct" if level == "township" else "none")
        for level in AREA_LEVELS
    ]
    layers: list[Layer] = [layer for layer in areas if layer is not None]
    names = [name_layer(layer, layer.id.removeprefix("units:")) for layer in areas if layer is not None]
    if region.roads is not None:
        layers.append(road_layer(region.roads, metric))
    if len(region.demand) and region.groups:
        layers.append(demand_layer(region.demand, metric, region.groups[0]))
    facilities = facility_layers(region.facilities, kinds, metric)
    layers.extend(facilities)
    layers.extend(facility_name_layer(layer) for layer in facilities)
    named = NAMED_LEVELS if len(region.units.rows_at("county")) < 2 else (*NAMED_LEVELS, "county")
    return Scene((*layers, *(name for name in names if name.style in named)))


def painted(base: Scene, region: OpenRegion, topic: Topic, found: Findings) -> Scene:
    """The base with what the topic answers."""
    if topic == "reach":
        return _with_reach(base, region, found)
    return _with_standings(base, found.standings) if found.standings else _with_row(base, region, found.row)


def related(scene: Scene, topic: Topic, found: Findings) -> Scene:
    """The scene without facilities of other kinds than the topic is about; all of it where it is about none."""
    if topic == "reach":
        wanted = {f"facilities:{found.reach.kind}"} if found.reach else set()
    else:
        wanted = _behind(scene, found.row) if found.row else set()
    others = [name for name in scene.ids if name.startswith("facilities:") and name not in wanted]
    return scene.without(*others, *(f"names:{name}" for name in others)) if wanted else scene


def _behind(scene: Scene, row: ScorecardRow) -> set[str]:
    """Layers of the facilities that an indicator speaks of or that stand in its evidence."""
    codes = {one.code for one in row.measurement.rows}
    listed = {
        layer.id for layer in scene.layers if isinstance(layer, PointLayer) and codes & layer.features.index_of.keys()
    }
    return listed | {f"facilities:{kind}" for kind in row.indicator.kinds}


def level_of(region: OpenRegion, row: ScorecardRow) -> str:
    """The level whose units stand behind a row, "" where no unit does."""
    units = region.units
    rows = [units.row_of[one.code] for one in row.measurement.rows if one.code in units.row_of]
    levels = Counter(units.level[rows].tolist())
    return max(levels, key=levels.__getitem__, default="")


def _with_row(base: Scene, region: OpenRegion, row: ScorecardRow | None) -> Scene:
    level = level_of(region, row) if row else ""
    layer = base.layer(f"units:{level}")
    if row is None or not isinstance(layer, PolygonLayer):
        return base
    nothing_known = row.measurement.value is None and not row.measurement.numerator
    served = {one.code: one.counted or (None if nothing_known else False) for one in row.measurement.rows}
    return _bare(base).with_layer(verdict_layer(layer, served))


def _with_standings(base: Scene, standings: Standings) -> Scene:
    """Nothing changes where the level has no outlines."""
    layer = base.layer(f"units:{standings.level}")
    if not isinstance(layer, PolygonLayer):
        return base
    if standings.shares is not None:
        return _bare(base).with_layer(share_layer(layer, standings.shares))
    served = {code: _SERVED[verdict] for code, verdict in standings.verdicts.items()}
    answered = verdict_layer(layer, served)
    labels = (VERDICT_LABELS["met"], VERDICT_LABELS["not_met"], VERDICT_LABELS["unknown"])
    named = tuple(replace(one, label=label) for one, label in zip(answered.classes, labels, strict=True))
    return _bare(base).with_layer(replace(answered, classes=named))


def _with_reach(base: Scene, region: OpenRegion, found: Findings) -> Scene:
    scene = base
    if found.circles is not None:
        scene = _bare(scene).with_layer(found.circles, below=ROADS if ROADS in base.ids else "")
    if found.reach is not None and region.metric is not None:
        above = next((name for name in scene.ids if name.startswith("facilities:")), "")
        scene = _bare(scene).with_layer(_unreached(found.reach, region.metric), below=above)
    return scene


def _unreached(reach: Reach, metric: Metric) -> DotLayer:
    """The more dots, the smaller: what they stand on must still be seen."""
    layer = unreached_layer(reach, metric)
    many = max(1.0, len(layer.x) / FEW_DOTS)
    return replace(layer, largest=max(SMALLEST_DOTS, layer.largest / math.sqrt(many)))


def _bare(scene: Scene) -> Scene:
    """The same areas without their soft colours, so that the answer is the only colour."""
    for layer in scene.layers:
        if isinstance(layer, PolygonLayer) and layer.id.startswith("units:"):
            scene = scene.with_layer(plain_layer(layer))
    return scene
