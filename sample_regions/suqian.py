"""The invented 宿迁市: real counties, everything below them made up."""

from dataclasses import replace

from layers.tables import Facilities
from sample_regions import assortment
from sample_regions.area.atlas import Atlas, County
from sample_regions.area.drawing import draw
from sample_regions.assortment import Holdings
from sample_regions.figures import Figures
from sample_regions.land import Land
from sample_regions.sample import Sample

# Own assumptions, where the plan prints nothing: townships, communities and villages, how the people are spread,
# and every number below that is not read from `figures`.

_COUNTIES = (
    County(
        "321302000000", "宿城区", "市辖区", (118.255, 33.945),
        ((118.10, 33.92), (118.12, 34.06), (118.20, 33.80), (118.33, 33.82), (118.16, 33.74)),
        (9, 7, 1), (82, 8), 110, 895_000, 0.62,
    ),
    County(
        "321311000000", "宿豫区", "市辖区", (118.335, 33.965),
        ((118.30, 34.12), (118.45, 34.05), (118.50, 33.92), (118.42, 34.15)), (4, 8, 1), (30, 8), 90, 470_000, 0.45,
    ),
    County(
        "321322000000", "沭阳县", "县", (118.790, 34.115),
        (
            (118.62, 34.20), (118.70, 34.32), (118.90, 34.28), (118.98, 34.12), (119.06, 34.05), (118.88, 33.98),
            (118.65, 34.05),
        ),
        (6, 21, 3), (44, 16), 330, 1_640_000, 0.36,
    ),
    County(
        "321323000000", "泗阳县", "县", (118.695, 33.725),
        ((118.55, 33.75), (118.82, 33.75), (118.85, 33.65), (118.62, 33.62), (118.68, 33.86), (118.84, 33.85)),
        (3, 11, 2), (32, 8), 180, 840_000, 0.38,
    ),
    County(
        "321324000000", "泗洪县", "县", (118.225, 33.455),
        (
            (118.05, 33.60), (118.30, 33.62), (118.42, 33.58), (118.10, 33.30), (118.30, 33.28), (118.48, 33.36),
            (118.55, 33.26), (118.02, 33.40), (118.40, 33.70),
        ),
        (3, 14, 5), (26, 9), 220, 1_066_000, 0.33,
    ),
)  # fmt: skip
_OUTLINE = (
    (118.02, 34.03), (118.10, 34.17), (118.27, 34.22), (118.42, 34.21), (118.50, 34.30), (118.62, 34.36),
    (118.76, 34.42), (118.93, 34.36), (119.08, 34.20), (119.17, 34.05), (119.02, 33.94), (118.93, 33.88),
    (118.97, 33.74), (118.90, 33.60), (118.76, 33.52), (118.66, 33.46), (118.72, 33.32), (118.62, 33.18),
    (118.44, 33.15), (118.26, 33.20), (118.08, 33.17), (117.96, 33.30), (118.00, 33.45), (117.97, 33.60),
    (118.10, 33.68), (118.06, 33.80), (117.96, 33.90),
)  # fmt: skip
ATLAS = Atlas(
    code="321300000000",
    name="宿迁市",
    above=(("321300000000", "宿迁市", "prefecture", "320000000000"),),
    outline=_OUTLINE,
    counties=_COUNTIES,
    metres_per_degree_lon=92_400.0,
    finest="community",
    block=740.0,
    smallest=760.0,
    homes=3,
    flavour="圩庄集墩荡洼堰渡滩圈湖港渠塘桥荷柳埠湾淮",
    aged_60=0,
    size=(2.7, 3.1),
    seed=321300,
)


def _draw(figures: Figures) -> Land:
    aged_60 = 1000 * figures["elderly_beds_2020"] / figures["elderly_beds_per_thousand_2020"]
    return draw(replace(ATLAS, aged_60=aged_60))


def _furnish(land: Land, figures: Figures) -> Facilities:
    homes = round(figures["elderly_institutions_2020"])
    beds = round(figures["nursing_beds_2020"] / figures["nursing_bed_share_2020"] * 100)
    centres, subdistricts = (
        round(figures[name]) for name in ("regional_elderly_centres_2020", "subdistrict_day_centres_2020")
    )
    stations = round(figures["community_elderly_stations_2020"])
    centre_beds, subdistrict_beds = 80 * centres, 30 * subdistricts
    near = round(figures["elderly_beds_2020"]) - beds - centre_beds - subdistrict_beds - assortment.SUPPORT_BEDS * 2
    country_towns = 73
    have = Holdings(
        public_homes=(96, beds * 52 // 100),
        private_homes=(homes - 96, beds - beds * 52 // 100),
        nursing=figures["nursing_bed_share_2020"] / 100,
        stations=(248, stations - 248, near, 310_000),
        subdistrict_centres=(subdistricts, subdistrict_beds),
        regional_centres=(centres, centre_beds),
        city_facilities=(258, 640.0),
        village_facilities=(862, 410.0),
        volunteers=0.64,
        child_protection=52,
        social_work=61,
        cemeteries=round(country_towns * figures["township_public_burial_2020"] / 100),
        lottery=402,
        nursing_support=2,
        emergency=1,
        child_rescue=3,
        child_welfare=2,
        mental=2,
        rescue=4,
        columbaria=4,
        funeral_homes=5,
        children_homes=round(figures["children_homes_built"]),
        mutual_care=90,
        rehabilitation=33,
        organisation_bases=5,
        neighbourhood_centres=7,
        regional_among=("镇", "乡"),
    )
    return assortment.furnish(land, have, "SQ", 321301)


SAMPLE = Sample(
    name="suqian",
    plan="suqian",
    title=ATLAS.name,
    code=ATLAS.code,
    draw=_draw,
    furnish=_furnish,
)
