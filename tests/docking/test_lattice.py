"""The lattice against the slow oracle, bit for bit; what it keeps; its runs, rules and errors."""

import hashlib
import math
import re
import sys
from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lattice_oracle import World

import kfor_sim.docking
from kfor_sim.docking import RULES, Life, lattice_of, live
from kfor_sim.docking.risk import risk_table
from kfor_sim.docking.series import (
    ACTIVE_FIRST,
    ACTIVE_SECOND,
    COLUMNS,
    COP,
    EMPTY,
    QUIET_FIRST,
    QUIET_SECOND,
)
from kfor_sim.docking.torus import in_view
from kfor_sim.errors import InputError, MissingExtraError, ScenarioError
from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.model.processes import mobilisation
from kfor_sim.samples import Asked, Samples
from kfor_sim.scenario import lattice_runs as presets
from kfor_sim.scenario.lattice_runs import (
    Course,
    LatticeFigures,
    LatticeRun,
    lattice_choices,
    lattice_figures,
    lattice_runs,
    lattice_source,
)
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.written import hash_of_files

RUNS = tuple(f"run-{number}" for number in range(1, 9))
POLICED = ("run-1", "run-2", "run-3", "run-4", "run-5", "run-8")
CASES = [(run, rule) for run in RUNS for rule in (RULES if run in POLICED else ("ratio-literal",))]
WITHIN = {  # courses that change within few steps
    "run-3": {"legitimacy": Course(start=0.9, end=0.2, first=0, last=30)},
    "run-4": {"legitimacy": Course(start=0.9, end=0.7, first=15, last=16)},
    "run-5": {"cops": Course(start=10, end=0, first=5, last=35)},
}
BUSY = {"legitimacy": Course(start=0.7, end=0.7, first=0, last=1), "vision": 3, "jail": 4}


def constant(number):
    return Course(start=number, end=number, first=0, last=1)


def small(run, rule="ratio-literal", *, side=12, steps=36, figures=(), moves=True, seed=2002, **changes):
    """One of the runs on fewer sites, with as many agents and cops on each hundred of them."""
    lattice = lattice_of(run, rule, steps=steps, seed=seed)
    cops = lattice.run.cops
    fewer = {name: round(getattr(cops, name) * side**2 / 1600) for name in ("start", "end")}
    changed = {"cops": cops.model_copy(update=fewer), **WITHIN.get(run, {}), **changes}
    shared = {"side": side, "agents": round(0.7 * side**2), **dict(figures)}
    return replace(
        lattice,
        run=LatticeRun.model_validate({**vars(lattice.run), **changed}),
        figures=LatticeFigures.model_validate({**vars(lattice.figures), **shared}),
        moves=moves,
    )


def assert_agree(lattice, replicate):
    """Compare the fast lattice with the slow one, what is counted and what stands where; gives the life."""
    life = live(lattice, replicate, frames=True)
    world = World(lattice, replicate)
    slow = world.live()
    assert life.series.shape == slow.shape
    for place, name in enumerate(COLUMNS):
        np.testing.assert_array_equal(life.series[:, place], slow[:, place], err_msg=name)
    for step, shown in enumerate(world.frames):
        there = {tuple(site): life.frames[step][tuple(site)] for site in np.argwhere(life.frames[step]).tolist()}
        assert there == shown, step
    return life


# Against the oracle


def test_a_life_is_a_table():
    life = live(lattice_of("run-5", steps=3), 0)
    frame = life.frame()
    assert list(frame.columns) == list(COLUMNS)
    assert frame.index.name == "step"
    assert frame.index.tolist() == [0, 1, 2, 3]
    assert all((frame[column] == life[column]).all() for column in COLUMNS)


@pytest.mark.parametrize(("run", "rule"), CASES)
def test_a_run_agrees_with_the_oracle_to_the_last_bit(run, rule):
    for replicate in (0, 3):
        assert_agree(small(run, rule), replicate)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("run", ["run-2", "run-8"])
def test_they_agree_where_much_happens(run, rule):
    life = assert_agree(small(run, rule, side=14, cops=constant(20), **BUSY), 1)
    assert life["active"].max() > 8
    assert life["arrested"].sum() > 50
    assert (np.diff(life["jailed"]) < 0).any()  # some come back
    assert life["watched_active"].sum() > 0
    assert life["watched_active"].sum() < life["watched"].sum()


