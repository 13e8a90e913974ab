"""The invented places of elderly care: homes, centres, day-care stations."""

from layers.tables import Units
from sample_regions.desk import Desk
from sample_regions.dice import whole_parts
from sample_regions.district import names
from sample_regions.district.mistakes import BADLY_PLACED, WRONG_UNIT
from sample_regions.district.place import OLD_TOWNS

_BEDS = (1200, 980, 860, 800, 700, 620, 500, 460, 450, 400, 380, 320, 300, 260, 220, 180, 150, 120, 80, 66, 100)
_LAND_OF_STATION = 310.0
"""Mean, m²."""
_ELDERLY_CENTRES = (*OLD_TOWNS, "双泉街道", "长岭街道", "榆林堡镇", "石棚峪镇")


def enter_institutions(desk: Desk) -> None:
    """Care homes: most of them near the city, large ones at its edge."""
    homes = [desk.city[i] for i in desk.dice.order(len(desk.city))]
    for number, (name, beds) in enumerate(zip(names.INSTITUTIONS, _BEDS, strict=True)):
        town = next((row for row in desk.towns if name.startswith(str(desk.units.name[row]))), None)
        spot, row = desk.spots.among_people(homes[number] if town is None else town)
        closed = beds == 100
        nursing = float("nan") if closed else round(beds * desk.dice.uniform(0.42, 0.6))
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


def enter_stations(desk: Desk, count: int) -> None:
    """Day-care stations, so many in operation: many in the old town, few in the new estates and villages."""
    chosen = _with_station(desk, count)
    land = whole_parts(_LAND_OF_STATION * count, 0.5 + desk.dice.uniforms(count))
    idle = dict(zip(_without(desk, chosen), ("building", "planned", "closed"), strict=False))
    for number, row in enumerate((*chosen, *idle)):
        name = f"{desk.units.name[row]}养老服务站"
        spot = desk.spots.among_people(row)[0]
        code = desk.code(row)
        if name == BADLY_PLACED:
            spot = desk.spots.remote(row)
        elif name == WRONG_UNIT:
            code = desk.code(desk.community("大南门社区"))
        desk.register.add(
            "community_elderly_station",
            name,
            code,
            spot,
            status=idle.get(row, "operating"),
            beds=desk.dice.whole(0, 8),
            floor_area_m2=desk.around(245, 0.5),
            land_area_m2=float(land[number]) if number < count else float("nan"),
            staff=desk.dice.whole(2, 6),
            address=desk.spots.address(row, desk.spots.central(row)),
            opened=desk.date(2015, 2023),
            verified_on=desk.checked(),
        )


def _with_station(desk: Desk, count: int) -> list[int]:
    """Communities and villages with a station: those with a mistake on purpose, then by chance."""
    fixed = [desk.community(name.removesuffix("养老服务站")) for name in (WRONG_UNIT, BADLY_PLACED)]
    likely = {"沐山街道": 0.34, "长岭街道": 0.34, "柳条湾街道": 0.0, "云杉街道": 0.4}
    score = {row: likely.get(_town_name(desk.units, row), 0.68) * desk.dice.uniform(0.3, 1.0) for row in desk.city}
    score |= {row: 0.28 * desk.dice.uniform() for row in desk.villages}
    score |= dict.fromkeys(fixed, 1.0)
    return sorted(score, key=lambda row: (-score[row], row))[:count]


def _without(desk: Desk, chosen: list[int]) -> list[int]:
    """A new estate, a village and a seat without a station."""
    names = ("岭秀苑社区", "桃树屯村", "金谷里社区")
    return [row for name in names if (row := desk.community(name)) not in chosen]


def _town_name(units: Units, row: int) -> str:
    return str(units.name[units.row_of[str(units.parent[row])]])
