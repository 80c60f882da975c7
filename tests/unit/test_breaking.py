"""What breaks a claim: the search against made-up verdicts, then against towns whose arithmetic is known."""

import math
import re
import shlex
from zlib import crc32

import numpy as np
import pytest

from drawn import extents, texts, words
from kfor_sim.claims import judge, parse_claim
from kfor_sim.errors import InputError, RunInterrupted, ScenarioError
from kfor_sim.plots.breaking import figure_breaking
from kfor_sim.replicate import run_replicate
from kfor_sim.report.breaking import breaking_text, summarise_breaking
from kfor_sim.robustness import break_claim, breakable, breaking, departures_of
from kfor_sim.robustness.departures import Change, FigureRange, figures_of, pairs_of
from kfor_sim.robustness.searching import Found, Step, Way, settle, walked
from kfor_sim.robustness.telling import how_far, in_unit

CLAIM = parse_claim("deaths(b) > deaths(a)", schedules=("a", "b"), metrics=("deaths",))
CROWD = "peak_active(empty) > 7000"
"""Without troops 1 - τ/(1 - 0.55) of 10,000 are on the street on the first day (docs/minimal.md): 7,000 at 0.135."""


def judged(gaps):
    """The verdict on a claim by its gaps, replicate by replicate."""
    gaps = np.asarray(gaps, dtype=float)
    return judge(CLAIM, lambda _, schedule: gaps * (schedule == "b"), interval=0.9)


def ranged(low=0.0, high=1.0, default=0.0, *, whole=False):
    return FigureRange("a.figure", "1", "assumed", "as good as any", default, low, high, whole)


class MadeUp:
    """Judges values by a function that gives gaps, and counts what it was asked."""

    def __init__(self, gap, *, noise=0.0, refused=()):
        self.gap, self.noise, self.refused = gap, noise, refused
        self.rounds = []

    def __call__(self, asked, _):
        self.rounds.append(list(asked.items()))
        return [self.judged(settings, n) for settings, n in asked.items()]

    def judged(self, settings, n):
        value = float(settings[0].partition("=")[2])
        if value in self.refused:
            return f"{value} is too much"
        luck = np.random.default_rng(crc32(settings[0].encode())).standard_normal(64)[:n]  # the same each time
        return judged(self.gap(value) + self.noise * luck)


def walk(figure, look, *, full=16):
    ends = settle([figure.at(end) for end in figure.ends], look, full=full, label="")
    return walked([Way(figure, (Step(end, ends[figure.at(end)]),)) for end in figure.ends], look, full=full, label="")


# How many replicates decide


@pytest.mark.parametrize(
    ("gaps", "looks", "verdict"),
    [
        ([5, 6, 5, 6] * 4, [4], "holds"),
        ([9, -9, 9, -9] * 2 + [30, 31] * 4, [4, 8, 16], "holds"),
        ([9, -9] * 8, [4, 8, 16], "undecided"),
        ([-5, -6, -5, -6] * 4, [4, 16], "reversed"),
        ([0] * 16, [4, 16], "no difference"),
        ([-5, -6, -5, -6] + [30, 31] * 6, [4, 16], "holds"),  # what seems lost at first is looked at in full
        ([0, 0, 0, 0] + [9, -9] * 6, [4, 16], "undecided"),
    ],
)
def test_few_replicates_decide_that_it_holds_and_all_that_it_is_lost(gaps, looks, verdict):
    asked = []

    def look(departures, label):
        asked.extend(departures.values())
        return [judged(gaps[:n]) for n in departures.values()]

    found = settle([("x=1",)], look, full=16, label="")["x=1",]
    assert (asked, found.verdict, found.replicates) == (looks, verdict, looks[-1])


