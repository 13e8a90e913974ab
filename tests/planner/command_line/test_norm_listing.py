"""`plans --norms`."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import app
from planner.plans.norms import keep_norm, load_norms, own_file

KEYS = (
    "id name value value_to unit comparator document clause in_force repealed replaced_by region_code region status "
    "unverified source note edited"
)


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path)


def test_json_has_every_norm_and_key(capsys: pytest.CaptureFixture[str]):
    (beds,) = (norm for norm in load_norms() if norm.id == "beds_per_1000")
    keep_norm(replace(beds, value=35.0), "王科长", "长期取值")
    assert app.main(["plans", "--norms", "--json"]) == 0
    out, err = capsys.readouterr()
    rows = {row["id"]: row for row in json.loads(out)["norms"]}
    assert err == ""
    assert set(rows) == {norm.id for norm in load_norms()}
    assert all(set(KEYS.split()) <= set(row) for row in rows.values())
    changed, old = rows["beds_per_1000"], rows["burial_2012_farmland"]
    assert (changed["value"], changed["edited"]["by"], changed["edited"]["why"]) == (35.0, "王科长", "长期取值")
    assert (old["repealed"], old["replaced_by"], old["edited"]) == ("2026-03-30", "burial_regulation_2026", None)


def test_the_table_marks_what_is_to_be_checked(capsys: pytest.CaptureFixture[str]):
    assert app.main(["plans", "--norms"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "不少于1000m " in lines["henan_roads"]
    assert "河南省" in lines["henan_roads"]
    assert lines["henan_roads"].endswith("待核")
    assert not lines["beds_per_1000"].endswith("待核")
    assert "全国" in lines["beds_per_1000"]


def test_a_broken_file_is_told_and_the_others_are_listed(capsys: pytest.CaptureFixture[str]):
    own_file().write_text("format = 2\n", encoding="utf-8")
    assert app.main(["plans", "--norms", "--json"]) == 0
    out, err = capsys.readouterr()
    assert len(json.loads(out)["norms"]) > 100
    assert "norms.toml 第 1 行 format" in err


def test_what_belongs_to_plans_is_refused(capsys: pytest.CaptureFixture[str]):
    assert app.main(["plans", "--norms", "--plan", "dandong"]) == 2
    assert "用不着 --plan" in capsys.readouterr().err
