"""How ordinary the characters of a text are: the wrong encoding gives rare characters, the right one hardly any.

The two lists of ordinary characters lie in the encodings themselves: the first level of GB 2312 (3755, by pinyin) and
the frequently used block of Big5 (5401).
"""

import unicodedata
from collections import Counter
from functools import cache

MARKS = "、。〈〉《》「」『』【】〔〕“”‘’·…—～！（），．：；？％／＋－＝×÷±°℃㎡²³№〇※→←↑↓●○◎★☆■□▲△◆◇①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
FULL_WIDTH = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
STRANGE = ("Co", "Cn", "Cs")  # private, unassigned, surrogates
HALF_ORDINARY = 0.5


@cache
def simplified() -> frozenset[str]:
    """The characters of the first level of GB 2312, with Chinese punctuation."""
    codes = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    return frozenset(b"".join(codes).decode("gb2312", "ignore") + MARKS + FULL_WIDTH)


@cache
def traditional() -> frozenset[str]:
    """The characters of the frequently used block of Big5, with Chinese punctuation."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    codes = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails if (lead, trail) <= (0xC6, 0x7E))
    return frozenset(b"".join(codes).decode("big5", "ignore") + MARKS + FULL_WIDTH)


def is_hanzi(character: str) -> bool:
    """Whether a character is a Chinese one, of any rarity."""
    return "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


def commonness(text: str) -> float:
    """How ordinary the characters beyond ASCII are as Chinese, from 0 to 1; 1 where there are none.

    All ordinary ones must be of one script: the share of simplified ones or of traditional ones, whichever is greater.
    The second level of GB 2312, which names of places need, counts half.
    """
    counts = Counter(character for character in text if character > "\x7f" and character not in "\u00a0\ufeff\u3000")
    total = counts.total()
    if not total:
        return 1.0
    return max(_share(counts, script) for script in (simplified(), traditional())) / total


def _share(counts: Counter[str], script: frozenset[str]) -> float:
    return sum(count * (1.0 if character in script else _rarer(character)) for character, count in counts.items())


def _rarer(character: str) -> float:
    if not is_hanzi(character) or unicodedata.category(character) in STRANGE:
        return 0.0
    try:
        return HALF_ORDINARY if len(character.encode("gb2312")) > 1 else 0.0
    except UnicodeEncodeError:
        return 0.0
