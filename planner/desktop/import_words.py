"""The sentences of the import window: what a file is, what will happen, what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from layers.decisions import Change, Choice
from layers.errors import UserError
from layers.finding import Finding
from layers.foreign.answer import Contents, Part
from layers.foreign.sniff import FOLDER, GEODATABASE, KINDS
from layers.importing.options import ImportResult
from layers.importing.prepared import Prepared
from layers.importing.table.columns import known_headers
from layers.schema import LEVEL_LABELS, ROLES

translate = QCoreApplication.translate

ACTS = ("added", "changed", "merged", "gone", "same")


def file_kind(kind: str) -> str:
    """What sort of file it is."""
    labels = {one.name: one.label for one in reversed((*KINDS, FOLDER, GEODATABASE))}
    return labels.get(kind, kind)


def contents_sentence(contents: Contents) -> str:
    """One line: sort of file, how many parts, in which encoding."""
    parts = [file_kind(contents.kind)]
    if len(contents.parts) > 1:
        parts.append(translate("Import", "里面有 {count} 份数据").format(count=len(contents.parts)))
    if contents.encoding:
        parts.append(translate("Import", "文字编码 {encoding}").format(encoding=contents.encoding))
    return " · ".join(parts)


def part_rows(part: Part) -> str:
    """How many rows a sheet or layer has, and whether its author hid it."""
    rows = translate("Import", "{rows} 行").format(rows=f"{part.rows:,}") if part.rows >= 0 else ""
    hidden = translate("Import", "隐藏") if part.hidden else ""
    return " · ".join(text for text in (rows, hidden) if text)


def mark(*, sure: bool, given: bool = False) -> str:
    """Whether a person should look."""
    if given:
        return translate("Import", "您指定的")
    return translate("Import", "已认出") if sure else translate("Import", "请核对")


def act_label(act: str) -> str:
    """What happens to a thing of the region."""
    return {
        "added": translate("Import", "新增"),
        "changed": translate("Import", "更新"),
        "merged": translate("Import", "合并"),
        "gone": translate("Import", "文件里没有了"),
        "same": translate("Import", "不变"),
    }.get(act, act)


def change_sentence(change: Change) -> str:
    """What changes, field by field."""
    blank = translate("Import", "空")
    fields = [*change.after, *(field for field in change.before if field not in change.after)]
    if change.act == "added":
        return "；".join(f"{field} {change.after[field]}" for field in fields if change.after.get(field))
    told = ((field, change.before.get(field) or blank, change.after.get(field) or blank) for field in fields)
    return "；".join(f"{field} {old} → {new}" for field, old, new in told)


def counts(changes: Sequence[Change]) -> dict[str, int]:
    """How many things each act befalls."""
    number = Counter(change.act for change in changes)
    return {act: number[act] for act in ACTS if number[act]}


def outcome(prepared: Prepared) -> str:
    """One sentence: what pressing the button does."""
    number = counts(prepared.changes)
    measure = measure_word(prepared.options.role)
    parts = [f"{act_label(act)} {number[act]:,} {measure}" for act in ("added", "changed", "merged") if number.get(act)]
    if not prepared.changes:
        parts = [translate("Import", "导入 {count} {measure}").format(count=f"{prepared.added:,}", measure=measure)]
    elif not parts:
        parts = [translate("Import", "没有变化")]
    else:
        parts[0] = translate("Import", "将{first}").format(first=parts[0])
    sentence = "、".join(parts)
    rest = [text for text in (_gone(number, prepared, measure), _skipped(prepared)) if text]
    return "；".join((sentence, *rest))


def _gone(number: Mapping[str, int], prepared: Prepared, measure: str) -> str:
    if not number.get("gone"):
        return ""
    act = {
        "close": translate("Import", "改为停用"),
        "remove": translate("Import", "删除"),
    }.get(prepared.options.gone, translate("Import", "保留"))
    told = translate("Import", "{count} {measure}文件里没有了，{act}")
    return told.format(count=f"{number['gone']:,}", measure=measure, act=act)


def _skipped(prepared: Prepared) -> str:
    parts = []
    preview = prepared.preview
    unplaced = int(np.isnan(preview.lon).sum()) if preview is not None else 0
    if unplaced and prepared.options.role == "facilities":
        parts.append(translate("Import", "{count} 行没有坐标，列为待定位").format(count=unplaced))
    if prepared.skipped:
        parts.append(translate("Import", "{count} 行不导入").format(count=f"{prepared.skipped:,}"))
    return "；".join(parts)


def measure_word(role: str) -> str:
    """What things of a role are counted in."""
    return {
        "units": translate("Import", "个单元"),
        "facilities": translate("Import", "处设施"),
        "demand": translate("Import", "个人口点"),
        "roads": translate("Import", "段道路"),
        "candidates": translate("Import", "个候选点"),
        "zones": translate("Import", "个区片"),
    }.get(role, translate("Import", "条"))


def result_sentence(file_name: str, result: ImportResult, role: str) -> str:
    """What came of an import."""
    text = translate("Import", "已从“{file}”导入 {added} {measure}").format(
        file=file_name, added=f"{result.added:,}", measure=measure_word(role)
    )
    if result.skipped:
        text += translate("Import", "，{skipped} 行未导入").format(skipped=f"{result.skipped:,}")
    grave = sum(finding.severity != "note" for finding in result.findings)
    return text + (translate("Import", "，{count} 个问题待处理").format(count=grave) if grave else "")


def obstacle(prepared: Prepared | None, error: UserError | None, *, busy: bool) -> str:
    """Why the import cannot start; "" where it can."""
    if busy:
        return translate("Import", "正在读取和检查……")
    if error is not None:
        return " ".join(text for text in (str(error.what), error.remedy) if text)
    if prepared is None:
        return translate("Import", "还没有读完")
    if prepared.blocking:
        told = translate("Import", "有 {count} 个阻断问题，请先在“问题”里处理或确认")
        return told.format(count=len(prepared.blocking))
    if not prepared.added and not counts(prepared.changes).keys() - {"same"}:
        return translate("Import", "没有可以导入的内容")
    return ""


def field_label(role: str, field: str) -> str:
    """What a field is called: the first Chinese header that is understood for it."""
    names = known_headers().get(role, {}).get(field, ())
    return next((name for name in names if not name.isascii()), field)


def every_choice(topic: str, kinds: Mapping[str, str]) -> tuple[Choice, ...]:
    """All answers there are to a question whose answers are always the same; none for other questions."""
    known: dict[str, Mapping[str, str]] = {
        "role": ROLES,
        "level": LEVEL_LABELS,
        "kind": kinds,
        "datum": {
            "wgs84": translate("Import", "GPS 坐标(WGS84)"),
            "cgcs2000": translate("Import", "国家 2000 坐标(CGCS2000)"),
            "gcj02": translate("Import", "高德、腾讯地图坐标(GCJ-02)"),
            "bd09": translate("Import", "百度地图坐标(BD-09)"),
        },
        "gone": {
            "keep": translate("Import", "保留"),
            "close": translate("Import", "改为停用"),
            "remove": translate("Import", "从区域里删除"),
        },
        "duplicates": {
            "keep": translate("Import", "都保留"),
            "merge": translate("Import", "合并成一个"),
        },
        "spread": {
            "buildings": translate("Import", "按建筑物分配"),
            "residential": translate("Import", "按居住用地分配"),
            "roads": translate("Import", "按道路分配"),
            "even": translate("Import", "均匀分配"),
        },
    }
    return tuple(Choice(value, label) for value, label in known.get(topic, {}).items())


def finding_places(finding: Finding, name_of: Mapping[str, str], most: int = 12) -> str:
    """Where a finding is, by names where its rows are keys of the region."""
    rows = [name_of.get(row, row) for row in finding.rows[:most]]
    rest = len(finding.rows) - len(rows)
    more = translate("Findings", "……等 {count} 处").format(count=len(finding.rows)) if rest > 0 else ""
    return "、".join(rows) + more
