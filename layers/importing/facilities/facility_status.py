"""Whether facilities operate, by what offices write in a column of theirs."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from layers.finding import Finding
from layers.matching.names import fold_text
from layers.resources import resource
from layers.schema import STATUSES
from layers.tables import Texts

_NOT_OPERATING = re.compile(
    "已(?:关闭|停业|停用|停办|撤销|注销|拆除|搬迁|取消)|停业|筹建|筹备|在建|拟建|未运营|未启用|暂停运营"
)
_WHY = "只有运营中的设施计入现状,“建成未用”按规划计"


def statuses(cells: Sequence[str], header: str, rows: Sequence[int], findings: list[Finding]) -> Texts:
    """Status codes of n facilities, "" where blank; unknown words are listed and count as closed.

    Args:
        header: of the column: 是否运营 asks for yes and no.
        rows: where each stands in the file.
    """
    asks = fold_text(header).startswith(("是否", "有无"))
    found = {cell: status_of(cell, asks=asks) for cell in set(cells)}
    unknown = [f"第{row}行“{cell[:20]}”" for cell, row in zip(cells, rows, strict=True) if found[cell] is None]
    if unknown:
        remedy = f"可用的状态:{'、'.join(STATUSES.values())}"
        message = f"{len(unknown)} 行的状态不认识,不计入现状"
        findings.append(Finding("warning", "unknown_status", message, tuple(unknown[:50]), remedy, _WHY))
    taken = {cell: code for cell, code in found.items() if code and fold_text(cell) not in _plain()}
    if taken:
        pairs = tuple(f"“{cell[:20]}”→{STATUSES[code]}" for cell, code in sorted(taken.items()))
        message = f"状态列里有 {len(taken)} 种写法,已按意思归入四种状态"
        findings.append(Finding("note", "status_words", message, pairs[:50], "归得不对时,请在原表改写后重新导入", _WHY))
    return np.array([found[cell] if found[cell] is not None else "closed" for cell in cells], dtype="U9")


def note_hints(
    names: Sequence[str],
    attributes: Sequence[Mapping[str, str]],
    given: Sequence[str],
    rows: Sequence[int],
    findings: list[Finding],
) -> None:
    """List the facilities without a status whose name or further columns say that they do not operate.

    Args:
        given: what the column of the status says, "" where blank.
    """
    texts = {id(own): "\n".join(own.values()) for own in attributes}  # rows that say the same share one mapping
    hints = {key for key, text in texts.items() if _NOT_OPERATING.search(text)}
    doubted = [
        f"第{row}行“{name[:20]}”"
        for name, own, status, row in zip(names, attributes, given, rows, strict=True)
        if not status and name and (id(own) in hints or _NOT_OPERATING.search(name))
    ]
    if doubted:
        message = f"{len(doubted)} 行没有写状态,而名称或备注像是没有运营,先按运营计入"
        remedy = "请加一列状态后重新导入"
        findings.append(Finding("warning", "status_doubtful", message, tuple(doubted[:50]), remedy, _WHY))


def status_of(cell: str, *, asks: bool = False) -> str | None:
    """The status that a cell says, "" for a blank one, None for a word that is not known."""
    text = fold_text(cell)
    if not text or text in _plain():
        return _plain().get(text, "")
    for word, code in _answers() if asks else ():
        if text == word:
            return code
    return next((code for word, code in _words() if text.startswith(word)), None)


@cache
def _plain() -> Mapping[str, str]:
    """Status by its own code and label."""
    return {fold_text(text): code for code, label in STATUSES.items() for text in (code, label)}


@cache
def _read() -> Mapping[str, Sequence[str]]:
    with resource("status_words.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _words() -> tuple[tuple[str, str], ...]:
    pairs = [(fold_text(word), code) for code in STATUSES for word in _read()[code]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _answers() -> tuple[tuple[str, str], ...]:
    return tuple((word, code) for key, code in (("yes", "operating"), ("no", "closed")) for word in _read()[key])
