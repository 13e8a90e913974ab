"""Kernels run where nothing can be cached."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
RUN = """
import numba.core.caching as caching
caching.CompileResultCacheImpl._locator_classes = []
from planner.travel import Network
net = Network.from_edges([0, 1], [0, 0], [0], [1], [2.5], [2.5])
print(net.minutes_to_nearest([0], 9.0).tolist())
"""


def test_kernels_work_without_a_cache() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert (done.stdout.strip(), done.returncode) == ("[0.0, 2.5]", 0), done.stderr
