"""Outbursts, the waits between them, and how long waits last, on series made up by hand."""

from math import exp, inf, isnan, log, sqrt

import numpy as np
import pytest
from scipy.stats import norm

from kfor_sim.docking import Life, lattice_of
from kfor_sim.docking.outbursts import Waits, extinction, outbursts, waits
from kfor_sim.docking.series import COLUMNS
from kfor_sim.docking.survival import survival


def life_of(**columns):
    """A life with these columns; all others are 0."""
    length = len(next(iter(columns.values())))
    series = np.zeros((length, len(COLUMNS)), dtype=np.int16)
    for name, values in columns.items():
        series[:, COLUMNS.index(name)] = values
    return Life(lattice_of("run-2"), 0, series)


def waits_of(*steps):
    """Waits; those that are negative are not over."""
    return Waits(np.abs(np.array(steps)), np.array(steps) > 0)


def pairs(found):
    return [(int(steps), bool(over)) for steps, over in zip(found.steps, found.over, strict=True)]


# Outbursts


@pytest.mark.parametrize(
    ("active", "spans", "expected"),
    [
        ([0, 10, 50, 3], [], [(3, False)]),  # the bar itself is not above it
        ([0], [], []),
        ([0, 51, 0, 0, 0], [(1, 2)], [(1, True), (2, False)]),
        ([0, 0, 51, 200, 51, 50, 0], [(2, 5)], [(2, True), (1, False)]),
        ([0, 60, 0, 60, 0], [(1, 2), (3, 4)], [(1, True), (1, True)]),
        ([60, 60, 0, 0], [(0, 2)], [(1, False)]),
        ([60, 0, 0, 60], [(0, 1), (3, 4)], [(2, True)]),
        ([0, 0, 0, 51], [(3, 4)], [(3, True)]),
        ([0, 60, 0, 0, 60, 60], [(1, 2), (4, 6)], [(1, True), (2, True)]),
        ([60, 60, 60], [(0, 3)], []),
    ],
)
def test_outbursts_and_the_waits_for_them(active, spans, expected):
    life = life_of(active=active)
    first, after = outbursts(life)
    assert list(zip(first.tolist(), after.tolist(), strict=True)) == spans
    assert pairs(waits(life)) == expected


def test_waits_are_those_found_step_by_step():
    rng = np.random.default_rng(5)
    for _ in range(50):
        active = rng.integers(40, 62, rng.integers(1, 40))
        expected, lasted = [], 0
        for number in active:
            if number <= 50:
                lasted += 1
            elif lasted:
                expected.append((lasted, True))
                lasted = 0
        expected += [(lasted - 1, False)] if lasted > 1 else []  # the next step might have ended it
        assert pairs(waits(life_of(active=active))) == expected


def test_the_bar_is_that_of_the_lattice():
    life = life_of(active=[0, 4, 0, 9])
    figures = life.lattice.figures.model_copy(update={"outburst": 3})
    object.__setattr__(life.lattice, "figures", figures)
    assert outbursts(life)[0].tolist() == [1, 3]


def test_waits_of_several_lives_are_put_together():
    together = Waits.together([waits_of(3, -4), waits_of(), waits_of(7)])
    assert pairs(together) == [(3, True), (4, False), (7, True)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([5, 3, 0], [5, 6, 7], (2, True)),
        ([5, 6, 7, 8], [5, 3, 1, 0], (3, True)),
        ([5, 6], [5, 1], (1, False)),
        ([5, 0], [5, 0], (1, True)),
    ],
)
def test_an_extinction_is_over_where_a_group_is_gone(first, second, expected):
    assert pairs(extinction(life_of(first_group=first, second_group=second))) == [expected]


# Survival


def by_hand(found, *, interval=0.95):
    """The estimate of Kaplan and Meier with Greenwood's interval on the log-log scale, fall by fall."""
    share, spread, rows = 1.0, 0.0, []
    for time in sorted({steps for steps, over in found if over}):
        at_risk = sum(steps >= time for steps, _ in found)
        falls = sum(steps == time and over for steps, over in found)
        share *= 1 - falls / at_risk
        if at_risk > falls:
            spread += falls / (at_risk * (at_risk - falls))
            width = norm.ppf(0.5 + interval / 2) * sqrt(spread) / log(share)
            rows.append((time, share, share ** exp(-width), share ** exp(width)))
        else:
            rows.append((time, 0.0, None, None))
    return rows


