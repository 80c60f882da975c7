"""Every figure at the lowest and at the highest value that a scenario may give it: refused in plain words, or sound."""

import math
from datetime import timedelta

import numpy as np
import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.mechanisms import SLOTS
from kfor_sim.model.model import KforModel
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load
from kfor_sim.scenario.keypaths import demand_at, path_parts
from kfor_sim.scenario.limits import MOST_PEOPLE, MOST_TROOPS
from worlds import shortened

WEEKS = 8
REFERENCE = load("documented")
PATHS = tuple(row.path for row in REFERENCE.ledger)
SMALL = ("run.persons_per_resident=500", "run.spin_up_weeks=2", "reserve.trigger=0")
NOBODY_ABROAD = (
    "population.refugees_abroad=0",
    *(f"population.returned[{entry}].people=0" for entry in range(len(REFERENCE.series("population.returned")))),
)

# What has to go along with an extreme so that the others do not forbid it.
WITH = {
    "population.total=low": NOBODY_ABROAD,
    "population.total=high": (f"population.municipality_cap={MOST_PEOPLE}", "run.persons_per_resident=1000000"),
    "population.municipality_cap=low": ("population.total=30", *NOBODY_ABROAD),
    "population.refugees_abroad=low": NOBODY_ABROAD,
    **{f"{path}=low": NOBODY_ABROAD[1:] for path in PATHS if path.startswith("population.returned[")},
    **{
        f"record.{kind}_{month}={end}": (f"record.{other}_{month}={value}",)
        for month in ("1999_09", "2000_02", "2002_02")
        for kind, other, end, value in (("total", "in_kosovo", "low", 1), ("in_kosovo", "total", "high", MOST_PEOPLE))
    },
    "record.riot_participants=low": ("record.riot_injured=5", "record.riot_deaths=5"),
    "record.riot_injured=high": (f"record.riot_participants={MOST_PEOPLE}",),
    "record.riot_deaths=high": (f"record.riot_participants={MOST_PEOPLE}",),
    "arms.start=low": ("arms.floor=0",),
    "arms.floor=high": ("arms.start=10",),
    "hardship.start=low": ("hardship.floor=0",),
    "hardship.floor=high": ("hardship.start=10",),
    "legitimacy.low=high": ("legitimacy.high=1",),
    "legitimacy.high=low": ("legitimacy.low=0",),
    "displacement.flight_level=high": ("displacement.return_level=1",),
    "displacement.return_level=low": ("displacement.flight_level=0",),
    "mechanisms.deterrence.calm=high": ("mechanisms.deterrence.severe=100",),
    "mechanisms.deterrence.severe=low": ("mechanisms.deterrence.calm=0.001",),
}

# The option that reads a figure which the reference itself leaves idle.
READERS = {
    path: f"theory.{slot.name}={option.name}"
    for slot in SLOTS.values()
    for option in slot.options.values()
    for path in option.paths.values()
    if path in REFERENCE.idle
}

# Extremes that no companion could make possible: a total below what came before it, or above what there is.
REFUSED = {
    "population.refugees_abroad=high": "refugees are more than the",
    "population.returned[0].people=high": "abroad",
    "population.returned[1].people=high": "abroad",
    "population.returned[2].people=high": "abroad",
    "population.returned[3].people=high": "abroad",
    "population.returned[4].people=high": "abroad",
    "record.unmik_police_2008=high": f"wanted a whole number from 0 to {MOST_TROOPS:,}",
    "record.unmik_formed_2008=high": f"wanted a whole number from 0 to {MOST_TROOPS:,}",
    "security.floors[0].level=high": "put the lowest floor first",
    "security.floors[1].level=low": "put the lowest floor first",
    "security.floors[1].level=high": "put the lowest floor first",
    "security.floors[2].level=low": "put the lowest floor first",
}


def test_every_figure_is_read_by_some_option():
    assert set(READERS) == REFERENCE.idle


def extreme(path, end):
    """The lowest or highest number that the schema allows at a path."""
    demand = demand_at(path_parts(path))
    lowest = math.nextafter(demand.low, demand.high) if demand.above else demand.low
    return lowest if end == "low" else demand.high


def early(path):
    """Bring the event or the dated list of a figure into the first weeks, where a short run meets it."""
    table = path.split("[")[0] if path.count("[") == 1 else ""
    if path.startswith("events."):
        return (f"events.{path.split('.')[1]}.on={REFERENCE.start + timedelta(weeks=1)}",)
    if table not in ("", "security.floors"):
        days = [REFERENCE.start + timedelta(weeks=entry) for entry in range(len(REFERENCE.series(table)))]
        return tuple(f"{table}[{entry}].on={day}" for entry, day in enumerate(days))
    return ()


def changes(path, end):
    """All that is set for one extreme, itself last; the first deployment is short, so that nations rotate in time."""
    return (
        *SMALL,
        *early("deployment.arrivals[0].troops"),
        *early(path),
        *((READERS[path],) if path in READERS else ()),
        *WITH.get(f"{path}={end}", ()),
        f"{path}={extreme(path, end)!r}",
    )


