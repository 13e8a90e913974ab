"""Regions made for checking."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from layers.finding import Finding
from layers.region import Region
from planner.checking.checking import MEASURED_ANEW, check_region
from tests.planner.checking.region_files import Files

TODAY = date(2026, 11, 22)


@pytest.fixture
def made(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def found(made: Files) -> Callable[..., dict[str, Finding]]:
    """The findings by code; a code may be found once."""

    def check(*tables: Any, **more: Any) -> dict[str, Finding]:
        with Region.open(made(*tables, **more)) as region:
            findings = check_region(region, today=TODAY)
        codes = [finding.code for finding in findings]
        assert len(codes) == len(set(codes)), codes
        assert set(codes) <= MEASURED_ANEW | {"merged_header"}
        return {finding.code: finding for finding in findings}

    return check
