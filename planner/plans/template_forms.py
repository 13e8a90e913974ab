"""How a cell of the template stands for a value of a plan file, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.schema import FACILITY_NUMBERS
from planner.plans.plan_text_words import fold
from planner.plans.quantity import FACILITIES
from planner.plans.template_labels import AMOUNT_LABELS, CellError, code_of, split

Cell = str | float | int | bool | None

_BETWEEN = "、"
_SEPARATORS = "，,；;\n"
_ALL = "全部"


class Form:
    """A text that stands as it is; the other forms are kinds of this one.

    Attributes:
        is_text: whether Excel must keep what is typed as it is.
        only: whether nothing but one of the options may be written.
    """

    is_text = True
    only = False

    @property
    def options(self) -> Sequence[str]:
        """What is offered in a list below the cell."""
        return ()

    def cell_of(self, value: Any) -> Cell:
        """What the cell holds for a value."""
        return str(value)

    def value_of(self, cell: Cell) -> Any:
        """The value of a filled cell.

        Raises:
            CellError: it cannot be understood.
        """
        return text_of(cell)


@dataclass(frozen=True)
class Number(Form):
    """A number, `whole` or any."""

    whole: bool = False
    is_text = False

    def cell_of(self, value: Any) -> Cell:
        """The number."""
        return float(value)

    def value_of(self, cell: Cell) -> float | int:
        """The number, also where it was typed as text."""
        number = _number(cell)
        if self.whole and not float(number).is_integer():
            raise CellError(f"“{text_of(cell)[:40]}”不是整数", "只填整数")
        return int(number) if float(number).is_integer() else number


@dataclass(frozen=True)
class OneOf(Form):
    """One of several codes, by its label."""

    labels: Mapping[Any, str]
    only = True

    @property
    def options(self) -> Sequence[str]:
        """The labels."""
        return tuple(self.labels.values())

    def cell_of(self, value: Any) -> Cell:
        """The label of a code."""
        return self.labels[value]

    def value_of(self, cell: Cell) -> Any:
        """The code of a label."""
        if isinstance(cell, bool) and cell in self.labels:  # a spreadsheet's own TRUE and FALSE
            return cell
        return code_of(text_of(cell), self.labels)


@dataclass(frozen=True)
class ManyOf(Form):
    """Several codes, their labels with 、 between them."""

    labels: Mapping[str, str]

    @property
    def options(self) -> Sequence[str]:
        """The labels."""
        return tuple(self.labels.values())

    def cell_of(self, value: Any) -> Cell:
        """The labels of the codes."""
        return _BETWEEN.join(self.labels[code] for code in value) or _ALL

    def value_of(self, cell: Cell) -> list[str]:
        """The codes of the labels."""
        text = text_of(cell)
        return [] if text == _ALL else [code_of(word, self.labels) for word in split(text, _BETWEEN + _SEPARATORS)]


@dataclass(frozen=True)
class Lines(Form):
    """Several texts, each on a line of the cell."""

    def cell_of(self, value: Any) -> Cell:
        """The texts, one below the other."""
        return "\n".join(value)

    def value_of(self, cell: Cell) -> list[str]:
        """The texts; 、 and ， may belong to one of them."""
        return split(text_of(cell), "；;\n")


@dataclass(frozen=True)
class AtLeast(Form):
    """Least values of facility columns: 建筑面积(m²)≥350；床位≥50."""

    @property
    def options(self) -> Sequence[str]:
        """The columns, each to be followed by a number."""
        return tuple(f"{label}≥" for label in FACILITY_NUMBERS.values())

    def cell_of(self, value: Any) -> Cell:
        """The columns with their least values."""
        return "；".join(f"{FACILITY_NUMBERS[column]}≥{_plain(least)}" for column, least in value)

    def value_of(self, cell: Cell) -> dict[str, float | int]:
        """The least value by column."""
        least: dict[str, float | int] = {}
        for part in split(text_of(cell), _SEPARATORS):
            name, sign, number = part.replace(">=", "≥").partition("≥")
            if not sign:
                raise CellError(f"“{part[:40]}”写法不对", "例如 建筑面积(m²)≥350；床位≥50")
            least[code_of(name, FACILITY_NUMBERS)] = Number().value_of(number)
        return least


@dataclass(frozen=True)
class Amount(Form):
    """What is taken, and over what: 护理型床位/床位, 建筑面积(m²)/100 户, 设施数/社区综合服务设施, 60岁及以上.

    Attributes:
        kinds: label by code.
    """

    kinds: Mapping[str, str]

    @property
    def options(self) -> Sequence[str]:
        """What is often meant."""
        common = ("beds", "nursing_beds/beds", "floor_area_m2/100 households", "beds/1000 aged_60", "aged_60")
        return (*map(self._label, common), *(f"{AMOUNT_LABELS[FACILITIES]}/{label}" for label in self.kinds.values()))

    def cell_of(self, value: Any) -> Cell:
        """The amount in labels; as it is written where that would not lead back."""
        label = self._label(value)
        try:
            return label if self.value_of(label) == value else str(value)
        except CellError:
            return str(value)

    def value_of(self, cell: Cell) -> str:
        """The amount in codes."""
        part, slash, whole = text_of(cell).partition("/")
        per = whole[: len(whole) - len(whole.lstrip("0123456789"))]
        rest = whole.removeprefix(per).strip()
        if per and rest.startswith("岁"):  # 60岁及以上 without a number before it
            raise CellError(f"“{whole[:40]}”前没有写数目", "例如 床位/1000 60岁及以上")
        code = str(code_of(part, AMOUNT_LABELS))
        if not slash:
            return code
        return f"{code}/{per}{' ' if per else ''}{code_of(rest, {**AMOUNT_LABELS, **self.kinds})}"

    def _label(self, of: str) -> str:
        labels = {**AMOUNT_LABELS, **self.kinds}
        part, slash, whole = of.partition("/")
        per, space, rest = whole.rpartition(" ")
        return f"{labels.get(part, part)}{slash}{per}{space}{labels.get(rest, rest)}"


def text_of(cell: Cell) -> str:
    """A cell as it was typed, without the blanks around it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return _plain(cell) if isinstance(cell, (int, float)) else str(cell).replace("\r\n", "\n").strip()


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(number)


def _number(cell: Cell) -> float | int:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    text = fold(text_of(cell)).replace(",", "")
    try:
        return float(text)
    except ValueError:
        remedy = "去掉 %，在“单位”一栏填 %" if text.endswith("%") else "只填数字，不写单位和文字"
        raise CellError(f"“{text_of(cell)[:40]}”不是数字", remedy) from None
