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
