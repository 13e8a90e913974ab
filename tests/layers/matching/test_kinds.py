"""Kinds found in names and categories: against a list that a person labelled."""

import shutil
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.matching.kind_words import KindWords
from layers.matching.kinds import UNLIKE, KindMatches, recognise_kinds
from layers.region import Region
from layers.resources import resource, sample_region
from tests.layers.matching.facility_names import NOT_OURS, SURE, UNSURE, labelled

with resource("kinds.toml").open("rb") as _file:
    KINDS = {code: str(kind["label"]) for code, kind in tomllib.load(_file)["kind"].items()}


def of(name: str = "", category: str = "", **options) -> KindMatches:
    return recognise_kinds([name], [category], KINDS, **options)


def words() -> dict:
    with resource("kind_words.toml").open("rb") as file:
        return tomllib.load(file)


@pytest.mark.parametrize(("name", "kinds"), labelled(SURE))
def test_sure_names(name: str, kinds: tuple[str, ...]) -> None:
    found = of(name)
    assert (found.kinds[0], found.sure[0]) == (kinds, True), found.matches


@pytest.mark.parametrize(("name", "kinds"), labelled(UNSURE))
def test_doubtful_names(name: str, kinds: tuple[str, ...]) -> None:
    found = of(name)
    assert (found.kinds[0], found.sure[0]) == (kinds, False), found.matches


@pytest.mark.parametrize("name", NOT_OURS.split())
def test_names_of_other_things(name: str) -> None:
    assert of(name).kinds == ((),)


def test_the_list_is_long_and_without_repetition() -> None:
    names = [name for name, _ in (*labelled(SURE), *labelled(UNSURE))] + NOT_OURS.split()
    assert len(names) >= 250
    assert len(set(names)) == len(names)
    assert {kind for _, kinds in labelled(SURE) for kind in kinds} == set(KINDS)


def test_every_word_is_of_a_kind_there_is_and_stands_once() -> None:
    told = words()
    every = [word for entry in told["word"] for word in entry["words"]]
    assert len(set(every)) == len(every)
    assert {kind for entry in told["word"] for kind in entry["kinds"]} <= set(KINDS)
    assert sorted(kind for kinds in told["family"].values() for kind in kinds) == sorted(KINDS)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_labels_and_codes_are_known(code: str) -> None:
    for text in (code, KINDS[code], KINDS[code].replace("(", "(").replace(")", ")")):
        found = of("某处", text)
        assert (found.kinds[0], found.sure[0], found.unknown[0]) == ((code,), True, ())


@pytest.mark.parametrize(
    ("category", "kinds", "sure"),
    [
        ("医疗保健服务;医疗保健服务场所;养老院", ("elderly_care_institution",), True),
        ("生活服务;丧葬设施;陵园", ("commercial_cemetery",), False),
        ("生活服务;丧葬设施;殡仪馆", ("funeral_home",), True),
        ("生活服务;彩票彩券销售点;福利彩票", ("lottery_outlet",), True),
        ("科教文化服务;学校;小学", (), False),
        ("养老院", ("elderly_care_institution",), True),
        ("骨灰堂;公益性公墓", ("columbarium", "public_cemetery"), True),
        ("骨灰堂/公益性公墓", ("columbarium", "public_cemetery"), True),
        ("社区养老服务站/日间照料", ("community_elderly_station",), True),
        ("公办", (), False),
    ],
)
def test_categories(category: str, kinds: tuple[str, ...], sure: bool) -> None:
    found = of("某处", category)
    assert (found.kinds[0], found.sure[0]) == (kinds, sure)


def test_what_a_category_holds_besides_is_named() -> None:
    found = of("某处", "骨灰堂;火箭")
    assert (found.kinds[0], found.unknown[0]) == (("columbarium",), ("火箭",))


def test_a_category_that_says_nothing_leaves_it_to_the_name() -> None:
    assert of("望溪社工站", "公办").kinds == (("social_work_station",),)


