"""Set up and run in one command: `python3 bootstrap.py run [...]`, `python3 bootstrap.py test [...]`.

Standard library only. `run` passes what follows to app.py, `test` to pytest. The dependencies go
into `.venv` beside this file, each checked against the hash in the lock. A later start only
compares the lock's digest with the one in `.venv`: it needs no network and starts no pip.
"""

# Old Pythons must be able to read this file far enough to be told that they are too old.
from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
MARKER = VENV / "bootstrap.json"
LOCK_FILE = ROOT / ".venv.lock"
LOG = ROOT / ".venv.log"
LOCKS = {"run": ROOT / "requirements" / "runtime.txt", "test": ROOT / "requirements" / "dev.txt"}
OLDEST, TOO_NEW = (3, 11), (3, 14)
WINDOWS, LINUX = sys.platform == "win32", sys.platform.startswith("linux")
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
PACKAGES = VENV / ("Lib" if WINDOWS else f"lib/python{sys.version_info[0]}.{sys.version_info[1]}") / "site-packages"
USAGE = "用法：python3 bootstrap.py run [app.py 的参数…]\n或者：python3 bootstrap.py test [pytest 的参数…]"
# Where nothing is chosen: every test, shared out among the processors.
ALL_TESTS = "-n logical --maxprocesses 4 --dist worksteal".split()
SAMPLE_BRIEFING = ["brief", "sample_regions/hunnan.gpkg", "--plan", "hunnan", "--out", "output"]

# What Qt and the readers of map files load from the system, each with its Debian package.
LIBRARIES = """
    libGL.so.1 libgl1  libEGL.so.1 libegl1  libX11.so.6 libx11-6  libxkbcommon.so.0 libxkbcommon0
    libglib-2.0.so.0 libglib2.0-0  libfreetype.so.6 libfreetype6  libfontconfig.so.1 libfontconfig1
    libdbus-1.so.3 libdbus-1-3  libexpat.so.1 libexpat1  libstdc++.so.6 libstdc++6  libz.so.1 zlib1g
"""
SCREEN_LIBRARIES = {
    "DISPLAY": """
        libX11-xcb.so.1 libx11-xcb1  libxkbcommon-x11.so.0 libxkbcommon-x11-0  libxcb-cursor.so.0 libxcb-cursor0
        libxcb-icccm.so.4 libxcb-icccm4  libxcb-image.so.0 libxcb-image0  libxcb-keysyms.so.1 libxcb-keysyms1
        libxcb-randr.so.0 libxcb-randr0  libxcb-render.so.0 libxcb-render0  libxcb-shape.so.0 libxcb-shape0
        libxcb-render-util.so.0 libxcb-render-util0  libxcb-shm.so.0 libxcb-shm0  libxcb-sync.so.1 libxcb-sync1
        libxcb-util.so.1 libxcb-util1  libxcb-xfixes.so.0 libxcb-xfixes0  libxcb-xkb.so.1 libxcb-xkb1
    """,
    "WAYLAND_DISPLAY": """
        libwayland-client.so.0 libwayland-client0  libwayland-cursor.so.0 libwayland-cursor0
        libwayland-egl.so.1 libwayland-egl1
    """,
}

PIP_OPTIONS = "--no-input --disable-pip-version-check --require-hashes --only-binary :all:"
# The user's pip settings that would put the packages elsewhere or change which ones are taken.
# Those on the index, the proxy, certificates and the cache are the user's and stay.
FOREIGN_PIP_SETTINGS = """
    CONSTRAINT DRY_RUN EDITABLE LOG NO_BINARY NO_DEPS ONLY_BINARY PLATFORM PREFIX PYTHON PYTHON_VERSION
    QUIET REPORT REQUIREMENT ROOT TARGET
"""
# What pip says when it fails, what that is in plain words, and the remedy. The first that fits.
PIP_FAILURES = (
    (["DO NOT MATCH THE HASHES"], "下载到的依赖包与锁定的指纹不一致", "请清空 pip 缓存或换一个软件源后重试"),
    (["No space left", "not enough space"], "磁盘空间不够", "请腾出至少 2 GB 后重试"),
    (["Long Path"], "文件夹的路径太长", "请把整个文件夹移到较短的路径后重试"),
    (
        [
            "NewConnectionError",
            "ConnectTimeout",
            "ReadTimeout",
            "Read timed out",
            "ProxyError",
            "SSLError",
            "HTTP error",
        ],
        "连不上软件源",
        "请接通网络，或按单位的要求设置 pip 的代理与软件源后重试",
    ),
    (
        ["No matching distribution", "Could not find a version"],
        "软件源里没有适合这台机器的依赖包",
        "请用 64 位的 Python 3.11 至 3.13，或换一个软件源后重试",
    ),
)


