"""Web pages and Excel's XML of 2003 that a system saved as .xls."""

from pathlib import Path

import pytest

from layers.errors import UserError
from layers.foreign.answer import Features
from layers.foreign.reading import read_contents, read_features
from layers.foreign.source import Source
from layers.foreign.tables import html_table
from tests.layers.foreign.making import outcome

HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{0}"><style>td {{a:b}}</style></head>'
)
TABLE = (
    "<body><table><tr><td colspan=3>养老机构一览表</td></tr><tr><th>名称</th><th>床位</th><th>地址</th></tr>"
    "<tr><td>甲&amp;乙</td><td>1,200</td><td>一号<br>院内&nbsp;</td></tr>"
    '<tr><td>丙</td><td x:num="30"></td><td x:num="130102001001">1.30102E+11</td></tr></table></body></html>'
)


def read(path: Path, content: str, codec: str = "utf-8") -> tuple[Features, dict[str, tuple[str, ...]]]:
    path.write_bytes(content.encode(codec))
    source = Source(path, path.name, "html", path.parent, {})
    features = html_table.read(source)
    return features, {note.code: note.rows for note in source.notes}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.xls"


@pytest.mark.usefixtures("one_child")
@pytest.mark.parametrize(("codec", "label"), [("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("utf-8-sig", "UTF-8")])
def test_a_web_page_with_the_suffix_of_a_workbook(file: Path, codec: str, label: str) -> None:
    file.write_bytes((HEAD.format("gb2312") + TABLE).encode(codec))
    features = read_features(file)
    assert features.columns == {
        "名称": ("甲&乙", "丙"),
        "床位": ("1,200", None),
        "地址": ("一号 院内", "130102001001"),
    }
    assert (features.encoding, features.header_rows, features.rows) == (label, (2,), (3, 4))
    assert "html_table" in [note.code for note in features.notes]
    (part,) = read_contents(file).parts
    assert (part.kind, part.rows, part.columns) == ("sheet", 2, ("名称", "床位", "地址"))


def test_cells_over_several_rows(file: Path) -> None:
    features, notes = read(
        file,
        "<table><tr><td rowspan=2>乡镇</td><td colspan=2>人口</td></tr><tr><td>男</td><td>女</td></tr>"
        "<tr><td rowspan=2>望溪镇</td><td>140</td><td>160</td></tr><tr><td>90</td><td>110</td></tr></table>",
    )
    assert features.columns == {
        "乡镇": ("望溪镇", "望溪镇"),
        "人口_男": ("140", "90"),
        "人口_女": ("160", "110"),
    }
    assert notes["merged_cells"] == ("3",)


def test_the_largest_of_several_tables(file: Path) -> None:
    small = "<table><tr><td>导航</td><td>首页</td></tr></table>"
    inner = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    features, notes = read(file, f"{small}<table><tr><td>{inner}</td></tr></table>")
    assert features.columns == {"a": ("1", "3"), "b": ("2", "4")}
    assert "tables_ignored" in notes


def test_tags_that_are_never_closed(file: Path) -> None:
    features, _ = read(file, "<table><tr><td>名称<td>床位<tr><td>甲<td>30<tr><td>乙<td>20")
    assert features.columns == {"名称": ("甲", "乙"), "床位": ("30", "20")}


def test_excel_xml_of_2003(file: Path) -> None:
    features, _ = read(
        file,
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table>'
        '<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">一览表</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell><Data ss:Type="String">名称</Data></Cell><Cell ss:Index="3">'
        '<Data ss:Type="String">床位</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">甲</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">30</Data></Cell>'
        "</Row></Table></Worksheet></Workbook>",
    )
    assert features.columns == {"名称": ("甲",), "床位": ("30",)}
    assert features.rows == (4,)


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><table><tr><td>名称<td>n<tr><td>&a;<td>1</table>',
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><table><tr><td>名称<td>n<tr><td>&b;<td>1</table>',
        '<table><tr><td>名称<td>n<tr><td><img src="http://example.org/x">甲<td>1</table>',
    ],
)
def test_nothing_is_fetched_or_resolved(file: Path, content: str) -> None:
    features, _ = read(file, content)
    assert features.columns["名称"][0] in ("&a;", "&b;", "甲")


@pytest.mark.parametrize(
    "content",
    [
        "<table>" * 5000 + "<tr><td>a<td>b<tr><td>1<td>2",
        "<table><tr><td colspan=99999999 rowspan=99999999>名称<td>n<tr><td>甲<td>1</table>",
        '<table><tr><td>名称<td>n<tr ss:Index="9999999"><td ss:Index="9999999">甲<td>1</table>',
        "<table>" + "<tr><td colspan=1000 rowspan=1000>a" * 200,
    ],
)
def test_hostile_tables_cost_little(file: Path, content: str) -> None:
    result = outcome(lambda path: read(path, content)[0], file)
    if isinstance(result, UserError):
        assert "大得异常" in result.what
    else:
        assert len(result) * len(result.columns) < 5000


@pytest.mark.parametrize(
    "content", ["<html><p>没有表</p></html>", "<table></table>", "<script>var a='<table>'</script>"]
)
def test_pages_without_a_table(file: Path, content: str) -> None:
    with pytest.raises(UserError, match=r"里面没有表格"):
        read(file, content)


def test_a_page_that_is_all_cells_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_table, "MOST_CELLS", 100)
    with pytest.raises(UserError, match="表格大得异常"):
        read(file, "<table>" + "<tr><td>1<td>2" * 100)
