"""Workbooks as offices keep them: the same six facilities in every dress."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from layers.importing.template import headers_of, write_template
from planner.plans.kinds import load_kinds
from tests.layers.foreign import making_workbooks as old
from tests.torture.case import WHOLE_LIST, Case, Outcome, facility, params
from tests.torture.land import LIST, TOWNSHIPS
from tests.torture.writing import HEADER, Build, Cells, book, delimited, raw, rows, table, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_child")]
N = len(LIST)


def dressed(name: str, build: Build, **more: object) -> Case:
    """The usual list: nothing lost, nothing moved, no false alarm."""
    return Case(name, build, **{"added": N, "check": WHOLE_LIST, "quiet": True} | more)


def _merged_townships() -> Build:
    cells = [["所属街道", *[h for h in HEADER if h != "所属街道"]]]
    cells += [[one.township, one.name, one.word, one.lon, one.lat, one.beds] for one in LIST]
    cells[2][0] = cells[6][0] = None
    return book(cells, merges=["A2:A3", "A6:A7"])


def _side_by_side() -> Build:
    second = [["序号", "机构名称", "设施类型", "床位数"]] + [
        [i, f"别处{i}号敬老院", "养老机构", 10 * i] for i in (1, 2, 3)
    ]
    second += [[]] * (N + 1 - len(second))
    return book([[*mine, None, *other] for mine, other in zip(table(), second, strict=True)])


def _hide_rows(made: openpyxl.Workbook) -> None:
    made.active.row_dimensions[3].hidden = True
    made.active.column_dimensions["G"].hidden = True


def _full_width(value: object) -> object:
    return "".join(chr(ord(c) + 0xFEE0) if c in "0123456789." else c for c in str(value)) if value else None


def _formulas(*, cached: bool) -> Build:
    def build(folder: Path) -> Path:
        file = folder / "公式.xlsx"
        with xlsxwriter.Workbook(file) as made:
            sheet = made.add_worksheet("台账")
            for place, header in enumerate([*HEADER[:5], "一层", "二层", "床位数"]):
                sheet.write(0, place, header)
            for number, one in enumerate(LIST, start=1):
                for place, cell in enumerate(rows([one])[0][:5]):
                    sheet.write(number, place, cell)
                if one.beds:
                    sheet.write(number, 5, one.beds - 10)
                    sheet.write(number, 6, 10)
                    value = {"value": one.beds} if cached else {"value": ""}
                    sheet.write_formula(number, 7, f"=F{number + 1}+G{number + 1}", None, *value.values())
        if not cached:  # openpyxl writes formulas without their values
            made = openpyxl.load_workbook(file)
            made.save(file)
        return file

    return build


def _shared_texts(folder: Path) -> Path:
    with xlsxwriter.Workbook(folder / "台账.xlsx") as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(table()):
            sheet.write_row(number, 0, row)
    return folder / "台账.xlsx"


def _template(folder: Path) -> Path:
    file = folder / "模板.xlsx"
    kinds = {kind.code: kind.label for kind in load_kinds().values()}
    write_template(file, "facilities", kinds=kinds, units=[(code, name) for code, (name, *_) in TOWNSHIPS.items()])
    made = openpyxl.load_workbook(file)
    sheet, headers = made.worksheets[0], headers_of("facilities")
    place_of = {cell.value: cell.column for cell in sheet[1]}
    for number, one in enumerate(LIST, start=3):
        told = {"name": one.name, "kind": kinds[one.kind], "unit": one.township, "lon": one.lon, "lat": one.lat}
        for field, value in (told | {"beds": one.beds}).items():
            sheet.cell(number, place_of[headers[field]], value)
    made.save(file)
    return file


def _html(folder: Path) -> Path:
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if cell is None else cell}</td>" for cell in row) + "</tr>" for row in table()
    )
    page = f'<html><head><meta charset="gb2312"></head><body><table border="1">{body}</table></body></html>'
    (folder / "导出.xls").write_bytes(page.encode("gb18030"))
    return folder / "导出.xls"


def _old(kind: Callable[..., Path], name: str) -> Build:
    return lambda folder: kind(folder / name, {"台账": table()})


def _old_one(kind: Callable[..., Path], name: str) -> Build:
    return lambda folder: kind(folder / name, "台账", table())


def _macro_book(folder: Path) -> Path:
    return book(table(), name="台账.xlsm")(folder)


def _error_cells(outcome: Outcome) -> None:
    assert all(
        place for finding in outcome.prepared.findings if finding.code == "error_cells" for place in finding.rows
    )
    beds = facility(outcome, "东陵敬老院")["beds"]
    assert beds != beds, "an error is no number"


def _merged_number(outcome: Outcome) -> None:
    beds = outcome.region.facilities().numbers["beds"]
    assert sum(b for b in beds if b == b) == 140 + 200 + 80, "a number merged over two rows counts once"


def _with(change: Callable[[Cells], Cells]) -> Cells:
    return change(table())


UNIT_ROW = ["", "", "", "度", "度", "张"]
TITLE = ["浑南样区民政服务设施台账"]
TOP = ["基本情况", None, None, "位置", None, "床位数"]
BLANK = [None] * 6
CASES = [
    dressed("plain", book(table())),
    dressed("by another writer", _shared_texts),
    dressed("title row", book([TITLE, *table()])),
    dressed("merged title", book([TITLE, *table()], merges=["A1:F1"])),
    dressed("title and unit row", book([TITLE, ["单位:张", None, None, None, None, None], *table()], merges=["A1:F1"])),
    dressed(
        "title, office and date in one row",
        book(
            [TITLE, ["填报单位:浑南样区民政局", None, None, "2025年12月31日", None, "单位:张"], *table()],
            merges=["A1:F1"],
        ),
    ),
    dressed("title, blank row, header", book([TITLE, BLANK, *table()])),
    dressed("blank rows above", book([BLANK, BLANK, *table()])),
    dressed("units below the header", book([HEADER, UNIT_ROW, *rows()])),
    dressed(
        "two header rows, merged",
        book([TOP, [*HEADER[:5], None], *rows()], merges=["A1:C1", "D1:E1", "F1:F2"]),
    ),
    dressed(
        "three header rows, merged",
        book(
            [["浑南样区", None, None, None, None, None], TOP, [*HEADER[:5], None], *rows()],
            merges=["A1:F1", "A2:C2", "D2:E2", "F2:F3"],
        ),
    ),
    dressed(
        "title and two header rows",
        book([TITLE, TOP, [*HEADER[:5], None], *rows()], merges=["A1:F1", "A2:C2", "D2:E2", "F2:F3"]),
    ),
    dressed("merged townships", _merged_townships(), must=("merged_cells",)),
    dressed(
        "sum at the end", book([*table(), ["合计", None, None, None, None, 420]]), may=("sum_row",), must=("sum_row",)
    ),
    dressed("sum at the top", book([HEADER, ["合计", None, None, None, None, 420], *rows()]), must=("sum_row",)),
    dressed("spaced sum", book([*table(), ["合  计", None, None, None, None, 420]]), must=("sum_row",)),
    dressed(
        "sums between",
        book([HEADER, *rows()[:2], ["小计", None, None, None, None, 140], *rows()[2:], ["总计", *[None] * 4, 420]]),
        must=("sum_row",),
    ),
    dressed(
        "numbered sum",
        book([["序号", *HEADER], *[[i + 1, *r] for i, r in enumerate(rows())], ["合计", *[None] * 5, 420]]),
        may=("no_name", "sum_row"),
        must=("sum_row|no_name|notes_below",),
    ),
    dressed(
        "notes below",
        book([*table(), ["注:本表数据截至2025年底。"], ["填表人:钱多多"]]),
        must=("notes_below",),
        absent=("钱多多",),
    ),
    dressed(
        "signatures below",
        book([*table(), BLANK, ["填表人:钱多多", None, "审核人:孙小小", None, "2025年12月31日", None]]),
        may=("no_name", "notes_below", "not_a_name", "personal_masked"),
        absent=("钱多多", "孙小小"),
    ),
    dressed("hidden sheet first", book({"旧": [HEADER, ["废弃敬老院", *rows()[0][1:]]], "新": table()}, hidden=["旧"])),
    dressed("cover sheet", book({"封面": [["浑南样区"], ["民政设施台账"], ["2025年"]], "台账": table()})),
    dressed(
        "instructions first",
        book(
            {
                "填表说明": [["填表说明"], ["一、每行填一处。"], ["二、经纬度用天地图。"], ["三、床位填核定数。"]],
                "台账": table(),
            }
        ),
    ),
    dressed("empty sheet first", book({"Sheet1": [], "台账": table()})),
    dressed("printed pages", book([*table()[:4], HEADER, *table()[4:]]), must=("header_repeated",)),
    dressed(
        "printed pages with titles",
        book([TITLE, *table()[:4], TITLE, HEADER, *table()[4:]]),
        must=("header_repeated",),
        may=("no_name",),
    ),
    dressed("blank column between", book([[*r[:3], None, *r[3:]] for r in table()])),
    dressed("blank columns on the left", book([[None, None, *r] for r in table()])),
    dressed("blank rows between", book([*table()[:3], BLANK, BLANK, *table()[3:]])),
    dressed("numbered rows", book([["序号", *HEADER], *[[i + 1, *r] for i, r in enumerate(rows())]])),
    dressed("full-width digits", book([HEADER, *[[*r[:3], *map(_full_width, r[3:])] for r in rows()]])),
    dressed(
        "numbers as text", book([HEADER, *[[*r[:3], *[None if c is None else str(c) for c in r[3:]]] for r in rows()]])
    ),
    dressed("numbers with the unit", book([HEADER, *[[*r[:5], r[5] and f"{r[5]}张"] for r in rows()]])),
    dressed(
        "about so many",
        book([HEADER, *[[*r[:5], r[5] and f"约{r[5]}张"] for r in rows()]]),
        must=("about|approximate|approximate_numbers|rough_numbers",),
    ),
    dressed(
        "blank words",
        book([HEADER, *[[*r[:5], r[5] or w] for r, w in zip(rows(), "/—-、、、", strict=False)]]),
        may=("not_a_number", "blank_words"),
    ),
    dressed("header over two lines", book([[*HEADER[:5], "床位数\n(张)"], *rows()])),
    dressed(
        "header with blanks", book([["机 构 名 称", "设施 类型", "所属 街道", "经　度", "纬　度", "床 位 数"], *rows()])
    ),
    dressed(
        "header with full-width brackets",
        book([["机构名称（全称）", "设施类型", "所属街道", "经度（°）", "纬度（°）", "床位数（张）"], *rows()]),
    ),
    dressed("header in pinyin letters", book([["JGMC", "JGLX", "SSJD", "JD", "WD", "CWS"], *rows()])),
    dressed("header in English", book([["name", "type", "township", "lng", "lat", "beds"], *rows()])),
    dressed("columns the other way round", book([list(reversed(r)) for r in table()])),
    dressed(
        "other words for the columns",
        book([["设施名称", "机构类别", "乡镇（街道）", "东经", "北纬", "核定床位数"], *rows()]),
    ),
    dressed(
        "names with blanks round them",
        book([HEADER, *[[f"  {r[0]}　", *r[1:]] for r in rows()]]),
        may=("outer_blanks",),
    ),
    dressed(
        "a hidden row and column",
        book([[*HEADER, "备注"], *[[*r, "略"] for r in rows()]], dress=_hide_rows),
        must=("hidden_cells",),
    ),
    dressed("formulas with their values", _formulas(cached=True), may=("column_choice",)),
    Case("formulas never calculated", _formulas(cached=False), added=N, must=("uncounted_formulas",)),
    dressed("side by side", _side_by_side(), must=("tables_ignored",)),
    dressed(
        "one below the other",
        book(
            [
                *table(),
                BLANK,
                BLANK,
                ["附表:联系方式"],
                ["街道", "办公地址"],
                ["东陵街道", "一号"],
                ["西陵街道", "二号"],
            ]
        ),
        must=("tables_ignored|notes_below|rows_left",),
        may=("no_name", "unknown_kind"),
    ),
    dressed("template filled in", _template, must=("example_rows",)),
    dressed(
        "example row",
        book([HEADER, ["示例养老院", "养老机构", "东陵街道", 123.45, 41.65, 100], *rows()]),
        may=("coarse_coordinates",),
        must=("example_rows",),
    ),
    dressed("xls", _old(old.xls, "台账.xls")),
    dressed("et of WPS", _old(old.xls, "台账.et")),
    dressed("et that is xlsx", book(table(), name="台账.et")),
    dressed("xlsb", _old_one(old.xlsb, "台账.xlsb")),
    dressed("ods", _old_one(old.ods, "台账.ods")),
    dressed("xlsm", _macro_book),
    dressed("upper-case suffix", book(table(), name="台账.XLSX")),
    dressed("HTML called xls", _html),
    dressed("CSV called xls", text(table(), name="导出.xls", encoding="gb18030")),
    dressed("tabs called xls", raw(delimited(table(), delimiter="\t").encode("utf-16"), "导出.xls")),
    Case(
        "error cells",
        book([HEADER, *[[*r[:5], "#DIV/0!" if i == 0 else r[5]] for i, r in enumerate(rows())]]),
        added=N,
        must=("error_cells|not_a_number",),
        check=_error_cells,
    ),
    Case(
        "a merged number",
        book([HEADER, [*rows()[0][:5], 140], [*rows()[1][:5], None], *rows()[2:]], merges=["F2:F3"]),
        added=N,
        must=("merged_numbers",),
        check=_merged_number,
    ),
    Case("a header and nothing below", book([HEADER]), refused=("没有",)),
    Case("nothing at all", book([]), refused=("没有|空",)),
    Case("only a title", book([TITLE]), refused=("没有",)),
    Case(
        "no names",
        book([["床位数", "经度", "纬度"], [100, 123.45, 41.65], [50, 123.46, 41.66]]),
        options={"role": "facilities"},
        refused=("名称",),
    ),
    dressed(
        "a chosen sheet", book({"一": [HEADER, ["别的敬老院", *rows()[0][1:]]], "二": table()}), options={"sheet": "二"}
    ),
    Case("a sheet that is not there", book(table()), options={"sheet": "三"}, refused=("三", "Sheet1")),
    dressed("a chosen header", book([["机构名称甲", "乙", "丙", "丁", "戊", "己"], *table()]), options={"header": "2"}),
    Case("a column that is not there", book(table()), options={"columns": {"beds": "没有的列"}}, refused=("没有的列",)),
]


SUBTOTALS = [
    HEADER,
    *rows()[:2],
    ["东陵街道小计", None, None, None, None, 140],
    *rows()[2:4],
    *rows()[4:],
    ["桃仙街道小计", None, None, None, None, 280],
    ["全区总计", None, None, None, None, 420],
]
HALVES = {"东陵街道": table(LIST[:2]), "西陵街道": table(LIST[2:3]), "其他": table(LIST[3:])}
OCCUPIED = [[*HEADER, "入住人数", "护理型床位"], *[[*row, 55, 10 if row[5] else None] for row in rows()]]


def _nursing(outcome: Outcome) -> None:
    WHOLE_LIST(outcome)
    assert facility(outcome, "东陵敬老院")["nursing_beds"] == 10


ONE_KIND = [
    ["名称", "经度", "纬度", "床位数"],
    ["甲敬老院", 123.412345, 41.623456, 120],
    ["东陵街道小计", None, None, 120],
    ["乙敬老院", 123.556789, 41.712349, 200],
    ["全区合计", None, None, 320],
]


def _no_sums(outcome: Outcome) -> None:
    assert set(outcome.region.facilities().name.tolist()) == {"甲敬老院", "乙敬老院"}


MORE = [
    Case(
        "sums that name their township, of one kind",
        book(ONE_KIND),
        options={"kind": "elderly_care_institution"},
        check=_no_sums,
        must=("sum_row",),
    ),
    dressed("sums that name their township", book(SUBTOTALS), must=("sum_row",)),
    Case("a sheet for each township", book(HALVES), added=2, must=("sheets_ignored",)),
    dressed("beds, guests and nursing beds", book(OCCUPIED), check=_nursing),
    dressed("township and community in one cell", book([[*HEADER[:2], "行政区划", *HEADER[3:]], *rows()])),
    dressed("a wide empty margin", book([[*row, *[None] * 60] for row in table()])),
    dressed("a table far to the right", book([[*[None] * 30, *row] for row in table()])),
    dressed("a table far down", book([*[[None] * 6] * 40, *table()])),
]


@params(MORE)
def test_more(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


@params(CASES)
def test_workbook(case: Case, run: Callable[[Case], None]) -> None:
    run(case)


VALUES = [
    ("floor_area_m2", "建筑面积", "1,200㎡", 1200.0),
    ("floor_area_m2", "建筑面积(㎡)", "1，200", 1200.0),
    ("floor_area_m2", "建筑面积", "１２００平方米", 1200.0),
    ("floor_area_m2", "建筑面积(万平方米)", 0.12, 1200.0),
    ("land_area_m2", "占地面积", "2.5亩", 2.5 * 2000 / 3),
    ("land_area_m2", "占地面积(亩)", 3, 2000.0),
    ("land_area_m2", "占地面积", "0.3公顷", 3000.0),
    ("capacity", "服务人数", "1.2万人", 12000.0),
    ("capacity", "服务人数", "约300人", 300.0),
    ("capacity", "服务人数", "300余人", 300.0),
    ("staff", "工作人员", "12 人", 12.0),
    ("beds", "床位数", "50张（含护理型20张）", 50.0),
    ("beds", "床位数", "1.2E+2", 120.0),
    ("opened", "成立时间", "2019年3月", "2019-03"),
    ("opened", "成立时间", "２０１９年３月", "2019-03"),
    ("opened", "成立时间", "2019.3", "2019-03"),
    ("opened", "成立时间", "2019/3/1", "2019-03-01"),
    ("opened", "成立时间", "20190301", "2019-03-01"),
    ("opened", "成立时间", dt.datetime(2019, 3, 1), "2019-03-01"),
    ("opened", "成立时间", 43525, "2019-03-01"),
    ("opened", "成立时间", "2019年", "2019"),
    ("opened", "成立年份", 2019, "2019"),
]
BLANKS = [
    ("beds", "床位数", "100—120"),
    ("beds", "床位数", "若干"),
    ("floor_area_m2", "建筑面积", "三百多"),
    ("opened", "成立时间", "去年"),
    ("opened", "成立时间", "2019年13月"),
]


def _column(header: str, cell: object) -> Build:
    """The usual list with one more column; the first row has the cell, the rest stay plain."""
    plain = "2018年5月" if "成立" in header else 100
    beds = header.startswith("床位")
    cells = [[*HEADER[: 5 if beds else 6], header]]
    cells += [[*line[: 5 if beds else 6], cell if i == 0 else plain] for i, line in enumerate(rows())]
    return book(cells)


@pytest.mark.parametrize(("field", "header", "cell", "wanted"), VALUES, ids=[f"{v[1]}={v[2]}" for v in VALUES])
def test_value(field: str, header: str, cell: object, wanted: object, run: Callable[[Case], None]) -> None:
    def check(outcome: Outcome) -> None:
        told = facility(outcome, "东陵敬老院")[field]
        assert told == (pytest.approx(wanted) if isinstance(wanted, float) else wanted)

    run(Case("value", _column(header, cell), added=N, check=check))


@pytest.mark.parametrize(("field", "header", "cell"), BLANKS, ids=[f"{v[1]}={v[2]}" for v in BLANKS])
def test_no_value(field: str, header: str, cell: object, run: Callable[[Case], None]) -> None:
    """What is no figure is left blank, and listed with its row."""

    def check(outcome: Outcome) -> None:
        told = facility(outcome, "东陵敬老院")[field]
        assert told in ("", None) or told != told
        listed = [place for finding in outcome.prepared.findings for place in finding.rows]
        assert any("2" in place for place in listed), outcome.warnings

    run(Case("no value", _column(header, cell), added=N, check=check))


CODES = [
    ("twelve digits as a number", 210112005000),
    ("twelve digits as text", "210112005000"),
    ("nine digits", "210112005"),
    ("blanks between", "210112 005 000"),
    ("what Excel shows", 2.10112005e11),
    ("full-width", "２１０１１２００５０００"),
    ("apostrophe", "'210112005000"),
    ("old code", "210112019000"),
    ("code of the community", "210112005002"),
]


@pytest.mark.parametrize(("cell"), [c[1] for c in CODES], ids=[c[0] for c in CODES])
def test_code(cell: object, run: Callable[[Case], None]) -> None:
    wanted = "210112005002" if cell == "210112005002" else "210112005000"
    cells = [[*HEADER[:2], "区划代码", *HEADER[3:]], [*rows()[5][:2], cell, *rows()[5][3:]]]
    run(
        Case(
            "code",
            book(cells),
            added=1,
            never=("bad_code",),
            check=lambda outcome: _has_code(outcome, "临空老年公寓", wanted),
        )
    )


def _has_code(outcome: Outcome, name: str, wanted: str) -> None:
    assert facility(outcome, name)["unit_code"] == wanted


def test_rounded_codes_are_doubted(run: Callable[[Case], None]) -> None:
    """2.10112E+11 as text has lost the digits that tell the township."""
    cells = [[*HEADER[:2], "区划代码", *HEADER[3:]], *[[*r[:2], "2.10112E+11", *r[3:]] for r in rows()]]
    run(
        Case(
            "rounded",
            book(cells),
            added=N,
            must=("digits_lost|digits_cut|bad_code|unit_unmatched|code_twice|unit_displaced",),
        )
    )
