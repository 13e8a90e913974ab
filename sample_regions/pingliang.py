"""The invented 平凉市: real counties, everything below them made up."""

from dataclasses import replace

from layers.tables import Facilities
from sample_regions import assortment
from sample_regions.area.atlas import Atlas, County
from sample_regions.area.drawing import draw
from sample_regions.assortment import Holdings
from sample_regions.figures import Figures
from sample_regions.land import Land
from sample_regions.sample import ByHand, Sample

# From the plan's shares: 102 镇 and 乡, of which 70 are 镇 (68.6 %); 1408 villages, of which 935 have a station
# (66.4 %); 70 urban communities, of which 68 have one: 97.1 %, since no whole number gives the printed 97.5 %.
# Own assumptions: the 街道, how the people are spread, and every number below that is not read from `figures`.

_COUNTIES = (
    County(
        "620802000000", "崆峒区", "市辖区", (106.685, 35.543),
        ((106.55, 35.60), (106.85, 35.50), (106.98, 35.44), (106.60, 35.45), (106.80, 35.62), (106.95, 35.58)),
        (3, 11, 6), (24, 4), 252, 504_000, 0.50,
    ),
    County(
        "620821000000", "泾川县", "县", (107.365, 35.333),
        ((107.20, 35.38), (107.25, 35.28), (107.50, 35.40), (107.55, 35.30), (107.40, 35.22)),
        (0, 11, 3), (6, 2), 205, 246_000, 0.26,
    ),
    County(
        "620822000000", "灵台县", "县", (107.620, 35.068),
        ((107.35, 35.10), (107.48, 35.00), (107.70, 35.15), (107.45, 35.12), (107.75, 35.05)),
        (0, 9, 4), (5, 2), 184, 168_000, 0.25,
    ),
    County(
        "620823000000", "崇信县", "县", (107.030, 35.303), ((107.00, 35.18), (107.12, 35.25), (106.92, 35.33)),
        (0, 4, 2), (4, 1), 76, 88_000, 0.36,
    ),
    County(
        "620881000000", "华亭市", "县级市", (106.650, 35.218),
        ((106.55, 35.30), (106.80, 35.20), (106.60, 35.10), (106.82, 35.32)), (1, 7, 3), (8, 2), 98, 188_000, 0.45,
    ),
    County(
        "620825000000", "庄浪县", "县", (106.045, 35.203),
        ((105.92, 35.12), (106.20, 35.12), (106.15, 35.30), (105.95, 35.28), (106.32, 35.18)),
        (0, 13, 5), (5, 1), 280, 320_000, 0.22,
    ),
    County(
        "620826000000", "静宁县", "县", (105.730, 35.520),
        (
            (105.55, 35.50), (105.55, 35.35), (105.75, 35.35), (105.65, 35.20), (105.88, 35.60), (105.90, 35.45),
            (105.45, 35.45),
        ),
        (0, 15, 9), (5, 1), 313, 334_000, 0.24,
    ),
)  # fmt: skip
_OUTLINE = (
    (105.36, 35.42), (105.48, 35.58), (105.66, 35.70), (105.86, 35.74), (106.03, 35.66), (106.06, 35.48),
    (106.22, 35.42), (106.34, 35.30), (106.46, 35.32), (106.44, 35.48), (106.48, 35.64), (106.64, 35.72),
    (106.82, 35.74), (106.98, 35.68), (107.10, 35.56), (107.28, 35.48), (107.48, 35.49), (107.64, 35.42),
    (107.70, 35.28), (107.84, 35.16), (107.83, 35.02), (107.66, 34.94), (107.46, 34.92), (107.28, 35.00),
    (107.18, 35.14), (107.04, 35.10), (106.88, 35.16), (106.72, 35.06), (106.54, 35.04), (106.42, 35.12),
    (106.24, 35.02), (106.02, 35.02), (105.86, 35.06), (105.70, 35.06), (105.54, 35.16), (105.42, 35.28),
)  # fmt: skip
ATLAS = Atlas(
    code="620800000000",
    name="平凉市",
    above=(("620800000000", "平凉市", "prefecture", "620000000000"),),
    outline=_OUTLINE,
    counties=_COUNTIES,
    metres_per_degree_lon=90_850.0,
    finest="community",
    block=620.0,
    smallest=860.0,
    homes=3,
    flavour="沟梁峁塬岔湾坪川咀坡洼岘庄堡滩源泉坝壑台岭掌渠崾窑岩嶝垣",
    aged_60=0,
    size=(2.6, 3.2),
    seed=620800,
)


def _draw(figures: Figures) -> Land:
    aged_60 = 1000 * figures["base_elderly_beds"] / figures["base_beds_per_1000"]
    return draw(replace(ATLAS, aged_60=aged_60))


def _furnish(land: Land, figures: Figures) -> Facilities:
    beds = round(figures["base_elderly_beds"])
    in_homes = beds * 54 // 100
    have = Holdings(
        public_homes=(31, in_homes * 62 // 100),
        private_homes=(17, in_homes - in_homes * 62 // 100),
        nursing=0.452,
        stations=(58, 498, beds - in_homes, 180_000),
        subdistrict_centres=(31, 0),
        regional_centres=(9, 0),
        city_facilities=(round(figures["base_urban_service_stations"]), 430.0),
        village_facilities=(round(figures["base_rural_service_stations"]), 165.0),
        town_facilities=round(figures["base_service_centres"]),
        volunteers=0.58,
        child_protection=55,
        social_work=22,
        cemeteries=6,
        lottery=158,
        nursing_support=3,
        emergency=1,
        child_rescue=3,
        child_welfare=2,
        mental=1,
        rescue=4,
        columbaria=1,
        funeral_homes=6,
        commercial_cemeteries=2,
        mutual_care=210,
        rehabilitation=12,
        organisation_bases=2,
        subdistrict_among=("街道", "镇", "乡"),
    )
    return assortment.furnish(land, have, "PL", 620801)


SAMPLE = Sample(
    name="pingliang",
    plan="pingliang",
    title=ATLAS.name,
    code=ATLAS.code,
    draw=_draw,
    furnish=_furnish,
    by_hand=(
        ByHand("pingliang", "rural_urban_subsistence_share", 71.0, 4_896.0, 6_896.0),
        ByHand("pingliang", "disability_living_allowance_share", 100.0, 33_420.0, 33_420.0),
        ByHand("pingliang", "disability_nursing_allowance_share", 100.0, 30_110.0, 30_110.0),
        ByHand("pingliang", "rescued_returned_share", 99.1, 1_308.0, 1_320.0),
    ),
)
