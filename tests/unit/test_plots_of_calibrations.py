"""The pictures of a calibration: what they say and show, that nothing is cut off; of made-up draws, without a run."""

from dataclasses import replace
from math import log

import numpy as np
import pytest
from matplotlib import pyplot as plt

from drawn import extents, texts, words
from kfor_sim.calibration import Calibration, Fit, subject_of
from kfor_sim.calibration.fitting import Draws
from kfor_sim.calibration.record import posterior_rows
from kfor_sim.calibration.settling import Asked
from kfor_sim.errors import InputError
from kfor_sim.inventory import PICTURES
from kfor_sim.plots import style
from kfor_sim.plots.calibration_fit import figure_fit, fit, in_tolerances
from kfor_sim.plots.calibration_marks import figure_marks, has_marks, marks
from kfor_sim.plots.calibration_pairs import correlation, figure_pairs, pairs
from kfor_sim.plots.calibration_posterior import figure_posterior, posterior
from kfor_sim.prepare import calendar_of
from kfor_sim.ranges import ranges_of
from kfor_sim.report.pictures import _pictures_of
from kfor_sim.scenario.evidence import evidence

DRAW = {"posterior": figure_posterior, "pairs": figure_pairs, "fit": figure_fit, "marks": figure_marks}
DRAWS = 60


@pytest.fixture(scope="module")
def documented():
    return subject_of("documented", theories=["default"], evidence_set="full", budget=DRAWS)


@pytest.fixture(scope="module")
def conditions():
    changed = ["end=2011-12-31"]
    return subject_of("conditions", theories=["default"], evidence_set="full", budget=DRAWS, overrides=changed)


def made_up(subject, theory="default", *, kept=30, moved=0, figures=20, near=0, **changed):
    """A fit of so many kept draws, so many of which meet the targets only nearly; so many figures are moved."""
    scenario, rng = next(iter(subject.under.values())), np.random.default_rng(7)
    ranges = ranges_of(scenario)[:figures]
    shares = rng.permuted(np.tile((np.arange(DRAWS) + 0.5) / DRAWS, (len(ranges), 1)), axis=1).T
    shares[:kept] = rng.permuted(np.tile((np.arange(kept) + 0.5) / max(kept, 1), (len(ranges), 1)), axis=1).T
    shares[:kept, :moved] *= 0.3
    targets = tuple(subject.targets.values())
    calendar = calendar_of(scenario)
    return Fit(
        theory=theory,
        label=theory,
        draws=Draws(scenario, ranges, tuple(range(DRAWS)), shares, (scenario,) * DRAWS, DRAWS, DRAWS, np.ones(DRAWS)),
        strength=10_000 + 1_000.0 * np.arange(DRAWS)[:, np.newaxis] + np.zeros(len(calendar.first_days)),
        showed={target.name: showing(target, kept, near) for target in targets} | changed,
        targets=targets,
        level=subject.level,
    )


def showing(target, kept, near=0):
    """What lies within what is accepted in the kept draws, and one and a half tolerances off in those that are near."""
    asked = Asked.of([target])
    if not target.is_number:
        lowest = target.accepted.at_least
        return np.full(DRAWS, target.accepted.at_most - 0.01 if lowest is None else lowest + 1.0)
    at = np.full(DRAWS, 9.0)
    at[:kept] = np.linspace(-0.5, 0.5, kept)
    at[:near] = 1.5
    shown = asked.centres + at * asked.halves
    return np.exp(shown) if target.is_log else shown


def under(subject, *fits):
    return Calibration(subject, {each.theory: each for each in fits})


THEORIES = (
    *("default", "quinlivan", "friedman", "epstein", "hultman", "police-first", "relocation", "unmixing", "withdrawal"),
    *("rumour-and-response", "no-effect"),
)


