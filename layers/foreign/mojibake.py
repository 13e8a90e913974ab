"""Text that was decoded wrongly before it was saved, such as "Ãû³Æ", "鍚嶇О" or "靡備" for 名称, and its mending.

All texts of a table are judged together: they are mended only where nearly all that can be in a wrong form come out
as ordinary Chinese and were not before.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from layers.foreign.answer import Cell, Features
from layers.foreign.hanzi import commonness, is_hanzi
from layers.foreign.source import MOST_ROWS_NAMED, Source
from layers.foreign.text import CHINESE, TAIWAN

LOST_MARKS = ("\ufffd", "锟斤拷", "锟?")
JUDGED_TEXTS = 1000
LEAST_HANZI = 2
NEARLY_ALL = 0.9
ORDINARY, DOUBTFUL = 0.85, 0.7
LATIN_LETTERS = range(0x80, 0x100)
WINDOWS = {
    bytes([code]).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


@dataclass(frozen=True)
class Mended:
    """Texts and what they should have been.

    Attributes:
        words: the wrong text to the right one.
        how: what had happened, as the screen says it.
        lost: texts in the wrong form too, of which a part is gone for good; they stay as they are.
    """

    words: Mapping[str, str]
    how: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Form:
    """A way in which texts go wrong.

    Attributes:
        bytes_of: the bytes a text had before it was read wrongly, None where it cannot come of this form.
        codec: what the bytes are in.
        how: the words for it.
    """

    bytes_of: Callable[[str], bytes | None]
    codec: str
    how: str


def mend(texts: Iterable[str]) -> Mended | None:
    """The texts that were decoded wrongly, put right; None where they are right, or cannot be mended."""
    return _mended([text for text in dict.fromkeys(texts) if not text.isascii()])


def _mended(distinct: Sequence[str]) -> Mended | None:
    """As `mend`, of texts that differ and are not ASCII."""
    if commonness("".join(_judged(distinct))) >= ORDINARY:
        return None
    return _mended_once(distinct) or _mended_twice(distinct)


def mended_features(features: Features, source: Source) -> Features:
    """The features with wrongly decoded column names and cells put right; what was changed or is lost is noted.

    Where the table as a whole is right, its names and each of its columns are judged by themselves.
    """
    groups = [_texts_of(column) for column in (tuple(features.columns), *features.columns.values())]
    whole = _mended(tuple(dict.fromkeys(chain.from_iterable(groups))))
    found = [whole] if whole else [mended for texts in groups if (mended := _mended(texts))]
    words = {wrong: right for mended in found for wrong, right in mended.words.items()}
    for mended in found:
        _note(mended, features, source)
    _note_lost(features, groups, words, source)
    return _changed(features, words) if words else features


def _texts_of(column: Sequence[Cell]) -> list[str]:
    return [cell for cell in dict.fromkeys(column) if type(cell) is str and not cell.isascii()]


def _changed(features: Features, words: Mapping[str, str]) -> Features:
    columns: dict[str, tuple[Cell, ...]] = {}
    for name, column in features.columns.items():
        right = words.get(name, name)
        while right in columns:
            right += "_2"
        columns[right] = tuple([words.get(cell, cell) if isinstance(cell, str) else cell for cell in column])
    return replace(features, columns=columns)


def _note(mended: Mended, features: Features, source: Source) -> None:
    """Tell what was mended by the names of columns and the places of cells: what cells hold may be personal."""
    names = [f"“{name[:20]}”→“{mended.words[name][:20]}”" for name in features.columns if name in mended.words]
    example = f",如{names[0]}" if names else ""
    what = f"{len(mended.words)} 处文字是乱码({mended.how}),已恢复{example}"
    source.note("warning", "mojibake_mended", what, [*names, *_places(features, mended.words, mended.words)])
    if mended.lost:
        what = f"{len(mended.lost)} 处乱码已缺字,不能恢复"
        source.note(
            "warning", "text_lost", what, _places(features, set(mended.lost), mended.words), "请从原系统重新导出"
        )


def _places(features: Features, texts: Container[str], words: Mapping[str, str]) -> list[str]:
    """The first cells that hold one of some texts, with the right names of their columns."""
    cells = (
        f"第{row}行“{words.get(name, name)[:20]}”"
        for name, column in features.columns.items()
        for row, cell in zip(features.rows, column, strict=True)
        if type(cell) is str and cell in texts
    )
    return list(islice(cells, MOST_ROWS_NAMED))


def _note_lost(features: Features, groups: Sequence[Sequence[str]], words: Mapping[str, str], source: Source) -> None:
    """Texts of which the wrong reading left only U+FFFD: nothing can be got back."""
    lost = [_with_lost_letters(texts) for texts in groups]
    places = [f"表头“{name[:20]}”" for name in features.columns if name in lost[0]]
    for (name, column), gone in zip(features.columns.items(), lost[1:], strict=True):
        if gone:
            rows = [row for row, cell in zip(features.rows, column, strict=True) if cell in gone]
            places += [f"第{row}行“{words.get(name, name)[:20]}”" for row in rows]
    if places:
        what = f"{len(places)} 处文字在保存前就已经丢失(显示为“�”或“锟斤拷”),不能恢复"
        source.note("warning", "text_lost", what, places, "请从原系统重新导出,或注明文件的编码")


def _with_lost_letters(texts: Sequence[str]) -> set[str]:
    together = "\n".join(texts)
    marks = [mark for mark in LOST_MARKS if mark in together]
    return {text for text in texts if any(mark in text for mark in marks)} if marks else set()


def _judged(distinct: Sequence[str]) -> Sequence[str]:
    return distinct[:: max(1, len(distinct) // JUDGED_TEXTS)]


def _mended_once(distinct: Sequence[str]) -> Mended | None:
    judged = _judged(distinct)
    form = next((form for form in FORMS if _applies(form, judged)), None)
    if form is None:
        return None
    words = {text: right for text in distinct if (right := _right(form, text))}
    lost = [text for text in distinct if text not in words and _bytes_in_form(form, text)]
    return Mended(words, form.how, tuple(lost))


def _mended_twice(distinct: Sequence[str]) -> Mended | None:
    """Texts that were read as Western letters, saved, and read as such again."""
    words = {text: right for text in distinct if (right := _right(FORMS[0], text))}
    if not words or len(words) < NEARLY_ALL * sum(bool(_bytes_in_form(FORMS[0], text)) for text in distinct):
        return None
    again = _mended_once(tuple(words.values()))
    if again is None:
        return None
    words = {wrong: again.words[once] for wrong, once in words.items() if once in again.words}
    return replace(again, words=words, how=f"{again.how},而且错了两次")


def _applies(form: _Form, judged: Sequence[str]) -> bool:
    """Whether nearly all texts that could be in this form come out as ordinary Chinese, and were not before."""
    could = [text for text in judged if _bytes_in_form(form, text)]
    pairs = [(text, right) for text in could if (right := _right(form, text))]
    if len(pairs) < NEARLY_ALL * len(could):
        return False
    before = "".join(text for text, _ in pairs)
    after = "".join(right for _, right in pairs)
    hanzi = sum(map(is_hanzi, after))
    return hanzi >= LEAST_HANZI and commonness(after) >= ORDINARY and commonness(before) < DOUBTFUL


def _bytes_in_form(form: _Form, text: str) -> bytes | None:
    raw = None if any(mark in text for mark in LOST_MARKS) else form.bytes_of(text)
    return None if raw is None or raw.isascii() else raw


def _right(form: _Form, text: str) -> str:
    """The text as it should be, "" where the form gives none."""
    raw = _bytes_in_form(form, text)
    try:
        return raw.decode(form.codec) if raw else ""
    except UnicodeDecodeError:
        return ""


def _latin_bytes(text: str) -> bytes | None:
    """The bytes of a text of Latin letters and Windows' extra signs, None where it holds anything else."""
    codes = [WINDOWS.get(character, ord(character)) for character in text]
    return bytes(codes) if max(codes) < LATIN_LETTERS.stop else None


