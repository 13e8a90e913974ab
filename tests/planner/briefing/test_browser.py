import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from planner.briefing.figures import plain
from tests.planner.briefing.conftest import HOSTILE, Case, Opened

OpenPage = Callable[..., Opened]
INSTITUTIONS, STATIONS = "elderly_care_institution", "community_elderly_station"

COLOURS = """(function () {
  var canvas = document.querySelector('.folium-map canvas'), seen = {}, i;
  var pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  for (i = 0; i < pixels.length; i += 4) { if (pixels[i + 3] === 255) { seen[pixels.slice(i, i + 3).join()] = 1; } }
  return Object.keys(seen).length;
}())"""
FILLS = "Object.keys(yikeLayers.units).map(function (row) { return yikeLayers.units[row].options.fillColor; })"
TARGETS = "Array.from(document.querySelectorAll('[src], [href]'), e => e.getAttribute('src') || e.getAttribute('href'))"
VIEW = "[map_yike.getCenter().lat, map_yike.getZoom(), map_yike.getSize().x]"


def data_of(page: Page) -> dict:
    return json.loads(page.locator("#yike-data").text_content())


def click_at(page: Page, point: list[int]) -> None:
    """Click the map where the data block says something lies."""
    x, y = page.evaluate(
        "p => { var at = map_yike.latLngToContainerPoint([p[1] / 1e5, p[0] / 1e5]); return [at.x, at.y]; }", point
    )
    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)


def switch(page: Page, number: int):
    return page.locator(f'.leaflet-control-layers label:has(canvas[data-layer="{number}"]) input')


def layer_number(page: Page, type_: str, key: str) -> int:
    layers = data_of(page)["layers"]
    return next(n for n, layer in enumerate(layers) if layer["type"] == type_ and layer["key"] == key)


def drawn(page: Page, number: int) -> bool:
    return page.evaluate(f"map_yike.hasLayer(data_layer_{number})")


@pytest.mark.parametrize(("width", "height"), [(1600, 900), (1366, 768), (390, 844)])
def test_asks_for_nothing_and_says_nothing(case: Case, open_page: OpenPage, width: int, height: int) -> None:
    opened = open_page(case.html, width, height)
    assert opened.requests == [case.html.as_uri()]
    assert opened.messages == []
    size = opened.page.evaluate("[map_yike.getSize().x, map_yike.getSize().y]")
    assert min(size) > 250
    assert opened.page.locator("#waiting").count() == 0


