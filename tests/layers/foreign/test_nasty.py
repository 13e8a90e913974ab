"""Every file of other projects' collections of bad files: a result or one plain message, within ten seconds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from layers.errors import UserError
from layers.foreign.answer import read_answer
from layers.foreign.drivers import environment
from layers.foreign.process import ChildError
from layers.foreign.reading import read_features, read_grid, read_roads
from layers.foreign.sniff import KINDS, kind_of
from layers.resources import ROOT
from tests.layers.foreign.making import outcome

NASTY = Path(__file__).resolve().parents[4] / "shared" / "data" / "nasty"
FILES = sorted(str(file.relative_to(NASTY)) for file in NASTY.rglob("*") if file.is_file()) if NASTY.is_dir() else []
READ = [name for name in FILES if name.lower().endswith(tuple(suffix for kind in KINDS for suffix in kind.suffixes))]
ALL_IN_ONE = """
import pathlib, sys
from layers.foreign.child import main
for request in pathlib.Path(sys.argv[1]).read_text("utf-8").split():
    main([request])
"""

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared_data")]


def check(result, name: str) -> None:
    if isinstance(result, UserError):
        assert not isinstance(result.__cause__, ChildError), result.__cause__  # a bad file, and no bug of our own
        assert result.what
        assert result.where.startswith(Path(name).name)
        assert result.remedy
        assert not any(word in str(result) for word in ("Error", "Traceback", "GDAL", str(NASTY)))
    else:
        assert result is not None, name
        assert all(note.message for note in result.notes)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", READ)
def test_as_features(name: str) -> None:
    check(outcome(read_features, NASTY / name), name)


@pytest.mark.parametrize("task", ["roads", "grid"])
def test_as_roads_and_grids_in_one_child(task: str, tmp_path: Path) -> None:
    """One process for all of them: what one file leaves behind must not spoil the next either."""
    folders = {}
    for number, name in enumerate(READ):
        kind = outcome(kind_of, NASTY / name)
        if not isinstance(kind, UserError):
            folders[name] = folder = tmp_path / str(number)
            folder.mkdir()
            request = {"task": task, "path": str(kind[0]), "kind": kind[1].name, "options": {}}
            (folder / "request.json").write_text(json.dumps(request), "utf-8")
    assert len(folders) > 120
    requests = tmp_path / "requests.txt"
    requests.write_text("\n".join(str(folder / "request.json") for folder in folders.values()), "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", ALL_IN_ONE, str(requests)],
        stdin=subprocess.DEVNULL,  # no parent to wait for
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(tmp_path),
    )
    assert run.returncode == 0, run.stderr
    for name, folder in folders.items():
        check(outcome(lambda answered: read_answer(answered, task), folder), name)


def test_of_kinds_that_are_not_read() -> None:
    for name in FILES:
        if name not in READ:
            for read in (read_features, read_roads, read_grid):
                check(outcome(read, NASTY / name), name)
