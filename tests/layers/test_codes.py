"""Codes as the statistics bureau writes them."""

import pytest

from layers import codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("21", "210000000000"),
        ("210112", "210112000000"),
        ("'210112001", "210112001000"),
        ("210112001001", "210112001001"),
        ("210112001001.0", "210112001001"),
        ("210112001001111", "210112001001"),
    ],
)
def test_normalise(text: str, code: str) -> None:
    assert codes.normalise(text) == code


@pytest.mark.parametrize("text", ["", "2101120", "1.30102E+11", "沈阳", "000000", "２１"])
def test_normalise_refuses(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the text itself
        codes.normalise(text)


def test_levels_and_parents() -> None:
    assert codes.level_of("210000000000") == "province"
    assert codes.level_of("210100000000") == "prefecture"
    assert codes.level_of("210112000000") == "county"
    assert codes.level_of("210112001000") == "township"
    assert codes.level_of("210112001001") == "community"
    assert codes.parent_of("210112001001", "community") == "210112001000"
    assert codes.parent_of("210112000000", "county") == "210100000000"
    assert codes.parent_of("210000000000", "province") == ""
    assert codes.prefix_of("210112000000") == "210112"


def test_classes() -> None:
    assert codes.class_of("210112001000", "township") == "街道"
    assert codes.class_of("210112101000", "township") == "镇"
    assert codes.class_of("210112201000", "township") == "乡"
    assert codes.class_of("210681000000", "county") == "县级市"
    assert codes.class_of("210112001201", "community") == "农村社区"
    assert codes.class_by_name("宽甸满族自治县", "county") == "县"
    assert codes.class_by_name("太阳岛街道", "township") == "街道"
    assert codes.class_by_name("开发区", "township") == ""
