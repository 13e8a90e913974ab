"""The norms that come with the program, against the list they were collected in."""

from datetime import date

import pytest

from planner.plans.norm import Norm, first_day
from planner.plans.norms import load_norms, norm_problems, norms_for

NATION = "000000000000"

# Counted by hand from the list of sources: id and figure, in its order.
FIGURES = """
circle_15_distance 800至1000m · circle_15_population 50000至100000人 · circle_10_distance 500m
circle_10_population 15000至25000人 · circle_10_dwellings 5000至8000套 · circle_10_land 32至50公顷
circle_5_distance 300m · circle_5_population 5000至12000人 · block_population 1000至3000人
housing_area_per_person 35m² · table_care_home_area 7000至17500m² · table_care_home_beds 200至500张
table_nursing_home_area 3500至17500m² · table_nursing_home_beds 100至500张
table_community_station_area 600至1000m² · table_community_station_radius 300m
table_day_care_area 350至750m² · table_day_care_radius 300m
shanghai_2016_area 3km² · shanghai_2016_population 50000至100000人
shanghai_2024_city_distance 800至1000m · shanghai_2024_city_population 30000至50000人
shanghai_2024_new_city_distance 800至1500m · shanghai_2024_new_city_population 20000人
shanghai_2024_town_distance 1000至5000m · shanghai_2024_town_population 20000人
shanghai_2024_centre_area 800m² · shanghai_2024_point_area 50至200m²
shanghai_coverage_2025 85% · shanghai_coverage_2035 99%
beds_per_1000 40张 · elderly_land_per_person 0.1m² · henan_elderly_land 0.1m² · qingdao_elderly_land 0.2m²
dezhou_elderly_land 0.2m² · care_home_population 50000至100000人 · care_home_area_per_bed 35m²
care_home_land_per_bed 18至44m² · care_home_beds 20张 · elderly_station_population 5000至12000人
shandong_new_housing 20m² · henan_new_housing 30m² · yinchuan_new_housing 30m² · guizhou_new_housing 20m²
guizhou_new_housing_size 350m² · shaoxing_new_housing_share 2‰ · shaoxing_new_housing_size 30m²
henan_old_housing 20m² · yinchuan_old_housing 20m² · shaoxing_old_housing 20m² · qingdao_old_housing 15m²
dezhou_old_housing 15m² · weihai_old_housing 15m² · guizhou_old_housing 15m²
guizhou_street_centre_size 1000m² · guizhou_station_size 350m² · guizhou_elderly_radius 700m
qingdao_happiness_home_land 2亩 · qingdao_happiness_home_area 400m² · qingdao_happiness_home_beds 20张
embedded_complex_area 600m² · embedded_complex_area_better 800m² · embedded_complex_functions 3项
day_care_class_1_population 30000至50000人 · day_care_class_1_area 1600m² · day_care_class_1_area_per_person 0.26m²
day_care_class_2_population 15000至30000人 · day_care_class_2_area 1085m² · day_care_class_2_area_per_person 0.32m²
day_care_class_3_population 10000至15000人 · day_care_class_3_area 750m² · day_care_class_3_area_per_person 0.39m²
nursing_bed_share_2025 55% · new_housing_fitted_2025 100% · regional_centre_share_2025 60%
shandong_parks 2000m · shandong_water 2000m · shandong_roads 500m · henan_roads 1000m · zhengzhou_roads 1000m
unnamed_province_water 300m · urban_cemetery_housing 500m · urban_cemetery_roads 500m · urban_cemetery_land 50至300亩
urban_cemetery_years 20年 · urban_cemetery_niches 2倍 · urban_cemetery_plot_single 0.5m²
urban_cemetery_plot_joint 0.8m² · urban_cemetery_number 500000人 · beijing_ash_plot 1m² · henan_ash_plot 1m²
henan_body_plot_single 4m² · henan_body_plot_joint 6m² · crematory_distance_quoted 2000m
county_public_burial_2025 100% · ecological_burial_2020 50%
shunchang_death_rate_start 7.6‰ · shunchang_death_rate_end 6‰ · shunchang_years 30年 · tieling_death_rate 7‰
wenshang_coverage_2035 100% · wenshang_ecological_2035 100%
ningxia_county_child_rescue 75% · ningxia_prefecture_child_rescue 100% · shanghai_street_child_station 100%
speed_slow 0.8m/s · speed_elderly 0.9m/s · speed_planning 1m/s · speed_adult 1.2m/s · speed_software 1.39m/s
speed_implied_15 0.89至1.11m/s · speed_implied_10 0.83m/s · speed_implied_5 1m/s
"""

# What the list calls weak, remembered, not obtained or only a draft, and what it gives no title for.
TO_BE_CHECKED = """
circle_levels_separate housing_area_per_person table_care_home_area table_care_home_beds table_nursing_home_area
table_nursing_home_beds table_community_station_area table_community_station_radius table_day_care_area
table_day_care_radius community_circle_levels heilongjiang_circle shanghai_2016_area shanghai_2016_population
day_care_class_1_population day_care_class_1_area day_care_class_1_area_per_person day_care_class_2_population
day_care_class_2_area day_care_class_2_area_per_person day_care_class_3_population day_care_class_3_area
day_care_class_3_area_per_person care_building_no_distance care_network_2029 burial_regulation_2026
unnamed_province_water unnamed_province_roads crematory_protection crematory_distance_quoted speed_planning
henan_elderly_land henan_new_housing henan_old_housing shandong_new_housing shandong_parks shandong_water
shandong_roads shandong_planned_land shandong_forest henan_roads henan_housing zhengzhou_roads zhengzhou_water
beijing_barriers beijing_ash_plot county_public_burial_2025 ecological_burial_2020
"""