class SetupError(Exception):
    """Something the user can mend; the text is one or two lines of plain Chinese."""


def main(argv: list[str]) -> int:
    """Set up what is missing and start what was asked for; the exit code of the whole."""
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(errors="replace")  # a console without Chinese
    try:
        command, args = read_arguments(argv)
        set_up(command, args)
        return start(command, args)
    except SetupError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say("已中止。没有装完的，下次启动时重新安装。")
        return 130


def say(text: str, end: str = "\n") -> None:
    """Tell the user; standard output belongs to the program that is started."""
    print(text, end=end, file=sys.stderr, flush=True)


def read_arguments(argv: list[str]) -> tuple[str, list[str]]:
    """The command and what follows it.

    Raises:
        SetupError: this Python does not fit, or there is no such command.
    """
    version = sys.version_info[:2]
    if not OLDEST <= version < TOO_NEW:
        fault = "太旧" if version < OLDEST else "太新，依赖包还没有适合它的"
        remedy = "请安装 64 位的 Python 3.11、3.12 或 3.13，再用它启动本程序。"
        raise SetupError(f"这个 Python 是 {version[0]}.{version[1]}，{fault}。\n{remedy}")
    if not argv or argv[0] not in LOCKS:
        raise SetupError(USAGE)
    return argv[0], argv[1:]


def set_up(command: str, args: list[str]) -> None:
    """See to the system's packages and to `.venv`.

    Raises:
        SetupError: something is missing that only the user can provide.
    """
    lock = LOCKS[command]
    try:
        fresh = not is_ready(lock)
        if LINUX:
            provide_system_packages(fresh=fresh, draws=command == "test" or opens_window(args))
        if fresh:
            with alone():
                install(lock)
    except OSError as error:
        raise SetupError(f"安装没有完成：{error}\n请确认这个文件夹完整、可以写入，磁盘有空间，然后重试。") from error


# --- the virtual environment


def digest(lock: Path) -> str:
    """Fingerprint of a lock."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def base_python() -> str:
    """The interpreter outside any virtual environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def machine() -> dict[str, str]:
    """What a `.venv` is made for; it serves nothing else."""
    tag = sys.implementation.cache_tag or ""
    return {"folder": str(VENV), "python": tag, "platform": sysconfig.get_platform()}


def package_names() -> list[str]:
    """What lies in `site-packages`, but for what Python makes again by itself."""
    return sorted(entry.name for entry in PACKAGES.iterdir() if entry.name != "__pycache__")


def read_marker() -> dict[str, Any]:
    """What was installed, empty where `.venv` is not whole or does not serve this machine."""
    try:
        marker: dict[str, Any] = json.loads(MARKER.read_text(encoding="utf-8"))
        whole = (
            marker["machine"] == machine()
            and PYTHON.exists()
            and Path(marker["base"]).exists()
            and set(marker["packages"]).issubset(package_names())
        )
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return marker if whole else {}


def write_marker(*locks: Path, unfinished: bool = False) -> None:
    """Record what is installed, in one step."""
    marker = {
        "machine": machine(),
        "base": base_python(),
        "packages": package_names(),
        "locks": [digest(lock) for lock in locks],
        "unfinished": unfinished,
    }
    beside = MARKER.with_suffix(".new")
    beside.write_text(json.dumps(marker, indent=1), encoding="utf-8")
    os.replace(beside, MARKER)


