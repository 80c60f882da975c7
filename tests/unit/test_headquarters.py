"""Reviews, reserve and events, against what the sheet says."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.policies import Policy
from kfor_sim.policies.hold import Hold
from worlds import refigured, shortened


def level(parameters, troops):
    return dataclasses.replace(parameters, policy=Hold(troops))


@dataclasses.dataclass(frozen=True)
class Alarmed(Policy):
    """A policy that is no calendar: it remembers what it was shown."""

    seen: list

    def required(self, view):
        self.seen.append(view)
        return 10_000 + 1_000 * len(self.seen)


def test_hold_requires_the_same_every_week(coarse):
    model = KforModel(level(shortened(coarse, weeks=3), 30_000))
    assert (model.run().arrays["required"] == 30_000).all()


def test_a_policy_that_is_no_calendar_is_asked_at_reviews_and_sees_reports_alone(coarse):
    policy = Alarmed([])
    model = KforModel(dataclasses.replace(shortened(coarse, weeks=30), policy=policy))
    policy.seen.clear()  # the spin-up asked once
    record = model.run().arrays
    assert [view.week for view in policy.seen] == [0, 26]
    attacks = (record["attacks_everyday"] + record["attacks_intercommunal"]).sum(axis=(1, 2))
    assert policy.seen[1].reported == tuple(attacks[:26].tolist())
    assert [(review.week, review.required) for review in policy.seen[1].reviews] == [(0, 11_000)]
    assert policy.seen[1].officers == round(coarse.police.officers[26]) > 100
    assert record["required"][[0, 25, 26]].tolist() == [11_000, 11_000, 12_000]


@pytest.mark.parametrize("delay", [0, 3])
def test_the_reserve_comes_after_the_alarm_and_its_delay_for_a_tour(coarse, delay):
    review = dataclasses.replace(
        coarse.review, reserve_trigger=1e9, reserve_delay_weeks=delay, reserve_tour_weeks=4, reserve_size=700
    )
    model = KforModel(dataclasses.replace(shortened(coarse, weeks=20), review=review))
    for _ in range(5):
        model.step()
    model.headquarters.unrest = 2_000_000_000
    weeks = [model.step() or model.state.reserve for _ in range(12)]
    assert weeks == [0] * delay + [700] * 4 + [0] * (8 - delay)
    record = model.record.arrays
    np.testing.assert_array_equal(
        record["strength"][:17], record["contingent_strength"][:17].sum(axis=1) + record["reserve"][:17]
    )


def test_the_reserve_goes_where_attacks_are_reported(coarse):
    review = dataclasses.replace(coarse.review, reserve_trigger=-1.0, reserve_size=900)
    even = dataclasses.replace(coarse.deployment, even_share=0.0)
    nobody = dataclasses.replace(level(shortened(coarse, weeks=9), 0), review=review, deployment=even)
    model = KforModel(nobody)
    model.step()
    reported = model.state.reported
    model.step()
    assert model.state.troops.sum() == 900
    np.testing.assert_allclose(model.state.troops, 900 * reported / reported.sum(), atol=1)


def test_sector_walls_fall_with_their_event_and_not_before(coarse):
    week = next(event.week for event in coarse.events if event.opens_sectors)
    events = tuple(dataclasses.replace(event, week=6) if event.opens_sectors else event for event in coarse.events)
    model = KforModel(dataclasses.replace(shortened(coarse, weeks=9), events=events))
    walls = [model.step() or model.state.walls for _ in range(9)]
    assert week > 300
    assert walls == [True] * 6 + [False] * 3


def test_an_event_raises_tension_where_it_applies_and_clips_legitimacy(coarse):
    event = dataclasses.replace(
        coarse.events[0], week=2, tension=coarse.events[0].tension * 0, legitimacy=coarse.events[0].legitimacy * 0 - 0.9
    )
    event.tension[4, 1] = 0.25
    calm = dataclasses.replace(coarse.tension, spark_rate=0.0)
    alone = refigured(shortened(coarse, weeks=5), "contagion", strength=0.0)
    model = KforModel(dataclasses.replace(alone, events=(event,), tension=calm))
    model.step()
    model.step()
    assert model.state.tension.max() == 0.0
    model.step()
    assert model.state.tension[4, 1] == pytest.approx(0.25 * 2 ** (-1 / calm.half_life_weeks))
    assert np.count_nonzero(model.state.tension) == 1
    home = coarse.geography.home > 0
    trust = coarse.theory.figures["trust"]
    assert (
        model.state.legitimacy[home] <= trust["high"] / trust["trust_weeks"]
    ).all()  # clipped to 0, then a week of trust
    assert (model.state.legitimacy[home] > 0).all()
