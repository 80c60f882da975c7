"""The pictures of the lattice: what they say and show, that nothing is cut off or covered; and the animation."""

import io
from itertools import combinations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex, to_rgb
from PIL import Image

from drawn import extents, texts, words
from kfor_sim.docking import RULES, Life, lattice_of
from kfor_sim.docking.series import ACTIVE_FIRST, ACTIVE_SECOND, COLUMNS, COP, EMPTY, QUIET_FIRST, QUIET_SECOND
from kfor_sim.errors import InputError
from kfor_sim.plots import animation, style
from kfor_sim.plots.animation import animation_bytes
from kfor_sim.plots.lattice import figure_cop_reduction, figure_legitimacy, figure_outbursts
from kfor_sim.plots.lattice_groups import figure_deception, figure_groups
from kfor_sim.plots.lattice_stage import alternative, levels, line_of
from kfor_sim.plots.lattice_waits import figure_extinction, figure_waiting

PEAKS = {"ratio-literal": (), "ratio-round": (100, 200), "ratio-floor": (60, 120, 180, 240)}
"""Where the made-up active agents go to 150 for five steps, by rule."""


def made_up(run, rule="ratio-literal", replicate=0, *, steps=300, frames=None, **columns):
    """A life of so many steps, with the columns given and all others 0."""
    series = np.zeros((steps + 1, len(COLUMNS)), dtype=np.int16)
    for column, values in columns.items():
        series[:, COLUMNS.index(column)] = values
    return Life(lattice_of(run, rule, steps=steps), replicate, series, frames)


def bursting(peaks, steps=300):
    active = np.full(steps + 1, 3)
    for peak in peaks:
        active[peak : peak + 5] = 150
    return active


def restless(run, count=3, *, peaks=PEAKS):
    """Lives of a run by rule; in later replicates the peaks come later."""
    cops = np.rint(levels(lattice_of(run).run.cops, 300)).astype(int)
    return {
        rule: [
            made_up(run, rule, number, active=bursting([peak + 2 * number for peak in peaks[rule]]), cops=cops)
            for number in range(count)
        ]
        for rule in RULES
    }


def grouped(run, end, replicate=0, rule="ratio-literal"):
    """A life of Model II in which the second group has died out at the end, or has not where there is no end."""
    steps = end or 200
    second = np.linspace(560, 0 if end else 600, steps + 1).astype(int)
    return made_up(run, rule, replicate, steps=steps, first_group=560 + np.arange(steps + 1), second_group=second)


def several():
    return {
        "run-6": [grouped("run-6", None, number) for number in range(5)],
        "run-7": [grouped("run-7", 80 + 10 * number, number) for number in range(5)],
        "run-8, C / A rounded": [grouped("run-8", end, at, "ratio-round") for at, end in enumerate((100, 150, None))],
    }


def watching(count=3):
    """Lives in which a cop in view keeps all but some quiet, by rule."""
    some = {"ratio-literal": 0, "ratio-round": 1, "ratio-floor": 10}
    return {
        rule: [
            made_up("run-1", rule, at, watched=100, watched_active=some[rule] + at, unwatched=50, unwatched_active=50)
            for at in range(count)
        ]
        for rule in RULES
    }


DRAW = {
    "outbursts": lambda count=3: figure_outbursts(restless("run-2", count)),
    "cops": lambda count=3: figure_cop_reduction(restless("run-5", count)),
    "waiting": lambda count=3: figure_waiting(restless("run-2", count)),
    "extinction": lambda count=3: figure_extinction({name: lives[:count] for name, lives in several().items()}),
    "legitimacy": lambda count=3: figure_legitimacy(restless("run-3", count), restless("run-4", count)),
    "groups": lambda count=3: figure_groups({name: lives[:count] for name, lives in several().items()}),
    "deception": lambda count=3: figure_deception(watching(count)),
}


@pytest.fixture(scope="module")
def figures():
    return {name: draw() for name, draw in DRAW.items()}


def said(figure):
    return " ".join(words(figure).split())


def thin(panel):
    """The lines of lives in a panel, without bars and marks."""
    return [line for line in panel.get_lines() if len(line.get_xdata()) > 100]


@pytest.mark.parametrize("name", DRAW)
def test_every_picture_says_that_it_is_illustrative_and_which_lives_it_shows(figures, name):
    text = said(figures[name])
    assert "Illustrative simulation, not a forecast" in text
    assert "lattice of Epstein 2002, run-" in text
    assert "replicates, seed 2002, key " in text
    assert "40 x 40 sites, 1,120 agents" in text


