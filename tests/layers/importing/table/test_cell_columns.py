"""Columns as text: cell by cell, whatever stands in them."""

import math

from hypothesis import example, given
from hypothesis import strategies as st

from layers.importing.table.cell_columns import column_texts, texts
from layers.importing.table.cell_text import text_of
from tests.layers.importing.sources import understood

TEXT = st.sampled_from(["甲", " 甲 ", "甲\u200b", "", "1", "True", "a\tb"])
CELLS = st.one_of(
    st.lists(TEXT | st.none()),
    st.lists(st.integers(-3, 3) | st.none()),
    st.lists(TEXT | st.none() | st.booleans() | st.integers(0, 2) | st.floats() | st.sampled_from([2.0**53, 0.0, 1.0])),
)


@given(CELLS)
@example([1, True, 1.0, "1", None])
@example([2**53, 2.0**53])
@example([math.nan, 0.0, -0.0])
def test_each_cell_by_itself(cells: list) -> None:
    assert column_texts(cells) == [text_of(cell) for cell in cells]


def test_a_field_that_no_column_holds_is_blank() -> None:
    source = understood({"名称": ["甲", None]}, role="facilities")
    assert (texts(source, "name"), texts(source, "address")) == (["甲", ""], ["", ""])
