"""Writing the briefing set: beside the old files, checked, synced, and only then in their place."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import shapely

from layers.errors import UserError
from layers.feedback import Feedback, Silent
from layers.storage_errors import storage_error
from planner.briefing.contents import Contents, RegionData, read_contents, short_plan_name
from planner.briefing.extras import Extras
from planner.coverage.reach import Reach
from planner.plans.plan import Plan
from planner.plans.scorecard import Scorecard

FORMATS = ("html", "xlsx")
SOFTWARE = "一刻 Yike 0.3.0"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_LONGEST_PART = 30


def write_briefing(
    region: RegionData,
    plan: Plan,
    scorecard: Scorecard,
    reaches: Sequence[Reach],
    circles: Mapping[str, Sequence[shapely.Geometry]],
    out_dir: Path,
    formats: Sequence[str] = FORMATS,
    feedback: Feedback | None = None,
    *,
    made_on: date | None = None,
    extras: Extras | None = None,
) -> list[Path]:
    """Write a region's briefing; files of an earlier run are replaced.

    All files are finished before the first one is put in place; where anything fails, or the
    user cancels, the old ones stay.

    Args:
        reaches: who is reached, in the order to show.
        circles: service circles by kind, polygons in degrees; only drawn.
        formats: of `FORMATS`.
        made_on: the date printed; today where not given.
        extras: what stands beside the scorecard; nothing where not given.

    Returns:
        The files, in the order of `formats`.

    Raises:
        UserError: a format is unknown, or the folder or a file cannot be written.
        Cancelled: the user no longer wants it.
    """
    feedback = feedback or Silent()
    writers = [_writer(name) for name in formats]
    feedback.progress(0.0, "读取区域")
    day = (made_on or date.today()).isoformat()
    contents = read_contents(region, plan, scorecard, reaches, circles, day, SOFTWARE, extras)
    paths = [out_dir / file_name(contents, name) for name in formats]
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        with ExitStack() as cleaning:
            besides = [path.with_name(f".{path.name}.{os.getpid()}.new") for path in paths]
            for write, beside in zip(writers, besides, strict=True):
                cleaning.callback(beside.unlink, missing_ok=True)
                write(contents, beside, feedback)
                _sync(beside)
            feedback.progress(0.95, "存盘")
            for beside, path in zip(besides, paths, strict=True):
                os.replace(beside, path)
    except (FileExistsError, NotADirectoryError) as error:
        raise UserError("这不是一个文件夹", where=out_dir.name, remedy="请另选一个文件夹") from error
    except OSError as error:
        raise storage_error(error, out_dir) from error
    feedback.progress(1.0, "完成")
    return paths


def file_name(contents: Contents, suffix: str) -> str:
    """浑南区_丹东规划_覆盖简报.html: safe on Windows, and not too long."""
    parts = (contents.region_name, short_plan_name(contents.plan), "覆盖简报")
    return "_".join(_safe(part) for part in parts) + f".{suffix}"


def _safe(part: str) -> str:
    return _FORBIDDEN.sub("", part).strip(" .")[:_LONGEST_PART].strip(" .") or "未命名"


def _writer(name: str) -> Callable[[Contents, Path, Feedback], None]:
    if name not in FORMATS:
        raise UserError(f"没有“{name}”这种简报格式", remedy=f"可用的格式：{'、'.join(FORMATS)}")
    return _write_page if name == "html" else _write_book


def _write_page(contents: Contents, path: Path, feedback: Feedback) -> None:
    from planner.briefing.page import build_page  # folium takes a second to load

    text = build_page(contents, feedback)
    path.write_text(text, "utf-8", newline="\n")


def _write_book(contents: Contents, path: Path, feedback: Feedback) -> None:
    from planner.briefing.workbook import write_workbook

    write_workbook(contents, path, feedback)


def _sync(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())
