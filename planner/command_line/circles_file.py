"""Service circles as a GeoJSON file."""

import json
from pathlib import Path

import shapely

from layers.beside import written_beside
from layers.errors import UserError
from layers.region import Region
from layers.storage_errors import storage_error
from planner.command_line.output import say
from planner.coverage.reach import Reach

SUFFIXES = (".geojson", ".json")


def check_circles_file(out: Path, region_file: Path) -> None:
    """Look, before anything is computed, whether circles may be written to `out`.

    Raises:
        UserError: it would overwrite the region or a file of another kind, or there is no such folder.
    """
    try:
        if out.exists() and region_file.exists() and out.samefile(region_file):
            raise UserError("这是区域文件本身,不能把服务圈写进去", where=out.name, remedy="请换一个 .geojson 文件名")
        if out.suffix.lower() not in SUFFIXES:
            raise UserError("服务圈只能写成 GeoJSON 文件", where=out.name, remedy="文件名请以 .geojson 结尾")
        if out.exists() and not out.is_file():
            raise UserError("这不是一个文件", where=out.name, remedy="请换一个文件名")
        if not out.parent.is_dir():
            raise UserError("文件夹不存在", where=str(out.parent), remedy="请先建好文件夹")
    except OSError as error:
        raise storage_error(error, out) from error


def write_circles(region: Region, result: Reach, out: Path) -> None:
    """Write the circle of every facility counted; an older file of circles is replaced.

    Raises:
        UserError: the file cannot be written.
    """
    from planner.coverage.circles import circles_of

    facilities = region.facilities()
    features = [
        {
            "type": "Feature",
            "properties": {"id": str(facilities.id[row]), "name": str(facilities.name[row])},
            "geometry": json.loads(shapely.to_geojson(circle)),
        }
        for row, circle in zip(result.facilities, circles_of(region, result), strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    with written_beside(out) as beside:
        beside.write_text(text, encoding="utf-8")
    say(f"服务圈已写入 {out}")
