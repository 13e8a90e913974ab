"""What reading a foreign file gives, and how it comes back from the child process: JSON and plain arrays."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import UserError
from layers.finding import Finding
from layers.tables import Floats, Geometries, Roads

Cell = str | float | int | bool | None
ROAD_ARRAYS = ("lon", "lat", "tail", "head", "way", "access", "oneway", "way_maxspeed_kmh")


@dataclass(frozen=True, eq=False)
class Features:
    """The rows of a layer or a sheet as its author wrote them.

    Attributes:
        columns: values by column name, in the file's order; None where empty. Text stays text, codes too.
        geometry: flat shapely geometries, None where a row has none; None for tables without geometry.
        crs: "EPSG:n" or WKT of the coordinates, "" where the file does not say.
        rows: where each row stands in the file: the sheet's row number, else the feature's number from 1.
        layer, sheet: what was read, "" where the file has only one.
        encoding: of the text, as the screen shows it; "" where the format fixes it.
        notes: what was decided, dropped or found broken while reading.
        sha256: of the file as it was read.
    """

    columns: Mapping[str, tuple[Cell, ...]]
    geometry: Geometries | None
    crs: str
    rows: tuple[int, ...]
    layer: str = ""
    sheet: str = ""
    encoding: str = ""
    notes: tuple[Finding, ...] = ()
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Sheets:
    """Several sheets of one workbook, by name, each with the notes on it.

    A sheet without a row below its header is not among them.
    """

    sheets: Mapping[str, Features]
    notes: tuple[Finding, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, eq=False)
class RoadsRead:
    """A road network and what was left out of it."""

    roads: Roads
    notes: tuple[Finding, ...] = ()
    layer: str = ""
    encoding: str = ""
    sha256: str = ""


@dataclass(frozen=True, eq=False)
class GridPoints:
    """The cells of a population grid that hold somebody.

    Attributes:
        lon, lat: degrees of the cells' centres.
        value: persons, above 0.
        total: their sum.
    """

    lon: Floats
    lat: Floats
    value: Floats
    total: float
    notes: tuple[Finding, ...] = ()
    sha256: str = ""


Result = Features | Sheets | RoadsRead | GridPoints


def write_answer(folder: Path, result: Result) -> None:
    """Leave a result for the parent; the JSON comes last and at once, so that it is there only when all is."""
    texts, arrays = _PACK[type(result)](result)
    texts |= {"notes": [note.as_dict() for note in result.notes], "sha256": result.sha256}
    np.savez(folder / "arrays.npz", **arrays)
    _write_json(folder, texts)


def write_error(folder: Path, error: UserError) -> None:
    """Leave word that the user has to mend something."""
    _write_json(folder, {"error": {"what": error.what, "where": error.where, "remedy": error.remedy}})


def read_answer(folder: Path, task: str) -> Result | None:
    """The child's answer to `task`, None where it left none.

    Raises:
        UserError: the child found something the user can mend.
    """
    try:
        texts = json.loads((folder / "answer.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    if error := texts.get("error"):
        raise UserError(error["what"], where=error["where"], remedy=error["remedy"])
    with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
        result: Result = _UNPACK[task](texts, dict(arrays))
    return result


def _write_json(folder: Path, content: dict[str, Any]) -> None:
    part = folder / "answer.part"
    part.write_text(json.dumps(content, ensure_ascii=True), "utf-8")
    part.replace(folder / "answer.json")


def _pack_features(features: Features) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    names = ("crs", "rows", "layer", "sheet", "encoding")
    texts: dict[str, Any] = {name: getattr(features, name) for name in names}
    texts["columns"] = [[name, *values] for name, values in features.columns.items()]
    return texts, {} if features.geometry is None else _pack_geometry(features.geometry)


def _pack_sheets(read: Sheets) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    sheets = read.sheets.values()
    return {
        "sheets": [_pack_features(one)[0] | {"notes": [note.as_dict() for note in one.notes]} for one in sheets]
    }, {}


def _unpack_sheets(texts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Sheets:
    sheets = [_unpack_features(sheet | {"sha256": texts["sha256"]}, arrays) for sheet in texts["sheets"]]
    return Sheets({sheet.sheet: sheet for sheet in sheets}, _notes(texts), texts["sha256"])


def _pack_geometry(geometry: Geometries) -> dict[str, NDArray[Any]]:
    pieces = [piece or b"" for piece in shapely.to_wkb(geometry, output_dimension=2)]
    ends = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    return {"wkb": np.frombuffer(b"".join(pieces), np.uint8), "ends": ends}


def _unpack_features(texts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Features:
    return Features(
        columns={column[0]: tuple(column[1:]) for column in texts["columns"]},
        geometry=_unpack_geometry(arrays) if "ends" in arrays else None,
        rows=tuple(texts["rows"]),
        notes=_notes(texts),
        **{name: texts[name] for name in ("crs", "layer", "sheet", "encoding", "sha256")},
    )


def _unpack_geometry(arrays: dict[str, NDArray[Any]]) -> Geometries:
    buffer, ends = arrays["wkb"].tobytes(), arrays["ends"].tolist()
    pieces = [buffer[start:end] or None for start, end in pairwise(ends)]
    return np.asarray(shapely.from_wkb(np.array(pieces, dtype=object)), dtype=object).reshape(len(pieces))


def _pack_roads(read: RoadsRead) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    texts = {"layer": read.layer, "encoding": read.encoding}
    names = {"way_name": read.roads.way_name.tolist(), "way_class": read.roads.way_class.tolist()}
    return texts | names, {name: getattr(read.roads, name) for name in ROAD_ARRAYS}


def _unpack_roads(texts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> RoadsRead:
    names = {name: np.array(texts[name], dtype=np.str_) for name in ("way_name", "way_class")}
    columns: dict[str, Any] = arrays | names
    return RoadsRead(Roads(**columns), _notes(texts), texts["layer"], texts["encoding"], texts["sha256"])


def _pack_grid(grid: GridPoints) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    return {"total": grid.total}, {"lon": grid.lon, "lat": grid.lat, "value": grid.value}


def _unpack_grid(texts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> GridPoints:
    return GridPoints(**arrays, total=texts["total"], notes=_notes(texts), sha256=texts["sha256"])


def _notes(texts: dict[str, Any]) -> tuple[Finding, ...]:
    return tuple(Finding(**note | {"rows": tuple(note["rows"])}) for note in texts["notes"])


_PACK: dict[type, Any] = {
    Features: _pack_features,
    Sheets: _pack_sheets,
    RoadsRead: _pack_roads,
    GridPoints: _pack_grid,
}
_UNPACK: dict[str, Any] = {
    "features": _unpack_features,
    "sheets": _unpack_sheets,
    "roads": _unpack_roads,
    "grid": _unpack_grid,
}
