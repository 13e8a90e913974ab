"""Somebody who follows a job for a while and then no longer wants its result."""

from layers.errors import Cancelled


class Impatient:
    """Cancels a job at the report after `patience` of them; `shares` is what it was told."""

    def __init__(self, patience: int) -> None:
        self.patience, self.shares = patience, []

    def progress(self, share: float, text: str = "") -> None:
        self.shares.append(share)
        if len(self.shares) > self.patience:
            raise Cancelled
