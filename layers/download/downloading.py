"""Roads, buildings and facilities of OpenStreetMap for the ground of a region."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import shapely

from layers.download import cache
from layers.download.area import Area, area_of
from layers.download.cache import Kept
from layers.download.collection import LICENCE
from layers.download.offer import Offer, offers
from layers.download.process import asked
from layers.download.settings import Settings
from layers.errors import UserError
from layers.feedback import Feedback, Part, Silent
from layers.finding import Finding


@dataclass(frozen=True)
class Estimate:
    """What a download will take, without asking anybody.

    Attributes:
        requests: to the server.
        megabytes: what the server sends if the ground is built up; far less in the country.
        basis: what the estimate rests on, for the screen.
    """

    square_km: float
    requests: int
    megabytes: float
    basis: str


@dataclass(frozen=True)
class Downloaded:
    """Files that are ready to be imported.

    Attributes:
        files: by what they hold; what OpenStreetMap has nothing of there is missing and stands in the notes.
        date: ISO date of the data, the oldest of all files.
        notes: what came from the cache, what was empty or left out.
    """

    files: Mapping[str, Path]
    date: str
    notes: tuple[Finding, ...]
    licence: str = LICENCE


def estimate(outline: shapely.Geometry, what: Sequence[str]) -> Estimate:
    """What downloading takes for an outline in degrees.

    Args:
        what: roads, buildings, facilities.

    Raises:
        UserError: no such thing to download, or an outline that cannot be.
    """
    chosen = _chosen(what)
    areas = {name: area_of(outline, offer) for name, offer in chosen.items()}
    megabytes = sum(area.square_km * chosen[name].megabytes_per_km2 for name, area in areas.items())
    each = "、".join(f"{offer.label} {offer.megabytes_per_km2:g}" for offer in chosen.values())
    return Estimate(
        square_km=max(area.square_km for area in areas.values()),
        requests=sum(len(area.tiles) for area in areas.values()),
        megabytes=megabytes,
        basis=f"按城区每平方公里的数据量(兆字节)估算:{each};乡村会少得多",
    )


def download(
    outline: shapely.Geometry,
    what: Sequence[str],
    folder: Path | None = None,
    settings: Settings | None = None,
    feedback: Feedback | None = None,
    *,
    fresh: bool = False,
) -> Downloaded:
    """Download what OpenStreetMap has on the ground of an outline in degrees, or take it from the cache.

    Args:
        what: roads, buildings, facilities.
        folder: the cache, None for the user's own.
        fresh: ask the server even where the cache has an answer.

    Raises:
        UserError: what cannot be asked, the network, the server, a full disk, or nothing there at all.
        Cancelled: by `feedback`; what was finished before stays in the cache.
    """
    settings, feedback, folder = settings or Settings(), feedback or Silent(), folder or cache.cache_folder()
    chosen = _chosen(what)
    asking = _Asking(folder, settings, _way(settings), fresh)
    files: dict[str, Kept] = {}
    notes: list[Finding] = []
    for number, (name, offer) in enumerate(chosen.items()):
        step = Part(feedback, number / len(chosen), (number + 1) / len(chosen))
        kept = asking.answer(name, offer, area_of(outline, offer), step, notes)
        notes += _notes(offer, kept)
        if kept.features:
            files[name] = kept
    if not files:
        labels = "、".join(offer.label for offer in chosen.values())
        raise UserError(
            f"OpenStreetMap 在这个范围里没有{labels}数据", remedy="请核对行政区边界的位置,或换用本单位的数据"
        )
    return Downloaded(
        {name: kept.path for name, kept in files.items()}, min(k.date for k in files.values()), tuple(notes)
    )


@dataclass(frozen=True)
class _Asking:
    """One download: where answers are kept, and who is asked."""

    folder: Path
    settings: Settings
    way: Mapping[str, Any]
    fresh: bool

    def answer(self, what: str, offer: Offer, area: Area, feedback: Feedback, notes: list[Finding]) -> Kept:
        """From the cache, else from the server."""
        key = cache.key_of(offer, area, self.way["server"])
        kept = None if self.fresh else cache.find(self.folder, what, key)
        if kept:
            message = f"{offer.label}用的是以前下载的数据({kept.date}),没有重新下载"
            notes.append(Finding("note", "osm_from_cache", message, remedy="需要最新数据时,请选择重新下载"))
            feedback.progress(1.0, f"{offer.label}已下载过")
            return kept
        request = {
            "offer": asdict(offer),
            "tiles": [shapely.to_wkt(tile, rounding_precision=7) for tile in area.tiles],
            "settings": self.way,
        }
        try:
            with asked(request, self.settings.secrets(), feedback) as answer:
                return cache.keep(self.folder, what, key, answer.file, answer.told)
        except OSError as error:
            raise UserError("下载的数据存不下来", where=str(self.folder), remedy="请检查磁盘空间和访问权限") from error


def _way(settings: Settings) -> dict[str, Any]:
    """The settings as the child takes them."""
    return {
        "server": settings.server_address(),
        "proxy": settings.proxy_address(),
        "certificates": settings.certificate_file(),
        "timeout_seconds": settings.timeout_seconds,
        "waits_seconds": settings.waits_seconds,
    }


def _chosen(what: Sequence[str]) -> dict[str, Offer]:
    unknown = [name for name in what if name not in offers()]
    if unknown or not what:
        choices = "、".join(f"{name}({offer.label})" for name, offer in offers().items())
        raise UserError(
            f"不能下载“{'、'.join(unknown)}”" if unknown else "没有选择要下载什么", remedy=f"可选:{choices}"
        )
    return {name: offers()[name] for name in dict.fromkeys(what)}


def _notes(offer: Offer, kept: Kept) -> list[Finding]:
    notes = []
    if not kept.features:
        message = f"OpenStreetMap 在这个范围里没有{offer.label}数据"
        notes.append(Finding("warning", "osm_nothing", message, remedy="请换用本单位的数据"))
    if kept.nameless:
        message = f"{kept.nameless} 处{offer.label}没有名称,没有下载"
        notes.append(Finding("note", "osm_nameless", message))
    return notes
