import json
import re
from dataclasses import replace
from pathlib import Path

import folium
import folium.plugins
import pytest

from layers.feedback import Silent
from planner.briefing import assets, write_briefing
from planner.briefing.elements import BriefingMap, Page
from planner.briefing.page import escaped
from planner.briefing.policy import PLACE, with_policy
from tests.planner.briefing.conftest import DAY, Case
from tests.planner.briefing.invented import make_plan, make_region, make_scorecard
from tests.planner.briefing.reading import read_page

SCRIPTS = Path(assets.__file__).parent / "page"


def test_nothing_points_outward_and_the_policy_comes_first(case: Case) -> None:
    page = read_page(case.html)
    assert all(reference.startswith(("#", "data:")) for reference in page.references)
    (policy,) = page.policies
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.scripts_before_policy == 0


def test_the_policy_names_every_script_and_style_as_the_browser_reads_it() -> None:
    page = (
        f"<head>{PLACE}<style>a{{}}\r\n</style></head><script>one()</script><script type='application/json'>2</script>"
    )
    result = with_policy(page)
    assert result.count("'sha256-") == 2
    assert "\r" not in result
    assert "script-src 'sha256-" in result
    with pytest.raises(ValueError, match="place"):
        with_policy("<html></html>")


def test_an_unknown_asset_is_an_error() -> None:
    page = Page()
    page.add_child(folium.Map(tiles=None))
    with pytest.raises(assets.UnknownAssetError, match="jquery"):
        assets.inline_assets(page)


def test_a_child_that_asks_for_more_is_found() -> None:
    page, map_ = Page(), BriefingMap((41.8, 123.5), "")
    page.add_child(map_)
    map_.add_child(folium.Icon())
    assert len(assets.inline_assets(page)) == 2
    map_.add_child(folium.plugins.MarkerCluster())
    with pytest.raises(assets.UnknownAssetError, match="markercluster"):
        assets.inline_assets(page)


def test_inlined_styles_hold_their_pictures() -> None:
    css = assets._inlined("leaflet_css", "").text
    assert css.count("url(data:image/png;base64,") == 3
    assert css.count("url(") == 3


@pytest.mark.parametrize("hostile", ["<b>", "{{7*7}}", "{% raw %}", "`${x}`", "'\"", "</script>", "\\u003c", "&lt;"])
def test_escaped_leaves_no_mark_that_anybody_reads(hostile: str) -> None:
    assert not set(escaped(hostile)) & set("<>\"'`{}$\\")


@pytest.mark.parametrize("name", ["symbols.js", "layers.js", "briefing.js"])
def test_own_scripts_are_es5(name: str) -> None:
    code = re.sub(r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"", "", (SCRIPTS / name).read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"=>|`|\b(let|const|class|import|export|async|await|yield)\b|\.\.\.", code)
    assert "innerHTML" not in code
    assert "eval" not in code


def test_every_row_holds_its_exact_figures(full: Case) -> None:
    rows = read_page(full.html).rows
    assert set(rows) == {card.indicator.id for card in full.scorecard.rows}
    a = full.scorecard.row("a")
    assert rows["a"]["due"] == a.due.value == pytest.approx(50 + 10 / 3)
    assert rows["a"]["floor"] == 50
    assert rows["a_again"]["value"] == rows["a"]["value"] == a.measurement.value
    assert rows["h"] == {
        "value": 41.7, "low": 41.7, "high": 41.7, "numerator": 1180, "denominator": 2829, "target": 60,
        "shortfall": pytest.approx(18.3), "floor": 65,
    }  # fmt: skip


def test_blocks_hold_their_exact_figures(full: Case) -> None:
    tables = read_page(full.html).tables
    now, then = full.scorecard.row("a").measurement, full.extras.planned.row("a").measurement
    assert tables["projects"][1] == [now.value, then.value]
    assert [300.0, 12500.5, 5200.0] in tables["projects"]
    assert [row for row in tables["units"] if row] == [[0.0], [50.0], [100.0]]
    assert tables["norms"][1] == [full.scorecard.row("b").measurement.value]


def test_a_long_list_of_units_is_counted_by_township(tmp_path: Path) -> None:
    region = make_region(across=3, inner=5)
    plan = make_plan()
    card = make_scorecard(region, plan)
    row = card.rows[1]
    none = replace(row.measurement, rows=tuple(replace(each, counted=False) for each in row.measurement.rows))
    card = replace(card, rows=(card.rows[0], replace(row, measurement=none), *card.rows[2:]))
    (html,) = write_briefing(region, plan, card, (), {}, tmp_path, ("html",))
    text = html.read_text("utf-8")
    section = text[text.index("未覆盖的行政单元") : text.index("方法与参数")]
    assert "未覆盖 225 个" in section
    assert section.count(" 25 个") == 9
    assert "第7社区" not in section


def test_two_runs_write_the_same_page(case: Case, tmp_path: Path) -> None:
    (again,) = write_briefing(
        case.region, case.plan, case.scorecard, case.reaches, {}, tmp_path, ("html",), Silent(), made_on=DAY
    )
    (third,) = write_briefing(
        case.region, case.plan, case.scorecard, case.reaches, {}, tmp_path / "b", ("html",), Silent(), made_on=DAY
    )
    assert again.read_bytes() == third.read_bytes()


def test_the_page_says_what_it_must(case: Case) -> None:
    text = case.html.read_text("utf-8")
    for words in (
        '<html lang="zh-CN">', '<meta charset="utf-8">', '<meta name="renderer" content="webkit">', "<noscript>",
        "示例数据 · 虚构", "内部工作用图　不得公开", "审图号", "征求意见稿", "2026-11-22", "CGCS2000；WGS84 视为等同",
        "乡镇边界.geojson", "ab" * 32, "内部资料", "3 处设施落在区域外", "老年人步行", "0.9 米/秒", "一刻 Yike",
        "BSD-2-Clause",
    ):  # fmt: skip
        assert words in text, words
    for reach in case.reaches:
        assert all(line in text for line in (*reach.reconciliation, *reach.notes))


def test_a_real_region_does_not_say_it_is_invented(tmp_path: Path) -> None:
    region = replace(make_region(), meta={"map_review_number": "辽S(2026)001号"})
    plan = make_plan()
    (html,) = write_briefing(region, plan, make_scorecard(region, plan), (), {}, tmp_path, ("html",))
    text = html.read_text("utf-8")
    assert "虚构" not in text
    assert "辽S(2026)001号" in text


def test_the_data_block_is_plain_json_within_the_budget(case: Case) -> None:
    text = case.html.read_text("utf-8")
    block = re.search(r'<script type="application/json" id="yike-data">(.*?)</script>', text, re.DOTALL)
    assert block
    assert not set(block[1]) & set("<>&\u2028\u2029")
    assert "NaN" not in block[1]
    data = json.loads(block[1])
    assert {layer["type"] for layer in data["layers"]} == {"units", "roads", "facilities", "circle", "people"}
    assert case.html.stat().st_size < 1_000_000