@pytest.mark.parametrize("run", ["run-2", "run-5", "run-7", "run-8"])
@pytest.mark.parametrize(
    "changes",
    [
        {"vision": 5.5, "side": 9},
        {"vision": 20, "side": 8},
        {"vision": 20, "side": 7},
        {"vision": 0.9},
        {"moves": False},
        {"jail": inf},
        {"jail": 0.5},
        {"seed": 2**63 - 1},
    ],
    ids=str,
)
def test_they_agree_whatever_the_figures(run, changes):
    assert_agree(small(run, **{"steps": 25, "legitimacy": constant(0.75), **changes}), 2)


@pytest.mark.parametrize("moves", [True, False])
def test_they_agree_on_a_full_lattice(moves):
    lattice = small("run-8", cops=constant(4), jail=60, figures={"agents": 140, "cloning": 0.9}, moves=moves)
    life = assert_agree(lattice, 0)
    assert (life.frames[0] != EMPTY).all()


def test_they_agree_where_so_many_are_in_jail_that_nobody_can_be_born():
    figures = {"agents": 140, "cloning": 1.0, "longest_life": 5000}
    life = assert_agree(small("run-8", cops=constant(4), jail=500, legitimacy=constant(0.6), figures=figures), 1)
    assert (life["first_group"] + life["second_group"]).max() == 144
    assert life["jailed"].max() > 50  # there is room for clones, and still nobody is born beyond 144


@pytest.mark.parametrize("turns", ["act, then move", "drawn"])
@pytest.mark.parametrize("run", ["run-2", "run-5", "run-8"])
def test_other_turns_agree_with_the_oracle_and_differ_from_the_usual(run, turns):
    usual, other = small(run, **BUSY), small(run, turns=turns, **BUSY)
    assert not np.array_equal(live(usual, 0).series, assert_agree(other, 0).series)


def test_all_three_rules_differ_and_so_do_replicates_and_seeds():
    lives = [live(small("run-8", rule, **BUSY), 0).series.tobytes() for rule in RULES]
    lives += [
        live(small("run-8", **BUSY), 1).series.tobytes(),
        live(small("run-8", seed=1, **BUSY), 0).series.tobytes(),
    ]
    assert len(set(lives)) == 5


# What it keeps


def expected_cops(run, steps):
    course = lattice_runs()[run].cops
    if course.start == course.end:
        return [course.start] * (steps + 1)
    return [118 - round(118 * min(max(step - 50, 0), 500) / 500) for step in range(steps + 1)]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("run", RUNS[:5])
def test_nobody_is_born_or_lost_in_model_one(run, rule):
    life = live(lattice_of(run, rule, steps=600), 0, frames=True)
    on_the_lattice = np.isin(life.frames, (QUIET_FIRST, ACTIVE_FIRST)).sum(axis=(1, 2))
    assert (on_the_lattice + life["jailed"] == 1120).all()
    assert (life["first_group"] == 1120).all()
    assert life["cops"].tolist() == pytest.approx(expected_cops(run, 600), abs=0.51)
    assert (np.diff(life["jailed"]) <= life["arrested"][1:]).all()
    assert life["arrested"].sum() > 0
    if life.lattice.run.jail == inf:
        assert life["jailed"].tolist() == life["arrested"].cumsum().tolist()
    else:
        assert (np.diff(life["jailed"]) < 0).any()
    for name in ("second_group", "killed", "beside", "beside_alike"):
        assert not life[name].any(), name


def test_in_model_two_only_killing_ends_a_life_that_never_ages():
    figures = {"cloning": 0, "longest_life": 10**15}
    life = live(small("run-8", side=20, steps=200, figures=figures), 0)
    people = life["first_group"] + life["second_group"]
    assert life["killed"].sum() > 10
    assert np.diff(people).tolist() == (-life["killed"][1:]).tolist()


def test_without_killing_and_clones_everybody_is_dead_after_the_longest_life():
    life = live(small("run-6", steps=60, figures={"cloning": 0, "longest_life": 40}), 0)
    assert life.steps < 60
    assert min(life["first_group"][-1], life["second_group"][-1]) == 0 < life["first_group"][:-1].min()
    assert (np.diff(life["first_group"]) <= 0).all()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("cops", [0, 5])
