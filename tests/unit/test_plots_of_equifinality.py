"""The picture of rival answers: dots, rows, order and words, nothing is cut off; of made-up worlds, without a run."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from drawn import extents, texts, words
from kfor_sim.calibration.posterior import share_of
from kfor_sim.equifinality import Equifinality, plan_of
from kfor_sim.equifinality.equifinality import Share
from kfor_sim.equifinality.worlds import Worlds
from kfor_sim.inventory import PICTURES
from kfor_sim.plots import style
from kfor_sim.plots.equifinality import figure_equifinality, kinds, ordered, spread
from kfor_sim.plots.equifinality_words import axis_words, seen, title
from kfor_sim.report.pictures import _pictures_of

NAMES = ["documented", "fast"]
LONGEST = "Hultman and others: size of the mission"
UP, DOWN = [0.01, 0.02, 0.03] * 10, [-0.01, -0.02, -0.03] * 10
EXTREME = [np.inf, -np.inf, np.nan, 0.0] * 5


def plan(claim=None, schedules=NAMES, posterior=True, evidence="brief"):
    return plan_of(schedules, posterior=posterior, theories=["default"], evidence=evidence, claim=claim)


def share(theory, label, gaps, *, weights=None, fitted=None, distance=0.5):
    """A theory whose worlds have these gaps; its fit knows twice as many draws, every other of which was kept."""
    gaps = np.array(gaps, dtype=float)
    count = len(gaps)
    weights = np.ones(count) if weights is None else np.array(weights)
    numbers = tuple(range(1, 2 * count, 2))
    fit = None
    if fitted is not None:
        misses = np.full((2 * count, 1), 9.0)
        misses[1::2, 0] = distance * np.linspace(0.5, 1, count)
        draws = SimpleNamespace(numbers=tuple(range(2 * count)))
        verdict = "fits" if count else "no fit found"
        fit = SimpleNamespace(fitted=fitted, draws=draws, misses=misses, verdict=verdict)
    metrics = {name: {"deaths": 1000.0 * np.arange(1, count + 1)} for name in NAMES}
    worlds = Worlds(numbers, weights, {}, 0)
    chances = share_of(gaps > 0, weights, level=0.9)
    equal = share_of(gaps == 0, weights, level=0.9)[0]
    return Share(theory, label, worlds, gaps, metrics, *chances, equal, fit)


def answer(rows, *, asked=None, posterior=True, evidence="brief"):
    asked = asked or plan(posterior=posterior, evidence=evidence)
    targets = tuple(target for target in asked.subject.targets.values() if target.use == "fit")
    shares = {
        name: share(name, label, gaps, fitted=targets if posterior else None, **others)
        for name, label, gaps, others in rows
    }
    return Equifinality(asked, shares, object() if posterior else None)


FOUR = [
    ("down", LONGEST, DOWN, {}),
    ("none", "No fit", [], {}),
    ("default", "the scenario's own mechanisms", UP, {}),
    ("mixed", "Mixed", UP[:15] + DOWN[:14] + [0.0], {}),
    ("most", "Most", UP[:25] + DOWN[:5], {}),
]


@pytest.fixture(scope="module")
def found():
    return answer(FOUR)


@pytest.fixture(scope="module")
def figure(found):
    return figure_equifinality(found)


def dots(panel, kind):
    """Where the dots of a kind stand in a panel, shape (dot, 2)."""
    (drawn,) = [each for each in panel.collections if each.get_label() == kind]
    return np.asarray(drawn.get_offsets())


def rows_of(panel):
    """The heights of the rows by the names of theories."""
    labels = [label.get_text() for label in panel.get_yticklabels()]
    return dict(zip(labels, panel.get_yticks(), strict=True))


def margin(panel):
    """What stands right of a panel, from the top."""
    told = [text for text in panel.texts if text.get_position()[0] > 1]
    return [text.get_text() for text in sorted(told, key=lambda text: text.get_position()[1])]


def test_rows_stand_in_groups_by_what_worlds_say_and_there_by_share(figure, found):
    assert [each.theory for each in ordered(found.shares.values())] == ["default", "most", "mixed", "down", "none"]
    heights = rows_of(figure.axes[1])
    assert list(heights) == ["the scenario's own mechanisms", "Most", "Mixed", LONGEST, "No fit"]
    assert list(heights.values()) == sorted(heights.values())
    bottom, top = figure.axes[0].get_ylim()
    assert top < min(heights.values())
    assert max(heights.values()) < bottom


def test_the_scenarios_own_mechanisms_are_bold(figure):
    labels = [label for panel in figure.axes for label in panel.get_yticklabels() if label.get_text()]
    assert {label.get_text() for label in labels if label.get_fontweight() == "bold"} == {
        "the scenario's own mechanisms"
    }


def test_each_world_is_a_dot_at_its_gap_in_the_row_of_its_theory(figure, found):
    claimed, record = figure.axes
    heights = rows_of(record)
    for kind, is_there in {"holds": np.greater, "fails": np.less, "equal": np.equal}.items():
        points = dots(claimed, kind)
        for each in found.shares.values():
            height = heights[each.label]
            here = points[np.abs(points[:, 1] - height) < 0.5]
            np.testing.assert_allclose(np.sort(here[:, 0]), np.sort(each.gaps[is_there(each.gaps, 0)]))
        assert len(dots(record, kind)) == len(points)
    assert any(line.get_xdata() == [0, 0] for line in claimed.get_lines())


def test_sides_differ_in_colour_and_in_mark(figure):
    looks = {each.get_label(): each for each in figure.axes[0].collections}
    shapes = [looks[kind].get_paths()[0].vertices.tobytes() for kind in ("holds", "fails", "equal")]
    assert len(set(shapes)) == 3
    assert len({to_hex(looks[kind].get_facecolor()[0]) for kind in ("holds", "fails", "equal")}) == 3


def test_shares_stand_at_the_margin_group_by_group(figure):
    assert margin(figure.axes[0]) == [
        *("more often than not", "holds in 100 % (92 to 100), n = 30", "holds in 83 % (70 to 92), n = 30"),
        *("cannot be told", "holds in 50 % (36 to 64), n = 30"),
        *("less often than not", "holds in 0 % (0 to 8), n = 30"),
        *("no fit found", "n = 0"),
    ]


def test_a_theory_without_worlds_says_so_in_place(figure):
    for panel in figure.axes:
        height = rows_of(figure.axes[1])["No fit"]
        assert [text.get_text() for text in panel.texts if text.get_position() == (0.5, height)] == ["no fit found"]


def test_where_the_record_is_patterns_the_left_panel_shows_deaths_and_says_so(figure, found):
    record = figure.axes[1]
    every = np.concatenate([dots(record, kind) for kind in ("holds", "fails", "equal")])
    np.testing.assert_allclose(np.sort(every[:, 0]), np.sort(np.tile(1000.0 * np.arange(1, 31), 4)))
    said = " ".join(words(figure).split())
    assert "Every world shows what is asked (better by 2003, 2008 flares and eases)" in said
    assert 'deaths in both streams of violence in the whole run, under the schedule "documented"' in said
    assert record.get_xlabel() == "deaths in the model"
    assert not seen(found, list(found.shares.values())).is_distance


def test_where_the_record_has_numbers_the_left_panel_shows_the_distance_of_the_worlds_own_draws():
    found = answer([("default", "own", UP, {}), ("far", "Far", DOWN, {"distance": 2.5})], evidence="full")
    shown = seen(found, list(found.shares.values()))
    np.testing.assert_allclose(shown.values[0], 0.5 * np.linspace(0.5, 1, 30))
    np.testing.assert_allclose(shown.values[1], 2.5 * np.linspace(0.5, 1, 30))
    assert "Beyond: only nearly" in shown.words
    assert "Beyond" not in seen(found, [found.shares["default"]]).words
    drawn = figure_equifinality(found)
    record = drawn.axes[1]
    assert record.get_xlabel() == "tolerances"
    np.testing.assert_allclose(np.sort(dots(record, "holds")[:, 0]), shown.values[0])
    assert any(line.get_xdata() == [1, 1] for line in record.get_lines())


def test_worlds_that_were_not_fitted_have_one_panel_and_a_title_that_says_so():
    found = answer([("default", "own", UP, {}), ("few", "Few", UP[:4], {})], posterior=False)
    drawn = figure_equifinality(found)
    assert len(drawn.axes) == 1
    said = " ".join(words(drawn).split())
    assert "Simulated worlds from the ranges, unfitted, would mostly have it so, under every theory that can be" in said
    assert "What the record sees" not in said
    assert "too few worlds" in margin(drawn.axes[0])
    assert margin(drawn.axes[0])[-1] == "n = 4"


def test_the_title_says_what_the_claim_comes_to(found):
    claim = "fast is less secure than documented?"
    assert title(found) == f"{claim} Simulated worlds that fit the record disagree, theory by theory"
    own, down, none = (found.shares[name] for name in ("default", "down", "none"))

    def of(*shares):
        return title(replace(found, shares={str(place): each for place, each in enumerate(shares)}))

    assert of(own, own, none).endswith("would mostly have it so, under every theory that can be asked")
    assert of(down).endswith("would mostly not have it so, under every theory that can be asked")
    assert of(none, none).endswith("Simulated worlds that fit the record are too few to say")
    assert of(own, down).endswith("disagree, theory by theory")


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (None, "security, theatre, mean of the weeks: documented less fast"),
        ("deaths(fast) > deaths(documented)", "deaths in both streams of violence: fast less documented (person)"),
        ("deaths(fast) > 1.1 * deaths(documented)", "deaths(fast) less 1.1 * deaths(documented) (person)"),
        ("deaths(fast) / deaths(documented) > 2", "deaths(fast) / deaths(documented) less 2"),
        ("attacks(fast) > deaths(documented)", "attacks(fast) less deaths(documented)"),
        (
            "0 < deaths(fast) < deaths(documented)",
            "the smallest of the differences by which 0 < deaths(fast) and deaths(fast) < deaths(documented) hold "
            "(person)",
        ),
    ],
)
def test_the_axis_says_what_a_gap_is(claim, said):
    assert axis_words(plan(claim).question) == said


def test_the_scale_is_logarithmic_only_where_gaps_are_strongly_skewed(figure):
    assert figure.axes[0].get_xscale() == "linear"
    skewed = [0.001, -0.002, 0.0015] * 10
    assert figure_equifinality(answer([("default", "own", [*skewed, 0.07], {})])).axes[0].get_xscale() == "linear"
    panel = figure_equifinality(answer([("default", "own", [*skewed, 0.08], {})])).axes[0]
    assert panel.get_xscale() == "symlog"
    assert panel.xaxis.get_transform().linthresh == pytest.approx(0.001)
    low, high = panel.get_xlim()
    assert low < -0.002
    assert high > 0.08


def test_without_any_difference_the_axis_has_no_number_but_nought():
    for case in ("none", "level"):
        panel = figure_equifinality(CASES[case]()).axes[0]
        assert panel.get_xticks().tolist() == [0]


def test_differences_without_a_size_stand_at_the_edge_and_unknown_ones_are_counted():
    drawn = figure_equifinality(answer([("default", "own", EXTREME + UP, {})]))
    low, high = drawn.axes[0].get_xlim()
    assert np.count_nonzero(dots(drawn.axes[0], "holds")[:, 0] == high) == 5
    assert np.count_nonzero(dots(drawn.axes[0], "fails")[:, 0] == low) == 5
    assert len(dots(drawn.axes[0], "unknown")) == 0
    assert len(dots(drawn.axes[1], "unknown")) == 5
    said = " ".join(words(drawn).split())
    assert "At the very edge: a difference without a size." in said
    assert "Unknown, so not drawn: the difference in 5 worlds." in said


def test_worlds_that_count_for_more_have_larger_dots(figure):
    drawn = figure_equifinality(answer([("default", "own", UP, {"weights": [0.5, 1.5] * 15})]))
    sizes = drawn.axes[0].collections[0].get_sizes()
    assert sizes[1] == pytest.approx(3 * sizes[0])
    assert "Larger dots count for more." in words(drawn)
    assert "Larger dots" not in words(figure)


def test_kinds_of_worlds():
    assert kinds(np.array([1.0, -1.0, 0.0, np.nan, np.inf])).tolist() == [
        *("holds", "fails", "equal", "unknown", "holds")
    ]


def test_neighbours_in_a_row_stand_apart_and_always_at_the_same_places():
    values = np.random.default_rng(3).normal(size=40)
    places = spread(values)
    np.testing.assert_array_equal(places, spread(values))
    assert np.abs(places).max() <= 0.5
    assert np.abs(np.diff(places[np.argsort(values)])).min() > 0.3
    assert spread(np.empty(0)).shape == (0,)


def eleven():
    gaps = 0.02 * np.random.default_rng(5).normal(size=(11, 40))
    rows = [(f"t{place}", LONGEST, each + 0.03 - 0.006 * place, {}) for place, each in enumerate(gaps)]
    rows[7] = ("t7", LONGEST, [], {})
    rows[8] = ("t8", "A theory of a user's own whose name goes on and on until there is no room for it", UP[:4], {})
    return answer(rows)


CASES = {
    "four": lambda: answer(FOUR),
    "eleven": eleven,
    "none": lambda: answer([("default", "own", [], {})]),
    "level": lambda: answer([("default", "own", [0.0] * 12, {})]),
    "skewed": lambda: answer([("default", "own", [*-np.logspace(-2, 3, 40), *np.logspace(-2, 5, 40)], {})]),
    "unfitted": lambda: answer(FOUR[2:], posterior=False),
    "long": lambda: answer(FOUR[2:], asked=plan("deaths(fast) > 1.1 * deaths(documented) + 20 * deaths(documented)")),
    "registered": lambda: answer(FOUR[2:], asked=plan("cliff-breaks-down", ["documented", "cliff"])),
}


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_cut_off_and_no_words_cover_others(case):
    drawn = figure_equifinality(CASES[case]())
    assert isinstance(drawn, Figure)
    drawn.draw_without_rendering()  # only then have ticks their words
    outside = [label for panel in drawn.axes for label in beyond(panel)]
    shown = [text for text in texts(drawn) if text not in outside]
    boxes = [(text.get_text(), box) for text, box in zip(shown, extents(drawn, shown), strict=True)]
    for said, box in boxes:
        assert box.x0 >= drawn.bbox.x0 - 1, said
        assert box.x1 <= drawn.bbox.x1 + 1, said
        assert box.y0 >= drawn.bbox.y0 - 1, said
        assert box.y1 <= drawn.bbox.y1 + 1, said
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        assert across <= 0 or min(first.y1, second.y1) - max(first.y0, second.y0) < 3, (one, other)


def beyond(panel):
    """The numbers of ticks beyond the ends of a panel, which are not drawn."""
    low, high = panel.get_xlim()
    return [label for label in panel.get_xticklabels() if not low <= label.get_position()[0] <= high]


def test_the_same_answer_gives_the_same_bytes(found, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        style.save(figure_equifinality(found), tmp_path / folder, stem="ensemble")
    for name in ("ensemble.svg", "ensemble.png"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_picture_says_what_it_is_and_belongs_to_its_kind(figure, found):
    assert f"Illustrative simulation, not a forecast. kfor-sim {style.__version__}, {found.credit}" in " ".join(
        words(figure).split()
    )
    assert _pictures_of(found) == {"ensemble": figure_equifinality}
    assert PICTURES["ensemble"] == ("ensemble",)
    panel = found.plot()
    assert isinstance(panel, plt.Axes)
    plt.close(panel.figure)
