"""Encodings of text, and what is none."""

from pathlib import Path

import pytest

from layers.errors import UserError
from layers.foreign import text
from layers.foreign.reading import read_features, refuse_needless

TABLE = "名称,地址,床位\n望溪养老院,望溪街道一号,120\n柳荫站,柳荫社区二号,8\n"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("content", [TABLE, "a,b\n1,2\n", "a\n1\n", TABLE * 300, "名称\n一\n一一\n"])
def test_text_in_every_encoding(codec: str, content: str) -> None:
    assert text.decode(content.encode(codec), "", "x")[0] == content


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("place", [0, 1, 5, 6, 7, 8, 20, 21, 60, -1, -2])
def test_a_zero_byte_is_told(codec: str, place: int) -> None:
    raw = bytearray(TABLE.encode(codec))
    raw.insert(place % len(raw), 0)
    with pytest.raises(UserError, match="空字节"):
        text.decode(bytes(raw), "", "x")


def test_a_zero_byte_far_into_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((TABLE * 300).encode() + b"\0,\n")
    with pytest.raises(UserError, match=r"a\.csv：文件里有空字节"):
        read_features(tmp_path / "a.csv")


def test_fields_padded_with_zeros() -> None:
    with pytest.raises(UserError, match="空字节"):
        text.decode(b"name\0\0\0\0,beds\0\0\0\0\nx\0\0\0\0\0\0\0,8\0\0\0\0\0\0\0\n" * 9, "", "x")


def test_a_choice_that_a_file_does_not_offer(tmp_path: Path) -> None:
    table, shapes = tmp_path / "a.csv", tmp_path / "a.geojson"
    table.write_text(TABLE, "utf-8")
    shapes.write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    for file in (table, shapes):
        with pytest.raises(UserError, match=r"没有工作表.*--sheet"):
            refuse_needless(file, sheet="一")
        with pytest.raises(UserError, match=r"没有图层.*--layer"):
            refuse_needless(file, layer="一")
        refuse_needless(file)
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\0" + bytes(100))
    refuse_needless(tmp_path / "a.gpkg", layer="一")
    with pytest.raises(UserError, match="没有工作表"):
        refuse_needless(tmp_path / "a.gpkg", sheet="一")


SIMPLIFIED = "名称,地址\n望溪养老院,望溪街道一号\n甪直镇敬老院,东市街\n蕲春站,漕河镇\n"
TRADITIONAL = "名稱,地址\n臺北市信義區養護中心,松仁路一號\n高雄市鳳山區長照站,光復路\n"


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "cp950"),
        (SIMPLIFIED, "utf-16-le"),
        (TRADITIONAL, "utf-16-be"),
        ("小学\n", "gb18030"),  # also valid UTF-8, as two Cyrillic letters
        ("café,élève\n", "utf-8"),  # also valid GB18030
        ("Москва\n", "utf-8"),
        ("名稱\n", "cp950"),
    ],
)
def test_the_likeliest_of_several_encodings(content: str, codec: str) -> None:
    raw = content.encode(codec)
    assert text.decode(raw, "", "x") == (content, codec)
    first = text.candidates(raw)[0]
    assert (first.codec, first.sample[:4]) == (codec, content[:4])


def test_town_names_in_every_encoding_that_has_them(shared_data: Path) -> None:
    for file in sorted((shared_data / "towns").glob("*.csv")):
        content = file.read_text("utf-8-sig")
        names = [line.split(",")[1] for line in content.splitlines()[1:]]
        for codec in ("utf-8", "gb18030", "utf-16"):
            assert text.decode(content.encode(codec), "", "x")[0] == content
        for name in names:  # one name alone is the hardest
            assert text.decode(f"{name}\n".encode("gb18030"), "", "x")[0] == f"{name}\n"


def test_candidates_for_a_preview() -> None:
    offered = text.candidates(("n,m\n" * 100 + SIMPLIFIED).encode("gb18030"))
    assert [one.label for one in offered] == ["GB18030", "Big5"]
    assert offered[0].sample.startswith("名称,地址\n望溪养老院")
    assert offered[0].score > 0.9 > offered[1].score
    assert [one.codec for one in text.candidates("名称".encode("utf-16"))] == ["utf-16"]
    assert text.candidates(b"\xff\xff,\x81\n") == ()


@pytest.mark.parametrize("name", ["big5", "Big5", "950", "CP950", "MS950"])
def test_names_of_big5(name: str) -> None:
    assert text.codec_of(name) == "cp950"
    assert text.label("cp950") == "Big5"
