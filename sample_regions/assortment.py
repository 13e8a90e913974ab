"""The usual facilities of a prefecture or province, from one table of how many there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from layers.tables import Facilities
from sample_regions.desk import Desk
from sample_regions.dice import Dice
from sample_regions.land import Land
from sample_regions.stocking import Stock, Sum, enter

_COUNTIES = ("市辖区", "县级市", "县")
_TOWNSHIPS = ("街道", "镇", "乡")
_COUNTRY = ("镇", "乡")
SUPPORT_BEDS = 180
"""Mean of an institution for the destitute who need nursing."""
_CITY, _VILLAGE = ("城市社区",), ("农村社区",)


@dataclass(frozen=True)
class Holdings:
    """How many facilities of each kind operate, and what they add up to.

    Attributes:
        public_homes, private_homes: institutions, and their beds.
        nursing: share of the institutions' beds that are nursing beds.
        stations: community stations in town and country, their beds and their land, m².
        subdistrict_centres, regional_centres: how many, and their beds.
        subdistrict_among, regional_among, mental_among: classes or levels of the units that have one.
        city_facilities, village_facilities: community service facilities and their mean floor area, m².
        town_facilities: community service facilities that belong to a township.
        volunteers: share of the community service facilities that are volunteer stations too.
        cemeteries: public cemeteries, in as many townships of country classes.
        finest: classes of the smallest units in town and in the country.
        facility_names: what a community service facility is called in town and in the country.
    """

    public_homes: tuple[int, int]
    private_homes: tuple[int, int]
    nursing: float
    stations: tuple[int, int, int, int]
    subdistrict_centres: tuple[int, int]
    regional_centres: tuple[int, int]
    city_facilities: tuple[int, float]
    village_facilities: tuple[int, float]
    volunteers: float
    child_protection: int
    social_work: int
    cemeteries: int
    lottery: int
    nursing_support: int
    emergency: int
    child_rescue: int
    child_welfare: int
    mental: int
    rescue: int
    columbaria: int = 2
    funeral_homes: int = 2
    commercial_cemeteries: int = 3
    town_facilities: int = 0
    children_homes: int = 0
    mutual_care: int = 0
    rehabilitation: int = 0
    organisation_bases: int = 0
    neighbourhood_centres: int = 0
    mental_among: tuple[str, ...] = _COUNTIES
    subdistrict_among: tuple[str, ...] = ("街道",)
    regional_among: tuple[str, ...] = _TOWNSHIPS
    finest: tuple[tuple[str, ...], tuple[str, ...]] = (_CITY, _VILLAGE)
    facility_names: tuple[str, str] = ("{full}党群服务中心", "{full}综合服务站")


def furnish(land: Land, holdings: Holdings, prefix: str, seed: int) -> Facilities:
    """All facilities of an area."""
    desk = Desk(land, Dice(seed), prefix)
    for stock in stocks(holdings):
        enter(desk, stock)
    return desk.register.facilities()


def stocks(have: Holdings) -> Iterator[Stock]:
    """What stands in an area, sort by sort."""
    yield from _homes(have)
    yield from _care_nearby(have)
    yield from _for_children_and_helpers(have)
    yield from _community(have)
    yield from _burial(have)
    yield from _of_counties(have)


def _homes(have: Holdings) -> Iterator[Stock]:
    for names, (count, beds), nature in (
        (("{unit}敬老院", "{unit}中心敬老院", "{unit}社会福利院"), have.public_homes, "公办"),
        (("{unit}养老院", "{unit}老年公寓", "{unit}颐养中心", "{unit}护理院"), have.private_homes, "民办"),
    ):
        for number, name in enumerate(names):
            here, its_beds = _share(count, number, len(names)), _share(beds, number, len(names), count)
            yield Stock(
                "elderly_care_institution",
                name,
                here,
                have.finest[0] + have.finest[1],
                crowded=True,
                idle=(("closed", 1),) if number == 1 else (("building", 1),) if number == 2 else (),
                sums={
                    "beds": Sum(its_beds, 0.7),
                    "floor_area_m2": Sum(its_beds * 33, 0.7),
                    "staff": Sum(its_beds * 0.15, 0.6),
                },
                parts={"nursing_beds": ("beds", have.nursing)},
                attributes={"举办性质": nature},
            )


def _share(total: int, number: int, parts: int, weight: int | None = None) -> int:
    """One of nearly equal whole parts; with a weight, in proportion to the parts of that."""
    if weight is None:
        return total * (number + 1) // parts - total * number // parts
    upto = [weight * n // parts for n in range(parts + 1)]
    return total * upto[number + 1] // weight - total * upto[number] // weight


def _care_nearby(have: Holdings) -> Iterator[Stock]:
    city, village, beds, land = have.stations
    both = city + village
    for count, among, name in (
        (city, have.finest[0], "{full}养老服务站"),
        (village, have.finest[1], "{full}养老服务站"),
    ):
        sums = {"floor_area_m2": Sum(count * 210.0, 0.5), "staff": Sum(count * 3.0, 0.5)}
        if land:
            sums["land_area_m2"] = Sum(land * count // both, 0.4)
        sums["beds"] = Sum(beds * city // both if among == have.finest[0] else beds - beds * city // both, 0.4)
        idle = (("building", min(6, count // 20)), ("planned", min(4, count // 30)))
        yield Stock("community_elderly_station", name, count, among, ground="middle", idle=idle, sums=sums)
    count, beds = have.subdistrict_centres
    sums = {"beds": Sum(beds), "floor_area_m2": Sum(count * 1_500.0)}
    yield Stock(
        "subdistrict_elderly_centre", "{full}综合养老服务中心", count, have.subdistrict_among, idle=(("building", 2),),
        sums=sums, opened=(2016, 2020),
    )  # fmt: skip
    count, beds = have.regional_centres
    sums = {"beds": Sum(beds), "floor_area_m2": Sum(count * 2_200.0), "capacity": Sum(count * 900.0)}
    yield Stock(
        "regional_elderly_centre", "{full}区域养老服务中心", count, have.regional_among, idle=(("planned", 2),),
        sums=sums, opened=(2018, 2020),
    )  # fmt: skip


def _for_children_and_helpers(have: Holdings) -> Iterator[Stock]:
    recent: dict[str, Any] = {"opened": (2018, 2020), "ground": "middle"}
    yield Stock(
        "social_work_station", "{full}社会工作服务站", have.social_work, _TOWNSHIPS, idle=(("planned", 2),),
        sums={"floor_area_m2": Sum(have.social_work * 110.0), "staff": Sum(have.social_work * 3.0)}, **recent,
    )  # fmt: skip
    yield Stock(
        "child_protection_station", "{full}未成年人保护工作站", have.child_protection, _TOWNSHIPS,
        idle=(("planned", 2),), sums={"floor_area_m2": Sum(have.child_protection * 90.0)}, **recent,
    )  # fmt: skip
    both = have.finest[0] + have.finest[1]
    yield Stock("children_home", "{full}儿童关爱之家", have.children_homes, both, **recent)
    yield Stock("mutual_care_point", "{full}互助幸福院", have.mutual_care, have.finest[1], **recent)
    yield Stock("mental_rehabilitation_station", "{full}精神障碍康复站", have.rehabilitation, _TOWNSHIPS, **recent)
    yield Stock("social_organisation_base", "{full}社会组织孵化基地", have.organisation_bases, _COUNTIES)
    yield Stock("neighbourhood_centre", "{full}邻里中心", have.neighbourhood_centres, have.finest[0])


def _community(have: Holdings) -> Iterator[Stock]:
    for (count, mean), among, name in (
        (have.city_facilities, have.finest[0], have.facility_names[0]),
        (have.village_facilities, have.finest[1], have.facility_names[1]),
    ):
        yield Stock(
            "community_service_facility",
            name,
            count,
            among,
            ground="middle",
            also=(("volunteer_station", round(count * have.volunteers)),),
            sums={"floor_area_m2": Sum(round(mean * count), 0.4), "staff": Sum(count * 6.0, 0.4)},
            opened=(2006, 2020),
        )
    yield Stock(
        "community_service_facility", "{full}社区服务中心", have.town_facilities, _COUNTRY, ground="middle",
        also=(("volunteer_station", round(have.town_facilities * have.volunteers)),),
        sums={"floor_area_m2": Sum(have.town_facilities * 620.0)},
    )  # fmt: skip
    yield Stock(
        "lottery_outlet", "福彩{full}{number:03d}号投注站", have.lottery, have.finest[0] + have.finest[1], crowded=True,
        idle=(("closed", have.lottery // 60),), sums={"floor_area_m2": Sum(have.lottery * 26.0, 0.3)},
    )  # fmt: skip


def _burial(have: Holdings) -> Iterator[Stock]:
    for kinds, name, count, among, land in (
        ("public_cemetery", "{unit}公益性公墓", have.cemeteries, _COUNTRY, 16_000),
        ("columbarium", "{unit}骨灰堂", have.columbaria, _COUNTIES, 5_000),
        ("funeral_home", "{unit}殡仪馆", have.funeral_homes, _COUNTIES, 40_000),
        ("commercial_cemetery", "{unit}陵园", have.commercial_cemeteries, _COUNTRY, 120_000),
    ):
        sums = {"land_area_m2": Sum(count * land, 0.5), "capacity": Sum(count * land // 9, 0.5)}
        yield Stock(kinds, name, count, among, ground="hills", sums=sums, opened=(1996, 2019))


def _of_counties(have: Holdings) -> Iterator[Stock]:
    for kinds, name, count, beds, among in (
        ("nursing_support_institution", "{full}特困人员供养服务中心", have.nursing_support, SUPPORT_BEDS, _COUNTIES),
        ("emergency_elderly_reserve", "{full}应急储备养老服务中心", have.emergency, 100, _COUNTIES),
        ("child_rescue_institution", "{full}未成年人救助保护中心", have.child_rescue, 20, _COUNTIES),
        ("child_welfare_institution", "{full}儿童福利院", have.child_welfare, 60, _COUNTIES),
        ("mental_welfare_institution", "{full}精神卫生福利院", have.mental, 200, have.mental_among),
        ("rescue_station", "{full}救助管理站", have.rescue, 24, _COUNTIES),
    ):
        sums = {"beds": Sum(count * beds, 0.3), "floor_area_m2": Sum(count * beds * 34, 0.3)}
        yield Stock(kinds, name, count, among, sums=sums, opened=(1998, 2019))
    yield Stock("marriage_registry", "{full}婚姻登记处", -1, _COUNTIES, opened=(1998, 2019))
