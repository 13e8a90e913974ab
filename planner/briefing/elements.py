"""folium's elements, cut to what the page needs: a map without tiles, layers from the data block."""

import folium
import jinja2
from branca.element import Figure, MacroElement
from folium.map import Layer
from folium.template import Template

from planner.briefing.assets import Verbatim


class Page(Figure):
    """An HTML page in Chinese; its title and blocks are escaped before they get here."""

    _template = jinja2.Template(
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{{ this.header.render(**kwargs) }}\n</head>\n'
        "<body>\n{{ this.html.render(**kwargs) }}\n<script>\n{{ this.script.render(**kwargs) }}\n</script>\n"
        "</body>\n</html>\n"
    )


class BriefingMap(folium.Map):
    """A Leaflet map without tiles; asks for Leaflet alone, not for folium's icon fonts."""

    _template = Template("""
        {% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {{ this.get_name() }}.createPane("names");
        L.control.zoom({zoomInTitle: "放大", zoomOutTitle: "缩小"}).addTo({{ this.get_name() }});
        L.control.scale({imperial: false, maxWidth: 140}).addTo({{ this.get_name() }});
        L.control.attribution({prefix: {{ this.credit|tojson }}, position: "bottomright"}).addTo({{ this.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, middle: tuple[float, float], credit: str) -> None:
        super().__init__(
            tiles=None,
            maxZoom=18,
            zoomSnap=0.25,
            zoom_control=False,
            attributionControl=False,
            prefer_canvas=True,
        )
        self._id = "yike"
        self.credit = credit
        self.options |= {"center": list(middle), "zoom": 10}
        self.default_js = [link for link in folium.Map.default_js if link[0] == "leaflet"]
        self.default_css = [link for link in folium.Map.default_css if link[0] == "leaflet_css"]


class DataLayer(Layer):
    """A layer that the page's script draws from its data block."""

    _template = Template("""
        {% macro script(this, kwargs) %}var {{ this.get_name() }} = yike.layer({{ this.number }});{% endmacro %}
    """)

    def __init__(self, number: int, name: str, *, show: bool) -> None:
        super().__init__(name=name, overlay=True, control=True, show=show)
        self._name, self._id, self.number = "DataLayer", str(number), number


class Start(MacroElement):
    """Hands the finished map to the page's script."""

    _template = Template("""
        {% macro script(this, kwargs) %}yike.start({{ this.map_name }}, {{ this.control_name }});{% endmacro %}
    """)

    def __init__(self, map_name: str, control_name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Start", "yike"
        self.map_name, self.control_name = map_name, control_name


class Blocks(MacroElement):
    """What stands after the map in the page's body."""

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id, self.text = "Blocks", "yike", text

    def render(self, **_: object) -> str:
        """Put the text behind everything rendered before."""
        page = self.get_root()
        assert isinstance(page, Page)  # noqa: S101 - only pages hold blocks
        page.html.add_child(Verbatim(self.text), name=self.get_name())
        return ""