def test_nobody_is_active_at_a_legitimacy_of_nine_tenths(rule, cops):
    life = live(small("run-2", rule, steps=200, legitimacy=constant(0.9), cops=constant(cops)), 0)
    for name in ("active", "jailed", "arrested", "watched", "unwatched"):
        assert not life[name].any(), name


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), replicate=st.integers(0, 10**6), rule=st.sampled_from(RULES))
def test_run_6_has_no_killing_whatever_the_luck(seed, replicate, rule):
    """The highest hardship, moved by what legitimacy is left, does not exceed the threshold."""
    lattice = small("run-6", rule, seed=seed, steps=60)
    assert not math.nextafter(1.0, 0.0) * (1.0 - lattice_runs()["run-6"].legitimacy.end) > lattice_figures().threshold
    life = live(lattice, replicate)
    assert not life["killed"].any()
    assert not life["active"].any()


def test_those_in_jail_come_back_within_the_longest_term():
    life = live(small("run-2", steps=200, **{**BUSY, "jail": 3}), 0)
    lately = np.convolve(life["arrested"], np.ones(3, dtype=int))[: life.steps + 1]
    assert life["arrested"].sum() > 50
    assert (life["jailed"] <= lately).all()
    assert (life["jailed"] >= life["arrested"]).all()  # nobody in the step of his arrest


@pytest.mark.parametrize("run", ["run-2", "run-8"])
def test_frames_show_what_is_counted(run):
    life = live(small(run, side=15, steps=120, cops=constant(12), **BUSY), 0, frames=True)
    assert life.frames.shape == (life.steps + 1, 15, 15)
    shown = {kind: (life.frames == kind).sum(axis=(1, 2)) for kind in range(6)}
    assert sum(shown.values()).tolist() == [225] * (life.steps + 1)
    assert (shown[COP] == life["cops"]).all()
    assert (shown[ACTIVE_FIRST] + shown[ACTIVE_SECOND] == life["active"]).all()
    first, second = shown[QUIET_FIRST] + shown[ACTIVE_FIRST], shown[QUIET_SECOND] + shown[ACTIVE_SECOND]
    assert (first + second + life["jailed"] == life["first_group"] + life["second_group"]).all()
    assert (first <= life["first_group"]).all()
    assert life["active"].max() > 0
    if run == "run-8":
        group = np.select([np.isin(life.frames, (1, 2)), np.isin(life.frames, (3, 4))], [1, -1], 0)
        around = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1) if (down, across) != (0, 0)]
        products = sum(group * np.roll(group, shift, axis=(1, 2)) for shift in around).sum(axis=(1, 2))
        pairs = sum((group * np.roll(group, shift, axis=(1, 2))) ** 2 for shift in around).sum(axis=(1, 2))
        assert (pairs == life["beside"]).all()
        assert (products == 2 * life["beside_alike"] - life["beside"]).all()


def test_frames_cost_no_draw_and_are_not_kept_unless_asked_for():
    lattice = small("run-2", **BUSY)
    with_frames, without = live(lattice, 0, frames=True), live(lattice, 0)
    assert without.frames is None
    assert with_frames.series.tobytes() == without.series.tobytes()


# The rules share luck


def test_rules_part_only_where_somebody_is_moved():
    falls = Course(start=0.9, end=0.2, first=10, last=30)
    one, *others = [
        live(small("run-3", rule, side=20, cops=constant(4), legitimacy=falls), 0, frames=True) for rule in RULES
    ]
    moved = one["watched"] + one["unwatched"]
    first = int(np.flatnonzero(moved)[0])
    assert first > 10
    for other in others:
        differs = np.flatnonzero((one.series != other.series).any(axis=1))
        assert differs[0] >= first
        assert (one.frames[:first] == other.frames[:first]).all()
        assert (one.frames[-1] != other.frames[-1]).any()


@pytest.mark.parametrize("run", RUNS)
def test_the_start_is_the_same_under_all_rules(run):
    starts = [live(lattice_of(run, rule, steps=1), 0, frames=True) for rule in RULES]
    assert len({(life.series[0].tobytes(), life.frames[0].tobytes()) for life in starts}) == 1
    assert starts[0]["first_group"][0] == (1120 if starts[0].lattice.run.model == 1 else 560)