def test_all_are_looked_at_together_and_each_once():
    full = 20
    look = MadeUp(lambda value: {1: 5, 2: 0, 3: -5}[value], refused=(4,))
    found = settle([(f"x={value}",) for value in (1, 2, 3, 4, 2)], look, full=full, label="")
    assert look.rounds == [
        [(("x=1",), 4), (("x=2",), 4), (("x=3",), 4), (("x=4",), 4)],
        [(("x=2",), 20), (("x=3",), 20)],
    ]
    assert [each.verdict for each in found.values()] == ["holds", "no difference", "reversed", "not possible"]
    assert found["x=4",].refusal == "4.0 is too much"
    assert found["x=4",].replicates == 0


def test_how_often_looking_several_times_errs_where_the_difference_is_nil():
    """Of 2,000 searches about 0.113 say "holds" and 0.05 "reversed"; by chance one of these fails once in 20,000."""
    luck = np.random.default_rng(7).standard_normal((2000, 16))

    def look(departures, label):
        return [judged(luck[int(settings[0][2:]), :n]) for settings, n in departures.items()]

    found = settle([(f"x={number}",) for number in range(2000)], look, full=16, label="")
    verdicts = [each.verdict for each in found.values()]
    assert verdicts.count("holds") / 2000 == pytest.approx(0.113, abs=0.03)
    assert verdicts.count("reversed") / 2000 == pytest.approx(0.05, abs=0.021)


# Where on the way it is lost


@pytest.mark.parametrize("crossing", [0.01, 0.07, 0.2, 0.5, 0.77, 0.95])
@pytest.mark.parametrize(("low", "high", "default"), [(0, 1, 0), (-3, 5, 1.2), (0.001, 0.009, 0.009), (2e6, 9e6, 3e6)])
@pytest.mark.parametrize("noise", [0, 0.02])
def test_a_crossing_is_found_to_within_a_sixteenth_of_the_range(crossing, low, high, default, noise):
    figure = ranged(low, high, default)
    span = high - low
    for end in figure.ends:
        lost_at = default + crossing * (end - default)
        side = math.copysign(1, end - default)
        look = MadeUp(lambda value, at=lost_at, side=side: side * (at - value) / span, noise=noise)
        way = next(way for way in walk(figure, look) if way.end.value == end)
        nearness = abs(way.lost.value - way.holds_at)
        assert nearness <= 1.02 * span / 16
        slack = 4 * noise * span / math.sqrt(4) + 1e-9 * span
        low_side, high_side = sorted((way.holds_at, way.lost.value))
        assert low_side - slack <= lost_at <= high_side + slack
        assert way.distance == pytest.approx(abs(way.lost.value - default) / span)
        assert noise or way.turned is not None


def test_it_may_be_lost_both_ways_and_all_ways_go_in_step():
    figure = ranged(-1, 1)
    look = MadeUp(lambda value: 0.3 - abs(value))
    low, high = walk(figure, look)
    assert (low.lost.value, high.lost.value) == (-0.375, 0.375)
    assert (low.holds_at, high.holds_at) == (-0.25, 0.25)
    middles = [settings[0] for settings, n in look.rounds[2] if n == 4]  # after both looks at the ends
    assert middles == ["a.figure=-0.5", "a.figure=0.5"]
    assert {len(asked) for asked in look.rounds} == {2}  # never one alone


def test_whole_numbers_stay_whole_and_neighbours_end_the_search():
    figure = ranged(0, 4, 0, whole=True)
    (way,) = walk(figure, MadeUp(lambda value: 2.5 - value))
    assert (way.holds_at, way.lost.value) == (2, 3)
    assert {step.value for step in way.steps} == {4, 2, 3}
    assert figure.at(3.0) == ("a.figure=3",)


def test_the_steps_on_the_way_are_as_many_as_announced_at_most():
    for default in (0.0, 0.3, 0.5, 0.97):
        figure = ranged(default=default)
        for crossing in np.linspace(0.001, 0.999, 23):
            look = MadeUp(lambda value, d=default, c=crossing: c * max(d, 1 - d) - abs(value - d))
            for way in walk(figure, look):
                assert len(way.steps) <= figure.most_values(way.end.value)


