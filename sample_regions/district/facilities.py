"""The invented facilities: enough for an honest scorecard, some badly placed, a few with the usual mistakes."""

import numpy as np

from layers.tables import Facilities
from sample_regions.desk import Desk
from sample_regions.dice import Dice, Floats, whole_parts
from sample_regions.district import elderly_care, names, place
from sample_regions.district.mistakes import NO_PLACE, OUTSIDE
from sample_regions.district.place import OLD_TOWNS
from sample_regions.figures import Figures
from sample_regions.land import Land
from sample_regions.register import NOWHERE
from sample_regions.spots import Place
from sample_regions.stocking import Stock, enter

_WITHOUT_SOCIAL_WORK = ("雁鸣岭乡", "沐山街道")
_CHILD_PROTECTION = (*OLD_TOWNS, "长岭街道", "榆林堡镇", "石棚峪镇")


_FEW = (
    Stock("children_home", "{full}儿童之家", 9, ("城市社区", "农村社区")),
    Stock("mutual_care_point", "{full}互助幸福院", 14, ("农村社区",), ground="middle"),
    Stock("mental_rehabilitation_station", "{full}精神障碍社区康复站", 4, ("街道",)),
    Stock("social_organisation_base", "{full}社会组织孵化基地", 1, ("市辖区",)),
)
"""Kinds the plan does not count."""


def make_facilities(land: Land, figures: Figures, dice: Dice) -> Facilities:
    """All facilities of the district."""
    desk = Desk(land, dice, "HN")
    elderly_care.enter_institutions(desk)
    elderly_care.enter_centres(desk)
    elderly_care.enter_stations(desk, round(figures["community_elderly_stations"]))
    _township_stations(desk)
    _community_facilities(desk, figures)
    _district_facilities(desk)
    _burial_places(desk)
    _lottery_outlets(desk)
    for stock in _FEW:
        enter(desk, stock)
    return desk.register.facilities()


def _township_stations(desk: Desk) -> None:
    for row in desk.towns:
        name = str(desk.units.name[row])
        works, protects = name not in _WITHOUT_SOCIAL_WORK, name in _CHILD_PROTECTION
        together = works and protects and desk.dice.chance(0.4)
        if together:
            _station(desk, "social_work_station child_protection_station", f"{name}社会工作和未成年人保护工作站", row)
        elif works:
            _station(desk, "social_work_station", f"{name}社会工作和社会救助服务站", row)
        if protects and not together:
            _station(desk, "child_protection_station", f"{name}未成年人保护工作站", row)
    _station(desk, "social_work_station", "沐山街道社会工作和社会救助服务站", desk.town("沐山街道"), status="planned")
    _station(desk, "child_protection_station", "双泉街道未成年人保护工作站", desk.town("双泉街道"), status="building")


def _station(desk: Desk, kinds: str, name: str, town: int, status: str = "operating") -> None:
    spot, row = desk.spots.among_people(_seat_row(desk, town))
    desk.register.add(
        kinds,
        name,
        desk.code(town),
        spot,
        status=status,
        floor_area_m2=desk.around(120),
        staff=desk.dice.whole(2, 6),
        address=desk.spots.address(row, spot),
        opened=desk.date(2020, 2023) if status == "operating" else "",
        verified_on=desk.checked(),
    )


def _seat_row(desk: Desk, town: int) -> int:
    """The first 城市社区 of a township, where its government sits."""
    return next(row for row in desk.city if desk.units.parent[row] == desk.units.code[town])


def _community_facilities(desk: Desk, figures: Figures) -> None:
    """One per community and village but for two villages; as large on average as the plan prints."""
    without = {desk.community("大𡎚子村"), desk.community("枣木沟村")}
    villages = [row for row in desk.villages if row not in without]
    city_area = _areas(desk, len(desk.city), figures["urban_facility_mean_area"])
    village_area = _areas(desk, len(villages), figures["rural_facility_mean_area"])
    areas = [*city_area, *village_area]
    for number, (row, area) in enumerate(zip((*desk.city, *villages), areas, strict=True)):
        _community_facility(desk, row, float(area), remote=number % 23 == 11)
    for name in ("云栖社区", "学府苑社区", "星河湾社区", "和顺里社区"):
        row = desk.community(name)
        spot = desk.spots.among_people(row)[0]
        label = f"{name}学雷锋志愿服务岗"
        desk.register.add(
            "volunteer_station",
            label,
            desk.code(row),
            NOWHERE if label == NO_PLACE else spot,
            staff=2,
            address=desk.spots.address(row, spot),
            opened=desk.date(2017, 2023),
        )


def _areas(desk: Desk, count: int, mean: float) -> Floats:
    return whole_parts(mean * count, 0.6 + 0.8 * desk.dice.uniforms(count))


