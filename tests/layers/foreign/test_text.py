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
