"""One figure, wherever it is read: window, command line, workbook and page."""

import json
import shutil
import sqlite3
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from layers.region import Region
from planner.briefing import figures, write_briefing
from planner.command_line.running import run
from planner.coverage.measuring import evaluate_region
from planner.plans.reading import load_plan
from planner.plans.scorecard import VERDICT_LABELS, Scorecard
from tests.planner.briefing.reading import Numbers, read_page

PLAN = "dandong"
_OF_JSON = ("value", "low", "high", "numerator", "denominator", "target", "shortfall")
_OF_WORKBOOK = {
    "value": "现值",
    "low": "可能的最小值",
    "high": "可能的最大值",
    "numerator": "分子",
    "denominator": "分母",
    "target": "目标值",
    "shortfall": "缺口",
    "due": "应达值",
    "floor": "上级目标值",
}


@dataclass(frozen=True, eq=False)
class Shown:
    """The sample region held against a plan, as it is handed over."""

    scorecard: Scorecard
    page: Numbers
    book: dict[str, dict[str, object]]
    json_text: str


@pytest.fixture(scope="module")
def gapped(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with some beds not known, so that intervals are shown too."""
    copy = tmp_path_factory.mktemp("gapped") / "hunnan.gpkg"
    shutil.copyfile(sample, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE facilities SET nursing_beds = NULL, floor_area_m2 = NULL WHERE fid % 5 = 0")
    return copy


@pytest.fixture(scope="module")
def shown(gapped: Path, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    plan, out = load_plan(PLAN), StringIO()
    with Region.open(gapped) as region:
        scorecard = evaluate_region(region, plan)
        html, xlsx = write_briefing(region, plan, scorecard, (), {}, tmp_path_factory.mktemp("same"))
    with redirect_stdout(out):
        assert run(["evaluate", str(gapped), "--plan", PLAN, "--json"]) == 0
    head, *rows = openpyxl.load_workbook(xlsx)["指标总表"].iter_rows(values_only=True)
    book = {str(row[head.index("代号")]): dict(zip(head, row, strict=True)) for row in rows}
    return Shown(scorecard, read_page(html), book, out.getvalue())


def exact(scorecard: Scorecard) -> dict[str, dict[str, float | None]]:
    """The engine's own figures, by indicator."""
    return {
        row.indicator.id: {
            "value": row.measurement.value,
            "low": row.measurement.low,
            "high": row.measurement.high,
            "numerator": row.measurement.numerator,
            "denominator": row.measurement.denominator,
            "target": row.target,
            "shortfall": row.shortfall,
            "due": row.due.value if row.due else None,
            "floor": row.floor.indicator.value if row.floor else None,
        }
        for row in scorecard.rows
    }


def test_the_sample_has_something_of_everything(shown: Shown) -> None:
    rows = exact(shown.scorecard)
    assert len(rows) == len(shown.scorecard.rows) > 100
    for name in ("value", "low", "numerator", "target", "shortfall", "floor"):
        assert sum(row[name] is not None for row in rows.values()) > 5, name
    assert any(row["value"] is None and row["low"] is not None for row in rows.values())


def test_the_command_line_prints_the_engine_s_numbers(shown: Shown) -> None:
    printed = {row["id"]: row for row in json.loads(shown.json_text)["indicators"]}
    rows = exact(shown.scorecard)
    assert list(printed) == list(rows)
    for key, row in rows.items():
        assert {name: printed[key][name] for name in _OF_JSON} == {name: row[name] for name in _OF_JSON}, key
        assert printed[key]["status"] == shown.scorecard.row(key).verdict


def test_the_page_holds_the_engine_s_numbers(shown: Shown) -> None:
    rows = exact(shown.scorecard)
    assert set(shown.page.rows) == set(rows)
    for key, row in rows.items():
        is_missed = shown.scorecard.row(key).verdict == "not_met"
        expected = {name: value for name, value in row.items() if value is not None}
        if not is_missed:
            expected.pop("shortfall", None)
        assert shown.page.rows[key] == expected, key


def test_the_workbook_s_cells_hold_the_engine_s_numbers(shown: Shown) -> None:
    rows = exact(shown.scorecard)
    assert list(shown.book) == list(rows)
    for key, row in rows.items():
        for name, label in _OF_WORKBOOK.items():
            cell, value = shown.book[key][label], row[name]
            if value is None:
                assert not isinstance(cell, int | float), (key, label)
            else:
                assert cell == float(f"{value:.16G}"), (key, label)  # as many digits as the format holds
        if shown.scorecard.row(key).indicator.is_judged:
            assert shown.book[key]["判定"] == VERDICT_LABELS[shown.scorecard.row(key).verdict]


def test_page_and_workbook_print_the_same_words(shown: Shown) -> None:
    assert len(shown.page.shown) > 100
    for key, text in shown.page.shown.items():
        assert shown.book[key]["现值(文字)"] == text, key


def test_the_window_prints_the_same_words(shown: Shown) -> None:
    pytest.importorskip("PySide6.QtCore", reason="the window's words need Qt", exc_type=ImportError)
    from planner.desktop import wording

    said = {row.indicator.id: wording.measured(row) for row in shown.scorecard.rows}
    told = {key: figures.NO_DATA if text == wording.NOTHING else text for key, text in said.items()}
    assert {key: told[key] for key in shown.page.shown} == shown.page.shown
    assert {key: shown.book[key]["现值(文字)"] for key in told} == told