def _community_facility(desk: Desk, row: int, area: float, *, remote: bool) -> None:
    in_city = desk.units.klass[row] == "城市社区"
    volunteers = desk.dice.chance(0.94 if in_city else 0.765)
    spot = desk.spots.remote(row) if remote else desk.spots.central(row)
    label = str(desk.units.name[row])
    desk.register.add(
        "community_service_facility" + (" volunteer_station" if volunteers else ""),
        f"{label}党群服务中心" if in_city else f"{label}综合服务站",
        desk.code(row),
        spot,
        floor_area_m2=area,
        staff=desk.around(9) if in_city else desk.around(5),
        address=desk.spots.address(row, spot),
        opened=desk.date(2009, 2020),
        verified_on=desk.checked(),
    )


def _district_facilities(desk: Desk) -> None:
    """What a district has one or a few of."""
    for kinds, name, where, details in (
        ("rescue_station child_rescue_institution", "浑南区救助管理站(未成年人救助保护中心)", "船厂里社区", (24, 2100)),
        ("child_welfare_institution", "浑南区儿童福利院", "果园里社区", (60, 4200)),
        ("mental_welfare_institution", "澜山精神康复福利院", "温泉里社区", (180, 9800)),
        ("marriage_registry", "浑南区婚姻登记处", "明德里社区", (0, 860)),
        ("emergency_elderly_reserve", "浑南区应急储备养老服务中心", "东渠里社区", (120, 5200)),
    ):
        row = desk.community(where)
        spot = desk.spots.among_people(row)[0]
        desk.register.add(
            kinds,
            name,
            desk.code(row),
            spot,
            beds=details[0] or float("nan"),
            floor_area_m2=details[1],
            staff=desk.around(22),
            address=desk.spots.address(row, spot),
            opened=desk.date(2001, 2019),
            verified_on=desk.checked(),
        )
    for number, where in enumerate(("锦绣里社区", "春熙里社区", "书香苑社区", "锦程苑社区", "松涛苑社区")):
        row = desk.community(where)
        spot = desk.spots.central(row)
        desk.register.add(
            "neighbourhood_centre",
            f"城市家园{where.removesuffix('社区')}邻里中心",
            desk.code(row),
            spot,
            status=("operating", "operating", "operating", "building", "planned")[number],
            floor_area_m2=desk.around(3400),
            staff=desk.around(24),
            address=desk.spots.address(row, spot),
            opened=desk.date(2022, 2024) if number < 3 else "",
            verified_on=desk.checked(),
        )


def _burial_places(desk: Desk) -> None:
    """Public cemeteries of townships and villages, commercial ones, ashes, cremation: all away from houses."""
    public = ("背阴寨村", "石碑岭村", "猫耳岭村", "枣木沟村", "药王庙村", "岭后村", "石棚峪村", "分水岭村")
    for number, village in enumerate(public):
        kinds = "public_cemetery columbarium" if number in (1, 4) else "public_cemetery"
        status = {6: "building", 7: "planned"}.get(number, "operating")
        _burial(desk, kinds, f"{village.removesuffix('村')}村级公益性公墓", village, status, 18_000)
    _burial(desk, "columbarium", "澜东骨灰堂", "头道房村", "operating", 6_000)
    _burial(desk, "funeral_home", "澜东殡仪馆", "二道房村", "operating", 42_000)
    for name, village in zip(names.CEMETERIES, ("龙凤岭村", "鹰嘴砬村"), strict=True):
        _burial(desk, "commercial_cemetery", name, village, "operating", 160_000)
    desk.register.add(
        "commercial_cemetery",
        OUTSIDE,
        "",
        (123.8921, 41.7742),
        land_area_m2=96_000,
        capacity=8_800,
        staff=7,
        address="邻县卧雁山南坡",
        opened="2003-04",
    )


def _burial(desk: Desk, kinds: str, name: str, village: str, status: str, land: float) -> None:
    row = desk.community(village)
    spot = desk.spots.away_from_people(row)
    desk.register.add(
        kinds,
        name,
        desk.code(row),
        spot,
        status=status,
        land_area_m2=desk.around(land),
        capacity=desk.around(land / 9),
        staff=desk.dice.whole(2, 16),
        address=desk.spots.address(row, spot),
        opened=desk.date(1996, 2020) if status == "operating" else "",
        verified_on=desk.checked(),
    )


def _lottery_outlets(desk: Desk) -> None:
    """Shops where people are: the more people, the more shops."""
    people = np.array([desk.spots.people_in(row) for row in (*desk.city, *desk.villages)])
    ends = np.cumsum(people)
    for number in range(1, 121):
        row = int(np.searchsorted(ends, desk.dice.uniform() * ends[-1], side="right"))
        community = (*desk.city, *desk.villages)[row]
        spot: Place = desk.spots.among_people(community)[0]
        desk.register.add(
            "lottery_outlet",
            f"福彩{place.COUNTY_CODE[2:6]}{number:03d}号投注站",
            desk.code(community),
            spot,
            status="closed" if number % 40 == 7 else "operating",
            floor_area_m2=desk.around(26),
            staff=desk.dice.whole(1, 2),
            address=desk.spots.address(community, spot),
            opened=desk.date(2008, 2024),
        )
