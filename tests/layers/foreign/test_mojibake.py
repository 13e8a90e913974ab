"""Texts that were decoded wrongly before they were saved, and texts that were not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.foreign.answer import Cell, Features
from layers.foreign.hanzi import commonness
from layers.foreign.mojibake import mend, mended_features
from layers.foreign.source import Source

NAMES = (
    "名称",
    "望溪养老院",
    "区划代码",
    "联系电话",
    "东港市前阳镇山城村",
    "床位(张)",
    "镇兴街道办事处",
    "日间照料中心",
)
TRADITIONAL = ("名稱", "臺北市信義區", "聯絡電話", "養老院", "區劃代碼")
RARE = (
    "堌埇村",
    "垚崄村",
    "㙟村",
    "𠮷林",
    "甪直镇",
    "蕲春县",
    "鄠邑区",
    "盱眙",
    "尕布让",
    "濮家沟",
    "嘎什根乡",
    "哈尔滨",
)
FRENCH = ("élève", "café", "Château d'Île", "œuvre à côté", "Ça été", "Noël", "garçon", "Hôtel-Dieu à Mâcon", "où")
GERMAN = ("Straße", "Müller", "Äpfel", "Übergrößenträger", "Köln", "Füßen", "Weißenfels", "Öl", "dürfen")
OTHERS = ("Москва", "Ελλάδα", "東京都", "とうきょう", "서울", "m²", "±5℃", "①②", "…", "10×20", "naïve Ünï©ode", "½ § ¶")


def windows_latin(raw: bytes) -> str:
    """Bytes as a Western Windows shows them, which has no letters for five of them."""
    return "".join(bytes([code]).decode("cp1252", "replace").replace("\ufffd", chr(code)) for code in raw)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: windows_latin(text.encode("gbk")),
        lambda text: text.encode("gbk").decode("latin-1"),
        lambda text: windows_latin(text.encode()),
        lambda text: text.encode().decode("latin-1"),
        lambda text: windows_latin(windows_latin(text.encode()).encode()),
        lambda text: text.encode().decode("latin-1").encode().decode("latin-1"),
        lambda text: text.encode("gbk").decode("latin-1").encode().decode("latin-1"),
    ],
)
def test_chinese_that_was_read_as_western(spoil: object) -> None:
    spoilt = {spoil(name): name for name in NAMES}  # type: ignore[operator]
    mended = mend(spoilt)
    assert mended is not None
    assert mended.words == spoilt
    assert mended.lost == ()


def test_utf8_that_was_read_as_gbk() -> None:
    whole = {name.encode().decode("gb18030"): name for name in ("名称", "区划代码", "地址", "床位", "街道办事")}
    assert next(iter(whole)) == "鍚嶇О"
    mended = mend(whole)
    assert mended is not None
    assert mended.words == whole


def test_utf8_that_was_read_as_gbk_and_lost_letters() -> None:
    mended = mend([name.encode().decode("gbk", "replace") for name in NAMES])
    assert mended is not None
    assert mended.words["鍚嶇О"] == "名称"


def test_big5_that_was_read_as_gbk_and_the_reverse() -> None:
    spoilt = {name.encode("cp950").decode("gb18030"): name for name in TRADITIONAL}
    mended = mend(spoilt)
    assert mended is not None
    assert mended.words == spoilt
    spoilt = {name.encode("gbk").decode("cp950"): name for name in ("名称", "望溪养老院", "联系电话")}
    mended = mend(spoilt)
    assert mended is not None
    assert mended.words == spoilt


def test_right_texts_of_every_kind_stay() -> None:
    for texts in (NAMES, TRADITIONAL, RARE, FRENCH, GERMAN, OTHERS, (*NAMES, *FRENCH), (*RARE, *OTHERS)):
        assert mend(texts) is None, texts
        for text in texts:
            assert mend([text]) is None, text


@given(st.lists(st.sampled_from((*NAMES, *TRADITIONAL, *RARE, *FRENCH, *GERMAN, *OTHERS)), max_size=30))
def test_any_mixture_of_right_texts_stays(texts: list[str]) -> None:
    assert mend(texts) is None


LEVEL_1 = [bytes((lead, trail)).decode("gb2312") for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF)]


@given(st.lists(st.text(st.sampled_from(LEVEL_1), min_size=1, max_size=12), min_size=1, max_size=10))
def test_random_ordinary_chinese_stays(texts: list[str]) -> None:
    assert mend(texts) is None


@given(st.lists(st.text(st.sampled_from(LEVEL_1), min_size=3, max_size=12), min_size=3, max_size=10))
def test_random_ordinary_chinese_comes_back(texts: list[str]) -> None:
    mended = mend(text.encode("gbk").decode("latin-1") for text in texts)
    assert mended is not None
    assert set(mended.words.values()) == set(texts)


def test_real_names_stay(shared_data: Path) -> None:
    files = sorted((shared_data / "towns").glob("*.csv")) + sorted((shared_data / "facilities").rglob("*.csv"))
    assert len(files) > 3
    for file in files:
        words = [word for line in file.read_text("utf-8-sig").splitlines() for word in line.split(",")]
        assert mend(words) is None, file
        distinct = list({word for word in words if not word.isascii()})
        for start in range(0, len(distinct), 7):
            assert mend(distinct[start : start + 7]) is None


def features(**columns: tuple[Cell, ...]) -> Features:
    return Features(columns, None, "", tuple(range(2, 2 + len(next(iter(columns.values()))))))


def changed(given: Features) -> tuple[Features, dict[str, tuple[str, ...]], str]:
    source = Source(Path("a.shp"), "a.shp", "shapefile", Path(), {})
    mended = mended_features(given, source)
    return mended, {note.code: note.rows for note in source.notes}, "".join(note.message for note in source.notes)


def test_names_and_cells_of_a_table() -> None:
    mended, notes, told = changed(features(**{"Ãû³Æ": ("ÍûÏªÑøÀÏÔº", None, "abc"), "n": (1, 2, 3)}))
    assert mended.columns == {"名称": ("望溪养老院", None, "abc"), "n": (1, 2, 3)}
    assert "“Ãû³Æ”→“名称”" in told
    assert notes == {"mojibake_mended": ("“Ãû³Æ”→“名称”", "第2行“名称”")}
    assert "望溪" not in told


def test_names_alone_and_one_column_alone() -> None:
    mended, _, _ = changed(features(**{"Ãû³Æ": NAMES, "µØÖ·": NAMES}))
    assert mended.columns == {"名称": NAMES, "地址": NAMES}
    spoilt = tuple(name.encode("gbk").decode("latin-1") for name in NAMES)
    many = tuple(f"{name}{n}" for n, name in enumerate(NAMES))
    mended, _, _ = changed(features(名称=many, 地址=many[::-1], 备注=spoilt))
    assert mended.columns["备注"] == NAMES
    assert mended.columns["名称"] == many


def test_names_that_become_equal_stay_apart() -> None:
    mended, _, _ = changed(features(**{"Ãû³Æ": ("Ãû³Æ",), "名称": ("乙",)}))
    assert set(mended.columns) == {"名称", "名称_2"}


def test_a_right_table_is_the_same_object() -> None:
    given = features(名称=NAMES)
    assert changed(given)[0] is given


def test_what_is_lost_is_listed() -> None:
    mended, notes, _ = changed(features(名称=("望溪养老院", "����", "锟斤拷锟斤拷"), n=("1", "2", "3")))
    assert mended.columns["名称"] == ("望溪养老院", "����", "锟斤拷锟斤拷")
    assert notes["text_lost"] == ("第3行“名称”", "第4行“名称”")


def test_commonness_of_right_and_wrong_texts() -> None:
    assert commonness("望溪养老院,A1") == 1.0
    assert commonness("臺北市") == 1.0
    assert commonness("abc") == 1.0
    assert commonness("鍚嶇О") < 0.7
    assert commonness("é") == 0.0
