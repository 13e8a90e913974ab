"""An import that is ready: everything is decided and checked, nothing is written yet."""

from collections.abc import Callable
from dataclasses import dataclass

from layers.decisions import Change, Decision, Match, Position, Preview
from layers.finding import Finding
from layers.importing.options import ImportOptions
from layers.region_writer import Writer

Write = Callable[[Writer, int], None]
"""Puts the rows of one source, whose id it is given, into the region."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What one import will do.

    Attributes:
        file_name: of the source, without its folder.
        options: the decisions, every one that could be taken by itself filled in.
        added, skipped: rows that will be in the region, and rows of the file that will not.
        findings: what was met while reading and checking, the gravest first.
        decisions: the questions about the source and the answers taken.
        matches: what names and words of the source were taken to mean.
        changes: what happens to each unit or facility of the region; empty for the other roles.
        positions: where else the source may lie, the likeliest first; empty where there is no doubt.
        preview: the rows as they would stand in the region; None for roads.
        detail: the level of the units, or the kinds of the facilities.
    """

    file_name: str
    options: ImportOptions
    added: int
    skipped: int
    findings: tuple[Finding, ...]
    write: Write
    decisions: tuple[Decision, ...] = ()
    matches: tuple[Match, ...] = ()
    changes: tuple[Change, ...] = ()
    positions: tuple[Position, ...] = ()
    preview: Preview | None = None
    detail: str = ""
    sha256: str = ""

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What must be mended or accepted before anything is written."""
        return tuple(f for f in self.findings if f.severity == "blocking" and f.code not in self.options.accept)

    @property
    def doubts(self) -> int:
        """How many decisions and matches a person should look at."""
        return sum(not one.sure for one in self.decisions) + sum(not one.sure for one in self.matches)
