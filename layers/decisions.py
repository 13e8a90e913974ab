"""What an import decided, matched and will change: everything a person may want to see before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.tables import Floats, Geometries, Texts


@dataclass(frozen=True)
class Choice:
    """One answer that could be given to a question about a source.

    Attributes:
        value: as the field of `ImportOptions` takes it.
        label: as the screen shows it.
        reason: what speaks for it, "" where nothing in particular does.
    """

    value: str
    label: str
    reason: str = ""


@dataclass(frozen=True)
class Decision:
    """One question about a source and the answer taken.

    Attributes:
        topic: the field of `ImportOptions` that overrules it: role, part, level, kind, crs, datum, encoding, header,
            spread, duplicates, gone ...; `column.FIELD` for the column that holds a field.
        label: the question's name on the screen, in plain Chinese: 坐标, 表头, 名称列 ...
        chosen: the answer.
        sure: False where a person should look before going on.
        given: the user gave the answer himself, now or at an earlier import of such a file.
        others: further answers, the likeliest first.
    """

    topic: str
    label: str
    chosen: Choice
    sure: bool = True
    given: bool = False
    others: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Match:
    """What a text of the source was taken to mean: a unit for a name, a kind for a word.

    Attributes:
        what: "unit" or "kind".
        text: as the source writes it.
        target: code of the unit or kind, "" where nothing fits.
        label: the target's name on the screen.
        reason: how it was found, in plain Chinese: 代码相同, 名称相同(去掉“街道办事处”), 曾用名, 读音相同, 位置 ...
        sure: False where a person should confirm.
        others: further targets, the likeliest first.
        rows: where the text stands in the file; the first 50.
    """

    what: str
    text: str
    target: str
    label: str
    reason: str
    sure: bool = True
    others: tuple[Choice, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What an import does to one thing of the region.

    Attributes:
        act: "added", "changed", "gone" (in the region, of the same list, and not in the file), "same" or "merged".
        key: unit code or facility id, "" for demand and roads.
        name: what people call it.
        before, after: the fields that differ, by their Chinese labels.
    """

    act: str
    key: str
    name: str
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Position:
    """One place on earth where a source may lie, for the picture a person picks from.

    Attributes:
        crs, datum: what `ImportOptions` takes for it.
        label: in plain words: 高德坐标, 三度带第41带 ...
        reason: what speaks for it: 19 个点里 18 个落在自己写的乡镇.
        score: from 0 to 1, the best first; NaN where nothing can tell.
        lon, lat: a sample of the source's points or corners there, degrees of CGCS2000, shape (n,).
    """

    crs: str
    datum: str
    label: str
    reason: str
    score: float
    lon: Floats
    lat: Floats


@dataclass(frozen=True, eq=False)
class Preview:
    """What would come into the region, for map and table: n rows, parallel in every member.

    Attributes:
        columns: by Chinese label, the values as they would stand in the region.
        row: where each stands in the file.
        lon, lat: NaN where it has no place.
        geometry: outlines or lines where the source has such; None for points.
    """

    columns: Mapping[str, tuple[str, ...]]
    row: tuple[int, ...]
    lon: Floats
    lat: Floats
    geometry: Geometries | None = None
    key: Texts | None = None

    def __len__(self) -> int:
        return len(self.row)