@pytest.mark.parametrize("run", ["run-6", "run-7"])
def test_without_cops_rules_make_no_difference(run):
    assert not lattice_runs()[run].policed
    assert len({live(lattice_of(run, rule, steps=150), 0).series.tobytes() for rule in RULES}) == 1


# The same bits


def digest(life):
    return hashlib.sha256(life.series.astype("<i2").tobytes()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("run", "steps", "rule", "expected"),
    [
        ("run-2", 200, "ratio-literal", "6841531500c351b1"),
        ("run-2", 200, "ratio-round", "c68c16f72b8d03bb"),
        ("run-2", 200, "ratio-floor", "771c77339862d8a1"),
        ("run-5", 450, "ratio-literal", "03daa1a5178f780d"),
        ("run-5", 450, "ratio-round", "c2ebfee89cb89597"),
        ("run-5", 450, "ratio-floor", "6d7d452fbc6b8cac"),
        ("run-8", 120, "ratio-literal", "b261b31cd2b0e0a1"),
        ("run-8", 120, "ratio-round", "f2296f868c925331"),
        ("run-8", 120, "ratio-floor", "c14b9a24962c5824"),
    ],
)
def test_a_run_gives_the_numbers_it_always_gave(run, steps, rule, expected):
    assert digest(live(lattice_of(run, rule, steps=steps), 0)) == expected


@pytest.mark.parametrize("run", ["run-2", "run-8"])
def test_a_replicate_alone_is_that_among_many(run):
    lattice = small(run, **BUSY)
    with Samples(workers=1) as samples:
        ((*_, third),) = samples.read([Asked(lattice, 4)], label="many")
    life = live(lattice, 3)
    assert third["series"].tobytes() == life.series.tobytes()
    again = Life.of(lattice, 3, third)
    assert (again.steps, again["active"].tolist()) == (life.steps, life["active"].tolist())


def test_workers_do_not_change_a_bit(tmp_path):
    asked = [Asked(small("run-2", **BUSY), 3), Asked(small("run-7"), 3)]  # the latter of different lengths
    found = []
    for workers in (1, 2):
        with Samples(output=tmp_path / str(workers), workers=workers) as samples:
            lives = samples.read(asked, label="both")
        found.append([[(arrays["series"].shape, arrays["series"].tobytes()) for arrays in world] for world in lives])
    assert found[0] == found[1]
    kept = [{path.name: path.read_bytes() for path in (tmp_path / each / "trials").iterdir()} for each in "12"]
    assert kept[0] == kept[1]
    assert {f"{each.world.key}.npz" for each in asked} == set(kept[0])


# Who is in view


@pytest.mark.parametrize(("vision", "number"), [(7, 148), (1.7, 8), (1.5, 8), (1, 4), (0.9, 0)])
def test_so_many_sites_are_in_view_and_each_sees_whoever_sees_it(vision, number):
    near = in_view(40, vision)
    assert near.shape == (1600, number)
    sees = np.zeros((1600, 1600), dtype=bool)
    sees[np.arange(1600)[:, np.newaxis], near] = True
    assert (sees == sees.T).all()
    assert (sees.sum(axis=1) == number).all()
    assert not sees.diagonal().any()


@pytest.mark.parametrize("side", [3, 5, 6, 8])
@pytest.mark.parametrize("beyond", [1, 100])
def test_a_vision_beyond_the_torus_takes_in_every_other_site_once(side, beyond):
    near = in_view(side, beyond * side)
    for site, others in enumerate(near.tolist()):
        assert sorted(others) == [other for other in range(side**2) if other != site]


@pytest.mark.parametrize("side", [7, 8])
def test_a_vision_of_half_the_torus_is_measured_the_shorter_way_round(side):
    near, vision = in_view(side, 4.2), 4.2
    for site in range(side**2):
        for other in range(side**2):
            gaps = [abs(a - b) for a, b in zip(divmod(site, side), divmod(other, side), strict=True)]
            close = math.hypot(*(min(gap, side - gap) for gap in gaps)) <= vision
            assert (other in near[site]) == (close and site != other)