def test_a_category_against_the_name_is_to_be_confirmed() -> None:
    found = of("望溪社工站", "养老机构")
    assert (found.kinds[0], found.sure[0]) == (("elderly_care_institution",), False)
    assert [choice.value for choice in found.matches[0].others] == ["social_work_station"]


def test_a_category_and_a_name_of_one_family_agree() -> None:
    found = of("望溪社区日间照料中心", "养老机构")
    assert (found.kinds[0], found.sure[0]) == (("elderly_care_institution",), True)


def test_a_doubtful_category_is_settled_by_the_name() -> None:
    found = of("望溪公益性公墓", "生活服务;丧葬设施;陵园")
    assert (found.kinds[0], found.sure[0]) == (("public_cemetery",), True)


@pytest.mark.parametrize(
    ("name", "default", "kind", "sure"),
    [
        ("望溪社工站", "elderly_care_institution", "social_work_station", True),
        ("望溪敬老院", "regional_elderly_centre", "regional_elderly_centre", True),
        ("凤凰山陵园", "commercial_cemetery", "commercial_cemetery", True),
        ("某处", "columbarium", "columbarium", True),
        ("老年大学", "elderly_care_institution", "elderly_care_institution", False),
        ("彩票店", "columbarium", "columbarium", True),
    ],
)
def test_the_kind_of_the_whole_file(name: str, default: str, kind: str, sure: bool) -> None:
    found = of(name, default=default)
    assert (found.kinds[0], found.sure[0]) == ((kind,), sure)


def test_a_kind_that_only_the_file_s_name_tells_gives_way_to_sure_names() -> None:
    names = ["望溪社区日间照料中心", "某处", "凤凰山陵园"]
    found = recognise_kinds(names, [""] * 3, KINDS, default="elderly_care_institution", firm=False)
    assert found.kinds == (("community_elderly_station",), ("elderly_care_institution",), ("elderly_care_institution",))


def test_what_a_person_said_of_a_word_counts() -> None:
    said = {"陵园": "commercial_cemetery", "敬老院": "", "金色家园": "community_elderly_station"}
    found = recognise_kinds(["凤凰山陵园", "望溪敬老院", "金色家园"], ["", "", ""], KINDS, said)
    assert found.kinds == (("commercial_cemetery",), (), ("community_elderly_station",))
    assert found.sure == (True, True, True)


def test_the_words_of_a_match_can_be_confirmed_as_they_stand() -> None:
    for name, category in (
        ("白塘县殡仪馆及骨灰堂", ""),
        ("望溪社工站", "养老机构"),
        ("凤凰山公墓", ""),
        ("x", "生活服务;丧葬设施;陵园"),
    ):
        (match,) = of(name, category).matches
        again = of(name, category, confirmed={match.text: "columbarium"})
        assert (again.kinds[0], again.sure[0]) == (("columbarium",), True)


def test_names_of_other_things_in_a_file_of_one_kind_are_one_match() -> None:
    names = [f"第{i}小学" for i in range(60)] + ["公交站", "望溪社工站", "某处"]
    found = recognise_kinds(names, [""] * 63, KINDS, default="elderly_care_institution", rows=range(2, 65))
    assert found.unlike == (True,) * 61 + (False,) * 2
    unlike, station = found.matches
    assert (unlike.text, unlike.target, unlike.sure) == (UNLIKE, "elderly_care_institution", False)
    assert "61 行" in unlike.reason
    assert unlike.rows == tuple(f"第{row}行" for row in range(2, 52))
    assert station.target == "social_work_station"


def test_names_of_other_things_can_be_confirmed_or_left_out_at_once() -> None:
    for kind, kinds in (("elderly_care_institution", ("elderly_care_institution",)), ("", ())):
        found = recognise_kinds(
            ["望溪小学", "望溪敬老院"], ["", ""], KINDS, {UNLIKE: kind}, default="elderly_care_institution"
        )
        assert (found.kinds[0], found.sure[0], found.unlike[0]) == (kinds, True, False)


