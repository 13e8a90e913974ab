from tests.planner.desktop.window.driving import SECONDS, ask


def test_the_briefing_is_written_and_offered(opened, qtbot, tmp_path, said):
    ask(opened, qtbot, "community_elderly_station", 10)
    with qtbot.waitSignal(opened.bench.briefing_written, timeout=SECONDS):
        opened.bench.write_briefing(tmp_path / "简 报", ("html", "xlsx"))
    ((name, (files,)),) = said
    assert name == "offer_briefing"
    assert [file.suffix for file in files] == [".html", ".xlsx"]
    assert all(file.stat().st_size > 10_000 for file in files)


def test_about_promises_that_data_stays_here(opened, said):
    opened.actions_.about.trigger()
    ((name, (text, details)),) = said
    assert name == "say_about"
    assert "一刻 Yike" in text
    assert "数据不离开这台电脑" in details
