"""Which encoding a text is in: strict decoding first, and where several fit, the one that gives ordinary characters."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from layers.errors import UserError
from layers.foreign.hanzi import commonness, is_hanzi, simplified

CHINESE = "gb18030"  # reads GB2312 and GBK too
TAIWAN = "cp950"  # Big5 with the characters Windows adds
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAVE_AGAIN = "请用原软件或 Excel、WPS 重新另存(表格存为“CSV UTF-8”)"
LABELS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", CHINESE: "GB18030", "utf-16": "UTF-16", TAIWAN: "Big5"}
OFFERED = ("utf-8", CHINESE, TAIWAN, "utf-16-le", "utf-16-be")
SAMPLE_BYTES = 256 * 1024
SHOWN_CHARACTERS = 200
CLEARLY_BETTER, ORDINARY = 0.2, 0.75
LATIN_END = "\u024f"


@dataclass(frozen=True)
class Candidate:
    """One way to read a text, for the user to choose by looking at it.

    Attributes:
        codec: the word for the option `encoding`.
        label: what the screen calls it.
        sample: the beginning of the text, where it says something beyond ASCII.
        score: how ordinary its characters are as Chinese, 0 to 1.
    """

    codec: str
    label: str
    sample: str
    score: float


def label(codec: str) -> str:
    """The name of a codec as the screen shows it."""
    return LABELS.get(codec, codec.upper())


def codec_of(name: str) -> str:
    """The Python codec for the name of an encoding as people and `.cpg` files write it, "" when unknown."""
    word = name.strip().strip("\0").lower().replace("_", "-").removeprefix("ansi ").removeprefix("oem ")
    if word in ("gbk", "gb2312", "gb18030", "936", "cp936", "ms936", "euc-cn", "54936"):
        return CHINESE
    if word in ("big5", "big-5", "950", "cp950", "ms950"):
        return TAIWAN
    word = {"65001": "utf-8", "utf8": "utf-8", "ansi": CHINESE}.get(word, word)
    if word.isdigit():
        word = f"iso8859-{word[4:]}" if word.startswith("8859") else f"cp{word}"
    try:
        codec = codecs.lookup(word)
    except LookupError:
        return ""
    return codec.name if getattr(codec, "_is_text_encoding", True) else ""


def asked_codec(name: str) -> str:
    """The codec the user asked for, "" when none was.

    Raises:
        UserError: no such encoding.
    """
    if not name:
        return ""
    codec = codec_of(name)
    if not codec:
        raise UserError(f"不认识的文字编码“{name}”", remedy="可以用 UTF-8、GB18030、GBK、Big5 或 UTF-16")
    return codec


def candidates(raw: bytes) -> tuple[Candidate, ...]:
    """The encodings that fit every byte of (the beginning of) a text, the likeliest first."""
    sample = raw[:SAMPLE_BYTES]
    marked = _marked(sample)
    offered = (marked,) if marked else tuple(codec for codec in OFFERED if _offers(sample, codec))
    read = [(codec, _beginning(sample, codec)) for codec in offered]
    found = [Candidate(codec, label(codec), _telling(text), round(commonness(text), 3)) for codec, text in read]
    likely = _ranked(sample)
    return tuple(sorted(found, key=lambda one: likely.index(one.codec) if one.codec in likely else len(likely)))


def likely_codec(raw: bytes) -> str:
    """The codec that a part of a text is most likely in, "" where none fits every byte of it; its end may be cut."""
    return next((codec for codec in _ranked(raw) if _reads_as(raw, codec)), "")


def decode(raw: bytes, encoding: str, where: str) -> tuple[str, str]:
    """The text and the codec it was in: the one asked for, else BOM, UTF-8, GB18030, Big5, UTF-16, each strict.

    Raises:
        UserError: no encoding fits every byte, or there are zero bytes, which no text has.
    """
    asked = asked_codec(encoding)
    for codec in (asked,) if asked else _ranked(raw):
        try:
            content = raw.decode(codec).removeprefix("\ufeff")
        except UnicodeError:
            continue
        if "\0" in content:
            raise zero_bytes(where)
        return content, codec
    if 0 in raw and not asked:
        raise zero_bytes(where)
    raise no_encoding(asked, where)


def zero_bytes(where: str) -> UserError:
    """The error for a file that no text can be."""
    return UserError("文件里有空字节(NUL),不是文本文件,或已损坏", where=where, remedy=SAVE_AGAIN)


def no_encoding(asked: str, where: str) -> UserError:
    """The error for a text that the codec asked for, or that no codec reads."""
    what = f"不是 {label(asked)} 编码" if asked else "文字编码不认识,有些字节既不是 UTF-8 也不是 GB18030"
    return UserError(what, where=where, remedy=f"{SAVE_AGAIN},或注明文件的编码")


def _marked(raw: bytes) -> str:
    return next((codec for bom, codec in BOMS if raw.startswith(bom)), "")


def _ranked(raw: bytes) -> Sequence[str]:
    """Codecs in the order in which they are tried."""
    if marked := _marked(raw):
        return (marked,)
    if utf16 := _likely_utf16(raw[:4000]):
        return (utf16,)
    sample = raw[:SAMPLE_BYTES]
    if _reads_as(sample, "utf-8") and not _is_chinese_by_chance(sample):
        return ("utf-8", CHINESE, TAIWAN)
    if _is_taiwanese(sample):
        return (TAIWAN, CHINESE)
    return (CHINESE, "utf-8", TAIWAN) if _reads_as(sample, "utf-8") else (CHINESE, TAIWAN)


def _is_chinese_by_chance(sample: bytes) -> bool:
    """Whether bytes that happen to be UTF-8 are Chinese words: "小学" in GB18030 reads as two Cyrillic letters."""
    strange = [character for character in _beginning(sample, "utf-8") if character > "\x7f"]
    if not strange or any(character <= LATIN_END or character >= "\u0800" for character in strange):
        return False
    return all(c in simplified() for c in _beginning(sample, CHINESE) if c > "\x7f")


def _is_taiwanese(sample: bytes) -> bool:
    if not _reads_as(sample, TAIWAN):
        return False
    if not _reads_as(sample, CHINESE):
        return True
    there = commonness(_beginning(sample, TAIWAN))
    return there >= ORDINARY and there - commonness(_beginning(sample, CHINESE)) >= CLEARLY_BETTER


def _offers(sample: bytes, codec: str) -> bool:
    if codec.startswith("utf-16"):
        return 0 in sample and _looks_right(sample, codec)
    return 0 not in sample and _reads_as(sample, codec)


def _beginning(sample: bytes, codec: str) -> str:
    return codecs.getincrementaldecoder(codec)("replace").decode(sample).removeprefix("\ufeff")


def _telling(text: str) -> str:
    """The lines from the first that holds a Chinese character on."""
    place = next((place for place, character in enumerate(text) if is_hanzi(character)), 0)
    start = max(text.rfind("\n", 0, place) + 1, place - SHOWN_CHARACTERS // 2)
    return text[start : start + SHOWN_CHARACTERS]


def _likely_utf16(sample: bytes) -> str:
    """The UTF-16 codec of a text without a mark, "" where its zero bytes are none of its letters.

    No UTF-8 or GB18030 text has a zero byte; UTF-16 has one in every comma and line end.
    """
    zeros = sample.count(0)
    if not zeros:
        return ""
    # UTF-16 that reads as UTF-8 too is ASCII, every other byte zero; as GB18030, it still has its commas
    strays = zeros * 5 < len(sample) and _reads_as(sample, "utf-8")
    if strays or (zeros * 50 < len(sample) and _reads_as(sample, CHINESE)):
        return ""
    little_first = sample[1::2].count(0) >= sample[::2].count(0)
    codecs_by_zeros = ("utf-16-le", "utf-16-be") if little_first else ("utf-16-be", "utf-16-le")
    return next((codec for codec in codecs_by_zeros if _looks_right(sample, codec)), "")


def _looks_right(sample: bytes, codec: str) -> bool:
    text = sample[: len(sample) // 2 * 2].decode(codec, "replace")
    return "\0" not in text and any(mark in text for mark in "\n\r,\t;|{}<>")


def _reads_as(sample: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(sample)  # the last letter may be cut
    except UnicodeDecodeError:
        return False
    return True