def test_what_luck_decides_is_searched_through_and_told_apart_from_what_is_known_to_fail():
    def gap(value):
        return 1 if value < 0.3 else -1

    look = MadeUp(gap)
    inner = look.judged
    look.judged = lambda settings, n: (
        judged([3, -3] * (n // 2)) if 0.3 <= float(settings[0].partition("=")[2]) < 0.6 else inner(settings, n)
    )
    (way,) = walk(ranged(), look)
    assert (way.holds_at, way.lost.value, way.lost.found.verdict) == (0.25, 0.312, "undecided")
    assert way.turned.value == 1
    assert "0.31 of its range above the default of 0 (at 0.25 it still holds)" in how_far(way)
    assert how_far(way).endswith("cannot be told from luck, and is reversed at 1")


def test_an_end_that_is_refused_is_not_searched():
    (way,) = walk(ranged(), MadeUp(lambda _: 1, refused=(1,)))
    assert [step.found.verdict for step in way.steps] == ["not possible"]
    assert way.lost is None
    assert way.distance == math.inf
    (way,) = walk(ranged(), MadeUp(lambda value: 0.4 - value, refused=(0.25,)))
    assert (way.holds_at, way.lost.value) == (0, 0.5)  # a value on the way that is refused ends it there


def test_pairs_are_of_different_slots():
    changes = [Change("trust", "fixed", "earned"), Change("trust", "eroded", "earned"), Change("spillover", "x", "y")]
    assert pairs_of(changes) == ((changes[0], changes[2]), (changes[1], changes[2]))


def test_units_are_written_as_people_write_them():
    whole = ranged(0, 4_000, 1)
    for unit, value, text in [
        ("1", 0.25, "0.25"),
        ("share", 0.5, "0.5"),
        ("week", 1, "1 week"),
        ("week", 2.5, "2.5 weeks"),
        ("attack/week", 1500, "1,500 attack/week"),
        ("1000 person/person", 0.36, "0.36 (1000 person/person)"),
    ]:
        figure = FigureRange("a.b", unit, "assumed", "", whole.default, whole.low, whole.high)
        assert in_unit(figure, value) == text


# The model itself: a town with troops, and the same without


TOWN = 'extends = "minimal"\ntitle = "Town"\n'
EMPTY = """extends = "minimal"
title = "Nobody there"
[drawdown]
policy = "hold"
because = "nobody is there"
troops = { value = 0, unit = "person", basis = "chosen", because = "nobody is there" }
[deployment]
[[deployment.arrivals]]
on = 1999-06-12
troops = { value = 0, unit = "person", basis = "chosen", because = "nobody ever comes" }
"""


@pytest.fixture
def towns(tmp_path):
    """Write the two towns, with more lines in one or both."""

    def write(*, both="", town="", empty=""):
        paths = []
        for name, text in (("town", TOWN + both + town), ("empty", EMPTY + both + empty)):
            paths.append(tmp_path / f"{name}.toml")
            paths[-1].write_text(text, encoding="utf-8")
        return paths

    return write


@pytest.fixture
def no_options(monkeypatch):
    """Leave the options alone, which are most of the work."""
    monkeypatch.setattr(breaking, "changes_of", lambda _: ((), ()))


def only(monkeypatch, *names):
    """Leave all options alone but some."""
    whole = breaking.changes_of

    def some(schedules):
        changes, left_out = whole(schedules)
        return tuple(change for change in changes if change.name in names), left_out

    monkeypatch.setattr(breaking, "changes_of", some)


def test_a_crossing_known_by_arithmetic_is_found(towns, no_options):
    found = break_claim(towns(), claim=CROWD, figures="unrest.threshold")
    assert found.default.link.mean == pytest.approx(10_000 * (1 - 0.1 / 0.45) - 7_000)
    low, high = found.ways
    assert (low.end.found.verdict, high.end.found.verdict) == ("holds", "fails")
    assert high.holds_at < 0.135 < high.lost.value
    assert high.lost.value - high.holds_at <= 1.02 * 0.15 / 16
    assert found.crossings == (high,)
    row = found.frame().set_index("value").loc[high.lost.value]
    assert row["mean"] == pytest.approx(10_000 * (1 - high.lost.value / 0.45) - 7_000)
    assert (row["kind"], row["departure"], row["verdict"], row["n"]) == ("figure", "unrest.threshold", "fails", 16)
    assert f"lost first along `unrest.threshold`: at {high.lost.value:.6g}, 0.2" in found.sentence
    assert found.runs == 2 * (12 + 4 + 16 + sum(step.found.replicates for step in high.steps[1:]))


def test_an_option_that_breaks_it_is_found_and_is_in_no_pair(towns, monkeypatch):
    """`none` frightens by a constant: 1 - (0.1 + 0.9 / 2) / 0.45 < 0 of those at rest; see the slot for its figure."""
    only(monkeypatch, "deterrence=none", "trust=fixed", "spillover=relocates")
    found = break_claim(towns(), claim=CROWD, figures="unrest.rest_weeks")
    assert [change.name for change in found.breaking_options] == ["deterrence=none"]
    assert [breaking.name_of(pair) for pair in found.pairs] == ["spillover=relocates + trust=fixed"]
    assert found.breaking_pairs == {}
    assert found.crossings == ()
    assert "at both ends of the ranges of 1 figure. Another option alone breaks it: `deterrence=none`" in (
        found.sentence
    )


def test_two_options_together_break_what_neither_breaks_alone(monkeypatch):
    """Troops save lives in two ways: as police, up to 8,000 of them under `mission-size`, and by frightening crowds."""
    only(monkeypatch, "deterrence=none", "policing=mission-size")
    found = break_claim(
        ["documented", "fast"],
        claim="deaths(fast) > deaths(documented)",
        figures="unrest.rest_weeks",
        overrides=["end=2001-06-30", "run.persons_per_resident=1000"],
        replicates=6,
    )
    assert {change.name: each.verdict for change, each in found.options.items()} == {
        "deterrence=none": "holds",
        "policing=mission-size": "holds",
    }
    assert [(breaking.name_of(pair), each.verdict) for pair, each in found.breaking_pairs.items()] == [
        ("deterrence=none + policing=mission-size", "no difference")
    ]


def test_a_claim_that_nothing_breaks_is_said_to_be_one(towns, monkeypatch):
    only(monkeypatch, "trust=fixed", "spillover=relocates")
    found = break_claim(towns(), claim="peak_active(empty) > 100", figures="unrest.")
    assert found.sentence == (
        "Nothing at either end of the ranges of 4 figures, none of 2 other options and none of 1 pair of options "
        "breaks it: that "
        "`peak_active(empty) > 100` holds at the defaults and after each of these changes."
    )
    assert found.closest[0].figure.path == "unrest.threshold"
    assert found.closest[0].end.value == 0.2
    text = breaking_text(summarise_breaking(found))
    assert "Least is left of the difference along `unrest.threshold` at 0.2" in text
    drawn = words(figure_breaking(found))
    assert "No end of the ranges of 4 figures breaks it, and no option." in drawn


@pytest.mark.parametrize(
    ("claim", "said", "instead"),
    [
        ("peak_active(empty) < 7000", "fails at the defaults", "--claim 'peak_active(empty) > 7000'"),
        ("deaths(empty) > deaths(town)", "makes no difference at the defaults", "in which the schedules differ"),
        ("9000 > peak_active(empty) > 7800", "fails at the defaults", "Ask of the part of the chain that fails"),
    ],
)
def test_a_claim_that_does_not_hold_leaves_nothing_to_break(towns, tmp_path, claim, said, instead):
    found = break_claim(towns(), claim=claim, output=tmp_path / "results")
    assert said in found.sentence
    assert "So there is nothing to break." in found.sentence
    assert instead in found.sentence
    assert (found.ways, found.options, found.pairs, found.runs) == ((), {}, {}, 24)
    assert len(list((tmp_path / "results" / "trials").iterdir())) == 2
    assert list(found.frame()["kind"]) == ["default"]
    assert "Tried:" not in breaking_text(summarise_breaking(found))


def test_what_luck_decides_at_the_defaults_asks_for_more_replicates():
    quick = ("end=1999-08-31", "run.persons_per_resident=2000")
    found = break_claim(["documented", "fast"], claim="deaths(fast) > deaths(documented) + 1", overrides=quick)
    assert found.default.verdict != "holds"  # both are the same until the end of 1999
    found = break_claim(
        ["documented", "no-force"], claim="-1 < deaths(no-force) - deaths(no-force) * 1.001", overrides=quick,
        replicates=1,
    )  # fmt: skip
    assert found.default.verdict == "undecided"
    assert "cannot be told from luck with 1 run at the defaults" in found.sentence
    assert "--replicates 2" in found.sentence


def test_an_end_that_the_scenario_refuses_is_listed_with_the_reason(towns, no_options):
    arrest = '[unrest]\narrest = { value = 0.0, unit = "share/week", basis = "assumed", range = [0.0, 0.3], '
    found = break_claim(towns(both=f'{arrest}because = "it could be more"}}\n'), claim=CROWD, figures="unrest.arrest")
    assert list(found.not_possible) == ["unrest.arrest=0.3"]
    assert 'population = "closed-form" needs unrest.arrest = 0' in found.not_possible["unrest.arrest=0.3"]
    assert [way.end.found for way in found.ways] == [Found(None, 0, found.not_possible["unrest.arrest=0.3"])]
    text = " ".join(breaking_text(summarise_breaking(found)).split())
    assert "Not possible, so not tried unrest.arrest=0.3: theory.population" in text
    assert "It holds at the ends of the ranges of: unrest.arrest" not in text
    assert found.frame()["verdict"].tolist() == ["holds", "not possible"]
    assert "not possible" in words(figure_breaking(found)) or "No figure was changed." in words(figure_breaking(found))


def test_levers_and_what_the_schedules_have_differently_are_left_out(towns):
    own = '[unrest]\nthreshold = { value = 0.12, unit = "1", basis = "assumed", range = [0.05, 0.2], '
    paths = towns(empty=f'{own}because = "angrier than others"}}\n[theory]\ntrust = "fixed"\n')
    departures = departures_of(breakable(paths, claim=CROWD))
    left_out = {each.name: each.because for each in departures.left_out}
    assert left_out["unrest.threshold"] == "the schedules differ in it (town 0.1, empty 0.12)"
    assert left_out["trust"] == "the schedules differ in it (town earned, empty fixed)"
    assert "unrest.threshold" not in {figure.path for figure in departures.figures}
    assert {change.slot for change in departures.changes} == {
        *("deterrence", "policing", "adaptation", "spillover", "contagion", "communities", "response", "disarmament"),
    }
    with pytest.raises(InputError, match=r"unrest\.threshold, which is left out: the schedules differ in it"):
        departures_of(breakable(paths, claim=CROWD), figures="unrest.thres")


def test_a_lever_is_left_out_even_where_the_schedules_share_it():
    departures = departures_of(breakable(["documented", "no-reserve"], claim="deaths(no-reserve) > deaths(documented)"))
    left_out = {each.name: each.because for each in departures.left_out}
    assert left_out["drawdown.waypoints[3].troops"] == "a lever: what the schedules are about"


def test_a_value_that_one_schedule_chose_is_no_common_assumption(towns):
    chosen = (
        '[unrest]\nthreshold = { value = 0.10, unit = "1", basis = "chosen", because = "chosen on purpose here" }\n'
    )
    departures = departures_of(breakable(towns(empty=chosen), claim=CROWD))
    left_out = {each.name: each.because for each in departures.left_out}
    assert left_out["unrest.threshold"] == "the schedules differ in it (the same value, not with the same range)"


def test_what_is_changed_of_the_reference_are_its_assumptions_in_use():
    question = breakable(["documented", "fast"], claim="deaths(fast) > deaths(documented)")
    departures = departures_of(question)
    paths = [figure.path for figure in departures.figures]
    assert {"unrest.deterrence", "events.march-2004.tension[0].size", "record.riot_deaths"} <= set(paths)
    assert not [path for path in paths if path.startswith(("run.", "report.", "drawdown.", "security.floors"))]
    assert not [path for path in paths if path.startswith("mechanisms.")]  # no option that needs them is taken
    scenario = question.base["documented"]
    for figure in departures.figures:
        assert scenario.figures[figure.path].bounds == (figure.low, figure.high)
        assert figure.basis in ("assumed", "calibrated", "documented")
    with pytest.raises(ScenarioError, match=r"displacement\.flight_level <= displacement\.return_level"):
        question.under(overrides=["displacement.return_level=0.7"])  # an end of a shipped range that cannot be had
    assert {each.name.split("[")[0] for each in departures.left_out} == {"drawdown.waypoints"}
    assert "population" not in {change.slot for change in departures.changes}
    assert len(departures.pairs) == len(pairs_of(departures.changes)) > 100


def test_a_theory_puts_its_figures_among_the_defaults():
    question = breakable(["documented", "fast"], claim="deaths(fast) > deaths(documented)")
    departures = departures_of(question, theory="quinlivan")
    assert {"mechanisms.deterrence.calm", "mechanisms.deterrence.sharpness"} <= {
        figure.path for figure in departures.figures
    }
    assert "unrest.deterrence" not in {figure.path for figure in departures.figures}  # its rule does not read it
    assert {change.instead_of for change in departures.changes if change.slot == "deterrence"} == {"density-threshold"}
    with pytest.raises(InputError, match="did you mean 'quinlivan'"):
        departures_of(question, theory="quinlivna")


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ("unrest.treshold", "did you mean 'unrest.threshold'?"),
        ("violense", "did you mean 'violence'?"),
        ("run.seed", "run.seed cannot be changed"),
        ("mechanisms.spillover", "mechanisms.spillover.relocated cannot be changed"),
    ],
)
def test_a_pattern_that_no_figure_has_is_refused_with_a_hint(documented, piece, said):
    with pytest.raises(InputError) as refused:
        figures_of({"documented": documented}, containing=piece)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


