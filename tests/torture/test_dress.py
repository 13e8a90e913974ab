"""Random small lists in random dress: the same facilities come in as from the plain table."""

import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.torture.case import Outcome, attempt, same_list
from tests.torture.land import COMMUNITIES, LAT, LON, TOWNSHIPS, Place, township_of
from tests.torture.writing import Cells, delimited

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
WORDS = {
    "养老机构": "elderly_care_institution",
    "骨灰堂": "columbarium",
    "社工站": "social_work_station",
    "日间照料中心": "community_elderly_station",
    "殡仪馆": "funeral_home",
}
ENDINGS = {
    "养老机构": "敬老院",
    "骨灰堂": "骨灰堂",
    "社工站": "社工站",
    "日间照料中心": "日间照料中心",
    "殡仪馆": "殡仪馆",
}
ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("机构名称", "设施名称", "名称", "单位名称", "name", "JGMC", "机构名称（全称）"),
    "kind": ("设施类型", "类型", "机构类别", "type"),
    "unit": ("所属街道", "所属乡镇", "乡镇（街道）", "所在乡镇街道", "township"),
    "lon": ("经度", "lng", "东经", "longitude", "JD", "经度（°）"),
    "lat": ("纬度", "lat", "北纬", "latitude", "WD", "纬度（°）"),
    "beds": ("床位数", "床位", "核定床位", "床位数（张）", "beds", "CWS"),
}
ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16")
DELIMITERS = (",", ";", "\t")
TITLES: tuple[tuple[str, ...], ...] = ((), ("浑南样区设施台账",), ("浑南样区设施台账", "单位:张"))
CHARACTERS = "安宁福寿康乐和平永泰祥瑞松柏青山绿水东西南北新兴民生幸"
CHOSEN = st.sampled_from

PLACES: dict[str, Callable[[float, float], object]] = {
    "columns": lambda x, y: None,
    "pair": lambda x, y: f"{x},{y}",
    "pair, latitude first": lambda x, y: f"{y}, {x}",
    "full-width pair": lambda x, y: f"（{x}，{y}）",
    "words": lambda x, y: f"东经{x}度，北纬{y}度",
    "seconds": lambda x, y: f"E{dms(x)} N{dms(y)}",
}


def dms(degrees: float) -> str:
    thousandths = round(degrees * 3_600_000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60}°{minutes % 60:02d}′{rest / 1000:06.3f}″"


places = st.lists(
    st.tuples(
        st.text(CHARACTERS, min_size=2, max_size=4),
        CHOSEN(sorted(WORDS)),
        st.integers(round(LON[0] * 1e6) + 500, round(LON[-1] * 1e6) - 500).filter(lambda x: abs(x - 123_500_000) > 50),
        st.integers(round(LAT[0] * 1e6) + 500, round(LAT[2] * 1e6) - 500).filter(lambda y: abs(y - 41_690_000) > 50),
        st.one_of(st.none(), st.integers(1, 900)),
    ),
    min_size=2,
    max_size=9,
    unique_by=(lambda one: one[0], lambda one: one[2], lambda one: one[3]),
)
dresses = st.fixed_dictionaries(
    {
        "headers": st.fixed_dictionaries({field: CHOSEN(names) for field, names in ALIASES.items()}),
        "order": st.permutations(sorted(ALIASES)),
        "title": CHOSEN(TITLES),
        "sum": st.booleans(),
        "numbered": st.booleans(),
        "widths": st.booleans(),
        "unit_words": st.booleans(),
        "container": CHOSEN(("xlsx", "csv", "txt", "tsv")),
        "encoding": CHOSEN(ENCODINGS),
        "delimiter": CHOSEN(DELIMITERS),
        "end": CHOSEN(("\n", "\r\n")),
        "merged": st.booleans(),
        "place": CHOSEN(sorted(PLACES)),
        "gap": st.booleans(),
        "note": st.booleans(),
        "more": st.booleans(),
        "seed": st.integers(0, 999),
    }
)


def listed(drawn: Sequence[tuple[Any, ...]]) -> list[Place]:
    found = []
    for stem, word, x, y, beds in drawn:
        lon, lat = x / 1e6, y / 1e6
        name = TOWNSHIPS[township_of(lon, lat)][0]
        found.append(Place(stem + ENDINGS[word], word, WORDS[word], name, lon, lat, beds))
    return found


