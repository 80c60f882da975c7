"""The pictures of a comparison: what they say and show, that nothing is cut off, that the same bytes come out again."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg

from drawn import extents, texts, words
from kfor_sim import compare
from kfor_sim.errors import InputError
from kfor_sim.model.tipping import tipping_presence
from kfor_sim.plots import style
from kfor_sim.plots.differences import differences_of, furthest
from kfor_sim.plots.frontier import marks_of
from kfor_sim.plots.gallery import pictures_of_comparison
from kfor_sim.plots.phase import path, stirred
from kfor_sim.plots.picking import map_weeks
from kfor_sim.plots.placement import around
from kfor_sim.plots.shortfall import most_missing

NAMES = ["schedules", "frontier", "phase", "differences", "shortfall"]


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Five schedules, one of them a user's with a long name."""
    long = tmp_path_factory.mktemp("mine") / "what-if-everybody-had-stayed-until-the-very-end-of-the-year-2004.toml"
    long.write_text('extends = "slow"\ntitle = "A very long title of a user who says it all, $ and % included"\n')
    schedules = ["documented", "cliff", "uncoordinated", str(long), "hold"]
    return compare(schedules, replicates=3, persons_per_resident=1000)


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """Two schedules, one replicate, one town, nothing differs."""
    same = tmp_path_factory.mktemp("mine") / "same.toml"
    same.write_text('extends = "minimal"\ntitle = "The same town"\n')
    return compare(["minimal", str(same)], replicates=1)


@pytest.fixture(scope="module")
def figures(compared):
    return {name: draw(compared) for name, draw in pictures_of_comparison(compared).items()}


