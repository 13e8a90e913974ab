"""What the user answers to an import's questions, as options of the import."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from layers.foreign.answer import Part
from layers.importing.options import ImportOptions

COLUMN = "column."
_LISTS = ("keep_personal", "accept")
_OF_ROLE: dict[str, object] = {"level": "", "kind": "", "columns": {}, "units": {}, "kinds": {}, "accept": ()}
_OF_PART: dict[str, object] = {**_OF_ROLE, "role": "", "header": "", "crs": "", "datum": "", "keep_personal": ()}


def answered(options: ImportOptions, topic: str, value: str) -> ImportOptions:
    """The options with one question answered; "" lets the program find out again.

    Args:
        topic: as `Decision.topic` says: a field of the options, or `column.FIELD`.
    """
    if topic.startswith(COLUMN):
        return replace(options, columns={**options.columns, topic.removeprefix(COLUMN): value})
    if topic == "role":
        return _with(options, {**_OF_ROLE, "role": value})
    if topic == "snap_metres":
        return replace(options, snap_metres=float(value) if value else math.nan)
    if topic in _LISTS:
        return _with(options, {topic: tuple(one for one in value.split("\n") if one)})
    return _with(options, {topic: value})


def of_part(options: ImportOptions, part: Part) -> ImportOptions:
    """The options for another sheet or layer: what was answered about the one before does not hold for it."""
    place = {"sheet": part.name, "layer": ""} if part.kind == "sheet" else {"sheet": "", "layer": part.name}
    return _with(options, {**_OF_PART, **place})


def at_position(options: ImportOptions, crs: str, datum: str) -> ImportOptions:
    """The options for coordinates that lie where the user pointed."""
    return replace(options, crs=crs, datum=datum)


def matched(options: ImportOptions, what: str, target_of: Mapping[str, str]) -> ImportOptions:
    """The options with texts taken to mean units or kinds; "" as a target for none."""
    if what == "unit":
        return replace(options, units={**options.units, **target_of})
    return replace(options, kinds={**options.kinds, **target_of})


def accepting(options: ImportOptions, code: str, *, accepted: bool) -> ImportOptions:
    """The options with a blocking finding accepted, or no longer."""
    rest = tuple(one for one in options.accept if one != code)
    return replace(options, accept=(*rest, code) if accepted else rest)


def _with(options: ImportOptions, fields: Mapping[str, Any]) -> ImportOptions:
    return replace(options, **fields)
