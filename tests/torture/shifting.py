"""The shift of Chinese web maps, after the formula everybody publishes; written apart from the program's own."""

import math

import numpy as np

A, EE = 6378245.0, 0.00669342162296594323
X_PI = math.pi * 3000.0 / 180.0


def _lat(x: float, y: float) -> float:
    told = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    told += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    told += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    return told + (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0


def _lon(x: float, y: float) -> float:
    told = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    told += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    told += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    return told + (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0


def gcj02(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    radians = lat / 180.0 * math.pi
    magic = 1 - EE * math.sin(radians) ** 2
    north = _lat(x, y) * 180.0 / ((A * (1 - EE)) / (magic * math.sqrt(magic)) * math.pi)
    east = _lon(x, y) * 180.0 / (A / math.sqrt(magic) * math.cos(radians) * math.pi)
    return lon + east, lat + north


def bd09(lon: float, lat: float) -> tuple[float, float]:
    x, y = gcj02(lon, lat)
    z = math.hypot(x, y) + 0.00002 * math.sin(y * X_PI)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * X_PI)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


SHIFTS = {"wgs84": lambda lon, lat: (lon, lat), "gcj02": gcj02, "bd09": bd09}


def shifted(lon: np.ndarray, lat: np.ndarray, datum: str) -> list[tuple[float, float]]:
    """Pairs of six decimals, as the map services give them."""
    moved = (SHIFTS[datum](x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True))
    return [(round(x, 6), round(y, 6)) for x, y in moved]
