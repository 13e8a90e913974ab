"""Facilities taken apart and put together, row by row."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from layers.schema import FACILITY_NUMBERS, FACILITY_TEXTS
from layers.tables import Facilities


def named(names: Iterable[str]) -> str:
    """Some facilities by name, the first five of them."""
    every = [str(name) for name in names]
    return "、".join(every[:5]) + ("等" if len(every) > 5 else "")


def joined(first: Facilities, then: Facilities) -> Facilities:
    """The facilities of both."""
    return Facilities(
        id=np.concatenate([first.id, then.id]),
        name=np.concatenate([first.name, then.name]),
        kinds=(*first.kinds, *then.kinds),
        unit_code=np.concatenate([first.unit_code, then.unit_code]),
        status=np.concatenate([first.status, then.status]),
        lon=np.concatenate([first.lon, then.lon]),
        lat=np.concatenate([first.lat, then.lat]),
        numbers={field: np.concatenate([first.numbers[field], then.numbers[field]]) for field in FACILITY_NUMBERS},
        texts={field: np.concatenate([first.texts[field], then.texts[field]]) for field in FACILITY_TEXTS},
        attributes=(*first.attributes, *then.attributes),
    )


def fullness(facilities: Facilities, row: int) -> int:
    """How many fields of a row are filled."""
    placed = 2 * int(np.isfinite(facilities.lon[row]))
    numbers = sum(bool(np.isfinite(facilities.numbers[field][row])) for field in FACILITY_NUMBERS)
    texts = sum(bool(facilities.texts[field][row]) for field in FACILITY_TEXTS)
    own = sum(bool(text) for text in (facilities.id[row], facilities.unit_code[row], facilities.status[row]))
    return placed + numbers + texts + own + len(facilities.attributes[row])


def merged(facilities: Facilities, groups: Sequence[Sequence[int]]) -> Facilities:
    """One facility for each group of rows: the fullest, its blanks filled from the others, their kinds joined."""
    ordered = [
        sorted(group, key=lambda row: (-fullness(facilities, row), row)) if group[1:] else group for group in groups
    ]
    result = facilities.take([group[0] for group in ordered])
    numbers = {field: values.copy() for field, values in result.numbers.items()}
    texts = {field: values.copy() for field, values in result.texts.items()}
    lon, lat = result.lon.copy(), result.lat.copy()
    plain = {name: getattr(result, name).copy() for name in ("id", "unit_code", "status")}
    kinds, attributes = list(result.kinds), list(result.attributes)
    for i, group in enumerate(ordered):
        for row in group[1:]:
            if not np.isfinite(lon[i]):
                lon[i], lat[i] = facilities.lon[row], facilities.lat[row]
            for field, values in numbers.items():
                values[i] = facilities.numbers[field][row] if np.isnan(values[i]) else values[i]
            for field, cells in texts.items():
                cells[i] = cells[i] or facilities.texts[field][row]
            for name, cells in plain.items():
                cells[i] = cells[i] or getattr(facilities, name)[row]
            kinds[i] = tuple(dict.fromkeys((*kinds[i], *facilities.kinds[row])))
            attributes[i] = {**facilities.attributes[row], **attributes[i]}
    done = replace(result, lon=lon, lat=lat, numbers=numbers, texts=texts, **plain)
    return replace(done, kinds=tuple(kinds), attributes=tuple(attributes))