def _chinese_bytes(text: str) -> bytes | None:
    """The bytes of a text in GBK, where Windows has the euro sign at 0x80."""
    if not _is_mostly_chinese(text):
        return None
    return b"".join(b"\x80" if character == "€" else character.encode(CHINESE, "ignore") for character in text)


def _taiwanese_bytes(text: str) -> bytes | None:
    if not _is_mostly_chinese(text):
        return None
    try:
        return text.encode(TAIWAN)
    except UnicodeEncodeError:
        return None


def _is_mostly_chinese(text: str) -> bool:
    """Whether hanzi and what lies among them in Chinese encodings (not kana or Cyrillic alone) make up a text."""
    beyond = [character for character in text if character > "\x7f"]
    hanzi = sum(map(is_hanzi, beyond))
    return bool(beyond) and 5 * hanzi >= 2 * len(beyond)


FORMS = (
    _Form(_latin_bytes, "utf-8", "UTF-8 曾被当作西文读取"),
    _Form(_latin_bytes, CHINESE, "GBK 曾被当作西文读取"),
    _Form(_chinese_bytes, "utf-8", "UTF-8 曾被当作 GBK 读取"),
    _Form(_chinese_bytes, TAIWAN, "Big5 曾被当作 GBK 读取"),
    _Form(_taiwanese_bytes, CHINESE, "GBK 曾被当作 Big5 读取"),
)
