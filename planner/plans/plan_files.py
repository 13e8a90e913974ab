"""Where plan files lie: those that come with the program, and the user's own."""

from pathlib import Path

import platformdirs

from layers.resources import resource

SUFFIX = ".toml"


def own_folder() -> Path:
    """The folder of the user's own plans; it need not exist."""
    return platformdirs.user_data_path("Yike", appauthor=False) / "plans"


def bundled_files() -> dict[str, Path]:
    """The plans that come with the program, by id, in that order."""
    return {path.stem: path for path in sorted(resource("plans").glob(f"*{SUFFIX}"))}


def own_files() -> dict[str, Path]:
    """The files among the user's own plans, by the id that their names say, in that order."""
    found = sorted(own_folder().glob(f"*{SUFFIX}"))
    return {path.stem: path for path in found if not path.name.startswith(".") and path.is_file()}


def plan_file(plan_id: str, beside: Path | None = None) -> Path | None:
    """The file of a plan, None where there is none.

    Looked for beside a file that names it, then among the plans of the program and the user's own. A file among the
    user's own that takes the id of a plan of the program stands for nothing.
    """
    neighbour = beside.parent / f"{plan_id}{SUFFIX}" if beside and beside.parent != own_folder() else None
    if neighbour and neighbour.is_file():
        return neighbour
    return bundled_files().get(plan_id) or own_files().get(plan_id)


def known_ids() -> str:
    """The ids of all plans, for messages."""
    return "、".join(sorted({*bundled_files(), *own_files()}))
