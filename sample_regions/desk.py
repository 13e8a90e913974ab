"""The desk at which the invented facilities are written down: rows by name, dates, rough figures."""

from sample_regions.register import Register
from sample_regions.spots import Spots
from sample_regions.terrain import Dice


class Desk:
    """Writes facilities into the register, kind by kind."""

    def __init__(self, spots: Spots, dice: Dice) -> None:
        self.spots, self.dice, self.units = spots, dice, spots.units
        self.register = Register()
        self.towns = [int(row) for row in self.units.rows_at("township")]
        communities = self.units.rows_at("community")
        self.city = [int(row) for row in communities if self.units.klass[row] == "城市社区"]
        self.villages = [int(row) for row in communities if self.units.klass[row] == "农村社区"]

    def town(self, name: str) -> int:
        """Row of the township with this name."""
        return next(row for row in self.towns if self.units.name[row] == name)

    def community(self, name: str) -> int:
        """Row of the first community with this name."""
        return next(row for row in (*self.city, *self.villages) if self.units.name[row] == name)

    def code(self, row: int) -> str:
        """Code of a unit."""
        return str(self.units.code[row])

    def date(self, first: int, last: int) -> str:
        """A month, as a bureau writes it."""
        return f"{self.dice.whole(first, last)}-{self.dice.whole(1, 12):02d}"

    def checked(self) -> str:
        """The day somebody last looked, "" where nobody did."""
        return f"2024-{self.dice.whole(3, 11):02d}-{self.dice.whole(1, 28):02d}" if self.dice.chance(0.85) else ""

    def around(self, middle: float, spread: float = 0.35) -> float:
        """A whole number near the middle."""
        return float(round(middle * self.dice.uniform(1 - spread, 1 + spread)))