def several(subject):
    """Eleven theories: the first moves 14 figures, the others fewer; one fits nearly, two fit not at all."""
    fits = [made_up(subject, theory, moved=max(14 - number, 0)) for number, theory in enumerate(THEORIES)]
    fits[3] = made_up(subject, THEORIES[3], near=30)
    fits[5] = made_up(subject, THEORIES[5], kept=0)
    fits[10] = made_up(subject, THEORIES[10], kept=4, near=4)
    return under(subject, *fits)


@pytest.fixture(scope="module")
def figures(documented, conditions):
    eleven, dated = several(documented), under(conditions, made_up(conditions, moved=2))
    return {
        **{f"{name}-11": DRAW[name](eleven) for name in ("posterior", "pairs", "fit")},
        **{f"{name}-1": draw(dated) for name, draw in DRAW.items()},
    }


NAMES = ("posterior-11", "pairs-11", "fit-11", "posterior-1", "pairs-1", "fit-1", "marks-1")


def said(figure):
    return " ".join(words(figure).split())


def marked(figure, gid):
    """What was drawn under a name, as lines."""
    return [line for panel in figure.axes for line in panel.get_lines() if line.get_gid() == gid]


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_says_that_it_is_illustrative_and_what_it_shows(figures, name):
    assert "Illustrative simulation, not a forecast" in said(figures[name])
    assert f"the full evidence: {DRAWS} draws of seed" in said(figures[name])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off_and_no_words_cover_each_other(figures, name):
    figure = figures[name]
    written = [text for text in texts(figure) if not text.get_rotation()]
    boxes = dict(zip(map(id, written), extents(figure, written), strict=True))
    for text in written:
        box = boxes[id(text)]
        assert box.x0 >= -1, text.get_text()
        assert box.y0 >= -1, text.get_text()
        assert box.x1 <= figure.bbox.x1 + 1, text.get_text()
        assert box.y1 <= figure.bbox.y1 + 1, text.get_text()
    for number, one in enumerate(written):
        for other in written[number + 1 :]:
            a, b = boxes[id(one)], boxes[id(other)]
            across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across <= 1 or up <= 2, (one.get_text(), other.get_text())


def test_slanted_and_upright_words_are_not_cut_off(figures):
    for figure in figures.values():
        slanted = [text for text in texts(figure) if text.get_rotation()]
        for text, box in zip(slanted, extents(figure, slanted), strict=True):
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= figure.bbox.x1 + 1, text.get_text()


def test_the_same_calibration_gives_the_same_bytes(documented, tmp_path):
    found = under(documented, made_up(documented, moved=2))
    for name in ("posterior", "pairs", "fit"):
        one, other = (style.save_as(DRAW[name](found), tmp_path / f"{name}-{turn}.svg") for turn in range(2))
        assert one.read_bytes() == other.read_bytes()


def test_intervals_lie_where_the_record_of_the_fit_has_them(documented):
    each = made_up(documented, moved=3)
    figure = figure_posterior(under(documented, each))
    rows = sorted((row for row in posterior_rows(each) if row["moved"]), key=lambda row: row["chance"])
    assert len(rows) == 3
    assert "3 of 20 figures moved" in said(figure)
    assert len(figure.axes) == 6
    bold = [line for line in marked(figure, "interval") if line.get_linewidth() > 2]
    assert len(bold) == 3
    for row, line in zip(rows, bold, strict=True):
        width = row["high"] - row["low"]
        expected = [(row[name] - row["low"]) / width for name in ("left_low", "left_high")]
        np.testing.assert_allclose(line.get_xdata(), expected)
        assert row["figure"] in said(figure)
    places = [round(float(line.get_xdata()[0]), 9) for line in marked(figure, "value")]
    assert places[0] in {round((row["value"] - row["low"]) / (row["high"] - row["low"]), 9) for row in rows}


def test_what_is_moved_stands_out_by_more_than_its_colour(documented):
    figure = figure_posterior(under(documented, made_up(documented, moved=2)))
    inside = [line.get_markerfacecolor() for line in marked(figure, "middle")]
    assert [colour == "white" for colour in inside] == [False] * 2 + [True] * 4
    assert "Shown: what is moved, and the next that luck explains least." in said(figure)


