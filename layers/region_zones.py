"""The zones of a region: water, forbidden ground, land a plan has set aside."""

import sqlite3
from dataclasses import dataclass

from layers import geopackage
from layers.geopackage_wkb import POLYGONS
from layers.region_values import texts
from layers.tables import Geometries, Texts


@dataclass(frozen=True, eq=False)
class Zones:
    """Zones in the order they were imported.

    Attributes:
        rule: what holds in the zone, in the words of its source; "" where it says nothing.
        geometry: shapely (multi)polygons in degrees, None where the source gave no outline.
    """

    name: Texts
    rule: Texts
    geometry: Geometries

    def __len__(self) -> int:
        return len(self.name)


def zones(connection: sqlite3.Connection) -> Zones:
    """All zones."""
    rows = connection.execute("SELECT name, rule, geom FROM zones ORDER BY fid").fetchall()
    names, rules, blobs = zip(*rows, strict=True) if rows else ((), (), ())
    return Zones(texts(names), texts(rules), geopackage.decode(blobs, POLYGONS, where="zones"))
