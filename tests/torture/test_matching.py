"""Names of units and words of kinds: right, or asked about; never wrong and sure."""

from collections.abc import Callable

import pytest

from tests.torture.case import Case, Outcome, facility, params
from tests.torture.land import LIST
from tests.torture.writing import Build, as_json, book, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]

# what a column of units may say -> the unit meant, and whether it has to be taken without asking
SURE = [
    ("210112001000", "210112001000"),
    ("210112001", "210112001000"),
    ("210112019000", "210112005000"),
    ("210112019", "210112005000"),
    ("210112001001", "210112001001"),
    ("东陵街道", "210112001000"),
    ("东陵街道办事处", "210112001000"),
    ("东陵街道办", "210112001000"),
    ("东陵街办", "210112001000"),
    ("东陵", "210112001000"),
    ("浑南样区东陵街道", "210112001000"),
    ("辽宁省沈阳市浑南样区东陵街道", "210112001000"),
    ("沈阳市浑南样区东陵街道办事处", "210112001000"),
    (" 东陵 街道 ", "210112001000"),
    ("祝家镇", "210112101000"),
    ("祝家镇人民政府", "210112101000"),
    ("桃仙街道", "210112005000"),
    ("桃仙镇", "210112005000"),
    ("新立社区", "210112001001"),
    ("新立社区居委会", "210112001001"),
    ("新立社区居民委员会", "210112001001"),
    ("东陵街道新立社区", "210112001001"),
    ("浑南样区东陵街道新立社区", "210112001001"),
    ("南沟村", "210112001201"),
    ("南沟村委会", "210112001201"),
    ("南沟村村民委员会", "210112001201"),
    ("南沟村民委员会", "210112001201"),
    ("莫子山村", "210112005201"),
    ("东陵街道中心社区", "210112001002"),
    ("西陵街道中心社区", "210112002002"),
    ("桃仙街道临空社区", "210112005002"),
]
# -> what may be proposed ("" also nothing); taking it without asking is a fault
ASK = [
    ("中心社区", ("210112001002", "210112002002")),
    ("中心", ("210112001002", "210112002002")),
    ("祝家", ("210112101000", "210112101001")),
    ("东陵街道（办事处）", ("210112001000",)),
    ("东凌街道", ("210112001000",)),
    ("东陵镇", ("210112001000",)),
    ("祝家乡", ("210112101000",)),
    ("祝家街道", ("210112101000",)),
    ("常旺村", ("210112101201",)),
    ("长王村", ("210112101201",)),
    ("新力社区", ("210112001001",)),
    ("莫字山村", ("210112005201",)),
    ("xinli", ("210112001001",)),
    ("Taoxian", ("210112005000", "210112005001")),
    ("上庙社区", ("210112101202",)),
    ("北陵街道", ("210112001000", "210112002000")),
    ("陵街道", ("210112001000", "210112002000")),
    ("东", ()),
    ("街道", ()),
    ("李相街道", ()),
    ("某某村", ()),
    ("210113001000", ()),
    ("210112777000", ()),
]


def one(unit: object, *, place: bool = False, parent: str = "") -> Build:
    header = ["机构名称", "设施类型", *(["所属乡镇"] if parent else []), "所属单元"] + (
        ["经度", "纬度"] if place else []
    )
    row = ["样样养老院", "养老机构", *([parent] if parent else []), unit]
    return book([header, row + ([LIST[0].lon, LIST[0].lat] if place else [])])


def told(outcome: Outcome) -> tuple[str, bool]:
    """The unit it was taken for, and whether without asking."""
    matches = [match for match in outcome.prepared.matches if match.what == "unit"]
    sure = all(match.sure for match in matches) and "unit_unmatched" not in outcome.codes
    return str(facility(outcome, "样样养老院")["unit_code"]), sure


@pytest.mark.parametrize(("unit", "wanted"), SURE, ids=[one[0] for one in SURE])
def test_unit(unit: str, wanted: str, run: Callable[[Case], None]) -> None:
    def check(outcome: Outcome) -> None:
        assert told(outcome) == (wanted, True), [m for m in outcome.prepared.matches if m.what == "unit"]

    run(Case("unit", one(unit), added=1, check=check))