# The same answer however it is computed


def test_workers_and_reuse_change_nothing(towns, tmp_path, monkeypatch):
    only(monkeypatch, "deterrence=none", "trust=fixed")
    paths = towns()
    first = break_claim(paths, claim=CROWD, replicates=2, figures="unrest.t", output=tmp_path / "1")
    written = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    assert set(written) == {"departures.csv", "manifest.json"}
    again = break_claim(paths, claim=CROWD, replicates=2, figures="unrest.t", output=tmp_path / "1")
    both = break_claim(paths, claim=CROWD, replicates=2, figures="unrest.t", output=tmp_path / "2", workers=2)
    for other in (again, both):
        assert other.frame().equals(first.frame())
        assert {path.name: path.read_bytes() for path in other.folder.iterdir()} == written
        assert other.folder.name == first.folder.name
    assert first.folder.name.startswith("break-empty-")
    other_question = break_claim(paths, claim=CROWD, replicates=2, figures="unrest.d", output=tmp_path / "1")
    assert other_question.folder.name != first.folder.name


class Stopped:
    """Stands in for run_replicate, counts its calls, and stops at one of them as Ctrl-C does."""

    def __init__(self, monkeypatch, *, at=-1):
        self.calls, self.at = 0, at
        monkeypatch.setattr("kfor_sim.replicate.run_replicate", self)

    def __call__(self, parameters, *, seed, replicate):
        self.calls += 1
        if self.calls == self.at:
            raise KeyboardInterrupt
        return run_replicate(parameters, seed=seed, replicate=replicate)


