"""Kinds as a person writes them."""

from layers.errors import UserError
from planner.plans.kinds import load_kinds


def kind_code(text: str) -> str:
    """A kind's code from its code or its label.

    Raises:
        UserError: there is no such kind.
    """
    for kind in load_kinds().values():
        if text in (kind.code, kind.label):
            return kind.code
    known = "、".join(f"{kind.code}({kind.label})" for kind in load_kinds().values())
    raise UserError(f"没有“{text}”这种设施类型", remedy=f"可用的类型:{known}")
