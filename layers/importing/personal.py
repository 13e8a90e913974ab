"""Personal data in a source: found, left out, and said; what tells duplicates is kept aside."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from layers.finding import Finding
from layers.foreign.answer import Cell, Features
from layers.importing.table.cell_text import half_width, text_of
from layers.importing.table.column_content import sample_of
from layers.importing.table.headers import fold

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID = re.compile(
    r"(?<![0-9A-Za-z_])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z_])(?:(?:\+?86)[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9])(?:\(?0[1-9][0-9]{1,2}\)?[- ]?)?[2-8][0-9]{6,7}(?:[-转][0-9]{1,5})?(?![0-9])"
    r"|(?<![0-9])[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}(?![0-9])"
)
_MAIL = re.compile(
    r"(?<![0-9A-Za-z._%+-])[0-9A-Za-z._%+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63}){1,5}", re.ASCII
)
_CHAT = re.compile(r"(?<=QQ)(?:号|[:： ]){0,3}[1-9][0-9]{4,10}(?![0-9])", re.IGNORECASE)
_BANK = re.compile(r"(?<![0-9])(?:62|4[0-9]|5[1-5])[0-9]{14,17}(?![0-9])")
_MASK = "(已隐去)"
_SHORTEST = 6
"""Characters of the shortest text that may hold any of them: an address of mail."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    "身份证号": ("身份证", "身份号", "证件号", "公民身份", "sfz", "sfzh", "idcard", "id_card", "idno", "zjhm"),
    "手机号": ("手机", "移动电话", "mobile", "cellphone", "sjh", "微信", "wechat", "qq号", "邮箱", "email", "e-mail"),
    "电话": ("电话", "联系方式", "座机", "固话", "热线", "tel", "phone", "lxdh", "lxfs", "contactnumber"),
    "姓名": (
        "姓名",
        "联系人",
        "负责人",
        "院长",
        "法人",
        "法定代表人",
        "监护人",
        "户主",
        "站长",
        "书记",
        "所长",
        "主任",
        "经办人",
        "填表人",
        "填报人",
        "管理员姓名",
        "老人姓名",
        "儿童姓名",
        "学生",
        "家长",
        "父亲",
        "母亲",
        "护理对象",
        "服务对象姓名",
        "督导员",
        "儿童主任",
        "lxr",
        "fzr",
        "xm",
        "contact",
        "person",
        "principal",
        "楼长",
        "网格员",
        "网格长",
    ),
    "银行账号": ("银行卡", "银行账号", "银行帐号", "卡号", "开户行", "账户", "bank"),
    "出生日期": ("出生日期", "出生年月", "生日", "birthday", "birthdate", "csrq"),
    "家庭住址": ("家庭住址", "家庭地址", "户籍地址", "户口所在地", "居住地址", "现住址", "本人住址", "homeaddress"),
}
_NOT_PERSONS = (
    "人数",
    "数量",
    "人次",
    "总数",
    "主任室",
    "办公室",
    "类型",
    "性质",
    "学生数",
    "学生人",
    "机构",
    "单位",
    "法人登记",
    "法人类",
    "法人库",
    "代码",
    "学校",
    "学生食",
    "床位",
    "职务",
    "意见",
)
_MINORS = ("儿童", "学生", "未成年", "孩子", "孤儿", "留守", "小孩")
_MOSTLY = 0.3


@dataclass(frozen=True)
class Cleared:
    """A source without personal data.

    Attributes:
        phones: one per row, "" where none, or empty where no column holds any; digits only.
        dropped: headers left out, and what they hold.
    """

    features: Features
    phones: Sequence[str]
    dropped: Mapping[str, str]
    findings: tuple[Finding, ...]


def clear(features: Features, keep: Sequence[str]) -> Cleared:
    """Leave out columns of personal data, and mask such numbers in free text.

    Args:
        keep: headers that the user insists on; they stay as they are.
    """
    kept = {fold(header) for header in keep}
    what = {header: what_personal(header, cells) for header, cells in features.columns.items()}
    dropped = {header: label for header, label in what.items() if label and fold(header) not in kept}
    columns: dict[str, tuple[Cell, ...]] = {}
    masked: list[str] = []
    for header, cells in features.columns.items():
        if header not in dropped:
            columns[header] = cells if fold(header) in kept else _masked(header, cells, features.rows, masked)
    findings = [*_told(dropped), *_told_kept(what, kept), *_told_masked(masked)]
    return Cleared(replace(features, columns=columns), _phones(features, what), dropped, tuple(findings))


def what_personal(header: str, cells: Sequence[Cell]) -> str:
    """What personal data a column holds, "" for none: by its header, else by the share of its cells."""
    plain = fold(header)
    if not any(word in plain for word in _NOT_PERSONS):
        for label, words in _WORDS.items():
            if any(_named(word, plain) for word in words) and (label != "姓名" or _mostly_words(cells)):
                return f"未成年人{label}" if any(word in plain for word in _MINORS) else label
    some = [half_width(text_of(cell)) for cell in sample_of(cells)]
    for label, test in (("身份证号", has_id), ("手机号", _is_mobile), ("电话", _is_landline), ("银行账号", _is_bank)):
        if some and sum(map(test, some)) / len(some) >= _MOSTLY:
            return label
    return ""


