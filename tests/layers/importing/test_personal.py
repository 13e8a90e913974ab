"""Personal data: found by header and by content, left out, and institutions' own data kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.importing.personal import clear, has_id, what_personal
from tests.layers.importing.sources import table

# made-up numbers with the check digit of GB 11643, worked out by hand: the sum of digit times weight, modulo 11
ID = "11010519491231002X"  # the example of the standard itself
NOT_ID = "110105194912310021"


def columns_of(columns: dict, keep: tuple[str, ...] = ()) -> list[str]:
    return list(clear(table(columns), keep).features.columns)


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("身份证号码", "身份证号"),
        ("负责人手机", "手机号"),
        ("负责人", "姓名"),
        ("联系人姓名", "姓名"),
        ("院长", "姓名"),
        ("法定代表人", "姓名"),
        ("儿童姓名", "未成年人姓名"),
        ("留守儿童监护人", "未成年人姓名"),
        ("联系电话", "电话"),
        ("tel", "电话"),
        ("出生年月", "出生日期"),
        ("家庭住址", "家庭住址"),
        ("LXR", "姓名"),
        ("机构名称", ""),
        ("地址", ""),
        ("负责人数量", ""),
        ("工作人员", ""),
        ("学生人数", ""),
        ("儿童", ""),
        ("主任办公室", ""),
        ("法人登记类型", ""),
        ("hotel", ""),
    ],
)
def test_headers(header: str, what: str) -> None:
    assert what_personal(header, ("某甲", "某乙")) == what


def test_counts_under_a_persons_header_are_no_names() -> None:
    assert what_personal("学生", (12, 30, "45")) == ""


def test_content_tells_where_the_header_does_not() -> None:
    assert what_personal("备用1", (ID, ID, None)) == "身份证号"
    assert what_personal("备用2", ("13812345678", 13912345678, "138 1234 5678")) == "手机号"
    assert what_personal("备用3", ("024-22345678", "0415-2123456转801", "(024)23456789")) == "电话"
    assert what_personal("备用4", ("4111111111111111",) * 2) == "银行账号"  # the number card makers test with
    assert what_personal("备用4", ("4111111111111112",) * 2) == ""
    assert what_personal("编码", ("210112019000", "210112005000")) == ""
    assert what_personal("人口", (12345678, 23456789)) == ""
    assert what_personal("信用代码", ("52210112MJ1234567X",)) == ""


def test_a_mixed_column_is_judged_by_its_share() -> None:
    some = ["某街1号"] * 9 + ["13812345678"]
    assert what_personal("说明", some) == ""
    assert what_personal("说明", some[5:] + ["13812345678"] * 4) == "手机号"


def test_personal_columns_are_left_out_and_said() -> None:
    source = {"名称": ["甲院"], "负责人": ["某某"], "身份证号": [ID], "电话": ["024-22345678"], "床位": [3]}
    got = clear(table(source), ())
    assert list(got.features.columns) == ["名称", "床位"]
    assert got.phones == ["02422345678"]
    codes = {finding.code: finding.rows for finding in got.findings}
    assert codes == {"personal_columns": ("负责人", "身份证号"), "phone_columns": ("电话",)}


def test_the_user_may_insist() -> None:
    source = {"名称": ["甲院"], "负责人": ["某某"]}
    got = clear(table(source), ("负责人",))
    assert list(got.features.columns) == ["名称", "负责人"]
    assert [finding.code for finding in got.findings] == ["personal_kept"]


def test_numbers_in_free_text_are_masked() -> None:
    texts = [f"经办身份证{ID}", "请拨13812345678", NOT_ID, "210112019000", "poi_13812345678", None]
    got = clear(table({"名称": list("甲乙丙丁戊己"), "备注": texts}), ())
    assert got.features.columns["备注"] == ("经办身份证(已隐去)", "请拨(已隐去)", *texts[2:])
    assert got.findings[0].rows == ("第2行“备注”", "第3行“备注”")


def test_a_slip_in_a_number_does_not_give_the_person_away() -> None:
    texts = [
        f"身份证{NOT_ID}",
        f"{NOT_ID},独居",
        "邮箱 wang.lei-1@qq.com.cn。",
        "加QQ:12345678",
        "QQ号 87654321",
        "QQ群",
    ]
    got = clear(table({"名称": list("甲乙丙丁戊己"), "备注": texts}), ())
    told = ("身份证(已隐去)", "(已隐去),独居", "邮箱 (已隐去)。", "加QQ(已隐去)", "QQ(已隐去)", "QQ群")
    assert got.features.columns["备注"] == told
    assert len(got.findings[0].rows) == 5


def test_secretaries_of_villages_are_persons() -> None:
    assert columns_of({"名称": ["甲村"], "村书记": ["某某"]}) == ["名称"]


def test_phones_are_digits_whatever_the_writing() -> None:
    source = {"名称": list("甲乙丙丁"), "电话": ["(024) 2345-6789", "+86 138-1234-5678", "23456789转2", "无"]}
    got = clear(table(source), ())
    assert got.phones[1:] == ["13812345678", "234567892", ""]


@given(st.integers(10**16, 10**17 - 1))
def test_one_check_digit_of_eleven_fits(number: int) -> None:
    """Brute force: with the other parts valid, exactly one last digit makes an identity number."""
    stem = f"110105{1950 + number % 50}0{1 + number % 9}1{number % 10}{number % 1000:03d}"
    assert sum(has_id(stem + check) for check in "0123456789X") == 1


def test_institutions_keep_their_names_and_addresses() -> None:
    source = {"机构名称": ["某某敬老院"], "地址": ["某街1号"], "所属社区": ["某社区"]}
    assert columns_of(source) == list(source)