# The mechanisms are those of the main model


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("sites", [8, 148])
def test_the_risk_table_is_the_option_of_the_slot(rule, sites):
    table = risk_table(rule, constant=2.3, sites=sites)
    assert table.shape == (sites + 1, sites + 2)
    option = SLOTS["deterrence"].options[rule].function
    for cops in range(sites + 1):
        for active in range(sites + 2):
            street = Street(np.array([float(cops)]), np.array([float(active)]), np.zeros(1), np.ones(1), 0.0)
            assert option(street, constant=2.3)[0] == table[cops, active]


@pytest.mark.parametrize(
    ("cops", "active", "literal", "down", "nearest"),
    [(2, 3, 2 / 3, 0, 1), (0, 1, 0, 0, 0), (1, 1, 1, 1, 1), (1, 2, 0.5, 0, 0), (7, 2, 3.5, 3, 4), (2, 5, 0.4, 0, 0)],
)
def test_the_risk_is_that_of_the_formulas(cops, active, literal, down, nearest):
    assert set(RULES) == {"ratio-literal", "ratio-floor", "ratio-round"}
    for rule, ratio in (("ratio-literal", literal), ("ratio-floor", down), ("ratio-round", nearest)):
        risk = risk_table(rule, constant=2.3, sites=8)[cops, active]
        assert risk == pytest.approx(1 - math.exp(-2.3 * ratio), abs=1e-15)


def test_what_moves_agents_is_the_grievance_of_the_main_model(monkeypatch):
    restless = small("run-2", legitimacy=constant(0.2))
    assert live(restless, 0)["active"].any()
    monkeypatch.setattr("kfor_sim.docking.lattice.grievance", lambda *given: given[1] * 0)
    assert not live(restless, 0)["active"].any()
    assert mobilisation.grievance(np.ones(1), np.full((1, 1), 0.8), np.zeros((1, 1))) == pytest.approx(0.2)


def test_who_acts_is_decided_by_the_function_of_the_main_model():
    from kfor_sim.docking import kernel
    from kfor_sim.model.population.decision import acts

    assert kernel.acts.py_func is acts


# The runs of the paper


@pytest.mark.parametrize(
    ("run", "model", "vision", "legitimacy", "jail", "cops"),
    [
        ("run-1", 1, 1.7, 0.89, 15, 64),
        ("run-2", 1, 7, 0.82, 30, 64),
        ("run-3", 1, 7, None, inf, 118),
        ("run-4", 1, 7, None, inf, 118),
        ("run-5", 1, 7, 0.8, inf, None),
        ("run-6", 2, 1.7, 0.9, 15, 0),
        ("run-7", 2, 1.7, 0.8, 15, 0),
        ("run-8", 2, 1.7, 0.8, 15, 64),
    ],
)
def test_the_runs_have_the_numbers_of_the_paper(run, model, vision, legitimacy, jail, cops):
    preset = lattice_of(run).run
    assert (preset.model, preset.vision, preset.jail) == (model, vision, jail)
    for course, level in ((preset.legitimacy, legitimacy), (preset.cops, cops)):
        assert level is None or course.start == course.end == level


def test_what_all_runs_share_has_the_numbers_of_the_paper():
    figures = lattice_figures()
    assert (figures.side, figures.agents, figures.deterrence, figures.threshold) == (40, 1120, 2.3, 0.1)
    assert (figures.outburst, figures.cloning, figures.longest_life) == (50, 0.05, 200)
    assert tuple(name for name in lattice_runs() if name.count("-") == 1) == RUNS
    assert lattice_source() == "epstein-2002"
    assert all(lattice_choices().values())


@pytest.mark.parametrize(
    ("run", "levels"),
    [
        ("run-3", {0: 0.9, 1: 0.89, 10: 0.8, 70: 0.2, 71: 0.2, 300: 0.2}),
        ("run-4", {0: 0.9, 76: 0.9, 77: 0.7, 300: 0.7}),
    ],
)
def test_legitimacy_falls_as_in_the_paper(run, levels):
    """Seen from outside: how many agents are moved is how many have a hardship over T / (1 - L)."""
    course = lattice_of(run).run.legitimacy
    life = live(replace(lattice_of(run), run=lattice_of(run).run.model_copy(update={"cops": constant(0)})), 0)
    moved = (life["watched"] + life["unwatched"]) / 1120
    for step, level in levels.items():
        assert np.interp(step, [course.first, course.last], [course.start, course.end]) == pytest.approx(level)
        share = max(0.0, 1 - 0.1 / (1 - level))
        assert moved[step] == pytest.approx(share if step else 0, abs=0.05)
    if run == "run-4":
        assert not moved[:77].any()
        assert moved[77] > 0.5


