"""The kinds of facilities: complete, and told apart by everybody."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from layers.errors import UserError
from planner.plans.kinds import SYMBOLS, Kind, kind_codes, kind_label, load_kinds

CANTEEN = """[kind.canteen]
label = "老年食堂"
colour = "#123456"
symbol = "star"
mode = "walk"
minutes = 10
circle = true
"""

EXPECTED = {
    "elderly_care_institution": "养老机构",
    "regional_elderly_centre": "区域养老服务中心",
    "subdistrict_elderly_centre": "街道(乡镇)综合养老服务机构",
    "community_elderly_station": "社区养老服务站/日间照料",
    "nursing_support_institution": "照护型特困供养机构",
    "emergency_elderly_reserve": "应急储备养老设施",
    "child_protection_station": "未成年人保护工作站",
    "child_rescue_institution": "未成年人救助保护机构",
    "child_welfare_institution": "儿童福利机构",
    "social_work_station": "社会工作(和社会救助)服务站",
    "community_service_facility": "社区综合服务设施",
    "volunteer_station": "志愿服务站点",
    "public_cemetery": "公益性公墓",
    "columbarium": "骨灰堂",
    "funeral_home": "殡仪馆",
    "commercial_cemetery": "经营性公墓",
    "mental_welfare_institution": "精神卫生社会福利机构",
    "rescue_station": "救助管理站",
    "marriage_registry": "婚姻登记机关",
    "lottery_outlet": "福彩网点",
    "neighbourhood_centre": "邻里中心",
    "children_home": "儿童关爱之家",
    "mutual_care_point": "农村互助养老点",
    "mental_rehabilitation_station": "精神障碍社区康复机构",
    "social_organisation_base": "社会组织孵化(服务)基地",
}

# Machado, Oliveira, Fernandes 2009, severity 1: full protanopia and deuteranopia, on linear RGB.
_BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def _linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _lab(colour: str, eyes: str) -> np.ndarray:
    """CIE Lab of a colour as these eyes see it."""
    seen = np.clip(_BLINDNESS[eyes] @ _linear(colour), 0, 1)
    f = _XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    f = np.where(f > 0.008856, np.cbrt(f), 7.787 * f + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _difference(a: Kind, b: Kind, eyes: str) -> float:
    return float(np.linalg.norm(_lab(a.colour, eyes) - _lab(b.colour, eyes)))


def test_all_kinds_are_there_with_their_labels():
    assert {code: kind.label for code, kind in load_kinds().items()} == EXPECTED


def test_order_follows_the_file():
    assert [kind.order for kind in load_kinds().values()] == list(range(len(EXPECTED)))


def test_every_symbol_is_used_so_that_colour_is_never_alone():
    assert {kind.symbol for kind in load_kinds().values()} == set(SYMBOLS)


def test_colours_differ_for_everybody_and_same_symbols_for_the_colour_blind():
    for a, b in combinations(load_kinds().values(), 2):
        assert _difference(a, b, "none") > 15, (a.code, b.code)
        if a.symbol == b.symbol:
            assert min(_difference(a, b, eyes) for eyes in _BLINDNESS) > 25, (a.code, b.code)


def test_colours_stand_out_from_a_white_map():
    for kind in load_kinds().values():
        luminance = float(_linear(kind.colour) @ _XYZ[1])
        assert 1.05 / (luminance + 0.05) >= 3, kind.code


def test_circles_where_they_mean_something():
    kinds = load_kinds()
    assert kinds["community_elderly_station"].circle
    assert (kinds["community_elderly_station"].mode, kinds["community_elderly_station"].minutes) == ("elderly", 15)
    for code in ("public_cemetery", "columbarium", "commercial_cemetery", "child_protection_station"):
        assert not kinds[code].circle


def test_modes_exist():
    from planner.travel.modes import load_modes

    assert {kind.mode for kind in load_kinds().values()} <= set(load_modes())


def test_a_kind_of_ones_own(tmp_path: Path):
    path = tmp_path / "kinds.toml"
    path.write_text("format = 1\n" + CANTEEN, encoding="utf-8")
    assert load_kinds(path) == {"canteen": Kind("canteen", "老年食堂", "#123456", "star", 0, "walk", 10.0, True)}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('colour = "#123456"', 'colour = "red"', "第 4 行 colour"),
        ('symbol = "star"', 'symbol = "skull"', "第 5 行 symbol"),
        ("circle = true", 'circle = "yes"', "第 8 行 circle"),
        ("minutes = 10", 'minutes = "10"', "第 7 行 minutes"),
        ("minutes = 10\n", "", "第 2 行 minutes"),
        ("[kind.canteen]", '[kind."老年食堂"]', "第 2 行"),
        ("circle = true", "circle = true\nradius = 5", "第 9 行 radius"),
    ],
)
def test_faults_name_line_and_key(tmp_path: Path, old: str, new: str, key: str):
    path = tmp_path / "kinds.toml"
    path.write_text("format = 1\n" + CANTEEN.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=rf"kinds\.toml {key}"):
        load_kinds(path)


def test_joint_codes():
    kinds = load_kinds()
    codes = kind_codes("public_cemetery+columbarium", kinds)
    assert codes == ("public_cemetery", "columbarium")
    assert kind_label(codes, kinds) == "公益性公墓、骨灰堂"
    with pytest.raises(UserError, match="没有设施类型“school”"):
        kind_codes("columbarium+school", kinds)