def is_ready(lock: Path) -> bool:
    """True where all that the lock names was installed."""
    return digest(lock) in read_marker().get("locks", ())


def install(lock: Path) -> None:
    """Bring `.venv` to what the lock names.

    The tests' lock holds all of the program's, so it is added to a sound `.venv`, which goes on
    serving the program meanwhile. Everything else is made anew.

    Raises:
        SetupError: pip or venv failed.
    """
    if is_ready(lock):
        return  # another start did it while this one waited
    sound = is_ready(LOCKS["run"]) and not read_marker()["unfinished"]
    if sound:
        write_marker(LOCKS["run"], unfinished=True)
    else:
        make_venv()
    say("正在安装依赖，首次需要几分钟…")
    status, output = run_pip(lock)
    if status and sound:
        write_marker(LOCKS["run"])  # pip adds nothing unless it has everything
    if status:
        raise SetupError(explain(output))
    write_marker(LOCKS["run"], lock)
    say("依赖已装好。")


def make_venv() -> None:
    """An empty `.venv` in place of whatever is there.

    Raises:
        SetupError: venv failed, or the old one is in use.
    """
    discard(VENV)
    command = [base_python(), "-m", "venv", str(VENV)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False)
    if done.returncode:
        LOG.write_bytes(done.stdout)
        raise SetupError(f"虚拟环境没有建成，详情见 {LOG}\n请检查磁盘空间和这个文件夹的写入权限，然后重试。")


def discard(folder: Path) -> None:
    """Remove a folder or whatever stands in its place.

    Raises:
        SetupError: a program in it is running.
    """
    for left_over in folder.parent.glob(f"{folder.name}.old-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        aside = folder.with_name(f"{folder.name}.old-{os.getpid()}")
        try:
            os.replace(folder, aside)
        except PermissionError as error:
            raise SetupError(f"{folder} 正在使用，或者不能改动。\n请关闭正在运行的一刻，然后重试。") from error
        shutil.rmtree(aside, ignore_errors=True)


def run_pip(lock: Path) -> tuple[int, str]:
    """Install what the lock names; pip's exit status and output, which the log keeps."""
    command = [str(PYTHON), *"-I -X utf8 -u -m pip install".split(), *PIP_OPTIONS.split(), "-r", str(lock)]
    foreign = {f"PIP_{name}" for name in FOREIGN_PIP_SETTINGS.split()}
    environ = {key: value for key, value in os.environ.items() if key.upper() not in foreign}
    environ["PIP_USER"] = "0"
    lines = []
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False
    ) as pip:
        for raw in pip.stdout or ():
            line = raw.decode("utf-8", "replace")
            lines.append(line)
            show_progress(line)
    output = "".join(lines)
    LOG.write_text(output, encoding="utf-8")
    return pip.returncode, output


def show_progress(line: str) -> None:
    """One line on a terminal that changes as pip goes on."""
    if not sys.stderr.isatty():
        return
    if line.startswith("Collecting "):
        say(f"  下载 {line.split()[1]}".ljust(60), end="\r")
    elif line.startswith("Installing collected"):
        say("  写入磁盘…".ljust(60), end="\r")


def explain(output: str) -> str:
    """Why pip failed, in plain Chinese."""
    for signs, what, remedy in PIP_FAILURES:
        if any(sign in output for sign in signs):
            return f"依赖没有装成：{what}。\n{remedy}；详情见 {LOG}"
    return f"依赖没有装成，原因不明。\n请查看 {LOG} 末尾的说明，然后重试。"


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let no other bootstrap change `.venv` meanwhile.

    The system frees the lock when its holders end, however they end, so it never goes stale. pip
    holds it too: one that outlives a killed bootstrap still writes.
    """
    with LOCK_FILE.open("a", encoding="utf-8") as file:
        os.set_inheritable(file.fileno(), True)
        if not take(file):
            say("另一个启动正在安装依赖，等它完成…")
            while not take(file):
                time.sleep(0.2)  # noqa: TID251 - a blocking wait would not hear Ctrl-C on Windows
        yield


def take(file: IO[str]) -> bool:
    """Lock a file unless another process has; True also where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


