"""The units a folded name may mean, the plainest reading first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from layers.matching.names import Name, look, sounds, split_name, without_brackets, words
from layers.matching.unit_index import NameTable, Rows, UnitIndex

Fits = Callable[[int], bool]
_OFFERED = 5
_NEAR = 50.0
"""Least likeness, of 100, of a name that is offered."""
_ABOVE = ("省", "自治区", "特别行政区", "市", "自治州", "地区", "盟", "区", "县", "旗")


@dataclass(frozen=True)
class Hit:
    """Units that a name may mean.

    Attributes:
        reason: how they were found, in plain Chinese.
        sure: whether one unit alone may be taken without asking.
    """

    rows: Rows
    reason: str
    sure: bool


def hits(index: UnitIndex, folded: str, fits: Fits, *, by_sound: bool = True) -> Iterator[Hit]:
    """The readings of a name that some unit fits, the plainest first; by its sound, which takes longest, last."""
    for reading in (_readings, _without_head, _bracketless, _doubtful, _alike, *((_sounding,) if by_sound else ())):
        for hit in reading(index, folded):
            rows = tuple(row for row in hit.rows if fits(row))
            if rows:
                yield Hit(rows, hit.reason, hit.sure)


def _readings(index: UnitIndex, folded: str) -> Iterator[Hit]:
    """The whole text as a name of today, then as one of former days."""
    name = split_name(folded)
    yield Hit(index.now.full.get(folded, ()), "名称相同", sure=True)
    for table, what in ((index.now, "名称相同"), (index.former, "曾用名相同")):
        yield from _in_table(table, name, what)


def _in_table(table: NameTable, name: Name, what: str) -> Iterator[Hit]:
    yield Hit(table.full.get(name.full, ()), what, sure=True)
    if name.klass and name.stem:
        yield Hit(table.typed.get((name.stem, name.klass), ()), f"{what},只是“{name.klass}”的写法不同", sure=True)
        yield Hit(table.plain.get((name.plain, name.klass), ()), f"{what},只是民族的写法不同", sure=True)
        yield Hit(table.typed.get((name.stem, name.level), ()), f"{what},这里没有写明是哪一种单元", sure=True)
    elif len(name.full) > 1:
        yield Hit(table.stem.get(name.full, ()), f"{what},只是没有写明是哪一种单元", sure=True)


def _without_head(index: UnitIndex, folded: str) -> Iterator[Hit]:
    """The text with the names of upper units before it: 辽宁省沈阳市浑南区桃仙街道."""
    name = split_name(folded)
    full = name.full
    for cut in range(1, len(full) - 1):
        if not index.spelled & {full[cut:], name.stem[cut:], name.plain[cut:]}:
            continue
        head, tail = full[:cut], split_name(full[cut:])
        for table in (index.now, index.former):
            for hit in _in_table(table, tail, "去掉上级后名称相同"):
                kept = [(row, fit) for row in hit.rows if (fit := _head_fits(index, row, head))]
                sure = all(fit == "sure" for _, fit in kept)
                yield Hit(tuple(row for row, _ in kept), hit.reason, sure)


def _head_fits(index: UnitIndex, row: int, head: str) -> str:
    """Whether a text is made of the names of a unit's ancestors: "sure", "perhaps" or "".

    The name of an ancestor that nobody here knows counts as one where nothing speaks against it.
    """
    found, sure, unsaid = False, True, []
    upper = index.upper_names(row)
    for names in upper:
        name = next((name for name in names if len(name) > 1 and head.endswith(name)), "")
        if name:
            head = head.removesuffix(name)
            found, sure = True, sure and name == names[0]
        else:
            unsaid.append(names[0])
    top = next((name for name in upper[-1] if len(name) > 1 and head.startswith(name)), "") if unsaid else ""
    if top and unsaid[-1] == upper[-1][0]:  # what lies between it and those that are known may be unknown here
        head, sure = head.removeprefix(top), sure and top == unsaid.pop()
    if not head:
        return "sure" if sure else "perhaps"
    if not head.endswith(_ABOVE) or len(head) > 20 or head.endswith(("社区", "小区")):
        return ""
    if any(name.endswith(head[-1]) for name in unsaid) or _of_other_province(head, unsaid):
        return ""
    return "sure" if found and sure else "perhaps" if found or not head.endswith(("区", "县", "旗")) else ""


def _of_other_province(head: str, unsaid: list[str]) -> bool:
    """Whether a text begins with a province that is not the one here: that one would have been taken off."""
    return bool(unsaid) and any(head.startswith(names[0]) for names in words()["province"].values())


def _bracketless(index: UnitIndex, folded: str) -> Iterator[Hit]:
    bare = without_brackets(folded)
    if bare and bare != folded:
        for hit in (*_readings(index, bare), *_without_head(index, bare)):
            yield Hit(hit.rows, f"去掉括号里的字后{hit.reason}", sure=False)


def _doubtful(index: UnitIndex, folded: str) -> Iterator[Hit]:
    """One stem and another ending: the unit may have changed its class, or be another one."""
    name = split_name(folded)
    rows = _of_level(index, name.stem, name.level)
    reason = _changed(name.klass, index.names[rows[0]].klass) if len(rows) == 1 else "只有后面的字不同"
    yield Hit(rows, f"{reason},请确认", sure=False)
    short = folded.removesuffix("街")
    if short != folded:
        yield Hit(index.now.typed.get((short, "街道"), ()), "少写了“道”?请确认", sure=False)
    if name.level == "community":
        for stem in (name.stem.removesuffix("村"), f"{name.stem}村"):
            yield Hit(_of_level(index, stem, name.level), "村改社区?请确认", sure=False)
    if name.klass:
        yield Hit(index.now.stem.get(name.full, ()), "可能少写了后面的字,请确认", sure=False)


def _of_level(index: UnitIndex, stem: str, level: str) -> Rows:
    return tuple(row for row in index.now.stem.get(stem, ()) if level and index.names[row].level == level)


def _changed(before: str, now: str) -> str:
    if now == "街道" and before in {"镇", "乡"}:
        return f"撤{before}设街道?"
    if (before, now) == ("乡", "镇"):
        return "撤乡设镇?"
    if {before, now} == {"城市社区", "农村社区"}:
        return "村改社区?"
    return f"文件里写的是“{before}”,这里{f'是“{now}”' if now else '没有写明'}"


def _alike(index: UnitIndex, folded: str) -> Iterator[Hit]:
    name = split_name(folded)
    yield Hit(index.by_look.get((look(name.stem), name.klass), ()), "有一个字字形相近,请确认", sure=False)


def _sounding(index: UnitIndex, folded: str) -> Iterator[Hit]:
    """Names in letters, and slips of the same sound."""
    name = split_name(folded)
    if folded.isascii():
        rows = index.by_sound.get(folded, ())
        whole = tuple(row for row in rows if folded in sounds(index.names[row].full))
        yield Hit(whole, "拼音相同", sure=True)
        yield Hit(rows, "拼音相同,只是没有写明是哪一种单元,请确认", sure=False)
    elif len(name.stem) > 1:
        rows = tuple(dict.fromkeys(row for reading in sounds(name.stem) for row in index.by_sound.get(reading, ())))
        typed = tuple(row for row in rows if not name.klass or index.names[row].klass == name.klass)
        yield Hit(typed, "读音相同,字不同,请确认", sure=False)


def near(index: UnitIndex, folded: str, rows: Rows) -> Rows:
    """Those of some units whose names are spelled most like this one: offered, never taken."""
    from rapidfuzz import fuzz, process  # only where nothing else helped

    name = split_name(folded)
    ranked = process.extract(
        name.stem or name.full,
        [index.names[row].stem or index.names[row].full for row in rows],
        scorer=fuzz.ratio,
        score_cutoff=_NEAR,
        limit=3 * _OFFERED,
    )
    same_class = sorted(ranked, key=lambda one: (index.names[rows[one[2]]].klass != name.klass, -one[1]))
    return tuple(rows[place] for _, _, place in islice(same_class, _OFFERED))
