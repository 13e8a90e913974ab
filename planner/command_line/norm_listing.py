"""What `plans --norms` prints."""

from typing import Any

from planner.command_line.output import print_json, print_table, put, say
from planner.plans.norm import Norm
from planner.plans.norms import load_norms, norm_problems

_KEYS = (
    "id",
    "name",
    "value",
    "value_to",
    "unit",
    "comparator",
    "document",
    "clause",
    "in_force",
    "repealed",
    "replaced_by",
    "region_code",
    "region",
    "status",
    "unverified",
    "source",
    "note",
)


def list_norms(*, as_json: bool) -> int:
    """List every norm, the user's own and the changed ones among them; what is wrong with a file is told."""
    norms = load_norms()
    for problem in norm_problems():
        say(f"有规范没有读入:{problem}")
    if as_json:
        print_json({"norms": [_norm(norm) for norm in norms]})
        return 0
    header = ("代号", "规范", "要求", "文件", "地区", "性质", "施行", "废止", "核对")
    print_table(header, [_line(norm) for norm in norms])
    put(f"共 {len(norms)} 条,其中 {sum(norm.unverified for norm in norms)} 条待核")
    return 0


def _norm(norm: Norm) -> dict[str, Any]:
    """Who changed it and why, null where it is as it came with the program."""
    edited = {"by": norm.edited_by, "why": norm.edited_why, "at": norm.edited_at} if norm.own else None
    return {key: getattr(norm, key) for key in _KEYS} | {"text": norm.text, "edited": edited}


def _line(norm: Norm) -> tuple[str, ...]:
    changed = "自改" if norm.own else ""
    return (
        norm.id,
        norm.name,
        norm.requirement,
        f"{norm.document} {norm.clause}".strip(),
        norm.region or "全国",
        norm.status,
        norm.in_force or "—",
        norm.repealed or "—",
        " ".join(word for word in ("待核" if norm.unverified else "", changed) if word),
    )
