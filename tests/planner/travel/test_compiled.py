"""Kernels run where nothing can be cached."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NOWHERE = """
import numba.core.caching as caching
caching.CompileResultCacheImpl._locator_classes = []
"""
FULL_DISK = """
import errno, os
def full(*names, **more):
    raise OSError(errno.ENOSPC, "No space left on device")
os.replace = full
"""
SEARCH = """
from planner.travel import Network
net = Network.from_edges([0, 1], [0, 0], [0], [1], [2.5], [2.5])
print(net.minutes_to_nearest([0], 9.0).tolist())
"""


@pytest.mark.parametrize("fault", [NOWHERE, FULL_DISK])
def test_kernels_work_without_a_cache(tmp_path: Path, fault: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", fault + SEARCH],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert (done.stdout.strip(), done.returncode) == ("[0.0, 2.5]", 0), done.stderr