def test_of_many_figures_twelve_are_shown_and_the_rest_counted(figures):
    figure = figures["posterior-11"]
    assert len(figure.axes) == 12
    assert "14 of 20 figures moved" in said(figure)
    assert "Moved as well, and not shown: 2 figures; see posterior.csv." in said(figure)
    assert "No interval under police-first, no-effect: too few draws fit." in said(figure)
    assert len(marked(figure, "interval")) == 12 * 9
    for panel in figure.axes:
        heights = [line.get_ydata()[0] for line in panel.get_lines() if line.get_gid() == "interval"]
        assert heights == [0.5 + slot for slot in range(9)]


def test_where_nothing_is_moved_that_is_said(documented):
    figure = figure_posterior(under(documented, made_up(documented)))
    assert "no figure is clearly moved" in said(figure)
    assert "No figure is moved under any theory. Shown: the next" not in said(figure)
    assert "No figure is moved under any theory. Shown: those that luck explains least." in said(figure)
    assert len(figure.axes) == 6


def test_where_no_theory_has_intervals_the_ranges_are_drawn(documented):
    figure = figure_posterior(under(documented, made_up(documented, kept=0)))
    assert not marked(figure, "interval")
    assert len(marked(figure, "value")) == 6
    assert "No interval under default: too few draws fit." in said(figure)


def test_a_figure_that_a_theory_does_not_read_leaves_its_place_empty(documented):
    one, other = made_up(documented, "one", moved=4), made_up(documented, "other", moved=4)
    other = replace(other, draws=replace(other.draws, ranges=other.draws.ranges[1:], shares=other.draws.shares[:, 1:]))
    figure = figure_posterior(under(documented, one, other))
    shown = [[patch.get_y() for patch in panel.patches] for panel in figure.axes]
    assert sorted(shown) == [[0], *[[0, 1]] * 5]
    assert len(marked(figure, "interval")) == 11


def test_pairs_show_all_draws_and_those_kept(documented):
    each = made_up(documented, moved=2)
    figure = figure_pairs(under(documented, each))
    assert len(figure.axes) == 16
    assert [len(line.get_xdata()) for line in marked(figure, "all")] == [DRAWS] * 6
    kept = [panel.collections[0] for panel in figure.axes if panel.collections]
    assert [len(points.get_offsets()) for points in kept] == [30] * 6
    first = posterior_rows(each)
    paths = sorted((row["chance"], row["figure"]) for row in first if row["moved"])
    assert len(paths) == 2
    for _, path in paths:
        assert path in said(figure).replace(". ", ".")
    assert "60 draws" in said(figure)
    assert "30 kept, of which 30 meet every target" in said(figure)
    assert figure.texts[0].get_text() == "Which figures go together in simulated worlds that fit"


def test_whole_numbers_have_a_bar_each(documented):
    ranges = made_up(documented).draws.ranges
    delay = next(place for place, figure in enumerate(ranges) if figure.path == "reserve.delay_weeks")
    each = made_up(documented)
    draws = replace(each.draws, ranges=(ranges[delay], ranges[0]), shares=each.draws.shares[:, [delay, 0]])
    figure = figure_pairs(under(documented, replace(each, draws=draws)))
    steps = [patch.get_data() for panel in figure.axes for patch in panel.patches]
    assert len(steps) == 4
    assert sorted(len(data.values) for data in steps) == [5, 5, 10, 10]
    assert all(data.values.sum() == pytest.approx(1) for data in steps)
    edges = next(data.edges for data in steps if len(data.values) == 5)
    np.testing.assert_allclose(edges, [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5])


