"""The pictures: what they say, that nothing is cut off or covered, that the same run gives the same bytes."""

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import pyplot as plt

from drawn import extents, texts, words
from kfor_sim import load, run
from kfor_sim.errors import InputError
from kfor_sim.plots import style
from kfor_sim.plots.contingents import exits, figure_contingents
from kfor_sim.plots.gallery import pictures_of
from kfor_sim.plots.maps import CREDIT, figure_maps
from kfor_sim.plots.overview import figure_overview
from kfor_sim.plots.picking import band, largest, map_weeks, municipal_mean, recorded, trailing_mean
from kfor_sim.plots.placement import spread, stairs
from kfor_sim.plots.violence import figure_violence


@pytest.fixture(scope="module")
def result():
    return run(load("documented"), replicates=3, persons_per_resident=500)


@pytest.fixture(scope="module")
def figures(result):
    return {name: draw(result) for name, draw in pictures_of(result).items()}


def test_a_run_has_its_pictures_and_a_world_without_outlines_no_map(result):
    assert list(pictures_of(result)) == ["overview", "violence", "maps", "contingents"]
    tables = type(result.scenario.tables)
    bare = tables(**{name: getattr(result.scenario.tables, name) for name in tables.__slots__ if name != "polygons"})
    bare_result = SimpleNamespace(scenario=SimpleNamespace(tables=bare))
    assert "maps" not in pictures_of(bare_result)


@pytest.mark.parametrize("name", ["overview", "violence", "maps", "contingents"])
def test_every_picture_says_that_it_is_illustrative_and_which_run_it_shows(figures, result, name):
    said = words(figures[name])
    assert "Illustrative simulation, not a forecast" in said
    assert f"seed {result.seed}" in said
    assert result.key[:12] in said
    assert "3 replicates" in said


@pytest.mark.parametrize("name", ["overview", "violence", "maps", "contingents"])
def test_no_text_leaves_its_picture(figures, name):
    figure = figures[name]
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in zip(texts(figure), extents(figure, texts(figure)), strict=True):
        assert box.x0 >= -1, text.get_text()
        assert box.x1 <= width + 1, text.get_text()
        assert box.y0 >= -1, text.get_text()
        assert box.y1 <= height + 1, text.get_text()


@pytest.mark.parametrize(("name", "kind"), [("overview", "moment"), ("overview", "end"), ("contingents", "end")])
def test_labels_do_not_cover_each_other(figures, name, kind):
    chosen = [text for text in texts(figures[name]) if text.get_gid() == kind]
    assert len(chosen) >= 5
    boxes = extents(figures[name], chosen)
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert min(one.x1, other.x1) <= max(one.x0, other.x0) or min(one.y1, other.y1) - max(one.y0, other.y0) < 2


def test_marks_are_filled_where_the_scenario_takes_them_as_input_and_open_elsewhere(figures, result):
    panel = figures["overview"].axes[0]
    marks = {line.get_label(): line for line in panel.lines if line.get_marker() == "o"}
    used, unused = recorded(result.scenario)
    assert len(used) == 3
    assert len(marks["recorded, taken as input"].get_xdata()) == 3
    assert len(marks["recorded, not used"].get_xdata()) == len(unused) > 20
    assert marks["recorded, not used"].get_markerfacecolor() == "white"
    assert marks["recorded, taken as input"].get_markerfacecolor() == style.INK


def test_a_scenario_that_does_not_take_the_marks_as_input_has_none_filled():
    used, unused = recorded(load("no-force"))
    assert used == []
    assert len(unused) > 20


def test_recorded_homicides_stand_at_their_weekly_mean(figures, result):
    lines = figures["violence"].axes[1].lines
    bars = [line for line in lines if len(line.get_xdata()) == 2 and line.get_linewidth() > 3]
    rows = result.scenario.tables.homicides
    means = [row.deaths / (row.end - row.start).days * 7 for row in rows]
    assert [bar.get_ydata()[0] for bar in bars] == pytest.approx(means)
    assert means[0] == pytest.approx(26, rel=0.01)


def test_the_map_credits_its_borders_and_shows_each_municipality(figures):
    assert CREDIT in words(figures["maps"])
    maps = [panel for panel in figures["maps"].axes if panel.collections and not panel.get_label().startswith("<color")]
    assert len(maps) >= 10
    assert len(maps[0].collections[0].get_paths()) == 30


