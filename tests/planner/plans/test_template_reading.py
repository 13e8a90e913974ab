"""What is made of the template of a plan once somebody has filled it in, and what is told of its faults."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from layers.errors import UserError
from planner.plans.indicator import Choice
from planner.plans.plan import Plan
from planner.plans.reading import read_plan
from planner.plans.template import write_template
from planner.plans.template_cells import Fault
from planner.plans.template_reading import faults_in, import_template, read_template
from tests.planner.plans.filled import HEAD, STATION, Rows, fill


def _plan(tmp_path: Path, rows: Rows, **head: Any) -> Plan:
    path = fill(tmp_path / "填.xlsx", rows, HEAD | head)
    return import_template(path, tmp_path / f"plan{len(list(tmp_path.iterdir()))}.toml")


def _refused(tmp_path: Path, rows: Rows, **head: Any) -> UserError:
    path = fill(tmp_path / "填.xlsx", rows, HEAD | head)
    with pytest.raises(UserError) as caught:
        import_template(path, tmp_path / "plan.toml")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["填.xlsx"]
    return caught.value


def test_what_an_officer_writes(tmp_path: Path):
    """Cells as people fill them: figures as text, other separators, full-width letters, signs for words."""
    rows = {
        "指标": [
            STATION | {"目标值": "８０", "行号": "3", "比较": "≥", "单元类别": "街道，镇; 乡", "照印的目标": 80},
            STATION | {"序号": None, "代号": "beds", "算法": "人均(户均)拥有量", "设施类型": "养老机构、殡仪馆",
                       "数据来源": "设施属性", "行政级别": None, "按什么算": "床位/1000 60岁及以上",
                       "目标值": "1,040.5", "单位": "张", "每处至少": None, "下级沿用": False, "选址要求": "是"},
            STATION | {"序号": None, "代号": "near", "算法": "覆盖率(人口)", "按什么算": "６０岁及以上", "服务标准": 15,
                       "标准单位": "分钟", "出行方式": "老年人步行", "行政级别": None,
                       "与另一条的关系": "重申", "另一条的代号": "stations"},
        ],
        "项目": [{"名称": "中心", "代号": "centre", "性质": "新建", "章节": "专栏5", "行号": 9, "建筑面积(m²)": 350.5,
                "照印的数": "350.5平方米；100张", "投资(万元)": 20}],
        "口径": [{"指标的代号": "stations", "口径名称": "都计", "单元类别": "全部"}],
    }  # fmt: skip
    plan = _plan(tmp_path, rows, 区划代码=210624000000, 上级规划="liaoning")
    stations, beds, near = plan.indicators
    assert (plan.region_code, plan.parent) == ("210624000000", "liaoning")
    assert (stations.value, stations.line, stations.comparator, stations.printed) == (80.0, 3, ">=", "80")
    assert stations.unit_classes == ("街道", "镇", "乡")
    assert stations.choices == (Choice("都计", (), None),)
    assert (beds.kinds, beds.of, beds.value) == (
        ("elderly_care_institution", "funeral_home"),
        "beds/1000 aged_60",
        1040.5,
    )
    assert (beds.inherits, beds.siting) == (False, True)
    assert (near.of, near.limit, near.measured_in, near.mode) == ("aged_60", 15.0, "minutes", "elderly")
    assert (near.relation, near.principal) == ("same_as", "stations")
    (project,) = plan.projects
    assert (project.numbers, project.printed) == ((("floor_area_m2", 350.5),), ("350.5平方米", "100张"))
    assert read_plan(plan.path or Path()) == plan


# A cell that is wrong, the column it is told of, what is told and how to mend it; each on a row of its own.
CELLS: list[tuple[dict[str, Any], str, str, str]] = [
        ({"算法": "覆盖"}, "算法", "“覆盖”不认识", "覆盖率"),
        ({"设施类型": "社工站"}, "设施类型", "“社工站”不认识", "“选项”表"),
        ({"设施类型": None}, "设施类型", "要写明由哪些设施计算", ""),
        ({"行政级别": None}, "行政级别", "要写明按哪一级行政单元计算", "请写 行政级别"),
        ({"单元类别": "街道、市辖区"}, "单元类别", "“市辖区”不认识", "街道"),
        ({"比较": "大约"}, "比较", "“大约”不认识", "可填 不低于"),
        ({"比较": None}, "比较", "没有写", "这一项必须有"),
        ({"目标值": "约80"}, "目标值", "“约80”不是数字", "只填数字"),
        ({"目标值": "80%"}, "目标值", "“80%”不是数字", "去掉 %"),
        ({"目标值": 0.8, "照印的目标": "80%以上"}, "目标值", "单元格是百分比格式", "填 80"),
        ({"目标值": 1, "照印的目标": "100％"}, "目标值", "单元格是百分比格式", "填 100"),
        ({"目标值": 1, "照印的目标": "全覆盖"}, "目标值", "可能是百分比格式", "填 100"),
    ({"目标值": None}, "目标值", "没有写目标值", "比较 写 \"只有文字\""),
        ({"单位": "个"}, "单位", "不能是 个", "%"),
        ({"照印的目标": None}, "照印的目标", "没有写", "这一项必须有"),
        ({"行号": 3.5}, "行号", "“3.5”不是整数", "只填整数"),
        ({"行号": 0}, "行号", "应当是 1 到", ""),
        ({"代号": "工作站"}, "代号", "“工作站”写法不对", ""),
        ({"目标年": 25}, "目标年", "2000 到 2100", ""),
        ({"基期值": 40}, "基期值", "基期值 与 基期年 要么都写", "都去掉"),
        ({"属性": "指导性"}, "属性", "不认识", "预期性"),
        ({"每单元至少几处": 0}, "每单元至少几处", "1 到 100", ""),
        ({"算法": "占比", "按什么算": "设施数/社会工作(和社会救助)服务站", "每单元至少几处": 2}, "每单元至少几处",
         "只用于 覆盖率(行政单元)", "请去掉 每单元至少几处"),
        ({"每处至少": "建筑面积350"}, "每处至少", "写法不对", "建筑面积(m²)≥350"),
        ({"每处至少": "层数≥3"}, "每处至少", "“层数”不认识", "床位"),
        ({"算法": "占比"}, "按什么算", "要写明什么占什么", ""),
        ({"算法": "占比", "按什么算": "床位/学校"}, "按什么算", "“学校”不认识", "“选项”表"),
        ({"算法": "占比", "按什么算": "床位/60岁及以上"}, "按什么算", "没有写数目", "1000"),
        ({"算法": "年均增速"}, "数据来源", "算法 为 年均增速 的指标只能人工填报", "数据来源 写 \"人工填报\""),
        ({"算法": "覆盖率(人口)", "按什么算": "常住人口"}, "服务标准", "要写服务标准", ""),
        ({"服务标准": 15}, "标准单位", "填了“服务标准”，这一栏没有填", ""),
        ({"与另一条的关系": "重申"}, "另一条的代号", "填了“与另一条的关系”", ""),
        ({"另一条的代号": "other"}, "与另一条的关系", "填了“另一条的代号”", ""),
        ({"与另一条的关系": "重申", "另一条的代号": "no"}, "另一条的代号", "没有指标“no”", "代号"),
        ({"选址要求": "可能"}, "选址要求", "“可能”不认识", "可填 是、否"),
        ({"标记": "备用"}, "标记", "“备用”不认识", "空着"),
        ({"说明": "长" * 6000}, "说明", "超过 5000 字", "短"),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[Fault]]:
    """What is told of each row of a template that holds all the wrong cells."""
    rows = [STATION | {"序号": None, "代号": f"i{place}"} | case[0] for place, case in enumerate(CELLS)]
    path = fill(tmp_path_factory.mktemp("faults") / "填.xlsx", {"指标": rows})
    faults = faults_in(path)
    assert {fault.sheet for fault in faults} == {"指标"}
    return {row: [fault for fault in faults if fault.row == row] for row in range(5, 5 + len(CELLS))}


@pytest.mark.parametrize("place", range(len(CELLS)), ids=lambda place: "-".join(CELLS[place][0]))
def test_a_fault_is_told_by_row_and_column(told: dict[int, list[Fault]], place: int):
    _, column, what, remedy = CELLS[place]
    (fault,) = told[5 + place]  # what follows from a fault is not told again
    assert (fault.header, fault.place) == (column, f"工作表“指标”第 {5 + place} 行“{column}”")
    assert what in fault.what
    assert remedy in fault.remedy
    assert fault.remedy
    assert not re.search("[a-z]{3}", fault.what + fault.remedy), fault  # no word of the plan file


BASE = {"名称": "床位", "数值": 3, "单位": "张", "年份": 2020, "章节": "一", "行号": 2, "照印的数": "3张"}
CENTRE = {"名称": "中心", "性质": "新建", "章节": "专栏5", "行号": 9}
OTHERS: list[tuple[str, dict[str, Any], str, str]] = [
    ("基期数", BASE | {"单位": None}, "单位", "没有写"),
    ("基期数", BASE | {"原定目标值": 5}, "照印的原定目标", "写了 原定目标值"),
    ("基期数", BASE | {"代号": "stations"}, "代号", "“stations”与工作表“指标”第 5 行重复"),
    ("基期数", BASE | {"指标的代号": "x"}, "指标的代号", "没有指标“x”"),
    ("项目", CENTRE | {"占地面积(m²)": -5}, "占地面积(m²)", "不能小于 0"),
    ("项目", CENTRE | {"性质": "扩建"}, "性质", "“扩建”不认识"),
    ("项目", CENTRE | {"指标的代号": "x"}, "指标的代号", "没有指标“x”"),
    ("项目", CENTRE | {"投资(万元)": "三千"}, "投资(万元)", "“三千”不是数字"),
    ("口径", {"指标的代号": "x", "口径名称": "甲"}, "指标的代号", "没有指标“x”"),
    ("口径", {"口径名称": "甲"}, "指标的代号", "没有写"),
    ("口径", {"指标的代号": "stations", "设施类型": "殡仪馆"}, "口径名称", "没有写"),
    ("口径", {"指标的代号": "stations", "口径名称": "甲", "单元类别": "县"}, "单元类别", "“县”不认识"),
]


def test_faults_of_the_other_sheets(tmp_path: Path):
    rows: Rows = {"指标": [STATION]}
    expected = []
    for place, (sheet, row, column, what) in enumerate(OTHERS):
        rows.setdefault(sheet, []).append(row if sheet == "口径" else {"代号": f"e{place}"} | row)
        expected.append((sheet, 3 + len(rows[sheet]), column, what))
    faults = faults_in(fill(tmp_path / "填.xlsx", rows))
    assert [(fault.sheet, fault.row, fault.header) for fault in faults] == [place[:3] for place in expected]
    for fault, (*_, what) in zip(faults, expected, strict=True):
        assert what in fault.what


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            {"代号": "我县", "状态": "草稿", "区划代码": "210624", "上级规划": "atlantis", "目标年": "2025年"},
            {2: "写法不对", 4: "“草稿”不认识", 5: "写法不对", 6: "没有上级规划“atlantis”", 7: "不是数字"},
        ),
        ({"区划代码": None, "目标年": 25}, {5: "没有写", 7: "2000 到 2100"}),
    ],
)
def test_faults_of_the_plan_itself(tmp_path: Path, head: dict[str, Any], expected: dict[int, str]):
    faults = faults_in(fill(tmp_path / "填.xlsx", {"指标": [STATION]}, HEAD | head))
    lines = dict(enumerate(HEAD, start=2)) | {6: "上级规划", 7: "目标年"}
    assert [(fault.sheet, fault.row, fault.header) for fault in faults] == [("规划", r, lines[r]) for r in expected]
    for fault in faults:
        assert expected[fault.row] in fault.what


def test_all_faults_are_told_at_once(tmp_path: Path):
    other = STATION | {"代号": "others", "序号": 2}
    told = _refused(
        tmp_path,
        {
            "指标": [STATION | {"算法": "错"}, other | {"目标值": "多", "行号": -1}, other],
            "项目": [{"名称": "中心", "代号": "centre", "性质": "新建", "章节": "专栏5"}],
        },
        状态="无",
    )
    assert told.where == "填.xlsx 工作表“规划”第 4 行“状态”"
    for place in (
        "另有 6 处",
        "工作表“指标”第 5 行“算法”：“错”不认识",
        "工作表“指标”第 6 行“目标值”：“多”不是数字",
        "工作表“指标”第 6 行“行号”：应当是 1 到",
        "工作表“指标”第 7 行“代号”：“others”与工作表“指标”第 6 行重复",
        "工作表“指标”第 7 行“序号”：序号 2 与工作表“指标”第 6 行重复",
        "工作表“项目”第 4 行“行号”：没有写",
    ):
        assert place in told.remedy


def _edit(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_cells_whose_contents_did_not_come_through(tmp_path: Path):
    def spoil(book: Any) -> None:
        book["指标"]["R5"].value = 12345678901234567
        book["指标"].merge_cells("G5:G6")
        book["项目"]["B4"].value = "中心"
        book["项目"]["I4"].value = "#DIV/0!"
        book["项目"]["I4"].data_type = "e"

    faults = faults_in(
        _edit(fill(tmp_path / "填.xlsx", {"指标": [STATION, STATION | {"代号": "two", "序号": 2}]}), spoil)
    )
    told = {(fault.sheet, fault.row, fault.what[:8]) for fault in faults if not fault.header}
    assert told == {("指标", 5, "有 1 处合并单"), ("指标", 5, "1 行有超过 1"), ("项目", 4, "有 1 个单元格")}
    assert all(fault.remedy for fault in faults)


def test_sheets_and_columns_that_are_not_needed_may_go(tmp_path: Path):
    def without(book: Any) -> None:
        for name in ("口径", "说明", "选项", "项目"):
            del book[name]
        book["基期数"].delete_rows(2, 50)
        headers = [cell.value for cell in book["指标"][1]]
        book["指标"].delete_cols(headers.index("原文名称") + 1)

    path = _edit(fill(tmp_path / "填.xlsx", {"指标": [STATION]}), without)
    assert [indicator.id for indicator in import_template(path, tmp_path / "a.toml").indicators] == ["stations"]


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (lambda book: book.__delitem__("指标"), "填.xlsx 工作表“指标”", "一条指标也没有"),
        (lambda book: book.__delitem__("规划"), "填.xlsx", "里面没有填好的“规划”表"),
        (lambda book: book["指标"].delete_cols(1), "填.xlsx 工作表“指标”第 1 行“标记”", "没有这一列"),
        (lambda book: book["指标"].__setitem__("C1", "指标名"), "填.xlsx 工作表“指标”第 1 行“指标名”", "不认识这一列"),
        (lambda book: book["规划"].__setitem__("A3", "规划名"), "填.xlsx 工作表“规划”第 3 行", "不认识“规划名”"),
        (lambda book: book["规划"].__setitem__("B1", "填写"), "填.xlsx 工作表“规划”第 1 行", "表头应有“项目”和“内容”"),
    ],
)
def test_a_template_that_was_changed(tmp_path: Path, change: Callable[[Any], None], where: str, what: str):
    path = _edit(fill(tmp_path / "填.xlsx", {"指标": [STATION]}), change)
    with pytest.raises(UserError) as caught:
        read_template(path)
    assert caught.value.where == where
    assert what in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("表.csv", b"a,b\n1,2\n", "CSV 文本表里没有工作表"),
        ("表.xlsx", b"PK\x03\x04" + b"\0" * 100, "不是有效的 Excel 工作簿"),
        ("表.xlsx", b"not a workbook", "内容不是有效的Excel 工作簿"),
        ("表.docx", b"PK\x03\x04", "暂不支持 .docx 文件"),
    ],
)
def test_files_that_are_no_template(tmp_path: Path, name: str, content: bytes, what: str):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError) as caught:
        import_template(tmp_path / name, tmp_path / "a.toml")
    assert what in caught.value.what
    with pytest.raises(UserError, match="找不到文件"):
        read_template(tmp_path / "无.xlsx")


def test_nothing_is_overwritten_unasked(tmp_path: Path):
    path, out = fill(tmp_path / "填.xlsx", {"指标": [STATION]}), tmp_path / "a.toml"
    out.write_text("precious", "utf-8")
    before = path.read_bytes()
    for refused in (lambda: write_template(path), lambda: import_template(path, out)):
        with pytest.raises(UserError, match="文件已经存在"):
            refused()
    assert (path.read_bytes(), out.read_text("utf-8")) == (before, "precious")
    assert import_template(path, out, replacing=True).id == "wo_xian"
    write_template(path, replacing=True)
    assert path.read_bytes() != before
    with pytest.raises(UserError, match=r"请以 \.xlsx 结尾"):
        write_template(tmp_path / "a.xls")
    with pytest.raises(UserError, match=r"a\.txt.*\.toml 结尾"):
        import_template(path, tmp_path / "a.txt")
    with pytest.raises(UserError, match="文件夹不存在"):
        write_template(tmp_path / "无" / "a.xlsx")


def test_the_plan_above_is_looked_for_beside_the_new_file(tmp_path: Path):
    city = _plan(tmp_path, {"指标": [STATION]}, 代号="city")
    (city.path or Path()).rename(tmp_path / "city.toml")
    county = import_template(
        fill(tmp_path / "县.xlsx", {"指标": [STATION]}, HEAD | {"上级规划": "city"}), tmp_path / "县.toml"
    )
    assert county.superior is not None
    assert county.superior.path == tmp_path / "city.toml"


def test_a_fault_of_the_plan_above_names_its_own_file(tmp_path: Path):
    (tmp_path / "city.toml").write_text("format = 9", "utf-8")
    path = fill(tmp_path / "县.xlsx", {"指标": [STATION]}, HEAD | {"上级规划": "city"})
    with pytest.raises(UserError) as caught:
        import_template(path, tmp_path / "县.toml")
    assert caught.value.where.startswith("city.toml 第 1 行")
    (tmp_path / "city.toml").write_text(read_template(fill(tmp_path / "市.xlsx", {"指标": [STATION]})), "utf-8")
    with pytest.raises(UserError) as caught:
        import_template(path, tmp_path / "县.toml")
    assert caught.value.where == "县.xlsx 工作表“规划”第 6 行“上级规划”"
    assert "wo_xian" in caught.value.what
