"""The facilities of a region as the projects of a plan are built, one by one."""

import re
from dataclasses import dataclass, field

import numpy as np

from layers.schema import FACILITY_NUMBERS, STATUSES
from layers.tables import Facilities, Floats, Texts, Units
from planner.coverage.figures import given
from planner.coverage.placement import place_facilities
from planner.coverage.planned_facilities import PlannedFacilities
from planner.coverage.project_sites import Site
from planner.coverage.stock import OPERATING
from planner.coverage.unit_names import folded
from planner.coverage.wording import listed
from planner.plans.plan import Plan
from planner.plans.project import Project

_WAITING = ("building", "planned")
_ABOUT_BUILDING = re.compile(r"(?:新建|续建|建设)?(?:项目|工程)+$")
_TELLING = 4  # characters that a name needs to be looked for within another


@dataclass(frozen=True)
class Added:
    """What one project adds.

    Attributes:
        new: ids of the facilities it adds.
        finished: ids of the region's own facilities, building or planned today, that count as built.
        unit_code, unit_name: the unit they count for, "" where only the region as a whole is known.
    """

    project: Project
    new: tuple[str, ...]
    finished: tuple[str, ...]
    unit_code: str
    unit_name: str


@dataclass
class _New:
    """A facility still to be built; `shared` are the figures of all facilities of its project together."""

    id: str
    name: str
    project: Project
    unit_code: str
    numbers: dict[str, float] = field(default_factory=dict)
    shared: dict[str, float] = field(default_factory=dict)


