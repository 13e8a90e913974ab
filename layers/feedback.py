"""How a long job says where it is and learns that it is no longer wanted."""

from typing import Protocol


class Feedback(Protocol):
    """What a long job reports to."""

    def progress(self, share: float, text: str = "") -> None:
        """Report the share done, 0 to 1, and what is being done.

        Raises:
            Cancelled: the user no longer wants the result.
        """


class Silent:
    """Feedback for callers that wait without looking."""

    def progress(self, share: float, text: str = "") -> None:
        """Report to nobody."""


class Part:
    """Feedback of one step of a longer job: its 0 to 1 becomes `start` to `end` of the whole."""

    def __init__(self, whole: Feedback, start: float, end: float) -> None:
        self._whole, self._start, self._end = whole, start, end

    def progress(self, share: float, text: str = "") -> None:
        """Report to the whole job."""
        self._whole.progress(self._start + share * (self._end - self._start), text)
