"""One municipality, and the lattice, against Mesa's own example of Epstein's model where that is well mixed.

Mesa's example (`mesa.examples.advanced.epstein_civil_violence`) stands on a torus of 10 x 10 cells on which everybody
sees everybody and nobody moves. Ours has, life by life, the same numbers of people and officers, and the same k, T, L
and jail rule. Compared are the mean number active and the mean number jailed over the late steps of a life, by the
two-sample test of Kolmogorov and Smirnov over 40 to 200 lives of each side (`lives`). Each comparison that must agree
has the level 1 in 20,000 (`LEVEL`), and all tests together make 18 of them, so that any fails by chance in under 1 of
1,000 of such runs; seeds are fixed, so that on one version of Mesa the outcome is always the same. The same comparison
must reject the ratio as it is, the ratio rounded down, and longer jail, each where it matters.

What cannot agree, and why. In the example everybody decides in a turn of his own, by who is active at that moment.
Residents of the main model decide together, in rounds, until nobody joins or leaves. Where risk does not hang on who is
first, both come to the same: a large crowd, a ratio that stays between 1/2 and 1 or so, few active among many officers.
It does where the crowd passes 2 C, over which rounded risk falls to 0: rounds then reach at once what turns reach, or
miss, while officers arrest. With the same numbers of people,

- rounds tip over more often than turns at the start of a revolt: in 60 of 100 lives, not in 14 (`TIPPING`, 200 lives);
- without release hardly any life of rounds fails to tip, so that the jailed of late steps spread by 1.6 and not by 5.9
  around the same mean (`FOR_EVER`; 400 lives, p = 8e-12).

Residents who decide one by one agree with the example in all of these, and so do those of the lattice where nobody is
released (its jail terms are uniform numbers, not whole turns missed, so that short ones differ). Halves are rounded to
the even number on both sides.

What such a comparison can see: at 1 in 20,000 it finds a shift of a mean of 1.25 standard deviations every second time
with 40 lives, of 1 with 60, of 0.75 with 100, and of 0.5 with 200.
"""

import functools
import itertools
import math
from dataclasses import dataclass

import mesa_example
import numpy as np
import pytest
from scipy.stats import ks_2samp

from kfor_sim.docking import Lattice, live
from kfor_sim.docking.municipality import municipality
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.streams import Streams
from kfor_sim.scenario.lattice_runs import Course, lattice_figures, lattice_runs
from worlds import one_cell

SIDE, DETERRENCE, THRESHOLD = 10, 2.3, 0.1
LEVEL = 1 / 20_000
FOR_GOOD = 10**9  # steps, of a jail term in Mesa's example that nobody lives to see the end of


@dataclass(frozen=True)
class Regime:
    """A world of both; the window is the steps from ``late`` to ``steps``."""

    citizen_density: float
    cops: int
    legitimacy: float
    longest_term: float
    steps: int
    late: int
    lives: int


CROWD = Regime(0.85, cops=3, legitimacy=0.5, longest_term=10, steps=20, late=12, lives=40)
BETWEEN = Regime(0.8, cops=11, legitimacy=0.5, longest_term=0, steps=12, late=3, lives=60)
FEW = Regime(0.7, cops=15, legitimacy=0.7, longest_term=2, steps=16, late=5, lives=200)
TIPPING = Regime(0.85, cops=7, legitimacy=0.5, longest_term=10, steps=25, late=15, lives=200)
FOR_EVER = Regime(0.85, cops=9, legitimacy=0.1, longest_term=math.inf, steps=9, late=4, lives=100)
TURNS = ("rounds", "one by one")


@functools.cache
def mesas(regime):
    """Lives of Mesa's example."""
    figures = {
        "side": SIDE,
        "citizen_density": regime.citizen_density,
        "cop_density": regime.cops / SIDE**2,
        "legitimacy": regime.legitimacy,
        "max_jail_term": int(min(regime.longest_term, FOR_GOOD)),
        "active_threshold": THRESHOLD,
        "arrest_prob_constant": DETERRENCE,
    }
    seeds = itertools.islice(mesa_example.seeds_with(regime.cops, **figures), regime.lives)
    return [mesa_example.lived(steps=regime.steps, seed=seed, **figures) for seed in seeds]


