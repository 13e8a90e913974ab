"""What two neighbours are called, labelled by hand: one facility, or two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.matching.callings import alike

ONE = """
金秋|金秋老年
金秋|沈阳市金秋
浑南区金秋|沈阳市浑南区金秋
松鹤|民办松鹤
荷花池总部|荷花池
新桥镇中心幼儿园总部|新桥镇中心幼儿园
复兴东路第三小学|黄浦区复兴东路第三小学
荷霞幼儿园|荷露幼儿园
颛桥镇日月华亭|颛溪镇日月华亭
桃仙金秋|金秋
白塔堡村|白塔堡
李作初中医诊所|宝山区李作初私立中医诊所
周家渡街道|周家渡街
金秋夕阳红|金秋夕阳
"""
TWO = """
第一|第二
金秋一部|金秋二部
金秋东区|金秋西区
仁博医院|仁博口腔医院
长征医院|长征医院皮肤科
长征医院皮肤科|长征医院骨科
安达医院门诊|安达医院急诊
沪西医院|沪西医院急诊
虹桥医院|虹桥医院门诊部
第一人民医院干保楼|第一人民医院医技楼
四一一医院外科大楼|四一一医院内科大楼
荣乐幼儿园|荣乐幼儿园分部
愚园路第一幼儿园|愚园路第一幼儿园凯欣分园
北桥分中心|北桥
桃源社区金秋|杏林社区金秋
幸福社区|和平社区
金秋|夕阳红
金秋桃仙店|金秋白塔店
金秋连锁桃仙|金秋
眼科治疗室儿童医院|骨科治疗室儿童医院
金秋12号|金秋21号楼
上海人流医院|上海都市医院
曹行中心幼儿园|曹行中心幼儿园蔷薇分园
江浦金鹏服务站|江浦金鹏服务站家庭医生工作站
金|金秋
"""


def pairs(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split("|")) for line in text.split()]


@pytest.mark.parametrize(("one", "other"), pairs(ONE))
def test_may_be_one(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(("one", "other"), pairs(TWO))
def test_are_two(one: str, other: str) -> None:
    assert not alike(one, other)
    assert not alike(other, one)


@given(st.text("金秋社区科楼门诊第一省市老年"), st.text("金秋社区科楼门诊第一省市老年"))
def test_nothing_depends_on_which_comes_first(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert alike(one, one) == (len(one) > 1)
