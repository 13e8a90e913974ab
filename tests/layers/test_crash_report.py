from pathlib import Path

from layers.crash_report import write_report


def broken() -> None:
    try:
        try:
            raise KeyError("最里面")
        except KeyError:
            raise ValueError("藏起来的") from None
    except ValueError as error:
        raise RuntimeError("子进程:文件 \udcff") from error


def test_the_report_walks_to_the_first_cause(tmp_path: Path) -> None:
    try:
        broken()
    except RuntimeError as error:
        path = write_report(error, tmp_path / "新 文件夹")
    text = path.read_text("utf-8")
    assert text.startswith("一刻 Yike 故障报告（仅保存在本机，未上传）")
    for part in ("最里面", "藏起来的", "子进程", "\\udcff", "in broken"):
        assert part in text