def ours(regime, turns, *, rule="ratio-round", longest_term=None):
    """Lives of one municipality with the same numbers of people."""
    return [
        municipality(
            life.citizens,
            life.cops,
            rule=rule,
            legitimacy=regime.legitimacy,
            deterrence=DETERRENCE,
            threshold=THRESHOLD,
            longest_term=regime.longest_term if longest_term is None else longest_term,
            steps=regime.steps,
            seed=2002,
            replicate=replicate,
            turns=turns,
        )
        for replicate, life in enumerate(mesas(regime))
    ]


def lattices(regime, *, rule="ratio-round"):
    """Lives of the lattice with the same numbers of people, where all see all and nobody moves."""
    cops = Course(start=regime.cops, end=regime.cops, first=0, last=1)
    legitimacy = Course(start=regime.legitimacy, end=regime.legitimacy, first=0, last=1)
    changes = {"vision": SIDE, "legitimacy": legitimacy, "jail": regime.longest_term, "cops": cops}
    run = lattice_runs()["run-2"].model_copy(update={**changes, "steps": regime.steps})
    shared = {"side": SIDE, "deterrence": DETERRENCE, "threshold": THRESHOLD}
    for replicate, life in enumerate(mesas(regime)):
        figures = lattice_figures().model_copy(update={**shared, "agents": life.citizens})
        lived = live(Lattice("well mixed", run, rule, figures, moves=False), replicate)
        yield mesa_example.Lived(life.citizens, life.cops, lived["active"], lived["jailed"])


def chances(regime, lives):
    """The p-values of the comparison with Mesa's example: of the active, and of the jailed."""
    means = [
        {name: [getattr(life, name)[regime.late :].mean() for life in side] for name in ("active", "jailed")}
        for side in (list(lives), mesas(regime))
    ]
    return [ks_2samp(means[0][name], means[1][name]).pvalue for name in means[0]]


def agree(regime, lives):
    """Whether neither of the two is told apart; two comparisons."""
    return min(chances(regime, lives)) > LEVEL


def test_in_a_large_crowd_rounded_risk_is_none_and_the_ratio_as_it_is_and_longer_jail_show():
    """C / A is some 1/17."""
    for turns in TURNS:
        assert agree(CROWD, ours(CROWD, turns))
        assert not agree(CROWD, ours(CROWD, turns, rule="ratio-literal"))
        assert not agree(CROWD, ours(CROWD, turns, longest_term=20))


def test_where_the_ratio_is_between_a_half_and_one_rounding_down_and_longer_jail_show():
    """Some 14 would be active if nobody were arrested, and C is 11."""
    for turns in TURNS:
        assert agree(BETWEEN, ours(BETWEEN, turns))
        assert not agree(BETWEEN, ours(BETWEEN, turns, rule="ratio-floor"))
        assert not agree(BETWEEN, ours(BETWEEN, turns, longest_term=1))


def test_without_release_the_lattice_and_residents_one_by_one_arrest_as_many_and_other_ratios_show():
    """A crowd of some 75 that loses 9 in each step, until the 18 or so who are left are feared."""
    for lives in (functools.partial(ours, FOR_EVER, "one by one"), functools.partial(lattices, FOR_EVER)):
        assert agree(FOR_EVER, lives())
        assert not agree(FOR_EVER, lives(rule="ratio-literal"))
        assert not agree(FOR_EVER, lives(rule="ratio-floor"))


@pytest.mark.slow
def test_few_active_among_many_officers_are_as_many_and_longer_jail_shows():
    """C / A is 3 or more, so that each rule gives nearly the highest risk."""
    for turns in TURNS:
        assert agree(FEW, ours(FEW, turns))
        assert not agree(FEW, ours(FEW, turns, longest_term=10))


@pytest.mark.slow
def test_near_tipping_residents_one_by_one_agree_and_rounds_tip_over_more_often():
    assert agree(TIPPING, ours(TIPPING, "one by one"))
    assert not agree(TIPPING, ours(TIPPING, "one by one", rule="ratio-floor"))
    tipped, of_mesa = (
        np.mean([life.active[-1] > 2 * TIPPING.cops for life in lives])
        for lives in (ours(TIPPING, "rounds"), mesas(TIPPING))
    )
    assert tipped > 0.4 > 0.25 > of_mesa


