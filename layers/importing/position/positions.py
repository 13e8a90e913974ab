"""Which reference system the numbers of a source are in: what it says, held against where the region is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from layers.decisions import Choice, Decision, Position
from layers.errors import UserError
from layers.finding import Finding
from layers.importing.position.home import CHINA, Home
from layers.importing.position.reference_systems import DECLARED, label_of, readings
from layers.projection import DEGREES, Reading, check_degrees, points_to_degrees
from layers.tables import Floats

_SAMPLE = 500
_SHOWN = 60
_MOST_POSITIONS = 4
_FITS, _ASTRAY = 0.5, 0.05
_CLEARLY_INSIDE, _CLEARLY_BESIDE = 0.02, 0.3
_CORNERS = 400
_SAME_PLACE = 1e-5  # degrees: a metre
_NO_CORNERS = np.empty((0, 2))


@dataclass(frozen=True)
class _Tried:
    """A reading of the numbers and where it puts them.

    Attributes:
        near, inside: shares of the points about the region and in its outlines.
        beside: share of the corners of outlines that lie on borders of the region's own, 0 where that is chance.
    """

    crs: str
    label: str
    lon: Floats
    lat: Floats
    near: float
    inside: float
    beside: float = 0.0

    @property
    def rare(self) -> bool:
        """Whether no office uses it: satellite products do. It lies within 2 km of a common one and is no rival."""
        return self.crs.startswith("EPSG:326")

    @property
    def score(self) -> float:
        """From 0 to 1."""
        return (self.near + self.inside) / 2 if self.inside else self.near / 2

    @property
    def rank(self) -> tuple[float, float, float]:
        """The best first."""
        return -round(self.near, 2), -round(self.beside, 1), -round(self.inside, 2)


@dataclass(frozen=True)
class Found:
    """The reading taken.

    Attributes:
        crs: as `Reading.of` takes it; "" where none puts the points on earth.
        decision: None where the source says it and it fits.
        positions: where else the source may lie, where that is not sure; the one taken first.
    """

    crs: str
    decision: Decision | None = None
    positions: tuple[Position, ...] = ()
    findings: tuple[Finding, ...] = ()


def find_position(
    x: Floats,
    y: Floats,
    declared: str,
    given: str,
    home: Home,
    where: str,
    *,
    before: str = "",
    corners: Floats = _NO_CORNERS,
) -> Found:
    """The reference system of a source's points.

    Args:
        x, y: as the source writes them, shape (n,); NaN for none.
        declared: what the source says, WKT or `EPSG:n`, "" for nothing.
        given: what the user says; it wins.
        before: what was chosen at an earlier import of such a file; it is taken again where it fits.
        corners: of outlines, as the source writes them, shape (m, 2).

    Raises:
        UserError: what is said cannot be read, or has no public transformation to CGCS2000.
    """
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    some = known[:: max(1, len(known) // _SAMPLE)]
    if given or not len(some):
        return _as_given(given or declared, by_user=bool(given))
    tried = list(
        _distinct(
            _try(crs, label, x[some], y[some], home, where) for crs, label in readings(x[some], y[some], declared)
        )
    )
    if declared and tried and tried[0].label == DECLARED and _trusted(tried, home):
        return Found(declared)
    if before and home.near(*points_to_degrees(x[some], y[some], before, where=where)).mean() >= _FITS:
        return Found(before, Decision("crs", "坐标系", Choice(before, label_of(before), "上次这样选的"), given=True))
    outlined = len(corners) > 0 and len(home.outlines) > 0
    if outlined:
        tried = [_with_corners(one, corners, home, where) for one in tried]
    ranked = sorted(tried, key=lambda one: (one.rank, home.off(one.lon, one.lat) if one.near > _ASTRAY else 0))
    if not ranked or not _usable(ranked[0]):
        return _nowhere(declared)
    if ranked[0].label == DECLARED:
        return Found(declared)
    if ranked[0].near <= _ASTRAY and not _could_be_degrees(tried):
        return _elsewhere(ranked, home)
    return _taken(ranked, declared, home, outlined=outlined)


def _as_given(crs: str, *, by_user: bool) -> Found:
    decision = Decision("crs", "坐标系", Choice(crs, label_of(crs), "您指定的"), given=True) if by_user else None
    return Found(crs, decision)


def _trusted(tried: Sequence[_Tried], home: Home) -> bool:
    """Whether what the source declares may stand: it fits, or is a place in China that nothing else betters."""
    own, others = tried[0], [one for one in tried[1:] if one.near >= 0.9]
    if own.near >= _FITS or (own.near > _ASTRAY and not others):
        return True
    return _usable(own) and not others and bool(np.any(_in_china(own)) or not _in_any_china(tried))


def _usable(one: _Tried) -> bool:
    return bool(check_degrees(one.lon, one.lat).mean() > _FITS)


def _in_china(one: _Tried) -> np.ndarray:
    west, south, east, north = CHINA
    return np.asarray((one.lon >= west) & (one.lon <= east) & (one.lat >= south) & (one.lat <= north))


def _in_any_china(tried: Iterable[_Tried]) -> bool:
    return any(_in_china(one).mean() > _FITS for one in tried)


def _could_be_degrees(tried: Iterable[_Tried]) -> bool:
    return any(Reading.of(one.crs).crs == DEGREES for one in tried)


def _taken(ranked: list[_Tried], declared: str, home: Home, *, outlined: bool) -> Found:
    best, rest = ranked[0], ranked[1:]
    plain_degrees = best.crs == DEGREES and not declared
    rivals = [one for one in rest if outlined or not one.rare]
    sure = best.near >= _FITS and all(one.near <= _ASTRAY or _clearly_better(best, one) for one in rivals)
    sure = sure or (plain_degrees and not any(_in_china(one).mean() > _FITS for one in rest))
    reason = f"{best.near:.0%} 的位置落在{home.label}附近" if best.near else "按数值的大小"
    choice = Choice("" if plain_degrees else best.crs, best.label, reason)
    others = tuple(
        Choice(one.crs, one.label, f"{one.near:.0%} 的位置落在{home.label}附近")
        for one in _plausible(rest)[:_MOST_POSITIONS]
    )
    return Found(
        best.crs,
        Decision("crs", "坐标系", choice, sure=sure, others=others),
        () if sure else positions_of([best, *_plausible(rest)]),
        tuple(_said(best, declared, plain=plain_degrees, sure=sure, reason=reason)),
    )


def _clearly_better(best: _Tried, other: _Tried) -> bool:
    if best.beside or other.beside:
        return best.beside - other.beside > _CLEARLY_BESIDE
    return best.inside - other.inside > _CLEARLY_INSIDE


def _with_corners(one: _Tried, corners: Floats, home: Home, where: str) -> _Tried:
    """The same with its outlines held against the borders of the region; what chance does counts for nothing."""
    if one.near <= _ASTRAY:
        return one
    some = corners[:: max(1, len(corners) // _CORNERS)]
    share = float(home.beside(*points_to_degrees(some[:, 0], some[:, 1], one.crs, where=where)).mean())
    return replace(one, beside=share if share >= _CLEARLY_BESIDE else 0.0)


def _plausible(tried: Sequence[_Tried]) -> list[_Tried]:
    """Readings that put something near the region; where none does, those that put something in China."""
    return [one for one in tried if one.near > _ASTRAY] or [one for one in tried if _in_china(one).any()]


def _said(best: _Tried, declared: str, *, plain: bool, sure: bool, reason: str) -> Iterable[Finding]:
    doubt = "" if sure else ";没有把握,请看着地图确认"
    mend = "" if sure else "请从几个可能的位置里选一个"
    why = "选错了,整份数据会落到几十公里以外"
    if not sure and not plain:
        message = f"只凭坐标的数值,最像“{best.label}”({reason}),但也可能在别处"
        yield Finding("blocking", "position_unsure", message, (), mend, why)
    elif declared:
        message = f"文件注明的坐标系和坐标对不上,改按“{best.label}”读取({reason}){doubt}"
        why = "照文件注明的读,图形会落到别的地方"
        yield Finding("warning", "crs_contradicted", message, (), mend or "请核对地图上的位置", why)
    elif not plain or not sure:
        message = f"文件没有说明坐标系,按“{best.label}”读取({reason}){doubt}"
        yield Finding("note" if sure else "warning", "crs_from_numbers", message, (), mend)


def _nowhere(declared: str) -> Found:
    message = "坐标既不是经纬度,也不是常用的平面坐标,不知道落在哪里"
    if declared:
        message = "按文件注明的坐标系,坐标落不到地球上,也不像别的坐标系"
    remedy = "可能是地方独立坐标系:请由测绘部门转换为 CGCS2000 后再导入"
    why = "没有位置就上不了地图,也算不了覆盖"
    return Found("", None, (), (Finding("blocking", "position_unknown", message, (), remedy, why),))


def _elsewhere(ranked: Sequence[_Tried], home: Home) -> Found:
    """No reading puts anything near the region: nothing is taken until a person says which it is."""
    message = f"坐标按哪一种常用的坐标系读,都落不到{home.label}附近"
    remedy = "请从几个可能的位置里选一个;都不对时,请由测绘部门转换为 CGCS2000 后再导入"
    why = "没有位置就上不了地图,也算不了覆盖"
    finding = Finding("blocking", "position_unknown", message, (), remedy, why)
    return Found("", None, positions_of(_plausible(ranked) or ranked), (finding,))


def positions_of(tried: Sequence[_Tried]) -> tuple[Position, ...]:
    """Readings as pictures to choose from, a sample of points each."""
    shown = tried[:_MOST_POSITIONS]
    return tuple(
        Position(
            one.crs,
            "",
            one.label,
            f"{one.near:.0%} 的位置在区域附近",
            one.score,
            one.lon[:: max(1, len(one.lon) // _SHOWN)],
            one.lat[:: max(1, len(one.lat) // _SHOWN)],
        )
        for one in shown
    )


def _try(crs: str, label: str, x: Floats, y: Floats, home: Home, where: str) -> _Tried:
    lon, lat = points_to_degrees(x, y, crs, where=where)
    return _Tried(crs, label, lon, lat, float(home.near(lon, lat).mean()), float(home.inside(lon, lat).mean()))


def _distinct(tried: Iterable[_Tried]) -> Iterable[_Tried]:
    """Readings without those that put the points where an earlier one does."""
    seen: list[_Tried] = []
    for one in tried:
        if np.isfinite(one.lon).any() and not any(_same(one, other) for other in seen):
            seen.append(one)
            yield one


def _same(one: _Tried, other: _Tried) -> bool:
    apart = np.hypot(one.lon - other.lon, one.lat - other.lat)
    return bool(np.nanmax(apart, initial=0.0) < _SAME_PLACE) and bool((np.isnan(one.lon) == np.isnan(other.lon)).all())


def check_given(crs: str, lon: Floats, lat: Floats, where: str) -> None:
    """Refuse a reference system that puts no point on earth.

    Raises:
        UserError: that is so.
    """
    if len(lon) and np.isfinite(lon).any() and not check_degrees(lon, lat).any():
        raise UserError("按所选的坐标系,没有一个位置落在地球上", where=where, remedy="请另选一个坐标系", option="--crs")
