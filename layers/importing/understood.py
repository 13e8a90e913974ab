"""A source whose columns and places are understood, before its rows are made things of the region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from layers.decisions import Decision, Position
from layers.finding import Finding
from layers.foreign.answer import Features
from layers.importing.options import ImportOptions
from layers.tables import Floats


@dataclass(frozen=True, eq=False)
class Understood:
    """The rows of a source, n of them, with what is known about them.

    Attributes:
        features: as read, without the columns of personal data; geometry in degrees of CGCS2000, longitude first.
        where: what messages call the source: the file's name, with its sheet or layer where it has several.
        options: the decisions, every one that could be taken by itself filled in.
        header: which header holds each field of the role; fields that none holds are left out.
        lon, lat: degrees of CGCS2000, NaN for rows without a place; for outlines a point inside; shape (n,).
        decisions: the questions and the answers taken.
        positions: where else the source may lie, the likeliest first; empty where there is no doubt.
        findings: what was met on the way.
        phones: one per row, "" where none; they tell duplicates and are never stored.
    """

    features: Features
    where: str
    options: ImportOptions
    header: Mapping[str, str]
    lon: Floats
    lat: Floats
    decisions: tuple[Decision, ...] = ()
    positions: tuple[Position, ...] = ()
    findings: tuple[Finding, ...] = ()
    phones: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.features.rows)

    @property
    def placed(self) -> np.ndarray:
        """Which rows have a place."""
        return np.asarray(np.isfinite(self.lon) & np.isfinite(self.lat))
