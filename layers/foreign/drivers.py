"""Which of GDAL's drivers may open a file, and the environment that holds the child to them.

GDAL looks at a file's content, not its name: left to itself it reads any file and any address that an
OGR VRT renamed to .geojson points to. `OGR_SKIP` counts only when it stands in the environment before
GDAL is loaded, so every driver that is not allowed is named here, and the child looks again.
"""

import os
from pathlib import Path

from layers.resources import ROOT

DRIVERS = {
    "shapefile": "ESRI Shapefile",
    "gpkg": "GPKG",
    "flatgeobuf": "FlatGeobuf",
    "kml": "LIBKML",
    "gpx": "GPX",
    "gml": "GML",
    "dxf": "DXF",
    "mapinfo": "MapInfo File",
    "filegdb": "OpenFileGDB",
}
"""The one driver that may open a kind of file."""

ALLOWED = frozenset((*DRIVERS.values(), "MEM"))
SKIPPED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,EDIGEO,EEDA,ESRIJSON,Elasticsearch,GDALG,"
    "GPSBabel,GTFS,GeoJSON,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LVBAG,MBTiles,MVT,MapML,"
    "MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,"
    "PMTiles,S57,SQLite,SXF,Selafin,TopoJSON,VDV,VFK,VICAR,WAsP,WFS,XLSX"
)
FOREIGN_SETTINGS = (
    *("GDAL_", "OGR_", "CPL_", "VSI_", "PROJ_", "SHAPE_", "OSR_", "PYTHON", "GTIFF_", "LIBKML_", "GML_", "DXF_"),
    *("MITAB_", "OPENFILEGDB_"),
)
NOWHERE = "http://127.0.0.1:9"  # the discard port: whatever should still ask for an address gets no answer


def environment(folder: Path, kind: str = "") -> dict[str, str]:
    """The environment of a child that works in `folder`: the user's own, without other programs' GDAL settings.

    Args:
        kind: of the file the child is to read; only its own driver is left then. An archive may hold any kind.
    """
    skipped = [SKIPPED, *(driver for driver in DRIVERS.values() if kind in DRIVERS and driver != DRIVERS[kind])]
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith(FOREIGN_SETTINGS)}
    return inherited | {
        "OGR_SKIP": ",".join(skipped),
        "CPL_TMPDIR": str(folder),
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_PAM_ENABLED": "NO",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "GML_DOWNLOAD_WFS_SCHEMA": "NO",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "PROJ_NETWORK": "OFF",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE),
        "no_proxy": "",
    }


def check_drivers(names: frozenset[str]) -> None:
    """Refuse to go on with a GDAL that has drivers nobody judged.

    Raises:
        RuntimeError: `names` holds a driver that is not in `ALLOWED`.
    """
    if unknown := sorted(names - ALLOWED):
        raise RuntimeError(f"GDAL drivers not on the allow-list: {unknown}")
