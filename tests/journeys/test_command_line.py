"""The command line when things go wrong: plain Chinese, exit code 2, nothing overwritten, never a traceback."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import app
from layers import crash_report
from layers.errors import UserError
from layers.foreign.process import ChildError
from planner.command_line import parser, planning, regions, running

ROOT = Path(__file__).resolve().parents[2]
REACH = ("--kind", "community_elderly_station", "--mode", "straight")
ENTER = ("--plan", "dandong", "--value", "6", "--by", "王", "--basis", "文件")


@pytest.fixture
def region(sample: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(sample, tmp_path / "区域.gpkg"))


@pytest.fixture(autouse=True)
def reports(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    monkeypatch.setattr(running, "report_folder", lambda: folder)
    return folder


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]):
    """Run a command that must be refused; returns what it says."""

    def run(*words: str | Path) -> str:
        code = app.main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (code, out) == (2, ""), err
        assert "Traceback" not in err
        assert len(err.splitlines()) <= 2
        return err

    return run


def test_circles_never_overwrite_the_region(refused, region: Path, tmp_path: Path) -> None:
    before = region.read_bytes()
    other, link = tmp_path / "别的.gpkg", tmp_path / "圈.geojson"
    other.write_text("precious", "utf-8")
    link.symlink_to(region)
    for out in (region, link, tmp_path / "." / region.name):
        assert "区域文件本身" in refused("reach", region, *REACH, "--circles", out)
    for out in (other, tmp_path / "圈.gpkg", tmp_path / "圈"):
        assert "GeoJSON" in refused("reach", region, *REACH, "--circles", out)
    (tmp_path / "夹.json").mkdir()
    assert "不是一个文件" in refused("reach", region, *REACH, "--circles", tmp_path / "夹.json")
    assert region.read_bytes() == before
    assert other.read_text("utf-8") == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["别的.gpkg", "区域.gpkg", "圈.geojson", "夹.json"]


def test_circles_are_looked_at_before_anything_is_computed(
    refused, region: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planner.command_line import measuring

    monkeypatch.setattr(measuring, "reach_region", lambda *_: pytest.fail("computed first"))
    assert "文件夹不存在" in refused("reach", region, *REACH, "--circles", tmp_path / "无" / "圈.geojson")


def test_circles_are_written(yike, region: Path, tmp_path: Path) -> None:
    out = tmp_path / "圈.GeoJSON"
    out.write_text("{}", "utf-8")
    yike("reach", region, *REACH, "--circles", out)
    assert json.loads(out.read_text("utf-8"))["features"]


def test_a_target_that_the_plan_leaves_open(yike, refused, region: Path) -> None:
    name = "subsistence_standard_growth"
    printed = yike("enter", region, *ENTER, "--year", "2024", "--indicator", f"{name}.target")
    assert printed == {"indicator": f"{name}.target", "value": 6, "year": 2024}
    yike("enter", region, "--plan", "dandong", "--value", "7", "--by", "王", "--basis", "文件", "--year", "2024",
         "--indicator", name)  # fmt: skip
    rows = yike("evaluate", region, "--plan", "dandong", "--year", "2025")["indicators"]
    row = next(row for row in rows if row["id"] == name)
    assert (row["value"], row["target"], row["met"]) == (7, 6, True)
    fixed = next(row["id"] for row in rows if row["comparator"] != "text")
    assert "已由规划写定" in refused("enter", region, *ENTER, "--year", "2024", "--indicator", f"{fixed}.target")
    assert "没有“x.target”" in refused("enter", region, *ENTER, "--year", "2024", "--indicator", "x.target")


@pytest.mark.parametrize("year", ["1899", "2101", "0", "20_24", "99999999999999999999", "今年", "-2024"])
def test_years_of_another_age(refused, region: Path, year: str) -> None:
    for words in (
        ("enter", region, *ENTER, "--indicator", "subsistence_standard_growth"),
        ("evaluate", region, "--plan", "dandong"),
        ("brief", region, "--plan", "dandong", "--out", region.parent),
    ):
        assert "--year" in refused(*words, f"--year={year}")


def test_choices_that_are_none(refused, region: Path, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("名称,经度,纬度\n甲,123.4,41.7\n", "utf-8")
    add = ("import", region, table, "--as", "facilities", "--kind", "community_elderly_station")
    before = region.read_bytes()
    for words, said in (
        (("--accept", "nosuch"), "不能是 nosuch"),
        (("--date", "昨天"), "应写成 2025-12-31"),
        (("--date", "2025-02-30"), "应写成 2025-12-31"),
        (("--date", "20251231"), "应写成 2025-12-31"),
        (("--date", ""), "应写成 2025-12-31"),
        (("--sheet", "Sheet1"), "没有工作表"),
        (("--layer", "x"), "没有图层"),
        (("--level", "nosuch"), "'province', 'prefecture'"),
    ):
        assert said in refused(*add, *words)
    assert "''" not in refused(*add, "--level", "nosuch")
    assert region.read_bytes() == before


def test_what_may_be_accepted_is_what_may_be_found() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "layers").rglob("*.py"))
    assert set(re.findall(r'\(\s*"blocking",\s*"(\w+)"', text)) == set(parser.ACCEPTABLE)


def test_samples_come_from_the_list_only(refused, tmp_path: Path) -> None:
    for name in ("../sample_regions/hunnan", "/etc/passwd", "", "hunnan.gpkg"):
        assert re.search("可用的示例:.*hunnan", refused("sample", name, tmp_path / "x.gpkg"))
    assert "文件夹不存在" in refused("sample", "hunnan", tmp_path / "无" / "x.gpkg")
    assert "文件名太长" in refused("sample", "hunnan", tmp_path / ("x" * 300))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_chinese(refused, region: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(regions.shutil, "copyfile", full)
    assert "磁盘空间不足" in refused("sample", "hunnan", tmp_path / "x.gpkg")
    monkeypatch.setattr("planner.briefing.writing.os.replace", full)
    told = refused("brief", region, "--plan", "dandong", "--out", tmp_path / "简报", "--formats", "xlsx")
    assert "磁盘空间不足" in told
    assert "No space" not in told


def test_names_that_no_disk_takes(refused, tmp_path: Path) -> None:
    new = ("--name", "x", "--code", "210112")
    assert "文件名太长" in refused("new", tmp_path / ("长" * 300 + ".gpkg"), *new)
    assert "不完整的字符" in refused("new", tmp_path / "x.gpkg", "--name", "x\udcff", "--code", "210112")
    assert list(tmp_path.iterdir()) == []


def test_a_source_whose_name_is_no_text(refused, region: Path, tmp_path: Path) -> None:
    table = tmp_path / "站\udcff.csv"
    try:
        table.write_text("名称,经度,纬度\n甲,123.4,41.7\n", "utf-8")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this system has no such names")
    before = region.read_bytes()
    words = ("import", region, table, "--as", "facilities", "--kind", "community_elderly_station")
    assert "不完整的字符" in refused(*words)
    assert region.read_bytes() == before


def test_a_fault_of_the_program_is_written_down(refused, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> int:
        try:
            raise KeyError("最里面")
        except KeyError as error:
            raise ZeroDivisionError from error

    monkeypatch.setitem(planning.COMMANDS, "plans", broken)
    told = refused("plans")
    (report,) = reports.iterdir()
    assert str(report) in told
    assert len(told.splitlines()) == 1
    text = report.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "最里面" in text


def test_a_report_that_cannot_be_written(refused, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> int:
        raise ZeroDivisionError

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(planning.COMMANDS, "plans", broken)
    monkeypatch.setattr(running, "write_report", full)
    assert "写不下来" in refused("plans")


def test_the_last_words_of_a_child_are_written_down(refused, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def died(_: object) -> int:
        raise UserError("读取这个文件时出了故障", where="x.shp") from ChildError("exit -11\nSegmentation fault")

    monkeypatch.setitem(planning.COMMANDS, "plans", died)
    assert "故障记录" in refused("plans")
    (report,) = reports.iterdir()
    assert "Segmentation fault" in report.read_text("utf-8")


def test_memory_that_runs_out(refused, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(_: object) -> int:
        raise MemoryError

    monkeypatch.setitem(planning.COMMANDS, "plans", greedy)
    assert "内存不够" in refused("plans")


def test_the_reports_of_the_window_and_of_commands_are_one_kind() -> None:
    assert running.write_report is crash_report.write_report


@pytest.mark.skipif(os.name == "nt", reason="no such devices on Windows")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [("plans",), ("plans", "--json"), ("check",)])
def test_an_output_that_takes_nothing(region: Path, words: tuple[str, ...], unbuffered: str) -> None:
    command = [sys.executable, str(ROOT / "app.py"), *words, *([str(region)] if words == ("check",) else [])]
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    reading, writing = os.pipe()
    os.close(reading)
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("wb") as full, os.fdopen(writing, "wb") as closed:
        for out in (full, closed):
            done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, encoding="utf-8", env=env, check=False)
            assert (done.returncode, done.stderr) == (2, "结果没有写完:输出被关闭,或磁盘已满\n")
            nobody = subprocess.run(command, stdout=out, stderr=out, env=env, check=False)
            assert nobody.returncode == 2


def test_help_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["import", "--help"]):
        assert app.main(words) == 0
        assert "--" in capsys.readouterr().out
