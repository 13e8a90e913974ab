"""Of what kind the facilities of a source are, by their names and categories."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from layers.decisions import Choice, Match
from layers.matching.kind_words import Kinds, KindWords, Said, family_of, kind_words
from layers.matching.names import fold_text

_SEPARATORS = re.compile(r"[;；,，、|+/\n]")
_NOTHING: Mapping[str, str] = {}
_WITHOUT = re.compile(r"[(（][^()（）]{0,30}(?:不含|不包括|除外)[^()（）]{0,30}[)）]")
"""What a name says that a facility is not."""
UNLIKE = "名称不像民政设施的各行"
"""What all rows are called, as one, whose names are of other things and that were given the file's kind."""


@dataclass(frozen=True)
class KindMatches:
    """The kinds of n facilities.

    Attributes:
        kinds: of each, () where nothing tells; where not sure the likeliest one alone.
        sure: where nobody needs to confirm them.
        unlike: whether a name is of something else and the kind is that of the whole file.
        unknown: what each row's category holds that is no kind.
        matches: one per distinct word or category; names that tell nothing are not among them.
    """

    kinds: tuple[Kinds, ...]
    sure: tuple[bool, ...]
    unlike: tuple[bool, ...]
    unknown: tuple[tuple[str, ...], ...]
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class _Told:
    """What one row was found to be, and by which text."""

    text: str
    said: Said
    reason: str
    unknown: tuple[str, ...] = ()
    others: Kinds = field(default=())

    @property
    def kinds(self) -> Kinds:
        return self.said.kinds if self.said.sure else self.said.kinds[:1]


def recognise_kinds(
    names: Sequence[str],
    categories: Sequence[str],
    known_kinds: Mapping[str, str],
    confirmed: Mapping[str, str] = _NOTHING,
    *,
    default: str = "",
    firm: bool = True,
    rows: Sequence[int] = (),
) -> KindMatches:
    """The kinds of n facilities: by category where it says something known, else by name, else the default.

    Args:
        categories: a column of kinds or categories, "" for none.
        known_kinds: kind codes and their labels.
        confirmed: what a person said that a word, a category or a name means: kind code, "" for none; it wins.
        default: the kind that the whole file is said to be of; a name wins over it only with a kind that is not
            easily taken for it.
        firm: a person said so; else any name that is sure of a kind wins over it.
        rows: where each stands in the file, for the matches' `rows`.
    """
    names, categories = ([_WITHOUT.sub("", text) for text in texts] for texts in (names, categories))
    teller = _Teller(
        KindWords(known_kinds), {fold_text(text): kind for text, kind in confirmed.items()}, (default, firm)
    )
    told = {pair: teller.tell(*pair) for pair in dict.fromkeys(zip(names, categories, strict=True))}
    each = [told[pair] for pair in zip(names, categories, strict=True)]
    return KindMatches(
        kinds=tuple(one.kinds for one in each),
        sure=tuple(one.said.sure for one in each),
        unlike=tuple(one.text == UNLIKE and not one.said.sure for one in each),
        unknown=tuple(one.unknown for one in each),
        matches=_matches(each, known_kinds, rows),
    )


class _Teller:
    """Tells kinds by category and name; what depends on the words in a name alone is told once."""

    def __init__(self, words: KindWords, given: Mapping[str, str], default: tuple[str, bool]) -> None:
        self._words, self._given, self._default = words, given, default
        self._categories: dict[str, _Told] = {}
        self._told: dict[tuple[str, str], _Told] = {}

    def tell(self, name: str, category: str) -> _Told:
        for text in (category, name) if self._given else ():
            if text and fold_text(text) in self._given:
                return _confirmed(text, self._given[fold_text(text)])
        outline = self._words.outline(name)
        known = self._told.get((category, outline))
        if known is not None:
            return known
        one = self._read(name, outline, category)
        kind = self._given.get(fold_text(one.text))
        one = one if kind is None else _confirmed(one.text, kind)
        if one.text != name:
            self._told[category, outline] = one
        return one

    def _read(self, name: str, outline: str, category: str) -> _Told:
        if category not in self._categories:
            self._categories[category] = _by_category(self._words, category, self._given)
        by_category, by_name = self._categories[category], _by_name(self._words.in_outline(outline), name, self._given)
        if by_category.said.kinds:
            return _with_name(by_category, by_name)
        unknown = by_category.unknown
        if self._default[0]:
            return replace(_with_default(by_name, *self._default), unknown=unknown)
        if by_name.said.words:
            return replace(by_name, unknown=unknown)
        return _Told(category, Said(), "没有这种设施类型", unknown) if category else _Told("", Said(), "", unknown)


def _confirmed(text: str, kind: str) -> _Told:
    return _Told(text, Said((text,), (kind,) if kind else (), sure=True), "您已确认")