def test_ctrl_c_keeps_what_is_finished_and_the_command_goes_on(towns, tmp_path, monkeypatch, capsys, no_options):
    from kfor_sim.cli import main

    paths, output = towns(), tmp_path / "results"
    whole = break_claim(paths, claim=CROWD, replicates=2, figures="unrest.", output=tmp_path / "whole")
    Stopped(monkeypatch, at=20)  # after 4 runs at the defaults
    with pytest.raises(RunInterrupted) as stopped:
        break_claim(paths, claim=CROWD, replicates=2, figures="unrest.", output=output, pairs=False)
    said, _, command = str(stopped.value).partition("\n  ")
    assert re.fullmatch(r"stopped: 15 of \d+ runs are kept in .*results; the same command goes on from there:", said)
    program, *arguments = shlex.split(command)
    assert program == "kfor-sim"
    again = Stopped(monkeypatch)
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--no-pictures", "--quiet"])
    assert ended.value.code == 0
    capsys.readouterr()
    assert again.calls == whole.runs - 19
    found = break_claim(paths, claim=CROWD, replicates=2, figures="unrest.", output=output, pairs=False)
    assert again.calls == whole.runs - 19  # all of it was there
    assert found.frame().equals(whole.frame())


def test_the_command_that_goes_on_names_all_that_matters(towns):
    question = breakable(towns(), claim=CROWD, overrides=["unrest.rounds=6"], seed=3, replicates=5)
    departures = departures_of(question, theory="friedman", figures="unrest.", pairs=False)
    command = breaking.breaking_command(question, departures, workers=2, output="out put", dask=None)
    words_of_it = shlex.split(command.partition("\n")[2])
    assert words_of_it[:2] == ["kfor-sim", "break"]
    for flag, value in {
        "--claim": CROWD, "--theory": "friedman", "--figures": "unrest.", "--replicates": "5", "--seed": "3",
        "--set": "unrest.rounds=6", "--workers": "2", "--output": "out put", "--resolution": "10",
    }.items():  # fmt: skip
        assert words_of_it[words_of_it.index(flag) + 1] == value
    assert "--no-pairs" in words_of_it
    assert breaking.breaking_command(question, departures, workers=1, output=None, dask=None) == ""