@pytest.mark.parametrize(("unit", "possible"), ASK, ids=[one[0] for one in ASK])
def test_doubtful_unit(unit: str, possible: tuple[str, ...], run: Callable[[Case], None]) -> None:
    def check(outcome: Outcome) -> None:
        code, sure = told(outcome)
        assert not sure, f"taken for {code} without asking"
        assert code in (*possible, "", unit), code  # a code that nobody has stays as it is
        matches = [m for m in outcome.prepared.matches if m.what == "unit"]
        offered = {code, *(m.target for m in matches), *(c.value for m in matches for c in m.others)}
        assert not possible or offered & set(possible), "not even offered"

    run(Case("unit", one(unit), added=1, check=check))


PARENTS = [
    ("中心社区", "东陵街道", "210112001002"),
    ("中心社区", "西陵街道", "210112002002"),
    ("中心", "西陵街道办事处", "210112002002"),
    ("中心社区居委会", "西陵", "210112002002"),
    ("新立社区", "东陵街道", "210112001001"),
    ("莫子山村委会", "桃仙镇", "210112005201"),
]


@pytest.mark.parametrize(("unit", "parent", "wanted"), PARENTS, ids=[f"{p[1]}/{p[0]}" for p in PARENTS])
def test_unit_within(unit: str, parent: str, wanted: str, run: Callable[[Case], None]) -> None:
    run(Case("within", one(unit, parent=parent), added=1, check=lambda outcome: _is(told(outcome), (wanted, True))))


def _is(a: object, b: object) -> None:
    assert a == b


def test_confirmed_by_a_person(run: Callable[[Case], None]) -> None:
    options = {"units": {"李相街道": "210112002000"}}
    run(
        Case(
            "confirmed", one("李相街道"), added=1, options=options, check=lambda o: _is(told(o), ("210112002000", True))
        )
    )


def test_place_beats_a_namesake(run: Callable[[Case], None]) -> None:
    """Two 中心社区, and the point lies in neither: nothing is taken silently."""
    run(Case("place", one("中心社区", place=True), added=1, check=lambda o: _is(told(o)[1], False)))


KINDS = [
    ("东陵中心敬老院", "elderly_care_institution"),
    ("新立社区日间照料中心", "community_elderly_station"),
    ("祝家镇社会工作服务站", "social_work_station"),
    ("桃仙街道社工站", "social_work_station"),
    ("祝家镇未成年人保护工作站", "child_protection_station"),
    ("桃仙街道未保站", "child_protection_station"),
    ("浑南样区儿童福利院", "child_welfare_institution"),
    ("浑南样区救助管理站", "rescue_station"),
    ("浑南样区婚姻登记处", "marriage_registry"),
    ("浑南样区殡仪馆", "funeral_home"),
    ("常王村骨灰堂", "columbarium"),
    ("上庙村公益性公墓", "public_cemetery"),
    ("西陵街道综合养老服务中心", "subdistrict_elderly_centre"),
    ("祝家区域养老服务中心", "regional_elderly_centre"),
    ("桃仙街道邻里中心", "neighbourhood_centre"),
    ("莫子山村互助养老点", "mutual_care_point"),
]
TRAPS = ["儿童医院", "墓园路小学", "殡仪馆公交站", "敬老院超市", "老年大学", "养老路派出所"]


@pytest.mark.parametrize(("name", "kind"), KINDS, ids=[k[0] for k in KINDS])
def test_kind_by_name(name: str, kind: str, run: Callable[[Case], None]) -> None:
    run(
        Case(
            "kind",
            text([["名称", "经度", "纬度"], [name, 123.45123, 41.65123]], name="名录.csv"),
            added=1,
            check=lambda outcome: _is(facility(outcome, name)["kinds"], (kind,)),
        )
    )


@pytest.mark.parametrize("name", TRAPS)
def test_trap(name: str, run: Callable[[Case], None]) -> None:
    """Beside a real one, so that the list itself is taken: the trap is left out and listed, or asked about."""

    def check(outcome: Outcome) -> None:
        if name in outcome.region.facilities().name.tolist():
            assert "kind_doubtful" in outcome.codes
        else:
            assert outcome.prepared.skipped == 1
            assert any(name in place for f in outcome.prepared.findings for place in f.rows)

    cells = [["名称", "经度", "纬度"], ["样样敬老院", 123.45123, 41.65123], [name, 123.46123, 41.66123]]
    run(Case("trap", text(cells, name="名录.csv"), check=check))