def _by_category(words: KindWords, category: str, given: Mapping[str, str]) -> _Told:
    """What a category says: as a whole, else piece by piece; of a map service's the last piece that says something."""
    nothing = _Told(category, Said(), "")
    if not category:
        return nothing
    folded = fold_text(category)
    if folded in words.exact:
        return replace(nothing, said=Said((category,), (words.exact[folded],), sure=True), reason="类型列写明")
    pieces = [piece.strip() for piece in _SEPARATORS.split(category) if piece.strip()]
    if len(pieces) > 1 and pieces[0] in kind_words()["general"]:
        told = [_piece(words, piece, given) for piece in reversed(pieces[1:])]
        said = next((one for one in told if one.words), Said())
        return replace(nothing, said=said, reason="类别里有这个词")
    told = [_piece(words, piece, given) for piece in pieces]
    kinds = tuple(dict.fromkeys(kind for one in told for kind in (one.kinds if one.sure else one.kinds[:1])))
    unknown = tuple(piece for piece, one in zip(pieces, told, strict=True) if not one.kinds)
    if len(pieces) == 1:
        return replace(nothing, said=told[0], reason="类型列里有这个词", unknown=unknown)
    sure = all(one.sure for one in told if one.kinds)
    return replace(nothing, said=Said((category,), kinds, sure), reason="类型列写明", unknown=unknown)


def _piece(words: KindWords, piece: str, given: Mapping[str, str]) -> Said:
    folded = fold_text(piece)
    if folded in given:
        return _confirmed(piece, given[folded]).said
    code = words.exact.get(folded)
    return Said((piece,), (code,), sure=True) if code else words.in_name(piece)


def _by_name(said: Said, name: str, given: Mapping[str, str]) -> _Told:
    for word in said.words:
        if word in given:
            return _confirmed(word, given[word])
    text = "、".join(said.words) if said.kinds else name
    return _Told(text, said, "名称里有这个词" if said.kinds else "名称不像民政设施")


def _with_name(by_category: _Told, by_name: _Told) -> _Told:
    """A category goes before the name; a name that is sure of something far from it makes it doubtful."""
    if not by_name.said.sure or not by_name.said.kinds:
        return by_category
    if not by_category.said.sure and set(by_name.said.kinds) & set(by_category.said.kinds):
        return replace(by_name, reason="名称里有这个词,类型列也对得上")
    families = {family_of(kind) for kind in by_category.said.kinds}
    if all(family_of(kind) in families for kind in by_name.said.kinds):
        return by_category
    text = f"{by_category.text}({by_name.text})"
    doubted = replace(by_category.said, sure=False)
    return _Told(text, doubted, "类型列与名称不一致,按类型列", by_category.unknown, by_name.said.kinds)


def _with_default(by_name: _Told, default: str, firm: bool) -> _Told:
    """The kind said of the whole file, unless the name is sure of another one, far from it where it was firmly said."""
    said = by_name.said
    far = all(family_of(kind) != family_of(default) for kind in said.kinds)
    if said.sure and said.kinds and default not in said.kinds and (far or not firm):
        return replace(by_name, reason="名称里有这个词,与为整个文件选的类型不同,按名称", others=(default,))
    if said.sure and said.words and not said.kinds:
        return _Told(UNLIKE, Said((), (default,), sure=False), "按为整个文件选的类型")
    return _Told("", Said((), (default,), sure=True), "")


def _matches(each: Sequence[_Told], labels: Mapping[str, str], rows: Sequence[int]) -> tuple[Match, ...]:
    """Each distinct text and answer once, with the places where it stands."""
    places: dict[int, list[int]] = {}  # by object, of which there are few: comparing what they say takes longer
    for i, one in enumerate(each):
        places.setdefault(id(one), []).append(i)
    where: dict[_Told, list[int]] = {}
    for some in places.values():
        if each[some[0]].text:
            where.setdefault(each[some[0]], []).extend(some)
    return tuple(_match(one, sorted(some), labels, rows) for one, some in where.items())


def _match(one: _Told, places: Sequence[int], labels: Mapping[str, str], rows: Sequence[int]) -> Match:
    said = one.said
    count = f"{len(places)} 行" if one.text == UNLIKE else ""
    others = (*one.others, *(() if said.sure else said.kinds[1:]))
    return Match(
        what="kind",
        text=one.text,
        target=";".join(one.kinds),
        label="、".join(labels.get(kind, kind) for kind in one.kinds),
        reason=count + (one.reason if said.sure else f"{one.reason},请确认"),
        sure=said.sure,
        others=tuple(Choice(kind, labels.get(kind, kind)) for kind in _distinct(others)),
        rows=tuple(f"第{rows[i]}行" for i in places[:50]) if rows else (),
    )


def _distinct(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kinds))
