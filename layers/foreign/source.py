"""The file a child reads, and the list of what it notices on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from layers.errors import UserError
from layers.finding import Finding, Severity
from layers.foreign import text

MOST_ROWS_NAMED = 50
WESTERN = ("iso8859", "cp125", "latin")


@dataclass(frozen=True)
class Source:
    """What is read.

    Attributes:
        file: where it lies; never written to.
        name: what messages call it.
        kind: a `sniff.Kind.name`.
        folder: where copies of it and pieces of it are put.
        options: what the request asks for, by the names of the parameters of `reading`; all as text.
        notes: grows while reading.
        request: the folder the parent looks into for the progress; `folder` where it is None.
    """

    file: Path
    name: str
    kind: str
    folder: Path
    options: Mapping[str, str]
    notes: list[Finding] = field(default_factory=list)
    request: Path | None = None

    def option(self, name: str) -> str:
        """An option's value, "" where it was not given."""
        return self.options.get(name, "")

    def is_western(self) -> bool:
        """Whether the user asked for a Western encoding: what then looks wrongly decoded is as it was asked for."""
        return text.codec_of(self.option("encoding")).startswith(WESTERN)

    def note(
        self, severity: Severity, code: str, message: str, rows: Sequence[int | str] = (), remedy: str = ""
    ) -> None:
        """Remember a decision or a fault, with the first of its places."""
        places = tuple(str(row) for row in rows[:MOST_ROWS_NAMED])
        self.notes.append(Finding(severity, code, message, places, remedy))

    def fault(self, what: str, remedy: str = "文件可能已损坏,请从原软件重新导出") -> UserError:
        """The error to raise when this file cannot be read."""
        return UserError(what, where=self.name, remedy=remedy)

    def progress(self, share: float) -> None:
        """Tell the parent how far the reading is, 0 to 1."""
        ((self.request or self.folder) / "progress").write_text(f"{share:.3f}", "ascii")
