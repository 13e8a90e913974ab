"""Units found by what offices write: against hand-written pairs, and never a wrong one for sure."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layers.matching.units import UnitIndex, UnitMatches, match_units
from tests.layers.importing.sources import make_units
from tests.layers.matching.confusable_names import ALIASES, NOT_SURE, SURE, UNITS, pairs

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
INDEX = UnitIndex.of(UNITS, ALIASES, region="沈阳市浑南区")


def target(found: UnitMatches, i: int = 0) -> str:
    return str(UNITS.code[found.row[i]]) if found.row[i] >= 0 else ""


@pytest.mark.parametrize(("text", "code"), pairs(SURE))
def test_what_is_sure(text: str, code: str) -> None:
    found = match_units([text], INDEX)
    assert (target(found) if found.sure[0] else "") == code, found.matches


@pytest.mark.parametrize(("text", "code"), pairs(NOT_SURE))
def test_what_is_to_be_confirmed(text: str, code: str) -> None:
    found = match_units([text], INDEX)
    assert not found.sure[0], found.matches
    assert target(found) == code, found.matches


def test_the_pairs_are_many_and_no_text_stands_twice() -> None:
    texts = [text for text, _ in (*pairs(SURE), *pairs(NOT_SURE))]
    assert len(texts) >= 200
    assert len(set(texts)) == len(texts)


def test_ambiguous_names_offer_all() -> None:
    (match,) = match_units(["张官村"], INDEX).matches
    assert [choice.label for choice in match.others] == ["桃仙街道张官村", "祝家镇张官村"]


def test_what_a_unit_lies_in_tells_namesakes_apart() -> None:
    within = ["210112005000", "210112101000", "210112001000", ""]
    found = match_units(["张官村"] * 4, INDEX, within=within)
    assert [target(found, i) for i in range(4)] == ["210112005201", "210112101202", "", ""]
    assert found.sure.tolist() == [True, True, False, False]
    assert {match.text for match in found.matches} == {"桃仙街道张官村", "祝家镇张官村", "东城街道张官村", "张官村"}


def test_units_whose_names_lack_their_class() -> None:
    index = UnitIndex.of(make_units([("210112", "浑南区"), ("210112005", "桃仙"), ("210112006", "光辉农场")]))
    found = match_units(["桃仙街道", "桃仙镇", "桃仙", "桃仙村", "光辉农场", "光辉农场镇"], index)
    assert found.sure.tolist() == [True, True, True, False, True, False]


def test_the_level_tells_stems_apart() -> None:
    assert target(match_units(["东城"], INDEX, level="township")) == "210112001000"
    assert target(match_units(["东城"], INDEX, level="community")) == "210112002002"
    assert target(match_units(["东城街道"], INDEX, level="community")) == ""


def test_a_person_has_the_last_word() -> None:
    said = {"桃仙街道": "210112101000", "火星": "210112005000", "祝家镇": "", "东城街道": "999999999999"}
    found = match_units(list(said), INDEX, confirmed=said)
    assert [target(found, i) for i in range(4)] == ["210112101000", "210112005000", "", ""]
    assert found.sure.tolist() == [True, True, True, False]
    again = match_units(["张官村"], INDEX, within=["210112101000"], confirmed={"祝家镇张官村": "210112005201"})
    assert target(again) == "210112005201"


def test_a_code_beside_a_name() -> None:
    names = ["桃仙街道", "桃仙街道", "桃仙街道", "桃仙街道", "火星", "柳荫社区"]
    codes = ["210112005000", "210112098000", "210112101000", "", "210112005000", "210112005000"]
    found = match_units(names, INDEX, codes=codes)
    assert [target(found, i) for i in range(6)] == [
        "210112005000", "210112005000", "210112101000", "210112005000", "210112005000", "210112005001",
    ]  # fmt: skip
    assert found.sure.tolist() == [True, True, False, True, True, True]
    unknown = next(match for match in found.matches if "210112098000" in match.reason)
    assert (unknown.target, unknown.sure) == ("210112005000", True)


def test_a_code_below_a_known_township_is_of_that_township() -> None:
    found = match_units(["210112005077"], INDEX)
    assert (target(found), bool(found.sure[0])) == ("210112005000", True)
    assert target(match_units(["210112005077"], INDEX, level="community")) == ""


def test_places_decide_between_namesakes_and_stand_in_for_texts() -> None:
    squares = {
        "210112005000": shapely.box(0, 0, 1, 1),
        "210112101000": shapely.box(1, 0, 2, 1),
        "210112005201": shapely.box(0, 0, 0.5, 1),
        "210112101202": shapely.box(1, 0, 1.5, 1),
    }
    rows = [(str(c), str(n)) for c, n in zip(UNITS.code, UNITS.name, strict=True)]
    index = UnitIndex.of(make_units(rows, shapes=squares))
    texts = ["张官村", "张官村", "张官村", "", "火星街道", "桃仙镇", "桃仙镇", "张官村"]
    lon = np.array([0.2, 1.2, 1.8, 0.7, 1.8, 0.7, 1.8, np.nan])
    found = match_units(texts, index, lon=lon, lat=np.full(8, 0.5))
    assert [target(found, i) for i in range(8)] == [
        "210112005201", "210112101202", "210112101000", "210112005000",
        "210112101000", "210112005000", "210112005000", "",
    ]  # fmt: skip
    assert found.sure.tolist() == [True, True, False, True, False, True, False, False]


def test_matches_say_where_texts_stand() -> None:
    matches = match_units(["桃仙", "五三街道", "桃仙", ""], INDEX, rows=[3, 4, 5, 6]).matches
    assert {match.text: match.rows for match in matches} == {"桃仙": ("第3行", "第5行"), "五三街道": ("第4行",)}


def test_near_spellings_are_offered_only() -> None:
    (match,) = match_units(["桃山街道"], INDEX).matches
    assert (match.target, match.sure) == ("", False)
    assert match.others[0].label == "桃仙街道"


STEMS = [name.stem for name in INDEX.names]
KLASSES = {"街道": "township", "镇": "township", "乡": "township", "社区": "community", "村": "community", "": ""}
CHARACTERS = sorted({c for stem in STEMS for c in stem} | set("东西南北新老大小上下前后第一二三"))


@settings(max_examples=1000)
@given(
    st.sampled_from(STEMS),
    st.integers(0, 6),
    st.sampled_from(CHARACTERS),
    st.sampled_from(["drop", "put", "swap", "turn", "none"]),
    st.sampled_from(sorted(KLASSES)),
)
@example("高坎", 0, "高", "none", "镇")
def test_a_changed_name_is_never_sure_of_another_unit(stem: str, at: int, new: str, act: str, klass: str) -> None:
    """Brute force: sure is only a unit whose own stem is the text's, of the class the text says, and the only one."""
    at = min(at, len(stem) - 1)
    changed = {
        "drop": stem[:at] + stem[at + 1 :],
        "put": stem[:at] + new + stem[at:],
        "swap": stem[:at] + new + stem[at + 1 :],
        "turn": stem[::-1],
        "none": stem,
    }[act]
    text = changed.replace("12", "十二") + klass
    found = match_units([text], INDEX)
    if not found.sure[0]:
        return
    names = [str(name).replace("12", "十二") for name in UNITS.name] + [alias.alias for alias in ALIASES]
    codes = [str(code) for code in UNITS.code] + [alias.unit_code for alias in ALIASES]
    written = {text, text.replace("街道", ""), text.replace("乡", "满族乡"), text.replace("民族", "满族")}
    ends = ("", "街道", "镇", "乡", "满族乡", "社区", "村", "区", "农场")
    fitting = {
        code
        for name, code in zip(names, codes, strict=True)
        if name in written or any(name == text + end for end in ends)
    }
    assert target(found) in fitting
    exact = {code for name, code in zip(names, codes, strict=True) if name == text}
    assert len(exact or fitting) == 1


