"""Which datum a source's degrees are of: what its headers say and what the map says, and the answer taken."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from layers.datum import from_wgs84, to_wgs84
from layers.decisions import Choice, Decision, Position
from layers.finding import Finding
from layers.foreign.answer import Cell
from layers.importing.position.shift import LABELS, SHIFTS, Verdict
from layers.importing.table.cell_text import text_of
from layers.importing.table.column_content import sample_of
from layers.importing.table.headers import datum_of, fold
from layers.projection import check_degrees
from layers.tables import Floats

_SHOWN = 60
_AMAP = ({"adname", "pname"}, {"typecode", "location"}, {"adname", "cityname"}, {"adcode", "adname", "location"})
_BAIDU = ({"location.lat", "location.lng"}, {"uid", "location.lat"}, {"detail_info.tag", "uid"})
_DATAV = ({"adcode", "childrennum"}, {"adcode", "acroutes"}, {"adcode", "subfeatureindex"})
_SIX_DECIMALS = 6  # map services give six
_MANY_DECIMALS = 8
_LEAST_POINTS, _MOST_POINTS, _ALIKE = 10, 300, 0.95
_EXACT = 0.01  # of the sixth decimal: chance does it once in fifty
_STEPS = 12
_TIANDITU = ({"lonlat", "hotpointid"}, {"lonlat", "poitype"})
_EXPORTS = (
    ("bd09", _BAIDU, "百度"),
    ("gcj02", _AMAP, "高德"),
    ("gcj02", _DATAV, "高德"),
    ("cgcs2000", _TIANDITU, "天地图"),
)


@dataclass(frozen=True)
class Said:
    """What a source says of its datum.

    Attributes:
        datum: wgs84, cgcs2000, gcj02, bd09, or "" where it says nothing.
        plainly: it names the datum or the map service; else its columns only look like such an export.
    """

    datum: str = ""
    plainly: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Taken:
    """The datum that a source is read in.

    Attributes:
        datum: for `to_wgs84`; "wgs84" as it stands.
        settled: worth remembering.
    """

    datum: str
    settled: bool
    decision: Decision | None
    positions: tuple[Position, ...] = ()
    findings: tuple[Finding, ...] = ()


def said_by(
    columns: Mapping[str, Sequence[Cell]], coordinates: Collection[str], where: str, lon: Floats, lat: Floats
) -> Said:
    """What headers, the decimals of the coordinates and the file's name say.

    Args:
        coordinates: the headers that the coordinates came from.
        lon, lat: degrees as they stand.
    """
    for header in coordinates:
        datum = datum_of(header)[0]
        if datum:
            return Said(datum, plainly=True, reason=f"表头“{header}”这样写")
    converted = converted_from(lon, lat)
    if converted:
        return converted
    names = {fold(header) for header in columns}
    for datum, exports, service in _EXPORTS:
        if any(export <= names for export in exports):
            if datum == "gcj02" and any(_computed(columns[header]) for header in coordinates):
                return Said("", plainly=False, reason="各列像是从高德地图导出的,但坐标的小数位数说明已经换算过")
            return Said(datum, plainly=False, reason=f"各列像是从{service}地图导出的")
    datum = datum_of(where)[0]
    return Said(datum, plainly=False, reason=f"文件名里写着{LABELS.get(datum, 'WGS84')}") if datum else Said()


def converted_from(lon: Floats, lat: Floats) -> Said | None:
    """WGS84 for certain, where turning the latitudes back into a map service's gives its six decimals exactly.

    Two ways to have converted them are tried: the exact inverse, and the one-step inverse that is passed around,
    w = g - shift(g). Longitudes do not tell: programs for the second way differ in a constant of theirs.
    """
    known = np.flatnonzero(check_degrees(lon, lat))
    known = known[:: max(1, len(known) // _MOST_POINTS)]
    x, y = lon[known], lat[known]
    if len(known) < _LEAST_POINTS or _six_decimals(y) > 1 - _ALIKE:
        return None
    for datum in SHIFTS:
        for back in (from_wgs84(x, y, datum), _undone(x, y, datum)):
            if _six_decimals(back[1]) >= _ALIKE:
                reason = f"坐标已经从{LABELS[datum]}换算过:换回去,抽查的 {len(known)} 个纬度又正好是六位小数"
                return Said("wgs84", plainly=True, reason=reason)
    return None


def _undone(lon: Floats, lat: Floats, datum: str) -> tuple[Floats, Floats]:
    """Degrees g of a shifted datum, of which the given ones are g - shift(g)."""
    x, y = lon, lat
    for _ in range(_STEPS):
        shifted = from_wgs84(x, y, datum)
        x, y = lon + (shifted[0] - x), lat + (shifted[1] - y)
    return x, y


def _six_decimals(degrees: Floats) -> float:
    """The share of degrees that have six decimals and no more."""
    scaled = degrees * 10.0**_SIX_DECIMALS
    return float(np.mean(np.abs(scaled - np.round(scaled)) < _EXACT))


def _computed(cells: Sequence[Cell]) -> bool:
    """Whether coordinates have more decimals than a map service gives: somebody has converted them."""
    texts = [text_of(cell) for cell in sample_of(cells)]
    return sum(len(text.partition(".")[2]) > _MANY_DECIMALS for text in texts) * 2 > len(texts)


def take_datum(said: Said, verdict: Verdict, given: str, lon: Floats, lat: Floats) -> Taken:
    """The datum of degrees, by the user's answer, else by what the map says clearly, else by what the source says.

    Args:
        given: the user's answer, now or at an earlier import of such a file; "" for none.
        lon, lat: degrees as they stand.
    """
    datum, sure, reason = _answer(said, verdict, given)
    as_is = datum not in SHIFTS
    doubtful = not sure
    decision = Decision(
        "datum",
        "坐标来源",
        Choice(datum or "wgs84", LABELS["" if as_is else datum], reason),
        sure=sure,
        given=bool(given),
        others=tuple(
            Choice(one or "wgs84", LABELS[one], verdict.fits[one].words if one in verdict.fits else "")
            for one in ("", *SHIFTS)
            if one != ("" if as_is else datum)
        ),
    )
    settled = bool(given or (sure and (said.datum or verdict.clear)))
    positions = _positions(verdict, lon, lat) if doubtful else ()
    return Taken(
        datum or "wgs84", settled, decision, positions, tuple(_findings(datum, sure, reason, verdict, given=given))
    )


def _answer(said: Said, verdict: Verdict, given: str) -> tuple[str, bool, str]:
    """Datum, whether it is sure, and why."""
    mapped, spoken = verdict.datum, said.datum if said.datum in SHIFTS else ""
    if given:
        agrees = not verdict.clear or mapped == (given if given in SHIFTS else "")
        return given, agrees, "您指定的,或上次导入这样的文件时选定的"
    if verdict.clear:
        against = said.plainly and mapped != spoken
        return mapped or said.datum * (not spoken), not against, f"和地图比对:{_compared(verdict, mapped)}"
    if said.datum and said.plainly:
        return said.datum, not (verdict.leaning and mapped != spoken), said.reason
    if spoken:
        fits = verdict.leaning and mapped == spoken
        return (
            (spoken, True, f"{said.reason},和地图比对也更合")
            if fits
            else ("", False, f"{said.reason},但和地图比对看不出来")
        )
    if mapped and verdict.leaning:
        return "", False, f"按{LABELS[mapped]}读更合一些,但差别不够明显"
    silence = verdict.silence or ("和地图比对看不出偏移" if verdict.told else "没有可比对的边界和路网")
    return said.datum, True, said.reason or silence


def _compared(verdict: Verdict, datum: str) -> str:
    shown = ("", *SHIFTS) if not datum else ("", datum)
    return ";".join(f"{LABELS[one]}:{verdict.fits[one].words}" for one in shown if one in verdict.fits)


def _findings(datum: str, sure: bool, reason: str, verdict: Verdict, *, given: str) -> Iterable[Finding]:
    if datum in SHIFTS:
        message = f"坐标按{LABELS[datum]}换算成了 CGCS2000({reason});换算公式不是官方的,只供内部使用"
        yield Finding("note", "datum_shifted", message, (), "如果看着地图不对,请改选坐标来源")
    if not sure:
        figures = _compared(verdict, "")
        message = f"坐标可能经过地图软件偏移,没有把握({reason})"
        if given:
            message = f"选定的坐标来源和地图对不上({figures})"
        why = "高德坐标与真实位置差约五百米,百度坐标差约一公里"
        remedy = "请看着地图在几个可能的位置里选一个"
        yield Finding("warning", "datum_doubtful", message, (), remedy, why)


def _positions(verdict: Verdict, lon: Floats, lat: Floats) -> tuple[Position, ...]:
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    some = known[:: max(1, len(known) // _SHOWN)]
    places: Mapping[str, tuple[Floats, Floats]] = {
        one: to_wgs84(lon[some], lat[some], one or "wgs84") for one in ("", *SHIFTS)
    }
    order: Sequence[str] = sorted(places, key=lambda one: (one != verdict.datum, one))
    return tuple(
        Position(
            "",
            one or "wgs84",
            LABELS[one],
            verdict.fits[one].words if one in verdict.fits else "",
            verdict.fits[one].share if one in verdict.fits else float("nan"),
            *places[one],
        )
        for one in order
    )
