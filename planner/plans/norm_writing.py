"""Norms as text in a file, and their place in it."""

import json
from collections.abc import Iterator

from layers.errors import UserError
from planner.plans.norm import Norm
from planner.plans.toml_file import TomlFile

HEAD = 'format = 1\nid = "own"\nname = "本单位的规范"\n'

_TEXTS_BEFORE = ("text", "measure", "of", "unit_level")
_TEXTS_AFTER = ("document", "clause", "in_force", "repealed", "replaced_by", "region_code", "region", "status")
_TEXTS_LAST = ("source", "note", "edited_by", "edited_why", "edited_at")


def norm_text(norm: Norm) -> str:
    """The `[[norm]]` of a norm; what is not said is left out."""
    return "\n".join(("[[norm]]", *(f"{key} = {value}" for key, value in _entries(norm)))) + "\n"


def put_norm(text: str, file: TomlFile, norm: Norm) -> str:
    """The text of a file with a norm in the place of the one with its id, else at the end.

    Raises:
        UserError: the file lists its norms in a way that leaves no place for one.
    """
    lines = text.split("\n")
    span = _span(file, norm.id, lines)
    if span is None:
        return f"{text.rstrip()}\n\n{norm_text(norm)}"
    lines[span] = norm_text(norm).rstrip("\n").split("\n")
    return "\n".join(lines)


def drop_norm(text: str, file: TomlFile, norm_id: str) -> str:
    """The text of a file without a norm.

    Raises:
        UserError: see `put_norm`.
    """
    lines = text.split("\n")
    span = _span(file, norm_id, lines)
    if span is not None:
        lines[span] = []
    return "\n".join(lines).rstrip() + "\n"


def _span(file: TomlFile, norm_id: str, lines: list[str]) -> slice | None:
    """The lines of a norm, without the remarks above the next one."""
    ids = [norm.get("id") for norm in file.table.get("norm", [])]
    starts = [file.lines.get((("norm", number), "")) for number in range(len(ids))]
    if None in starts:
        raise UserError("规范写成了一行", where=file.name, remedy="请把每条规范改成以 [[norm]] 开头")
    if norm_id not in ids:
        return None
    place = ids.index(norm_id)
    end = (starts[place + 1] or 1) - 1 if place + 1 < len(starts) else len(lines)
    while lines[end - 1].strip() == "" or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return slice((starts[place] or 1) - 1, end)


def _entries(norm: Norm) -> Iterator[tuple[str, str]]:
    yield from _texts(norm, ("id", "name"))
    if norm.kinds:
        yield "kinds", _list(norm.kinds)
    for key in ("value", "value_to"):
        if (value := getattr(norm, key)) is not None:
            yield key, _number(value)
    yield from _texts(norm, ("unit", "comparator", *_TEXTS_BEFORE))
    yield from _computed(norm)
    yield from _texts(norm, _TEXTS_AFTER)
    if norm.unverified:
        yield "unverified", "true"
    yield from _texts(norm, _TEXTS_LAST)


def _computed(norm: Norm) -> Iterator[tuple[str, str]]:
    if not norm.measure:
        return
    if norm.unit_classes:
        yield "unit_classes", _list(norm.unit_classes)
    if norm.limit is not None:
        yield "within", f"{{ {norm.measured_in} = {_number(norm.limit)}, mode = {_text(norm.mode)} }}"
    if norm.each:
        yield "each", f"{{ {', '.join(f'{column} = {_number(least)}' for column, least in norm.each)} }}"
    yield "data", _text(norm.data)
    if norm.target is not None:
        yield "target", _number(norm.target)
    if not norm.judged:
        yield "judged", "false"


def _texts(norm: Norm, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for key in keys:
        if value := getattr(norm, key):
            yield key, _text(value)


def _list(words: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(word) for word in words)}]"


def _text(value: str) -> str:
    whole = value.encode("utf-8", "replace").decode("utf-8")  # half a character from the clipboard has no bytes
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
