"""One thing that checking the data found."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["blocking", "warning", "note"]
SEVERITY_LABELS: dict[Severity, str] = {"blocking": "阻断", "warning": "警告", "note": "提示"}
Spot = tuple[float, float]


@dataclass(frozen=True)
class Finding:
    """A problem or a decision taken while reading, with its place, what hangs on it and its remedy.

    Attributes:
        severity: `blocking` (no result can be trusted), `warning`, or `note` (a decision taken).
        code: a stable English word that `--accept` takes.
        message: what was found, in plain Chinese.
        rows: the places: row numbers of the file, unit codes or facility ids, as text; the first 50.
        remedy: how to mend it.
        why: what goes wrong if it is left, in plain Chinese; "" where the message says it.
        table: which of the region's tables `rows` are keys of, "" where they are places in a file.
        mend: the repair that one click does, a key of `planner.checking.mending.MENDS`; "" for none.
        spots: longitude and latitude of what can be shown on the map; the first 50.
    """

    severity: Severity
    code: str
    message: str
    rows: tuple[str, ...] = ()
    remedy: str = ""
    why: str = ""
    table: str = ""
    mend: str = ""
    spots: tuple[Spot, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The finding for `--json`."""
        return asdict(self) | {"rows": list(self.rows), "spots": [list(spot) for spot in self.spots]}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Finding":
        """The finding that `as_dict` told of."""
        spots = tuple((float(lon), float(lat)) for lon, lat in told.get("spots", ()))
        return cls(**{**told, "rows": tuple(told["rows"]), "spots": spots})