class ProjectStock:
    """A region's facilities, to which projects are added."""

    def __init__(self, units: Units, facilities: Facilities, plan: Plan) -> None:
        """Start from what the region has."""
        self._own, self._plan = facilities, plan
        self._placement = place_facilities(units, facilities)
        self._keys = [_key(str(name)) for name in facilities.name]
        self._ids = {str(key) for key in facilities.id}
        self._status = [str(status) for status in facilities.status]
        self._kinds = list(facilities.kinds)
        self._codes = [str(code) for code in facilities.unit_code]
        self._numbers = {column: values.copy() for column, values in facilities.numbers.items()}
        self._new: list[_New] = []
        self._added: list[Added] = []

    @property
    def added(self) -> tuple[Added, ...]:
        """What was added so far."""
        return tuple(self._added)

    def build(self, project: Project, site: Site) -> list[str]:
        """Add the facilities of a project; one of the same name that is not in operation yet counts as built.

        Returns:
            What a reader must know of it.
        """
        same = self._same(project, site)
        operating = [row for row in same if self._status[row] == OPERATING]
        needed = project.count - len(operating)
        if needed <= 0:
            return ["在设施清单里已经运营，不再增加"]
        waiting = [row for row in same if self._status[row] in _WAITING][:needed]
        notes = [f"有 {len(operating)} 处在设施清单里已经运营，只再增加 {needed} 处"] if operating else []
        notes += self._finish(project, site, waiting)
        new = self._open(project, site, needed - len(waiting))
        notes += self._give_numbers(project, new, bool(same))
        notes += self._namesakes(project, same) if new else []
        finished = tuple(str(self._own.id[row]) for row in waiting)
        self._added.append(Added(project, tuple(one.id for one in new), finished, site.code, site.name))
        return notes

    def facilities(self) -> PlannedFacilities:
        """The region's own facilities and then the new ones."""
        own, new = self._own, self._new
        numbers = {
            column: _joined(values, [one.numbers.get(column, np.nan) for one in new])
            for column, values in self._numbers.items()
        }
        sums = {
            column: _joined(values, [one.shared.get(column, one.numbers.get(column, np.nan)) for one in new])
            for column, values in self._numbers.items()
        }
        nowhere = [np.nan] * len(new)
        return PlannedFacilities(
            id=_texts(own.id, [one.id for one in new]),
            name=_texts(own.name, [one.name for one in new]),
            kinds=(*self._kinds, *(one.project.kinds for one in new)),
            unit_code=_texts(np.array(self._codes, dtype=np.str_), [one.unit_code for one in new]),
            status=_texts(np.array(self._status, dtype=np.str_), [OPERATING] * len(new)),
            lon=_joined(own.lon, nowhere),
            lat=_joined(own.lat, nowhere),
            numbers=numbers,
            texts={
                column: _texts(values, [one.project.place if column == "address" else "" for one in new])
                for column, values in own.texts.items()
            },
            attributes=(*own.attributes, *(self._origin(one.project) for one in new)),
            own=own,
            sums=sums,
        )

    def _same(self, project: Project, site: Site) -> list[int]:
        """Rows of the facilities that have the project's name, in use or about to be, and not in another unit."""
        key = _key(project.name)
        return [
            row
            for row, own in enumerate(self._keys)
            if own == key
            and self._status[row] in {OPERATING, *_WAITING}
            and not self._placement.outside[row]
            and self._may_be_in(int(self._placement.row[row]), site.row)
        ]

    def _may_be_in(self, one: int, other: int) -> bool:
        """Whether two units, as far as they are known, may be one, or one lies in the other."""
        above = self._placement.hierarchy.above
        return one < 0 or other < 0 or one == other or one in above(other) or other in above(one)

    def _finish(self, project: Project, site: Site, rows: list[int]) -> list[str]:
        notes = []
        for row in rows:
            status = STATUSES[self._status[row]]
            notes.append(f"即设施清单里{status}的“{self._own.name[row]}”，按建成计")
            self._status[row] = OPERATING
            self._kinds[row] = tuple(dict.fromkeys((*self._kinds[row], *project.kinds)))
            if site.code and (self._placement.row[row] < 0 or self._placement.presumed[row]):
                self._codes[row] = site.code
            if project.count == 1:
                notes += self._fill_in(project, row)
        return notes

    def _fill_in(self, project: Project, row: int) -> list[str]:
        """The printed figures where the list has none; where it has others, the list is kept."""
        notes = []
        for column, value in project.numbers:
            has = self._numbers[column][row]
            if not given(has):
                self._numbers[column][row] = value
            elif has != value:
                notes.append(f"的{FACILITY_NUMBERS[column]}在设施清单里是 {has:g}，规划印 {value:g}，按清单计")
        return notes

    def _open(self, project: Project, site: Site, number: int) -> list[_New]:
        first = project.count - number + 1
        names = [f"{project.name}({place}/{project.count})" for place in range(first, project.count + 1)]
        opened: list[_New] = []
        for name in names if project.count > 1 else [project.name] * number:
            key = f"{self._plan.id}:{project.id}" + (f"-{len(opened) + 1}" if project.count > 1 else "")
            while key in self._ids:
                key += "+"
            self._ids.add(key)
            opened.append(_New(key, name, project, site.code))
        self._new += opened
        return opened

    def _give_numbers(self, project: Project, new: list[_New], some_are_there: bool) -> list[str]:
        """The printed figures to the new facilities: to one alone, or to several together."""
        if not new or not project.numbers:
            return []
        if project.count == 1:
            new[0].numbers.update(project.numbers)
            return []
        labels = "、".join(FACILITY_NUMBERS[column] for column, _ in project.numbers)
        if some_are_there:
            return [f"印的{labels}是 {project.count} 处合计，其中有的已在清单里，分不出新增的，没有计入"]
        for place, one in enumerate(new):
            one.shared.update({column: 0.0 if place else value for column, value in project.numbers})
        return [f"印的{labels}是 {project.count} 处合计，只用于求和，每处多少不知道"]

    def _namesakes(self, project: Project, same: list[int]) -> list[str]:
        """A warning of facilities whose names are part of the project's or the other way round."""
        key = _key(project.name)
        near = [
            str(self._own.name[row])
            for row, own in enumerate(self._keys)
            if row not in same
            and self._status[row] in {OPERATING, *_WAITING}
            and set(self._kinds[row]) & set(project.kinds)
            and min(len(key), len(own)) >= _TELLING
            and (own in key or key in own)
        ]
        return [f"与设施清单里的“{listed(near)}”名称相近，请核对是不是同一处，以免重复"] if near else []

    def _origin(self, project: Project) -> dict[str, str]:
        return {"规划": self._plan.name, "规划位置": f"{project.section}第 {project.line} 行"}


def _key(name: str) -> str:
    """A name as it is compared: the facility that a building project is for."""
    plain = folded(name)
    return _ABOUT_BUILDING.sub("", plain) or plain


def _joined(values: Floats, more: list[float]) -> Floats:
    return np.concatenate([values, np.array(more, dtype=np.float64)])


def _texts(values: Texts, more: list[str]) -> Texts:
    return np.concatenate([values, np.array(more, dtype=np.str_)]) if more else values