def test_everybody_in_mesas_example_sees_every_cell():
    assert mesa_example.spans(mesa_example.built(side=SIDE, seed=0))
    assert not mesa_example.spans(mesa_example.built(side=SIDE, seed=0, vision=SIDE - 1))


@pytest.mark.parametrize("turns", TURNS)
def test_without_officers_those_whom_grievance_moves_are_on_the_street_and_stay(turns):
    steps = one(turns, officers=0)
    assert steps.active[0] == 0
    assert set(steps.active[1:]) == {steps.active[1]}
    # h (1 - L) > T: 1,000 residents with a chance of 0.8 each; 6 standard deviations
    assert abs(steps.active[1] - 800) < 6 * math.sqrt(1_000 * 0.8 * 0.2)
    assert not steps.jailed.any()


@pytest.mark.parametrize("turns", TURNS)
def test_each_officer_arrests_one_in_a_step_and_for_good_where_jail_is_for_good(turns):
    assert one(turns, officers=9).jailed.tolist() == [0, 9, 18, 27]


@pytest.mark.parametrize("turns", TURNS)
def test_a_term_of_one_is_over_after_one_or_two_steps(turns):
    """Ten are arrested in each step; with terms of 0 or 1, between 0 and 20 are in jail after it, and not all alike."""
    jailed = one(turns, officers=10, longest_term=1, steps=60).jailed[2:]
    assert jailed.max() <= 20
    # a term of 0 is over within the step or after it, one of 1 a step later: (0 + 1 + 1 + 2) / 4 steps of ten a step
    assert abs(jailed.mean() - 10) < 2
    assert jailed.std() > 0


@pytest.mark.parametrize("longest_term", [0, 3])
def test_where_nobody_is_deterred_the_order_of_turns_does_not_matter(longest_term):
    """20 officers and some 32 active residents, so that when in a step somebody comes back from jail weighs heavily.

    Means over 8 lives of the same people: 5 standard errors of the pairs' difference (7 degrees of freedom; either mean
    fails by chance in under 1 of 500, and seeds are fixed).
    """
    lives = [
        [
            one(turns, people=40, officers=20, deterrence=0.0, longest_term=longest_term, steps=100, replicate=number)
            for number in range(8)
        ]
        for turns in TURNS
    ]
    for name in ("active", "jailed"):
        means = np.array([[getattr(life, name)[10:].mean() for life in side] for side in lives])
        apart = means[0] - means[1]
        assert abs(apart.mean()) < 5 * apart.std(ddof=1) / math.sqrt(apart.size), name


def test_the_active_of_a_population_are_those_whom_the_decision_moves():
    parameters = one_cell(people=100_000, residents=10_000)
    residents = Individuals(parameters, Streams(1, 0))
    residents.open_week(0, np.array([[0.45]]), np.ones((1, 1)))
    for risk in (0.2, 0.4, 0.3):
        residents.decide(np.array([risk]))
        moved = residents.hardship * 0.45 - residents.risk_aversion * risk > parameters.unrest.threshold
        assert sorted(residents.active) == np.flatnonzero(moved).tolist()


@pytest.mark.parametrize("turns", TURNS)
def test_the_same_replicate_is_the_same_and_another_is_not(turns):
    first, again, other = (
        one(turns, officers=9, longest_term=5, replicate=number).active.tolist() for number in (3, 3, 4)
    )
    assert first == again != other


def one(turns, *, officers, people=1_000, deterrence=DETERRENCE, longest_term=math.inf, steps=3, replicate=0):
    """One life, of 1,000 residents unless told otherwise."""
    return municipality(
        people,
        officers,
        rule="ratio-round",
        legitimacy=0.5,
        deterrence=deterrence,
        threshold=THRESHOLD,
        longest_term=longest_term,
        steps=steps,
        seed=2002,
        replicate=replicate,
        turns=turns,
    )
