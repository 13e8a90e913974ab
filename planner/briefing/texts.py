"""Texts that many popups share, written into the page once."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

_WORTH = 2  # a text that stands this often is shorter as a number


def share_texts(items: Sequence[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Replace the lines of every item, `l`: pairs of label and text become `h`, which labels, and `l`, the texts.

    Returns:
        The shared texts, the most frequent first, and the labels of each kind of item; a number in `l` is a
        place in the texts, `h` one in the labels.
    """
    counted = Counter(text for item in items for _, text in item["l"])
    shared = [text for text, count in counted.most_common() if count >= _WORTH and text]
    place_of = {text: place for place, text in enumerate(shared)}
    heads: dict[tuple[str, ...], int] = {}
    for item in items:
        head = tuple(label for label, _ in item["l"])
        item["h"] = heads.setdefault(head, len(heads))
        item["l"] = [place_of.get(text, text) for _, text in item["l"]]
    return shared, [list(head) for head in heads]
