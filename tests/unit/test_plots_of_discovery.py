"""The picture of a discovery: dots, boxes, regrets and words, nothing is cut off; of made-up worlds, without a run."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from drawn import extents, texts, words
from kfor_sim.calibration.posterior import share_of
from kfor_sim.discovery import Discovery, plan_of
from kfor_sim.discovery.finding import Found, Judged
from kfor_sim.discovery.regretting import regretted
from kfor_sim.discovery.rule import Bound, Rule
from kfor_sim.discovery.sample import Sample
from kfor_sim.equifinality import Share
from kfor_sim.equifinality.worlds import Worlds
from kfor_sim.inventory import PICTURES
from kfor_sim.plots import style
from kfor_sim.plots.discovery import figure_discovery
from kfor_sim.plots.discovery_words import title
from kfor_sim.report.pictures import _pictures_of

EVERY = ("default", "quinlivan", "friedman", "epstein", "hultman", "police-first", "relocation", "unmixing")
PATHS = ("unrest.deterrence", "unrest.threshold", "violence.everyday_rate")
FIRST, SECOND = Bound(PATHS[0], high=2.1), Bound(PATHS[1], low=0.1, high=0.15)


def answer(
    *rules,
    theories=("default", "no-effect"),
    schedules=("documented", "fast"),
    worlds=40,
    says=None,
    claim=None,
    large=False,
):
    """Worlds that fail inside the first rule; without one, all in no order."""
    asked = plan_of(schedules, theories=theories, claim=claim, worlds=worlds)
    luck = np.random.default_rng(7)
    figures = luck.uniform([1.0, 0.05, 0.1], [4.0, 0.2, 0.3], size=(worlds * len(theories), 3))
    place, numbers = np.repeat(np.arange(len(theories)), worlds), np.tile(np.arange(worlds), len(theories))
    sample = Sample(PATHS, tuple(theories), figures, place, numbers, luck.random(len(place)) < 0.3)
    if large:
        sample = replace(sample, figures=figures * 2e7)
    if rules:
        sample = replace(sample, fails=rules[0].inside(sample))
    shares = {name: share(asked, sample, number, schedules) for number, name in enumerate(theories)}
    judged = tuple(Judged.of((rule,), sample, level=0.9) for rule in rules)
    found = Found(says or "rule found", judged, judged[0] if judged else None, 200, 3)
    return Discovery(asked, shares, sample, found, regretted(asked.metrics, shares))


def share(asked, sample, number, schedules):
    fails = sample.fails[sample.theory == number]
    worlds, gaps = len(fails), np.where(fails, -1.0, 1.0)
    steps = np.arange(1.0, worlds + 1)
    metrics = {
        name: {metric.name: 10.0 * place * steps**2 for metric in asked.question.metrics}
        for place, name in enumerate(schedules)
    }
    label = asked.asked.subject.label(sample.theories[number])
    chances = share_of(~fails, np.ones(worlds), level=0.9)
    known = Worlds(tuple(range(worlds)), np.ones(worlds), {}, 0)
    return Share(sample.theories[number], label, known, gaps, metrics, *chances, 0.0, None)


def rule(*bounds, theories=("default", "no-effect"), among=("default", "no-effect")):
    return Rule(bounds, theories, among)


def dots(panel, kind):
    """Where the dots of a kind stand in a panel, shape (dot, 2)."""
    (drawn,) = [each for each in panel.collections if each.get_label() == kind]
    return np.asarray(drawn.get_offsets())


def boxes(panel):
    """The outlines of the rule, as left, right, bottom and top."""
    drawn = [each for each in panel.patches if isinstance(each, Rectangle) and each.get_gid() == "box"]
    return [
        (*each.get_xy(), each.get_xy()[0] + each.get_width(), each.get_xy()[1] + each.get_height()) for each in drawn
    ]


def test_two_figures_make_a_plane_with_every_world_and_the_box():
    found = answer(rule(FIRST, SECOND))
    panel = figure_discovery(found).axes[0]
    fails = found.sample.fails
    for kind, here in (("holds", ~fails), ("fails", fails)):
        np.testing.assert_allclose(dots(panel, kind), found.sample.figures[here][:, :2])
        assert len(dots(panel, f"{kind}, faint")) == 0
    ((left, low, right, high),) = boxes(panel)
    assert (right, low, high) == pytest.approx((2.1, 0.1, 0.15))
    assert left == pytest.approx(panel.get_xlim()[0])
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("unrest.deterrence", "unrest.threshold")


def test_worlds_that_the_rest_of_the_rule_leaves_out_are_faint():
    found = answer(rule(FIRST, SECOND, Bound(PATHS[2], low=0.2), theories=("default",)))
    drawn = figure_discovery(found)
    rest = (found.sample.theory == 0) & (found.sample.figures[:, 2] > 0.2)
    panel = drawn.axes[0]
    assert len(dots(panel, "holds")) + len(dots(panel, "fails")) == np.count_nonzero(rest)
    assert len(dots(panel, "holds, faint")) == np.count_nonzero(~rest & ~found.sample.fails)
    assert "Faint: worlds that the rest of the rule leaves out." in " ".join(words(drawn).split())


def test_one_figure_is_drawn_theory_by_theory_with_a_box_in_those_of_the_rule():
    found = answer(rule(FIRST, theories=("no-effect",)))
    panel = figure_discovery(found).axes[0]
    ((_, low, right, high),) = boxes(panel)
    assert right == pytest.approx(2.1)
    assert (low > 0, low < 1 < high) == (True, True)
    every = np.concatenate([dots(panel, kind) for kind in ("holds", "fails")])
    np.testing.assert_allclose(np.sort(every[:, 0]), np.sort(found.sample.figures[:, 0]))
    inside = dots(panel, "fails")
    assert ((inside[:, 1] > low) & (inside[:, 1] < high) & (inside[:, 0] <= 2.1)).all()
    labels = [label.get_text() for label in panel.get_yticklabels()]
    assert labels == ["the scenario's own mechanisms", "Null: troops change nothing"]


@pytest.mark.parametrize("found", [answer(rule(theories=("no-effect",))), answer(says="no rule lasts")])
def test_without_a_figure_shares_are_shown_theory_by_theory(found):
    panel = figure_discovery(found).axes[0]
    marks = [line.get_xdata()[0] for line in panel.get_lines() if line.get_marker() == "X"]
    assert marks == pytest.approx([found.sample.fails[found.sample.theory == place].mean() for place in (0, 1)])
    assert len(boxes(panel)) == len(found.found.rules)
    assert panel.get_xlabel() == "share of worlds in which the claim fails"


def test_failures_differ_in_colour_and_in_mark():
    panel = figure_discovery(answer(rule(FIRST, SECOND))).axes[0]
    looks = {each.get_label(): each for each in panel.collections}
    shapes = [looks[kind].get_paths()[0].vertices.tobytes() for kind in ("holds", "fails")]
    assert len(set(shapes)) == 2
    assert len({to_hex(looks[kind].get_facecolor()[0]) for kind in ("holds", "fails")}) == 2


def test_each_regret_is_a_dot_and_nine_of_ten_do_not_lie_beyond_the_bar():
    found = answer(rule(FIRST, SECOND))
    _, *strips = figure_discovery(found).axes
    assert len(strips) == 4
    names = [metric.name for metric in found.plan.metrics][:4]
    for strip, name in zip(strips, names, strict=True):
        for each in (one for one in found.regrets if one.metric.name == name):
            np.testing.assert_allclose(np.sort(dots(strip, each.schedule)[:, 0]), np.sort(each.distances))
        bars = [line.get_xdata()[0] for line in strip.get_lines() if line.get_gid() == "p90"]
        assert bars == [each.mostly for each in found.regrets if each.metric.name == name]


def test_regrets_without_a_size_are_no_dots():
    found = answer(rule(FIRST, SECOND))
    endless = [
        replace(each, distances=np.where(each.distances > 5000, np.inf, each.distances)) for each in found.regrets
    ]
    drawn = figure_discovery(replace(found, regrets=tuple(endless)))
    assert np.isfinite(dots(drawn.axes[1], "fast")).all()


def test_coverage_and_density_are_said_in_words_and_so_is_luck():
    found = answer(rule(FIRST, SECOND), rule(Bound(PATHS[2], low=0.1)))
    said = " ".join(words(figure_discovery(found)).split())
    assert "it fails in 100 per cent inside the rule" in said
    assert "100 per cent of failures lie inside" in said
    assert "the same search finds a rule in 3 of 200 cases" in said
    assert "no probability of anything in Kosovo" in said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (answer(rule(FIRST)), "“fast is less secure than documented” fails where unrest.deterrence is at most 2.1"),
        (answer(says="no rule lasts"), "fast is less secure than documented: no rule of failure that lasts"),
        (answer(says="never fails"), "fast is less secure than documented: fails in no simulated world"),
    ],
)
def test_the_title_says_where_it_fails(found, said):
    assert title(found) == said


def test_a_rule_that_does_not_last_is_not_drawn():
    found = answer(rule(FIRST, SECOND))
    odd = replace(found.sample, fails=found.sample.fails & found.sample.grows)
    judged = (Judged.of((rule(FIRST, SECOND),), odd, level=0.9),)
    drawn = figure_discovery(replace(found, sample=odd, found=Found("no rule lasts", judged, judged[0], 200, 3)))
    assert not boxes(drawn.axes[0])


LONG = "deaths(fast) > 1.1 * deaths(documented) + 20 * deaths(documented)"
MANY = ("documented", "fast", "cliff", "equal-hold-then-cliff", "equal-front-loaded")
CASES = {
    "plane": lambda: answer(rule(FIRST, SECOND)),
    "large": lambda: answer(rule(Bound(PATHS[1], low=2e6), Bound(PATHS[0], high=5e7)), large=True),
    "three": lambda: answer(rule(FIRST, SECOND, Bound(PATHS[2], low=0.2), theories=("default",)), claim=LONG),
    "rows": lambda: answer(rule(FIRST)),
    "one": lambda: answer(rule(FIRST, theories=("default",), among=("default",)), theories=("default",)),
    "eight": lambda: answer(rule(FIRST, theories=EVERY[:3], among=EVERY), theories=EVERY),
    "shares": lambda: answer(rule(theories=EVERY[:1], among=EVERY), theories=EVERY),
    "nothing": lambda: answer(says="no rule lasts"),
    "many": lambda: answer(rule(FIRST, SECOND), schedules=MANY),
    "registered": lambda: answer(rule(FIRST), claim="cliff-breaks-down", schedules=("documented", "cliff")),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_cut_off_and_no_words_cover_others(case):
    drawn = figure_discovery(CASES[case]())
    assert isinstance(drawn, Figure)
    drawn.draw_without_rendering()  # only then have ticks their words
    outside = [label for panel in drawn.axes for label in beyond(panel)]
    shown = [text for text in texts(drawn) if text not in outside]
    boxed = [(text.get_text(), box) for text, box in zip(shown, extents(drawn, shown), strict=True)]
    for said, box in boxed:
        assert box.x0 >= drawn.bbox.x0 - 1, said
        assert box.x1 <= drawn.bbox.x1 + 1, said
        assert box.y0 >= drawn.bbox.y0 - 1, said
        assert box.y1 <= drawn.bbox.y1 + 1, said
    for (one, first), (other, second) in combinations(boxed, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        assert across <= 0 or min(first.y1, second.y1) - max(first.y0, second.y0) < 3, (one, other)


def beyond(panel):
    """The numbers of ticks beyond the ends of a panel, which are not drawn."""
    low, high = panel.get_xlim()
    bottom, top = sorted(panel.get_ylim())
    across = [label for label in panel.get_xticklabels() if not low <= label.get_position()[0] <= high]
    return across + [label for label in panel.get_yticklabels() if not bottom <= label.get_position()[1] <= top]


def test_the_same_answer_gives_the_same_bytes(tmp_path):
    found = answer(rule(FIRST, SECOND))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        style.save(figure_discovery(found), tmp_path / folder, stem="discover")
    for name in ("discover.svg", "discover.png"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_picture_says_what_it_is_and_belongs_to_its_kind():
    found = answer(rule(FIRST, SECOND))
    assert f"Illustrative simulation, not a forecast. kfor-sim {style.__version__}, {found.credit}" in " ".join(
        words(figure_discovery(found)).split()
    )
    assert _pictures_of(found) == {"discover": figure_discovery}
    assert PICTURES["discover"] == ("discover",)
    panel = found.plot()
    assert isinstance(panel, plt.Axes)
    plt.close(panel.figure)