def test_guided_draws_count_by_their_weights(documented):
    """Of a guided draw that counts half as much, a bar is half as high, and its mark half as large."""
    each = made_up(documented)
    weights = np.where(np.arange(DRAWS) % 2, 0.5, 1.5)
    each = replace(each, draws=replace(each.draws, weights=weights))
    figure = figure_pairs(under(documented, each))
    points = next(panel.collections[0] for panel in figure.axes if panel.collections)
    assert "The larger the mark of a draw, the more it counts." in said(figure)
    sizes = np.unique(np.round(points.get_sizes(), 6))
    assert len(sizes) == 2
    assert sizes[1] / sizes[0] == pytest.approx(3)
    ends = np.where(np.arange(DRAWS) % 2, 1.0, 9.0)
    figure = figure_fit(under(documented, replace(each, showed={**each.showed, "march-2004-end": ends})))
    assert "25%" in said(figure)


def test_pairs_write_rank_correlations(documented):
    each = made_up(documented, moved=4)
    shares = each.draws.shares.copy()
    shares[:, 1] = shares[:, 0]
    figure = figure_pairs(under(documented, replace(each, draws=replace(each.draws, shares=shares))))
    told = [text.get_text() for text in texts(figure) if text.get_gid() == "correlation"]
    assert len(told) == 6
    assert "+1.0" in told


def test_rank_correlation_by_hand():
    values = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0], [5.0, 50.0]])
    assert correlation(values, np.ones(5)) == pytest.approx(1 - 6 * 4 / (5 * 24))
    assert correlation(values * (1, -1), np.ones(5)) == pytest.approx(-0.8)
    assert correlation(values, np.array([1.0, 1.0, 0.0, 0.0, 0.0])) == pytest.approx(-1)
    assert correlation(values[:4], np.ones(4)) is None
    assert correlation(np.column_stack([values[:, 0], np.ones(5)]), np.ones(5)) is None


def test_worlds_that_only_nearly_fit_are_called_so(documented):
    assert "worlds that nearly fit" in said(figure_pairs(under(documented, made_up(documented, near=30))))
    assert "worlds that fit, or nearly" in said(figure_pairs(under(documented, made_up(documented, near=10))))
    few = said(figure_pairs(under(documented, made_up(documented, kept=4, near=4))))
    assert "worlds that come closest" in few
    assert "Too few draws fit for intervals" in few


def test_a_scenario_with_two_ranges_has_two_figures(documented):
    assert len(figure_pairs(under(documented, made_up(documented, figures=2))).axes) == 4
    assert len(figure_pairs(under(documented, made_up(documented, figures=1))).axes) == 1


def test_tolerances_by_hand():
    crowd, share = (evidence().targets[name] for name in ("march-2004-crowd", "serb-victims-2000"))
    at = in_tolerances(np.array([34_000.0, 51_000.0, 76_500.0, np.nan, 0.0]), crowd)
    np.testing.assert_allclose(at[:3], [-1, 0, 1], atol=1e-12)
    assert len(at) == 4
    assert at[3] < -1e6
    np.testing.assert_allclose(in_tolerances(np.array([0.33, 0.48]), share), [0, 1.5])
    half = log(76_500 / 34_000) / 2
    assert in_tolerances(np.array([51_000 * np.exp(2 * half)]), crowd)[0] == pytest.approx(2)


def test_the_fit_tells_verdicts_and_marks_theories_without_draws(figures, documented):
    figure = figures["fit-11"]
    assert figure.texts[0].get_text() == "Held to the record: under some theories no draw fits"
    numbers = sum(target.is_number for target in documented.targets.values())
    patterns = len(documented.targets) - numbers
    drawn = [patch.get_gid() for panel in figure.axes for patch in panel.patches]
    assert drawn.count("none kept") == numbers
    assert drawn.count("accepted") == 10 * numbers
    assert drawn.count("share") == 11 * patterns
    assert len(marked(figure, "interval")) == 9 * numbers
    inside = [line.get_markerfacecolor() for line in marked(figure, "middle") if line.get_marker() == "o"]
    assert inside.count("white") == numbers
    assert sum(line.get_marker() == "x" and len(line.get_xdata()) == 4 for line in marked(figure, "middle")) == numbers
    assert all(theory in said(figure) for theory in THEORIES)
    assert "held out: never used in the fit" in said(figure)
    assert "30 of 60" in said(figure)
    assert "none kept" in said(figure)


