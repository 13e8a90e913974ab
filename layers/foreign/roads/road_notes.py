"""What is said about the classes and directions of a road layer: what was guessed, not understood, or left out."""

from collections import Counter
from collections.abc import Iterable, Sequence

from layers.foreign.roads.road_attributes import EVIDENT, Road, RoadTable
from layers.foreign.roads.road_columns import RoadColumns
from layers.foreign.roads.ways import LEFT_OUT
from layers.foreign.source import Source

MOST_WORDS = 10
CLASS_LABELS = {
    "motorway": "高速公路",
    "motorway_link": "匝道",
    "trunk": "国道、快速路",
    "primary": "省道、主干路",
    "secondary": "县道、次干路",
    "tertiary": "乡道、支路",
    "unclassified": "村道",
    "service": "内部道路",
    "track": "机耕路",
    "path": "小路",
    "footway": "步道",
    "pedestrian": "步行街",
}
CLASS_REMEDY = "请核对;道路等级在另一列时,请在导入时指明那一列"


def note_roads(
    table: RoadTable, columns: RoadColumns, places: Sequence[int], rows: Iterable[int], source: Source
) -> None:
    """Say how the roads were understood.

    Args:
        places: where each row stands in the file.
        rows: the rows that have a line.
    """
    roads = [(place, table.roads[row]) for place, row in zip(places, rows, strict=True)]
    for reason, label in LEFT_OUT.items():
        left_out = [place for place, road in roads if road.left_out == reason]
        if left_out:
            source.note("note", f"roads_{reason}", f"没有读入 {len(left_out)} 条{label}", left_out)
    taken = [(place, road) for place, road in roads if not road.left_out]
    _note_words(taken, source)
    _note_guesses(taken, columns, source)
    if table.odd_directions:
        words = "、".join(table.odd_directions[:MOST_WORDS])
        source.note("warning", "unknown_direction", f"单行方向看不懂,按双向通行处理:{words}")


def _note_words(taken: Sequence[tuple[int, Road]], source: Source) -> None:
    unknown = Counter(road.unknown for _, road in taken if road.unknown)
    if unknown:
        words = "、".join(f"{word}({count} 条)" for word, count in unknown.most_common(MOST_WORDS))
        where = [place for place, road in taken if road.unknown]
        source.note("warning", "unknown_class", f"道路等级有 {len(unknown)} 种写法看不懂:{words}", where, CLASS_REMEDY)


def _note_guesses(taken: Sequence[tuple[int, Road]], columns: RoadColumns, source: Source) -> None:
    """The roads whose class does not stand in a column for it: by their name, or not at all."""
    guessed = [(place, road) for place, road in taken if road.told_by not in ("", *EVIDENT)]
    nameless = [place for place, road in taken if not road.told_by]
    if guessed:
        counts = Counter((road.told_by, road.klass) for _, road in guessed)
        listed = ";".join(
            f"名称带“{word}”的 {count} 条归为{CLASS_LABELS.get(klass, klass)}"
            for (word, klass), count in counts.most_common(MOST_WORDS)
        )
        message = f"{len(guessed)} 条道路没有写等级,按名称推断:{listed}"
        source.note("warning", "class_guessed", message, [place for place, _ in guessed], CLASS_REMEDY)
    if len(nameless) == len(taken) and not columns.classes:
        message = "没有道路等级,所有道路都按人人可走处理,高速公路和步行道也不例外"
        source.note("warning", "no_road_class", message, remedy="请确认图层带有道路等级,并在导入时指明这一列")
    elif nameless:
        message = f"{len(nameless)} 条道路看不出等级,按普通道路处理,人人可走"
        source.note("warning", "class_missing", message, nameless, CLASS_REMEDY)
