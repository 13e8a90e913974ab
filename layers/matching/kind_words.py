"""The words by which kinds of facilities are recognised, found in a text."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from layers.matching.names import fold_text
from layers.resources import resource

Kinds = tuple[str, ...]
_REMARK = re.compile(r"\([^()]*\)")
_FORMERLY = ("原", "曾", "靠近", "近")
_GAP = "□"
_BETWEEN = re.compile(r"[()、,/·+&和暨及与]")


@dataclass(frozen=True)
class Said:
    """What a text says about kinds.

    Attributes:
        words: the words it was told by; empty where nothing was found.
        kinds: the kinds, where sure; else the likeliest one first, of which one at most is right.
        sure: nobody needs to confirm it. Sure without kinds: it is none of ours.
    """

    words: tuple[str, ...] = ()
    kinds: Kinds = ()
    sure: bool = False


@cache
def kind_words() -> Mapping[str, Any]:
    """The words, see `resources/kind_words.toml`."""
    with resource("kind_words.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _endings(name: str) -> tuple[str, ...]:
    return tuple(kind_words()[name])


@cache
def _every_word() -> re.Pattern[str]:
    words = {fold_text(word) for entry in kind_words()["word"] for word in entry["words"]}
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def without_kind_words(folded: str) -> str:
    """What is left of a folded name without the words that tell its kind: what it is called."""
    return _every_word().sub("", folded)


@cache
def family_of(kind: str) -> str:
    """The family of kinds that are easily taken for one another; a kind of the user's own is one by itself."""
    return next((family for family, kinds in kind_words()["family"].items() if kind in kinds), kind)


class KindWords:
    """The words of certain kinds, ready to be looked for.

    Args:
        labels: kind codes and their labels; words of other kinds are not looked for.
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = dict(labels)
        self._said: dict[str, Said] = {}

    @cached_property
    def exact(self) -> Mapping[str, str]:
        """Kind by code and by label, folded."""
        return {fold_text(text): code for code, label in self._labels.items() for text in (label, code)}

    @cached_property
    def _words(self) -> Mapping[str, tuple[Kinds, bool]]:
        found = {fold_text(label): ((code,), True) for code, label in self._labels.items() if len(label) > 1}
        for entry in kind_words()["word"]:
            kinds = tuple(kind for kind in entry["kinds"] if kind in self._labels)
            if kinds or not entry["kinds"]:
                found |= {fold_text(word): (kinds, entry.get("sure", True)) for word in entry["words"]}
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(word) for word in sorted(self._words, key=len, reverse=True)))

    @cached_property
    def _unused(self) -> re.Pattern[str]:
        """Characters that stand in no word: what they are tells nothing."""
        lists = (word for name in ("place", "aside", "strange", "doubtful") for word in _endings(name))
        used = {*"".join((*self._words, *lists, *_FORMERLY)), *"()、,/·+&和暨及与"}
        return re.compile(f"[^{re.escape(''.join(sorted(used)))}]+")

    def outline(self, name: str) -> str:
        """A name with one sign for what stands between its words; names of one outline say the same."""
        return self._unused.sub(_GAP, fold_text(name)[:200])

    def in_name(self, name: str) -> Said:
        """What a facility's name says: the last word of each of its parts counts."""
        return self.in_outline(self.outline(name))

    def in_outline(self, outline: str) -> Said:
        """What the names of an outline say."""
        if outline not in self._said:
            self._said[outline] = self._read(outline)
        return self._said[outline]

    def _read(self, text: str) -> Said:
        text = (
            text
            if "(" not in text
            else _REMARK.sub(lambda remark: "" if _is_aside(remark.group()[1:-1]) else remark.group(), text)
        )
        strange = next((word for word in _endings("strange") if text.removesuffix(")").endswith(word)), "")
        if strange and not self._ends_in_word(text):
            return Said((strange,), (), sure=True)
        found = [hit for part in self._parts(text) if (hit := self._last(part))]
        if not found:
            return Said()
        doubtful = text.removesuffix(")").endswith(_endings("doubtful")) and not self._ends_in_word(text)
        return _together(found, doubtful=doubtful)

    def _ends_in_word(self, text: str) -> bool:
        """Whether a text ends in a word of its own, which goes before the endings of others: 社区服务中心."""
        return any(hit.end() == len(text.removesuffix(")")) for hit in self._pattern.finditer(text))

    def _parts(self, text: str) -> list[list[re.Match[str]]]:
        """The words in a text, by parts: what stands between brackets and conjunctions outside of words."""
        hits = [hit for hit in self._pattern.finditer(text) if not _is_place(text, hit.end())]
        parts: list[list[re.Match[str]]] = [[]]
        end = 0
        for hit in hits:
            if _BETWEEN.search(text[end : hit.start()]):
                parts.append([])
            parts[-1].append(hit)
            end = hit.end()
        return parts

    def _last(self, hits: list[re.Match[str]]) -> Said | None:
        """What the words of one part say: the last sure one, else the last one; two that mean one kind are sure."""
        said = [Said((hit.group(),), *self._words[hit.group()]) for hit in hits]
        sure = [one for one in said if one.sure]
        if sure or not said:
            return sure[-1] if sure else None
        again = len({one.words for one in said}) > 1 and len(said[-1].kinds) == 1
        return replace(said[-1], sure=again and all(one.kinds == said[-1].kinds for one in said))


def _together(found: list[Said], *, doubtful: bool) -> Said:
    """What several parts say: all that is sure, else the first guess."""
    sure = [one for one in found if one.sure and one.kinds]
    if sure:
        kinds = tuple(dict.fromkeys(kind for one in sure for kind in one.kinds))
        return Said(tuple(word for one in sure for word in one.words), kinds, not doubtful)
    guesses = [one for one in found if one.kinds]
    return guesses[0] if guesses else found[0]


def _is_aside(remark: str) -> bool:
    """Whether a remark in brackets tells of the surroundings or of former days."""
    return remark.startswith(_FORMERLY) or remark.endswith(_endings("aside"))


def _is_place(text: str, end: int) -> bool:
    """Whether the word that ends here only names a road, a stop or a settlement."""
    return text.startswith(_endings("place"), end)
