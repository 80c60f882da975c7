"""A calibration from its ranges to its record: what is drawn, what is kept, what others can build on it."""

import dataclasses
import hashlib
import json
from datetime import date

import numpy as np
import pytest
from scipy.stats import qmc

from kfor_sim.calibration import calibrate, subject_of
from kfor_sim.calibration.fitting import FREE, Draws
from kfor_sim.calibration.marks import marks_of
from kfor_sim.calibration.record import record_of
from kfor_sim.errors import InputError, ScenarioError
from kfor_sim.measures import MEASURES
from kfor_sim.prepare import prepare
from kfor_sim.ranges import Range, design, ranges_of, values_at
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import load
from kfor_sim.scenario.evidence import MarksEntry, evidence
from kfor_sim.scenario.records import read_record
from kfor_sim.scenario.targets import pattern_targets
from kfor_sim.scenario.varied import varied

QUICK = ("end=1999-12-31", "run.persons_per_resident=1000")
FIRST_SUMMERS = {"homicides-summer-1999", "homicides-autumn-1999", "homicides-november-1999"}
OUT_OF_REACH = ("violence.everyday_lethality=0.0001", "population.mobilisable_share=0.0001")
DIGEST = "1babd07c26e6"  # of a design: the same on every machine and with every version that is supported


def fitted(**changes):
    arguments = {"theory": "default", "evidence": "full", "budget": 60, "overrides": QUICK} | changes
    return calibrate("documented", **arguments)


@pytest.fixture(scope="module")
def found():
    return fitted()


@pytest.fixture(scope="module")
def short():
    return load("documented", overrides=QUICK)


def test_a_longer_design_begins_with_a_shorter_one_and_spreads_evenly():
    short, long = design(67, 40, seed=5), design(67, 700, seed=5)
    assert np.array_equal(short, long[:40])
    assert not np.array_equal(short, design(67, 40, seed=6))
    assert (long >= 0).all()
    assert (long < 1).all()
    counts = np.stack([np.histogram(column[:512], bins=16, range=(0, 1))[0] for column in long.T])
    assert (counts == 32).all()  # as even as can be, in every figure


def empty_cells(shares, parts=8):
    """The share of cells without a draw, over all pairs of figures, each range being cut into so many parts."""
    places = (shares * parts).astype(int)
    pairs = [places[:, one] * parts + places[:, other] for one in range(shares.shape[1]) for other in range(one)]
    return float(np.mean([np.bincount(pair, minlength=parts**2) == 0 for pair in pairs]))


def test_pairs_of_figures_fall_into_no_stripes():
    """Of 512 draws 8 are expected in each of 64 cells of a pair, so that 3 cells in 10,000 are empty by luck.

    Of 141,504 cells of all pairs 47 are expected; more than 141 are beyond ten standard errors. Sobol's sequence, which
    is as even in each figure, leaves every thirtieth cell empty with so few draws of so many figures.
    """
    assert empty_cells(design(67, 512, seed=1999)) < 0.001
    assert empty_cells(qmc.Sobol(67, scramble=True, seed=np.random.default_rng(1)).random_base2(9)) > 0.01


def test_a_design_is_the_same_everywhere():
    assert hashlib.sha256(design(67, 256, seed=1999).tobytes()).hexdigest()[:12] == DIGEST


def test_whole_figures_reach_both_ends_of_their_range_equally_often():
    weeks = Range("a", "week", 2, 1, 3, True, "")
    assert [weeks.at(share) for share in (0, 0.32, 0.34, 0.66, 0.67, 0.999999)] == [1, 1, 2, 2, 3, 3]
    assert weeks.at(1.0) == 3
    share = Range("b", "share", 0.5, 0.2, 0.6, False, "")
    assert share.at(0.25) == pytest.approx(0.3)


def test_ranges_are_those_of_our_own_judgement_that_the_scenario_reads(short):
    ranges = {each.path: each for each in ranges_of(short)}
    ours = ("assumed", "calibrated")
    expected = [row.path for row in short.ledger if row.basis in ours and row.path not in short.idle]
    assert list(ranges) == expected
    assert "mechanisms.contagion.rumour" not in ranges  # no option reads it
    assert "drawdown.waypoints[2].troops" not in ranges  # documented, whatever other sources say
    assert (ranges["unrest.threshold"].low, ranges["unrest.threshold"].high) == (0.05, 0.2)
    rumour = load("documented", theory="rumour-and-response")
    assert "mechanisms.contagion.rumour" in {each.path for each in ranges_of(rumour)}


