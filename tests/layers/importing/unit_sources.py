"""Sources of units, and what the reader of units makes of them."""

from collections.abc import Mapping, Sequence

import shapely

from layers.importing.options import ImportOptions
from layers.importing.understood import Understood
from layers.importing.units.units import UnitsRead, read_units
from layers.tables import Units
from tests.layers.importing.sources import Around, make_units, understood

REGION = "230109000000"


def features(columns: Mapping[str, Sequence], shapes: Sequence | None = None) -> tuple:
    return columns, shapes


def source(told: tuple, options: ImportOptions) -> Understood:
    return understood(*told, header=options.columns, role=options.role, level=options.level, units=options.units)


def units_read(told: tuple, options: ImportOptions, existing: Units, region: str = REGION, **around) -> UnitsRead:
    return read_units(source(told, options), Around(units=existing, code=region, name="某区", **around))


def read(told: tuple, options: ImportOptions, existing: Units, region: str, where: str) -> tuple:
    got = units_read(told, options, existing, region)
    return got.units, got.skipped, got.findings


def townships(**changes) -> ImportOptions:
    chosen = {"name": "街道名称", "population": "人口数量"}
    return ImportOptions(role="units", level="township", columns=chosen, **changes)


SPLIT = {"街道名称": ["甲街道", "乙镇", "甲街道"], "人口数量": ["1,000", "５０", "1000人"]}
SHAPES = [shapely.box(126, 45, 126.1, 45.1), shapely.box(126.1, 45, 126.2, 45.1), shapely.box(126.3, 45, 126.4, 45.1)]

OLD = make_units(
    [(REGION, "某区"), ("230109001", "甲街道"), ("230109002", "乙街道"), ("230109003", "丙镇")],
    shapes={
        REGION: shapely.box(126, 45, 126.4, 45.1),
        "230109001000": SHAPES[0],
        "230109002000": SHAPES[1],
        "230109003000": shapely.box(126.2, 45, 126.4, 45.1),
    },
)


def newer(names: Sequence[str], given: Sequence[str], shapes: Sequence, **more: Sequence) -> UnitsRead:
    table = {"名称": names, "代码": given, **more}
    return units_read((table, shapes), ImportOptions(role="units", level="township"), OLD)