@pytest.mark.parametrize("interval", [0.5, 0.95])
@pytest.mark.parametrize(
    "steps",
    [
        (1, 2, 2, 3, 5),
        (6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35),
        (4, -4, 4, -9),
        (-1, 2, 3, -3, 8),
        (5, 5, -5),
    ],
)
def test_survival_is_the_estimate_of_kaplan_and_meier(steps, interval):
    found = waits_of(*steps)
    estimate = survival(found, interval=interval)
    assert (estimate.waits, estimate.over) == (len(steps), sum(step > 0 for step in steps))
    assert estimate.longest == max(map(abs, steps))
    at = dict(zip(estimate.steps.tolist(), range(estimate.steps.size), strict=True))
    assert (estimate.steps[0], estimate.share[0]) == (0, 1)
    for time, share, low, high in by_hand(pairs(found), interval=interval):
        assert estimate.share[at[time]] == pytest.approx(share, abs=1e-12)
        if low is None:
            assert isnan(estimate.low[at[time]])
        else:
            edges = sorted([low, high])
            assert [estimate.low[at[time]], estimate.high[at[time]]] == pytest.approx(edges, abs=1e-12)


def test_survival_of_the_patients_of_freireich_is_as_textbooks_have_it():
    """6-MP in leukaemia, weeks of remission (Freireich and others 1963)."""
    steps = (6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
    estimate = survival(waits_of(*steps))
    shares = dict(zip(estimate.steps.tolist(), estimate.share.round(3).tolist(), strict=True))
    printed = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {step: shares[step] for step in printed} == printed
    assert estimate.median == 23


def test_where_all_waits_are_over_it_is_the_share_of_longer_ones():
    estimate = survival(waits_of(1, 2, 3, 4))
    assert estimate.steps.tolist() == [0, 1, 2, 3, 4]
    assert estimate.share == pytest.approx([1, 0.75, 0.5, 0.25, 0])
    assert estimate.median == 2
    assert (estimate.waits, estimate.over, estimate.longest) == (4, 4, 4)


def test_where_none_is_over_nothing_falls_and_nothing_is_said():
    estimate = survival(waits_of(-3, -10))
    assert (estimate.steps.tolist(), estimate.share.tolist()) == ([0], [1])
    assert np.isnan(estimate.low).all()
    assert np.isnan(estimate.high).all()
    assert (estimate.median, estimate.waits, estimate.over, estimate.longest) == (inf, 2, 0, 10)


def test_a_median_that_is_not_seen_is_infinite():
    assert survival(waits_of(3, -5, -5)).median == inf
    assert survival(waits_of(3, 4, -5)).median == 4
    assert survival(waits_of(7)).median == 7


def test_the_median_is_seen_where_just_half_of_the_waits_are_over():
    for half in range(1, 60):
        steps = [*range(1, half + 1), *[-100] * half]
        assert survival(waits_of(*steps)).median == half


def test_intervals_hold_the_share_and_widen_with_what_they_are_to_hold():
    rng = np.random.default_rng(3)
    for _ in range(20):
        found = Waits(rng.integers(1, 30, 25), rng.random(25) < 0.7)
        narrow, wide = survival(found, interval=0.5), survival(found, interval=0.99)
        said = ~np.isnan(wide.low)
        assert said.any()
        for low, high in ((wide.low[said], narrow.low[said]), (narrow.low[said], narrow.share[said])):
            assert (low <= high).all()
        for low, high in ((narrow.share[said], narrow.high[said]), (narrow.high[said], wide.high[said])):
            assert (low <= high).all()
        assert (wide.low[said] >= 0).all()
        assert (wide.high[said] <= 1).all()
        assert (np.diff(wide.share) <= 0).all()