def test_replicates_are_twelve_unless_another_number_is_asked_for_or_set(towns):
    paths = towns()
    assert breakable(paths, claim=CROWD).replicates == 12
    assert breakable(paths, claim=CROWD, replicates=7).replicates == 7
    assert breakable(paths, claim=CROWD, overrides=["run.replicates=9"]).replicates == 9


# The picture, on answers made up


@pytest.fixture(scope="module")
def made_up():
    """Answers for all figures and options of the reference, of which more or less breaks the claim."""
    schedules, short = ["documented", "fast"], "deaths(fast) > deaths(documented)"
    departures = departures_of(breakable(schedules, claim=short))
    by_path = {figure.path: figure for figure in departures.figures}

    def made(strength, *, refused=(), claim=short):
        question = breakable(schedules, claim=claim)
        rng = np.random.default_rng(5)
        slopes = {path: strength * rng.normal() * (rng.random() < 0.6) for path in by_path}
        shifts = {change.settings[0]: strength * rng.normal() * (rng.random() < 0.3) for change in departures.changes}

        def gap(setting):
            path, _, value = setting.partition("=")
            figure = by_path.get(path)
            return (
                shifts[setting]
                if figure is None
                else slopes[path] * (float(value) - figure.default) / (figure.high - figure.low)
            )

        def look(asked, label):
            luck = np.random.default_rng(3).normal(size=16)
            return [
                "cannot be had" if settings[0] in refused else judged(1 + sum(map(gap, settings)) + 0.2 * luck[:n])
                for settings, n in asked.items()
            ]

        class Fake:
            def __init__(self, *_):
                self.look = look

            def __call__(self, asked, label):
                return look(asked, label)

        class Known:
            def read(self, _, **__):
                nil = np.zeros(12)
                values = (nil, 1 + 0.2 * np.random.default_rng(3).normal(size=12))
                return [type("Reading", (), {"metrics": {"deaths": each}})() for each in values]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(breaking, "_Model", Fake)
            return breaking.tried(question, departures, Known())

    return made


