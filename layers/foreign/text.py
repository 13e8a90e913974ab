"""Which encoding a text is in, decided by strict decoding and never by guessing from frequencies."""

import codecs

from layers.errors import UserError

CHINESE = "gb18030"  # reads GB2312 and GBK too
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAVE_AGAIN = "请用原软件或 Excel、WPS 重新另存(表格存为“CSV UTF-8”)"
LABELS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}


def label(codec: str) -> str:
    """The name of a codec as the screen shows it."""
    return LABELS.get(codec, codec.upper())


def codec_of(name: str) -> str:
    """The Python codec for the name of an encoding as people and `.cpg` files write it, "" when unknown."""
    word = name.strip().strip("\0").lower().replace("_", "-").removeprefix("ansi ").removeprefix("oem ")
    if word in ("gbk", "gb2312", "gb18030", "936", "cp936", "ms936", "euc-cn", "54936"):
        return CHINESE
    word = {"65001": "utf-8", "950": "cp950", "utf8": "utf-8", "ansi": CHINESE}.get(word, word)
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
        raise UserError(f"不认识的文字编码“{name}”", remedy="可以用 UTF-8、GB18030、GBK 或 UTF-16")
    return codec


def decode(raw: bytes, encoding: str, where: str) -> tuple[str, str]:
    """The text and the codec it was in: the one asked for, else BOM, UTF-8, GB18030, UTF-16, each strict.

    Raises:
        UserError: no encoding fits every byte, or there are zero bytes, which no text has.
    """
    asked = asked_codec(encoding)
    for codec in (asked,) if asked else _likely(raw):
        try:
            content = raw.decode(codec).removeprefix("\ufeff")
        except UnicodeError:
            continue
        if "\0" in content:
            raise _zero_bytes(where)
        return content, codec
    if 0 in raw and not asked:
        raise _zero_bytes(where)
    what = f"不是 {label(asked)} 编码" if asked else "文字编码不认识,有些字节既不是 UTF-8 也不是 GB18030"
    raise UserError(what, where=where, remedy=f"{SAVE_AGAIN},或注明文件的编码")


def _zero_bytes(where: str) -> UserError:
    return UserError("文件里有空字节(NUL),不是文本文件,或已损坏", where=where, remedy=SAVE_AGAIN)


def _likely(raw: bytes) -> tuple[str, ...]:
    for bom, codec in BOMS:
        if raw.startswith(bom):
            return (codec,)
    utf16 = _likely_utf16(raw[:4000])
    return (utf16,) if utf16 else ("utf-8", CHINESE)


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
