"""The invented 丹东市: real counties, everything below them made up."""

from layers.tables import Facilities
from sample_regions import assortment
from sample_regions.area.atlas import Atlas, County
from sample_regions.area.drawing import draw
from sample_regions.assortment import Holdings
from sample_regions.figures import Figures
from sample_regions.land import Land
from sample_regions.sample import ByHand, Sample

# Own assumptions, where the plan prints nothing: people and their age, townships, communities and villages (their
# numbers are chosen so that the printed shares of communities with a service facility come out), and every
# number below that is not read from `figures`.

_COUNTIES = (
    County(
        "210602000000", "元宝区", "市辖区", (124.392, 40.142), ((124.34, 40.17),),
        (6, 1, 0), (44, 1), 8, 185_000, 0.92,
    ),
    County(
        "210603000000", "振兴区", "市辖区", (124.352, 40.092), ((124.28, 40.03), (124.24, 40.00)),
        (8, 1, 0), (60, 2), 22, 402_000, 0.90,
    ),
    County(
        "210604000000", "振安区", "市辖区", (124.455, 40.190),
        ((124.33, 40.28), (124.52, 40.26), (124.36, 40.36), (124.44, 40.33)), (3, 4, 1), (16, 3), 45, 168_000, 0.42,
    ),
    County(
        "210624000000", "宽甸满族自治县", "县", (124.785, 40.730),
        (
            (125.2, 40.75), (125.5, 40.90), (124.9, 40.95), (124.72, 40.50), (125.0, 40.62), (124.6, 40.62),
            (124.62, 40.90),
        ),
        (0, 18, 4), (12, 12), 165, 345_000, 0.30,
    ),
    County(
        "210681000000", "东港市", "县级市", (124.152, 39.885),
        ((123.95, 39.88), (123.75, 39.90), (123.58, 39.90), (124.0, 40.05), (123.7, 40.08), (123.85, 40.18)),
        (3, 14, 1), (24, 10), 190, 565_000, 0.34,
    ),
    County(
        "210682000000", "凤城市", "县级市", (124.068, 40.458),
        (
            (123.78, 40.36), (123.92, 40.72), (124.25, 40.80), (123.66, 40.72), (124.28, 40.52), (124.02, 40.28),
            (123.95, 40.95), (124.15, 40.18),
        ),
        (3, 17, 1), (24, 17), 195, 495_000, 0.30,
    ),
)  # fmt: skip
_OUTLINE = (
    (123.42, 39.76), (123.60, 39.79), (123.78, 39.81), (123.95, 39.82), (124.12, 39.83), (124.24, 39.93),
    (124.36, 40.03), (124.43, 40.13), (124.56, 40.25), (124.75, 40.36), (124.90, 40.47), (125.03, 40.52),
    (125.22, 40.62), (125.40, 40.66), (125.62, 40.78), (125.68, 40.92), (125.55, 41.03), (125.30, 41.07),
    (125.05, 41.02), (124.86, 41.08), (124.66, 41.02), (124.45, 41.05), (124.25, 40.98), (124.05, 41.07),
    (123.86, 41.03), (123.72, 40.90), (123.52, 40.84), (123.46, 40.70), (123.62, 40.60), (123.58, 40.44),
    (123.64, 40.30), (123.50, 40.20), (123.52, 40.05), (123.40, 39.94),
)  # fmt: skip
ATLAS = Atlas(
    code="210600000000",
    name="丹东市",
    above=(("210600000000", "丹东市", "prefecture", "210000000000"),),
    outline=_OUTLINE,
    counties=_COUNTIES,
    metres_per_degree_lon=84_900.0,
    finest="community",
    block=760.0,
    smallest=800.0,
    homes=4,
    flavour="沟岭堡屯甸岗台泡河湾洼坨砬哨峪坎坡营泉溪塘",
    aged_60=622_000,
    size=(2.3, 2.6),
    seed=210600,
)


def _draw(figures: Figures) -> Land:
    return draw(ATLAS)


def _furnish(land: Land, figures: Figures) -> Facilities:
    cities = round(225 * figures["urban_community_stations"] / 100)
    villages = round(625 * figures["rural_community_centres"] / 100)
    public = round(figures["elderly_institutions_public"])
    private = round(figures["elderly_institutions_private"])
    beds = round(figures["elderly_beds"])
    have = Holdings(
        public_homes=(public, beds * 30 // 100),
        private_homes=(private, beds - beds * 30 // 100),
        nursing=0.482,
        stations=(186, 118, 1_250, 96_000),
        subdistrict_centres=(14, 420),
        regional_centres=(13, 390),
        city_facilities=(cities, 486.0),
        village_facilities=(villages, 243.0),
        volunteers=0.71,
        child_protection=45,
        social_work=58,
        cemeteries=38,
        lottery=318,
        nursing_support=4,
        emergency=2,
        child_rescue=5,
        child_welfare=2,
        mental=1,
        rescue=3,
        funeral_homes=5,
        mutual_care=60,
        rehabilitation=21,
        organisation_bases=3,
        neighbourhood_centres=6,
    )
    return assortment.furnish(land, have, "DD", 210601)


SAMPLE = Sample(
    name="dandong",
    plan="dandong",
    title=ATLAS.name,
    code=ATLAS.code,
    draw=_draw,
    furnish=_furnish,
    by_hand=(
        ByHand(
            "dandong",
            "urban_rural_subsistence_ratio",
            ratio_of=("urban_subsistence_standard", "rural_subsistence_standard", 12),
        ),
        ByHand("dandong", "rescued_returned_share", 96.4, 1_103.0, 1_144.0),
        ByHand("dandong", "disability_allowance_share", 100.0, 41_870.0, 41_870.0),
        ByHand("dandong", "ecological_burial_share", 32.5, 4_420.0, 13_600.0),
    ),
)
