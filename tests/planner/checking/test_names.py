"""Names are cleaned once and for all, and what can be seen stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.checking.names import clean_name


@given(st.text())
def test_a_clean_name_is_clean(name: str) -> None:
    once = clean_name(name)
    assert clean_name(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"], exclude_characters="\u115f\u1160\u3164\uffa0")))
def test_letters_and_digits_stay(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("甲\u200b村", "甲村"),
        ("甲\u3000村", "甲 村"),
        ("\ufeff甲\r\n村\t", "甲 村"),
        ("甲\u202e村", "甲村"),
        ("\u2060", ""),
    ],
)
def test_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean
