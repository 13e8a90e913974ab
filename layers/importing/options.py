"""What the user decides about an import, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.errors import UserError
from layers.finding import Finding

DATUMS = {"wgs84": "WGS84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02(高德、腾讯)", "bd09": "BD-09(百度)"}


@dataclass(frozen=True)
class ImportOptions:
    """The decisions of one import.

    Attributes:
        role: one of `schema.ROLES`.
        level: level of the units.
        kind: kind code of the facilities, "" where a column tells it.
        known_kinds: kind codes and their labels.
        datum: what the coordinates are measured in; shifted ones are converted exactly.
        columns: field to header.
        accept: codes of blocking findings that the user accepts.
    """

    role: str
    level: str = ""
    kind: str = ""
    known_kinds: Mapping[str, str] = field(default_factory=dict)
    datum: str = "wgs84"
    encoding: str = ""
    sheet: str = ""
    layer: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    accept: tuple[str, ...] = ()
    data_date: str = ""

    def told(self) -> dict[str, str]:
        """The decisions worth keeping with the source."""
        plain = {"datum": self.datum, "encoding": self.encoding, "sheet": self.sheet, "layer": self.layer}
        mapped = {f"column.{name}": header for name, header in self.columns.items()}
        return {key: value for key, value in (plain | mapped).items() if value}


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

    def __init__(self, finding: Finding) -> None:
        places = f"({'、'.join(finding.rows[:5])})" if finding.rows else ""
        option = f"确认无误时加 --accept {finding.code}"
        super().__init__(f"{finding.message}{places}", remedy=finding.remedy, option=option)
        self.finding = finding


def refuse_blocking(findings: list[Finding], accept: tuple[str, ...]) -> None:
    """Stop before anything is written when a blocking finding was not accepted.

    Raises:
        BlockedError: for the first such finding.
    """
    for finding in findings:
        if finding.severity == "blocking" and finding.code not in accept:
            raise BlockedError(finding)
