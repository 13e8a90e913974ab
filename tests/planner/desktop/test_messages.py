from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from layers.errors import UserError
from planner.desktop import messages


class Boxes:
    """Records message boxes instead of showing them, and presses the button named `press`."""

    def __init__(self):
        self.texts, self.press = [], ""

    def show(self, box):
        self.texts.append((box.text(), box.informativeText()))
        for button in box.buttons():
            if button.text() == self.press:
                button.click()


@pytest.fixture
def boxes(monkeypatch):
    made = Boxes()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: made.show(box))
    return made


@pytest.fixture
def opened(monkeypatch):
    urls = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(Path(url.toLocalFile())))
    return urls


def test_a_refusal_says_what_where_and_the_remedy(boxes):
    messages.say_refused(None, UserError("少一列", where="表.xlsx", remedy="请补上"))
    ((text, details),) = boxes.texts
    assert "少一列" in text
    assert "位置：表.xlsx" in details
    assert "办法：请补上" in details


def test_names_from_data_are_not_markup(boxes):
    messages.say_refused(None, UserError("<img src=x>", where="<b>表</b>"))
    ((text, details),) = boxes.texts
    assert "&lt;img src=x&gt;" in text
    assert "&lt;b&gt;表&lt;/b&gt;" in details


def test_nothing_is_opened_unless_asked(boxes, opened, tmp_path):
    boxes.press = "关闭"
    messages.offer_briefing(None, [tmp_path / "a.html"])
    assert opened == []


@pytest.mark.parametrize(("press", "target"), [("打开简报", "a.html"), ("打开所在文件夹", "")])
def test_briefing_or_its_folder_is_opened(boxes, opened, tmp_path, press, target):
    boxes.press = press
    messages.offer_briefing(None, [tmp_path / "a.html", tmp_path / "a.xlsx"])
    assert opened == [tmp_path / target]
