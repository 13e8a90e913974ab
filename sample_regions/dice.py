"""Chance that is the same on every machine, and whole numbers that add up."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]


class Dice:
    """Random numbers that stay the same in every version: only uniform draws of PCG64 are used."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(seed))

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """One number from low to high."""
        return low + (high - low) * float(self._generator.random())

    def uniforms(self, *shape: int) -> Floats:
        """An array of numbers from 0 to 1."""
        drawn: Floats = self._generator.random(shape)
        return drawn

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return min(high, low + int(self.uniform() * (high - low + 1)))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.uniform() < probability

    def order(self, count: int) -> list[int]:
        """The numbers below `count`, shuffled."""
        return [int(i) for i in np.argsort(self._generator.random(count), kind="stable")]

    def bell(self, count: int) -> Floats:
        """Numbers around 0 with standard deviation 1, within -3.5 and 3.5."""
        total: Floats = self.uniforms(count, 4).sum(axis=1)
        return (total - 2.0) * 1.7320508


def distance(a: Point, b: Point) -> float:
    """Metres between two places of the drawing board."""
    return float(np.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2))


def whole_parts(total: float, weights: Floats) -> Floats:
    """Whole numbers in proportion to weights that add up to a whole total (largest remainders)."""
    if not len(weights):
        return np.zeros(0)
    exact = np.asarray(weights, float) * (round(total) / np.sum(weights))
    parts = np.floor(exact + 1e-9)
    short = round(round(total) - parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:short]] += 1.0
    return parts
