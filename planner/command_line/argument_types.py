"""Values of arguments that are more than text, with what is wrong with them in Chinese."""

import argparse
import re
from datetime import date

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


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
