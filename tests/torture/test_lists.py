"""Lists over time: duplicates, newer editions, and what must never come into a region."""

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.torture.case import METRE, WHOLE_LIST, Case, Outcome, attempt, facility, params, same_list
from tests.torture.land import LIST, Place
from tests.torture.writing import HEADER, Build, Cells, book, line, rows, table, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
N = len(LIST)
FIRST = LIST[0]
Blank = Callable[[str], Path]


def acts(outcome: Outcome) -> dict[str, str]:
    return {change.name: change.act for change in outcome.prepared.changes}


def names(outcome: Outcome) -> list[str]:
    return sorted(outcome.region.facilities().name.tolist())


# Duplicates

TWICE = [*rows(), line(FIRST)]
SHORTER = [*rows(), ["东陵敬老院", "养老机构", None, FIRST.lon, FIRST.lat, None]]
TOWN_BEFORE = [*rows(), ["东陵街道东陵敬老院", "养老机构", "东陵街道", FIRST.lon + 0.00002, FIRST.lat, 120]]
FAR_NAMESAKE = [*rows(), ["东陵敬老院", "养老机构", "桃仙街道", 123.5912, 41.7712, 60]]
SAME_SPOT = [*rows(), ["东陵社工站", "社工站", "东陵街道", FIRST.lon, FIRST.lat, None]]
DUPLICATES = [
    Case("the same row twice", book([HEADER, *TWICE]), added=N + 1, must=("duplicates",)),
    Case(
        "the same row twice, merged",
        book([HEADER, *TWICE]),
        options={"duplicates": "merge"},
        added=N,
        skipped=1,
        must=("duplicates_merged",),
        check=WHOLE_LIST,
    ),
    Case("a shorter row, merged", book([HEADER, *SHORTER]), options={"duplicates": "merge"}, added=N, check=WHOLE_LIST),
    Case("the town before the name", book([HEADER, *TOWN_BEFORE]), added=N + 1, must=("duplicates|duplicates_likely",)),
    Case(
        "a namesake far away",
        book([HEADER, *FAR_NAMESAKE]),
        added=N + 1,
        never=("duplicates",),
        options={"duplicates": "merge"},
    ),
    Case("two kinds on one spot", book([HEADER, *SAME_SPOT]), added=N + 1, never=("duplicates", "duplicates_likely")),
    Case("none", book(table()), added=N, never=("duplicates", "duplicates_likely", "duplicates_merged")),
]


