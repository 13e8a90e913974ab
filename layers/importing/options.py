"""What the user decides about an import, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.datum import DATUM_LABELS
from layers.errors import UserError
from layers.finding import Finding

DATUMS = DATUM_LABELS
SPREADS = ("buildings", "residential", "roads", "even")
DUPLICATES = ("keep", "merge")
GONE = ("keep", "close", "remove")
CROSSINGS = ("join", "keep")
_TOLD = (
    *("datum", "crs", "encoding", "sheet", "layer", "header", "level", "kind"),
    *("spread", "duplicates", "gone", "crossings", "density", "headers"),
)


@dataclass(frozen=True)
class ImportOptions:
    """The decisions of one import; "" and empty mean: find out.

    Attributes:
        role: one of `schema.ROLES`.
        part: the sheet, layer or member of an archive that is read (`sheet` and `layer` say the same).
        level: level of the units; "" also where a file holds several.
        kind: kind code of the facilities where neither a column nor the name says another.
        known_kinds: kind codes and their labels.
        datum: what degrees are measured in; shifted ones are converted exactly.
        crs: "EPSG:n" or WKT of the coordinates where the file says nothing, or the wrong thing.
        header: rows of the sheet that make the header: "3" or "3-4".
        columns: field to header; an empty header leaves the field out.
        units: what texts of the source mean, text to unit code, as a person confirmed; "" for none.
        kinds: the same for words of kinds, word to kind code.
        same: which facility of the region one of the file is, name to id; "" for none of them.
        spread: how totals of units become demand points, one of `SPREADS`.
        duplicates: what becomes of two rows for one facility.
        gone: what becomes of facilities of the same list that the file no longer has.
        keep_personal: headers of columns with personal data that the user insists on.
        snap_metres: how near loose ends of roads are joined; None for the usual.
        crossings: "join" or "keep" roads that cross without a common point; "" to let the layer decide.
        density: "yes" where the cells of a grid hold persons per square kilometre, "no" where persons.
        accept: codes of blocking findings that the user accepts.
        licence: under which the data may be used, "" where nobody said.
        given: topics that a person has answered, now or at an earlier import of such a file; not a choice.
        headers: a sign of the source's headers, not a choice: sources that share it are read alike.
    """

    role: str = ""
    level: str = ""
    kind: str = ""
    known_kinds: Mapping[str, str] = field(default_factory=dict)
    datum: str = ""
    crs: str = ""
    encoding: str = ""
    sheet: str = ""
    layer: str = ""
    header: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    spread: str = ""
    duplicates: str = ""
    gone: str = ""
    keep_personal: tuple[str, ...] = ()
    snap_metres: float | None = None
    crossings: str = ""
    density: str = ""
    accept: tuple[str, ...] = ()
    data_date: str = ""
    licence: str = ""
    given: tuple[str, ...] = ()
    headers: str = ""

    def answered(self) -> set[str]:
        """The topics that these options answer: all of them a person's, as long as nothing has been filled in."""
        plain = {name for name in _TOLD if getattr(self, name)} - {"headers"}
        return plain | {f"{name}.{text}" for name, chosen in self._by_text for text in chosen}

    @property
    def _by_text(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        return ("column", self.columns), ("unit", self.units), ("kind", self.kinds), ("same", self.same)

    def told(self) -> dict[str, str]:
        """The decisions worth keeping with the source."""
        plain = {name: getattr(self, name) for name in _TOLD}
        if self.snap_metres is not None:
            plain["snap_metres"] = f"{self.snap_metres:g}"
        kept = {key: value for key, value in plain.items() if value}
        for name, chosen in self._by_text:
            kept |= {f"{name}.{text}": target for text, target in chosen.items()}  # "" is an answer too
        if self.given:
            kept["given"] = "\n".join(self.given)
        return kept


@dataclass(frozen=True)
class ImportResult:
    """What an import added to the region.

    Attributes:
        added: rows that are in the region now.
        skipped: rows of the file that are not.
    """

    added: int
    skipped: int
    findings: tuple[Finding, ...]


class BlockedError(UserError):
    """A blocking finding that the user has not accepted; nothing was written."""

    def __init__(self, finding: Finding, cause: Finding | None = None) -> None:
        places = f"({'、'.join(finding.rows[:5])})" if finding.rows else ""
        option = f"确认无误时加 --accept {finding.code}"
        what = f"{cause.message};{finding.message}{places}" if cause else f"{finding.message}{places}"
        super().__init__(what, remedy=cause.remedy if cause else finding.remedy, option=option)
        self.finding = finding


def refuse_blocking(findings: list[Finding], accept: tuple[str, ...]) -> None:
    """Stop before anything is written when a blocking finding was not accepted.

    Raises:
        BlockedError: for the first such finding.
    """
    garbled = next((finding for finding in findings if finding.code == "text_lost"), None)  # whatever else is odd
    for finding in findings:
        if finding.severity == "blocking" and finding.code not in accept:
            raise BlockedError(finding, garbled)
