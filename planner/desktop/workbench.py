"""The state behind the window: the open region, what was asked of it, and what came of that."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from layers.codes import prefix_of
from layers.errors import UserError
from layers.feedback import Feedback
from layers.tables import ManualValue
from planner.coverage.by_hand import TARGET_SUFFIX
from planner.desktop import region_work
from planner.desktop.edits import Edits
from planner.desktop.jobs import Jobs
from planner.desktop.latest import Latest
from planner.desktop.map_scene import Findings, Standings, Topic, base_scene, painted, related
from planner.desktop.open_region import OpenRegion, read_region
from planner.desktop.reach_question import ReachQuestion
from planner.desktop.region_work import BriefingOrder, ReachAnswer, ScorecardAnswer
from planner.drawing.layer import PolygonLayer
from planner.drawing.scene import Scene
from planner.plans.kinds import Kind
from planner.plans.plan import Plan
from planner.plans.plan_files import bundled_files
from planner.plans.scorecard import ScorecardRow

translate = QCoreApplication.translate

SETTLED_MILLISECONDS = 120
REGION, SCORECARD, REACH, CIRCLES = "region", "scorecard", "reach", "circles"
BRIEFING = "briefing"


class Workbench(QObject):
    """Asks the engine in jobs and announces the answers; knows no widget.

    Opening computes nothing: who shows the first picture calls `evaluate` when it is there.

    Signals:
        region_opened(OpenRegion); scene_changed(Scene);
        plans_changed(plan id); scorecard_changed(ScorecardAnswer or None); reach_changed(Reach or None);
        briefing_written(list of paths); place_wanted(layer id, key); place_missing.
    """

    region_opened = Signal(object)
    scene_changed = Signal(object)
    plans_changed = Signal(str)
    scorecard_changed = Signal(object)
    reach_changed = Signal(object)
    briefing_written = Signal(object)
    place_wanted = Signal(str, str)
    place_missing = Signal()

    def __init__(self, kinds: dict[str, Kind], plans: tuple[Plan, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kinds, self.plans = kinds, plans
        self.jobs = Jobs(self)
        self.edits = Edits(self.jobs, self)
        self.edits.undone.connect(self.reload)
        self.edits.redone.connect(self.reload)
        self.region: OpenRegion | None = None
        self.plan: Plan | None = None
        self.scorecard: ScorecardAnswer | None = None
        self._base = self._scene = Scene()
        self._only_related = True
        self._years: dict[str, int] = {}
        self._readings: dict[str, dict[str, str]] = {}
        self._topic: Topic = "scorecard"
        self._found = Findings()
        self._answer: ReachAnswer | None = None
        self._streets: dict[str, Any] = {}
        self._question: ReachQuestion | None = None
        self._settled = Latest(SETTLED_MILLISECONDS, self)
        self._settled.due.connect(lambda question: self._reach(question))

    # The region

    def open(self, find: Callable[[], Path]) -> None:
        """Open the region that `find` (on the job's thread) says; the present one stays until it is read."""

        def work(feedback: Feedback) -> tuple[OpenRegion, Scene]:
            region = read_region(find(), feedback)
            feedback.progress(0.7)
            return region, base_scene(region, self.kinds)

        self.jobs.start(REGION, translate("Workbench", "正在打开区域"), work, self._take_region)

    def _take_region(self, opened: tuple[OpenRegion, Scene]) -> None:
        for slot in (SCORECARD, REACH, CIRCLES):
            self.jobs.forget(slot)
        same = self.region is not None and self.region.path == opened[0].path
        self.region, self._base = opened
        self._answer = self.scorecard = self._question = None
        self._found = Findings()
        self._streets = {}
        if not same:
            self.plan = best_plan(self.plans, self.region.code)
        self.edits.follow(self.region.path, self.region.log)
        self.region_opened.emit(self.region)
        self._paint()

    def reload(self) -> None:
        """Read the open region again and compute everything anew."""
        if self.region is not None:
            path = self.region.path
            self.open(lambda: path)

    # The scorecard

    def choose_plan(self, plan_id: str) -> None:
        """Hold the region against another plan."""
        self.plan = next(plan for plan in self.plans if plan.id == plan_id)
        self.scorecard = None
        self.choose_row(None)
        self.scorecard_changed.emit(None)
        self.evaluate()

    def asked(self) -> tuple[Path, Plan, int | None] | None:
        """What is evaluated: the region, the plan in the readings chosen, the year; None while there is nothing."""
        if self.region is None or self.plan is None:
            return None
        return self.region.path, self.plan.chosen(self._readings.get(self.plan.id, {})), self.year

    def take_plans(self, plans: tuple[Plan, ...], plan_id: str) -> None:
        """There are other plans than before; this one is chosen, the one in use where there is none of this id."""
        self.plans = plans
        before = self.plan.id if self.plan else ""
        known = {plan.id: plan for plan in plans}
        chosen = known.get(plan_id) or known.get(before)
        if self.region is not None:
            self.plan = chosen or best_plan(plans, self.region.code)
            self.plans_changed.emit(self.plan.id if self.plan else "")
            if self.plan is not None:
                self.choose_plan(self.plan.id)

    @property
    def year(self) -> int | None:
        """The year the plan is looked at in; None for its target year."""
        return self._years.get(self.plan.id) if self.plan else None

    def choose_year(self, year: int) -> None:
        """Look at the plan in another year."""
        if self.plan is not None:
            self._years[self.plan.id] = year
            self.evaluate()

    def choose_reading(self, indicator_id: str, label: str) -> None:
        """Read an ambiguous indicator another way; "" is the plan's default."""
        if self.plan is None:
            return
        readings = self._readings.setdefault(self.plan.id, {})
        readings.pop(indicator_id, None)
        if label:
            readings[indicator_id] = label
        self.evaluate()

    def evaluate(self) -> None:
        """Compute the scorecard of the open region."""
        asked = self.asked()
        if asked is None:
            return
        path, plan, year = asked
        text = translate("Workbench", "正在计算规划指标")
        self.jobs.start(
            SCORECARD, text, lambda told: region_work.evaluate(path, plan, year, told), self._take_scorecard
        )

    def _take_scorecard(self, answer: ScorecardAnswer) -> None:
        self.scorecard = answer
        self.scorecard_changed.emit(answer)
        if self._answer is None and self._question is not None and not self.jobs.running(REACH):
            # The warm-up: what the tool will show first. Nobody asked yet, so nobody is told why it fails.
            self._reach(self._question, refused=lambda error: None)

    def choose_row(self, row: ScorecardRow | None) -> None:
        """Paint an indicator's units."""
        self._found = replace(self._found, row=row, standings=None)
        self._paint()

    def paint_units(self, standings: Standings | None) -> None:
        """Paint how each unit of a level stands in the chosen indicator; None for what stands behind it."""
        if standings is not self._found.standings:
            self._found = replace(self._found, standings=standings)
            self._paint()

    # The service circle

    def prepare(self, question: ReachQuestion | None) -> None:
        """What the service circle tool will ask first; computed when the scorecard is there."""
        self._question = question

    def ask(self, question: ReachQuestion) -> None:
        """Who reaches a facility? The newest question wins, once the user has settled."""
        self._question = question
        self._settled.offer(question)

    def _reach(self, question: ReachQuestion, refused: Callable[[UserError], None] | None = None) -> None:
        if self.region is None:
            return
        self.jobs.forget(CIRCLES)
        path, streets = self.region.path, self._streets.get(question.mode)
        text = translate("Workbench", "正在计算服务圈")
        self.jobs.start(
            REACH,
            text,
            lambda told: region_work.reach(path, question, streets, told),
            self._take_reach,
            refused=refused,
        )

    def _take_reach(self, answer: ReachAnswer) -> None:
        self._answer = answer
        self._streets[answer.question.mode] = answer.streets
        self._found = replace(self._found, reach=answer.reach, circles=None)
        self.reach_changed.emit(answer.reach)
        self._paint()
        self._draw_circles()

    def _draw_circles(self) -> None:
        """Only where they are looked at: the figures do not need them."""
        region, answer = self.region, self._answer
        drawn = self._found.circles is not None or self.jobs.running(CIRCLES)
        if region is None or answer is None or drawn or self._topic != "reach":
            return
        title = translate("Workbench", "{minutes} 分钟服务圈").format(minutes=answer.question.minutes)
        text = translate("Workbench", "正在画服务圈")
        self.jobs.start(
            CIRCLES, text, lambda told: region_work.circles(region, answer, title, told), self._take_circles
        )

    def _take_circles(self, layer: PolygonLayer | None) -> None:
        self._found = replace(self._found, circles=layer)
        self._paint()

    # The map

    def look_at(self, topic: Topic) -> None:
        """Paint what the panel in front is about."""
        self._topic = topic
        self._paint()
        self._draw_circles()
        if topic == "reach" and self._question and self._answer is None and not self.jobs.running(REACH):
            self._reach(self._question)

    def show_only_related(self, only: bool) -> None:
        """Leave facilities out that have nothing to do with the topic, or show all of them."""
        self._only_related = only
        self._paint()

    def find(self, code: str) -> None:
        """Show a unit or a facility on the map."""
        for layer in reversed(self._scene.layers):
            features = getattr(layer, "features", None)
            if features is not None and code in features.index_of:
                self.place_wanted.emit(layer.id, code)
                return
        self.place_missing.emit()

    @property
    def base(self) -> Scene:
        """The region itself, without what was asked of it."""
        return self._base

    def _paint(self) -> None:
        if self.region is None:
            return
        scene = painted(self._base, self.region, self._topic, self._found)
        if self._only_related:
            scene = related(scene, self._topic, self._found)
        self._scene = scene
        self.scene_changed.emit(scene)

    # Edits and the briefing

    def enter(self, values: tuple[ManualValue, ...]) -> None:
        """Store figures entered by hand for one indicator; this can be undone."""
        if self.region is None or self.scorecard is None:
            return
        new = {_key(value) for value in values}
        before = tuple(old for old in self.scorecard.stored if _key(old) in new)
        name = self.scorecard.scorecard.plan.indicator(values[0].indicator_id.removesuffix(TARGET_SUFFIX)).name
        text = translate("Workbench", "录入“{name}”{year} 年数值").format(name=name, year=values[0].year)
        self.edits.write(
            text, lambda path, told: region_work.set_values(path, before, values, text), lambda _: self.evaluate()
        )

    def write_briefing(self, folder: Path, formats: tuple[str, ...]) -> None:
        """Write the briefing of the present plan, with the service circle on screen among those of all kinds."""
        if self.region is None or self.scorecard is None:
            return
        asked = (self._answer.reach,) if self._answer else ()
        order = BriefingOrder(self.region.path, self.scorecard.scorecard.plan, asked, folder, formats)
        text = translate("Workbench", "正在导出简报")
        self.jobs.start(BRIEFING, text, lambda told: region_work.brief(order, told), self.briefing_written.emit)

    def close(self) -> None:
        """Stop everything that runs."""
        self._settled.stop()
        self.edits.stop()
        self.jobs.close()


def _key(value: ManualValue) -> tuple[str, str, int]:
    return value.plan_id, value.indicator_id, value.year


def best_plan(plans: tuple[Plan, ...], region_code: str) -> Plan | None:
    """The plan made for the region or for the smallest area around it, one's own first; any where none was."""
    bundled = bundled_files()

    def fit(plan: Plan) -> tuple[int, bool]:
        return _shared_digits(plan.region_code, region_code), plan.id not in bundled

    return max(plans, key=fit, default=None)


def _shared_digits(plan_code: str, region_code: str) -> int:
    """Length of the plan's area prefix where the region lies in it, else 0: 210600 holds 210602001."""
    prefix = prefix_of(plan_code)
    return len(prefix) if region_code.startswith(prefix) else 0
