"""The child's side: reads the one file it is asked to read and leaves the answer in the request's folder."""

import errno
import faulthandler
import gc
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import cast

from layers.errors import UserError
from layers.foreign import archive, mojibake, staging
from layers.foreign.answer import Contents, Features, GridPoints, Result, RoadsRead, Sheets, write_answer, write_error
from layers.foreign.readers import reader_of
from layers.foreign.sniff import label_of, suffix_of, suffixes_of
from layers.foreign.source import Source

UNUSED = ("geopandas", "pandas", "pyarrow")
"""What pyogrio imports where it is installed, and half a second passes, though nothing here uses it."""

# Parsers are imported where they are needed: each costs a tenth of a second or more of every start.


def main(argv: Sequence[str]) -> int:
    """Answer the request whose path is the first argument; 0 when there is an answer, even that of a bad file."""
    request = Path(argv[0])
    folder = request.parent
    faulthandler.enable()
    gc.disable()  # a short life: looking for cycles takes half the time of reading a large file
    for package in UNUSED:
        sys.modules.setdefault(package, cast(ModuleType, None))
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    wanted = json.loads(request.read_text("utf-8"))
    file = Path(wanted["path"])
    source = Source(file, file.name, wanted["kind"], folder, wanted["options"])
    try:
        write_answer(folder, _answer(wanted["task"], source))
    except UserError as error:
        write_error(folder, error)
    except MemoryError:
        write_error(folder, UserError("内存不够,读不了这么大的文件", where=source.name, remedy="请先裁剪或简化"))
    except OSError as error:
        write_error(folder, _disk_error(error, source))
    return 0


def _end_with_parent(folder: Path) -> None:
    """Wait on the pipe from the parent; it closes when the parent goes, however it goes."""
    try:
        connected = os.read(0, 1)
        ended = connected and not os.read(0, 1)
    except OSError:  # no standard input to wait on
        return
    if ended:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


def _answer(task: str, source: Source) -> Result:
    sha256 = _fingerprint(source)
    if suffix_of(source.name.lower()) not in suffixes_of(source.kind) and source.kind != "folder":
        source.note("note", "suffix_wrong", f"文件名的后缀不对,内容是{label_of(source.kind)},已按内容读取")
    if task != "contents":
        source = archive.unpacked(source, task)
    result: Result = TASKS[task](source)
    return replace(result, notes=tuple(source.notes), sha256=sha256 or _fingerprint(source))


def _fingerprint(source: Source) -> str:
    """Of the file as the user gave it; of a folder only what was taken out of it counts."""
    return "" if source.kind == "folder" else staging.fingerprint(staging.members_of(source.file))


def _features(source: Source) -> Features:
    features = reader_of(source).read(source)
    if features.geometry is None:
        from layers.foreign.shapes import outlines

        features = outlines.with_outlines(features, source)
    if crs := source.option("crs"):
        features = replace(features, crs=crs)
        source.notes[:] = [note for note in source.notes if note.code != "no_crs"]
    return features if source.is_western() else mojibake.mended_features(features, source)


def _contents(source: Source) -> Contents:
    from layers.foreign import contents

    return contents.read(source)


def _sheets(source: Source) -> Sheets:
    if source.kind != "workbook":
        raise source.fault("不是 Excel 工作簿", "请选择 .xlsx 文件")
    from layers.foreign.tables import workbook

    return workbook.read_sheets(source)


def _roads(source: Source) -> RoadsRead:
    if source.kind == "osm":
        from layers.foreign.roads import osm

        return osm.read(replace(source, file=staging.named(source)))
    if source.kind == "overpass":
        from layers.foreign.roads import overpass

        return overpass.read(source)
    if source.kind in ("csv", "html", "workbook", "geotiff"):
        raise source.fault("里面没有道路线", "请选择 .osm、.osm.pbf 或线图层")
    from layers.foreign.roads import lines

    source = replace(source, options={**source.options, "wanted": "lines"})
    return lines.read(_features(source), source)


def _grid(source: Source) -> GridPoints:
    if source.kind != "geotiff":
        raise source.fault("不是 GeoTIFF 栅格", "请选择 .tif 文件")
    from layers.foreign.grids import grid

    return grid.read(source)


def _disk_error(error: OSError, source: Source) -> UserError:
    if error.errno == errno.ENOSPC:
        return source.fault("临时文件夹所在的磁盘满了", "请腾出磁盘空间后再试")
    if error.errno is None:
        raise error
    return source.fault("文件打不开", "请关闭正在使用它的程序(Excel、WPS、GIS 软件),或检查访问权限")


TASKS: dict[str, Callable[[Source], Result]] = {
    "features": _features,
    "sheets": _sheets,
    "roads": _roads,
    "grid": _grid,
    "contents": _contents,
}


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(status)  # the answer is on the disk: clearing up a million cells would take longer than reading them
