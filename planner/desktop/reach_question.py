"""What the service circle tool asks."""

from dataclasses import dataclass

from planner.coverage.reach import ServiceStandard

MINUTES = (1, 60)
QUICK_MINUTES = (5, 10, 15, 30)


@dataclass(frozen=True)
class ReachQuestion:
    """Who of a group reaches a facility of a kind within some minutes?

    Attributes:
        kind: code of a facility kind.
        mode: id of a travel mode.
        group: key of `layers.schema.GROUPS`.
    """

    kind: str
    mode: str
    minutes: int
    group: str

    @property
    def standard(self) -> ServiceStandard:
        """The question's standard."""
        return ServiceStandard(float(self.minutes), "minutes", self.mode)