def test_a_draw_is_the_scenario_with_these_values_set(short):
    ranges = ranges_of(short)
    values = values_at(ranges, design(len(ranges), 3, seed=1)[2])
    drawn = varied(short, values, because="drawn from its range")
    overrides = [f"{path}={value!r}" for path, value in values.items()]
    assert drawn.hash == load("documented", overrides=(*QUICK, *overrides)).hash
    assert drawn.hash != short.hash
    assert drawn.value("presence.presence_share") == pytest.approx(
        0.6 * values["presence.on_duty_share"] * values["presence.street_share"]
    )
    assert short.value("presence.presence_share") == pytest.approx(0.6 * 0.33 * 0.5)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"displacement.flight_level": 0.8, "displacement.return_level": 0.7}, "is above displacement.return_level"),
        ({"unrest.arrest": 1.5}, "1.5 is not allowed"),
        ({"reserve.tour_weeks": 2.5}, "2.5 is not allowed"),
        ({"unrest.nothing": 1}, "there is no such figure"),
        ({"drawdown.policy": 1}, "there is no such figure"),
    ],
)
def test_values_that_do_not_fit_are_refused(short, values, says):
    with pytest.raises(ScenarioError, match=says):
        varied(short, values, because="drawn from its range")


def test_draws_that_contradict_themselves_are_left_out_and_counted(short):
    draws = Draws.of(short, 64)
    assert draws.contradictions == 64 - len(draws.numbers) > 0
    for number, scenario in zip(draws.numbers, draws.scenarios, strict=True):
        assert scenario.value("displacement.flight_level") <= scenario.value("displacement.return_level")
        assert number < 64
    left_out = set(range(64)) - set(draws.numbers)
    ranges = {each.path: column for column, each in enumerate(draws.ranges)}
    for row in design(len(draws.ranges), 64, seed=1999)[list(left_out)]:
        flight, back = (
            draws.ranges[ranges[path]].at(row[ranges[path]])
            for path in ("displacement.flight_level", "displacement.return_level")
        )
        assert flight > back


def test_levers_that_contradict_one_another_are_left_out_as_well():
    conditions = load("conditions", overrides=QUICK)
    draws = Draws.of(conditions, 128)
    assert all(
        scenario.value("drawdown.cut_below") <= scenario.value("drawdown.reinforce_above")
        for scenario in draws.scenarios
    )
    assert draws.contradictions > Draws.of(load("documented", overrides=QUICK), 128).contradictions


def test_only_targets_within_the_scenario_are_asked(found):
    assert set(found.subject.targets) == FIRST_SUMMERS
    assert "put in" in found.subject.left_out["force-2003"]
    assert "runs from 1999-06-12 to 1999-12-31" in found.subject.left_out["better-by-2003"]
    assert found.subject.left_out.keys() | FIRST_SUMMERS == {
        name for name, each in evidence().targets.items() if each.reading in (None, "brief")
    }


def test_each_draw_is_lived_through_on_luck_of_its_own_and_shows_what_a_run_shows(found):
    fit = found.fits["default"]
    for place in (0, 17):
        scenario, number = fit.draws.scenarios[place], fit.draws.numbers[place]
        alone = run_replicate(prepare(scenario), seed=1999, replicate=number)
        deaths = sum(alone[stream].sum(axis=(1, 2)) for stream in ("deaths_everyday", "deaths_intercommunal"))
        assert fit.showed["homicides-summer-1999"][place] == pytest.approx(deaths[:11].mean() / 26.0, rel=1e-6)


def test_kept_are_the_draws_that_meet_every_target(found):
    fit = found.fits["default"]
    shown = np.column_stack([fit.showed[name] for name in FIRST_SUMMERS])
    within = np.flatnonzero(((shown >= 0.5) & (shown <= 2)).all(axis=1))
    assert fit.settled.within == len(within) > 0
    assert set(within) <= set(fit.settled.kept.tolist())
    assert fit.verdict == "fits"
    frame = found.frame().iloc[0]
    assert (frame["within"], frame["draws"]) == (len(within), len(fit.draws.numbers))
    assert frame["share_low"] < len(within) / len(shown) < frame["share_high"]