def test_the_contingents_stack_up_to_the_force(figures, result):
    panel = figures["contingents"].axes[0]
    top = max(area.get_paths()[0].vertices[:, 1].max() for area in panel.collections)
    strength = np.median(result.outcome("contingent_strength"), axis=0).sum(axis=1).max()
    assert top == pytest.approx(strength)
    assert [moment.label for moment in exits(result)] == ["United Arab Emirates out", "Russia out"]
    assert "reconstruction" in words(figures["contingents"])


def test_no_two_areas_or_communities_look_alike(figures):
    areas = figures["contingents"].axes[0].collections
    looks = [(tuple(area.get_facecolor()[0]), area.get_hatch()) for area in areas]
    assert len(set(looks)) == len(looks) > 10
    lines = [style.community(name) for name in style.COMMUNITIES]
    assert len({line.colour for line in lines}) == len({str(line.dashes) for line in lines}) == 4


def test_the_same_run_gives_the_same_bytes(result, tmp_path):
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        for name, draw in pictures_of(result).items():
            style.save(draw(result), tmp_path / str(number), stem=name)
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert len(names) == 8
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_no_figure_is_left_open(result):
    before = plt.get_fignums()
    for draw in (figure_overview, figure_violence, figure_maps, figure_contingents):
        draw(result)
    assert plt.get_fignums() == before


def test_result_plot_gives_axes_to_a_notebook(result):
    panel = result.plot()
    try:
        assert panel.get_title(loc="left") == "Strength of the force (persons)"
        assert len(panel.figure.axes) == 2
    finally:
        plt.close(panel.figure)


def test_every_picture_of_a_run_is_there_for_a_notebook(result, figures):
    drawn = {
        "violence": result.plot_violence(),
        "maps": result.plot_maps(),
        "contingents": result.plot_contingents(),
    }
    for name, panel in drawn.items():
        titles = [[axes.get_title(loc="left") for axes in each.axes] for each in (panel.figure, figures[name])]
        assert titles[0] == titles[1], name
        assert result.credit in words(panel.figure), name
        assert panel is panel.figure.axes[0], name
        plt.close(panel.figure)
    flat = replace(result, scenario=replace(result.scenario, tables=replace(result.scenario.tables, polygons={})))
    with pytest.raises(InputError, match="documented has no outlines of municipalities, so that there is no map of it"):
        flat.plot_maps()


def test_the_minimal_world_can_be_drawn():
    small = run(load("minimal"))
    for draw in pictures_of(small).values():
        assert "Illustrative" in words(draw(small))


def test_bands_are_quantiles_over_replicates():
    values = np.arange(11.0)[:, np.newaxis] * np.ones((1, 2))
    found = band(values, interval=0.8)
    assert (found.low[0], found.middle[0], found.high[0]) == pytest.approx((1.0, 5.0, 9.0))


def test_a_trailing_mean_looks_back_only():
    found = trailing_mean(np.array([[4.0, 0.0, 2.0, 6.0]]), weeks=2)
    np.testing.assert_allclose(found, [[4.0, 2.0, 1.0, 4.0]])


def test_security_of_a_place_is_weighted_by_people_and_missing_where_nobody_is_at_home():
    security = np.array([[[0.5, 1.0], [np.nan, 0.2]]])
    people = np.array([[[300, 100], [0, 0]]])
    np.testing.assert_allclose(municipal_mean(security, people), [0.625, np.nan])


def test_five_weeks_are_mapped_around_events_or_evenly(result):
    weeks = map_weeks(result.scenario, result.dates)
    assert len(weeks) == 5
    assert weeks[-1] == result.weeks - 1
    assert {247, 248} <= set(weeks)
    plain = load("minimal")
    short = run(plain)
    assert len(map_weeks(plain, short.dates)) == 5


def test_the_largest_nations_come_first():
    assert largest(np.array([[1, 5, 0], [1, 5, 0]]), count=3) == [1, 0]


def test_stairs_let_no_label_meet_a_line_that_hangs_below_it():
    assert stairs([0.0, 1.0, 5.0], [2.0, 1.0, 1.0]) == [1, 0, 0]


def test_spread_keeps_distance_and_bounds():
    placed = spread([0.5, 0.5, 0.95, 0.99], gap=0.1, low=0.0, high=1.0)
    assert all(after - before >= 0.1 - 1e-12 for before, after in pairwise(sorted(placed)))
    assert min(placed) >= 0
    assert max(placed) <= 1