def test_the_map_is_not_blank(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    assert page.evaluate(COLOURS) > 5


def test_layer_switches_work_and_have_chinese_names(case: Case, open_page: OpenPage) -> None:
    opened = open_page(case.html)
    page = opened.page
    for type_, key in (("units", "township"), ("roads", ""), ("circle", INSTITUTIONS), ("people", "0")):
        number = layer_number(page, type_, key)
        before = drawn(page, number)
        switch(page, number).click()
        assert drawn(page, number) is not before
        switch(page, number).click()
        assert drawn(page, number) is before
    names = page.locator(".leaflet-control-layers-overlays").inner_text()
    for word in ("乡镇(街道)", "社区(村)", "主要道路", "养老机构", "服务圈", "未覆盖人口", "老年人步行40分钟以内"):
        assert word in names
    assert opened.messages == []


def test_a_heading_switches_all_of_its_layers(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    heading = page.locator(".heading", has_text="设施")
    numbers = [n for n, layer in enumerate(data_of(page)["layers"]) if layer["heading"] == "设施"]
    heading.get_by_text("全部").click()
    assert all(drawn(page, number) for number in numbers)
    page.locator(".heading", has_text="设施").get_by_text("不显示").click()
    assert not any(drawn(page, number) for number in numbers)


def test_popups_of_facilities_and_units_open(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    number = layer_number(page, "facilities", INSTITUTIONS)
    switch(page, number).check()
    data = data_of(page)
    facility = data["facilities"][data["layers"][number]["data"]["rows"][0]]
    click_at(page, facility["p"])
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert facility["n"] in popup.inner_text()
    for label in ("类型", "状态", "所属", "地址"):
        assert label in popup.inner_text()
    page.keyboard.press("Escape")
    switch(page, number).uncheck()
    unit = next(
        item
        for layer in data["layers"]
        if layer["type"] == "units" and layer["key"] == "community"
        for item in layer["data"]["items"]
    )
    click_at(page, unit["p"])
    page.locator(".leaflet-popup-content", has_text=unit["n"]).wait_for()
    text = page.locator(".leaflet-popup-content", has_text=unit["n"]).inner_text()
    assert "常住人口" in text
    assert "65岁及以上" in text


def test_choosing_an_indicator_paints_lists_and_frees(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    card = case.scorecard.rows[1]
    row = page.locator('tr[data-paint="indicator-1"]')
    if "chosen" not in row.get_attribute("class"):
        row.click()
    missing = [evidence.name for evidence in card.measurement.rows if not evidence.counted]
    assert page.locator("#caption .name").all_inner_texts() == missing
    assert card.indicator.name in page.locator("#caption").inner_text()
    look = data_of(page)["paints"]["indicator-1"]
    units = case.region.units()
    for evidence in card.measurement.rows:
        colour = look["legend"][0 if evidence.counted else 1][0]
        assert page.evaluate(f"yikeLayers.units[{units.row_of[evidence.code]}].options.fillColor") == colour
    assert len(look["units"][1]) == len(missing)
    row.click()
    assert page.locator("#caption .name").count() == 0
    assert set(page.evaluate(FILLS)) == {"#fffdf9"}


def test_a_listed_unit_is_visited(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    before = page.evaluate("map_yike.getZoom()")
    name = page.locator("#caption .name").first
    text = name.inner_text()
    name.click()
    page.locator(".leaflet-popup-content", has_text=text).wait_for()
    page.wait_for_function(f"map_yike.getZoom() > {before}")


def test_the_people_row_shows_the_people_beyond(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    page.locator('[data-paint="reach-0"]').click()
    assert drawn(page, layer_number(page, "people", "0"))
    assert drawn(page, layer_number(page, "facilities", INSTITUTIONS))
    page.locator('[data-paint="reach-0"]').click()
    assert not drawn(page, layer_number(page, "people", "0"))


def test_the_verdict_tiles_filter(full: Case, open_page: OpenPage) -> None:
    page = open_page(full.html).page
    counts = full.scorecard.counts()
    rows = page.locator(".scorecard tbody tr:visible")
    open_at_first = rows.count()
    assert all(counts.values())
    for verdict in ("met", "not_met", "unknown"):
        tile = page.locator(f'.tile[data-filter="{verdict}"]')
        assert tile.locator("b").inner_text() == str(counts[verdict])
        tile.click()
        assert rows.count() == counts[verdict]
        tile.click()
    assert rows.count() == open_at_first


def test_the_main_group_is_open_and_the_others_unfold(full: Case, open_page: OpenPage) -> None:
    page = open_page(full.html).page
    assert page.locator(".group > summary h2").all_inner_texts() == [
        "主要指标", "正文指标", "上级规划的要求", "选址和建设要求",
    ]  # fmt: skip
    assert page.locator(".group").evaluate_all("groups => groups.map(g => g.open)") == [True, False, False, False]
    summary = page.locator(".group.table > summary span").inner_text()
    assert summary.startswith("5 项：")
    assert page.locator("tr[data-indicator=g]").is_hidden()
    page.locator(".group.superior > summary").click()
    assert page.locator("tr[data-indicator=g]").is_visible()
    assert "不作判定" in page.locator(".group.siting > summary").inner_text()


def test_what_stands_beside_a_row_is_muted_below_it(full: Case, open_page: OpenPage) -> None:
    page = open_page(full.html).page
    order = page.locator(".group.table tbody tr").evaluate_all("rows => rows.map(r => r.dataset.indicator)")
    assert order == ["a", "a_again", "a_else", "a_2022", "b", "c", "d", "h", "h_again"]
    tags = page.locator(".group.table tr.beside .tag:first-child").all_inner_texts()
    assert tags == ["重申", "另有说法", "阶段目标", "重申"]
    principal = page.locator("tr[data-indicator=a]")
    assert "另有说法" in principal.inner_text()
    assert "2023 年应达 53.3%" in principal.inner_text()
    assert "上级要求 50%，本规划更严" in principal.inner_text()
    assert "李四 于 2025-01-02 填报 2023 年数据，依据统计年报" in page.locator("tr[data-indicator=h]").inner_text()
    assert "按此说法" in page.locator("tr[data-indicator=a_else]").inner_text()
    own, beside = (
        page.locator(f"tr[data-indicator={key}] td.indicator").evaluate("cell => getComputedStyle(cell).color")
        for key in ("a", "a_else")
    )
    assert own != beside
    principal.click()
    caption = page.locator("#caption").inner_text()
    assert "另有说法：全覆盖（专栏1 第212行），按此说法" in caption
    assert "2020 年为 20.0%" in caption


def test_what_lacks_most_leads_to_its_row(full: Case, open_page: OpenPage) -> None:
    page = open_page(full.html).page
    lack = page.locator(".lacks .lack").nth(0)
    key = lack.get_attribute("data-paint")
    card = full.scorecard.rows[int(key.removeprefix("indicator-"))]
    assert card.verdict == "not_met"
    lack.click()
    if "chosen" not in lack.get_attribute("class"):
        lack.click()
    assert page.locator("#caption h2").inner_text() == card.indicator.name
    over = page.locator("tr[data-indicator=x]")
    page.locator(".group.text > summary").click()
    assert "超出 11.7 百分点" in over.inner_text()


def test_blocks_beside_the_scorecard_say_what_they_have(full: Case, case: Case, open_page: OpenPage) -> None:
    page = open_page(full.html).page
    states = page.locator(".projects .states tbody tr")
    assert states.count() == 1
    assert full.scorecard.row("a").indicator.name in states.inner_text()
    projects = page.locator(".projects").inner_text()
    for words in (
        "东湖养老院",
        "改扩建",
        "300",
        "12,500.5",
        "5,200",
        "新增 1 处；计入东湖街道",
        "是改扩建，不增加设施",
        "项目没有坐标",
        "其余 6 项",
    ):
        assert words in projects, words
    units = page.locator(".units tbody tr")
    assert units.nth(0).inner_text().startswith("白塔街道")  # none of four
    assert "缺 4" in units.nth(0).inner_text()
    assert "缺 2" in units.nth(1).inner_text()
    norms = page.locator(".norms").inner_text()
    assert "待核" in norms
    assert "不计入" in norms
    bare = open_page(case.html).page
    assert bare.locator(".projects, .units, .norms").count() == 0


def test_printing_shows_what_is_open(full: Case, open_page: OpenPage) -> None:
    page = open_page(full.html).page
    page.emulate_media(media="print")
    assert page.locator("tr[data-indicator=a]").is_visible()
    assert page.locator("tr[data-indicator=g]").is_hidden()


def test_keyboard_chooses_a_row(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    page.locator('tr[data-paint="indicator-2"]').focus()
    page.keyboard.press("Enter")
    assert page.locator("#caption h2").inner_text() == case.scorecard.rows[2].indicator.name


def test_hostile_names_do_nothing_and_are_shown_as_text(hostile: Case, open_page: OpenPage) -> None:
    opened = open_page(hostile.html)
    page = opened.page
    page.locator(".heading", has_text="设施").get_by_text("全部").click()
    page.evaluate("document.querySelectorAll('details').forEach(function (each) { each.open = true; })")
    for key in ("indicator-0", "indicator-1", "indicator-4", "indicator-6", "reach-0", "reach-1"):
        page.locator(f'tr[data-paint="{key}"], .share[data-paint="{key}"]').click()
    data = data_of(page)
    facility = next(item for item in data["facilities"] if "p" in item)
    click_at(page, facility["p"])
    page.locator(".leaflet-popup-content").wait_for()
    unit = next(item for layer in data["layers"] if layer["type"] == "units" for item in layer["data"]["items"])
    page.evaluate(f"void yikeLayers.units[{unit['r']}].openPopup()")
    assert unit["n"] in page.locator(".leaflet-popup-content").last.inner_text()
    page.evaluate(f"void yikeLayers.units[{unit['r']}].openTooltip()")
    assert page.evaluate("window.pwned") is None
    assert opened.messages == []
    assert opened.requests == [hostile.html.as_uri()]
    assert page.locator("img").count() == 0
    text = page.locator("body").inner_text()
    assert text.count(plain(HOSTILE)[:40]) > 20
    assert "{{7*7}}" in text
    assert plain(HOSTILE) in page.title()
    assert "\u202e" not in text


def test_prints_on_a4_and_a3(case: Case, open_page: OpenPage) -> None:
    opened = open_page(case.html)
    page = opened.page
    before = page.evaluate(VIEW)
    for paper in ("A4", "A3"):
        pdf = page.pdf(format=paper, landscape=True, print_background=True)
        assert pdf.startswith(b"%PDF")
        assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) >= 2
    assert page.evaluate(VIEW) == pytest.approx(before)
    page.emulate_media(media="print")
    assert page.locator(".leaflet-control-zoom").is_hidden()
    assert page.locator(".scorecard").is_visible()
    assert page.locator(".invented").is_visible()
    assert opened.messages == []


def test_without_scripts_the_tables_remain(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html, scripts=False).page
    text = page.locator("body").inner_text()
    assert "浏览器没有运行脚本" in text
    assert case.scorecard.rows[0].indicator.name in text
    assert page.locator(".block table").count() == len(case.reaches)


def test_no_flag_and_no_link_leaves_the_page(case: Case, open_page: OpenPage) -> None:
    page = open_page(case.html).page
    credit = page.locator(".leaflet-control-attribution")
    assert "Leaflet" in credit.inner_text()
    assert credit.locator("svg, a").count() == 0
    targets = page.evaluate(TARGETS)
    assert [target for target in targets if not target.startswith(("#", "data:"))] == []


def test_the_sample_region_opens(sample: Path, tmp_path: Path, open_page: OpenPage) -> None:
    from layers.region import Region
    from planner.briefing import write_briefing
    from planner.coverage.measuring import evaluate_region
    from planner.plans.reading import load_plan

    plan = load_plan("dandong")
    with Region.open(sample) as region:
        scorecard = evaluate_region(region, plan, None)
        (html,) = write_briefing(region, plan, scorecard, (), {}, tmp_path, ("html",))
    assert html.stat().st_size < 2_500_000
    opened = open_page(html)
    assert opened.requests == [html.as_uri()]
    assert opened.messages == []
    assert opened.page.locator(".scorecard tbody tr").count() == len(scorecard.rows) > 100
    assert opened.page.locator(".scorecard tr.counts").count() == sum(scorecard.counts().values())
    assert opened.page.locator(".invented").is_visible()
