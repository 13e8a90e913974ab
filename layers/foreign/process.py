"""The child process: started, watched, limited in time and memory, ended."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from layers.errors import UserError
from layers.feedback import Feedback
from layers.foreign.answer import Result, read_answer
from layers.foreign.drivers import environment
from layers.resources import ROOT

MEGABYTE = 1024**2
LOOK_EVERY_SECONDS = 0.05
FAULT_CHARACTERS = 8000


@dataclass(frozen=True)
class Limits:
    """How much a child may take before it is ended.

    Attributes:
        memory_bytes: resident memory.
        seconds, seconds_per_megabyte: of the clock, the second for each megabyte of the file.
    """

    memory_bytes: int = 1024 * MEGABYTE
    seconds: float = 60.0
    seconds_per_megabyte: float = 3.0


@dataclass(frozen=True)
class Request:
    """What a child is asked to read.

    Attributes:
        task: one of `child.TASKS`.
        path: absolute path of the file or folder.
        kind: the `sniff.Kind.name` of the file.
        options: by the names of the parameters of `reading`, all as text; "" where not given.
    """

    task: str
    path: str
    kind: str
    options: dict[str, str]


class ChildError(RuntimeError):
    """How a child ended that left no answer: its last words, for the log. The cause of a `UserError`."""


def ask_child(request: Request, limits: Limits, feedback: Feedback) -> Result:
    """Have a child read a file and fetch what it found.

    Raises:
        UserError: the file is at fault, or the child ended without an answer (`__cause__` is then a `ChildError`).
        Cancelled: by `feedback`; the child is gone and nothing remains.
    """
    name = Path(request.path).name
    with tempfile.TemporaryDirectory(prefix="yike-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        (folder / "request.json").write_text(json.dumps(asdict(request)), "utf-8")
        with (folder / "faults.txt").open("wb") as faults:
            child = _start(folder, request.kind, faults)
            over = _Ending(child)
            try:
                _watch(over, folder, name, _seconds(request, limits), limits.memory_bytes, feedback)
            finally:
                over.enforce()
        answer = read_answer(folder, request.task)
        if answer is None:
            raise _died(name) from ChildError(_last_words(folder, child.returncode))
        return answer


def command() -> list[str]:
    """How this program starts itself as a reading child."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--read-foreign"]
    return [sys.executable, "-m", "layers.foreign.child"]


def _start(folder: Path, kind: str, faults: Any) -> "subprocess.Popen[bytes]":
    child = subprocess.Popen(
        [*command(), str(folder / "request.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=faults,
        cwd=ROOT,
        env=environment(folder, kind),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        bufsize=0,
    )
    if child.stdin:
        child.stdin.write(b".")  # there is a parent, and its going can be waited for
    return child


def _seconds(request: Request, limits: Limits) -> float:
    path = Path(request.path)
    files = [file for file in path.iterdir() if file.is_file()] if path.is_dir() else [path]
    return limits.seconds + limits.seconds_per_megabyte * sum(file.stat().st_size for file in files) / MEGABYTE


class _Ending:
    """The end of a child, waited for in a thread: a timed wait of `subprocess` sleeps through the moment it comes."""

    def __init__(self, child: "subprocess.Popen[bytes]") -> None:
        self.child = child
        self._ended = threading.Event()
        self._waiter = threading.Thread(target=self._wait, daemon=True)
        self._waiter.start()

    def _wait(self) -> None:
        self.child.wait()
        self._ended.set()

    def within(self, seconds: float) -> bool:
        """Whether it has come, or comes by then."""
        return self._ended.wait(seconds)

    def enforce(self) -> None:
        """Make it come, if it has not."""
        if not self._ended.is_set():
            self.child.kill()
        self._waiter.join()
        if self.child.stdin:
            self.child.stdin.close()


def _watch(over: _Ending, folder: Path, name: str, seconds: float, memory: int, feedback: Feedback) -> None:
    deadline = time.monotonic() + seconds
    while not over.within(LOOK_EVERY_SECONDS):
        if time.monotonic() > deadline:
            raise UserError(f"读了 {seconds:.0f} 秒还没有读完,已停止", where=name, remedy="请先裁剪或简化这个文件")
        if _memory_of(over.child) > memory:
            what = f"读取需要的内存超过 {memory // MEGABYTE} MB,已停止"
            raise UserError(what, where=name, remedy="请先裁剪到本区域范围,或去掉用不到的列和图层")
        feedback.progress(*_progress_of(folder, name))


def _memory_of(child: "subprocess.Popen[bytes]") -> int:
    try:
        process = psutil.Process(child.pid)
        # on Windows the interpreter of a virtual environment is a small program that starts the real one
        family = [process, *process.children(recursive=True)] if os.name == "nt" else [process]
        return sum(int(member.memory_info().rss) for member in family)
    except psutil.Error:
        return 0


def _progress_of(folder: Path, name: str) -> tuple[float, str]:
    try:
        share = float((folder / "progress").read_text("ascii"))
    except (OSError, ValueError):  # not begun, or caught in the middle of writing
        share = 0.0
    return share, f"正在读取 {name}"


def _last_words(folder: Path, code: int | None) -> str:
    text = (folder / "faults.txt").read_text("utf-8", errors="replace")
    return f"exit {code}\n{text[-FAULT_CHARACTERS:]}"


def _died(name: str) -> UserError:
    remedy = "文件可能已损坏,请从原软件重新导出后再试"
    return UserError("读取这个文件时出了故障,没有读到任何内容", where=name, remedy=remedy)
