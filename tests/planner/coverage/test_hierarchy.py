"""Units above and below each other."""

from dataclasses import replace

import numpy as np

from planner.coverage.hierarchy import Hierarchy
from tests.planner.coverage.lattice import (
    COUNTY,
    PREFECTURE,
    chosen,
    community,
    lattice_units,
    township,
    without_outline,
)

UNITS = lattice_units()
TREE = Hierarchy(UNITS)


def _row(code: str) -> int:
    return UNITS.row_of[code]


def test_ancestors_agree_with_the_table_s_own():
    for level, rows in TREE.ancestors.items():
        assert rows.tolist() == [UNITS.ancestor_row(row, level) for row in range(len(UNITS))]


def test_ancestors_by_hand():
    rows = np.array([_row(community("乙3-2")), _row(township("乙3")), _row(PREFECTURE), -1])
    assert TREE.at(rows, "township").tolist() == [_row(township("乙3")), _row(township("乙3")), -1, -1]
    assert TREE.at(rows, "county").tolist() == [_row(COUNTY["乙"])] * 2 + [-1, -1]
    assert TREE.at(rows, "prefecture").tolist() == [_row(PREFECTURE)] * 3 + [-1]
    assert TREE.at(rows, "province").tolist() == [-1] * 4


def test_tops():
    assert TREE.tops.tolist() == [_row(PREFECTURE)]
    without = chosen(UNITS, UNITS.level != "prefecture")
    assert without.code[Hierarchy(without).tops].tolist() == sorted(COUNTY.values())


def test_complete_and_spans():
    assert TREE.spans(UNITS.level == "township")
    assert TREE.spans(UNITS.level == "community")
    all_but_one = (UNITS.level == "community") & (UNITS.code != community("甲1-1"))
    assert not TREE.spans(all_but_one)
    complete = TREE.complete(all_but_one)
    assert not complete[_row(township("甲1"))]
    assert complete[_row(township("甲2"))]
    assert complete[_row(COUNTY["乙"])]
    assert TREE.spans(all_but_one | (UNITS.code == township("甲1")))


def test_outlined():
    assert TREE.outlined
    assert Hierarchy(without_outline(UNITS, ["丁市"])).outlined  # the counties cover it
    assert Hierarchy(without_outline(UNITS, ["甲1-1"])).outlined  # the units above cover it
    assert not Hierarchy(without_outline(UNITS, ["丁市", "甲区", "甲4乡", "甲4-4"])).outlined
    assert not Hierarchy(chosen(UNITS, np.zeros(len(UNITS)))).outlined


def test_a_level_that_nobody_knows_is_no_level():
    level = np.where(UNITS.code == township("甲1"), "乡级", UNITS.level)
    tree = Hierarchy(replace(UNITS, level=level))
    rows = np.array([_row(community("甲1-1")), _row(township("甲1")), _row(township("甲2"))])
    assert tree.at(rows, "township").tolist() == [-1, -1, _row(township("甲2"))]
    assert tree.at(rows, "county").tolist() == [_row(COUNTY["甲"])] * 3
    assert tree.spans(UNITS.level == "community")
    assert Hierarchy(replace(UNITS, level=np.full(len(UNITS), "区划"))).outlined


def test_a_loop_of_parents_ends():
    parent = UNITS.parent.copy()
    parent[_row(PREFECTURE)] = COUNTY["甲"]
    loop = Hierarchy(replace(UNITS, parent=parent))
    assert len(loop.tops) == 0
    assert not loop.spans(np.ones(len(UNITS), dtype=bool))
    assert loop.at(np.array([_row(community("甲1-1"))]), "province").tolist() == [-1]
