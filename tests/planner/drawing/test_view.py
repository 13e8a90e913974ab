import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.drawing.view import MapView, joined

metres = st.floats(-5e6, 5e6)
scales = st.floats(0.1, 5000)
pixels = st.floats(-200, 2000)


def view(x=1000.0, y=2000.0, scale=10.0):
    return MapView(x, y, scale, 800, 600)


@given(metres, metres, scales, pixels, pixels)
def test_a_pixel_and_its_place_belong_together(x, y, scale, across, down):
    looking = view(x, y, scale)
    back = looking.to_screen(*looking.to_map(across, down))
    assert [float(value) for value in back] == pytest.approx([across, down], abs=1e-3)


@given(metres, metres, scales, st.floats(0.2, 5), pixels, pixels)
def test_zooming_keeps_the_place_under_the_pixel(x, y, scale, factor, across, down):
    looking = view(x, y, scale)
    place = looking.to_map(across, down)
    nearer = looking.zoomed(factor, across, down)
    assert nearer.to_map(across, down) == pytest.approx(place, abs=1e-3 * scale)
    assert nearer.metres_per_pixel == pytest.approx(min(max(scale / factor, 0.05), 20_000))


def test_north_is_up():
    assert view().to_screen(1000, 2100)[1] < view().to_screen(1000, 2000)[1]


def test_the_middle_of_the_picture_is_the_centre():
    assert [float(value) for value in view().to_screen(1000, 2000)] == [400, 300]


def test_fitted_shows_all_of_it_and_little_more():
    fitted = MapView.fitted((0, 0, 3000, 1000), 800, 600, margin_share=0.05)
    x_min, y_min, x_max, y_max = fitted.extent
    assert (x_min, x_max) == pytest.approx((-3000 / 18, 3000 + 3000 / 18))
    assert y_min < 0 < 1000 < y_max


def test_fitted_to_a_single_point_is_no_fault():
    assert MapView.fitted((5, 5, 5, 5), 800, 600).extent == pytest.approx((5 - 400, 5 - 300, 5 + 400, 5 + 300))


def test_the_map_goes_with_the_hand():
    place = view().to_map(100, 100)
    assert view().panned(30, -20).to_map(130, 80) == pytest.approx(place)


def test_zoom_has_an_end():
    near = view().zoomed(1e9, 400, 300)
    assert near.metres_per_pixel == 0.05
    assert near.to_map(400, 300) == pytest.approx((1000, 2000))


def test_joined_extents():
    assert joined([(0, 0, 1, 1), (-2, 3, 0.5, 4)]) == (-2, 0, 1, 4)
    assert joined([]) is None
