"""Text tables: every encoding, mark, delimiter and slip, and the same six facilities."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.torture.case import WHOLE_LIST, Case, Outcome, attempt, params, same_list
from tests.torture.land import LIST, Place
from tests.torture.writing import HEADER, Build, Cells, delimited, raw, rows, table, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
N = len(LIST)
TRADITIONAL = (
    Place("東陵養老院", "養老院", "elderly_care_institution", "东陵街道", 123.412345, 41.623456, 120),
    Place("西陵社會工作服務站", "社會工作站", "social_work_station", "西陵街道", 123.523411, 41.634567, None),
    Place("祝家靈骨堂", "骨灰堂", "columbarium", "祝家镇", 123.445678, 41.723451, None),
)


TRADITIONAL_TABLE = [
    ["機構名稱", "設施類型", "地址", "經度", "緯度", "床位數"],
    *[[one.name, one.word, "東陵街道一號", one.lon, one.lat, one.beds] for one in TRADITIONAL],
]


def dressed(name: str, build: Build, **more: object) -> Case:
    return Case(name, build, **{"added": N, "check": WHOLE_LIST, "quiet": True} | more)


def garbled(content: Cells, wrong: str, right: str = "utf-8", errors: str = "strict") -> Build:
    """Written in one encoding, read in another, saved as UTF-8."""
    return raw(delimited(content).encode(right).decode(wrong, errors).encode("utf-8"), "乱码.csv")


def _mixed() -> Build:
    """One person appended lines in another encoding."""
    lines = delimited(table()).splitlines(keepends=True)
    return raw("".join(lines[:4]).encode() + "".join(lines[4:]).encode("gb18030"), "台账.csv")


def _traditional(outcome: Outcome) -> None:
    assert set(outcome.region.facilities().name.tolist()) == {one.name for one in TRADITIONAL}


def _quoted() -> str:
    cells = [[*HEADER, "地址"], *[[*r, '甲路1号,"乙"楼\n二层'] for r in rows()]]
    return delimited(cells)


def _quoted_check(outcome: Outcome) -> None:
    WHOLE_LIST(outcome)
    assert set(outcome.region.facilities().texts["address"].tolist()) <= {'甲路1号,"乙"楼\n二层', '甲路1号,"乙"楼 二层'}


def _full_width(sign: str) -> Build:
    return text("\n".join(sign.join("" if c is None else str(c) for c in row) for row in table()))


RARE = (Place("㙦㳇敬老院䶮", "养老机构", "elderly_care_institution", "东陵街道", 123.412345, 41.623456, 120),)
FOUR_BYTES = (Place("𠮷家敬老院", "养老机构", "elderly_care_institution", "东陵街道", 123.412345, 41.623456, 120),)
FOREIGN = [["name", "type", "lng", "lat"], ["Café Médoc Straße", "养老机构", 123.412345, 41.623456]]
CASES = [
    dressed("utf-8", text(table())),
    dressed("utf-8 with mark", text(table(), encoding="utf-8-sig")),
    dressed("gbk", text(table(), encoding="gbk")),
    dressed("gb18030", text(table(), encoding="gb18030")),
    dressed("gb2312", text(table(), encoding="gb2312")),
    dressed("utf-16 with mark", text(table(), encoding="utf-16")),
    dressed("utf-16 big endian with mark", text(table(), encoding="utf-16-be", bom=b"\xfe\xff")),
    dressed("utf-16 little endian, no mark", text(table(), encoding="utf-16-le")),
    dressed("utf-16 big endian, no mark", text(table(), encoding="utf-16-be")),
    Case("big5", text(TRADITIONAL_TABLE, encoding="big5"), added=3, check=_traditional),
    Case("traditional in utf-8", text(TRADITIONAL_TABLE), added=3, check=_traditional),
    dressed("rare characters in gb18030", text(table(RARE), encoding="gb18030"), added=1, check=same_list(*RARE)),
    dressed("beyond the first plane", text(table(FOUR_BYTES)), added=1, check=same_list(*FOUR_BYTES)),
    dressed("gb18030 with its mark", text(table(), encoding="gb18030", bom=b"\x84\x31\x95\x33")),
    dressed("utf-8 with two marks", text(table(), encoding="utf-8-sig", bom=b"\xef\xbb\xbf")),
    dressed("semicolons", text(delimited(table(), delimiter=";"))),
    dressed("tabs", text(delimited(table(), delimiter="\t"), name="台账.tsv")),
    dressed("tabs called csv", text(delimited(table(), delimiter="\t"))),
    dressed("tabs in a txt", text(delimited(table(), delimiter="\t"), name="台账.txt", encoding="gbk")),
    dressed("bars", text(delimited(table(), delimiter="|"), name="台账.txt")),
    dressed("full-width commas", _full_width("，")),
    dressed("full-width semicolons", _full_width("；")),
    dressed("sep line", text("sep=;\r\n" + delimited(table(), delimiter=";"))),
    dressed("sep line in gbk", text("sep=,\r\n" + delimited(table()), encoding="gbk")),
    dressed("unix line ends", text(delimited(table(), end="\n"))),
    dressed("old line ends", text(delimited(table(), end="\r"))),
    dressed("mixed line ends", text(delimited(table()[:3], end="\n") + delimited(table()[3:], end="\r\n"))),
    dressed("no line end at the end", text(delimited(table()).rstrip())),
    dressed("blank lines", text("\r\n" + delimited(table()[:3]) + "\r\n\r\n" + delimited(table()[3:]) + "\r\n")),
    dressed("commas at the ends of lines", text("\n".join(one + ",,," for one in delimited(table()).splitlines()))),
    dressed("everything quoted", text("\n".join(",".join(f'"{"" if c is None else c}"' for c in r) for r in table()))),
    dressed("quotes, commas and lines within", text(_quoted()), check=_quoted_check),
    dressed("title line", text("浑南样区民政设施台账\n" + delimited(table()))),
    dressed("title and unit line", text("浑南样区民政设施台账,,,,,\n单位:张,,,,,\n" + delimited(table()))),
    dressed("sum line", text(delimited([*table(), ["合计", None, None, None, None, 420]])), must=("sum_row",)),
    dressed("mixed encodings", _mixed(), must=("mixed_encodings",)),
    dressed("gbk read as latin-1", garbled(table(), "latin-1", "gbk"), must=("mojibake_mended",)),
    dressed("utf-8 read as latin-1", garbled(table(), "latin-1"), must=("mojibake_mended",)),
    dressed(
        "gbk read as cp1252",
        garbled(table(), "cp1252", "gbk", "ignore"),
        must=("mojibake_mended|text_lost",),
        check=None,
        added=None,
        quiet=False,
    ),
    Case(
        "names in other languages stay",
        text(FOREIGN),
        added=1,
        never=("mojibake_mended",),
        check=lambda o: _named(o, "Café Médoc Straße"),
    ),
    dressed("a chosen encoding", text(table(), encoding="gbk"), options={"encoding": "gb18030"}),
    Case(
        "a wrong chosen encoding", text(table(), encoding="gbk"), options={"encoding": "utf-8"}, refused=("编码|UTF-8",)
    ),
    Case("an encoding there is not", text(table()), options={"encoding": "没有"}, refused=("没有",)),
    Case(
        "NUL bytes in a cell",
        raw(delimited(table()).replace("养老机构", "养老\0机构", 1).encode(), "台账.csv"),
        refused=("空字节",),
    ),
    Case(
        "an open quote",
        text(delimited(table()[:3]) + '"未完的名称,养老机构,东陵街道,123.45,41.65,10\n' + delimited(table()[3:])),
        must=("open_quote",),
    ),
    dressed("more cells than headers", text(delimited([table()[0], *[[*r, "多出来的"] for r in rows()]]))),
    dressed("two columns of one name", text(table(header=[*HEADER[:5], "床位数"])), options={}),
    Case("header only", text(delimited([HEADER])), refused=("没有",)),
    Case("nothing", raw(b"", "空.csv"), refused=("空",)),
    Case("only a mark", raw(b"\xef\xbb\xbf", "空.csv"), refused=("没有|空",)),
    Case("only line ends", raw(b"\r\n\r\n\n", "空.csv"), refused=("没有|空",)),
    Case(
        "a picture called csv", raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "图.csv"), refused=("不是|没有|有效",)
    ),
    Case("a PDF called csv", raw(b"%PDF-1.7\n1 0 obj\n", "文.csv"), refused=("不是",)),
]


def _named(outcome: Outcome, name: str) -> None:
    assert outcome.region.facilities().name.tolist() == [name]


@params(CASES)
def test_text_table(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


LOST = {
    "utf-8 read as gb18030": garbled(table(), "gb18030", errors="replace"),
    "gbk read as utf-8": garbled(table(), "utf-8", "gbk", "replace"),
}


@pytest.mark.parametrize("build", LOST.values(), ids=list(LOST))
def test_lost_text(build: Build, tmp_path: Path, blank: Callable[[str], Path]) -> None:
    """What cannot be mended is taken with a word on it, or refused with a word on it."""
    path = tmp_path / "区.gpkg"
    shutil.copyfile(blank("plain"), path)
    outcome = attempt(path, build(tmp_path), {"role": "facilities"})
    with outcome.region:
        if outcome.error is None:
            assert {"text_lost", "mojibake_mended"} & outcome.codes
        else:
            assert any(word in str(outcome.error) for word in ("乱码", "编码", "损坏"))
