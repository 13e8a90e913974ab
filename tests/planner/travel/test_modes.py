import numpy as np
import pytest

from layers.tables import CYCLE, DRIVE, WALK
from planner.travel.modes import DEFAULT_MODE, load_modes, read_modes
from tests.planner.travel.plane import roads

GOOD = '[boat]\nlabel = "船"\naccess = "walk"\nmetres_per_second = 2\naccess_metres_per_second = 1\nsource = "自定"\n'


def test_the_modes_of_the_command_line():
    modes = load_modes()
    assert list(modes) == ["elderly", "walk", "cycle", "drive", "straight"]
    assert [mode.access for mode in modes.values()] == [WALK, WALK, CYCLE, DRIVE, 0]
    assert (modes[DEFAULT_MODE].metres_per_second, modes["walk"].metres_per_second) == (0.9, 1.2)
    assert [mode.id for mode in modes.values() if mode.is_straight] == ["straight"]
    assert [mode.id for mode in modes.values() if mode.obeys_oneway] == ["cycle", "drive"]
    assert all(mode.label and mode.source for mode in modes.values())
    assert modes["straight"].detour_factor == 1.3


def test_drivers_keep_to_the_speed_of_the_class_and_to_a_lower_posted_limit():
    classes = ["primary", "primary", "primary", "primary", "busway"]
    table = roads([(0, 0), (1, 0)], [(0, 1)] * 5, way_class=classes, maxspeed=[np.nan, 30, 80, 0, np.nan])
    speed = load_modes()["drive"].way_metres_per_second(table)
    assert (speed * 3.6).tolist() == pytest.approx([50, 30, 50, 50, 8.33 * 3.6])


def test_no_limit_is_posted_for_people_on_foot():
    table = roads([(0, 0), (1, 0)], [(0, 1)], maxspeed=[1])
    assert load_modes()["elderly"].way_metres_per_second(table).tolist() == [0.9]


def test_a_mode_is_a_few_lines_in_a_file(tmp_path):
    (tmp_path / "modes.toml").write_text(GOOD, encoding="utf-8")
    assert read_modes(tmp_path / "modes.toml")["boat"].metres_per_second == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("metres_per_second = 2", "metres_per_second = 0"),
        ("metres_per_second = 2", "metres_per_second = inf"),
        ("metres_per_second = 2", "speed = 2"),
        ('access = "walk"', 'access = "swim"'),
        ('access = "walk"', ""),
    ],
)
def test_a_broken_mode_is_named(tmp_path, old, new):
    (tmp_path / "modes.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match="mode boat"):
        read_modes(tmp_path / "modes.toml")
