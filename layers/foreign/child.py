"""The child's side: reads the one file it is asked to read and leaves the answer in the request's folder."""

import errno
import faulthandler
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from layers.errors import UserError
from layers.foreign import archive, staging
from layers.foreign.answer import Features, GridPoints, Result, RoadsRead, Sheets, write_answer, write_error
from layers.foreign.sniff import kind_of
from layers.foreign.source import Source

# Parsers are imported where they are needed: each costs a tenth of a second or more of every start.


def main(argv: Sequence[str]) -> int:
    """Answer the request whose path is the first argument; 0 when there is an answer, even that of a bad file."""
    request = Path(argv[0])
    folder = request.parent
    faulthandler.enable()
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
    sha256 = staging.fingerprint(staging.members_of(source.file, source.kind))
    source = _unpacked(source)
    result: Result = TASKS[task](source)
    return replace(result, notes=tuple(source.notes), sha256=sha256)


def _unpacked(source: Source) -> Source:
    if source.kind not in ("zip", "kmz"):
        return source
    inner, name = archive.unpack(source.file, source.option("layer"), source.folder, source.notes)
    try:
        file, kind = kind_of(inner)
    except UserError as error:
        raise UserError(error.what, where=f"{source.name}/{name}", remedy=error.remedy) from None
    if kind.name in ("zip", "kmz"):
        raise source.fault("压缩包里还是压缩包", "请解压后直接选择数据文件")
    options = dict(source.options)
    if kind.name == "shapefile":
        options["layer"] = ""  # it named the file inside the archive
    return replace(source, file=file, name=f"{source.name}/{name}", kind=kind.name, options=options)


def _features(source: Source) -> Features:
    if source.kind == "geojson":
        from layers.foreign import geojson

        return geojson.read(source)
    if source.kind == "csv":
        from layers.foreign import delimited

        return delimited.read(source)
    if source.kind == "workbook":
        from layers.foreign import workbook

        return workbook.read(source)
    if source.kind in ("osm", "geotiff"):
        raise source.fault("这是路网或栅格文件,不是要素或表格", "请作为路网或人口栅格导入")
    from layers.foreign import vector

    return vector.read(source)


def _sheets(source: Source) -> Sheets:
    if source.kind != "workbook":
        raise source.fault("不是 Excel 工作簿", "请选择 .xlsx 文件")
    from layers.foreign import workbook

    return workbook.read_sheets(source)


def _roads(source: Source) -> RoadsRead:
    if source.kind == "osm":
        from layers.foreign import osm

        return osm.read(source)
    if source.kind in ("csv", "workbook", "geotiff"):
        raise source.fault("里面没有道路线", "请选择 .osm、.osm.pbf 或线图层")
    from layers.foreign import lines

    return lines.read(_features(source), source)


def _grid(source: Source) -> GridPoints:
    if source.kind != "geotiff":
        raise source.fault("不是 GeoTIFF 栅格", "请选择 .tif 文件")
    from layers.foreign import grid

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
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
