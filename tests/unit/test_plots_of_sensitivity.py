"""The pictures of a sensitivity analysis: what they say and show, that nothing is cut off; of made-up functions."""

from dataclasses import replace
from itertools import combinations
from math import inf, nan

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from drawn import texts, words
from kfor_sim.inventory import PICTURES
from kfor_sim.plots import style
from kfor_sim.plots.calibration_posterior import written
from kfor_sim.plots.sensitivity_scatter import figure_scatter, means
from kfor_sim.plots.sensitivity_screening import figure_screening
from kfor_sim.plots.sensitivity_stage import mark_index
from kfor_sim.plots.sensitivity_tornado import figure_tornado
from kfor_sim.plots.sensitivity_words import in_unit, name_lines, worth
from kfor_sim.report.pictures import _pictures_of
from kfor_sim.sensitivity import Sensitivity, plan_of
from kfor_sim.sensitivity.sensitivity import Ends
from kfor_sim.sensitivity.study import TOGETHER, study

DRAW = {"tornado": figure_tornado, "scatter": figure_scatter, "screening": figure_screening}
WEIGHTS = {
    "unrest.deterrence": -60.0,
    "violence.everyday_rate": 45.0,
    "events.independence.legitimacy[0].shift": 30.0,
    "reserve.delay_weeks": 25.0,
    "population.total": 18.0,
}
LEADER, SECOND, LONG, WHOLE, _ = WEIGHTS
ASKED = 'weeks of security below 0.7, theatre, "fast" less "documented"'


@pytest.fixture(scope="module")
def plan():
    return plan_of("documented", "fast", metric="weeks_below_floor", trajectories=2, blocks=8)


def made_up(plan, *, weights=WEIGHTS, blocks=48, trajectories=4, singly=5, luck=0.5, of=lambda sums: sums):
    """A study of a function of a weighted sum; whoever has no weight does nothing."""
    plan = replace(plan, effort=replace(plan.effort, blocks=blocks, trajectories=trajectories, singly=singly))
    names = [each.path for each in plan.ranges]
    by_name = np.array([weights.get(name, 0.0) for name in names])
    own = np.array([(each.value - each.low) / (each.high - each.low) for each in plan.ranges])

    def asked(points):
        return of((points - 0.5) @ by_name)

    def answer(points, replicates, _):
        noise = luck * np.random.default_rng(3).normal(size=(len(points), replicates))
        return {"what is asked": asked(points)[:, np.newaxis] + noise}

    def at(path, share):
        there = own.copy()
        there[names.index(path)] = share
        return float(asked(there[np.newaxis])[0])

    found = study(names, answer, plan.effort)
    ends = {path: Ends(at(path, 0.0), at(path, 1.0)) for path in found.singly}
    return Sensitivity(plan, found, float(asked(own[np.newaxis])[0]), ends)


@pytest.fixture(scope="module")
def found(plan):
    return made_up(plan)


@pytest.fixture(scope="module")
def nothing(plan):
    return made_up(plan, weights={}, luck=0)


@pytest.fixture(scope="module")
def drawn(found):
    return {name: draw(found) for name, draw in DRAW.items()}


def said(figure):
    return " ".join(words(figure).split())


def marked(panel, gid):
    """The lines of a panel that were drawn under a name."""
    return [line for line in panel.get_lines() if line.get_gid() == gid]


def bars(panel, end):
    """Where the bars of one end of ranges start and stop, by row."""
    drawn = [patch for patch in panel.patches if patch.get_gid() == end]
    return {round(bar.get_y() + bar.get_height() / 2): (bar.get_x(), bar.get_x() + bar.get_width()) for bar in drawn}


def row_of(found, path):
    return found.frame().set_index("figure").loc[path]


def awkward(found):
    """Ends of every kind: contradicting, without a size, moving what is asked the same way, or not at all."""
    middle = found.as_it_is
    each = [Ends(None, middle + 9), Ends(nan, middle - 5), Ends(middle + 4, middle + 8), Ends(inf, None)]
    return replace(found, ends=dict(zip(found.ends, [*each, Ends(middle, middle)], strict=True)))


def many(plan):
    weights = {each.path: 5.0 + number for number, each in enumerate(plan.ranges[-14:])}
    return made_up(plan, weights=weights, blocks=8, trajectories=2, singly=14)


