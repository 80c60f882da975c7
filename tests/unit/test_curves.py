"""The curves of deterrence: their values by hand, and that the picture shows them."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg

from kfor_sim.curves import CROWDS, curves_of
from kfor_sim.plots import style
from kfor_sim.plots.curves import curves, description, figure_curves
from kfor_sim.scenario import load, theories

PRESENCE = 0.1
FIGURES = (  # what is worked out by hand below, whatever the shipped figures are
    "population.total=1900000",
    "presence.presence_share=0.1",
    "unrest.deterrence=2.3",
    *("mechanisms.deterrence.calm=2", "mechanisms.deterrence.severe=20", "mechanisms.deterrence.disorder_share=0.01"),
    *("mechanisms.deterrence.sharpness=4", "mechanisms.deterrence.level=0.8", "mechanisms.deterrence.slope=0.05"),
    *(
        "mechanisms.deterrence.reference=10",
        "mechanisms.deterrence.effect=0.13",
        "mechanisms.deterrence.background=0.7",
    ),
)


@pytest.fixture(scope="module")
def shown():
    return curves_of(load("documented", overrides=FIGURES))


@pytest.fixture(scope="module")
def drawn(shown):
    return figure_curves(shown)


def panels(figure):
    return {panel.get_title(loc="left"): panel for panel in figure.axes if panel.get_title(loc="left")}


def test_the_ratio_rule_by_hand(shown):
    """Ten per 1,000 are 19,000, of whom 1,900 are among people; 1 % of the people are 19,000 on the street."""
    assert shown.at("ratio-literal", 0.01, 10) == pytest.approx(1 - exp(-2.3 * 10 * PRESENCE / 10), rel=1e-12)
    assert shown.at("ratio-floor", 0.001, 9.9) == 0  # 1,881 against 1,900
    assert shown.at("ratio-floor", 0.001, 10.1) == pytest.approx(1 - exp(-2.3), rel=1e-12)  # 1,919 against 1,900
    assert shown.at("ratio-round", 0.001, 4.9) == 0  # 931 against 1,900
    assert shown.at("ratio-round", 0.001, 5.1) == pytest.approx(1 - exp(-2.3), rel=1e-12)  # 969 against 1,900


def test_the_threshold_by_hand(shown):
    """At a tenth of the disorder that is the worst, 2 + 18 / 10 = 3.8 per 1,000 are required."""
    assert shown.at("density-threshold", 0.001, 3.8) == pytest.approx(0.5, rel=1e-12)
    assert shown.at("density-threshold", 0.01, 20) == pytest.approx(0.5, rel=1e-12)
    assert shown.at("density-threshold", 0.03, 10) == pytest.approx(1 / 17, rel=1e-12)


def test_the_rules_that_do_not_look_at_the_crowd_by_hand(shown):
    assert {option for option in shown.risk if not shown.sees_crowd(option)} == {"log-density", "mission-size", "none"}
    for crowd in CROWDS:
        assert shown.at("mission-size", crowd, 10) == pytest.approx(1 - exp(-0.13 * 19), rel=1e-12)
        assert shown.at("log-density", crowd, 20) == pytest.approx(0.8 + 0.05 * log(2), rel=1e-12)
        assert shown.at("none", crowd, 0) == 0.7


def test_nobody_deters_where_nobody_is(shown):
    for option in set(shown.risk) - {"none"}:
        assert not shown.risk[option][:, 0].any(), option


def test_takers_are_the_scenarios_own_choice_and_the_theories_that_name_it(shown):
    named = {name: theory.taken["deterrence"] for name, theory in theories().items() if "deterrence" in theory.taken}
    assert len(named) > 4
    assert shown.takers["ratio-literal"][0] == "default"
    assert shown.takers["ratio-floor"] == ()
    for option, takers in shown.takers.items():
        assert [name for name in takers if name != "default"] == [n for n, taken in named.items() if taken == option]


def test_curves_are_those_of_the_scenario(shown):
    other = curves_of(load("documented", overrides=(*FIGURES, "mechanisms.deterrence.background=0.6")))
    assert other.at("none", 0.01, 10) == 0.6
    assert other.at("log-density", 0.01, 10) == shown.at("log-density", 0.01, 10)
    assert other.digest != shown.digest
    assert curves_of(load("documented", overrides=FIGURES)).digest == shown.digest


def test_the_digest_sees_what_a_reader_sees(shown):
    def moved(by):
        return replace(shown, risk=dict(shown.risk) | {"none": shown.risk["none"] + by})

    assert moved(1e-5).digest != shown.digest
    assert moved(1e-12).digest == shown.digest  # another machine's last bits
    assert replace(shown, takers=dict(shown.takers) | {"none": ()}).digest != shown.digest


def test_a_panel_for_each_option_with_its_curves(shown, drawn):
    by_option = panels(drawn)
    assert list(by_option) == list(shown.risk)
    for option, panel in by_option.items():
        lines = panel.get_lines()
        assert len(lines) == (3 if shown.sees_crowd(option) else 1)
        for line, risk in zip(lines, shown.risk[option], strict=False):
            np.testing.assert_array_equal(line.get_ydata(), risk[-len(line.get_ydata()) :])


def test_lines_differ_in_more_than_colour_and_all_show_where_they_coincide(drawn):
    lines = panels(drawn)["density-threshold"].get_lines()
    widths = [line.get_linewidth() for line in lines]
    assert widths == sorted(widths, reverse=True)  # drawn one above the other, narrower above wider
    assert len({(line.get_linestyle(), line.get_linewidth()) for line in lines}) == len(lines)


def test_the_picture_says_what_it_is(shown, drawn):
    texts = " ".join(text.get_text() for text in drawn.findobj(plt.Text)).split()
    words = " ".join(texts)
    assert "Illustrative simulation, not a forecast." in words
    assert shown.digest in words
    assert "10.0% of them are among people" in words
    assert f"taken by {', '.join(shown.takers['log-density'])}" in words
    for name in ("0.1% of the people (1,900)", "1% of the people (19,000)", "3% of the people (57,000)"):
        assert name in words


def test_no_text_leaves_the_picture_or_lies_over_another(drawn):
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    renderer, (width, height) = canvas.get_renderer(), canvas.get_width_height()
    found = [text for text in drawn.findobj(plt.Text) if text.get_text().strip() and text.get_visible()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in found]
    assert len(boxes) > 40
    for number, (words, box) in enumerate(boxes):
        assert -1 <= box.x0 <= box.x1 <= width + 1, words
        assert -1 <= box.y0 <= box.y1 <= height + 1, words
        over = [other for other, there in boxes[:number] if there.padded(-1).overlaps(box.padded(-1))]
        assert not over, (words, over)


def test_in_a_notebook_it_is_drawn_by_pyplot(shown):
    panel = curves(shown)
    assert plt.fignum_exists(panel.figure.number)
    plt.close(panel.figure)


def test_the_file_says_what_it_shows_and_is_the_same_every_time(shown, drawn, tmp_path):
    first = style.save_as(drawn, tmp_path / "one.svg", description=description(shown)).read_bytes()
    again = style.save_as(figure_curves(shown), tmp_path / "two.svg", description=description(shown)).read_bytes()
    assert first == again
    assert f"curves {shown.digest}</dc:description>" in first.decode("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.svg", "two.svg"]
