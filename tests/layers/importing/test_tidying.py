"""Invisible characters and stray blanks."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.importing.tidying import tidy, without_examples
from tests.layers.importing.sources import table


def test_invisible_characters_go_and_are_listed() -> None:
    got, findings = tidy(table({"\ufeff名称": ["甲\u200b院", "乙院", "丙\x07院"], "床位": [1, None, 2.5]}))
    assert got.columns == {"名称": ("甲院", "乙院", "丙院"), "床位": (1, None, 2.5)}
    assert [(finding.code, finding.rows) for finding in findings] == [
        ("control_characters", ("第2行“名称”", "第4行“名称”"))
    ]


def test_blanks_and_line_breaks_become_one_blank() -> None:
    got, findings = tidy(table({"名称": [" 甲院", "乙\u00a0\u3000院\n", "\u3000"]}))
    assert got.columns == {"名称": ("甲院", "乙 院", None)}
    assert [(finding.code, finding.rows) for finding in findings] == [("outer_blanks", ("第2行“名称”", "第3行“名称”"))]


def test_headers_that_become_alike_stay_apart() -> None:
    assert list(tidy(table({"名称": ["甲"], "名称\u200b": ["乙"]}))[0].columns) == ["名称", "名称_"]


def test_what_is_clean_is_the_same_object() -> None:
    source = table({"名称": ["甲 院", "¦"], "数": [1, 2]})
    got, findings = tidy(source)
    assert not findings
    assert got.columns["名称"] is source.columns["名称"]


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6))
def test_tidying_twice_changes_nothing_more(texts: list[str]) -> None:
    once, _ = tidy(table({"名称": texts}))
    again, findings = tidy(once)
    assert again.columns == once.columns
    assert not findings


def test_example_rows_of_the_template_go() -> None:
    source = table(
        {"编号": ["示例 1", "1", "2"], "名称": ["示例养老院", "甲", "乙"]}, [shapely.Point(i, i) for i in range(3)]
    )
    got, findings = without_examples(source)
    assert (got.columns["名称"], got.rows) == (("甲", "乙"), (3, 4))
    assert np.array_equal(shapely.get_x(got.geometry), [1, 2])
    assert [(finding.code, finding.rows) for finding in findings] == [("example_rows", ("第2行",))]


def test_a_file_of_nothing_but_examples_stays() -> None:
    assert len(without_examples(table({"编号": ["示例 1"]}))[0]) == 1
