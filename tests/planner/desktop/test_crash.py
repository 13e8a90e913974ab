from planner.desktop.crash import write_report


def test_report_is_plain_text_with_the_traceback(tmp_path):
    try:
        raise ZeroDivisionError("零")
    except ZeroDivisionError as error:
        path = write_report(error, tmp_path / "new folder")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("一刻 Yike 故障报告（仅保存在本机，未上传）")
    assert "ZeroDivisionError: 零" in text
    assert "test_crash.py" in text


def test_two_reports_do_not_overwrite_each_other(tmp_path):
    assert write_report(ValueError("a"), tmp_path) != write_report(ValueError("b"), tmp_path)
