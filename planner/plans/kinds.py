"""The kinds of facilities, as data: `resources/kinds.toml`."""

import re
from dataclasses import dataclass
from pathlib import Path

from layers.errors import UserError
from layers.resources import resource
from planner.plans.fields import IDENTIFIER, Fields, Problem, raise_problems
from planner.plans.toml_file import read_toml

SYMBOLS = ("circle", "square", "triangle", "diamond", "cross", "star", "house", "heart", "hexagon", "flag")

JOINT = "+"
"""Between the codes of several kinds that serve alike: `public_cemetery+columbarium`."""


@dataclass(frozen=True)
class Kind:
    """A kind of facility.

    Attributes:
        colour: #rrggbb.
        symbol: one of `SYMBOLS`.
        order: place in lists and legends, from 0.
        mode: id of the travel mode of its service circle.
        minutes: the service circle offered first.
        circle: whether a service circle says anything about this kind.
    """

    code: str
    label: str
    colour: str
    symbol: str
    order: int
    mode: str
    minutes: float
    circle: bool


def load_kinds(path: Path | None = None) -> dict[str, Kind]:
    """All kinds by code, in their order.

    Raises:
        UserError: the file has a fault.
    """
    file = read_toml(path or resource("kinds.toml"))
    problems: list[Problem] = []
    top = Fields(file, (), file.table, problems)
    top.whole("format", 1, 1)
    tables = top.inner("kind")
    codes = list(tables.table) if tables else []
    kinds = [_kind(code, order, tables.inner(code)) for order, code in enumerate(codes) if tables]
    top.finish()
    raise_problems(file, problems)
    return {kind.code: kind for kind in kinds if kind}


def _kind(code: str, order: int, fields: Fields | None) -> Kind | None:
    if fields is None:
        return None
    if not re.fullmatch(IDENTIFIER, code):
        fields.wrong("", f"代码“{code[:40]}”写法不对", "代码用小写英文字母、数字和下划线，字母开头")
    kind = Kind(
        code=code,
        label=fields.text("label"),
        colour=fields.text("colour", pattern="#[0-9a-f]{6}"),
        symbol=fields.text("symbol", allowed=SYMBOLS),
        order=order,
        mode=fields.text("mode"),
        minutes=fields.number("minutes", required=True) or 0.0,
        circle=fields.flag("circle"),
    )
    fields.finish()
    return kind


def kind_codes(joint: str, kinds: dict[str, Kind]) -> tuple[str, ...]:
    """The codes in a text such as `public_cemetery+columbarium`.

    Raises:
        UserError: one of them is no kind.
    """
    codes = tuple(code.strip() for code in joint.split(JOINT))
    for code in codes:
        if code not in kinds:
            known = "、".join(f"{kind.code} {kind.label}" for kind in kinds.values())
            raise UserError(f"没有设施类型“{code}”", remedy=f"可用的类型：{known}")
    return codes


def kind_label(codes: tuple[str, ...], kinds: dict[str, Kind]) -> str:
    """What several kinds are called together; a code without an entry stands for itself."""
    return "、".join(kinds[code].label if code in kinds else code for code in codes)