def test_a_comparison_has_its_pictures(compared):
    assert list(pictures_of_comparison(compared)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_says_that_it_is_illustrative_and_which_runs_it_shows(figures, compared, name):
    said = " ".join(words(figures[name]).split())
    assert "Illustrative simulation, not a forecast" in said
    assert f"3 paired replicates, seed {compared.seed}, key {compared.key[:12]}: documented with cliff" in said


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off(figures, name):
    figure = figures[name]
    inside = figure.bbox
    for text, box in zip(texts(figure), extents(figure, texts(figure)), strict=True):
        if text.get_clip_on() and text.get_clip_box() is not None:
            continue
        assert box.x0 >= inside.x0 - 1, text.get_text()
        assert box.x1 <= inside.x1 + 1, text.get_text()
        assert box.y0 >= inside.y0 - 1, text.get_text()
        assert box.y1 <= inside.y1 + 1, text.get_text()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_comparison_gives_the_same_bytes(compared, tmp_path, name):
    draw = pictures_of_comparison(compared)[name]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder in ("a", "b"):
        style.save(draw(compared), tmp_path / folder, stem=name)
    for ending in ("svg", "png"):
        assert (tmp_path / "a" / f"{name}.{ending}").read_bytes() == (tmp_path / "b" / f"{name}.{ending}").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_one_draw_in_which_nothing_differs_is_drawn_too(single, name):
    drawn = pictures_of_comparison(single)
    if name == "shortfall":
        assert name not in drawn  # nothing is missing
        return
    assert "1 paired replicate (a single draw)" in " ".join(words(drawn[name](single)).split())


def test_lines_are_named_where_they_end_and_no_two_look_alike(figures, compared):
    panel = figures["schedules"].axes[0]
    ends = [text.get_text() for text in panel.texts if text.get_gid() == "end"]
    assert {"documented", "cliff", "uncoordinated", "hold"} <= set(ends)
    assert any(text.startswith("what-if-everybody") and text.endswith("…") for text in ends)
    looks = style.schedule_lines([f"s{number}" for number in range(12)], baseline="s0")
    assert len({(line.colour, str(line.dashes)) for line in looks.values()}) == 12
    assert looks["s0"].colour == style.INK


def test_the_lines_are_medians_of_the_strength(figures, compared):
    drawn = {str(line.get_label()): line.get_ydata() for line in figures["schedules"].axes[0].get_lines()}
    for name in compared.names:
        np.testing.assert_allclose(drawn[name], np.median(compared.results[name].outcome("strength"), axis=0))


def test_a_mark_stands_at_the_paired_difference(compared):
    deaths = next(metric for metric in compared.metrics if metric.name == "deaths")
    marks = {mark.name: mark for mark in marks_of(compared, deaths)}
    values = compared.values("deaths")
    gaps = values["cliff"] - values["documented"]
    assert marks["cliff"].up == pytest.approx((gaps.quantile(0.05), gaps.median(), gaps.quantile(0.95)))
    assert marks["documented"].up == (0, 0, 0)
    years = compared.values("troop_years")
    effort = years["documented"].median() + (years["cliff"] - years["documented"]).median()
    assert marks["cliff"].across[1] == pytest.approx(effort)
    assert marks["cliff"].across[1] < marks["documented"].across[1] < marks["hold"].across[1]


def test_names_of_marks_do_not_cover_each_other(figures):
    figure = figures["frontier"]
    for panel in figure.axes:
        named = [text for text in panel.texts if text.get_gid() == "mark"]
        assert len(named) == 5
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        boxes = [plt.Text.get_window_extent(text, renderer) for text in named]  # of the words, not of their lines
        for one, other in combinations(boxes, 2):
            across, up = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
            assert across <= 0 or up < 2, (one, other)


def test_a_name_goes_where_it_covers_nothing():
    """The place to the right is taken by another mark, and so is the one above."""
    taken = [(8.0, -3.0, 60.0, 3.0), (-60.0, 3.0, 60.0, 80.0)]
    ((x, y),) = around([(0.0, 0.0)], [20.0], height=10, inside=(-100, -100, 100, 100), taken=taken)
    box = (x - 10, y - 5, x + 10, y + 5)
    for other in taken:
        assert min(box[2], other[2]) <= max(box[0], other[0]) or min(box[3], other[3]) <= max(box[1], other[1])
    one, other = around([(0.0, 0.0), (0.0, 0.0)], [20.0, 20.0], height=10, inside=(-100, -100, 100, 100), taken=[])
    assert abs(one[0] - other[0]) >= 20 or abs(one[1] - other[1]) >= 10
    ((x, _),) = around([(95.0, 0.0)], [20.0], height=10, inside=(-100, -100, 100, 100), taken=[])
    assert x + 10 <= 100


def test_the_path_is_what_a_community_meets_where_it_lives(compared):
    result = compared.results["documented"]
    across, up = path(result, "serb")
    week, index = 240, result.communities.index("serb")
    grievance, density = [], []
    for replicate in range(3):
        people = result.outcome("at_home")[replicate, week, :, index].astype(float)
        felt = np.nan_to_num(result.outcome("grievance")[replicate, week, :, index])
        around_them = result.outcome("presence")[replicate, week] / result.outcome("present")[replicate, week].sum(
            axis=1
        )
        grievance.append((felt * people).sum() / people.sum())
        density.append(1000 * (around_them * people).sum() / people.sum())
    assert across[week] == pytest.approx(np.median(grievance), rel=1e-5)
    assert up[week] == pytest.approx(np.median(density), rel=1e-5)
    assert stirred(result.scenario) == ("albanian", "serb")


def test_the_line_of_the_phase_picture_is_the_closed_form(figures, compared):
    scenario = compared.results["documented"].scenario
    panel = figures["phase"].axes[0]
    line = next(line for line in panel.get_lines() if line.get_color() == style.INK and line.get_linewidth() == 1.8)
    at = 300
    grievance = line.get_xdata()[at]
    presence = tipping_presence(
        grievance, deterrence=scenario.value("unrest.deterrence"), threshold=scenario.value("unrest.threshold")
    )
    assert line.get_ydata()[at] == pytest.approx(1000 * scenario.value("population.mobilisable_share") * presence)
    assert len(figures["phase"].axes) == 5
    assert {axes.get_xlim() for axes in figures["phase"].axes} == {panel.get_xlim()}


def test_maps_show_those_that_differ_most_and_name_the_others(figures, compared):
    result = compared.results["documented"]
    week = map_weeks(result.scenario, result.dates)[2]
    place = result.municipalities.index("Prizren")

    def level(name):
        """Security of those outside the largest community of the place, the displaced as nought."""
        one = compared.results[name]
        home, away, felt = (one.outcome(each)[:, week, place] for each in ("at_home", "displaced", "security"))
        minority = np.arange(4) != (home + away)[0].argmax()
        return (np.nan_to_num(felt) * home * minority).sum(axis=1) / ((home + away) * minority).sum(axis=1)

    maps = differences_of(compared, [week])
    assert maps["cliff"][0]["Prizren"] == pytest.approx(np.median(level("cliff") - level("documented")), abs=1e-6)
    sizes = {name: np.nansum(np.abs(list(values[0].values()))) for name, values in maps.items()}
    assert furthest(maps) == sorted(sizes, key=lambda name: -sizes[name])
    assert "cliff minus documented" in words(figures["differences"])


def test_the_shortfall_is_that_of_the_schedule_that_lacks_most(figures, compared):
    assert most_missing(compared) == "uncoordinated"
    said = words(figures["shortfall"])
    assert "Of all schedules compared, `uncoordinated` lacks most." in said
    assert "Italy out" in said
    assert "Italy" in said.splitlines()


def test_notebooks_get_axes(compared):
    methods = (compared.plot, compared.plot_frontier, compared.plot_phase, compared.plot_differences)
    for draw in (*methods, compared.plot_shortfall):
        assert isinstance(draw(), plt.Axes)
    plt.close("all")


def test_without_outlines_there_is_no_map_and_a_word_why(single):
    def bare(result):
        tables = replace(result.scenario.tables, polygons={})
        return replace(result, scenario=replace(result.scenario, tables=tables))

    outlined = replace(single, results={name: bare(result) for name, result in single.results.items()})
    assert "differences" in pictures_of_comparison(single)
    assert "differences" not in pictures_of_comparison(outlined)
    with pytest.raises(InputError, match="names no table of polygons"):
        outlined.plot_differences()
