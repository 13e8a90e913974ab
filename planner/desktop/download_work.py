"""What the download window asks of the one room that may open a connection; runs on a job's thread."""

from collections.abc import Mapping, Sequence

from layers.download import downloading
from layers.download.area import outline_of
from layers.download.downloading import Downloaded, Estimate
from layers.download.offer import offers
from layers.download.settings import Settings
from layers.errors import UserError
from layers.feedback import Feedback
from planner.desktop.open_region import OpenRegion


def labels() -> Mapping[str, str]:
    """What can be downloaded: the words for it and what the screen calls them."""
    return {what: offer.label for what, offer in offers().items()}


def estimate(region: OpenRegion, what: Sequence[str]) -> Estimate | UserError | None:
    """How much it will be, without asking anybody; why it cannot be had; None where nothing is wanted."""
    if not what:
        return None
    try:
        return downloading.estimate(outline_of(region.units), what)
    except UserError as error:
        return error


def fetch(
    region: OpenRegion, what: Sequence[str], settings: Settings, feedback: Feedback, *, fresh: bool
) -> Downloaded:
    """Download what lies in a region.

    Args:
        fresh: ask again for what was downloaded before.

    Raises:
        UserError: it cannot be had.
    """
    outline = outline_of(region.units)
    return downloading.download(outline, what, settings=settings, feedback=feedback, fresh=fresh)
