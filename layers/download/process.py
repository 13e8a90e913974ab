"""The downloading child: started, watched and ended. Cancelling ends it; it never outlives its parent."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

from layers.errors import UserError
from layers.feedback import Feedback
from layers.foreign.process import ChildError
from layers.resources import ROOT

MOST_MEMORY_BYTES = 3 * 1024**3
LOOK_EVERY_SECONDS = 0.1
FAULT_CHARACTERS = 8000
NOT_INHERITED = ("PYTHON", "GDAL_", "OGR_", "PROJ_")


@dataclass(frozen=True)
class Answer:
    """What the child left: a file and what it tells of it."""

    file: Path
    told: Mapping[str, Any]


@contextmanager
def asked(request: Mapping[str, Any], secrets: tuple[str, ...], feedback: Feedback) -> Iterator[Answer]:
    """Have a child download; its file is there until the context ends.

    Args:
        request: what `child.main` takes. It goes through a pipe and is written nowhere.
        secrets: words that are struck out of what the child says when it fails.

    Raises:
        UserError: the network, the server or the answer is at fault, or the child died (its cause is a `ChildError`).
        Cancelled: by `feedback`; nothing remains.
    """
    with tempfile.TemporaryDirectory(prefix="yike-osm-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        with (folder / "faults.txt").open("wb") as faults:
            child = _start(folder, request, faults)
            try:
                _watch(child, folder, feedback)
            finally:
                _end(child)
        yield _answer(folder, child.returncode, secrets)


def command() -> list[str]:
    """How this program starts itself as a downloading child."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--download-osm"]
    return [sys.executable, "-m", "layers.download.child"]


def _start(folder: Path, request: Mapping[str, Any], faults: IO[bytes]) -> "subprocess.Popen[bytes]":
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith(NOT_INHERITED)}
    child = subprocess.Popen(
        [*command(), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=faults,
        cwd=ROOT,
        env=own | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        bufsize=0,
    )
    if child.stdin:
        try:
            child.stdin.write(json.dumps(request).encode() + b"\n")
        except OSError:  # it has died already; what it left tells why
            pass
    return child


def _watch(child: "subprocess.Popen[bytes]", folder: Path, feedback: Feedback) -> None:
    while not _ended(child):
        if _memory_of(child) > MOST_MEMORY_BYTES:
            raise UserError("下载的数据太大,内存不够,已停止", remedy="请按较小的范围分别下载")
        feedback.progress(*_progress_of(folder))


def _ended(child: "subprocess.Popen[bytes]") -> bool:
    try:
        child.wait(LOOK_EVERY_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _memory_of(child: "subprocess.Popen[bytes]") -> int:
    try:
        process = psutil.Process(child.pid)
        # on Windows the interpreter of a virtual environment is a small program that starts the real one
        family = [process, *process.children(recursive=True)] if os.name == "nt" else [process]
        return sum(int(member.memory_info().rss) for member in family)
    except psutil.Error:
        return 0


def _progress_of(folder: Path) -> tuple[float, str]:
    try:
        share, text = (folder / "progress").read_text("utf-8").split("\t")
        return float(share), text
    except (OSError, ValueError):  # not begun, or caught in the middle of writing
        return 0.0, "正在准备下载"


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        child.kill()
        child.wait()
    if child.stdin:
        child.stdin.close()


def _answer(folder: Path, code: int | None, secrets: tuple[str, ...]) -> Answer:
    try:
        told = json.loads((folder / "answer.json").read_text("utf-8"))
    except (OSError, ValueError):
        words = (folder / "faults.txt").read_text("utf-8", errors="replace")[-FAULT_CHARACTERS:]
        for secret in secrets:
            words = words.replace(secret, "***")
        died = UserError("下载时出了故障,没有得到数据", remedy="请稍后再试;一再出现时请报告故障")
        raise died from ChildError(f"exit {code}\n{words}")
    if error := told.get("error"):
        raise UserError(error["what"], remedy=error["remedy"])
    return Answer(folder / "answer.geojson", told)
