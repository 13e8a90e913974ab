"""Which facilities of a source the region has already: lists are numbered 1, 2, 3 … in every office."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from layers.finding import Finding
from layers.importing.columns import fold
from layers.tables import Facilities

Key = tuple[str, str, str]

_SAME_PLACE_DEGREES = 1e-5


def identify(incoming: Facilities, existing: Facilities) -> tuple[Facilities, list[Finding]]:
    """The incoming facilities with ids that are those of the region where they are the same, and new ones else.

    The same are: one number and one name, or one number and one place; without that one name, kind and place; else
    one name and kind, where neither side has a namesake. What is there already keeps the kinds it has besides.

    Args:
        incoming: with the ids as the source gives them, "" where it gives none.
    """
    match = _matches(incoming, existing)
    taken = set(existing.id.tolist())
    ids, kinds = [], []
    for row, old in enumerate(match):
        if old >= 0:
            ids.append(str(existing.id[old]))
            kinds.append(tuple(dict.fromkeys((*existing.kinds[old], *incoming.kinds[row]))))
            continue
        ids.append(_free_id(str(incoming.id[row]), incoming.kinds[row], taken))
        kinds.append(incoming.kinds[row])
        taken.add(ids[-1])
    facilities = replace(incoming, id=np.array(ids, dtype=np.str_), kinds=tuple(kinds))
    return facilities, _findings(incoming, existing, match)


def _matches(incoming: Facilities, existing: Facilities) -> list[int]:
    """The row of the same facility in the region for each incoming one, -1 where there is none; none twice."""
    by_id = {str(text): row for row, text in enumerate(existing.id)}
    by_name = _unique([_keys(existing, row) for row in range(len(existing))])
    own = _unique([_keys(incoming, row) for row in range(len(incoming))])
    match, used = [], set()
    for row in range(len(incoming)):
        old = by_id.get(str(incoming.id[row]), -1) if incoming.id[row] else -1
        if old < 0 or not _same(incoming, row, existing, old):
            keys = [key for key in _keys(incoming, row) if key in own and key in by_name]
            old = by_name[keys[0]] if keys else -1
        match.append(-1 if old in used else old)
        used.add(old)
    return match


def _keys(facilities: Facilities, row: int) -> list[Key]:
    """What may tell a facility: name, kind and place; then name and kind alone."""
    name, place = fold(str(facilities.name[row])), f"{facilities.lon[row]:.5f} {facilities.lat[row]:.5f}"
    kinds = facilities.kinds[row]
    return [(name, kind, place) for kind in kinds] + [(name, kind, "") for kind in kinds]


def _unique(keys_of_rows: Sequence[list[Key]]) -> dict[Key, int]:
    """Row by key, of the keys that only one row has."""
    counts = Counter(key for keys in keys_of_rows for key in keys)
    return {key: row for row, keys in enumerate(keys_of_rows) for key in keys if counts[key] == 1}


def _same(incoming: Facilities, row: int, existing: Facilities, old: int) -> bool:
    if fold(str(incoming.name[row])) == fold(str(existing.name[old])):
        return True
    near = abs(incoming.lon[row] - existing.lon[old]) + abs(incoming.lat[row] - existing.lat[old])
    return bool(near < _SAME_PLACE_DEGREES) and bool(set(incoming.kinds[row]) & set(existing.kinds[old]))


def _free_id(given: str, kinds: tuple[str, ...], taken: set[str]) -> str:
    """The id as given where it is free, else with the kind before it or a number behind it."""
    plain = given or f"{kinds[0]}-1"
    if plain not in taken:
        return plain
    stem = f"{kinds[0]}:{given}" if given else kinds[0]
    if given and stem not in taken:
        return stem
    mark = "#" if given else "-"
    number = 2
    while f"{stem}{mark}{number}" in taken:
        number += 1
    return f"{stem}{mark}{number}"


def _findings(incoming: Facilities, existing: Facilities, match: list[int]) -> list[Finding]:
    found = []
    updated = [str(incoming.name[row]) for row, old in enumerate(match) if old >= 0]
    if updated:
        text = f"{len(updated)} 处设施区域里已经有,已按这个文件更新"
        found.append(Finding("note", "facilities_updated", text, tuple(updated[:50])))
    kinds = {kind for own in incoming.kinds for kind in own}
    left = [row for row in range(len(existing)) if row not in match and kinds & set(existing.kinds[row])]
    if left:
        names = tuple(str(existing.name[row]) for row in left[:50])
        text = f"区域里原有的 {len(left)} 处同类设施不在这个文件里,仍然保留"
        found.append(Finding("note", "facilities_kept", text, names, "如已停用,请在表中写明状态后重新导入"))
    new = {fold(str(incoming.name[row])): row for row, old in enumerate(match) if old < 0}
    doubtful = sorted({str(existing.name[row]) for row in left if fold(str(existing.name[row])) in new})
    if doubtful:
        text = f"{len(doubtful)} 处新导入的设施与原有设施同名,分不清是不是同一处,都保留了"
        found.append(Finding("warning", "facility_namesakes", text, tuple(doubtful[:50]), "请核对,以免重复计数"))
    return found
