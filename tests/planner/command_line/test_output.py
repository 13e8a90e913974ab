"""What goes to the terminal."""

import json

import pytest

from planner.command_line.output import print_json, print_table, put


def test_no_name_rewrites_the_terminal(capsys: pytest.CaptureFixture[str]):
    put("甲\x1b[2J乙\r丙\x9b1m")
    assert capsys.readouterr().out == "甲 [2J乙 丙 1m\n"


def test_a_name_of_two_lines_stays_in_its_row(capsys: pytest.CaptureFixture[str]):
    print_table(("名称", "数"), [("甲\n乙", "1"), ("丙", "2")])
    assert capsys.readouterr().out == "名称   数\n甲 乙  1\n丙     2\n"


def test_json_keeps_what_is_there(capsys: pytest.CaptureFixture[str]):
    print_json({"name": "甲\n\x9b乙"})
    assert json.loads(capsys.readouterr().out) == {"name": "甲\n\x9b乙"}