# --- the system's packages


def missing_libraries() -> dict[str, str]:
    """The libraries that cannot be loaded, with the Debian package of each."""
    words = LIBRARIES.split()
    if has_screen():
        for variable, libraries in SCREEN_LIBRARIES.items():
            words += libraries.split() if os.environ.get(variable) else []
    return {soname: package for soname, package in zip(words[::2], words[1::2], strict=True) if not loads(soname)}


def loads(soname: str) -> bool:
    """True where the system has the library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_modules() -> dict[str, str]:
    """Debian keeps part of Python in packages of their own."""
    absent = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    return dict.fromkeys(absent, f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")


def provide_system_packages(*, fresh: bool, draws: bool) -> None:
    """Install what the system lacks where that is allowed, else say how.

    Args:
        fresh: `.venv` is to be made.
        draws: the libraries are needed now.

    Raises:
        SetupError: something needed is still missing.
    """

    def missing() -> dict[str, str]:
        return {**missing_libraries(), **(missing_modules() if fresh else {})}

    lacking = missing()
    if lacking and (fresh or draws) and is_root() and shutil.which("apt-get"):
        apt_install(lacking.values())
        lacking = missing()
    if lacking and (draws or "ensurepip" in lacking):
        raise SetupError(advice(lacking))
    if lacking:
        say(advice(lacking))


def advice(lacking: dict[str, str]) -> str:
    """The one line to type."""
    if not shutil.which("apt-get"):
        return f"系统缺少以下组件，请用系统的软件管理器装上，然后重试：\n  {' '.join(sorted(lacking))}"
    sudo = "" if is_root() else "sudo "
    packages = " ".join(sorted(set(lacking.values())))
    line = f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {packages}"
    return f"系统缺少一些组件。请执行这一行，然后重试：\n  {line}"


def is_root() -> bool:
    """True for the superuser of a Unix."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: Iterable[str]) -> None:
    """Install Debian packages; the log keeps what apt-get says."""
    names = sorted(set(packages))
    say(f"正在安装系统软件包：{' '.join(names)}")
    environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    with LOG.open("wb") as log:
        for command in (["update"], ["install", "-y", "--no-install-recommends", *names]):
            subprocess.run([*apt_get, *command], env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    importlib.invalidate_caches()


# --- starting


def has_screen() -> bool:
    """True where a window would be seen."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return False
    return not LINUX or any(os.environ.get(variable) for variable in SCREEN_LIBRARIES)


def opens_window(args: list[str]) -> bool:
    """True where app.py opens the window for these arguments."""
    return has_screen() and (not args or args[0].lower().endswith(".gpkg"))


def start(command: str, args: list[str]) -> int:
    """Hand over to app.py or pytest; its exit code.

    Raises:
        SetupError: it cannot be started.
    """
    if command == "test":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.chdir(ROOT)
        return hand_over(["-m", "pytest", *(args or ALL_TESTS)])
    if not args and not has_screen():
        say("这里没有显示器，打不开窗口：改为把示例区域的全套简报写到 output 文件夹。")
        os.chdir(ROOT)
        args = SAMPLE_BRIEFING
    return hand_over([str(ROOT / "app.py"), *args])


def hand_over(args: list[str]) -> int:
    """Run the environment's Python; on POSIX it takes this process over, signals and all.

    Raises:
        SetupError: it cannot be started.
    """
    try:
        if WINDOWS:
            return subprocess.call([str(PYTHON), *args])
        os.execv(PYTHON, [str(PYTHON), *args])
    except OSError as error:
        MARKER.unlink()
        raise SetupError(f"虚拟环境已损坏：{error}\n请再启动一次，会自动重新安装。") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