def test_cops_are_withdrawn_as_in_the_paper():
    cops = live(lattice_of("run-5"), 0)["cops"]
    assert [cops[step] for step in (0, 50, 300, 550, 600)] == [118, 118, 59, 0, 0]
    assert set(np.diff(cops)) == {0, -1}


# What its replicates depend on


def test_what_changes_numbers_changes_the_key():
    lattice = small("run-2")
    changed = [
        small("run-2", seed=1),
        small("run-2", "ratio-floor"),
        small("run-2", "ratio-round"),
        small("run-2", steps=37),
        small("run-2", moves=False),
        small("run-2", jail=31),
        small("run-2", vision=6),
        small("run-2", legitimacy=constant(0.81)),
        small("run-2", cops=constant(5)),
        *(small("run-2", figures={name: 0.07}) for name in ("threshold", "cloning", "deterrence", "longest_life")),
        small("run-2", figures={"agents": 99}),
        small("run-2", side=13, figures={"agents": 101}),
        small("run-3"),
        small("run-8"),
    ]
    keys = [each.key for each in (lattice, *changed)]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


def test_what_changes_no_number_does_not_change_the_key():
    lattice = small("run-2")
    same = [
        small("run-2"),
        small("run-2", title="Another word for it"),
        small("run-2", figures={"outburst": 9}),
        replace(lattice, name="other"),
    ]
    assert {each.key for each in same} == {lattice.key}


def test_what_is_written_in_the_program_is_in_the_key(monkeypatch):
    before = small("run-2").key
    monkeypatch.setattr("kfor_sim.docking.lattice.hash_of_files", lambda *names: ",".join(names))
    assert small("run-2").key != before
    assert hash_of_files("docking/kernel.py") != hash_of_files("docking/lattice.py")


# What cannot be done


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"run": "run-9"}, "there is no run 'run-9' of the lattice; .*'run-"),
        ({"run": "run2"}, "did you mean 'run-2'"),
        ({"run": "run-2", "rule": "ratio-flor"}, "'ratio-flor' is no rule .*did you mean 'ratio-floor'"),
        ({"run": "run-2", "rule": "none"}, "'none' is no rule"),
        ({"run": "run-2", "seed": -1}, r"seed must be from 0 to 2\*\*63 - 1; got -1"),
        ({"run": "run-2", "seed": 2**63}, "seed must be"),
        ({"run": "run-2", "steps": 0}, "at least one step; got 0"),
    ],
)
def test_what_cannot_be_lived_through_is_refused(asked, text):
    with pytest.raises(InputError, match=text):
        lattice_of(**asked)


def test_without_numba_it_is_said_what_to_install(monkeypatch):
    live(small("run-1", steps=1), 0)
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "kfor_sim.docking.kernel")
    monkeypatch.delattr(kfor_sim.docking, "kernel")
    with pytest.raises(MissingExtraError, match=r"Numba.*pip install 'kfor-sim\[docking\]'"):
        live(small("run-1", steps=1), 0)
    assert small("run-1").key  # what needs no life can be asked for


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("cops = { start = 10, end = 20, first = 0, last = 5 }", "sends more cops"),
        ("cops = { start = 20, end = 10, first = 5, last = 5 }", "has changed before it begins to"),
        ("cops = 500", "more agents and cops than sites in run-1"),
        ("jail = 0", "greater than 0"),
        ("vission = 7", "Extra inputs"),
    ],
)
def test_a_preset_that_cannot_be_is_refused(changed, said, monkeypatch, tmp_path):
    text = (scenario_folder() / presets.FILE).read_text(encoding="utf-8")
    before, run, after = re.fullmatch(r"(.*)(\n\[run-1\].*?)(\n\[run-2\].*)", text, flags=re.DOTALL).groups()
    key = changed.partition(" ")[0]
    run = f"{re.sub(rf'(?m)^{key} = .*$', '', run)}\n{changed}\n"
    (tmp_path / presets.FILE).write_text(before + run + after, encoding="utf-8")
    monkeypatch.setattr(presets, "scenario_folder", lambda: tmp_path)
    with pytest.raises(ScenarioError, match=said):
        presets._file.__wrapped__()
