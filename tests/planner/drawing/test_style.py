"""The colours that carry an answer stay apart for the colour-blind and in grey."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from planner.drawing import style

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
SIGHT = {
    "all": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, sight="all"):
    rgb = np.array(QColor(colour).getRgbF()[:3])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = TO_XYZ @ np.clip(np.array(SIGHT[sight]) @ linear, 0, 1) / (0.9505, 1.0, 1.089)
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def difference(one, other, sight):
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


@pytest.mark.parametrize("sight", ["all", "protan", "deutan"])
def test_verdicts_stay_apart(sight):
    for one, other in combinations((style.SERVED, style.NOT_SERVED, style.UNKNOWN), 2):
        assert difference(one, other, sight) > 9


@pytest.mark.parametrize("sight", ["all", "protan", "deutan"])
def test_steps_of_the_share_stay_apart(sight):
    for one, other in combinations(style.SHARE_FILLS, 2):
        assert difference(one, other, sight) > 6


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("ground", [style.INSIDE, *style.DISTINCT_FILLS, style.SERVED, style.NOT_SERVED])
def test_people_beyond_the_circle_stand_out_on_every_ground(sight, ground):
    assert difference(style.UNREACHED, ground, sight) > 25


@pytest.mark.parametrize("name", ["county", "township", "community", "facility"])
def test_names_are_dark_enough_on_their_halo(name):
    def luminance(colour):
        return float((TO_XYZ @ _linear(colour))[1])

    def _linear(colour):
        rgb = np.array(QColor(colour).getRgbF()[:3])
        return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)

    contrast = (luminance(style.LABEL_HALO) + 0.05) / (luminance(style.LABELS[name].colour) + 0.05)
    assert contrast >= 4.5


def test_township_fills_are_equally_light():
    lightness = [lab(colour)[0] for colour in style.DISTINCT_FILLS]
    assert max(lightness) - min(lightness) < 4
