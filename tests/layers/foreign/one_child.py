"""One child process that reads file after file: what takes most of a short reading is the start of its process."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from layers.feedback import Feedback
from layers.foreign.answer import Result, read_answer
from layers.foreign.drivers import environment
from layers.foreign.process import Limits, Request
from layers.resources import ROOT

READS_ON = """
import os, sys
from layers.foreign.child import main
requests = os.fdopen(os.dup(0), encoding="utf-8")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # where main() waits for its parent to go
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
environment = dict(os.environ)
for request in requests:
    main([request.strip()])
    os.environ.clear()
    os.environ.update(environment)  # some files make the child set what GDAL looks at
    print(file=answers, flush=True)
"""


class OneChild:
    """Stands in for `process.ask_child` while it is open; counts what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = 0
        with (folder / "faults.txt").open("wb") as faults:
            self._process = subprocess.Popen(
                [sys.executable, "-c", READS_ON],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=faults,
                cwd=ROOT,
                env=environment(folder),
                encoding="utf-8",
            )

    def __enter__(self) -> "OneChild":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._process:
            self._process.kill()

    def ask(self, request: Request, limits: Limits, feedback: Feedback) -> Result:
        """Answer as a child of its own would, without its limits.

        Raises:
            UserError: the file is at fault.
            AssertionError: the child has ended, or left no answer.
        """
        self.asked += 1
        folder = self.folder / str(self.asked)
        folder.mkdir()
        (folder / "request.json").write_text(json.dumps(asdict(request)), "utf-8")
        self._process.stdin.write(f"{folder / 'request.json'}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "\n", self.last_words(request)
        answer = read_answer(folder, request.task)
        assert answer is not None, self.last_words(request)
        return answer

    def last_words(self, request: Request) -> str:
        return f"{request.path}: {(self.folder / 'faults.txt').read_text('utf-8', errors='replace')[-2000:]}"
