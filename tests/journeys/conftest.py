"""The command line as a user meets it, in this process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import app

Command = Callable[..., Any]


@pytest.fixture
def yike(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command with `--json`; returns the object it prints, after checking that it ended well."""

    def run(*words: str | Path, code: int = 0) -> Any:
        ended = app.main([*map(str, words), "--json"])
        out, err = capsys.readouterr()
        assert ended == code, err
        assert "Traceback" not in err
        return json.loads(out) if out else err

    return run