def test_tables_say_of_each_draw_and_figure_what_became_of_it(found):
    tables = found.tables()
    fit = found.fits["default"]
    assert len(tables["draws.csv"]) == len(fit.draws.numbers)
    assert tables["draws.csv"]["kept"].sum() == len(fit.settled.kept)
    assert set(tables["posterior.csv"]["figure"]) == {each.path for each in fit.draws.ranges}
    rows = tables["posterior.csv"].set_index("figure")
    rate = rows.loc["violence.everyday_rate"]
    assert rate["low"] == 0.08 <= rate["left_low"] < rate["median"] < rate["left_high"] <= rate["high"] == 0.3
    assert len(tables["worlds.csv"]) == len(fit.settled.kept) * len(fit.draws.ranges)
    assert set(tables["recovery.csv"]["truths"]) == {fit.recovery.truths}


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bits(found, tmp_path):
    again = fitted(workers=2, output=tmp_path)
    for name, frame in found.tables().items():
        assert again.tables()[name].equals(frame), name


def test_what_is_stored_is_used_again_and_a_larger_budget_goes_on(tmp_path):
    first = fitted(budget=6, output=tmp_path)
    stored = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "trials").iterdir()}
    more = fitted(budget=9, output=tmp_path)
    now = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "trials").iterdir()}
    assert len(now) > len(stored) == len(first.fits["default"].draws.numbers)
    assert {name: now[name] for name in stored} == stored
    assert first.folder != more.folder
    same = fitted(budget=6, output=tmp_path)
    assert same.folder == first.folder
    manifest = json.loads((same.folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {*same.tables(), "record-default.json"}


def test_other_evidence_is_asked_of_the_same_draws(tmp_path):
    overrides = ("end=2003-12-31", "run.persons_per_resident=2000")
    fitted(budget=3, overrides=overrides, output=tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "trials").iterdir()}
    brief = fitted(budget=3, overrides=overrides, evidence="brief", output=tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "trials").iterdir()} == before
    assert set(brief.subject.targets) == {"better-by-2003"}


def test_what_is_set_is_not_drawn():
    subject = subject_of("documented", theories=["default"], evidence_set="full", overrides=(*QUICK, "arms.floor=0.3"))
    draws = Draws.of(subject.under["default"], 4)
    assert "arms.floor" not in {each.path for each in draws.ranges}
    assert {scenario.value("arms.floor") for scenario in draws.scenarios} == {0.3}


