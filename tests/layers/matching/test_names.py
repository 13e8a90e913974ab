"""Names of units taken apart."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.matching.names import (
    fold_name,
    fold_text,
    look,
    name_parts,
    sounds,
    split_name,
    without_brackets,
    words,
)
from layers.resources import resource


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (" 桃 仙　街道 ", "桃仙街道"),
        ("浑南区-桃仙街道", "浑南区桃仙街道"),
        ("鎮東鄉", "镇东乡"),
        ("12号院", "十二号院"),
        ("第1社区", "第一社区"),
        ("第20社区", "第二十社区"),
        ("第21社区", "第二十一社区"),
        ("第010社区", "第〇一〇社区"),
        ("105队", "一〇五队"),
        ("桃仙\u200b街道\ufeff", "桃仙街道"),
        ("ＴａｏＸｉａｎ", "taoxian"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold_name(text) == folded


@pytest.mark.parametrize(
    ("name", "stem", "klass"),
    [
        ("桃仙街道", "桃仙", "街道"),
        ("桃仙街道办事处", "桃仙", "街道"),
        ("桃仙街办", "桃仙", "街道"),
        ("七道街道", "七道", "街道"),
        ("中街街道", "中街", "街道"),
        ("祝家镇人民政府", "祝家", "镇"),
        ("北镇街道", "北镇", "街道"),
        ("汤山满族乡", "汤山满族", "乡"),
        ("张家村社区", "张家村", "城市社区"),
        ("柳荫社区居民委员会", "柳荫", "城市社区"),
        ("永安村民委员会", "永安", "农村社区"),
        ("浑南区民政局", "浑南", "区"),
        ("桃仙", "桃仙", ""),
        ("光辉农场", "光辉农场", ""),
        ("石堡子开发区管委会", "石堡子开发", "区"),
        ("政府", "政府", ""),
    ],
)
def test_splitting(name: str, stem: str, klass: str) -> None:
    found = split_name(name)
    assert (found.stem, found.klass) == (stem, klass)


@pytest.mark.parametrize(
    ("stem", "plain"), [("汤山满族", "汤山"), ("沙金台蒙古族满族", "沙金台"), ("满族", "满族"), ("桃仙", "桃仙")]
)
def test_peoples_are_left_out(stem: str, plain: str) -> None:
    assert split_name(f"{stem}乡").plain == plain


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("浑南区", ["浑南区"]),
        ("沈阳市浑南区", ["浑南区", "沈阳市"]),
        ("辽宁省沈阳市浑南区", ["浑南区", "沈阳市", "辽宁省"]),
        ("沈阳市", ["沈阳市"]),
        ("延边朝鲜族自治州延吉市", ["延吉市", "延边朝鲜族自治州"]),
        ("区", ["区"]),
    ],
)
def test_regions_written_in_one(name: str, parts: list[str]) -> None:
    assert name_parts(name) == parts


def test_brackets() -> None:
    assert without_brackets("桃仙(原镇(旧))街道") == "桃仙街道"
    assert without_brackets("桃仙)街道") == "桃仙)街道"
    assert without_brackets("桃仙(街道") == "桃仙"


def test_heteronyms_are_all_heard() -> None:
    assert {"changan", "zhangan"} <= set(sounds("长安"))
    assert len(sounds("长长长长长长长长")) <= 33


def test_characters_that_look_alike() -> None:
    assert look("末央") == look("未央")
    assert look("已庄") == look("己庄") == look("巳庄")
    assert look("东城") != look("西城")


def test_the_words_are_whole() -> None:
    told = words()
    assert all(len(pair) == 2 for pair in told["characters"]["plain"])
    assert all(len(set(group)) == len(group) > 1 for group in told["characters"]["alike"])
    assert len(told["province"]) == 31


WRITTEN = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    st.sampled_from("ＡｂＺ０９（）　，。·—－\u200b\ufeff\u00a0\t⑴㎡〇"),
)


@given(st.text(WRITTEN, max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
    assert fold_name(fold_name(text)) == fold_name(text)
    found = split_name(fold_name(text))
    assert found.full.startswith(found.stem)


def _has(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def test_every_simplified_character_of_the_words_has_its_traditional_one() -> None:
    """Judged by Big5, which has no character that only the simplified script uses."""
    with resource("kind_words.toml").open("rb") as file:
        kinds = tomllib.load(file)
    with resource("status_words.toml").open("rb") as file:
        statuses = tomllib.load(file)
    texts = [word for entry in kinds["word"] for word in entry["words"]]
    texts += [word for name in ("place", "aside", "strange", "doubtful", "idle", "part") for word in kinds[name]]
    texts += [word for told in statuses.values() if isinstance(told, list) for word in told]
    simplified = {c for text in texts for c in text if not _has(c, "big5")} - {"着", "㎡"}
    assert simplified
    assert simplified - {pair[1] for pair in words()["characters"]["plain"]} == set()


def test_traditional_characters_lead_to_simplified_ones_in_one_step() -> None:
    pairs = words()["characters"]["plain"]
    assert all(len(pair) == 2 for pair in pairs)
    assert len({pair[0] for pair in pairs}) == len(pairs)
    assert not {pair[0] for pair in pairs} & {pair[1] for pair in pairs}
    assert [pair for pair in pairs if not _has(pair[1], "gb2312")] == []


@given(st.text())
def test_folding_once_is_enough(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


def test_a_text_in_traditional_characters_is_compared_as_today() -> None:
    assert fold_text("養老機構") == "养老机构"
    assert fold_text("社會工作站(籌建)") == fold_text("社会工作站(筹建)")
