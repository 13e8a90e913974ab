"""Plans and norms of the user's own, and the plans' texts, through the window."""

from PySide6.QtWidgets import QApplication

from planner.desktop import choosing, messages, planning_desk
from planner.desktop.norm_form import NormForm
from planner.desktop.rows_model import ROW_ROLE
from planner.plans import norms
from planner.plans.norms import load_norms
from planner.plans.own_plans import own_folder
from planner.plans.reading import load_plan
from planner.plans.template import write_template
from tests.planner.desktop.window.driving import SECONDS

PLAN = """
format = 1
id = "own"
name = "本区自拟规划"
status = "自拟"
region_code = "210112000000"
target_year = 2025

[[indicator]]
id = "social_work_stations"
name = "社会工作站覆盖率"
kinds = ["social_work_station"]
unit_level = "township"
measure = "units_served"
data = "map"
comparator = ">="
value = 90
unit = "%"
section = "一"
line = 3
printed = "90"
"""


def imported(window, qtbot, path):
    with qtbot.waitSignal(
        window.bench.scorecard_changed, timeout=SECONDS, check_params_cb=lambda answer: answer is not None
    ) as changed:
        window.desk.import_plan(path)
    return changed.args[0].scorecard.plan


def offered(window):
    plans = window.scorecard.head.plans
    return [plans.itemData(number) for number in range(plans.count())]