def test_what_lies_beyond_four_tolerances_is_an_arrow(documented):
    target = evidence().targets["serb-victims-2000"]
    far = np.full(DRAWS, 0.33)
    figure = figure_fit(under(documented, made_up(documented, **{target.name: far})))
    assert not marked(figure, "beyond")
    far[:15] = 0.33 + 0.1 * 4.5
    figure = figure_fit(under(documented, made_up(documented, **{target.name: far})))
    (arrow,) = marked(figure, "beyond")
    assert arrow.get_marker() == ">"
    interval = max(marked(figure, "interval"), key=lambda line: np.ptp(line.get_xdata()))
    assert arrow.get_xdata()[0] == pytest.approx(interval.get_xdata()[1])
    far[:] = -1
    figure = figure_fit(under(documented, made_up(documented, **{target.name: far})))
    (arrow,) = marked(figure, "beyond")
    assert arrow.get_marker() == "<"


def test_a_bar_is_as_long_as_the_share_of_draws_that_meet_a_pattern(documented):
    ends = np.where(np.arange(DRAWS) < 45, 1.0, 9.0)  # weeks; two are accepted
    figure = figure_fit(under(documented, made_up(documented, **{"march-2004-end": ends})))
    bars = [patch for panel in figure.axes for patch in panel.patches if patch.get_gid() == "share"]
    widths = sorted(bar.get_width() for bar in bars)
    assert widths[0] / widths[-1] == pytest.approx(0.75)
    assert "75%" in said(figure)


def test_one_theory_alone_has_its_verdict_in_the_title(documented):
    for settings, verdict in (
        ({}, "default fits"),
        ({"near": 30}, "default fits only nearly"),
        ({"kept": 0}, "no fit is found for default"),
    ):
        figure = figure_fit(under(documented, made_up(documented, **settings)))
        assert figure.texts[0].get_text() == f"Held to the record: {verdict}"


def test_nothing_to_measure_is_said(documented):
    nothing = np.full(DRAWS, np.nan)
    figure = figure_fit(under(documented, made_up(documented, **{"serb-victims-2001": nothing})))
    assert "nothing to measure" in said(figure)


def test_strengths_are_filled_open_or_crossed(conditions):
    each = made_up(conditions)
    figure = figure_marks(under(conditions, each))
    inside = sum(mark.inside for mark in each.marks)
    assert 0 < inside < len(each.marks)
    count = {gid: len(marked(figure, gid)[0].get_xdata()) for gid in ("fitted", "inside", "outside")}
    assert count == {"fitted": 3, "inside": inside, "outside": len(each.marks) - inside}
    assert sorted(marked(figure, "fitted")[0].get_ydata()) == [15_000, 15_900, 50_000]
    assert f"{inside} of {len(each.marks)} inside the simulated 90% band" in figure.texts[0].get_text()
    assert f"on record, never used: {inside} of {len(each.marks)} inside the 90% band" in said(figure)
    assert len(marked(figure, "world")) == 3
    band = figure.axes[0].collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == pytest.approx(10_000 + 1_000 * (0.05 * 31 - 1))
    assert band.max() == pytest.approx(10_000 + 1_000 * (0.95 * 31 - 1))
    assert set(marked(figure, "middle")[0].get_ydata()) == {10_000 + 1_000 * 14.5}


def test_where_levels_are_put_in_there_is_no_picture_of_strengths(documented, conditions):
    found = under(documented, made_up(documented))
    assert not has_marks(found)
    with pytest.raises(InputError, match="no strength on record is left"):
        figure_marks(found)
    assert list(_pictures_of(found)) == ["posterior", "pairs", "fit"]
    assert tuple(_pictures_of(under(conditions, made_up(conditions)))) == PICTURES["calibrate"]


def test_notebooks_get_axes(conditions):
    found = under(conditions, made_up(conditions))
    for draw in (posterior, pairs, fit, marks):
        assert isinstance(draw(found), plt.Axes)
    assert isinstance(found.plot(), plt.Axes)
    plt.close("all")
