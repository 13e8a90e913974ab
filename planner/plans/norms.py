"""All norms: those that come with the program, and the user's own on top of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import platformdirs

from layers.beside import written_beside
from layers.errors import UserError
from layers.resources import resource
from layers.storage_errors import storage_error
from planner.plans.kinds import load_kinds
from planner.plans.norm import Norm
from planner.plans.norm_reading import NormFile, read_norm_file
from planner.plans.norm_writing import HEAD, drop_norm, norm_text, put_norm


@dataclass(frozen=True)
class Norms:
    """Norms by id in the order of their files, and what is wrong with files."""

    norms: dict[str, Norm]
    problems: tuple[UserError, ...]


def own_file() -> Path:
    """The file of the user's own norms; it need not exist."""
    return platformdirs.user_config_path("Yike", appauthor=False) / "norms.toml"


def load_norms() -> tuple[Norm, ...]:
    """Every norm: those of the program in the order of their files, changed as the user did, then the user's own.

    A file with a fault costs only its own norms: see `norm_problems`.
    """
    return tuple(_known().norms.values())


def norm_problems() -> tuple[UserError, ...]:
    """What is wrong with the files of norms."""
    return _known().problems


def bundled_norm(norm_id: str) -> Norm | None:
    """A norm as it comes with the program, None where it is the user's own."""
    return _bundled().norms.get(norm_id)


def norms_for(region_code: str, on: date, norms: Iterable[Norm] | None = None) -> tuple[Norm, ...]:
    """The norms in force on a day in a region: of the whole country, and of every area the region lies in."""
    every = load_norms() if norms is None else norms
    return tuple(norm for norm in every if norm.is_in_force(on) and norm.applies_to(region_code))


def keep_norm(norm: Norm, by: str, why: str) -> Norm:
    """Keep a norm in the user's own file, instead of the one with its id.

    Where the value is that of one facility or one way, the standard that is computed follows it.

    Args:
        by, why: who changes it and on what ground.

    Raises:
        UserError: nobody or no ground is named, the norm has a fault, the user's file has one, or it cannot be written.
    """
    if not by.strip() or not why.strip():
        raise UserError("没有写明谁改的、依据什么", remedy="请填写修改人和依据")
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    follows = norm.with_value(norm.value, norm.value_to)
    kept = replace(follows, own=True, edited_by=by.strip(), edited_why=why.strip(), edited_at=at)
    if kept.replaced_by and kept.replaced_by not in _known().norms:
        raise UserError(f"没有规范“{kept.replaced_by}”", where=f"{kept.name} replaced_by", remedy="请写已有规范的代号")
    own = _read_own(own_file())
    _write(put_norm(_text_of(own_file()), own.file, kept) if own else f"{HEAD}\n{norm_text(kept)}")
    return _known().norms[kept.id]


def restore_norm(norm_id: str) -> Norm | None:
    """Take a norm out of the user's own file.

    Returns:
        The norm as it comes with the program, None where it was the user's own.

    Raises:
        UserError: there is no such norm, the user's file has a fault, or it cannot be written.
    """
    own = _read_own(own_file())
    if own and any(norm.id == norm_id for norm in own.norms):
        _write(drop_norm(_text_of(own_file()), own.file, norm_id))
    elif norm_id not in _bundled().norms:
        raise UserError(f"没有规范“{norm_id}”", remedy="请刷新规范列表")
    return _bundled().norms.get(norm_id)


def _known() -> Norms:
    """The norms of the program with the user's own on top; none points to one that is not there."""
    bundled = _bundled()
    norms, problems, lines = dict(bundled.norms), list(bundled.problems), {}
    try:
        own = _read_own(own_file())
    except UserError as error:
        own = None
        problems.append(error)
    for number, norm in enumerate(own.norms if own else ()):
        topic = bundled.norms[norm.id].topic if norm.id in bundled.norms else norm.topic
        norms[norm.id] = replace(norm, topic=topic, own=True)
        lines[norm.id] = _place(own, number, "replaced_by")
    for norm in list(norms.values()):
        if norm.replaced_by and norm.replaced_by not in norms:
            norms[norm.id] = replace(norm, replaced_by="")
            where = lines.get(norm.id, norm.topic)
            problems.append(UserError(f"没有规范“{norm.replaced_by}”", where=where, remedy="请写已有规范的代号"))
    return Norms(norms, tuple(problems))


@cache
def _bundled() -> Norms:
    return read_bundled(tuple(sorted(resource("norms").glob("*.toml"))))


def read_bundled(paths: Iterable[Path]) -> Norms:
    """Norms of several files, of which no two have one id."""
    norms: dict[str, Norm] = {}
    problems: list[UserError] = []
    kinds = load_kinds()
    for path in paths:
        try:
            found = read_norm_file(path, kinds)
        except UserError as error:
            problems.append(error)
            continue
        for number, norm in enumerate(found.norms):
            if norm.id in norms:
                what = f"“{norm.id}”与“{norms[norm.id].topic}”里的重复"
                problems.append(UserError(what, where=_place(found, number, "id"), remedy="请换一个代号"))
            norms.setdefault(norm.id, norm)
    return Norms(norms, tuple(problems))


def _place(found: NormFile | None, number: int, key: str) -> str:
    """File, line and key of one norm."""
    return f"{found.file.name} 第 {found.file.line_of(('norm', number), key)} 行 {key}" if found else key


def _read_own(path: Path) -> NormFile | None:
    """The user's own file, None where there is none.

    Raises:
        UserError: it has a fault.
    """
    try:
        there = path.exists()
    except OSError as error:
        raise storage_error(error, path) from error
    return read_norm_file(path, load_kinds()) if there else None


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise storage_error(error, path) from error


def _write(text: str) -> None:
    """Put the text in the place of the user's own file, once it reads well."""
    path = own_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, path) from error
    with written_beside(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
        try:
            read_norm_file(beside, load_kinds())
        except UserError as error:
            where = error.where.replace(beside.name, path.name)
            raise UserError(error.what, where=where, remedy=error.remedy) from error
