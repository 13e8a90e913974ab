"""Words found in a plan's text, whatever the copy did to its blanks and punctuation."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_PIECE = re.compile(r"(?:[^。；！？;!?.]|(?<=[0-9A-Za-z])\.|\.(?=[0-9A-Za-z]))+(?:[。；！？;!?.]+[”’」』）)]*)?")
_BARE = 0.3  # a sentence with less of the name leaves its subject to the one before it


def fold(text: str) -> str:
    """The text without blanks, full-width letters and marks made half-width: ＞６０ ％ is >60%."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def tidy(text: str) -> str:
    """The text in one line, runs of blanks made one."""
    return " ".join(text.split())


def pieces(line: str) -> list[str]:
    """The sentences of a line: they end at 。；！？ of either width, and at a full stop that is no decimal point."""
    return _PIECE.findall(line) or [line]


def in_folded(folded: str, words: str) -> bool:
    """Whether the words stand in a folded text, a figure as a whole: 68 does not stand in 68.6%."""
    return _pattern(words).search(folded) is not None


def holding(parts: Sequence[str], words: str, *, loosely: bool = False) -> list[int]:
    """Places of the parts that hold the words.

    Args:
        loosely: where none does, also as part of figures that ran together: a copy that lost its commas prints
            490、390元 as 490390元.
    """
    folded = [fold(part) for part in parts]
    whole = [place for place, part in enumerate(folded) if in_folded(part, words)]
    return whole or [place for place, part in enumerate(folded) if loosely and fold(words) in part]


def sentence_holding(line: str, name: str, printed: str, *, loosely: bool = False) -> str:
    """The sentence of a line that holds the figure; of several, the one that says most of the name; "" if none."""
    parts = pieces(line)
    places = holding(parts, printed, loosely=loosely)
    if not places:
        return line if holding([line], printed, loosely=loosely) else ""
    best = max(places, key=lambda place: likeness(name, parts[place]))
    first = best - 1 if best and likeness(name, parts[best]) < _BARE else best
    return "".join(parts[first : best + 1])


def sentences_of(lines: Sequence[str], name: str, printed: Sequence[str]) -> str:
    """The lines of a project; of a single line only the sentences that speak of it; "" if a figure is not there."""
    if not all(holding(lines, figure) or holding(["".join(lines)], figure) for figure in printed):
        return ""
    if len(lines) > 1:
        return " | ".join(line.strip() for line in lines if line.strip())
    parts = pieces(lines[0])
    kept = {place for words in (name, *printed) for place in holding(parts, words)}
    best = max(range(len(parts)), key=lambda place: likeness(name, parts[place]))
    if not kept and likeness(name, parts[best]) >= _BARE:
        kept = {best}
    return "".join(parts[place] for place in sorted(kept)) or lines[0]


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    folded = fold(words)
    before = r"(?<![0-9])(?<![0-9]\.)" if folded[:1].isdigit() else ""
    after = r"(?![0-9])(?!\.[0-9])" if folded[-1:].isdigit() else ""
    return re.compile(before + re.escape(folded) + after)


def likeness(name: str, text: str) -> float:
    """The share of a name's pairs of neighbouring letters that stand in a text too, 0 to 1."""
    wanted = _pairs(name)
    return len(wanted & _pairs(text)) / len(wanted) if wanted else 0.0


def _pairs(text: str) -> set[str]:
    letters = "".join(letter for letter in fold(text) if letter.isalnum())
    return {letters[place : place + 2] for place in range(len(letters) - 1)}