def _mostly_words(cells: Sequence[Cell]) -> bool:
    """Whether cells are words rather than counts; a column of nothing is no matter."""
    some = [text_of(cell) for cell in sample_of(cells)]
    return sum(any(c.isalpha() for c in text) for text in some) * 2 >= len(some)


def _named(word: str, header: str) -> bool:
    """Whether a header holds a word; short Latin ones have to be the whole of it or of one of its parts."""
    if word.isascii() and len(word) < 5:
        return word in header.replace("-", "_").replace(".", "_").split("_")
    return word in header


def has_id(text: str) -> bool:
    """Whether a text holds the number of an identity card, by its form, its date and its check digit."""
    return any(_checks(found.group()) for found in _ID.finditer(text))


def _checks(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == number[-1].upper()


def _is_mobile(text: str) -> bool:
    return bool(_MOBILE.fullmatch(text)) or len(_MOBILE.findall(text)) > 1


def _is_landline(text: str) -> bool:
    return bool(_LANDLINE.fullmatch(text)) and any(sign in text for sign in "-()")


def _is_bank(text: str) -> bool:
    digits = text.replace(" ", "")
    return bool(_BANK.fullmatch(digits)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    values = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in values) % 10 == 0


def _masked(header: str, cells: tuple[Cell, ...], rows: Sequence[int], masked: list[str]) -> tuple[Cell, ...]:
    """Cells without what tells a person; where that was is added to `masked`."""
    together = half_width("¦".join(str(cell) for cell in cells if isinstance(cell, str | int)))
    if not any(form.search(together) for form in (_ID, _MOBILE, _MAIL, _CHAT)):
        return cells
    result = list(cells)
    for i, cell in enumerate(cells):
        if not isinstance(cell, str | int) or isinstance(cell, bool) or len(text := str(cell)) < _SHORTEST:
            continue
        plain = half_width(text)
        bare = _without_numbers(plain)
        if bare != plain:
            result[i] = bare
            masked.append(f"第{rows[i]}行“{header}”")
    return tuple(result)


def _without_numbers(text: str) -> str:
    """A text with what tells a person masked; within words a wrong check digit is a slip of the pen."""
    alone = _ID.fullmatch(text)  # a number of something else where the digit does not fit
    bare = text if alone and not _checks(text) else _ID.sub(_MASK, text)
    for form in (_MOBILE, _MAIL, _CHAT):
        bare = form.sub(_MASK, bare)
    return bare


def _phones(features: Features, what: Mapping[str, str]) -> Sequence[str]:
    """The first telephone number of each row, in digits."""
    found = [""] * len(features.rows)
    for header, label in what.items():
        if label.endswith(("电话", "手机号")):
            for i, cell in enumerate(features.columns[header]):
                found[i] = found[i] or _digits(half_width(text_of(cell)))
    return found if any(found) else ()


def _digits(text: str) -> str:
    number = _MOBILE.search(text) or _LANDLINE.search(text)
    digits = "".join(c for c in number.group() if c.isdigit()) if number else ""
    return digits[2:] if digits.startswith("86") and len(digits) > 12 else digits


def _told(dropped: Mapping[str, str]) -> list[Finding]:
    personal = {header: label for header, label in dropped.items() if not label.endswith("电话")}
    phones = [header for header in dropped if header not in personal]
    findings = []
    if personal:
        names = "、".join(f"“{header}”({label})" for header, label in list(personal.items())[:10])
        message = f"{len(personal)} 列是个人信息,没有导入:{names}"
        why = "规划用不到个人信息;未满十四周岁的还属于敏感个人信息"
        remedy = "确需保留时,请逐列指明要保留的表头"
        findings.append(Finding("warning", "personal_columns", message, tuple(personal)[:50], remedy, why))
    if phones:
        message = f"{len(phones)} 列是电话({'、'.join(phones[:10])}),只用来核对重复,没有存入区域"
        findings.append(Finding("note", "phone_columns", message, tuple(phones)[:50]))
    return findings


def _told_kept(what: Mapping[str, str], kept: set[str]) -> list[Finding]:
    insisted = [f"“{header}”({label})" for header, label in what.items() if label and fold(header) in kept]
    if not insisted:
        return []
    message = f"按您的要求保留了 {len(insisted)} 列个人信息:{'、'.join(insisted[:10])}"
    return [Finding("warning", "personal_kept", message, tuple(insisted[:50]), "发给别人之前请先删去")]


def _told_masked(masked: Sequence[str]) -> list[Finding]:
    if not masked:
        return []
    message = f"{len(masked)} 个单元格的文字里夹有身份证号、手机号、邮箱或 QQ 号,已隐去"
    return [Finding("warning", "personal_masked", message, tuple(masked[:50]))]
