"""The least and the greatest share that what is not known allows."""

from fractions import Fraction

import numpy as np

from layers.tables import Floats
from planner.coverage.figures import given, total
from planner.coverage.hierarchy import Mask
from planner.plans.exact import exact

Bounds = tuple[Fraction, Fraction]


def facility_bounds(sure: Mask, perhaps: Mask, doubtful: Mask) -> Bounds:
    """The least and the greatest share of facilities that count, where some of them may not belong at all."""
    inside = ~doubtful
    least, most = int((sure & inside).sum()), int(((sure | perhaps) & inside).sum())
    against, for_it = int((~sure & doubtful).sum()), int(((sure | perhaps) & doubtful).sum())
    whole = int(inside.sum())
    low = Fraction(least, whole + against) if whole + against else Fraction(0)
    return low, Fraction(most + for_it, whole + for_it) if whole + for_it else Fraction(1)


def share_bounds(parts: Floats, wholes: Floats, doubtful: Mask | None = None) -> Bounds:
    """The least and the greatest sum(parts) / sum(wholes) that missing figures (NaN) allow.

    A part lies between 0 and its whole, a whole between its part and anything. So a missing whole, which may be
    as large as you like, allows a share of 0; missing together with its part, it allows a share of 1 too.
    A part that exceeds its whole counts as missing.

    Args:
        doubtful: those that perhaps do not belong at all: what is left may be any of them or none.
    """
    perhaps = np.zeros(len(parts), dtype=bool) if doubtful is None else doubtful
    has_whole = given(wholes)
    has_part = given(parts) & ~(has_whole & (parts > wholes))
    if (~has_whole & ~has_part).any():
        return Fraction(0), Fraction(1)
    least = np.where(has_whole, wholes, parts)
    high = _extreme(np.where(has_part, parts, wholes), least, perhaps, greatest=True)
    low = _extreme(np.where(has_part, parts, 0.0), least, perhaps, greatest=False) if has_whole.all() else Fraction(0)
    return low, high


def _extreme(parts: Floats, wholes: Floats, perhaps: Mask, *, greatest: bool) -> Fraction:
    """The greatest or least sum(parts) / sum(wholes) with any of those that perhaps belong.

    (P + p) / (W + w) exceeds P / W just where p / w does, so those of the greatest shares go in, one by one.
    """
    numerator, denominator = total(parts[~perhaps]), total(wholes[~perhaps])
    if not denominator:
        return Fraction(1 if greatest else 0)
    pairs = [(exact(part), exact(whole)) for part, whole in zip(parts[perhaps], wholes[perhaps], strict=True) if whole]
    for part, whole in sorted(pairs, key=lambda pair: pair[0] / pair[1], reverse=greatest):
        gain = part * denominator - numerator * whole
        if gain > 0 if greatest else gain < 0:
            numerator, denominator = numerator + part, denominator + whole
    return numerator / denominator
