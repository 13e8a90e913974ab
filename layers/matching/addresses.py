"""The township that an address names."""

from collections.abc import Sequence

from layers.matching.names import fold_name
from layers.matching.unit_index import UnitIndex

_LONGEST = 120


def units_in_addresses(addresses: Sequence[str], index: UnitIndex) -> list[int]:
    """Row of the township whose full name stands in each address, -1 where none does or several do."""
    townships: dict[str, set[int]] = {}
    for row, name in enumerate(index.names):
        if index.units.level[row] == "township" and name.klass and len(name.full) > 2:
            townships.setdefault(name.full, set()).add(row)
    longest = max(map(len, townships), default=0)
    found = {text: _rows_in(fold_name(text)[:_LONGEST], townships, longest) for text in set(addresses)}
    return [next(iter(found[text])) if len(found[text]) == 1 else -1 for text in addresses]


def _rows_in(address: str, townships: dict[str, set[int]], longest: int) -> set[int]:
    """Rows of every township named; of two names that overlap the longer one counts."""
    rows: set[int] = set()
    start = 0
    while start < len(address):
        cut = next((n for n in range(longest, 2, -1) if address[start : start + n] in townships), 0)
        rows |= townships.get(address[start : start + cut], set()) if cut else set()
        start += cut or 1
    return rows
