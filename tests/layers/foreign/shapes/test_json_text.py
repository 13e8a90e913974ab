"""JSON read in blocks: the same as read whole, wherever a block ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import UserError
from layers.foreign.shapes import json_text
from layers.foreign.shapes.json_text import Document, Entry, walk
from layers.foreign.source import Source

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def source_of(folder: Path, content: bytes, encoding: str = "") -> Source:
    path = folder / "a.json"
    path.write_bytes(content)
    return Source(path, "a.json", "geojson", folder, {"encoding": encoding})


@given(entries=st.lists(values, max_size=6), rest=st.dictionaries(st.sampled_from("abc"), values), data=st.data())
@settings(max_examples=60, deadline=None)
def test_blocks_of_any_size(tmp_path_factory: pytest.TempPathFactory, entries: list[Any], rest: Any, data: Any) -> None:
    document = {**rest, "features": entries, "z": 1}
    text = json.dumps(document, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 1])))
    encoding = data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16-le"]))
    source = source_of(tmp_path_factory.mktemp("json"), text.encode(encoding, "replace"), encoding)
    expected = json.loads(text.encode(encoding, "replace").decode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "BYTES_AT_ONCE", data.draw(st.integers(1, 40)))
        patch.setattr(json_text, "encoding_of", lambda _: encoding)
        items = list(walk(source))
    assert [item.value for item in items if isinstance(item, Entry)] == expected["features"]
    (whole,) = [item.value for item in items if isinstance(item, Document)]
    assert whole == expected | {"features": []}


@pytest.mark.parametrize("at_once", range(1, 12))
@pytest.mark.parametrize("number", [12, -1.5, 1e300, 1.25e-7, 10**15])
def test_a_number_may_be_cut_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int, number: float
) -> None:
    monkeypatch.setattr(json_text, "BYTES_AT_ONCE", at_once)
    source = source_of(tmp_path, json.dumps({"features": [number, number]}).encode())
    assert [item.value for item in walk(source) if isinstance(item, Entry)] == [number, number]


@pytest.mark.parametrize("separator", ["\n", "\x1e", "\r\n\x1e", " "])
def test_sequences(tmp_path: Path, separator: str) -> None:
    documents = [{"type": "Feature", "n": n} for n in range(5)] + [[1, 2], 7, {"a": 1}]
    source = source_of(tmp_path, separator.join(json.dumps(one) for one in documents).encode())
    found = [item.value for item in walk(source)]
    assert found == [*documents[:5], 1, 2, 7, {"a": 1}]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"features": [\n1,\n2 3]}', 3, 3),
        ('{"features": [1,]}', 1, 17),
        ("[1\n,2", 2, 3),
        ('{"a" 1}', 1, 6),
        ("{1: 2}", 1, 2),
        ('\n\n{"features": [{"a": tru}]}', 3, 21),
    ],
)
@pytest.mark.parametrize("block", [1, 7, 1000])
def test_where_it_stops_being_json(
    tmp_path: Path, monkeypatch: Any, text: str, line: int, column: int, block: int
) -> None:
    monkeypatch.setattr(json_text, "BYTES_AT_ONCE", block)
    monkeypatch.setattr(json_text, "encoding_of", lambda _: "utf-8")
    with pytest.raises(UserError, match=f"第 {line} 行第 {column} 个字符"):
        list(walk(source_of(tmp_path, text.encode())))


def test_a_value_without_end_is_not_read_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "BYTES_AT_ONCE", 100)
    monkeypatch.setattr(json_text, "LARGEST_VALUE", 1000)
    monkeypatch.setattr(json_text, "encoding_of", lambda _: "utf-8")
    with pytest.raises(UserError, match="太长"):
        list(walk(source_of(tmp_path, b'{"a": "' + b"x" * 5000 + b'"}')))


def test_bytes_that_stop_fitting_the_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "BYTES_AT_ONCE", 20)
    monkeypatch.setattr(json_text, "encoding_of", lambda _: "utf-8")
    with pytest.raises(UserError, match="不全是 UTF-8"):
        list(walk(source_of(tmp_path, b'["' + b"x" * 50 + b'\xff"]')))