def test_an_own_plan_is_kept_offered_and_looked_at(opened, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "本区.toml"
    path.write_text(PLAN, encoding="utf-8")
    assert imported(opened, qtbot, path).id == "own"
    assert (own_folder() / "own.toml").is_file()
    assert "own" in offered(opened)
    assert opened.scorecard.head.plans.currentData() == "own"
    assert opened.actions_.remove_plan.isEnabled()
    monkeypatch.setattr(messages, "ask_to_remove", lambda parent, name: True)
    with qtbot.waitSignal(opened.bench.plans_changed, timeout=SECONDS):
        opened.actions_.remove_plan.trigger()
    assert "own" not in offered(opened)
    assert opened.bench.plan.id == "hunnan"


def test_a_newer_version_takes_the_place_only_when_wanted(opened, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "本区.toml"
    path.write_text(PLAN, encoding="utf-8")
    imported(opened, qtbot, path)
    path.write_text(PLAN.replace("value = 90", "value = 95").replace('"90"', '"95"'), encoding="utf-8")
    asked = []
    monkeypatch.setattr(messages, "ask_to_replace", lambda parent, error: bool(asked.append(error)))
    with qtbot.waitSignal(opened.bench.jobs.ended, check_params_cb=lambda slot: slot == "import plan"):
        opened.desk.import_plan(path)
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert load_plan("own").indicators[0].value == 90
    monkeypatch.setattr(messages, "ask_to_replace", lambda parent, error: True)
    imported(opened, qtbot, path)
    assert load_plan("own").indicators[0].value == 95


def test_what_is_wrong_is_listed_and_nothing_is_kept(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "坏.toml"
    path.write_text(PLAN.replace('"township"', '"townships"').replace('">="', '"=>"'), encoding="utf-8")
    shown = []

    class Dialog:
        def __init__(self, parent, name, faults):
            shown.append((name, faults))

        def exec(self):
            return 0

    monkeypatch.setattr(planning_desk, "FaultsDialog", Dialog)
    window.desk.import_plan(path)
    qtbot.waitUntil(lambda: bool(shown), timeout=SECONDS)
    ((name, faults),) = shown
    assert name == "坏.toml"
    assert [fault.where for fault in faults] == ["第 13 行 unit_level", "第 16 行 comparator"]
    assert not (own_folder() / "own.toml").exists()


def test_a_filled_template_becomes_a_plan(opened, qtbot, tmp_path):
    source, sheet = tmp_path / "本区.toml", tmp_path / "模板.xlsx"
    source.write_text(PLAN, encoding="utf-8")
    write_template(sheet, load_plan(source))
    plan = imported(opened, qtbot, sheet)
    assert (plan.id, plan.indicators[0].value) == ("own", 90)


def test_the_template_is_written_where_it_is_wanted(window, qtbot, tmp_path, monkeypatch, said):
    target = tmp_path / "模板.xlsx"
    monkeypatch.setattr(choosing, "choose_template", lambda parent, suggestion: target)
    window.actions_.write_template.trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=SECONDS)
    assert said == [("say_written", (target,))]
    assert target.stat().st_size > 5_000


def test_the_text_of_the_plan_puts_its_sentence_beside_the_figure(opened, qtbot, tmp_path, monkeypatch):
    plan = opened.bench.plan
    lines = [""] * 200
    for one in plan.indicators:
        number = (one.figure_line or one.line) - 1
        lines[number] += f"关于{one.name}达到{one.printed}。"
    path = tmp_path / "原文.txt"
    path.write_text("\n".join(lines), encoding="gb18030")
    one = next(one for one in plan.indicators if not one.principal)
    opened.scorecard.choose(one.id)
    assert "关于" not in opened.scorecard.detail.why.toPlainText()
    monkeypatch.setattr(choosing, "choose_plan_text", lambda parent, name: path)
    opened.actions_.give_text.trigger()
    qtbot.waitUntil(lambda: f"关于{one.name}" in opened.scorecard.detail.why.toPlainText(), timeout=SECONDS)
    assert opened._memory.plan_texts() == {plan.id: path.resolve()}


def test_a_text_that_is_none_is_refused(opened, tmp_path, monkeypatch, said):
    path = tmp_path / "空.txt"
    path.write_text("", encoding="utf-8")
    monkeypatch.setattr(choosing, "choose_plan_text", lambda parent, name: path)
    opened.actions_.give_text.trigger()
    assert [name for name, _ in said] == ["say_refused"]
    assert opened._memory.plan_texts() == {}


def row_of(dialog, norm_id):
    model = dialog.table.model()
    return next(row for row in range(model.rowCount()) if model.index(row, 0).data(ROW_ROLE).id == norm_id)


def test_a_norm_is_changed_with_who_and_why_and_restored(window, qtbot):
    window.actions_.norms.trigger()
    dialog = window.desk._norms
    assert dialog.table.model().rowCount() == len(load_norms())
    norm = next(one for one in load_norms() if one.value is not None and one.value_to is None)
    dialog.table.activated.emit(dialog.table.model().index(row_of(dialog, norm.id), 0))
    form = dialog.findChild(NormForm)
    assert not form.save.isEnabled()
    form.value.setText("12345")
    form.who.setText("张工")
    form.why.setText("省厅文件")
    form.save.click()
    (kept,) = [one for one in load_norms() if one.id == norm.id]
    assert (kept.value, kept.edited_by, kept.edited_why) == (12345, "张工", "省厅文件")
    assert dialog.table.model().index(row_of(dialog, norm.id), 2).data() == "已改"
    dialog.restore_requested.emit(norm.id)
    assert [one.value for one in load_norms() if one.id == norm.id] == [norm.value]
    assert not norms.own_file().exists() or "12345" not in norms.own_file().read_text(encoding="utf-8")
    dialog.close()


def test_norms_are_sorted_out_by_region_kind_and_words(window):
    window.actions_.norms.trigger()
    dialog = window.desk._norms
    every = load_norms()
    dialog.place.setCurrentIndex(dialog.place.findData("-"))
    dialog.place.activated.emit(0)
    assert dialog.table.model().rowCount() == sum(not one.region_code and not one.region for one in every)
    dialog.place.setCurrentIndex(0)
    dialog.kind.setCurrentIndex(dialog.kind.findData("public_cemetery"))
    dialog.kind.activated.emit(0)
    assert dialog.table.model().rowCount() == sum("public_cemetery" in one.kinds for one in every)
    dialog.search.setText("没有这样的规范")
    assert dialog.table.model().rowCount() == 0
    dialog.close()
    assert QApplication.activeModalWidget() is None
