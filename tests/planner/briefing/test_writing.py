import os
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import Cancelled, UserError
from planner.briefing import write_briefing
from planner.briefing.contents import short_plan_name
from planner.briefing.writing import FORMATS, SOFTWARE
from tests.planner.briefing.conftest import Case
from tests.planner.briefing.invented import InventedRegion, make_plan, make_region, make_scorecard


def write(folder: Path, region: InventedRegion | None = None, **options: object) -> list[Path]:
    region = region or make_region()
    plan = make_plan()
    return write_briefing(region, plan, make_scorecard(region, plan), (), {}, folder, **options)  # type: ignore[arg-type]


class Stop:
    """Cancels when the text comes up."""

    def __init__(self, text: str) -> None:
        self.text = text

    def progress(self, share: float, text: str = "") -> None:
        assert 0 <= share <= 1
        if self.text in text:
            raise Cancelled


def test_names_and_nothing_else_in_the_folder(case: Case) -> None:
    assert case.html.name == "浑南区_丹东规划_覆盖简报.html"
    assert case.xlsx.name == "浑南区_丹东规划_覆盖简报.xlsx"
    assert sorted(case.html.parent.iterdir()) == sorted([case.html, case.xlsx])


def test_the_version_is_the_programs() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
    assert SOFTWARE.endswith(project["project"]["version"])


def test_a_second_run_replaces(tmp_path: Path) -> None:
    first = write(tmp_path)
    first[0].write_text("old", "utf-8")
    second = write(tmp_path)
    assert second == first
    assert "<!DOCTYPE html>" in second[0].read_text("utf-8")
    assert len(list(tmp_path.iterdir())) == len(FORMATS)


@pytest.mark.parametrize("text", ["读取区域", "地图", "网页", "工作簿：数据来源", "存盘"])
def test_cancelling_leaves_the_old_files_alone(tmp_path: Path, text: str) -> None:
    for name in FORMATS:
        (tmp_path / f"浑南区_丹东规划_覆盖简报.{name}").write_text("old", "utf-8")
    with pytest.raises(Cancelled):
        write(tmp_path, feedback=Stop(text))
    assert [path.read_text("utf-8") for path in sorted(tmp_path.iterdir())] == ["old", "old"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [(OSError(28, "No space left on device"), "磁盘空间不足"), (PermissionError(13, "Permission denied"), "没有权限")],
)
def test_a_failing_disk_is_told_and_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError, words: str
) -> None:
    old = tmp_path / "浑南区_丹东规划_覆盖简报.html"
    old.write_text("old", "utf-8")

    def fail(descriptor: int) -> None:
        raise fault

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UserError, match=words):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == [old]
    assert old.read_text("utf-8") == "old"


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", "utf-8")
    with pytest.raises(UserError, match="不是一个文件夹"):
        write(tmp_path / "out")


def test_an_unknown_format_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="docm"):
        write(tmp_path / "out", formats=("html", "docm"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ['a/b\\c:d*e?f"g<h>i|j', "..", " . ", "名" * 300, "\u202e区", "CON", "县\x00\n乡"])
def test_any_region_name_makes_a_safe_file_name(tmp_path: Path, name: str) -> None:
    (path,) = write(tmp_path, replace(make_region(), name=name), formats=("xlsx",))
    assert path.parent == tmp_path
    assert path.is_file()
    assert not set(path.name) & set('<>:"/\\|?*\x00\n\u202e')
    assert len(path.name.encode()) < 240
    assert not path.name.startswith((".", " "))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("丹东市民政事业发展第十四个五年规划", "丹东规划"),
        ("沈阳市浑南区“十五五”养老服务规划", "沈阳市浑南规划"),
        ("平凉市“十四五”民政事业发展规划", "平凉规划"),
        ("某规划", "某规划"),
        ("民政规划", "民政规划"),
    ],
)
def test_short_plan_names(name: str, short: str) -> None:
    assert short_plan_name(replace(make_plan(), name=name)) == short
