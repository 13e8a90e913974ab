"""Rules of the house that no linter checks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("runtime.txt", "dev.txt")
VAGUE = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
# Spelled in halves, so that this file does not hold what it forbids.
FORBIDDEN = [
    "/" + "root/",
    "/" + "work/",
    "/" + "home/",
    "py" + "pi.org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian",
    "--index" + "-url",
    "--find" + "-links",
]
BELOW_THE_WINDOW = [
    "layers",
    "planner.plans",
    "planner.travel",
    "planner.coverage",
    "planner.briefing",
    "planner.command_line",
]
READERS = {"pyogrio", "rasterio", "osmium", "python_calamine", "osgeo"}


def tracked(*patterns: str) -> list[Path]:
    """The files that git tracks, or would if they were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git work tree")
    files = [ROOT / name for name in done.stdout.decode("utf-8").split("\0") if name]
    return [file for file in files if file.is_file()]


def pins(lock: str) -> dict[str, list[str]]:
    """What a lock names: each pin with its marker, and its hashes."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8").replace("\\\n", "")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            pin, *hashes = re.split(r"\s+--hash=", line.strip())
            found[pin.strip()] = hashes
    return found


def test_no_file_is_too_long_to_read():
    long = {
        str(file.relative_to(ROOT)): lines
        for file in tracked("*.py")
        if (lines := file.read_text(encoding="utf-8").count("\n")) > 500
    }
    assert long == {}


def test_every_module_has_a_name_of_its_own():
    names = {file: {file.stem, *file.relative_to(ROOT).parts[:-1]} for file in tracked("*.py")}
    assert len(names) > 10
    assert [str(file) for file, parts in names.items() if parts & VAGUE] == []


def test_no_file_names_this_machine_or_a_registry():
    found = []
    for file in tracked():
        content = file.read_bytes()
        if b"\0" not in content[:8000]:
            text = content.decode("utf-8", "replace").lower()
            found += [f"{file.relative_to(ROOT)}: {word}" for word in FORBIDDEN if word in text]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_no_address(lock):
    found = pins(lock)
    assert len(found) > 20
    for pin, hashes in found.items():
        assert re.match(r"[a-z0-9._-]+==[0-9][^ ]*( ; .+)?$", pin), pin
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), pin
    assert "://" not in (ROOT / "requirements" / lock).read_text(encoding="utf-8")


def test_the_locks_serve_windows_and_macos_too():
    markers = [pin.partition(" ; ")[2] for pin in pins("dev.txt")]
    assert any("sys_platform == 'win32'" in marker for marker in markers)
    assert any("sys_platform == 'darwin'" in marker for marker in markers)
    # More files than one system and one Python need: the hashes are of all.
    assert all(
        len(hashes) > 6 for pin, hashes in pins("runtime.txt").items() if pin.startswith(("shapely", "numba", "osmium"))
    )


def test_the_tests_lock_holds_all_of_the_programs():
    program, tests = pins("runtime.txt"), pins("dev.txt")
    # What the program needs on some systems only, the tests may need on all of them.
    assert {pin: tests.get(pin) or tests.get(pin.partition(" ; ")[0]) for pin in program} == program


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Top-level modules in a fresh interpreter after importing every module below the window."""
    program = f"""
import importlib, pkgutil, sys
for name in {BELOW_THE_WINDOW!r}:
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(package, "__path__", []), name + "."):
        if not found.name.startswith(("layers.foreign.", "layers.download.server")):  # in processes of their own
            importlib.import_module(found.name)
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_nothing_below_the_window_loads_qt(loaded):
    assert {"layers", "planner", "numpy", "shapely"} <= loaded
    assert loaded & {"PySide6", "shiboken6"} == set()


def test_nothing_below_the_window_loads_a_reader_of_foreign_files(loaded):
    assert loaded & READERS == set()