CASES = {
    "plain": made_up,
    "nothing": lambda plan: made_up(plan, weights={}, luck=0),
    "awkward": lambda plan: awkward(made_up(plan)),
    "no size": lambda plan: replace(made_up(plan), as_it_is=nan),
    "many": many,
    "one": lambda plan: made_up(plan, singly=1),
    "smallest": lambda plan: made_up(plan, blocks=2, trajectories=2, luck=20),
    "tails": lambda plan: made_up(plan, of=lambda sums: np.sign(sums) * np.exp(np.abs(sums) / 4)),
}


@pytest.mark.parametrize("name", DRAW)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_cut_off_and_no_words_cover_others(plan, case, name):
    figure = DRAW[name](CASES[case](plan))
    assert isinstance(figure, Figure)
    FigureCanvasAgg(figure).draw()  # only then have ticks their words
    outside = [label for panel in figure.axes for label in beyond(panel)]
    shown = [text for text in texts(figure) if text not in outside]
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in shown]  # without the lines that lead to marks
    for told, box in boxes:
        assert box.x0 >= figure.bbox.x0 - 1, told
        assert box.x1 <= figure.bbox.x1 + 1, told
        assert box.y0 >= figure.bbox.y0 - 1, told
        assert box.y1 <= figure.bbox.y1 + 1, told
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        assert across <= 1 or min(first.y1, second.y1) - max(first.y0, second.y0) < 3, (one, other)


def beyond(panel):
    """The numbers of ticks beyond the ends of a panel, which are not drawn."""
    found = []
    for number, (labels, ends) in enumerate(
        ((panel.get_xticklabels(), panel.get_xlim()), (panel.get_yticklabels(), panel.get_ylim()))
    ):
        found += [label for label in labels if not min(ends) <= label.get_position()[number] <= max(ends)]
    return found


@pytest.mark.parametrize("name", DRAW)
def test_every_picture_asks_in_words_and_says_what_it_is(drawn, found, name):
    told = said(drawn[name])
    assert f"hat decides {ASKED}?" in told
    assert f"Illustrative simulation, not a forecast. kfor-sim {style.__version__}, {found.credit}" in told
    assert "With 67 figures varied all at once, its spread (standard deviation) is" in told


@pytest.mark.parametrize("name", DRAW)
def test_whether_the_first_place_is_settled_is_said(plan, drawn, found, name):
    def percent(share):
        return f"{100 * share:.0f} %"

    assert found.is_settled
    before = percent(found.study.above_all_share)
    assert f"Settled, as far as the design goes: {LEADER} comes before all others in {before} of" in said(drawn[name])
    close = made_up(plan, weights={LEADER: 40.0, SECOND: 40.0}, singly=2, blocks=16)
    assert not close.is_settled_among_singly
    told = f"Not settled: {close.study.leader} comes first of those weighed singly in only"
    assert f"{told} {percent(close.study.first_share)} of resamples." in said(DRAW[name](close))
    left_out = made_up(plan, weights={LEADER: 60.0, SECOND: 50.0, LONG: 50.0, WHOLE: 50.0}, singly=1)
    assert left_out.is_settled_among_singly
    assert not left_out.is_settled
    told = f"Not settled: {LEADER} comes first of those weighed singly in 100 % of resamples, but before all others"
    assert f"{told} together in only {percent(left_out.study.above_all_share)}." in said(DRAW[name](left_out))
    told = "Not settled: with 8 blocks of the design nothing is."
    assert told in said(DRAW[name](made_up(plan, blocks=8)))


@pytest.mark.parametrize("name", DRAW)
def test_where_nothing_differs_that_is_said_in_plain_words(nothing, name):
    told = said(DRAW[name](nothing))
    assert "Nothing moves what is asked: it is the same at every point of the design." in told
    assert "Settled" not in told
    assert "Not settled" not in told
    assert "standard deviation) is" not in told
    assert "nan" not in told


@pytest.mark.parametrize("name", DRAW)
def test_what_moves_too_seldom_to_be_weighed_is_said_to(plan, name):
    seldom = made_up(plan, weights={LEADER: 1.0}, blocks=8, luck=0, of=lambda sums: np.where(sums > 0.499, 1.0, 0.0))
    assert seldom.study.leader is None
    assert seldom.study.asked.size.any()
    told = said(DRAW[name](seldom))
    assert "It moves too seldom to be weighed: what is asked is the same at all 16 points" in told
    assert "Nothing moves" not in told


def test_bars_of_no_length_are_explained(found):
    still = replace(found, ends={path: Ends(found.as_it_is, found.as_it_is) for path in found.ends})
    assert "None of them moves what is asked by itself." in said(figure_tornado(still))
    assert "None of them moves" not in said(figure_tornado(found))