def live(parameters, *, weeks=WEEKS):
    """Run for a few weeks and look at every one of them."""
    model = KforModel(shortened(parameters, weeks=weeks), collect=False)
    while model.running:
        model.step()
        look_at(model)
    return model


def look_at(model):
    """Nothing negative, nothing without a number where somebody has a home, nothing lost when it was stored."""
    state, home = model.state, model.parameters.geography.home
    for level in (state.security[home > 0], state.legitimacy[home > 0], state.risk):
        assert ((level >= 0) & (level <= 1)).all()
    for number in (state.tension, state.hardship, state.arms, state.presence, state.active):
        assert np.isfinite(number).all()
    np.testing.assert_array_equal(state.at_home + state.displaced, home)
    strength = model.record.arrays["strength"][model.week - 1]
    assert strength == state.contingent_strength.sum() + state.reserve
    for outcome in OUTCOMES:
        stored = model.record.arrays[outcome.name][model.week - 1]
        if outcome.unit in ("person", "attack"):
            assert np.isfinite(stored).all(), outcome.name
            assert (stored >= 0).all(), outcome.name
        if outcome.dtype == "int32" and hasattr(state, outcome.name):
            np.testing.assert_array_equal(stored, getattr(state, outcome.name))


@pytest.mark.parametrize("path", PATHS)
def test_an_extreme_is_refused_in_plain_words_or_gives_a_sound_run(path):
    for end in ("low", "high"):
        reason = REFUSED.get(f"{path}={end}")
        if reason:
            with pytest.raises(ScenarioError, match=reason):
                prepare(load("documented", overrides=changes(path, end)))
        else:
            scenario = load("documented", overrides=changes(path, end))
            assert scenario.value(path) == extreme(path, end)
            assert path not in scenario.idle
            live(prepare(scenario))


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith(("unrest.", "population.mobilisable"))])
def test_the_mean_field_bears_extremes_as_well(path):
    coarse = ("theory.population=mean-field", "run.quadrature_points=6")
    for end in ("low", "high"):
        live(prepare(load("documented", overrides=(*coarse, *changes(path, end)))), weeks=4)


@pytest.mark.parametrize("path", PATHS)
def test_one_step_beyond_an_extreme_is_refused(path):
    for end, direction in (("low", -1), ("high", 1)):
        demand = demand_at(path_parts(path))
        beyond = (
            extreme(path, end) + direction if demand.whole else math.nextafter(extreme(path, end), direction * 1e18)
        )
        with pytest.raises(ScenarioError, match="is not allowed; wanted"):
            load("documented", overrides=(f"{path}={beyond!r}",))


@pytest.mark.parametrize(
    "path",
    [
        "run.persons_per_resident",
        "population.total",
        "population.municipality_cap",
        "review.interval_weeks",
        "reserve.tour_weeks",
        "rotation.tour_weeks",
        "rotation.unlisted_growth",
        "police.hand_over_lag_weeks",
        "unrest.rounds",
        "unrest.rest_weeks",
        "unrest.jail_weeks",
        "tension.half_life_weeks",
        "arms.demilitarisation_weeks",
        "arms.demilitarisation_presence",
        "security.tolerance",
        "security.memory_weeks",
        "hardship.reconstruction_weeks",
        "legitimacy.trust_weeks",
        "mechanisms.deterrence.calm",
        "mechanisms.deterrence.disorder_share",
        "mechanisms.deterrence.reference",
        "mechanisms.adaptation.delay_weeks",
        "mechanisms.adaptation.half_life_weeks",
    ],
)
def test_nothing_that_divides_or_lasts_may_be_zero(path):
    with pytest.raises(ScenarioError, match=f"^documented has 1 fault:\\n  {path} .*value 0 is not allowed"):
        load("documented", overrides=(f"{path}=0",))


def test_counts_fit_where_they_are_stored_with_room_for_sums_of_a_few():
    assert 10 * max(MOST_PEOPLE, MOST_TROOPS) < np.iinfo(np.int32).max
    assert {outcome.dtype for outcome in OUTCOMES} == {"int32", "float32"}


def test_the_largest_theatre_with_the_largest_force_is_counted_without_overflow():
    largest = {
        "population.total": MOST_PEOPLE,
        "population.municipality_cap": MOST_PEOPLE,
        "run.persons_per_resident": 1_000_000,
        "reserve.size": MOST_TROOPS,
        "reserve.trigger": 0,
        "drawdown.troops": MOST_TROOPS,
        "deployment.arrivals[4].troops": MOST_TROOPS,
        "police.international[0].officers": MOST_TROOPS,
        "police.local[0].officers": MOST_TROOPS,
        "violence.everyday_rate": 100,
        "violence.attack_rate": 10,
    }
    settings = ("drawdown.policy=hold", *(f"{path}={value}" for path, value in largest.items()))
    early_force = early("deployment.arrivals[4].troops")
    model = live(prepare(load("documented", overrides=(*settings, *early_force))), weeks=6)
    assert model.state.present.sum() > 0.5 * MOST_PEOPLE
    assert model.record.arrays["strength"].max() >= 2 * MOST_TROOPS
    assert model.record.arrays["police"].max() > 1.5 * MOST_TROOPS
    assert model.record.arrays["attacks_everyday"].sum() > 1_000_000