def test_every_theory_is_asked_with_its_own_ranges():
    subject = subject_of("documented", evidence_set="full", overrides=QUICK)
    assert list(subject.under) == ["default", *load("documented").theories]
    rates = {
        name: next(each for each in ranges_of(scenario) if each.path == "violence.everyday_rate").value
        for name, scenario in subject.under.items()
    }
    assert rates["hultman"] != rates["default"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"evidence": "brief"}, "can be fitted to none of the brief evidence"),
        ({"evidence": "fulll"}, "there is no evidence 'fulll'; did you mean 'full'"),
        ({"reading": "histroy"}, "there is no reading 'histroy'"),
        ({"theory": "quinlan"}, "there is no theory 'quinlan'; did you mean 'quinlivan'"),
        ({"budget": 0}, "budget must be a whole number from 1"),
        ({"overrides": (*QUICK, "theory.deterrence=none"), "theory": "quinlivan"}, "would change every theory"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_computed(changes, says):
    with pytest.raises(InputError, match=says):
        fitted(**changes)


def test_a_scenario_without_judgement_has_nothing_to_draw():
    minimal = load("minimal")
    judged = [path for path, figure in minimal.figures.items() if figure.basis in ("assumed", "calibrated")]
    overrides = [f"{path}={minimal.value(path)!r}" for path in judged]
    with pytest.raises(InputError, match="nothing to draw from"):
        ranges_of(load("minimal", overrides=overrides))


def test_a_theory_that_cannot_fit_says_so():
    """Lethality and crowds are set so low that the homicides of the record are out of reach of every other figure."""
    none = fitted(budget=12, overrides=(*QUICK, *OUT_OF_REACH))
    fit = none.fits["default"]
    assert fit.verdict == "no fit found"
    assert "none of" in fit.sentence
    assert fit.posterior is None
    assert none.posterior()["median"].isna().all()
    assert none.records()["record-default.json"]["figures"] == {}


def test_more_draws_are_guided_only_where_few_fit(monkeypatch):
    monkeypatch.setattr("kfor_sim.calibration.fitting.FREE", 75)
    free = fitted(budget=77)
    assert free.fits["default"].draws.free == 77
    assert set(free.fits["default"].draws.weights) == {1.0}
    monkeypatch.setattr("kfor_sim.calibration.fitting.FEW", 1.0)
    led = fitted(budget=79).fits["default"]
    assert led.draws.free == 75
    assert (led.draws.asked, led.draws.truths) == (79, sum(number < 75 for number in led.draws.numbers))
    assert max(led.draws.numbers) >= 75
    assert len(set(led.draws.weights)) > 1
    assert FREE == 256


@pytest.fixture
def recorded(found, tmp_path):
    """A scenario beside the record of a fit of it."""
    record = record_of(found.fits["default"], found.subject)
    folder = tmp_path / "calibrations"
    folder.mkdir()
    (folder / "mine.json").write_text(json.dumps(record), encoding="utf-8")

    def write(path="violence.everyday_rate", by="mine", interval=None, value=None):
        fit = record["figures"][path]
        low, high = interval or fit["interval"]
        middle = fit["median"] if value is None else value
        figure = f'{{ value = {middle}, unit = "{fit["unit"]}", basis = "calibrated", by = "{by}", '
        figure += f"interval = [{low}, {high}] }}"
        table, key = path.split(".")
        text = f'schema = 1\nextends = "documented"\ntitle = "Mine"\n[{table}]\n{key} = {figure}\n'
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
        return tmp_path / "mine.toml"

    write.record = record
    write.file = folder / "mine.json"
    return write


def test_a_record_says_all_that_it_takes_to_make_the_fit_again(found, recorded):
    record, fit = recorded.record, found.fits["default"]
    read = read_record(recorded.file)
    assert record["figures"].keys() == read.figures.keys() == {each.path for each in fit.draws.ranges}
    assert [each.draw for each in read.kept] == [fit.draws.numbers[place] for place in fit.settled.kept]
    assert (read.scenario, read.theory, read.evidence, read.seed, read.draws) == (
        "documented",
        "default",
        "full",
        1999,
        60,
    )
    assert read.overrides == QUICK
    first = read.kept[0]
    place = fit.draws.numbers.index(first.draw)
    assert first.showed == pytest.approx({name: fit.showed[name][place] for name in FIRST_SUMMERS}, rel=1e-5)
    for path, fitted_figure in read.figures.items():
        low, high = fitted_figure.interval
        assert fitted_figure.range[0] <= low <= fitted_figure.median <= high <= fitted_figure.range[1], path


def test_a_calibrated_figure_rests_on_its_record_and_is_drawn_from_the_range_before(recorded):
    mine = load(recorded())
    figure = mine.figures["violence.everyday_rate"]
    assert figure.basis == "calibrated"
    (drawn,) = (each for each in ranges_of(mine) if each.path == "violence.everyday_rate")
    assert (drawn.low, drawn.high) == (0.08, 0.3)
    assert figure.bounds == tuple(recorded.record["figures"]["violence.everyday_rate"]["interval"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"by": "mien"}, "there is no record 'mien' in calibrations/; did you mean 'mine'"),
        ({"interval": [0.05, 0.31]}, "its interval is not that of the record 'mine'; write interval = "),
    ],
)
def test_a_calibrated_figure_that_does_not_fit_its_record_is_a_fault(recorded, changes, says):
    with pytest.raises(ScenarioError, match=says):
        load(recorded(**changes))


