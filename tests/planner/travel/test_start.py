import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(code, without="", **environment):
    environment = {name: value for name, value in os.environ.items() if name != without} | environment
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout.split()


def test_the_compiler_is_not_loaded_before_the_first_search():
    code = "import sys, planner.travel.circles; print('numba' in sys.modules, 'scipy.spatial' in sys.modules)"
    assert run(code) == ["False", "False"]


def test_the_package_itself_loads_nothing_heavy():
    code = "import sys, planner.travel; print(*({'numba', 'scipy', 'shapely', 'pyproj'} & set(sys.modules)))"
    assert run(code) == []


def test_warming_up_loads_the_searches_and_may_be_repeated():
    code = "import sys, planner.travel as t; t.warm_up(); t.warm_up(); print('planner.travel.kernels' in sys.modules)"
    assert run(code) == ["True"]


def test_a_frozen_program_keeps_its_machine_code_in_the_users_cache():
    code = """
import sys
sys.frozen = True
import planner.travel.compiled, numba, pathlib, platformdirs
print(pathlib.Path(numba.config.CACHE_DIR) == pathlib.Path(platformdirs.user_cache_dir("yike", False), "numba"))
"""
    assert run(code, without="NUMBA_CACHE_DIR") == ["True"]


def test_a_cache_chosen_by_the_user_is_left_alone(tmp_path):
    code = "import sys; sys.frozen = True; import planner.travel.compiled, numba; print(numba.config.CACHE_DIR)"
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path)) == [str(tmp_path)]
