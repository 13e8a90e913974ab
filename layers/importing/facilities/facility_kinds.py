"""Of what kind each row of a source is, and what is to be said of those in doubt."""

from collections.abc import Sequence

import numpy as np

from layers.decisions import Choice, Decision
from layers.finding import Finding
from layers.importing.options import ImportOptions
from layers.importing.table.cell_columns import texts
from layers.importing.understood import Understood
from layers.matching.kinds import KindMatches, recognise_kinds

_WHY_KIND = "类型错了,各项指标就会多算或少算"


def kinds_of_rows(
    understood: Understood, names: Sequence[str], real: np.ndarray, findings: list[Finding]
) -> KindMatches:
    """The kind of each row; those in doubt and those without any are listed."""
    options, rows = understood.options, understood.features.rows
    categories = texts(understood, "kind")
    firm = all(decision.given for decision in understood.decisions if decision.topic == "kind")
    found = recognise_kinds(
        names, categories, options.known_kinds, options.kinds, default=options.kind, firm=firm, rows=rows
    )
    listed = np.flatnonzero(real).tolist()
    unknown = [f"第{rows[i]}行“{word[:20]}”" for i in listed for word in found.unknown[i]]
    unknown += [f"第{rows[i]}行“{names[i][:20]}”" for i in listed if not found.kinds[i] and not found.unknown[i]]
    if unknown:
        message = f"{len(unknown)} 个设施类型不认识;一行里没有一个认识的,这一行不导入"
        remedy = f"请在核对类型的列表里指明,可用的类型:{'、'.join(options.known_kinds.values())}"
        findings.append(Finding("warning", "unknown_kind", message, tuple(unknown[:50]), remedy))
    unlike = [f"第{rows[i]}行“{names[i][:20]}”" for i in listed if found.unlike[i]]
    if unlike:
        message = f"{len(unlike)} 行的名称不像民政设施,都按为整个文件选的类型导入"
        remedy = "其中有别的类型时,请在原表中加一列类型"
        findings.append(Finding("warning", "kind_unlike", message, tuple(unlike[:50]), remedy, _WHY_KIND))
    doubtful = [f"第{rows[i]}行“{names[i][:20]}”" for i in listed if _in_doubt(found, i)]
    if doubtful:
        message = f"{len(doubtful)} 行的设施类型拿不准,先按最可能的一种"
        remedy = "请在核对类型的列表里确认"
        findings.append(Finding("warning", "kind_doubtful", message, tuple(doubtful[:50]), remedy, _WHY_KIND))
    _tell_others(found, listed, options.kind, rows, names, findings)
    return found


def _in_doubt(found: KindMatches, row: int) -> bool:
    return bool(found.kinds[row]) and not found.sure[row] and not found.unlike[row]


def _tell_others(
    found: KindMatches,
    listed: Sequence[int],
    default: str,
    rows: Sequence[int],
    names: Sequence[str],
    findings: list[Finding],
) -> None:
    """Say which rows are of another kind than the one chosen for the whole file."""
    other = [i for i in listed if default and found.kinds[i] and default not in found.kinds[i]]
    if other:
        places = tuple(f"第{rows[i]}行“{names[i][:20]}”" for i in other[:50])
        message = f"{len(other)} 行的名称或类型列写明是别的类型,没有按为整个文件选的类型"
        findings.append(Finding("warning", "kind_differs", message, places, "应按选的类型时,请在核对类型的列表里改"))


def undecided(options: ImportOptions) -> Decision:
    """The question of the kind of a whole list, which nobody has answered yet."""
    others = tuple(Choice(code, label) for code, label in options.known_kinds.items())
    return Decision("kind", "设施类型", Choice("", "没有选定", "多数行看不出是哪一类"), sure=False, others=others)


def few_kinds(known: int, count: int, understood: Understood) -> Finding:
    """Most rows are of no known kind: it may be a list of something else, or of one kind that nobody wrote down."""
    told = f"只有 {known} 行" if known else "没有一行"
    lost = any(finding.code == "text_lost" for finding in understood.findings)
    message = f"{count} 行里{told}认得出设施类型{',文件里的文字是乱码' if lost else ''}"
    remedy = "请为整个文件选定类型" + (";或确认只导入认得出的几行" if known else "")
    return Finding("blocking", "few_kinds", message, (), "请先核对文字编码" if lost else remedy, _WHY_KIND)