def dressed(found: Sequence[Place], dress: dict[str, Any]) -> Cells:
    """The table with its title, header, sums and spellings."""
    paired = dress["place"] != "columns"
    fields = [field for field in dress["order"] if not (paired and field == "lat")]
    headers = {**dress["headers"], **({"lon": "经纬度"} if paired else {})}
    cells: Cells = [[text] for text in dress["title"]]
    if dress["gap"] and cells:
        cells.append([None] * len(fields))
    head = len(cells)
    cells.append([headers[field] for field in fields])
    for one in random.Random(dress["seed"]).sample(found, len(found)):
        told = {"name": one.name, "kind": one.word, "unit": one.township, "lon": one.lon, "lat": one.lat}
        if paired:
            told["lon"] = PLACES[dress["place"]](one.lon, one.lat)
        cells.append([beds_of(one, dress) if field == "beds" else told[field] for field in fields])
    if dress["sum"] and fields[0] in ("name", "kind", "unit"):
        total = sum(one.beds or 0 for one in found)
        cells.append(["合计" if place == 0 else total if f == "beds" else None for place, f in enumerate(fields)])
    if dress["numbered"]:
        cells = [row if i < head else ["序号" if i == head else i - head, *row] for i, row in enumerate(cells)]
    if dress["more"]:
        cells = [[*row, *(["备注"] if i == head else ["略"] if i > head else [])] for i, row in enumerate(cells)]
    return [*cells, ["注:数据由各街道填报。"]] if dress["note"] else cells


def beds_of(one: Place, dress: dict[str, Any]) -> object:
    if one.beds is None:
        return None
    told: object = f"{one.beds}张" if dress["unit_words"] else one.beds
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in str(told)) if dress["widths"] else told


def written(cells: Cells, dress: dict[str, Any], folder: Path) -> Path:
    path = folder / f"台账.{dress['container']}"
    if dress["container"] == "xlsx":
        made = openpyxl.Workbook()
        for row in cells:
            made.active.append(row)
        if dress["merged"] and dress["title"]:
            made.active.merge_cells(start_row=1, end_row=1, start_column=1, end_column=6)
        made.save(path)
    else:
        delimiter = "\t" if dress["container"] == "tsv" else dress["delimiter"]
        path.write_bytes(delimited(cells, delimiter=delimiter, end=dress["end"]).encode(dress["encoding"]))
    return path


def came(blank: Path, cells: Cells, dress: dict[str, Any], check: Callable[[Outcome], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "区.gpkg"
        shutil.copyfile(blank, path)
        outcome = attempt(path, written(cells, dress, Path(folder)), {"datum": "wgs84"})
        with outcome.region:
            assert outcome.error is None, outcome.error
            check(outcome)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=places, dress=dresses)
def test_the_same_in_any_dress(
    drawn: list[tuple[Any, ...]], dress: dict[str, Any], blank: Callable[[str], Path]
) -> None:
    found = listed(drawn)

    def check(outcome: Outcome) -> None:
        assert outcome.prepared.options.role == "facilities"
        same_list(*found)(outcome)

    came(blank("plain"), dressed(found, dress), dress, check)


PEOPLE = st.dictionaries(
    CHOSEN(sorted(COMMUNITIES)), st.tuples(st.integers(1, 99_999), st.integers(0, 9_999)), min_size=3
)
FORMS: dict[str, Callable[[int], object]] = {
    "plain": lambda v: v,
    "commas": lambda v: f"{v:,}",
    "persons": lambda v: f"{v}人",
    "ten thousands": lambda v: f"{v / 10000:.4f}万人",
    "text": str,
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(people=PEOPLE, form=CHOSEN(sorted(FORMS)), by=CHOSEN(("code", "names", "short")), dress=dresses)
def test_people_in_any_dress(
    people: dict[str, tuple[int, int]], form: str, by: str, dress: dict[str, Any], blank: Callable[[str], Path]
) -> None:
    spell, cells = FORMS[form], [[text] for text in dress["title"] if "单位" not in text]
    cells.append(["区划代码" if by == "code" else "社区（村）", "所属乡镇", "常住人口", "60岁及以上"])
    for code, figures in people.items():
        name = COMMUNITIES[code].removesuffix("社区") + "社区居委会" if by == "short" else COMMUNITIES[code]
        name = COMMUNITIES[code] if COMMUNITIES[code].endswith("村") else name
        first = code if by == "code" else name
        cells.append([first, TOWNSHIPS[code[:9] + "000"][0], *map(spell, figures)])
    if dress["sum"]:
        cells.append(["合计", None, *(spell(sum(one[i] for one in people.values())) for i in (0, 1))])

    def check(outcome: Outcome) -> None:
        assert outcome.prepared.options.role == "units"
        units = outcome.region.units()
        assert len(units) == 17
        for group, place in (("population", 0), ("aged_60", 1)):
            values = {code: float(units.population[group][units.row_of[code]]) for code in people}
            assert values == pytest.approx({code: figures[place] for code, figures in people.items()})

    came(blank("plain"), cells, dress, check)
