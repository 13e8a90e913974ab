import ast
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "bootstrap.py"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="starts a script by its first line")


class House:
    """A folder with its own bootstrap.py, whose venv, pip and hand-over are recorded instead of carried out."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.done: list[str] = []
        self.handed_over: list[str] = []
        self.pip_answer = (0, "")
        (folder / "requirements").mkdir(parents=True)
        (folder / "requirements" / "runtime.txt").write_text("a==1\n", encoding="utf-8")
        (folder / "requirements" / "dev.txt").write_text("a==1\nb==1\n", encoding="utf-8")
        shutil.copy(SOURCE, folder)
        self.module = load(folder / "bootstrap.py")
        monkeypatch.setattr(self.module, "make_venv", self.make_venv)
        monkeypatch.setattr(self.module, "run_pip", self.run_pip)
        monkeypatch.setattr(self.module, "hand_over", self.hand_over)
        monkeypatch.setattr(self.module, "loads", lambda soname: True)
        monkeypatch.chdir(folder)

    def make_venv(self) -> None:
        self.done.append("venv")
        self.module.discard(self.module.VENV)
        for folder in (self.module.PACKAGES / "pip", self.module.PYTHON.parent):
            folder.mkdir(parents=True)
        self.module.PYTHON.touch()

    def run_pip(self, lock: Path) -> tuple[int, str]:
        self.done.append(lock.name)
        if not self.pip_answer[0]:
            for line in lock.read_text(encoding="utf-8").split():
                (self.module.PACKAGES / line.partition("==")[0]).mkdir(exist_ok=True)
        return self.pip_answer

    def hand_over(self, args: list[str]) -> int:
        self.handed_over = args
        return 7

    def start(self, *argv: str) -> tuple[int, list[str]]:
        """Exit code, and what was set up on the way."""
        self.done.clear()
        return self.module.main(list(argv)), list(self.done)


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap_of_the_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    return House(tmp_path / "一刻 house", monkeypatch)


# --- what it is written in


def test_needs_the_standard_library_only():
    nodes = ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
    names = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    nodes = ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
    names |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert len(names) > 10
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_can_read_it():
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(("version", "word"), [((3, 8, 1), "太旧"), ((3, 10, 9), "太旧"), ((3, 14, 0), "太新")])
def test_a_python_that_does_not_fit_is_told_so(house, monkeypatch, capsys, version, word):
    monkeypatch.setattr(sys, "version_info", version)
    assert house.start("run") == (2, [])
    assert word in capsys.readouterr().err


@pytest.mark.parametrize("argv", [(), ("start",), ("--help",)])
def test_anything_else_gets_the_two_commands(house, capsys, argv):
    assert house.start(*argv) == (2, [])
    assert "bootstrap.py run" in capsys.readouterr().err


def test_a_console_without_chinese_is_no_fault():
    environ = os.environ | {"PYTHONIOENCODING": "ascii:strict"}
    done = subprocess.run([sys.executable, str(SOURCE)], env=environ, capture_output=True)
    assert done.returncode == 2
    assert b"bootstrap.py run" in done.stderr
    assert b"Traceback" not in done.stderr


# --- when it installs, and when not


def test_the_second_start_installs_nothing(house):
    assert house.start("run", "x") == (7, ["venv", "runtime.txt"])
    assert house.start("run", "x") == (7, [])


def test_cleaning_up_compiled_files_is_no_damage(house):
    house.start("run", "x")
    (house.module.PACKAGES / "__pycache__").mkdir()
    house.start("test")
    (house.module.PACKAGES / "__pycache__").rmdir()
    assert house.start("test") == (7, [])


def test_the_tests_lock_serves_the_program_too(house):
    assert house.start("test") == (7, ["venv", "dev.txt"])
    assert house.start("run", "x") == (7, [])
    assert house.start("test") == (7, [])


def test_the_tests_lock_is_added_to_a_sound_environment(house):
    house.start("run", "x")
    assert house.start("test") == (7, ["dev.txt"])
    assert house.start("run", "x") == (7, [])


def truncate_marker(house):
    text = house.module.MARKER.read_text(encoding="utf-8")
    house.module.MARKER.write_text(text[: len(text) // 2], encoding="utf-8")


def empty_marker(house):
    house.module.MARKER.write_text("[]", encoding="utf-8")


def remove_marker(house):
    house.module.MARKER.unlink()


def remove_interpreter(house):
    house.module.PYTHON.unlink()


def remove_package(house):
    (house.module.PACKAGES / "a").rmdir()


def remove_base_python(house):
    edit_marker(house, base=str(house.folder / "no such python"))


def another(**machine):
    return lambda house: edit_marker(house, machine=house.module.machine() | machine)


def change_lock(house):
    (house.folder / "requirements" / "runtime.txt").write_text("a==2\n", encoding="utf-8")


def replace_by_file(house):
    shutil.rmtree(house.module.VENV)
    house.module.VENV.write_text("not a folder", encoding="utf-8")


def empty_folder(house):
    shutil.rmtree(house.module.VENV)
    house.module.VENV.mkdir()


def edit_marker(house, **changes):
    marker = json.loads(house.module.MARKER.read_text(encoding="utf-8"))
    house.module.MARKER.write_text(json.dumps(marker | changes), encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        truncate_marker,
        empty_marker,
        remove_marker,
        remove_interpreter,
        remove_package,
        remove_base_python,
        another(python="cpython-399"),
        another(platform="plan9"),
        another(folder="/elsewhere/.venv"),
        change_lock,
        replace_by_file,
        empty_folder,
    ],
)
def test_a_broken_environment_is_made_anew(house, damage):
    house.start("run", "x")
    damage(house)
    assert house.start("run", "x") == (7, ["venv", "runtime.txt"])
    assert house.start("run", "x") == (7, [])
    assert not list(house.folder.glob(".venv.old-*"))


def test_an_addition_that_was_cut_off_is_not_built_upon(house, monkeypatch):
    house.start("run", "x")

    def killed(lock):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(house.module, "run_pip", killed)
        assert house.start("test")[0] == 130
    assert house.start("run", "x") == (7, []), "the program's part was not touched"
    assert house.start("test") == (7, ["venv", "dev.txt"])


def test_a_link_is_removed_and_what_it_points_to_is_not(house, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    try:
        house.module.VENV.symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets no plain user make links")
    assert house.start("run", "x") == (7, ["venv", "runtime.txt"])
    assert elsewhere.is_dir()
    assert not any(elsewhere.iterdir())


# --- when it cannot


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "指纹不一致"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘空间"),
        ("HINT: This error might have occurred since this system does not have Windows Long Path support", "路径太长"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\n"
            "ERROR: Could not find a version that satisfies the requirement a==1 (from versions: none)",
            "连不上软件源",
        ),
        ("ERROR: No matching distribution found for numba==0.68.1", "没有适合这台机器"),
        ("ERROR: something new", "原因不明"),
    ],
)
def test_a_failure_of_pip_is_told_in_two_lines(house, capsys, output, word):
    house.pip_answer = (1, output)
    assert house.start("run", "x") == (2, ["venv", "runtime.txt"])
    told = capsys.readouterr().err.strip().splitlines()[1:]
    assert word in told[0]
    assert len(told) == 2
    house.pip_answer = (0, "")
    assert house.start("run", "x") == (7, ["venv", "runtime.txt"])


def test_a_failed_addition_leaves_the_program_ready(house):
    house.start("run", "x")
    house.pip_answer = (1, "NewConnectionError")
    assert house.start("test") == (2, ["dev.txt"])
    assert house.start("run", "x") == (7, [])
    house.pip_answer = (0, "")
    assert house.start("test") == (7, ["dev.txt"])


def test_a_missing_lock_is_told(house, capsys):
    (house.folder / "requirements" / "runtime.txt").unlink()
    assert house.start("run") == (2, [])
    assert "runtime.txt" in capsys.readouterr().err


def test_two_starts_do_not_install_at_once(house):
    holder = (
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('b', {str(house.folder / 'bootstrap.py')!r})\n"
        "b = importlib.util.module_from_spec(spec); spec.loader.exec_module(b)\n"
        "with b.alone():\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with house.module.LOCK_FILE.open("a", encoding="utf-8") as file:
            assert not house.module.take(file)
            other.kill()
            other.wait()
            assert house.module.take(file), "a killed holder frees the lock"


# --- pip itself


@POSIX
def test_pip_sees_the_users_index_but_not_another_target(house, monkeypatch):
    monkeypatch.undo()
    stub = f"#!{sys.executable}\nimport json, os, sys\nprint(json.dumps([sys.argv[1:], dict(os.environ)]))\n"
    house.module.PYTHON.parent.mkdir(parents=True)
    house.module.PYTHON.write_text(stub, encoding="utf-8")
    house.module.PYTHON.chmod(0o755)
    monkeypatch.setenv("PIP_INDEX_URL", "mirror")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_NO_BINARY", ":all:")
    monkeypatch.setenv("PIP_USER", "1")
    status, output = house.module.run_pip(house.folder / "lock.txt")
    args, environ = json.loads(output)
    assert status == 0
    assert environ["PIP_INDEX_URL"] == "mirror"
    assert environ["PIP_USER"] == "0"
    assert not {"PIP_TARGET", "PIP_NO_BINARY"} & set(environ)
    assert "--require-hashes" in args
    assert args[args.index("--only-binary") + 1] == ":all:"
    assert house.module.LOG.read_text(encoding="utf-8") == output


def make_wheel(folder: Path) -> str:
    """A wheel that holds one module; its line in a lock."""
    folder.mkdir()
    wheel = folder / "yike_probe-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("yike_probe.py", "ANSWER = 15\n")
        archive.writestr("yike_probe-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: yike-probe\nVersion: 1\n")
        archive.writestr(
            "yike_probe-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("yike_probe-1.dist-info/RECORD", "")
    return f"yike-probe==1 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


@pytest.mark.slow
def test_with_the_real_venv_and_pip(tmp_path):
    home = tmp_path / "真的 house"
    line = make_wheel(tmp_path / "wheels")
    (home / "requirements").mkdir(parents=True)
    (home / "requirements" / "runtime.txt").write_text(line, encoding="utf-8")
    (home / "requirements" / "dev.txt").write_text(line, encoding="utf-8")
    (home / "app.py").write_text(
        "import sys, yike_probe\nprint(yike_probe.ANSWER, sys.argv[1:])\nsys.exit(5)\n", encoding="utf-8"
    )
    shutil.copy(SOURCE, home)
    environ = os.environ | {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path / "wheels"),
        "PIP_CONFIG_FILE": os.devnull,
    }

    def run() -> tuple[int, str, str]:
        command = [sys.executable, str(home / "bootstrap.py"), "run", "plans", "a b"]
        done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, encoding="utf-8")
        return done.returncode, done.stdout.strip(), done.stderr

    code, told, _ = run()
    assert (code, told) == (5, "15 ['plans', 'a b']")
    _, _, second = run()
    assert "依赖" not in second, "the second start installs nothing"
    next((home / ".venv").rglob("yike_probe.py")).unlink()
    code, told, _ = run()
    assert (code, told) == (5, "15 ['plans', 'a b']"), "what was deleted is back"


# --- the system's packages


@pytest.fixture
def bare_debian(house, monkeypatch):
    """A Debian without one library, and apt-get that installs what it is told."""
    lacking = {"libEGL.so.1"}
    house.apt = []

    def apt_install(packages):
        house.apt += packages
        lacking.clear()

    monkeypatch.setattr(house.module, "LINUX", True)
    monkeypatch.setattr(house.module, "loads", lambda soname: soname not in lacking)
    monkeypatch.setattr(house.module, "apt_install", apt_install)
    monkeypatch.setattr(house.module.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(house.module, "is_root", lambda: False)
    return house


def test_root_gets_the_libraries_installed(bare_debian, monkeypatch):
    monkeypatch.setattr(bare_debian.module, "is_root", lambda: True)
    assert bare_debian.start("test")[0] == 7
    assert bare_debian.apt == ["libegl1"]


def test_others_get_the_line_to_type(bare_debian, capsys):
    assert bare_debian.start("test") == (2, [])
    assert "sudo apt-get install -y --no-install-recommends libegl1\n" in capsys.readouterr().err
    assert bare_debian.apt == []


def test_a_command_goes_on_without_them(bare_debian, capsys):
    assert bare_debian.start("run", "plans")[0] == 7
    assert "libegl1" in capsys.readouterr().err


def test_the_window_does_not(bare_debian, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    assert bare_debian.start("run") == (2, [])
    assert bare_debian.start("run", "湖.gpkg") == (2, [])
    assert bare_debian.start("run", "evaluate", "湖.gpkg")[0] == 7


def test_without_venv_there_is_one_line_for_everything(bare_debian, monkeypatch, capsys):
    monkeypatch.setattr(bare_debian.module.importlib.util, "find_spec", lambda name: None)
    assert bare_debian.start("run", "plans") == (2, [])
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert f"libegl1 python{version}-venv\n" in capsys.readouterr().err


def test_a_screen_needs_more_libraries(bare_debian, monkeypatch):
    asked = []
    monkeypatch.setattr(bare_debian.module, "loads", asked.append)
    assert "libxcb-cursor.so.0" not in bare_debian.module.missing_libraries()
    monkeypatch.setenv("DISPLAY", ":0")
    assert bare_debian.module.missing_libraries()["libxcb-cursor.so.0"] == "libxcb-cursor0"
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "libwayland-client.so.0" in bare_debian.module.missing_libraries()


# --- what it starts


def test_without_a_screen_it_writes_the_briefing(house, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(house.module, "LINUX", True)
    monkeypatch.chdir(tmp_path)
    assert house.start("run")[0] == 7
    expected = [
        str(house.folder / "app.py"),
        "brief",
        "sample_regions/hunnan.gpkg",
        "--plan",
        "hunnan",
        "--out",
        "output",
    ]
    assert house.handed_over == expected
    assert Path.cwd() == house.folder
    assert "没有显示器" in capsys.readouterr().err


@pytest.mark.parametrize("platform", ["offscreen", "offscreen:size=800x600", "minimal"])
def test_an_offscreen_platform_is_no_screen(house, monkeypatch, platform):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    house.start("run")
    assert "brief" in house.handed_over


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_with_a_screen_it_opens_the_window(house, monkeypatch, variable):
    monkeypatch.setenv(variable, "x")
    house.start("run")
    assert house.handed_over == [str(house.folder / "app.py")]


def test_arguments_are_passed_on_unchanged_and_the_place_is_kept(house, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    house.start("run", "brief", "a b.gpkg", "--json", "--", "*")
    assert house.handed_over == [str(house.folder / "app.py"), "brief", "a b.gpkg", "--json", "--", "*"]
    assert Path.cwd() == tmp_path


def test_the_tests_run_offscreen_unless_told_otherwise(house, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    house.start("test", "-k", "x")
    assert house.handed_over == ["-m", "pytest", "-k", "x"]
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    house.start("test")
    assert os.environ["QT_QPA_PLATFORM"] == "xcb"


def test_all_tests_run_on_all_processors(house):
    house.start("test")
    assert house.handed_over[:4] == ["-m", "pytest", "-n", "logical"]


@POSIX
def test_an_interpreter_that_does_not_start_is_told_and_replaced(house, monkeypatch, capsys):
    house.start("run", "x")
    real = load(house.folder / "bootstrap.py")
    assert real.main(["run", "x"]) == 2  # the touched file is no program
    assert "已损坏" in capsys.readouterr().err
    assert house.start("run", "x") == (7, ["venv", "runtime.txt"])