def test_a_record_that_fits_no_such_figure_is_a_fault(recorded):
    path = recorded()
    text = (
        path.read_text(encoding="utf-8")
        .replace("everyday_rate", "everyday_lethality")
        .replace("attack/1000 person/week", "share")
    )
    path.write_text(text, encoding="utf-8")
    record = json.loads(recorded.file.read_text(encoding="utf-8"))
    del record["figures"]["violence.everyday_lethality"]
    recorded.file.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ScenarioError, match="the record 'mine' fits no such figure"):
        load(path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 1}', "\u0000", "1" * 50])
def test_a_broken_record_is_a_fault_of_its_scenario(recorded, content):
    path = recorded()
    recorded.file.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError):
        load(path)


def test_strengths_of_the_record_are_held_against_the_band(monkeypatch):
    conditions = load("conditions", overrides=("end=2002-12-31",))
    rows = [row for row in conditions.tables.strength if row.role == "check" and 2000 <= row.on.year <= 2002]
    weeks = 186
    strength = np.linspace(30_000, 50_000, 21)[:, np.newaxis] * np.ones(weeks)
    entry = MarksEntry(
        label="2000 to 2002",
        window=(date(2000, 1, 1), date(2002, 12, 31)),
        policies=("conditions",),
        because="it is a check of this",
    )
    marks = list(marks_of(conditions, strength, np.ones(21), {"early": entry}, level=0.9))
    assert len(marks) == len(rows) > 5
    for mark, row in zip(marks, rows, strict=True):
        assert (mark.on, mark.troops) == (row.on, row.troops)
        assert 30_000 <= mark.low < mark.median < mark.high <= 50_000
        assert mark.inside == (mark.low <= row.troops <= mark.high)
    assert not list(marks_of(load("documented"), strength, np.ones(21), {"early": entry}, level=0.9))
    assert not list(marks_of(conditions, strength[:5], np.ones(5), {"early": entry}, level=0.9))


def test_a_schedule_that_finds_its_own_strength_is_held_to_the_figures_of_the_force():
    for name in ("conditions", "gates"):
        targets = subject_of(name, theories=["default"], budget=1).targets
        assert set(targets) == {"force-1999", "force-2003", "force-2008", "better-by-2003", "flare-up-2008"}
    history = subject_of("conditions", theories=["default"], reading="history", budget=1).targets
    assert "force-2003" not in history
    assert {"force-2003-june", "force-2003-end"} <= set(history)
    assert set(subject_of("documented", theories=["default"], budget=1).targets) == {"better-by-2003", "flare-up-2008"}
    assert set(subject_of("uncoordinated", budget=1).targets) == {"better-by-2003", "flare-up-2008"}


def test_both_readings_are_told_from_the_same_draws():
    overrides = ("end=2003-12-31", "run.persons_per_resident=2000")
    found = calibrate("conditions", theory="default", budget=4, overrides=overrides)
    assert set(found.readings()["reading"]) == set(evidence().readings)
    fit = found.fits["default"]
    strength = fit.showed["force-2003"]
    assert np.array_equal(strength, fit.showed["force-2003-end"])
    assert np.array_equal(strength, fit.strength[:, -1])
    assert not np.array_equal(strength, fit.showed["force-2003-june"])


def test_targets_take_their_bounds_from_their_patterns_and_say_why():
    targets, patterns = evidence().targets, pattern_targets()
    assert targets["flare-up-2008"].accepted.at_most == patterns["flare-up-2008"].partly.at_most
    assert targets["march-2004-end"].accepted.at_most == patterns["end-with-reinforcement"].yes.at_most
    assert targets["better-by-2003"].accepted.because != patterns["better-by-2003"].partly.because
    for name, each in targets.items():
        assert each.sources, name
        assert each.accepted.because, name
        assert each.use in ("fit", "held-out")
        assert each.measure in MEASURES, name
    held_out = {name for name, each in targets.items() if each.use == "held-out"}
    assert held_out == {"quiet-before-2004", "serb-victims-2000", "serb-victims-2001"}


def test_held_out_targets_decide_nothing(found):
    fit = found.fits["default"]
    out = dataclasses.replace(
        fit.targets[0],
        use="held-out",
        accepted=fit.targets[0].accepted.model_copy(update={"at_least": 90.0, "at_most": 99.0}),
    )
    assert fit.held_to((*fit.targets[1:], out)).settled.within >= fit.settled.within > 0
    assert not fit.held_to((*fit.targets[1:], out)).met[:, -1].any()