def test_one_name_of_another_thing_can_still_be_confirmed_alone() -> None:
    said = {"望溪小学": "children_home"}
    names = ["望溪小学", "白塔小学"]
    found = recognise_kinds(names, ["", ""], KINDS, said, default="elderly_care_institution")
    assert found.kinds == (("children_home",), ("elderly_care_institution",))
    assert found.unlike == (False, True)


@pytest.mark.parametrize(
    ("name", "category", "kind"),
    [
        ("望溪養老院", "", "elderly_care_institution"),
        ("望溪社會工作站", "", "social_work_station"),
        ("某處", "養老機構", "elderly_care_institution"),
        ("某處", "社會工作站", "social_work_station"),
        ("望溪未成年人保護工作站", "", "child_protection_station"),
        ("望溪殯儀館", "", "funeral_home"),
        ("望溪婚姻登記處", "", "marriage_registry"),
        ("望溪日間照料中心", "", "community_elderly_station"),
        ("望溪骨灰樓", "", "columbarium"),
    ],
)
def test_traditional_characters(name: str, category: str, kind: str) -> None:
    found = of(name, category)
    assert (found.kinds[0], found.sure[0]) == ((kind,), True)


PIECES = (
    "望溪",
    "第一",
    "敬老院",
    "社工站",
    "公墓",
    "陵园",
    "路",
    "小学",
    "(",
    ")",
    "原",
    "旁",
    "及",
    "、",
    "公司",
    "□",
    "x",
    "鷗",
)


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
def test_an_outline_says_what_the_whole_name_says(name: str) -> None:
    words = KindWords(KINDS)
    assert words.in_name(name) == words._read(name)


def test_kinds_that_are_not_asked_for_are_not_found() -> None:
    found = recognise_kinds(["望溪敬老院"], [""], {"columbarium": "骨灰堂"})
    assert found.kinds == ((),)


def test_kinds_of_ones_own_are_found_by_their_label() -> None:
    found = recognise_kinds(["东山候鸟驿站"], [""], KINDS | {"stop_of_birds": "候鸟驿站"})
    assert found.kinds == (("stop_of_birds",),)


def test_matches_are_one_per_word() -> None:
    names = [f"{i}村敬老院" for i in range(60)] + ["望溪公墓"]
    matches = recognise_kinds(names, [""] * 61, KINDS, rows=range(2, 63)).matches
    assert [(match.text, match.sure, len(match.rows)) for match in matches] == [
        ("敬老院", True, 50),
        ("公墓", False, 1),
    ]


@pytest.mark.slow
def test_the_names_in_the_sample_regions(tmp_path) -> None:
    """Names and kinds of some 16,000 invented facilities that were made without these words."""
    sure = wrong = missed = 0
    for file in sorted(sample_region("x").parent.glob("*.gpkg")):
        with Region.open(shutil.copy(file, tmp_path / file.name)) as region:
            facilities = region.facilities()
        found = recognise_kinds(facilities.name.tolist(), [""] * len(facilities), KINDS)
        for kinds, got, certain in zip(facilities.kinds, found.kinds, found.sure, strict=True):
            sure += certain
            wrong += certain and not set(got) <= set(kinds)
            missed += not got or got[0] not in kinds
    assert sure > 10_000
    assert wrong / sure < 0.001
    assert missed / sure < 0.002


def test_what_a_name_says_it_is_not() -> None:
    known = {"elderly_care_institution": "养老机构", "community_elderly_station": "社区养老服务站/日间照料"}
    found = recognise_kinds(["东陵敬老院", "西陵敬老院(不含日间照料)"], ["敬老院(不含日间照料)", ""], known)
    assert found.kinds == (("elderly_care_institution",),) * 2
