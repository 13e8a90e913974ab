"""The lines of a text file, read as a stream, in an encoding that may change from line to line.

The main encoding is found from the lines that hold more than ASCII; a line that does not fit it is read by itself in
the one that fits, and listed.
"""

import codecs
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from layers.foreign import text
from layers.foreign.source import Source

BLOCK = 1 << 20
LONGEST_LINE = 16 * 1024**2
SAMPLE_BYTES = 4 << 20
WIDE = ("utf-16", "utf-32", "utf-7")
FIRST_OF_THREE = "\u0800"  # three bytes in UTF-8, as every Chinese character


@dataclass
class TextLines:
    """The lines of a text file, with their ends, and the places of those that are not in its main encoding.

    Attributes:
        codec: the main encoding.
        asked: whether the user asked for it.
        count, telling: lines read, and those (or pieces) that hold more than ASCII.
        odd, broken: places in another encoding, and in none.
    """

    source: Source
    codec: str
    asked: bool
    count: int = 0
    telling: int = 0
    odd: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, source: Source) -> "TextLines":
        """The lines of a file in the encoding that the user asked for, else in the one it is most likely in.

        Raises:
            UserError: no such encoding.
        """
        asked = text.asked_codec(source.option("encoding"))
        return cls(source, asked or _codec(source), bool(asked))

    def __iter__(self) -> Iterator[str]:
        size, done = max(self.source.file.stat().st_size, 1), 0
        with self.source.file.open("rb") as stream:
            blocks = self._wide_blocks(stream) if self.codec.startswith(WIDE) else self._blocks(stream)
            for block in blocks:
                done += len(block)
                self.source.progress(min(0.6 * done / size, 0.6))
                yield from io.StringIO(block, newline="")

    def note(self) -> None:
        """Tell which encoding was read, and which lines were in another.

        Raises:
            UserError: hardly any line was in the main encoding.
        """
        if 2 * (len(self.odd) + len(self.broken)) > self.telling:
            raise text.no_encoding(self.codec if self.asked else "", self.source.name)
        if not self.codec.startswith("utf-8"):
            self.source.note("note", "encoding", f"文字按 {text.label(self.codec)} 编码读取")
        if self.odd:
            what = f"{len(self.odd)} 行的文字编码与其他行不同,已分别识别"
            self.source.note("warning", "mixed_encodings", what, self.odd, "请核对这些行的文字")
        if self.broken:
            what = f"{len(self.broken)} 行有认不出的文字,认不出的字显示为“�”"
            self.source.note("warning", "undecodable", what, self.broken, text.SAVE_AGAIN)

    def _blocks(self, stream: io.BufferedReader) -> Iterator[str]:
        rest = b""
        while chunk := stream.read(BLOCK):
            block = rest + chunk
            end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
            if end:
                yield self._decoded(block[:end])
            elif len(block) > LONGEST_LINE:
                raise self.source.fault("有一行长得异常,不像是 CSV", "请用 Excel 或 WPS 打开后另存为 .xlsx")
            rest = block[end:]
        if rest:
            yield self._decoded(rest)

    def _decoded(self, block: bytes) -> str:
        if 0 in block:
            raise text.zero_bytes(self.source.name)
        if block.isascii():
            self.count += block.count(b"\n")
            return block.decode("ascii")
        if self.codec.startswith("utf-8"):
            try:
                content = block.decode(self.codec)
            except UnicodeDecodeError:
                pass
            else:
                self.telling += 1
                self.count += block.count(b"\n")
                return content.removeprefix("\ufeff")
        return "".join(self._line(line) for line in block.splitlines(keepends=True)).removeprefix("\ufeff")

    def _line(self, line: bytes) -> str:
        self.count += 1
        if line.isascii():
            return line.decode("ascii")
        self.telling += 1
        for codec in dict.fromkeys(("utf-8", self.codec)):  # what reads as UTF-8 is hardly anything else
            try:
                content = line.decode(codec)
            except UnicodeDecodeError:
                continue
            if codec == self.codec or any(character >= FIRST_OF_THREE for character in content):
                if codec != self.codec:
                    self.odd.append(f"第{self.count}行")
                return content
        return self._foreign_line(line)

    def _foreign_line(self, line: bytes) -> str:
        other = text.likely_codec(line)
        (self.odd if other else self.broken).append(f"第{self.count}行")
        return line.decode(other or self.codec, "replace")

    def _wide_blocks(self, stream: io.BufferedReader) -> Iterator[str]:
        """A text whose line ends are two bytes or more."""
        decoder = codecs.getincrementaldecoder(self.codec)()
        rest, more = "", True
        self.telling = 1
        while more:
            chunk = stream.read(BLOCK)
            more = bool(chunk)
            try:
                content = rest + decoder.decode(chunk, final=not more)
            except UnicodeDecodeError:
                raise text.no_encoding(self.codec if self.asked else "", self.source.name) from None
            if "\0" in content:
                raise text.zero_bytes(self.source.name)
            end = content.rfind("\n") + 1 if more and len(content) < LONGEST_LINE else len(content)
            rest = content[end:]
            yield content[:end].removeprefix("\ufeff")


def _codec(source: Source) -> str:
    """The main encoding."""
    with source.file.open("rb") as stream:
        head = stream.read(BLOCK)
        if 0 in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return text.likely_codec(head) or "utf-8"
        stream.seek(0)
        return _fitting_most(b"".join(_telling_lines(stream)))


def _telling_lines(stream: io.BufferedReader) -> Iterator[bytes]:
    """The first lines that hold more than ASCII, some megabytes of them."""
    size = 0
    while size < SAMPLE_BYTES and (line := stream.readline(BLOCK)):
        if not line.isascii():
            size += len(line)
            yield line


def _fitting_most(sample: bytes) -> str:
    """The codec of the sample, else the one that fits most of its lines."""
    if whole := text.likely_codec(sample):
        return whole
    lines = [line for line in sample.split(b"\n") if not line.isascii()][:10_000]
    votes = Counter(text.likely_codec(line) for line in lines)
    return max((codec for codec in votes if codec), key=votes.__getitem__, default="utf-8")
