"""The user's own plans: kept, found by their ids, and a broken one costs only itself."""

from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from layers import beside
from layers.errors import UserError
from planner.plans.own_plans import keep_plan, own_folder, own_problems, remove_plan
from planner.plans.plan_files import bundled_files
from planner.plans.plan_text import text_of
from planner.plans.reading import load_plan, load_plans, read_plan
from tests.planner.plans.written import HEAD, STATIONS, write_plan

PLAIN = HEAD + STATIONS


@pytest.fixture(autouse=True)
def own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own plans, which is not there yet."""
    data = tmp_path_factory.mktemp("data")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: data)
    return data / "plans"


def _write(folder: Path, plan_id: str, *, parent: str = "", text: str = PLAIN) -> Path:
    above = f'\nparent = "{parent}"' if parent else ""
    return write_plan(folder, text.replace('id = "draft"', f'id = "{plan_id}"{above}'), f"{plan_id}.toml")


def _ids() -> list[str]:
    return [plan.id for plan in load_plans()]


def test_without_any_there_are_those_of_the_program(own: Path):
    assert own_folder() == own
    assert _ids() == sorted(bundled_files()) == ["dandong", "hunnan", "liaoning", "pingliang", "suqian"]
    for plan in load_plans():
        assert load_plan(plan.id) == plan
    assert own_problems() == ()
    assert not own.exists()


def test_a_plan_is_kept_found_and_taken_out(own: Path, tmp_path: Path):
    path = write_plan(tmp_path, PLAIN, "我县规划 2025.toml")
    plan = keep_plan(path)
    assert plan.path == own / "draft.toml"
    assert (own / "draft.toml").read_bytes() == path.read_bytes()
    assert load_plan("draft") == plan == load_plans()[-1]
    assert replace(plan, path=path) == read_plan(path)
    remove_plan("draft")
    assert list(own.iterdir()) == []
    assert "draft" not in _ids()
    with pytest.raises(UserError, match="没有规划“draft”"):
        load_plan("draft")
    with pytest.raises(UserError, match="自己的规划里没有“draft”"):
        remove_plan("draft")


def test_the_text_beside_it_is_kept_along(own: Path, tmp_path: Path):
    path = _write(tmp_path, "draft")
    (tmp_path / "draft.txt").write_text("一\n二\n工作站覆盖率80\n", "utf-8")
    text = text_of(keep_plan(path))
    assert text is not None
    assert sorted(file.name for file in own.iterdir()) == ["draft.toml", "draft.txt"]
    (tmp_path / "draft.txt").unlink()
    keep_plan(path, replacing=True)  # the text of the plan it took the place of goes with that
    assert [file.name for file in own.iterdir()] == ["draft.toml"]
    (tmp_path / "draft.txt").write_bytes(b"%PDF-1.4")
    with pytest.raises(UserError, match=r"draft\.txt：这不是纯文本文件"):
        keep_plan(path, replacing=True)
    keep_plan(_write(tmp_path, "other"))
    remove_plan("draft")
    assert [file.name for file in own.iterdir()] == ["other.toml"]


def test_nothing_is_overwritten_unasked(own: Path, tmp_path: Path):
    keep_plan(_write(tmp_path, "draft"))
    changed = _write(tmp_path, "draft", text=PLAIN.replace("试编规划", "改过的规划"))
    with pytest.raises(UserError) as caught:
        keep_plan(changed)
    assert (caught.value.where, caught.value.what) == ("draft.toml id", "自己的规划里已有代号“draft”")
    assert load_plan("draft").name == "试编规划"
    assert keep_plan(changed, replacing=True).name == load_plan("draft").name == "改过的规划"
    with pytest.raises(UserError, match="已经在自己的规划里"):
        keep_plan(own / "draft.toml", replacing=True)


def test_ids_of_the_programs_plans_are_taken(own: Path, tmp_path: Path):
    with pytest.raises(UserError) as caught:
        keep_plan(_write(tmp_path, "dandong"), replacing=True)
    assert (caught.value.where, caught.value.what) == ("dandong.toml id", "代号“dandong”与随程序带的规划相同")
    assert "dandong_2" in caught.value.remedy
    assert not own.exists()
    with pytest.raises(UserError, match="随程序带的规划不能移除"):
        remove_plan("dandong")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bad.toml", PLAIN.replace("value = 80", "value = 8x").encode(), "bad.toml 第 16 行 value：写法不对"),
        ("gbk.toml", PLAIN.encode("gb18030"), "gbk.toml 第 3 行：文字不是 UTF-8 编码"),
        ("other.toml", PLAIN.encode(), "other.toml id：代号“draft”与文件名不一致"),
        ("liaoning.toml", PLAIN.replace("draft", "liaoning").encode(), "liaoning.toml id：代号“liaoning”与随程序"),
        ("orphan.toml", PLAIN.replace('"draft"', '"orphan"\nparent = "no"').encode(), "没有上级规划“no”"),
        ("large.toml", b"#" * 2_000_000, "large.toml：文件有 2 MB"),
    ],
)
def test_a_broken_one_costs_only_itself(own: Path, tmp_path: Path, name: str, content: bytes, told: str):
    keep_plan(_write(tmp_path, "good", parent="liaoning"))
    (own / name).write_bytes(content)
    (own / "说明.docx").write_bytes(b"x")
    (own / "._good.toml").write_bytes(b"\0\0")  # what a Mac leaves on a stick
    (own / "folder.toml").mkdir()
    assert _ids() == [*bundled_files(), "good"]
    (problem,) = own_problems()
    assert told in str(problem)
    assert problem.remedy
    superior = load_plan("good").superior
    assert superior is not None
    assert superior.path == bundled_files()["liaoning"]
    assert len(superior.indicators) > 100


def test_the_plan_above_is_beside_then_the_users_then_the_programs(own: Path, tmp_path: Path):
    first, second = tmp_path / "一", tmp_path / "二"
    first.mkdir()
    second.mkdir()
    _write(first, "city", text=PLAIN.replace("试编规划", "旁边的市规划"))
    keep_plan(_write(second, "city", text=PLAIN.replace("试编规划", "收进来的市规划")))
    names = {
        folder.name: read_plan(_write(folder, "county", parent="city")).superior.name  # type: ignore[union-attr]
        for folder in (first, second)
    }
    assert names == {"一": "旁边的市规划", "二": "收进来的市规划"}
    (second / "city.toml").unlink()
    found = read_plan(second / "county.toml").superior
    assert found is not None
    assert found.path == own / "city.toml"
    above = read_plan(_write(second, "town", parent="liaoning")).superior
    assert above is not None
    assert above.path == bundled_files()["liaoning"]


def test_a_plan_is_kept_after_the_one_above_it(own: Path, tmp_path: Path):
    city, county = _write(tmp_path, "city"), _write(tmp_path, "county", parent="city")
    with pytest.raises(UserError) as caught:
        keep_plan(county)
    assert caught.value.where == "county.toml parent"
    assert "先把上级规划 city 收进来" in caught.value.remedy
    assert not list(own.iterdir())
    keep_plan(city)
    kept = keep_plan(county)
    assert kept.superior is not None
    assert kept.superior.path == own / "city.toml"
    with pytest.raises(UserError, match="“city”是county的上级规划"):
        remove_plan("city")
    remove_plan("county")
    remove_plan("city")


def test_a_plan_above_that_is_another_than_the_kept_one(own: Path, tmp_path: Path):
    keep_plan(_write(tmp_path, "city"))
    _write(tmp_path, "city", text=PLAIN.replace("value = 80", "value = 90"))
    with pytest.raises(UserError, match="不是同一份"):
        keep_plan(_write(tmp_path, "county", parent="city"))
    assert [file.name for file in own.iterdir()] == ["city.toml"]


def test_a_broken_one_can_be_taken_out(own: Path):
    own.mkdir()
    (own / "bad.toml").write_bytes(b"\xff")
    remove_plan("bad")
    assert not list(own.iterdir())


def test_a_plan_with_a_fault_is_not_kept(own: Path, tmp_path: Path):
    with pytest.raises(UserError, match="第 16 行 value"):
        keep_plan(_write(tmp_path, "draft", text=PLAIN.replace("value = 80", 'value = "x"')))
    assert not own.exists()


def test_a_full_disk_leaves_what_was_there(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = _write(tmp_path, "draft")
    keep_plan(path)
    before = (own / "draft.toml").read_bytes()
    path.write_text(path.read_text("utf-8") + "\n# more\n", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(beside.os, "fsync", full)
    with pytest.raises(UserError, match="磁盘空间不足"):
        keep_plan(path, replacing=True)
    assert (own / "draft.toml").read_bytes() == before
    assert [file.name for file in own.iterdir()] == ["draft.toml"]


def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: blocked)
    assert "draft" not in _ids()
    with pytest.raises(UserError):
        keep_plan(_write(tmp_path, "draft"))
