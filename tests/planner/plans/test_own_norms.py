"""The user's own norms: changed ones, new ones, and what a broken file may not do."""

from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import UserError
from planner.plans.norm import Norm
from planner.plans.norm_writing import norm_text
from planner.plans.norms import bundled_norm, keep_norm, load_norms, norm_problems, own_file, restore_norm
from tests.planner.plans.written_norms import BEDS, HEAD, ROADS, SIZE


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The user's file, in a folder that is not there yet."""
    monkeypatch.setattr("platformdirs.user_config_path", lambda name, appauthor: tmp_path / name)
    return tmp_path / "Yike" / "norms.toml"


def named(norm_id: str) -> Norm:
    return {norm.id: norm for norm in load_norms()}[norm_id]


def wrote(own: Path, text: str) -> None:
    own.parent.mkdir(exist_ok=True)
    own.write_text(text, encoding="utf-8")


def test_a_figure_is_changed_and_restored(own: Path):
    before = load_norms()
    old = named("guizhou_station_size")
    kept = keep_norm(replace(old, value=300.0), "王科长", "省厅2026年通知")
    assert own_file() == own
    assert (kept.value, kept.each, kept.own) == (300.0, (("floor_area_m2", 300.0),), True)
    assert (kept.edited_by, kept.edited_why) == ("王科长", "省厅2026年通知")
    assert kept.edited_at.startswith("20")
    after = load_norms()
    assert [norm.id for norm in after] == [norm.id for norm in before]
    assert [norm for norm in after if norm not in before] == [kept]
    assert kept.topic == old.topic
    assert bundled_norm("guizhou_station_size") == old
    assert restore_norm("guizhou_station_size") == old
    assert load_norms() == before
    assert norm_problems() == ()


def test_every_norm_is_read_as_it_was_written(own: Path):
    norms = load_norms()
    wrote(own, HEAD + "\n" + "\n".join(norm_text(norm) for norm in norms))
    assert norm_problems() == ()
    assert load_norms() == tuple(replace(norm, own=True) for norm in norms)


def test_hostile_words_are_read_as_they_were_written(own: Path):
    words = 'a"b\\c\n[[norm]]\n# no\t\x7f\x01 """ \'\'\' 崄'
    kept = keep_norm(replace(named("beds_per_1000"), note=words, text="x"), words, words)
    assert (kept.note, kept.edited_by, kept.edited_why) == (words, words, words)
    keep_norm(replace(named("henan_roads"), value=0.1), "王", "查原文")
    assert (named("beds_per_1000").note, named("henan_roads").value) == (words, 0.1)


def test_a_county_adds_its_own(own: Path):
    wrote(own, HEAD + ROADS)
    added = named("our_roads")
    assert (added.own, added.topic, added.applies_to("210624001000")) == (True, "本单位的规范", True)
    assert bundled_norm("our_roads") is None
    assert restore_norm("our_roads") is None
    assert "our_roads" not in {norm.id for norm in load_norms()}


def test_a_handwritten_file_keeps_its_remarks(own: Path):
    wrote(own, f"# 我的\n{HEAD}\n# 床位\n{BEDS.lstrip()}\n# 公墓\n{ROADS.lstrip()}\n# 完\n")
    keep_norm(replace(named("our_beds"), value=50.0), "王", "新文件")
    keep_norm(replace(named("beds_per_1000"), value=35.0), "王", "长期取值")
    text = own.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("#")] == ["# 我的", "# 床位", "# 公墓", "# 完"]
    assert text.index("# 床位") < text.index("our_beds") < text.index("# 公墓") < text.index("our_roads")
    assert (named("our_beds").value, named("our_roads").value, named("beds_per_1000").value) == (50.0, 500.0, 35.0)
    restore_norm("our_beds")
    assert ROADS.strip() in own.read_text(encoding="utf-8")
    assert "our_beds" not in own.read_text(encoding="utf-8")


