"""Minutes to the nearest facility straight from an OSM file, told a second time from the stated rules.

Nothing of the program is imported: the file is read with pyosmium, projected with pyproj, points are put on the
road by measuring every segment, and the search is scipy's over segments split where somebody stands.
"""

import math
import tomllib
from pathlib import Path

import numpy as np
import osmium
import pyproj

from tests.oracles import splitting

MODES = Path(__file__).resolve().parents[2] / "resources" / "modes.toml"
NO = {"no", "private", "use_sidepath", "military", "emergency"}
YES = {"yes", "designated", "permissive", "official", "destination", "customers"}
FOR_ALL = [
    *("primary", "secondary", "tertiary", "trunk"),
    *("primary_link", "secondary_link", "tertiary_link", "trunk_link"),
    *("unclassified", "residential", "living_street", "service", "road", "track"),
]
ALLOWED = (
    {key: {"drive"} for key in ("motorway", "motorway_link")}
    | {key: {"walk", "cycle", "drive"} for key in FOR_ALL}
    | {key: {"walk", "cycle"} for key in ("cycleway", "path", "trail", "bridleway")}
    | {key: {"walk"} for key in ("pedestrian", "footway", "steps", "corridor")}
)


def may_use(tags):
    """Who may use a way with these tags."""
    if tags.get("route") == "ferry" or tags.get("area") == "yes" or tags.get("highway") not in ALLOWED:
        return set()
    who = set() if tags.get("access") in NO else set(ALLOWED[tags["highway"]])
    if tags.get("vehicle") in NO:
        who -= {"cycle", "drive"}
    if tags.get("motorroad") == "yes":
        who &= {"drive"}
    for tag, traveller in (
        ("motor_vehicle", "drive"),
        ("motorcar", "drive"),
        ("bicycle", "cycle"),
        ("foot", "walk"),
    ):
        who = who - {traveller} if tags.get(tag) in NO else who | {traveller} if tags.get(tag) in YES else who
    return who


def direction(tags):
    """1 where vehicles may only follow the way, -1 where only against it, else 0."""
    if "oneway" in tags:
        return {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1}.get(tags["oneway"], 0)
    return int(tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway")


def posted(tags):
    """The posted limit in km/h; inf where it is no plain number."""
    number, _, unit = tags.get("maxspeed", "").strip().partition(" ")
    plain = number.replace(".", "", 1).isdigit() and number[-1] != "." and float(number) > 0
    factor = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344}.get(unit.strip())
    return float(number) * factor if plain and factor else math.inf


def read_segments(pbf, access):
    """Places of the nodes, and per segment: its ends, class, direction and posted limit."""
    place: dict[int, tuple[float, float]] = {}
    segments = []
    for way in osmium.FileProcessor(str(pbf), osmium.osm.NODE | osmium.osm.WAY).with_locations():
        if not way.is_way():
            continue
        tags = dict(way.tags)
        if access not in may_use(tags):
            continue
        for a, b in zip(list(way.nodes)[:-1], list(way.nodes)[1:], strict=True):
            if a.location.valid() and b.location.valid() and a.ref != b.ref:
                place[a.ref], place[b.ref] = (a.lon, a.lat), (b.lon, b.lat)
                segments.append((a.ref, b.ref, tags["highway"], direction(tags), posted(tags)))
    return place, segments


def costs_by_pair(place, segments, project, mode):
    """Metres, and minutes there and back, by pair of nodes, smaller number first; the quickest of parallel ones."""
    xy = {ref: project.transform(*lonlat) for ref, lonlat in place.items()}
    by_class = mode.get("kmh_by_class", {})
    found: dict[tuple[int, int], list[float]] = {}
    for a, b, klass, oneway, limit in segments:
        metres = math.dist(xy[a], xy[b])
        speed = by_class[klass] / 3.6 if klass in by_class else mode["metres_per_second"]
        minutes = metres / (min(speed, limit / 3.6) if by_class else speed) / 60
        if not mode.get("obeys_oneway", False):
            oneway = 0
        there, home = (math.inf if oneway < 0 else minutes), (math.inf if oneway > 0 else minutes)
        if a > b:
            there, home = home, there
        old = found.get((min(a, b), max(a, b)), [metres, math.inf, math.inf])
        found[min(a, b), max(a, b)] = [metres, min(there, old[1]), min(home, old[2])]
    return xy, found


def oracle_minutes(
    pbf, demand_lon, demand_lat, facility_lon, facility_lat, mode, *, centre, metres=False, access_limit=500.0
):
    """The way from each demand point to its nearest facility, both access legs included; inf without one.

    Args:
        mode: id of a travel mode in resources/modes.toml.
        centre: longitude and latitude of the transverse Mercator projection.
        metres: the shortest way in metres instead of minutes.
    """
    settings = tomllib.loads(MODES.read_text(encoding="utf-8"))[mode]
    mercator = f"+proj=tmerc +lon_0={centre[0]} +lat_0={centre[1]} +k=1 +ellps=GRS80 +units=m +type=crs"
    project = pyproj.Transformer.from_crs("EPSG:4490", mercator, always_xy=True)
    place, segments = read_segments(pbf, settings["access"])
    xy, found = costs_by_pair(place, segments, project, settings)
    number = {ref: i for i, ref in enumerate(xy)}
    pairs, costs = list(found), np.array(list(found.values()))
    tail, head = (np.array([number[pair[side]] for pair in pairs]) for side in (0, 1))
    at = np.array(list(xy.values()))
    length, there, home = costs.T
    if metres:
        there, home = (np.where(np.isfinite(cost), length, np.inf) for cost in (there, home))
    fragment = splitting.fragments(len(at), tail, head, length)
    ends = at[tail, 0], at[tail, 1], at[head, 0], at[head, 1]
    people, stations = (
        splitting.stand(*project.transform(np.array(lon), np.array(lat)), ends, fragment, access_limit)
        for lon, lat in ((demand_lon, demand_lat), (facility_lon, facility_lat))
    )
    leg_cost = 1.0 if metres else 1 / settings["access_metres_per_second"] / 60
    each = splitting.to_each(len(at), tail, head, there, home, people, stations, leg_cost)
    return each.min(axis=0, initial=np.inf)
