"""A fault of the program, written down in a plain local text file. Nothing is sent anywhere."""

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path

import platformdirs


def report_folder() -> Path:
    """Where crash reports lie."""
    return platformdirs.user_log_path("Yike", appauthor=False)


def write_report(error: BaseException, folder: Path | None = None) -> Path:
    """Write the traceback, with the causes behind it, and the versions; returns the new file.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = folder or report_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"yike-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    lines = [
        "一刻 Yike 故障报告（仅保存在本机，未上传）",
        f"时间 {datetime.now().isoformat(timespec='seconds')}",
        f"系统 {platform.platform()}",
        f"Python {sys.version.split()[0]}",
        "",
        *traceback.format_exception(error),
        *_hidden_causes(error),
    ]
    path.write_text("\n".join(lines), encoding="utf-8", errors="backslashreplace")  # file names need not be text
    return path


def _hidden_causes(error: BaseException) -> list[str]:
    """What `raise ... from None` leaves out of a traceback, in any error of the chain."""
    lines: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        if link.__cause__ is None and link.__suppress_context__ and link.__context__ is not None:
            lines += ["", "此前的错误:", *traceback.format_exception(link.__context__)]
        link = link.__cause__ or link.__context__
    return lines
