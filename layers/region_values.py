"""Cells of a region file as values. Another program may have edited them: nothing is taken on trust.

A cell that holds what its column cannot hold raises ValueError, TypeError or another of `WRONG_CELLS`.
"""

import json
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np

from layers.resources import resource
from layers.schema import LEVEL_LABELS, STATUSES
from layers.tables import Floats, Texts

WRONG_CELLS = (
    ValueError,  # also broken JSON and broken UTF-8
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,  # JSON nested without end
)
_BETWEEN_KINDS = re.compile("[;；,，、]")
_CODE = re.compile("[a-z][a-z0-9_]*")


def text(cell: object) -> str:
    """A cell as text, "" where it is NULL.

    Raises:
        ValueError: it holds bytes.
    """
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        raise ValueError("bytes in a text column")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def texts(cells: Iterable[object]) -> Texts:
    """A column as text."""
    return np.array([text(cell) for cell in cells], dtype=np.str_)


def number(cell: object) -> float:
    """A cell as a number, which may be infinite: checking tells of figures that cannot be true.

    Raises:
        ValueError: it holds something else.
    """
    if not isinstance(cell, int | float):
        raise ValueError("no number in a column of numbers")
    return float(cell)


def floats(cells: Iterable[object]) -> Floats:
    """A column of numbers, NaN where NULL."""
    return np.array([math.nan if cell is None else number(cell) for cell in cells], dtype=np.float64)


def whole(cell: object) -> int:
    """A cell as a whole number.

    Raises:
        ValueError: it holds something else.
    """
    if not isinstance(cell, int):
        raise ValueError("no whole number in a column of them")
    return cell


def mapping(cell: object) -> Mapping[str, str]:
    """A cell with a JSON object of texts, empty where it is NULL or blank.

    Raises:
        ValueError: it holds something else.
    """
    found = json.loads(text(cell).strip() or "{}")
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return {key: text(value) for key, value in found.items()}


def text_list(cell: object) -> list[str]:
    """A cell with a JSON array of texts, empty where it is NULL or blank.

    Raises:
        ValueError: it holds something else.
    """
    found = json.loads((cell.decode() if isinstance(cell, bytes) else text(cell)).strip() or "[]")
    if not isinstance(found, list) or any(isinstance(item, list | dict) for item in found):
        raise ValueError("no JSON array of texts")
    return [text(item) for item in found]


def spots(cell: object) -> tuple[tuple[float, float], ...]:
    """A cell with a JSON array of places in degrees, empty where it is NULL or blank.

    Raises:
        ValueError: it holds something else.
    """
    found = json.loads((cell.decode() if isinstance(cell, bytes) else text(cell)).strip() or "[]")
    if not isinstance(found, list):
        raise ValueError("no JSON array of places")
    return tuple((float(lon), float(lat)) for lon, lat in found)


def statuses(cells: Iterable[object]) -> Texts:
    """A column of `schema.STATUSES`; their Chinese labels are understood, other words stay as they are."""
    return _coded(cells, _by_label(STATUSES))


def levels(cells: Iterable[object]) -> Texts:
    """A column of `schema.LEVELS`; their Chinese labels are understood, other words stay as they are."""
    return _coded(cells, _by_label(LEVEL_LABELS) | {"社区": "community", "村": "community"})


def kinds(cell: object) -> tuple[str, ...]:
    """The kind codes in a cell, labels understood; other words stay as they are."""
    words = (word.strip() for word in _BETWEEN_KINDS.split(text(cell)))
    return tuple(word if _CODE.fullmatch(word) else _kind_codes().get(_fold(word), word) for word in words if word)


def _coded(cells: Iterable[object], code_of: Mapping[str, str]) -> Texts:
    words = [text(cell).strip() for cell in cells]
    return np.array([code_of.get(_fold(word), word) for word in words], dtype=np.str_)


def _by_label(labels: Mapping[str, str]) -> dict[str, str]:
    return {_fold(label): code for code, label in labels.items()}


def _fold(word: str) -> str:
    """As words are compared: brackets of either width are one."""
    return unicodedata.normalize("NFKC", word)


@cache
def _kind_codes() -> dict[str, str]:
    with resource("kinds.toml").open("rb") as file:
        return _by_label({code: kind["label"] for code, kind in tomllib.load(file)["kind"].items()})