def test_the_credit_names_every_lattice_by_its_key(figures):
    for rule in RULES:
        assert lattice_of("run-5", rule, steps=300).key[:12] in said(figures["cops"])
    assert "replicate 0 (a single draw), seed 2002" in said(DRAW["cops"](1))


@pytest.mark.parametrize("name", DRAW)
@pytest.mark.parametrize("count", [1, 3])
def test_no_words_are_cut_off_or_cover_each_other(figures, name, count):
    figure = figures[name] if count == 3 else DRAW[name](count)
    chosen = texts(figure)
    boxes = extents(figure, chosen)
    seen = [(text, box) for text, box in zip(chosen, boxes, strict=True) if box.width > 0]
    for text, box in seen:
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1, text.get_text()
        assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1, text.get_text()
    for (one, first), (other, second) in combinations(seen, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        up = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across < 1 or up < 2, (one.get_text(), other.get_text())


@pytest.mark.parametrize("name", DRAW)
def test_the_same_lives_give_the_same_bytes(figures, tmp_path, name):
    for folder, figure in (("a", figures[name]), ("b", DRAW[name]())):
        (tmp_path / folder).mkdir()
        style.save(figure, tmp_path / folder, stem=name)
    for ending in ("svg", "png"):
        assert (tmp_path / "a" / f"{name}.{ending}").read_bytes() == (tmp_path / "b" / f"{name}.{ending}").read_bytes()


@pytest.mark.parametrize("name", DRAW)
def test_who_cannot_see_a_picture_is_told_what_it_shows(figures, name):
    told = alternative(figures[name])
    assert told.startswith(figures[name].texts[0].get_text())
    assert "Illustrative simulation, not a forecast" in told
    rows = [text for text in figures[name].findobj(plt.Text) if text.get_gid() == "told"]
    assert len(rows) >= 3
    for row in rows:
        assert " ".join(row.get_text().split()) in told


def test_pyplot_knows_nothing_of_them(figures):
    assert figures
    assert plt.get_fignums() == []


def test_without_lives_there_is_no_picture():
    for draw in (figure_outbursts, figure_cop_reduction, figure_waiting, figure_extinction, figure_groups):
        with pytest.raises(InputError, match="at least one replicate"):
            draw({})
        with pytest.raises(InputError, match="at least one replicate"):
            draw({"ratio-literal": []})


def test_rules_are_told_apart_by_name_colour_dashes_and_mark():
    looks = [line_of(rule, 0) for rule in RULES]
    for part in ("label", "colour", "dashes", "marker"):
        assert len({str(getattr(line, part)) for line in looks}) == 3


def test_outbursts_are_counted_in_words_over_all_lives_and_drawn_of_the_first(figures):
    figure = figures["outbursts"]
    panels = figure.axes
    assert [panel.get_title(loc="left") for panel in panels] == [
        "C / A as printed", "C / A rounded", "C / A rounded down",
    ]  # fmt: skip
    told = [[text.get_text() for text in panel.texts if text.get_gid() == "told"] for panel in panels]
    assert told[0] == ["no outburst in 3 replicates of 300 steps"]
    assert told[1] == ["2 outbursts on average, 2 in 3 replicates"]
    assert told[2] == ["4 outbursts on average, 4 in 3 replicates"]
    (line,) = thin(panels[1])
    np.testing.assert_array_equal(line.get_ydata(), bursting((100, 200)))
    assert panels[0].get_ylim() == panels[2].get_ylim()
    assert panels[0].get_xlim() == (0, 300)


def test_the_bar_of_an_outburst_is_drawn_and_named(figures):
    for name in ("outbursts", "cops", "legitimacy"):
        bars = [line for panel in figures[name].axes for line in panel.get_lines() if line.get_gid() == "bar"]
        assert len(bars) == (6 if name == "legitimacy" else 3)
        assert {tuple(line.get_ydata()) for line in bars} == {(50, 50)}
        assert "outburst: more than 50" in said(figures[name])


def test_titles_claim_no_more_than_the_lives_show(figures):
    assert "only where the ratio is rounded" in figures["outbursts"].texts[0].get_text()
    never, always = dict.fromkeys(RULES, ()), dict.fromkeys(RULES, (100,))
    assert figure_outbursts(restless("run-2", peaks=never)).texts[0].get_text() == "Society never bursts out"
    title = figure_cop_reduction(restless("run-5", peaks=always)).texts[0].get_text()
    assert title == "Take the cops away: society tips under every rule"
    title = figure_cop_reduction(restless("run-5", peaks=never | {"ratio-floor": (100,)})).texts[0].get_text()
    assert title == "Take the cops away: society tips only with C / A rounded down"
    quiet = restless("run-3", peaks=never)
    title = figure_legitimacy(quiet, restless("run-4", peaks=never)).texts[0].get_text()
    assert title == "Legitimacy lost: no society explodes"


def test_cops_leave_to_the_right_and_every_life_is_a_line(figures):
    panels = figures["cops"].axes
    assert panels[0].get_xlim() == (118, 0)
    assert [len(thin(panel)) for panel in panels] == [3, 3, 3]
    line = thin(panels[1])[0]
    assert line.get_xdata()[50] == 118
    assert line.get_xdata()[300] == pytest.approx(118 / 2)
    assert "0 of 3 tip while cops are left" in said(figures["cops"])
    assert "3 of 3 tip while cops are left" in said(figures["cops"])


def test_the_middle_number_of_cops_at_the_first_outburst_is_marked(figures):
    lives = restless("run-5")
    for panel, rule in zip(figures["cops"].axes, RULES, strict=True):
        marks = [line for line in panel.get_lines() if line.get_gid() == "tipping"]
        if not PEAKS[rule]:
            assert not marks
            continue
        at = np.median([life["cops"][PEAKS[rule][0] + 2 * life.replicate] for life in lives[rule]])
        assert marks[0].get_xdata()[0] == at
        assert f"median at {at:g} cops" in said(figures["cops"])


def test_an_outburst_after_the_last_cop_has_left_is_no_tipping():
    life = made_up("run-5", active=bursting((200,)), cops=np.where(np.arange(301) < 150, 118, 0))
    assert "0 of 1 tip while cops are left" in said(figure_cop_reduction({"ratio-literal": [life]}))


def test_a_curve_falls_with_each_wait_that_is_over(figures):
    panel = figures["waiting"].axes[0]
    curves = [line for line in panel.get_lines() if line.get_gid() == "curve"]
    assert set(curves[0].get_ydata()) == {1}
    assert curves[2].get_ydata()[0] == 1
    assert curves[2].get_ydata()[-1] == 0
    text = said(figures["waiting"])
    assert "C / A as printed: no outburst in 300 steps →" in text
    assert "3 waits, none over; median not seen" in text
    assert "15 waits, 3 not over; median 55 steps" in text
    assert "9 waits, 3 not over; median 100 steps" in text


def test_bands_show_the_interval(figures):
    bands = figures["waiting"].axes[0].collections
    assert len(bands) == 3
    assert figures["waiting"].axes[0].get_ylim()[1] > 1
    assert "95 % interval" in said(figures["waiting"])


def test_where_some_wait_much_longer_the_scale_is_logarithmic(figures):
    assert figures["waiting"].axes[0].get_xscale() == "linear"
    often = {**PEAKS, "ratio-floor": tuple(range(0, 250, 6))}
    figure = figure_waiting(restless("run-2", 2, peaks=often))
    assert figure.axes[0].get_xscale() == "log"
    assert "steps (logarithmic)" in said(figure)


def test_nobody_waits_for_an_outburst_and_that_is_drawn_too():
    figure = figure_waiting(restless("run-2", peaks=dict.fromkeys(RULES, ())))
    assert figure.texts[0].get_text() == "How long until the next outburst: longer than half of the runs last"
    assert "C / A as printed, C / A rounded, C / A rounded down: no outburst in 300 steps" in said(figure)


def test_extinction_counts_those_who_live_on(figures):
    figure = figure_extinction(several())
    text = said(figure)
    assert "5 replicates, none over; median not seen" in text
    assert "5 replicates, all over; median 100 steps" in text
    assert "3 replicates, 1 not over; median 150 steps" in text
    assert "run-6: both groups are left after 200 steps" in text


def test_the_strip_shows_how_legitimacy_goes(figures):
    strips = [
        panel
        for panel in figures["legitimacy"].axes
        if not panel.get_lines()[0].get_gid() and panel.get_ylim() == (0, 1)
    ]
    assert len(strips) == 6
    gradual, sudden = strips[0].get_lines()[0], strips[3].get_lines()[0]
    assert gradual.get_ydata()[[0, 35, 70, 300]] == pytest.approx([0.9, 0.55, 0.2, 0.2])
    assert sudden.get_ydata()[[0, 76, 77, 300]] == pytest.approx([0.9, 0.9, 0.7, 0.7])


def test_one_way_of_losing_legitimacy_can_be_drawn_alone():
    for given in ((restless("run-3"), {}), ({}, restless("run-4"))):
        figure = figure_legitimacy(*given)
        assert len([panel for panel in figure.axes if len(thin(panel)) == 3]) == 3
        assert ("gradual" in alternative(figure)) is bool(given[0])
    with pytest.raises(InputError, match="at least one replicate"):
        figure_legitimacy({}, {})


def test_the_share_that_explodes_is_told_for_each_panel(figures):
    text = alternative(figures["legitimacy"])
    assert text.startswith("Legitimacy lost: some societies explode, only where the ratio is rounded.")
    for name in ("gradual", "sudden"):
        assert f"{name} loss, C / A as printed: 0 of 3 explode, at most 3 active" in text
        assert f"{name} loss, C / A rounded down: 3 of 3 explode, at most 150 active" in text
    panels = [panel for panel in figures["legitimacy"].axes if len(thin(panel)) == 3]
    assert len(panels) == 6
    assert len({panel.get_ylim() for panel in panels}) == 1


def test_groups_are_drawn_until_one_has_died_out_and_that_is_marked():
    figure = figure_groups(several())
    panels = figure.axes
    assert len(panels) == 4 + 4 + 3
    assert figure.texts[0].get_text() == "One of two groups dies out in 7 of 13 replicates"
    crosses = [[line for line in panel.get_lines() if line.get_marker() == "X"] for panel in panels]
    assert [len(each) for each in crosses] == [0] * 4 + [1] * 4 + [1, 1, 0]
    assert [each[0].get_xdata()[0] for each in crosses[4:8]] == [80, 90, 100, 110]
    text = said(figure)
    assert "5 replicates: both groups are left after 200 steps" in text
    assert "a group dies out in 5 of 5 replicates, in step 80 to 120" in text
    assert "a group dies out in 2 of 3 replicates, in step 100 to 150" in text
    assert "first group" in text
    assert "second group" in text


def test_the_title_of_the_groups_names_the_runs():
    some = {name: lives for name, lives in several().items() if name != "run-8, C / A rounded"}
    assert figure_groups(some).texts[0].get_text() == "One of two groups dies out in run-7; both live on in run-6"


def test_deception_is_the_share_of_all_turns(figures):
    text = alternative(figures["deception"])
    assert "C / A as printed, a cop in view: 1.0 % of 90,300 turns" in text
    assert "C / A rounded down, a cop in view: 11.0 % of 90,300 turns" in text
    assert "C / A rounded, no cop in view: 100 % of 45,150 turns" in text
    assert figures["deception"].texts[0].get_text() == "Who would rebel hides it while a cop is in view"
    large = [line for line in figures["deception"].axes[0].get_lines() if line.get_markersize() == 13]
    assert [line.get_xdata()[0] for line in large] == pytest.approx([0.01, 1, 0.02, 1, 0.11, 1])


def test_where_nobody_has_to_decide_that_is_said():
    figure = figure_deception({"ratio-literal": [made_up("run-1", unwatched=5, unwatched_active=5)]})
    assert "a cop in view: nobody" in said(figure)


SIDE = 40


def filmed(run="run-5", steps=12):
    """A life whose sites change at random, with one active agent in a corner from step 1 on."""
    rng = np.random.default_rng(4)
    shares = {EMPTY: 0.3, QUIET_FIRST: 0.66, COP: 0.04}
    if run != "run-5":
        shares = {EMPTY: 0.3, QUIET_FIRST: 0.3, QUIET_SECOND: 0.3, ACTIVE_SECOND: 0.06, COP: 0.04}
    frames = rng.choice(list(shares), p=list(shares.values()), size=(steps + 1, SIDE, SIDE)).astype(np.int8)
    frames[1:, 0, 0] = ACTIVE_FIRST
    frames[:, 0, 1] = QUIET_FIRST
    active = np.arange(steps + 1) * 7
    return made_up(run, "ratio-round", 3, steps=steps, frames=frames, active=active, cops=118, first_group=1120)


def opened(content):
    return Image.open(io.BytesIO(content))


def site(image, row, column):
    """The colour in the middle of a site."""
    left, above = animation._LEFT, animation._ABOVE
    cell = animation._EDGE / SIDE
    at = [round(100 * (start + (place + 0.5) * cell)) for start, place in ((left, column), (above, row))]
    return to_hex(np.array(image.convert("RGB").getpixel(tuple(at))) / 255)


@pytest.fixture(scope="module")
def film():
    return animation_bytes(filmed(), every=2)


def test_an_animation_has_a_frame_for_each_step_asked_for(film):
    assert opened(film).n_frames == 7
    assert opened(animation_bytes(filmed(), every=5, first=1, last=8)).n_frames == 3  # 1, 6, and the last one asked for
    assert opened(film).info["duration"] == 100  # thousandths of a second
    assert opened(animation_bytes(filmed(), every=12, frames_per_second=4)).info["duration"] == 250


def test_a_hundred_frames_take_less_than_three_megabytes(film):
    """Of sites that are all drawn anew in each of them."""
    assert len(film) / 7 * 100 < 3_000_000
    assert opened(film).size == (840, 490)


def test_the_same_life_gives_the_same_animation(film):
    assert animation_bytes(filmed(), every=2) == film


def test_a_site_has_the_colour_of_who_is_on_it(film):
    image = opened(film)
    assert site(image, 0, 1) == animation._ONE_GROUP[0][1]
    image.seek(3)
    assert site(image, 0, 0) == animation._ONE_GROUP[1][1]
    assert site(image, 0, 1) == animation._ONE_GROUP[0][1]


def test_two_groups_have_four_colours():
    image = opened(animation_bytes(filmed("run-8", 2)))
    image.seek(1)
    frame = filmed("run-8", 2).frames[1]
    for kind, (_, colour) in enumerate(animation._TWO_GROUPS, start=1):
        row, column = np.argwhere(frame == kind)[0]
        assert site(image, row, column) == colour


def test_who_is_active_is_darker_than_anything_else_in_grey():
    def grey(colour):
        return np.dot(to_rgb(colour), (0.299, 0.587, 0.114))

    for kinds in (animation._ONE_GROUP, animation._TWO_GROUPS):
        quiet = [grey(colour) for name, colour in kinds if "quiet" in name]
        active = [grey(colour) for name, colour in kinds if "active" in name]
        assert min(quiet) - max(active) > 0.3


def test_a_frame_says_step_rule_seed_and_illustrative():
    life = filmed()
    with style.look():
        scene = animation._Scene.of(life, [0, 6, 12])
        scene.show(6)
    figure = scene.canvas.figure
    text = said(figure)
    assert "Step 6 of 12: 42 active, 0 in jail, 118 cops" in text
    assert "Cop reductions (run-5), C / A rounded" in text
    assert "Illustrative simulation, not a forecast" in text
    assert f"replicate 3 (a single draw), seed 2002, key {life.lattice.key[:12]}" in text
    np.testing.assert_array_equal(scene.line.get_ydata(), np.arange(7) * 7)
    assert len(scene.cops.get_xdata()) == (life.frames[6] == COP).sum()
    for each, box in zip(texts(figure), extents(figure, texts(figure)), strict=True):
        assert 0 <= box.x0 < box.x1 <= 840, each.get_text()
        assert 0 <= box.y0 < box.y1 <= 490, each.get_text()


def test_no_bar_is_shown_unless_it_is_asked_for(film, capsys):
    assert animation_bytes(filmed(), every=2) == film
    assert capsys.readouterr().err == ""


def test_of_many_replicates_twenty_have_a_line_and_all_are_counted():
    figure = figure_cop_reduction(restless("run-5", 25))
    assert "25 of 25 tip" in said(figure)
    assert "for the first 20; all are counted" in said(figure)
    assert max(sum(len(line.get_xdata()) == 301 for line in panel.lines) for panel in figure.axes) == 20


def test_a_bar_is_shown_where_it_is_asked_for(capsys):
    animation_bytes(filmed(), every=12, shown=True)
    assert "animation" in capsys.readouterr().err


def test_what_cannot_be_animated_is_said():
    for given, message in (
        ({"every": 0}, "at least one step apart"),
        ({"first": 5, "last": 4}, "steps 0 to 12; got 5 to 4"),
        ({"last": 13}, "steps 0 to 12; got 0 to 13"),
        ({"frames_per_second": 50}, "up to 20 frames per second"),
    ):
        with pytest.raises(InputError, match=message):
            animation_bytes(filmed(), **given)
    with pytest.raises(InputError, match="without frames"):
        animation_bytes(made_up("run-5"))
    long = made_up("run-5", steps=3000, frames=np.zeros((3001, 3, 3), np.int8))
    with pytest.raises(InputError, match="at most 1,000 frames; got 3,001, every=4 is enough"):
        animation_bytes(long)
