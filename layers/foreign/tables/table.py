"""Rows of cells made into named columns: titles, header rows, merged cells, notes and doubtful names dealt with."""

from collections.abc import Iterable, Sequence

from layers.foreign.answer import Cell, Features
from layers.foreign.source import Source
from layers.foreign.tables.body import table_rows
from layers.foreign.tables.cells import Merge, Record, at, squeezed
from layers.foreign.tables.header import Header, find_header
from layers.foreign.tables.merged_cells import fill_merged
from layers.foreign.tables.stated_unit import with_stated_units

ERRORS = frozenset(("#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"))
LEAST_REPEATED = 2  # names
MOST_CELLS = 10_000_000  # of the box, the empty ones too


def tabulate(
    records: Iterable[Record], source: Source, sheet: str = "", encoding: str = "", merges: Sequence[Merge] = ()
) -> Features:
    """The columns below the header.

    Args:
        records: row numbers of the sheet and the cells of each row, `blanked`.

    Raises:
        UserError: no rows, a header and nothing below it, or the chosen header rows are not there.
    """
    held = [row for row in records if row[1].count(None) < len(row[1])]
    if not held:
        raise source.fault("表里没有内容", "请确认选对了文件和工作表")
    width = max(len(cells) for _, cells in held)
    if width * len(held) > MOST_CELLS:
        what = f"表有 {len(held)} 行 × {width} 列,大得异常"
        raise source.fault(what, "请删除多余的行列,或检查每行的列数是否一致")
    header = find_header(held, merges, source)
    header_cells = [
        [squeezed(cell) for cell in cells] for number, cells in held[: header.start] if number in header.rows
    ]
    names, rows = _left_table(header, held[header.start :], source)
    names = with_stated_units(names, header.above, rows, source)
    rows = table_rows(rows, header, header_cells, merges, source)
    rows = fill_merged(rows, merges, names, source)
    if not rows:
        raise source.fault("表里只有表头,没有数据", "请确认选对了文件和工作表")
    columns = _columns(_unique(names, source), rows)
    _drop_blank(columns, names)
    _blank_errors(columns, rows, source)
    _note_lost_digits(columns, rows, source)
    return Features(
        columns, None, "", tuple(number for number, _ in rows), sheet=sheet, encoding=encoding, header_rows=header.rows
    )


def _left_table(header: Header, rows: list[Record], source: Source) -> tuple[Sequence[str], list[Record]]:
    """Names and rows without a second table to the right, which names its columns as the first does."""
    names = header.names
    start = next((place for place in range(2, len(names) - 1) if _begins_again(names, place, rows)), 0)
    if not start:
        return names, rows
    left: list[Record] = [(number, cells[:start]) for number, cells in rows]
    kept = [row for row in left if row[1].count(None) < len(row[1])]
    alone = {number for number, _ in rows} - {number for number, _ in kept}
    what = f"右边从第 {start + 1} 列起并排着另一张表,没有读"
    remedy = "请把右边的表移到左边的表下面,或移到单独的工作表"
    source.note("warning", "tables_ignored", what, [*header.rows, *sorted(alone)], remedy)
    return names[:start], kept


def _begins_again(names: Sequence[str], start: int, rows: Sequence[Record]) -> bool:
    """Whether a second table begins: with the first one's names, or with several of them after an empty column."""
    if not names[start] or (names[start - 1] and names[start] != names[0]):
        return False
    left, right = ([name for name in some if name] for some in (names[:start], names[start:]))
    if len(set(left)) < LEAST_REPEATED or len(right) < LEAST_REPEATED:
        return False
    if names[start] == names[0]:
        return right[: len(left)] == left[: len(right)]
    return len(set(left) & set(right)) >= LEAST_REPEATED and all(at(cells, start - 1) is None for _, cells in rows)


def _columns(names: Sequence[str], rows: Sequence[Record]) -> dict[str, tuple[Cell, ...]]:
    width = len(names)
    padded = [cells if len(cells) >= width else [*cells, *[None] * (width - len(cells))] for _, cells in rows]
    return {name: tuple([cells[place] for cells in padded]) for place, name in enumerate(names)}


def _unique(names: Sequence[str], source: Source) -> list[str]:
    unique: list[str] = []
    taken: set[str] = set()
    renamed: list[str] = []
    for place, given in enumerate(names):
        name = wanted = given or f"第{place + 1}列"
        again = 1
        while name in taken:
            again += 1
            name = f"{wanted}_{again}"
        taken.add(name)
        unique.append(name)
        if again > 1:
            renamed.append(name)
    if renamed:
        source.note("warning", "columns_renamed", f"表头有重名,已改为:{'、'.join(renamed[:10])}")
    return unique


def _drop_blank(columns: dict[str, tuple[Cell, ...]], names: Sequence[str]) -> None:
    """Columns without a name are kept only if they hold something."""
    for name, given in zip(list(columns), names, strict=True):
        if not given and not any(cell is not None for cell in columns[name]):
            del columns[name]


def _blank_errors(columns: dict[str, tuple[Cell, ...]], rows: Sequence[Record], source: Source) -> None:
    """Cells that hold the words for an error of a formula, as they do in tables saved as text."""
    wrong: list[str] = []
    for name, cells in columns.items():
        if ERRORS.isdisjoint(cells):
            continue
        wrong += [f"第{rows[place][0]}行“{name}”" for place, cell in enumerate(cells) if cell in ERRORS]
        columns[name] = tuple([None if cell in ERRORS else cell for cell in cells])
    if wrong:
        what = f"有 {len(wrong)} 个单元格是公式错误(如 #DIV/0!),按空白处理"
        source.note("warning", "error_cells", what, wrong, "请在 Excel 里改正公式")


def _note_lost_digits(columns: dict[str, tuple[Cell, ...]], rows: Sequence[Record], source: Source) -> None:
    """Texts such as 1.30102E+11: a code whose last digits a spreadsheet has thrown away."""
    lost: list[str] = []
    for name, cells in columns.items():
        if "E+" in "\n".join([cell for cell in cells if type(cell) is str]):
            found = (place for place, cell in enumerate(cells) if type(cell) is str and _is_scientific(cell))
            lost += [f"第{rows[place][0]}行“{name}”" for place in found]
    if lost:
        what = f"{len(lost)} 个单元格是“1.30102E+11”这样的数,后面的数字已经丢了"
        source.note("warning", "digits_cut", what, lost, "请从原表重新导出,导出前把这一列设为文本格式")


def _is_scientific(cell: str) -> bool:
    mantissa, _, exponent = cell.strip().partition("E+")
    return exponent.isdecimal() and mantissa.replace(".", "", 1).isdecimal()
