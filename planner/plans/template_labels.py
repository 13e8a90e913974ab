"""What the codes of a plan file are called in the template, and the code that a word means."""

import difflib
import tomllib
from collections.abc import Mapping
from typing import Any

from layers.resources import resource
from layers.schema import CLASSES, FACILITY_NUMBERS, GROUPS
from planner.plans.kinds import Kind
from planner.plans.plan_text_words import fold
from planner.plans.quantity import FACILITIES, HOUSEHOLDS

COMPARATOR_LABELS = {">=": "不低于", ">": "高于", "<=": "不高于", "<": "低于", "==": "等于", "text": "只有文字"}
DATA_LABELS = {"map": "地图", "attributes": "设施属性", "manual": "人工填报"}
LIMIT_LABELS = {"minutes": "分钟", "metres": "米"}
CLASS_LABELS = {name: name for names in CLASSES.values() for name in names}
YES_NO = {True: "是", False: "否"}
AMOUNT_LABELS = {FACILITIES: "设施数", HOUSEHOLDS: "户", **FACILITY_NUMBERS, **GROUPS}

_SIGNS = {"≥": ">=", "≤": "<=", "=": "==", "﹥": ">", "﹤": "<"}


class CellError(ValueError):
    """A cell that cannot be understood: what is wrong with it, and how to mend it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(what)


def kind_labels(kinds: Mapping[str, Kind]) -> dict[str, str]:
    """What the kinds of facilities are called, by code."""
    return {code: kind.label for code, kind in kinds.items()}


def mode_labels() -> dict[str, str]:
    """What the ways to travel are called, by id."""
    modes = tomllib.loads(resource("modes.toml").read_text("utf-8"))
    return {name: mode["label"] for name, mode in modes.items()}


def code_of(text: str, labels: Mapping[Any, str]) -> Any:
    """The code whose label, or which itself, a text is, in letters of either width.

    Raises:
        CellError: there is none; names the nearest label, or all of a few.
    """
    wanted = fold(text)
    wanted = _SIGNS.get(wanted, wanted)
    for code, label in labels.items():
        if wanted in {fold(label), code}:
            return code
    near = difflib.get_close_matches(text[:80], list(labels.values()), n=1)
    choice = f"是不是“{near[0]}”？" if near else f"可填 {'、'.join(labels.values())}"
    raise CellError(f"“{text[:40]}”不认识", choice if near or len(labels) <= 10 else "可填的写法见“选项”表")


def split(text: str, separators: str) -> list[str]:
    """The pieces of a text between any of the separators, without the empty ones."""
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return [piece.strip() for piece in text.split(separators[0]) if piece.strip()]
