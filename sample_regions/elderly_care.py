"""The invented places of elderly care: homes, centres, day-care stations."""

from layers.tables import Units
from sample_regions import names
from sample_regions.desk import Desk
from sample_regions.mistakes import BADLY_PLACED, NO_PLACE, WRONG_UNIT
from sample_regions.place import OLD_TOWNS
from sample_regions.register import NOWHERE

_BEDS = (1200, 980, 860, 800, 700, 620, 500, 460, 450, 400, 380, 320, 300, 260, 220, 180, 150, 120, 80, 66, 100)
_BEDS_NOT_COUNTED = (7, 11)
"""Institutions whose nursing beds nobody has counted yet."""
_ELDERLY_CENTRES = (*OLD_TOWNS, "双泉街道", "长岭街道", "榆林堡镇", "石棚峪镇")


def enter_institutions(desk: Desk) -> None:
    """Care homes: most of them near the city, large ones at its edge."""
    homes = [desk.city[i] for i in desk.dice.order(len(desk.city))]
    for number, (name, beds) in enumerate(zip(names.INSTITUTIONS, _BEDS, strict=True)):
        town = next((row for row in desk.towns if name.startswith(str(desk.units.name[row]))), None)
        spot, row = desk.spots.among_people(homes[number] if town is None else town)
        closed = beds == 100
        nursing = float("nan") if number in _BEDS_NOT_COUNTED else round(beds * desk.dice.uniform(0.55, 0.68))
        desk.register.add(
            "elderly_care_institution",
            name,
            desk.code(row),
            spot,
            status="closed" if closed else "operating",
            beds=beds,
            nursing_beds=nursing,
            floor_area_m2=desk.around(beds * 34),
            land_area_m2=desk.around(beds * 45),
            staff=desk.around(beds * 0.16),
            address=desk.spots.address(row, spot),
            opened=desk.date(2006, 2021),
            verified_on=desk.checked(),
            attributes={"举办性质": "公办" if town is not None else "民办"},
        )
    row = desk.community("汤泉沟村")
    spot = desk.spots.remote(row)
    desk.register.add(
        "elderly_care_institution nursing_support_institution",
        "浑南区中心敬老院",
        desk.code(row),
        spot,
        beds=200,
        nursing_beds=118,
        floor_area_m2=7600,
        land_area_m2=35000,
        staff=46,
        address=desk.spots.address(row, spot),
        opened="2004-09",
        verified_on="2024-10-16",
        attributes={"举办性质": "公办"},
    )


def enter_centres(desk: Desk) -> None:
    """Centres of townships and of regions; the old town has most, two townships only plans."""
    for number, name in enumerate(_ELDERLY_CENTRES):
        row = desk.town(name)
        kinds = "subdistrict_elderly_centre" + (" regional_elderly_centre" if number % 3 == 0 else "")
        _centre(desk, kinds, f"{name}综合养老服务中心", row, "operating")
    _centre(desk, "subdistrict_elderly_centre", "沐山街道综合养老服务中心", desk.town("沐山街道"), "building")
    _centre(desk, "subdistrict_elderly_centre", "云杉街道综合养老服务中心", desk.town("云杉街道"), "planned")
    # Where the regional centres went: twice into the old town before the outskirts had one.
    shares = (2, 2, 3, 4, 3, 3, 1, 1, 1, 1)
    for name, count in zip(_ELDERLY_CENTRES, shares, strict=True):
        for _ in range(count):
            _, row = desk.spots.among_people(desk.town(name))
            label = str(desk.units.name[row]).removesuffix("社区").removesuffix("村")
            _centre(desk, "regional_elderly_centre", f"{label}区域性居家养老服务中心", row, "operating")


def _centre(desk: Desk, kinds: str, name: str, unit: int, status: str) -> None:
    if any(entry.name == name for entry in desk.register.entries):
        name = name.replace("区域性", "第二区域性")
    spot, row = desk.spots.among_people(unit)
    beds = desk.around(28, 0.6)
    desk.register.add(
        kinds,
        name,
        desk.code(unit),
        spot,
        status=status,
        beds=beds,
        nursing_beds=round(beds * 0.7),
        floor_area_m2=desk.around(820),
        staff=desk.around(11),
        capacity=desk.around(1200),
        address=desk.spots.address(row, spot),
        opened=desk.date(2018, 2021) if status == "operating" else "",
        verified_on=desk.checked(),
    )


def enter_stations(desk: Desk) -> None:
    """Day-care stations: many in the old town, few in the new estates and villages."""
    units = desk.units
    fixed = [desk.community(name.removesuffix("养老服务站")) for name in (WRONG_UNIT, NO_PLACE, BADLY_PLACED)]
    chance = {"沐山街道": 0.34, "长岭街道": 0.34, "柳条湾街道": 0.0, "云杉街道": 0.4}
    chosen = [row for row in desk.city if row in fixed or desk.dice.chance(chance.get(_town_name(units, row), 0.68))]
    chosen += [row for row in desk.villages if desk.dice.chance(0.15)]
    for number, row in enumerate(chosen):
        name = f"{units.name[row]}养老服务站"
        spot = desk.spots.among_people(row)[0]
        code = desk.code(row)
        if name == BADLY_PLACED:
            spot = desk.spots.remote(row)
        elif name == WRONG_UNIT:
            code = desk.code(desk.community("大南门社区"))
        elif name == NO_PLACE:
            spot = NOWHERE
        status = "operating" if row in fixed else {11: "building", 29: "closed", 47: "planned"}.get(number, "operating")
        desk.register.add(
            "community_elderly_station",
            name,
            code,
            spot,
            status=status,
            beds=desk.dice.whole(0, 8),
            floor_area_m2=desk.around(245, 0.5),
            staff=desk.dice.whole(2, 6),
            address=desk.spots.address(row, desk.spots.central(row)),
            opened=desk.date(2015, 2023),
            verified_on=desk.checked(),
        )


def _town_name(units: Units, row: int) -> str:
    return str(units.name[units.row_of[str(units.parent[row])]])