def _kind_rows() -> list[list[object]]:
    return [
        ["名称", "类型", "经度", "纬度"],
        ["甲敬老院", "养老机构", 123.41234, 41.61234],
        ["乙社工站", "社工站", 123.42234, 41.61234],
    ]


CASES = [
    Case(
        "the row wins over the kind of the file",
        text(_kind_rows()),
        options={"kind": "elderly_care_institution"},
        added=2,
        must=("kind_differs",),
        check=lambda o: _is(facility(o, "乙社工站")["kinds"], ("social_work_station",)),
    ),
    Case(
        "two kinds in one cell",
        text([["名称", "类型", "经度", "纬度"], ["甲中心", "骨灰堂、殡仪馆", 123.41234, 41.61234]]),
        added=1,
        check=lambda o: _is(set(facility(o, "甲中心")["kinds"]), {"columbarium", "funeral_home"}),
    ),
    Case(
        "an unknown word",
        text(
            [
                ["名称", "类型", "经度", "纬度"],
                ["甲敬老院", "养老机构", 123.41234, 41.61234],
                ["乙某某", "飞船发射场", 123.42234, 41.61234],
            ]
        ),
        added=1,
        skipped=1,
        must=("unknown_kind",),
    ),
    Case(
        "a word confirmed",
        text([["名称", "类型", "经度", "纬度"], ["乙某某", "爱心驿站", 123.42234, 41.61234]]),
        options={"kinds": {"爱心驿站": "volunteer_station"}},
        added=1,
        check=lambda o: _is(facility(o, "乙某某")["kinds"], ("volunteer_station",)),
    ),
    Case(
        "categories of AMap",
        text([["name", "type", "location"], ["甲家", "医疗保健服务;养老院;养老院", "123.41234,41.61234"]]),
        added=1,
        check=lambda o: _is(facility(o, "甲家")["kinds"], ("elderly_care_institution",)),
    ),
    Case(
        "a kind for the whole file",
        text([["名称", "经度", "纬度"], ["第一处", 123.41234, 41.61234]]),
        options={"kind": "columbarium"},
        added=1,
        check=lambda o: _is(facility(o, "第一处")["kinds"], ("columbarium",)),
    ),
    Case(
        "a kind in the name of the file",
        text([["名称", "经度", "纬度"], ["第一处", 123.41234, 41.61234]], name="骨灰堂名录.csv"),
        added=1,
        check=lambda o: _is(facility(o, "第一处")["kinds"], ("columbarium",)),
    ),
    Case(
        "no kind at all",
        text([["名称", "经度", "纬度"], ["第一处", 123.41234, 41.61234]]),
        options={"role": "facilities"},
        refused=("类型",),
    ),
    Case("a kind there is not", text(_kind_rows()), options={"kind": "spaceport"}, refused=("spaceport",)),
    Case(
        "status words",
        text(
            [
                ["名称", "类型", "状态", "经度", "纬度"],
                *[
                    [f"第{i}敬老院", "养老机构", word, 123.41 + i / 100 + 0.00123, 41.61234]
                    for i, word in enumerate(("运营中", "已停业", "在建", "拟建"))
                ],
            ]
        ),
        added=4,
        check=lambda o: _is(
            [facility(o, f"第{i}敬老院")["status"] for i in range(4)], ["operating", "closed", "building", "planned"]
        ),
    ),
    Case(
        "points of GeoJSON",
        as_json(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"name": "甲敬老院"},
                        "geometry": {"type": "Point", "coordinates": [123.41234, 41.61234]},
                    }
                ],
            },
            "设施.geojson",
        ),
        added=1,
        check=lambda o: _is(facility(o, "甲敬老院")["kinds"], ("elderly_care_institution",)),
    ),
]


@params(CASES)
def test_kinds(case: Case, run: Callable[[Case], None]) -> None:
    run(case)
