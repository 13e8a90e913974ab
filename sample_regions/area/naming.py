"""Invented names: rare plants, waters and lights, so that nobody takes them for places that exist."""

from sample_regions.dice import Dice

_PLANTS = "芷蓼荻苕蘅葭菡茗苓茯蕙芃荇藜杞栀楸荑苡蓁薇蘩筠箬筱篁"
_WATERS = "溯漪澄涟滢泠湉汐澹泱浥砚笙笛箫珞璞岫翎翯琚琤瑭璟"
_LIGHTS = "霁皓晗昀曦暄霭霏旻昕晏"
_FIRST = _PLANTS + _WATERS + _LIGHTS
_STREETS = "岚园庭坊里桥台塘津汀榭苑"
_TOWNS = "岭川原泉溪坪桥渡台湾甸岗河坨峪堡沟营"
_COMMUNITIES = "园里苑坊巷庭轩居湖津桥洲"


class Names:
    """Gives every name once.

    Args:
        flavour: endings of the names of villages.
    """

    def __init__(self, flavour: str, dice: Dice) -> None:
        pools = {"street": _STREETS, "town": _TOWNS, "community": _COMMUNITIES, "village": flavour}
        self._left = {use: _shuffled(ends, dice) for use, ends in pools.items()}
        self._given: set[str] = set()

    def take(self, use: str) -> str:
        """A stem nobody has yet, for a street, town, community or village."""
        stem = self._left[use].pop()
        while stem in self._given:
            stem = self._left[use].pop()
        self._given.add(stem)
        return stem


def _shuffled(ends: str, dice: Dice) -> list[str]:
    stems = [first + end for first in _FIRST for end in ends]
    return [stems[i] for i in dice.order(len(stems))]