def test_bars_reach_from_the_scenarios_own_value_to_what_is_asked_at_the_ends(drawn, found):
    panel = drawn["tornado"].axes[0]
    order = [found.study.last.names[place] for place in found.study.places]
    assert order[0] == LEADER
    for end in ("low", "high"):
        stops = bars(panel, end)
        assert len(stops) == 5
        for place, path in enumerate(order):
            start, stop = stops[place]
            assert start == pytest.approx(found.as_it_is)
            assert stop == pytest.approx(getattr(found.ends[path], end))
    (line,) = marked(panel, "as it is")
    assert set(line.get_xdata()) == {found.as_it_is}
    low, high = (next(patch for patch in panel.patches if patch.get_gid() == end) for end in ("low", "high"))
    assert low.get_hatch()
    assert not high.get_hatch()


def test_the_ends_of_ranges_are_written_beside_their_bars(drawn, found):
    panel = drawn["tornado"].axes[0]
    at = {text.get_text(): text.xy for text in panel.texts if hasattr(text, "xy")}
    for path in (LEADER, SECOND, LONG):
        row = row_of(found, path)
        assert at[written(row["low"])][0] == pytest.approx(found.ends[path].low)
        assert at[written(row["high"])][0] == pytest.approx(found.ends[path].high)
    assert at["4 weeks"][0] == pytest.approx(found.ends[WHOLE].high)
    assert "assumed. How strongly presence deters." in said(drawn["tornado"])
    assert "calibrated, in attack/1000 person/week. Everyday attacks without policing." in said(drawn["tornado"])
    assert "assumed, in persons." in said(drawn["tornado"])


def test_ends_without_a_number_are_said_and_bars_of_one_way_stand_one_above_the_other(found):
    odd = awkward(found)
    figure = figure_tornado(odd)
    panel = figure.axes[0]
    told = said(figure)
    assert told.count(": impossible") == 2
    assert told.count(": no size") == 2
    assert "Impossible: that end contradicts another figure." in told
    assert "No size: nothing to measure there." in told
    reached = [getattr(ends, end) for ends in odd.ends.values() for end in ("low", "high")]
    assert len(panel.patches) == sum(value is not None and np.isfinite(value) for value in reached)
    third = list(odd.ends)[2]
    place = [odd.study.last.names[each] for each in odd.study.places].index(third)
    spans = sorted((bar.get_y(), bar.get_y() + bar.get_height()) for bar in panel.patches if
                   place - 0.5 < bar.get_y() + bar.get_height() / 2 < place + 0.5)  # fmt: skip
    assert spans[0][1] == pytest.approx(spans[1][0])
    usual = max(bar.get_height() for bar in panel.patches)
    assert [stop - start for start, stop in spans] == pytest.approx([usual / 2, usual / 2])
    assert "mpossible" not in said(figure_tornado(found))


def test_without_a_size_as_the_scenario_has_it_there_are_no_bars(found):
    figure = figure_tornado(replace(found, as_it_is=nan))
    assert not figure.axes[0].patches
    assert "as the scenario has it, what is asked has no size" in said(figure)


def test_indices_and_intervals_stand_where_they_are(drawn, found):
    panel = drawn["tornado"].axes[1]
    rows = [*found.frame().head(5).to_dict("records"), found.others()]
    for name in ("first", "total"):
        dots, lines = marked(panel, name), marked(panel, f"{name} interval")
        assert len(dots) == len(lines) == 6
        for place, row in enumerate(rows):
            assert round(dots[place].get_ydata()[0]) == place
            assert dots[place].get_xdata()[0] == pytest.approx(np.clip(row[name], 0, 1))
            ends = np.clip([row[f"{name}_low"], row[f"{name}_high"]], 0, 1)
            np.testing.assert_allclose(lines[place].get_xdata(), ends)
    first, total = (marked(panel, name)[0] for name in ("first", "total"))
    assert first.get_marker() != total.get_marker()
    assert first.get_markerfacecolor() != total.get_markerfacecolor()
    assert panel.get_xlim()[0] < 0
    assert TOGETHER in said(drawn["tornado"])
    assert "62 figures" in said(drawn["tornado"])


