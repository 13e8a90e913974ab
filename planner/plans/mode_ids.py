"""The ids of the ways to travel, as plans name them."""

import tomllib
from functools import cache

from layers.resources import resource


@cache
def mode_ids() -> tuple[str, ...]:
    """The keys of `resources/modes.toml`, whose figures are read by `planner.travel`, a room that plans do not use."""
    return tuple(tomllib.loads(resource("modes.toml").read_text("utf-8")))
