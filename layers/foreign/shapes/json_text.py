"""JSON read entry by entry, so that a long list never stands in memory as a whole."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from layers.foreign import text
from layers.foreign.source import Source

BYTES_AT_ONCE = 8 * 1024**2
LARGEST_VALUE = 96 * 1024**2  # of text that is not a list of entries, and so has to be held whole
LISTS = frozenset("features data list rows items results result records pois districts elements".split())
_BLANK = re.compile(r"[\s\x1e]*")
_FEATURE = re.compile(r'\{\s*"type"\s*:\s*"Feature"')
_NUMBER_BEGUN = re.compile(r"[-+.eE0-9]{0,40}")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Entry:
    """One element of a list: of the document itself, where `member` is "", or of one of its members."""

    member: str
    value: Any


@dataclass(frozen=True)
class Document:
    """What a document holds beside its lists of entries; it comes after them."""

    value: Any


@dataclass
class Stream:
    """The text of a file, read as it is needed, and where in it we are."""

    source: Source
    file: IO[bytes]
    codec: str
    decoder: codecs.IncrementalDecoder
    buffer: str = ""
    place: int = 0
    lines: int = 0
    columns: int = 0
    ended: bool = False

    def more(self) -> bool:
        """Read on; False at the end."""
        if self.ended:
            return False
        if self.place > BYTES_AT_ONCE // 4:
            self.lines += self.buffer.count("\n", 0, self.place)
            line_start = self.buffer.rfind("\n", 0, self.place) + 1
            self.columns = self.place - line_start + (0 if line_start else self.columns)
            self.buffer, self.place = self.buffer[self.place :], 0
        if len(self.buffer) > LARGEST_VALUE:
            raise self.source.fault("JSON 里有一段太长", "请在 QGIS 里另存为 GeoPackage(.gpkg)后再导入")
        block = self.file.read(max(BYTES_AT_ONCE, len(self.buffer)))
        self.ended = not block
        try:
            self.buffer += self.decoder.decode(block, final=self.ended)
        except UnicodeDecodeError as error:
            raise self.source.fault(f"不全是 {text.label(self.codec)} 编码", text.SAVE_AGAIN) from error
        self.source.progress(min(0.6, 0.6 * self.file.tell() / self.source.file.stat().st_size))
        return True

    def peek(self) -> str:
        """The next letter that is no blank, "" at the end."""
        while True:
            found = _BLANK.match(self.buffer, self.place)
            self.place = found.end() if found else self.place
            if self.place < len(self.buffer):
                return self.buffer[self.place]
            if not self.more():
                return ""

    def expect(self, letters: str) -> str:
        """Take one of some letters.

        Raises:
            UserError: another stands there.
        """
        letter = self.peek()
        if not letter or letter not in letters:
            raise self.broken(self.place)
        self.place += 1
        return letter

    def value(self) -> Any:
        """Take the JSON value that stands here.

        Raises:
            UserError: it is none, nested too deep, or too long.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.place)
            except json.JSONDecodeError as error:
                if not self.more():
                    raise self.broken(error.pos) from error
                continue
            except (RecursionError, ValueError) as error:
                raise self.source.fault("JSON 嵌套太深或数字太长", "请从原软件重新导出") from error
            cut = _NUMBER_BEGUN.fullmatch(self.buffer, end)  # "12e" may go on in the next block, and so may "12"
            if not cut or not self.more():
                self.place = end
                return value

    def broken(self, place: int) -> Exception:
        """The error that says where the text stops being JSON."""
        line = self.lines + self.buffer.count("\n", 0, place) + 1
        line_start = self.buffer.rfind("\n", 0, place) + 1
        column = place - line_start + 1 + (0 if line_start else self.columns)
        what = f"第 {line} 行第 {column} 个字符处不是合法的 JSON,文件可能不完整"
        return self.source.fault(what, "请重新导出或拷贝这个文件")


def walk(source: Source) -> Iterator[Entry | Document]:
    """The entries of a JSON file, or of a sequence of documents, in order.

    Raises:
        UserError: not JSON, in no known encoding, or a part that is no list of entries is too long.
    """
    with source.file.open("rb") as file:
        stream = _opened(file, source)
        while stream.peek():
            yield from _document(stream)


def encoding_of(source: Source) -> str:
    """The codec of a file's text, judged by its first megabytes.

    Raises:
        UserError: no encoding fits.
    """
    with source.file.open("rb") as file:
        head = file.read(BYTES_AT_ONCE)
        cut = len(head) == BYTES_AT_ONCE
    if cut:
        even = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or 0 in head[:100]
        head = head if even else head[: head.rfind(b",") + 1] or head  # no letter is cut at a comma
    return text.decode(head, source.option("encoding"), source.name)[1]


def _opened(file: IO[bytes], source: Source) -> Stream:
    codec = encoding_of(source)
    if not codec.startswith("utf-8"):
        source.note("note", "encoding", f"文字按 {text.label(codec)} 编码读取")
    stream = Stream(source, file, codec, codecs.getincrementaldecoder(codec)("strict"))
    stream.more()
    stream.buffer = stream.buffer.removeprefix("\ufeff")
    return stream


def _document(stream: Stream) -> Iterator[Entry | Document]:
    start = stream.peek()
    if start == "[":
        yield from _entries(stream, "")
    elif start == "{" and not _FEATURE.match(stream.buffer, stream.place):
        yield from _members(stream)
    else:
        yield Document(stream.value())


def _members(stream: Stream) -> Iterator[Entry | Document]:
    stream.expect("{")
    members: dict[str, Any] = {}
    for _ in _items(stream, "}"):
        if stream.peek() != '"':
            raise stream.broken(stream.place)
        name = stream.value()
        stream.expect(":")
        if name in LISTS and stream.peek() == "[":
            yield from _entries(stream, name)
            members.setdefault(name, [])
        else:
            members[name] = stream.value()
    yield Document(members)


def _entries(stream: Stream, member: str) -> Iterator[Entry]:
    stream.expect("[")
    for _ in _items(stream, "]"):
        yield Entry(member, stream.value())


def _items(stream: Stream, end: str) -> Iterator[None]:
    """One turn per item; the commas between them and the end are taken."""
    letter = stream.expect(end) if stream.peek() == end else ","
    while letter == ",":
        yield
        letter = stream.expect(f",{end}")
