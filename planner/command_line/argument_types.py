"""Values of arguments that are more than text, with what is wrong with them in Chinese."""

import argparse
import math
import re
from datetime import date

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
DOWNLOADS = ("roads", "buildings", "facilities")


def year(word: str) -> int:
    """A year of our time.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not re.fullmatch("[0-9]{4}", word) or not EARLIEST_YEAR <= int(word) <= LATEST_YEAR:
        raise argparse.ArgumentTypeError(f"“{word[:20]}”不是 {EARLIEST_YEAR} 到 {LATEST_YEAR} 之间的年份")
    return int(word)


def iso_date(word: str) -> str:
    """A date as 2025-12-31.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    wrong = argparse.ArgumentTypeError(f"“{word[:20]}”不是日期,应写成 2025-12-31 这样")
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        raise wrong
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:  # the 31st of February
        raise wrong from None


def degrees(word: str) -> float:
    """Degrees of longitude or latitude.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not abs(value) <= 180:
        raise argparse.ArgumentTypeError(f"“{word[:20]}”不是经纬度,应写成 123.4567 这样的度数")
    return value


def downloads(word: str) -> tuple[str, ...]:
    """What is to be downloaded, from words between commas.

    Raises:
        argparse.ArgumentTypeError: there is no such thing.
    """
    asked = tuple(dict.fromkeys(part.strip() for part in word.split(",") if part.strip()))
    if not asked or set(asked) - set(DOWNLOADS):
        raise argparse.ArgumentTypeError(f"“{word[:40]}”里有不认识的,可选 {'、'.join(DOWNLOADS)}")
    return asked