@pytest.mark.parametrize("upright", [False, True])
def test_what_goes_on_beyond_nought_and_one_is_an_arrow(upright):
    panel = Figure().add_subplot()
    look = {"ls": "", "marker": "o", "mfc": "white", "mec": "black"}
    row = {"first": 0.4, "first_low": -0.2, "first_high": 1.3, "total": 1.2, "total_low": 0.3, "total_high": 0.9}
    for at, name in enumerate(("first", "total")):
        mark_index(panel, at, row, name, look, upright=upright)

    def places(gid):
        return [list(line.get_ydata() if upright else line.get_xdata()) for line in marked(panel, gid)]

    assert [line.get_marker() for line in marked(panel, "first beyond")] == (["v", "^"] if upright else ["<", ">"])
    assert places("first interval") == [[0, 1]]
    assert places("total interval") == [[0.3, 0.9]]
    assert [line.get_marker() for line in marked(panel, "total beyond")] == ["^" if upright else ">"]
    assert places("total") == [[1]]
    (low,), (high,) = places("first beyond")
    assert low < 0
    assert high > 1


def test_what_knowing_is_worth_stands_at_the_margin(drawn, found, nothing):
    told = [text.get_text() for text in drawn["tornado"].axes[1].texts]
    rows = [*found.frame().head(5).to_dict("records"), found.others()]
    assert told == [f"spread {worth(row)}" for row in rows]
    assert worth({"knowing": 0.124, "knowing_low": 0.05, "knowing_high": 0.2}) == "−12 % (5 to 20 %)"
    assert worth({"knowing": 0.001, "knowing_low": 0.0, "knowing_high": 0.016}) == "0 % (0 to 2 %)"
    assert {text.get_text() for text in figure_tornado(nothing).axes[1].texts} == {"nothing to shrink"}


def test_points_that_are_independent_stand_against_each_figure(drawn, found):
    panels = drawn["scatter"].axes
    assert len(panels) == 5
    points = found.points()
    independent = points[points["point"].isin([0, 7])]
    assert len(independent) == 96
    for panel, path in zip(panels, [LEADER, SECOND, LONG], strict=False):
        (dots,) = marked(panel, "points")
        np.testing.assert_allclose(dots.get_xdata(), independent[path])
        np.testing.assert_allclose(dots.get_ydata(), independent["asked"])
        (own,) = marked(panel, "own value")
        assert set(own.get_xdata()) == {row_of(found, path)["value"]}
        assert [set(line.get_ydata()) for line in marked(panel, "nought")] == [{0}]
        assert panel.get_ylim() == panels[0].get_ylim()


def test_means_of_fifths_and_their_errors(drawn, found):
    values, answers = np.array([0.0, 0.5, 1.9, 2.1, 10.0]), np.array([1.0, 2.0, 6.0, 5.0, 7.0])
    (first, mean, error), second, last = means(values, answers, 0.0, 10.0)
    assert (first, mean) == (0, 3.0)
    assert error == pytest.approx(np.std([1, 2, 6], ddof=1) / np.sqrt(3))
    assert second[:2] == (1, 5.0)
    assert np.isnan(second[2])
    assert last[:2] == (4, 7.0)
    panel = drawn["scatter"].axes[0]
    (dots,) = marked(panel, "points")
    row = row_of(found, LEADER)
    expected = means(dots.get_xdata(), dots.get_ydata(), row["low"], row["high"])
    drawn_means, errors = marked(panel, "mean"), marked(panel, "error")
    assert [line.get_ydata()[0] for line in drawn_means] == [each[1] for each in expected]
    np.testing.assert_allclose([np.ptp(line.get_ydata()) / 2 for line in errors], [each[2] for each in expected])
    assert drawn_means[0].get_xdata()[0] == pytest.approx(row["low"])
    assert drawn_means[-1].get_xdata()[-1] == pytest.approx(row["high"])


def test_every_whole_number_lies_inside_a_part(drawn):
    panel = drawn["scatter"].axes[3]
    assert "reserve.delay_weeks" in panel.get_xlabel()
    middles = [np.mean(line.get_xdata()) for line in marked(panel, "mean")]
    np.testing.assert_allclose(middles, [0, 1, 2, 3, 4])


def test_a_number_of_one_schedule_has_no_line_at_nought():
    single = plan_of("documented", metric="deaths", trajectories=2, blocks=8)
    figure = figure_scatter(made_up(single, of=lambda sums: 1000 + sums))
    assert not marked(figure.axes[0], "nought")
    assert figure.axes[0].get_ylim()[0] > 500
    assert 'under "documented"?' in said(figure)
    claim = plan_of("documented", "fast", claim="deaths(fast) > deaths(documented)", trajectories=2, blocks=8)
    asked = figure_scatter(made_up(claim))
    assert marked(asked.axes[0], "nought")
    assert 'what decides by how much "deaths(fast) > deaths(documented)"?' in said(asked)


