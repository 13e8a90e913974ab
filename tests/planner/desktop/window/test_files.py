import threading

from PySide6.QtWidgets import QApplication

from layers.importing.options import ImportOptions
from planner.desktop import main_window, messages, region_work
from tests.planner.desktop.window.driving import SECONDS, ask, endless


def test_the_briefing_is_written_and_offered(opened, qtbot, tmp_path, said):
    ask(opened, qtbot, "community_elderly_station", 10)
    with qtbot.waitSignal(opened.bench.briefing_written, timeout=SECONDS):
        opened.bench.write_briefing(tmp_path / "简 报", ("html", "xlsx"))
    ((name, (files,)),) = said
    assert name == "offer_briefing"
    assert [file.suffix for file in files] == [".html", ".xlsx"]
    assert all(file.stat().st_size > 10_000 for file in files)


def test_an_import_adds_rows_and_the_window_reads_anew(opened, own_sample, qtbot, tmp_path, said):
    metric = opened.bench.region.metric
    lon, lat = metric.inverse(0.0, 0.0)
    table = tmp_path / "新站.csv"
    table.write_text(f"机构名称,经度,纬度\n新设站,{lon},{lat}\n", encoding="gb18030")
    before = len(opened.bench.region.facilities)
    opened.actions_.import_.trigger()
    dialog = next(widget for widget in QApplication.topLevelWidgets() if type(widget).__name__ == "ImportDialog")
    dialog.role.setCurrentIndex(dialog.role.findData("facilities"))
    dialog.kind.setCurrentIndex(dialog.kind.findData("rescue_station"))
    with qtbot.waitSignal(opened.bench.headers_found, timeout=SECONDS) as headers:
        dialog.choose_file(table)
    assert headers.args[0] == ("机构名称", "经度", "纬度")
    with qtbot.waitSignals([opened.bench.imported, opened.bench.scorecard_changed], timeout=SECONDS):
        dialog.start.click()
    assert [name for name, _ in said] == ["say_imported"]
    assert len(opened.bench.region.facilities) == before + 1


def test_only_one_import_at_a_time(opened, qtbot, monkeypatch, tmp_path):
    begun = threading.Event()
    monkeypatch.setattr(region_work, "import_into", endless(begun))
    opened.bench.import_file(tmp_path / "a.csv", None)
    assert not opened.actions_.import_.isEnabled()
    with qtbot.waitSignal(opened.bench.jobs.ended):
        opened.bench.jobs.cancel("import")
    assert opened.actions_.import_.isEnabled()


def test_about_promises_that_data_stays_here(opened, said):
    opened.actions_.about.trigger()
    ((name, (text, details)),) = said
    assert name == "say_about"
    assert "一刻 Yike" in text
    assert "数据不离开这台电脑" in details


def test_findings_are_shown_on_request(opened, qtbot, monkeypatch):
    shown = []

    class Dialog:
        def __init__(self, parent, region_name, findings):
            shown.append((region_name, findings))

        def exec(self):
            return 0

    monkeypatch.setattr(main_window, "FindingsDialog", Dialog)
    with qtbot.waitSignal(opened.bench.checked, timeout=SECONDS):
        opened.actions_.check.trigger()
    ((name, findings),) = shown
    assert name == opened.bench.region.name
    assert findings


def test_a_blocking_finding_is_asked_about_and_accepted(opened, qtbot, monkeypatch, tmp_path):
    township = opened.bench.region.units.code[opened.bench.region.units.rows_at("township")[0]]
    table = tmp_path / "人口.csv"
    table.write_text(f"名称,代码,人口\n某街道,{township},1\n某街道,{township},2\n", encoding="utf-8")
    asked = []
    monkeypatch.setattr(messages, "ask_to_accept", lambda parent, error: asked.append(error) or True)
    with qtbot.waitSignal(opened.bench.imported, timeout=SECONDS):
        opened.bench.import_file(table, ImportOptions(role="units", level="township"))
    (error,) = asked
    assert error.finding.code == "unit_numbers_differ"
    assert "--" not in f"{error.what}{error.remedy}"


def test_a_blocking_finding_that_is_not_accepted_changes_nothing(opened, qtbot, monkeypatch, tmp_path):
    township = opened.bench.region.units.code[opened.bench.region.units.rows_at("township")[0]]
    table = tmp_path / "人口.csv"
    table.write_text(f"名称,代码,人口\n某街道,{township},1\n某街道,{township},2\n", encoding="utf-8")
    before = opened.bench.region.path.read_bytes()
    monkeypatch.setattr(messages, "ask_to_accept", lambda parent, error: False)
    with qtbot.waitSignal(opened.bench.import_blocked, timeout=SECONDS):
        opened.bench.import_file(table, ImportOptions(role="units", level="township"))
    assert opened.bench.region.path.read_bytes() == before
