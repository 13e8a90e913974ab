"""What reading a foreign file gives, and how it comes back from the child process: JSON and plain arrays."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import UserError
from layers.finding import Finding
from layers.tables import Floats, Geometries, Roads

Cell = str | float | int | bool | None
ROAD_ARRAYS = ("lon", "lat", "tail", "head", "way", "access", "oneway", "way_maxspeed_kmh")
SHAPES_AT_ONCE = 5_000


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
        hidden: sheets or columns that the file's author hid.
        header_rows: the row numbers of the sheet that made the column names, () where the format fixes them.
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
    hidden: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()

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


PartKind = Literal["sheet", "layer", "roads", "grid"]
Outlines = Literal["point", "line", "polygon", "mixed", ""]


@dataclass(frozen=True)
class Part:
    """One of the things a file holds that can be read by itself.

    Attributes:
        name: what the option `layer` (of a sheet: `sheet`) takes to read it; in an archive or a folder its path.
        rows: how many, -1 where counting would cost.
        columns: their names.
        sample: the first rows, in the order of `columns`.
        hidden: by the file's author.
        geometry: of its rows, "" for none.
    """

    name: str
    kind: PartKind
    rows: int
    columns: tuple[str, ...]
    sample: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    geometry: Outlines = ""


@dataclass(frozen=True)
class Contents:
    """What is in a file, before anybody decides what of it is wanted.

    Attributes:
        kind: a `sniff.Kind.name`.
        encoding: of the text, as the screen shows it; "" where the format fixes it.
    """

    parts: tuple[Part, ...]
    kind: str
    encoding: str = ""
    notes: tuple[Finding, ...] = ()
    sha256: str = ""


Result = Features | Sheets | RoadsRead | GridPoints | Contents


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
    names = ("crs", "rows", "layer", "sheet", "encoding", "hidden", "header_rows")
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
    """WKB in portions, so that it never stands in memory twice."""
    arrays: dict[str, NDArray[Any]] = {}
    lengths = [np.zeros(0, dtype=np.int64)]
    for number, start in enumerate(range(0, len(geometry), SHAPES_AT_ONCE)):
        portion = shapely.to_wkb(geometry[start : start + SHAPES_AT_ONCE], output_dimension=2)
        pieces = [piece or b"" for piece in portion]
        arrays[f"wkb{number}"] = np.frombuffer(b"".join(pieces), np.uint8)
        lengths.append(np.array([len(piece) for piece in pieces], dtype=np.int64))
    return arrays | {"lengths": np.concatenate(lengths)}


def _unpack_features(texts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Features:
    return Features(
        columns={column[0]: tuple(column[1:]) for column in texts["columns"]},
        geometry=_unpack_geometry(arrays) if "lengths" in arrays else None,
        rows=tuple(texts["rows"]),
        hidden=tuple(texts["hidden"]),
        header_rows=tuple(texts["header_rows"]),
        notes=_notes(texts),
        **{name: texts[name] for name in ("crs", "layer", "sheet", "encoding", "sha256")},
    )


def _unpack_geometry(arrays: dict[str, NDArray[Any]]) -> Geometries:
    lengths = arrays["lengths"]
    geometry = np.full(len(lengths), None, dtype=object)
    for number, start in enumerate(range(0, len(lengths), SHAPES_AT_ONCE)):
        portion = slice(start, start + SHAPES_AT_ONCE)
        buffer, ends = arrays[f"wkb{number}"].tobytes(), np.cumsum([0, *lengths[portion].tolist()]).tolist()
        pieces = [buffer[one:end] or None for one, end in pairwise(ends)]
        geometry[portion] = shapely.from_wkb(np.array(pieces, dtype=object))
    return geometry


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


def _pack_contents(contents: Contents) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    parts = [asdict(part) for part in contents.parts]
    return {"parts": parts, "kind": contents.kind, "encoding": contents.encoding}, {}


def _unpack_contents(texts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Contents:
    parts = tuple(_part(told) for told in texts["parts"])
    return Contents(parts, texts["kind"], texts["encoding"], _notes(texts), texts["sha256"])


def _part(told: dict[str, Any]) -> Part:
    return Part(**{**told, "columns": tuple(told["columns"]), "sample": tuple(tuple(row) for row in told["sample"])})


def _notes(texts: dict[str, Any]) -> tuple[Finding, ...]:
    return tuple(Finding.from_dict(note) for note in texts["notes"])


_PACK: dict[type, Any] = {
    Features: _pack_features,
    Sheets: _pack_sheets,
    RoadsRead: _pack_roads,
    GridPoints: _pack_grid,
    Contents: _pack_contents,
}
_UNPACK: dict[str, Any] = {
    "features": _unpack_features,
    "sheets": _unpack_sheets,
    "roads": _unpack_roads,
    "grid": _unpack_grid,
    "contents": _unpack_contents,
}
