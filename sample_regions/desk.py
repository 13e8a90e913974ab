"""The desk at which the invented facilities are written down: rows by name, dates, rough figures."""

from sample_regions.dice import Dice
from sample_regions.land import Land
from sample_regions.register import Register
from sample_regions.spots import Place, Spots


class Desk:
    """Writes facilities into the register, kind by kind."""

    def __init__(self, land: Land, dice: Dice, prefix: str) -> None:
        self.spots, self.dice, self.units = Spots(land, dice), dice, land.units
        self.register = Register(prefix)
        self._named: dict[str, int] = {}
        self._tells_more = land.roads is not None
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
        """A month, as a bureau writes it; "" in the short list of a province."""
        if not self._tells_more:
            return ""
        return f"{self.dice.whole(first, last)}-{self.dice.whole(1, 12):02d}"

    def checked(self) -> str:
        """The day somebody last looked, "" where nobody did."""
        if not self._tells_more:
            return ""
        return f"2024-{self.dice.whole(3, 11):02d}-{self.dice.whole(1, 28):02d}" if self.dice.chance(0.85) else ""

    def address(self, row: int, spot: Place) -> str:
        """Where it is, "" in the short list of a province."""
        return self.spots.address(row, spot) if self._tells_more else ""

    def around(self, middle: float, spread: float = 0.35) -> float:
        """A whole number near the middle."""
        return float(round(middle * self.dice.uniform(1 - spread, 1 + spread)))

    def name(self, pattern: str, row: int) -> str:
        """A name after a pattern: {unit} is the unit's name without its class, {full} with it; none is given twice."""
        full, number = str(self.units.name[row]), self._named.get(pattern, 0) + 1
        self._named[pattern] = number
        klass = {"城市社区": "社区", "农村社区": "村"}.get(str(self.units.klass[row]), str(self.units.klass[row]))
        name = pattern.format(unit=full.removesuffix(klass), full=full, number=number)
        self._named[name] = self._named.get(name, 0) + 1
        return name if self._named[name] == 1 else f"{name}({self._named[name]}号)"
