"""Which module reads which kind of file; each is imported when it is needed, as parsers are slow to load."""

from importlib import import_module
from typing import Protocol, cast

from layers.foreign.answer import Features, Part
from layers.foreign.source import Source

MODULES = {
    "csv": "tables.delimited",
    "html": "tables.html_table",
    "workbook": "tables.workbook",
    "geojson": "shapes.geojson",
    "topojson": "shapes.topojson",
    "overpass": "shapes.geojson",
    "shapefile": "shapes.vector",
    "gpkg": "shapes.vector",
    "kml": "shapes.vector",
    "gpx": "shapes.vector",
    "flatgeobuf": "shapes.vector",
    "gml": "shapes.vector",
    "mapinfo": "shapes.vector",
    "filegdb": "shapes.vector",
    "dxf": "shapes.drawing",
    "parquet": "shapes.geoparquet",
}


class Reader(Protocol):
    """What a module that reads a kind of file has to offer."""

    def read(self, source: Source) -> Features:
        """The rows of the layer or sheet that the options name, else of the first that holds something."""

    def contents(self, source: Source) -> tuple[Part, ...]:
        """All layers or sheets."""


def reader_of(source: Source) -> Reader:
    """The module that reads a file's kind.

    Raises:
        UserError: it is a road network or a grid, which have no rows.
    """
    if source.kind not in MODULES:
        raise source.fault("这是路网或栅格文件,不是要素或表格", "请作为路网或人口栅格导入")
    return cast(Reader, import_module(f"layers.foreign.{MODULES[source.kind]}"))