@pytest.mark.parametrize(
    ("strength", "refused"), [(0.1, ()), (1.2, ()), (1.2, ("reserve.tour_weeks=26.0",)), (6, ("unrest.arrest=0.3",))]
)
def test_the_picture_says_all_and_nothing_covers_anything(made_up, strength, refused):
    found = made_up(strength, refused=refused)
    figure = figure_breaking(found)
    said = words(figure)
    assert "Illustrative simulation, not a forecast" in said
    assert found.key[:12] in said
    assert "What breaks it? deaths(fast) > deaths(documented)" in said
    paths = list(dict.fromkeys(way.figure.path for way in found.crossings))
    assert bool(paths) == (strength > 1)
    shown = [path for path in paths[:14] if path in said]
    assert len(shown) >= len(paths[:14]) - 2  # a path too long is cut
    if len(paths) > 14:
        assert f"{len(paths) - 14} more in departures.csv" in said
    for change in found.options:
        assert change.name in said
    chosen = texts(figure)
    boxes = extents(figure, chosen)
    width, height = figure.canvas.get_width_height()
    for text, box in zip(chosen, boxes, strict=True):
        assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height, text.get_text()  # noqa: PT018
    for place, box in enumerate(boxes):
        for other in range(place):
            assert not box.shrunk(0.96, 0.7).overlaps(boxes[other].shrunk(0.96, 0.7)), (
                chosen[place].get_text(), chosen[other].get_text(),
            )  # fmt: skip


