"""One thing that checking the data found."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["blocking", "warning", "note"]
SEVERITY_LABELS: dict[Severity, str] = {"blocking": "阻断", "warning": "警告", "note": "提示"}


@dataclass(frozen=True)
class Finding:
    """A problem or a decision taken while reading, with its place and its remedy.

    Attributes:
        severity: `blocking` (no result can be trusted), `warning`, or `note` (a decision taken).
        code: a stable English word that `--accept` takes.
        message: what was found, in plain Chinese.
        rows: the places: row numbers of the file, unit codes or facility ids, as text; the first 50.
        remedy: how to mend it.
    """

    severity: Severity
    code: str
    message: str
    rows: tuple[str, ...] = ()
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding for `--json`."""
        return asdict(self) | {"rows": list(self.rows)}