@params(DUPLICATES)
def test_duplicates(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


# Newer editions


@pytest.fixture
def edition(tmp_path: Path, blank: Blank) -> Callable[[Cells], Outcome]:
    """Imports one edition after the other of one list into one region; the caller closes the outcome's region."""
    path = tmp_path / "区.gpkg"
    shutil.copyfile(blank("plain"), path)
    count = iter(range(9))

    def imported(cells: Cells, **given: object) -> Outcome:
        folder = tmp_path / str(next(count))
        folder.mkdir()
        outcome = attempt(path, book(cells, name=f"养老设施台账{2024 + int(folder.name)}.xlsx")(folder), given)
        if outcome.error:
            outcome.region.close()
        assert outcome.error is None, outcome.error
        return outcome

    return imported


def closed(outcome: Outcome) -> dict[str, str]:
    """Ids by name of an edition nobody looks at any more."""
    with outcome.region:
        found = outcome.region.facilities()
        return dict(zip(found.name.tolist(), found.id.tolist(), strict=True))


def test_the_same_list_again(edition: Callable[..., Outcome]) -> None:
    ids = closed(edition(table()))
    second = edition(table())
    with second.region:
        assert set(acts(second).values()) == {"same"}
        WHOLE_LIST(second)
    assert closed(edition(table())) == ids


def test_one_figure_changed(edition: Callable[..., Outcome]) -> None:
    ids = closed(edition(table()))
    second = edition(table([replace(FIRST, beds=150), *LIST[1:]]))
    with second.region:
        change = next(one for one in second.prepared.changes if one.act == "changed")
        assert (change.name, change.key) == (FIRST.name, ids[FIRST.name])
        assert dict(change.before) == {"床位": "120"}
        assert dict(change.after) == {"床位": "150"}
        assert [one.act for one in second.prepared.changes].count("same") == N - 1
        same_list(replace(FIRST, beds=150), *LIST[1:])(second)


def test_one_added(edition: Callable[..., Outcome]) -> None:
    new = Place("莫子山养老院", "养老机构", "elderly_care_institution", "桃仙街道", 123.5912, 41.7012, 30)
    closed(edition(table()))
    second = edition(table([*LIST, new]))
    with second.region:
        assert [one.name for one in second.prepared.changes if one.act == "added"] == [new.name]
        same_list(*LIST, new)(second)


@pytest.mark.parametrize(
    ("gone", "status"), [("", "operating"), ("keep", "operating"), ("close", "closed"), ("remove", "")]
)
def test_one_gone(gone: str, status: str, edition: Callable[..., Outcome]) -> None:
    closed(edition(table()))
    second = edition(table(LIST[1:]), gone=gone)
    with second.region:
        assert [one.name for one in second.prepared.changes if one.act == "gone"] == [FIRST.name]
        assert (FIRST.name in names(second)) == bool(status)
        if status:
            assert facility(second, FIRST.name)["status"] == status


def test_another_list_takes_nothing_away(edition: Callable[..., Outcome]) -> None:
    """Removing what is gone from the list of social work stations leaves the homes for the aged alone."""
    closed(edition(table()))
    other = Place("祝家社工站", "社工站", "social_work_station", "祝家镇", 123.4512, 41.7112, None)
    second = edition(table([LIST[2], other]), gone="keep")
    with second.region:
        assert set(names(second)) == {one.name for one in (*LIST, other)}


def test_renamed_on_the_spot(edition: Callable[..., Outcome]) -> None:
    ids = closed(edition(table()))
    second = edition(table([replace(FIRST, name="东陵幸福养老院"), *LIST[1:]]))
    with second.region:
        assert facility(second, "东陵幸福养老院")["id"] == ids[FIRST.name]
        assert FIRST.name not in names(second)
        assert "facilities_renamed" in second.codes


def test_moved_a_little(edition: Callable[..., Outcome]) -> None:
    ids = closed(edition(table()))
    moved = replace(FIRST, lon=FIRST.lon + 0.0004)
    second = edition(table([moved, *LIST[1:]]))
    with second.region:
        assert facility(second, FIRST.name)["id"] == ids[FIRST.name]
        assert abs(facility(second, FIRST.name)["lon"] - moved.lon) < METRE
        assert acts(second)[FIRST.name] == "changed"


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_and_renumbered(seed: int, edition: Callable[..., Outcome]) -> None:
    """The numbers of a list are given anew each year; nothing changes places for that."""

    def numbered(places: list[Place]) -> Cells:
        return [["序号", *HEADER], *[[i + 1, *line(one)] for i, one in enumerate(places)]]

    ids = closed(edition(numbered(list(LIST))))
    places = list(LIST)
    random.Random(seed).shuffle(places)
    second = edition(numbered(places))
    with second.region:
        assert set(acts(second).values()) == {"same"}
        WHOLE_LIST(second)
    assert closed(edition(numbered(places[::-1]))) == ids


@pytest.mark.parametrize("header", ["编号", "id"])
def test_numbers_shifted_by_one(header: str, edition: Callable[..., Outcome]) -> None:
    """A row is put in at the top and every number moves on: names and places decide, not the numbers."""
    new = Place("莫子山养老院", "养老机构", "elderly_care_institution", "桃仙街道", 123.5912, 41.7012, 30)

    def numbered(places: list[Place]) -> Cells:
        return [[header, *HEADER], *[[f"{i + 1:03d}", *line(one)] for i, one in enumerate(places)]]

    closed(edition(numbered(list(LIST))))
    second = edition(numbered([new, *LIST]))
    with second.region:
        same_list(new, *LIST)(second)
        assert acts(second)[new.name] == "added"
        assert [acts(second)[one.name] for one in LIST].count("added") == 0


def test_blanks_take_nothing_away(edition: Callable[..., Outcome]) -> None:
    closed(edition(table()))
    second = edition([HEADER[:3], *[row[:3] for row in rows()]])
    with second.region:
        WHOLE_LIST(second)


def test_an_import_is_undone(edition: Callable[..., Outcome]) -> None:
    closed(edition(table()))
    second = edition(table([replace(FIRST, beds=150), *LIST[1:]]))
    with second.region:
        second.region.undo()
        WHOLE_LIST(second)
        second.region.undo()
        assert not len(second.region.facilities())


# Personal data

ID_NUMBER = "210102195503074213"
MOBILE = "13912345678"
PERSON = "欧阳大山"


def id_number(first17: str) -> str:
    """With the check digit of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(c) * w for c, w in zip(first17, weights, strict=True)) % 11]


CHECKED = id_number(ID_NUMBER[:17])


def with_column(header: str, cell: object | Callable[[int], object]) -> Build:
    told = cell if callable(cell) else lambda _: cell
    return book([[*HEADER, header], *[[*row, told(i)] for i, row in enumerate(rows())]])


def hidden(
    name: str, header: str, cell: object, *words: str, must: tuple[str, ...] = ("personal_columns|phone_columns",)
) -> Case:
    return Case(name, with_column(header, cell), added=N, check=WHOLE_LIST, must=must, absent=words)


PERSONAL = [
    hidden("identity numbers", "身份证号", CHECKED, CHECKED),
    hidden("identity numbers as numbers under a plain header", "证件", lambda i: CHECKED, CHECKED),
    hidden(
        "identity numbers in notes",
        "备注",
        f"负责人身份证{CHECKED}",
        CHECKED,
        must=("personal_masked|personal_columns",),
    ),
    hidden("mobile numbers", "联系电话", MOBILE, MOBILE),
    hidden("mobile numbers as numbers", "手机", int(MOBILE), MOBILE),
    hidden("mobile numbers under a plain header", "备用", lambda i: f"1391234{5600 + i}", "13912345600"),
    hidden("mobile numbers in notes", "备注", f"找老王 {MOBILE}", MOBILE, must=("personal_masked|personal_columns",)),
    hidden("spaced mobile numbers", "联系方式", "139 1234 5678", "139 1234 5678"),
    hidden("names of heads", "负责人", PERSON, PERSON),
    hidden("names of directors", "院长姓名", PERSON, PERSON),
    hidden("names of legal persons", "法定代表人", PERSON, PERSON),
    hidden("name and number together", "联系人及电话", f"{PERSON} {MOBILE}", PERSON, MOBILE),
    hidden("names of children", "儿童姓名", PERSON, PERSON),
    hidden("guardians", "监护人", PERSON, PERSON),
    hidden("bank accounts", "银行账号", "6222021001116245702", "6222021001116245702"),
    hidden("birthdays", "出生日期", "1955-03-07", "1955-03-07"),
    hidden("homes", "家庭住址", "样路9号", "样路9号"),
    Case(
        "a column a person insists on",
        with_column("负责人", PERSON),
        options={"keep_personal": ("负责人",)},
        added=N,
        must=("personal_kept",),
        check=lambda o: _kept(o),
    ),
    Case(
        "counts are no persons",
        with_column("工作人员数", 12),
        added=N,
        never=("personal_columns",),
        check=lambda o: _staff(o),
    ),
    Case(
        "in a text file",
        text([[*HEADER, "联系人", "手机"], *[[*r, PERSON, MOBILE] for r in rows()]], encoding="gbk"),
        added=N,
        must=("personal_columns",),
        absent=(PERSON, MOBILE),
    ),
    Case(
        "in a merged title",
        book([[f"填报人:{PERSON} 电话:{MOBILE}"], *table()], merges=["A1:F1"]),
        added=N,
        check=WHOLE_LIST,
        absent=(PERSON, MOBILE),
    ),
    Case(
        "in the notes below",
        book([*table(), [f"填表人:{PERSON} {MOBILE}"]]),
        added=N,
        check=WHOLE_LIST,
        absent=(PERSON, MOBILE),
    ),
    Case(
        "in an unreadable number",
        book([HEADER, *[[*r[:5], f"找{PERSON}{MOBILE}" if i == 0 else r[5]] for i, r in enumerate(rows())]]),
        added=N,
        absent=(MOBILE,),
    ),
    Case(
        "in a sum row",
        book([*table(), ["合计", f"{PERSON}{CHECKED}", None, None, None, 420]]),
        added=N,
        absent=(CHECKED,),
    ),
    Case(
        "persons, not facilities",
        book(
            [
                ["姓名", "身份证号", "住址"],
                [PERSON, CHECKED, "样路9号"],
                ["司马小小", id_number("21010219600101001"), "样路8号"],
            ],
            name="特困人员名单.xlsx",
        ),
        role=None,
        options={"role": "facilities"},
        refused=("名称|类型|个人",),
    ),
]


def _kept(outcome: Outcome) -> None:
    assert facility(outcome, FIRST.name)["attributes"]["负责人"] == PERSON


def _staff(outcome: Outcome) -> None:
    attributes: Mapping[str, object] = facility(outcome, FIRST.name)
    assert attributes["staff"] == 12


@params(PERSONAL)
def test_personal(case: Case, run: Callable[[Case], None]) -> None:
    run(case)