def test_windows_line_ends_and_mark(own: Path):
    own.parent.mkdir()
    own.write_bytes(b"\xef\xbb\xbf" + (HEAD + SIZE + BEDS).replace("\n", "\r\n").encode())
    keep_norm(replace(named("our_size"), value=280.0), "王", "依据")
    assert (named("our_size").each, named("our_beds").value) == ((("floor_area_m2", 280.0),), 45.0)


def test_a_broken_own_file_costs_only_itself_and_is_never_overwritten(own: Path):
    bundled = load_norms()
    wrote(own, HEAD + BEDS.replace("value = 45", "value = 四十五"))
    broken = own.read_bytes()
    assert load_norms() == bundled
    (problem,) = norm_problems()
    assert problem.where == "norms.toml 第 9 行 value"
    for change in (lambda: keep_norm(bundled[0], "王", "依据"), lambda: restore_norm("our_beds")):
        with pytest.raises(UserError, match=r"norms\.toml 第 9 行 value"):
            change()
    assert own.read_bytes() == broken


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"value": None}, "没有写数值"),
        ({"value": float("nan")}, "不是数"),
        ({"in_force": "明年"}, "不是日期"),
        ({"status": "省里"}, "不认识"),
        ({"name": ""}, "没有写"),
        ({"replaced_by": "nothing", "repealed": "2026"}, "没有规范“nothing”"),
    ],
)
def test_what_does_not_read_is_not_kept(own: Path, changes: dict[str, object], what: str):
    keep_norm(replace(named("henan_roads"), value=900.0), "王", "依据")
    before = own.read_bytes()
    with pytest.raises(UserError, match=what) as caught:
        keep_norm(replace(named("beds_per_1000"), **changes), "王", "依据")  # type: ignore[arg-type]
    assert ".new" not in str(caught.value)
    assert own.read_bytes() == before
    assert [path.name for path in own.parent.iterdir()] == ["norms.toml"]


@pytest.mark.parametrize(("by", "why"), [("", "依据"), ("王", " ")])
def test_nobody_changes_without_a_name_and_a_ground(own: Path, by: str, why: str):
    with pytest.raises(UserError, match="没有写明谁改的"):
        keep_norm(named("henan_roads"), by, why)
    assert not own.exists()


def test_a_full_disk_leaves_the_old_file(own: Path, monkeypatch: pytest.MonkeyPatch):
    keep_norm(replace(named("henan_roads"), value=900.0), "王", "依据")
    before = own.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("layers.beside.os.fsync", full)
    with pytest.raises(UserError, match="磁盘空间不足"):
        keep_norm(replace(named("henan_roads"), value=800.0), "王", "依据")
    assert own.read_bytes() == before
    assert [path.name for path in own.parent.iterdir()] == ["norms.toml"]


def test_a_successor_that_is_not_there_is_told(own: Path):
    wrote(own, HEAD + BEDS + 'repealed = "2026"\nreplaced_by = "our_newer"\n')
    assert named("our_beds").replaced_by == ""
    (problem,) = norm_problems()
    assert (problem.where, problem.what) == ("norms.toml 第 19 行 replaced_by", "没有规范“our_newer”")


def test_norms_in_one_line_are_not_rewritten(own: Path):
    wrote(own, HEAD + "norm = []\n")
    assert restore_norm("henan_roads") == bundled_norm("henan_roads")
    words = ", ".join(f'{key} = "x"' for key in ("id", "name", "text", "document", "source"))
    rows = f'norm = [{{ {words}, comparator = "text", status = "经验" }}]'
    wrote(own, f"{HEAD}{rows}\n")
    with pytest.raises(UserError, match=r"\[\[norm\]\]"):
        restore_norm("x")
    with pytest.raises(UserError, match=r"\[\[norm\]\]"):
        keep_norm(named("henan_roads"), "王", "依据")


def test_restoring_what_there_never_was():
    with pytest.raises(UserError, match="没有规范“nothing”"):
        restore_norm("nothing")
    assert restore_norm("henan_roads") == bundled_norm("henan_roads")
