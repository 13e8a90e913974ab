"""The district in each of its states, made once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.torture.case import Case, judge
from tests.torture.land import make_region


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Where the district in a state lies; to be copied, never written."""
    folder = tmp_path_factory.mktemp("land")

    def made(state: str) -> Path:
        path = folder / f"{state}.gpkg"
        return path if path.exists() else make_region(path, state)

    return made


@pytest.fixture
def run(tmp_path: Path, blank: Callable[[str], Path]) -> Callable[[Case], None]:
    """Plays a case through."""
    return lambda case: judge(case, tmp_path, blank(case.region))