def test_a_hundred_thousand_texts_ask_each_question_once() -> None:
    texts = [text for text, _ in pairs(SURE)] * 700
    found = match_units(texts, INDEX)
    once = match_units(texts[: len(texts) // 700], INDEX)
    assert np.array_equal(found.row, np.tile(once.row, 700))
    assert len(found.matches) == len(once.matches)


def real(*parts: str) -> Path:
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip("the real data are not at hand")
    return path


@pytest.mark.slow
def test_communities_each_lie_in_their_township() -> None:
    features = json.loads(real("boundaries", "harbin_songbei", "松北社区.geojson").read_text("utf-8"))["features"]
    held = sorted({(f["properties"]["街道名称"], f["properties"]["社区名称"]) for f in features})
    towns = sorted({town for town, _ in held})
    code_of = {town: f"230109{900 + i}000" for i, town in enumerate(towns)}
    rows = [("230109000000", "松北区"), *((code, town) for town, code in code_of.items())]
    rows += [(f"{code_of[town][:9]}{i:03}", name) for i, (town, name) in enumerate(held, start=1)]
    index = UnitIndex.of(make_units(rows), region="哈尔滨市松北区")
    found = match_units([name for _, name in held], index, within=[code_of[town] for town, _ in held])
    assert found.sure.all()
    expected = [(town, name) for town, name in held]
    parents = [str(index.units.parent[row]) for row in found.row]
    names = [str(index.units.name[row]) for row in found.row]
    assert list(zip(parents, names, strict=True)) == [(code_of[town], name) for town, name in expected]
    whole = match_units([f"松北区{town}{name}" for town, name in held], index)
    assert np.array_equal(whole.row, found.row)


@pytest.mark.slow
@pytest.mark.parametrize("city", ["丹东", "宿迁", "平凉", "浑南_沈阳"])
def test_towns_of_a_city_are_found_by_name_within_their_county(city: str) -> None:
    """The list's own codes are the oracle: matched by name and county alone, each town is the one of its code."""
    with real("towns", f"{city}_乡镇_码与驻地.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counties = {row["code"][:6]: row["county"] for row in rows}
    units = make_units([*counties.items(), *((row["code"], row["name"]) for row in rows)])
    index = UnitIndex.of(units, region=rows[0]["city"])
    plain = [row["name"] for row in rows]
    found = match_units([f"{row['city']}{row['county']}{row['name']}" for row in rows], index, level="township")
    within = match_units(plain, index, level="township", within=[row["code"][:6].ljust(12, "0") for row in rows])
    bare = match_units(plain, index, level="township")
    for got in (found, within, bare):
        wrong = [
            row["name"] for row, at in zip(rows, got.row, strict=True) if at >= 0 and units.code[at] != row["code"]
        ]
        assert wrong == []
    assert within.sure.all()
    unclear = {row["name"] for row, sure in zip(rows, bare.sure, strict=True) if not sure}
    assert unclear == {name for name in plain if plain.count(name) > 1}
    unfound = {row["name"] for row, sure in zip(rows, found.sure, strict=True) if not sure}
    assert unfound == set()


@pytest.mark.parametrize("region", ["浑南样区", "沈阳市浑南样区", "辽宁省沈阳市浑南样区"])
@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ("辽宁省沈阳市浑南样区", True),
        ("辽宁省浑南样区", True),
        ("沈阳市浑南样区", True),
        ("吉林省长春市浑南样区", False),
        ("吉林省浑南样区", False),
        ("辽宁省沈阳市和平区", False),
    ],
)
def test_a_whole_address_before_the_name(region: str, head: str, sure: bool) -> None:
    units = make_units([("210112", "浑南样区"), ("210112001", "东陵街道")])
    found = match_units([f"{head}东陵街道"], UnitIndex.of(units, region=region))
    assert bool(found.sure[0]) == sure