def test_a_claim_too_long_for_the_title_stands_below_it_in_full(made_up):
    claim = "deaths(fast) - deaths(documented) > 0.1 * (deaths(documented) + deaths(documented) + deaths(documented))"
    figure = figure_breaking(made_up(1.2, claim=claim))
    assert claim in words(figure)
    (below,) = (text for text in texts(figure) if text.get_text() == claim)
    (box,) = extents(figure, [below])
    assert 0 < box.x0 < box.x1 < figure.canvas.get_width_height()[0]


def test_the_answer_is_sorted_by_how_far_one_must_go(made_up):
    found = made_up(6)
    distances = [way.distance for way in found.crossings]
    assert distances == sorted(distances)
    document = summarise_breaking(found)
    assert [row["distance"] for row in document["breaks"]["figures"]] == distances
    assert document["breaks"]["figures"][0]["path"] in document["sentence"]
    broken, held = set(document["breaks"]["figures"][0]), set(document["holds"]["figures"])
    assert "path" in broken
    assert not held & {row["path"] for row in document["breaks"]["figures"]}
    single = {row["departure"] for row in document["breaks"]["options"]}
    assert single
    for pair in found.pairs:
        assert not single & {change.name for change in pair}
    assert found.runs == 2 * (12 + int(found.frame()["n"].iloc[1:].sum()))


def test_the_text_keeps_to_its_page_and_says_how_sure_it_is(made_up):
    text = breaking_text(summarise_breaking(made_up(6)))
    assert max(map(len, text.splitlines())) <= 100
    prose = " ".join(text.split())
    for part in (
        "Illustrative",
        "lost first along",
        "Figures, the nearest first",
        "Single options",
        "Looking several times is not corrected for",
        "4, then 8, then 16 replicates",
        "A range says what is as defensible as the default",
        "Left out",
    ):
        assert part in prose