def by_id() -> dict[str, Norm]:
    return {norm.id: norm for norm in load_norms()}


@pytest.fixture(autouse=True)
def nothing_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path)


def test_all_figures_are_those_of_the_list():
    wanted = dict(pair.split(" ") for line in FIGURES.strip().splitlines() for pair in line.split(" · "))
    assert {norm.id: norm.figure_text for norm in load_norms() if norm.value is not None} == wanted
    assert norm_problems() == ()


def test_what_was_not_seen_is_marked():
    norms = by_id()
    assert [name for name in TO_BE_CHECKED.split() if not norms[name].unverified] == []
    drafts = ("shanghai_2024_", "shanghai_coverage_", "urban_cemetery_", "table_", "day_care_class_", "unnamed_")
    assert {norm.id for norm in norms.values() if norm.id.startswith(drafts) and not norm.unverified} == set()
    assert {norm.id for norm in norms.values() if "待核" in norm.note and not norm.unverified} == set()
    assert {norm.id for norm in norms.values() if not norm.unverified} >= {"beds_per_1000", "burial_2012_farmland"}


def test_the_mark_goes_with_the_row():
    norms = by_id()
    for norm in norms.values():
        for bound in norm.bounds(2025):
            assert bound.note.startswith("待核。") == norm.unverified


def test_the_burial_regulation_changed_on_the_30th_of_march_2026():
    norms = by_id()
    old = [norm for norm in norms.values() if norm.replaced_by == "burial_regulation_2026"]
    new = norms["burial_regulation_2026"]
    assert sorted(norm.id for norm in old) == [
        "burial_2012_farmland",
        "burial_2012_parks",
        "burial_2012_roads",
        "burial_2012_water",
        "village_cemetery_members",
    ]
    assert {(norm.in_force, norm.repealed) for norm in old} == {("2012", "2026-03-30")}
    assert (new.in_force, new.repealed, new.unverified) == ("2026-03-30", "", True)
    for day, holds in ((date(2025, 12, 31), True), (date(2026, 3, 29), True), (date(2026, 3, 30), False)):
        assert {norm.is_in_force(day) for norm in old} == {holds}
        assert new.is_in_force(day) is not holds
    assert {norm.clause for norm in norms_for("210600000000", date(2025, 12, 31)) if norm in old} == {
        "第十条",
        "第九条",
    }
    assert new in norms_for("210600000000", date(2026, 12, 31))
    assert not set(old) & set(norms_for("210600000000", date(2026, 12, 31)))


@pytest.mark.parametrize(
    ("region", "local"),
    [
        ("370000000000", {"shandong_new_housing"}),
        ("370203000000", {"shandong_new_housing", "qingdao_old_housing"}),  # a district of 青岛
        ("371425001000", {"shandong_new_housing", "dezhou_old_housing"}),  # a town of 德州
        ("410100000000", {"henan_new_housing", "henan_old_housing"}),
        ("330602000000", {"shaoxing_old_housing"}),
        ("330000000000", set()),  # a province is no part of its city
        ("210112000000", set()),
    ],
)
def test_whose_norm_it_is(region, local):
    found = {norm.id for norm in norms_for(region, date(2026, 12, 31))}
    assert {name for name in found if name.endswith("_housing") and name != "urban_cemetery_housing"} - {
        "henan_housing"
    } == local
    assert "beds_per_1000" in found
    assert not any(name.startswith("unnamed_province") for name in found)


def test_housing_in_two_provinces():
    norms = by_id()
    assert norms["shandong_new_housing"].requirement == "不少于20m²"
    assert norms["henan_new_housing"].requirement == "不少于30m²"


def test_a_norm_of_nobody_knows_where_applies_nowhere():
    norm = by_id()["unnamed_province_water"]
    assert (norm.region_code, norm.region != "") == ("", True)
    assert not norm.applies_to(NATION)
    assert not norm.applies_to("370000000000")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026", date(2026, 1, 1)), ("2026-03", date(2026, 3, 1)), ("2026-03-30", date(2026, 3, 30))],
)
def test_a_day_may_be_a_year(text, day):
    assert first_day(text) == day


def test_the_standard_that_is_computed_follows_the_figure():
    norms = by_id()
    assert norms["guizhou_station_size"].with_value(300.0).each == (("floor_area_m2", 300.0),)
    assert norms["circle_5_distance"].with_value(500.0).limit == 500.0
    assert norms["circle_15_distance"].with_value(700.0, 900.0).limit == 900.0
    land = norms["qingdao_happiness_home_land"].with_value(3.0)
    assert (land.each, land.figure_text) == ((("land_area_m2", 2000.0),), "3亩")
    coverage = norms["shanghai_coverage_2025"].with_value(90.0)  # a share of people: the 15 minutes stay
    assert (coverage.limit, coverage.measured_in, coverage.value) == (15.0, "minutes", 90.0)


def test_norms_in_words_and_figures_are_told_apart():
    norms = by_id()
    assert norms["care_home_land_per_bed"].requirement == "18至44m²"
    assert norms["speed_slow"].requirement == "0.8m/s，英国65岁以上女性的平均步速。"
    assert norms["village_child_post"].requirement == "每个村和社区都要有专人专岗。"
    assert norms["guizhou_elderly_radius"].requirement == "小于700m"
    assert norms["village_child_post"].as_indicator(2025) is None
    beds = norms["beds_per_1000"].as_indicator(2025)
    assert beds is not None
    assert (beds.id, beds.measure, beds.of, beds.value, beds.unit, beds.year, beds.section) == (
        "beds_per_1000",
        "per_unit",
        "beds/1000 aged_60",
        40.0,
        "张",
        2025,
        "GB 50437-2007(2018年局部修订) 3.2.1",
    )
