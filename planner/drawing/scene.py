"""A map to be drawn: its layers from bottom to top."""

from dataclasses import dataclass
from functools import cached_property

from planner.drawing.layer import Layer, PolygonLayer
from planner.drawing.view import Extent, joined


@dataclass(frozen=True, eq=False)
class Scene:
    """Layers from bottom to top; whether each is shown belongs to who looks, not to the scene."""

    layers: tuple[Layer, ...] = ()

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids from bottom to top."""
        return tuple(layer.id for layer in self.layers)

    @cached_property
    def extent(self) -> Extent | None:
        """Around the areas, else around everything: a facility with a wrong place must not shrink the map."""
        areas = [layer for layer in self.layers if isinstance(layer, PolygonLayer)]
        return joined([layer.extent for layer in areas or self.layers if layer.extent is not None])

    def layer(self, layer_id: str) -> Layer | None:
        """The layer with this id, if there is one."""
        return next((layer for layer in self.layers if layer.id == layer_id), None)

    def with_layer(self, layer: Layer, *, below: str = "") -> "Scene":
        """The scene with the layer in place of the one with its id, else below another, else on top."""
        if layer.id in self.ids:
            return Scene(tuple(layer if old.id == layer.id else old for old in self.layers))
        place = self.ids.index(below) if below in self.ids else len(self.layers)
        return Scene((*self.layers[:place], layer, *self.layers[place:]))

    def without(self, *layer_ids: str) -> "Scene":
        """The scene without some layers; ids it does not have are no error."""
        return Scene(tuple(layer for layer in self.layers if layer.id not in layer_ids))