def test_the_scale_is_logarithmic_only_where_tails_are_heavy(plan, drawn):
    assert drawn["scatter"].axes[0].get_yscale() == "linear"
    assert figure_scatter(CASES["tails"](plan)).axes[0].get_yscale() == "symlog"


def test_every_figure_stands_at_its_size_and_how_far_it_hangs_on_others(drawn, found):
    panel, asked = drawn["screening"].axes[0], found.study.asked
    at = {(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in marked(panel, "weighed")}
    assert at == {
        (asked.size[place], asked.spread[place]) for place, name in enumerate(asked.names) if name in found.study.singly
    }
    assert len(marked(panel, "screened")) == 62
    assert len(marked(panel, "interval")) == 62
    widths = sorted(np.ptp(line.get_xdata()) for line in marked(panel, "weighed interval"))
    errors = sorted(asked.size_error[asked.names.index(name)] for name in found.study.singly)
    np.testing.assert_allclose(widths, 2 * np.array(errors))
    (guide,) = marked(panel, "guide")
    np.testing.assert_allclose(guide.get_xdata(), guide.get_ydata())
    assert {text.get_text() for text in panel.texts} == set(found.study.singly)


def test_indices_stand_side_by_side_as_the_design_grew(drawn, found):
    panel, table = drawn["screening"].axes[1], found.convergence()
    assert [label.get_text() for label in panel.get_xticklabels()] == ["12", "24", "48"]
    dots, lines = marked(panel, "total"), marked(panel, "total interval")
    assert len(dots) == len(lines) == len(table) == 18
    across = [float(dot.get_xdata()[0]) for dot in dots]
    assert len({round(place, 6) for place in across}) == 18
    by_name = {name: rows.sort_values("blocks") for name, rows in table.groupby("figure")}
    leader = by_name[LEADER]
    np.testing.assert_allclose([dot.get_ydata()[0] for dot in dots[:3]], np.clip(leader["total"], 0, 1))
    for line, low, high in zip(lines[:3], leader["total_low"], leader["total_high"], strict=True):
        np.testing.assert_allclose(line.get_ydata(), np.clip([low, high], 0, 1))
    ends = [text.get_text() for text in panel.texts if text.get_gid() == "end"]
    assert len(ends) == 6
    assert ends[0].startswith(f"{LEADER}\n{leader['total'].iloc[-1]:.2f} (")
    assert f"{TOGETHER} (62 figures)" in ends[-1]
    assert len({dot.get_marker() for dot in dots}) == 6


def test_without_others_there_is_no_row_of_them(plan):
    few = replace(plan, ranges=plan.ranges[:3])
    alone = made_up(few, weights={each.path: 10.0 * (place + 1) for place, each in enumerate(few.ranges)})
    assert TOGETHER not in alone.study.last.names
    for draw in DRAW.values():
        assert TOGETHER not in said(draw(alone))
    assert len(marked(figure_tornado(alone).axes[1], "total")) == 3


def test_of_many_figures_the_largest_are_named_beside_their_effects(plan):
    figure = figure_screening(many(plan))
    assert len(figure.axes[0].texts) == 8
    assert len([text for text in figure.axes[1].texts if text.get_gid() == "end"]) == 15


def test_numbers_with_their_units():
    assert in_unit(-6.012, "week") == "−6.01 weeks"
    assert in_unit(1234.5, "person") == "1,234 persons"
    assert in_unit(1.0, "municipality") == "1 municipality"
    assert in_unit(0.0, "municipality") == "0 municipalities"
    assert in_unit(0.25, "1") == "0.25"
    assert name_lines("events.independence.shift", size=11, room=2.0) == ["events.independence.", "shift"]


@pytest.mark.parametrize("name", DRAW)
def test_the_same_answer_gives_the_same_bytes(found, tmp_path, name):
    one, other = (style.save_as(DRAW[name](found), tmp_path / f"{turn}.svg") for turn in range(2))
    assert one.read_bytes() == other.read_bytes()


def test_the_pictures_belong_to_their_kind(found):
    assert _pictures_of(found) == DRAW
    assert PICTURES["sensitivity"] == tuple(DRAW)
    for panel in (found.plot(), found.plot_scatter(), found.plot_screening()):
        assert isinstance(panel, plt.Axes)
        assert "Illustrative" in words(panel.figure)
        plt.close(panel.figure)
