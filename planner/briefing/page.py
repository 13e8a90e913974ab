"""The page: a folium map between our own blocks, with everything it needs inside it."""

import json
from pathlib import Path
from typing import Any

import jinja2
from folium.map import LayerControl
from markupsafe import Markup

from layers.feedback import Feedback, Silent
from planner.briefing import figures
from planner.briefing.assets import Verbatim, inline_assets, script, stylesheet
from planner.briefing.contents import INTERNAL, INVENTED, Contents, bounds_degrees
from planner.briefing.elements import Blocks, BriefingMap, DataLayer, Page, Start
from planner.briefing.map_layers import CIRCLES, FACILITIES, MapLayer, facility_items, map_layers
from planner.briefing.paints import first_shown, indicator_paint, reach_paint
from planner.briefing.policy import PLACE, with_policy
from planner.briefing.shapes import STEPS_PER_DEGREE
from planner.briefing.texts import share_texts
from planner.briefing.view import page_view
from planner.drawing import style

_PARTS = Path(__file__).parent / "page"
_SCRIPTS = ("symbols.js", "layers.js", "briefing.js")
_CREDIT = "CGCS2000(WGS84 视为等同)　Leaflet"
# What jinja (in branca), a JavaScript template literal or a tag could take for its own.
_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "&<>\"'`{}$\\"}


def build_page(contents: Contents, feedback: Feedback | None = None) -> str:
    """The whole page as text.

    Raises:
        Cancelled: the user no longer wants it.
        UnknownAssetError: folium asks for a file that is not inlined.
    """
    feedback = feedback or Silent()
    bounds = bounds_degrees(contents)
    layers: list[MapLayer] = []
    for layer in map_layers(contents, bounds):
        feedback.progress(min(0.1 + 0.03 * len(layers), 0.7), f"地图：{layer.heading} {layer.label}")
        layers.append(layer)
    feedback.progress(0.75, "网页")
    view = page_view(contents, _json(_data(contents, layers, bounds)))
    page = Page()
    _fill_head(page, view.title)
    page.html.add_child(Verbatim(_rendered("top.html", view)), name="top")
    _add_map(page, layers, ((bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2))
    page.add_child(Blocks(_rendered("bottom.html", view)))
    for number, asset in enumerate(inline_assets(page)):
        page.header.add_child(asset, name=f"asset_{number}")
    page.header.add_child(stylesheet(_part("briefing.css")), name="own_style")
    for name in _SCRIPTS:
        page.header.add_child(script(_part(name)), name=name)
    return with_policy(page.render())


def escaped(text: str) -> str:
    """A text from the data as markup that neither HTML, JavaScript nor jinja reads as its own."""
    return figures.plain(text).translate(_MARKS)


def _fill_head(page: Page, title: str) -> None:
    """What must stand before any script."""
    page.header._children.clear()
    head = (
        '<meta charset="utf-8">\n<meta name="renderer" content="webkit">\n'
        f'<meta http-equiv="X-UA-Compatible" content="IE=edge">\n{PLACE}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<title>{escaped(title)}</title>'
    )
    page.header.add_child(Verbatim(head), name="head")


def _add_map(page: Page, layers: list[MapLayer], middle: tuple[float, float]) -> None:
    map_ = BriefingMap(middle, _CREDIT)
    page.add_child(map_)
    for number, layer in enumerate(layers):
        amount = f"<em>{escaped(layer.amount)}</em>" if layer.amount else ""
        sign = f'<canvas data-layer="{number}" width="32" height="28"></canvas>'
        map_.add_child(DataLayer(number, f"{sign}<span>{escaped(layer.label)}{amount}</span>", show=layer.shown))
    control = LayerControl(collapsed=False)
    control._id = "yike"
    map_.add_child(control)
    map_.add_child(Start(map_.get_name(), control.get_name()))


def _data(contents: Contents, layers: list[MapLayer], bounds: tuple[float, float, float, float]) -> dict[str, Any]:
    """The data block; see `page/layers.js` for how each part is read."""
    paints = [indicator_paint(contents, number) for number in range(len(contents.scorecard.rows))]
    paints += [reach_paint(contents, number) for number in range(len(contents.reaches))]
    levels = [layer.key for layer in layers if layer.type == "units"]
    facilities = facility_items(contents)
    told = [item for layer in layers for item in layer.data.get("items", []) if "l" in item]
    texts, heads = share_texts([*told, *facilities])
    return {
        "texts": texts,
        "heads": heads,
        "steps": STEPS_PER_DEGREE,
        "bounds": [[bounds[1], bounds[0]], [bounds[3], bounds[2]]],
        "look": {
            "base": levels[0] if levels else "",
            "plate": style.PLATE,
            "unreached": style.UNREACHED,
            "notMet": style.UNREACHED,
            "sizes": style.SYMBOL_SIZES,
            "lines": {
                "county": style.COUNTY_LINE,
                "township": style.TOWNSHIP_LINE,
                "community": style.COMMUNITY_LINE,
            },
        },
        "layers": [
            {"type": layer.type, "key": layer.key, "heading": layer.heading, "sign": layer.swatch, "data": layer.data}
            for layer in layers
        ],
        "facilities": facilities,
        "paints": {paint.key: paint.as_data() for paint in paints},
        "first": first_shown(contents),
        "hints": {FACILITIES: "空心：在建、规划；灰色：停用", CIRCLES: "只作示意，数字按需求点计算"},
        "watermark": _watermark(contents),
    }


def _watermark(contents: Contents) -> list[str]:
    """What every picture of the map says, printed or photographed."""
    number = f"　审图号：{figures.plain(contents.review_number)}" if contents.review_number else ""
    internal = f"{INTERNAL}{number}"
    return [INVENTED, internal] if contents.invented else [internal]


def _json(data: dict[str, Any]) -> Markup:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - `<`, `>` and `&` are gone


def _rendered(part: str, view: object) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_PARTS), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(part).render(view=view)


def _part(name: str) -> str:
    return (_PARTS / name).read_text("utf-8")
