"""Each process against numbers worked out by hand."""

import math

import numpy as np
import pytest

from kfor_sim.model.population.closed_form import active_share
from kfor_sim.model.processes import (
    contagion,
    demilitarisation,
    deployment,
    deterrence,
    displacement,
    mobilisation,
    policing,
    reconstruction,
    response,
    security,
    tension,
    trust,
    violence,
)


def test_risk_takes_the_ratio_literally_and_counts_the_asker():
    risk = deterrence.ratio_literal(np.array([10.0, 10.0, 0.0]), np.array([20.0, 0.0, 5.0]), constant=2.3)
    np.testing.assert_allclose(risk, [1 - math.exp(-1.15), 1 - math.exp(-23.0), 0.0])


def test_without_deterrence_there_is_no_risk():
    assert deterrence.none(np.array([10.0]), np.array([1.0]), constant=2.3).tolist() == [0.0]


def test_grievance():
    found = mobilisation.grievance(np.array([0.5]), np.array([[0.6, 1.0]]), np.array([[0.1, 0.2]]))
    np.testing.assert_allclose(found, [[0.3, 0.2]])


@pytest.mark.parametrize(
    ("grievance", "risk", "share"),
    [
        (0.10, 0.5, 0.0),  # G ≤ τ
        (0.45, 1.0, 0.35**2 / 0.9),  # P ≥ G − τ
        (0.45, 0.1, 1 - 0.15 / 0.45),  # P < G − τ
        (0.50, 0.0, 0.8),  # nobody deters: all with h > τ / G
    ],
)
def test_the_closed_form(grievance, risk, share):
    assert active_share(np.array([grievance]), np.array([risk]), threshold=0.1)[0] == pytest.approx(share)


def test_tension_spreads_to_neighbours_of_the_same_community():
    adjacent = np.array([[False, True, True], [True, False, False], [True, False, False]])
    share = np.array([[0.0, 0.0], [0.4, 0.0], [0.2, 1.0]])
    added = contagion.neighbours(share, adjacent, strength=0.5)
    np.testing.assert_allclose(added, [[0.15, 0.25], [0.0, 0.0], [0.0, 0.0]])


def test_a_place_without_neighbours_catches_nothing():
    assert contagion.neighbours(np.ones((1, 2)), np.zeros((1, 1), dtype=bool), strength=0.5).tolist() == [[0.0, 0.0]]


def test_policing_counts_police_and_a_part_of_the_troops():
    capacity = policing.hand_over(
        np.array([30.0, 1.0]), np.array([100.0, 1.0]), np.array([1000, 0]), troop_policing=0.2
    )
    np.testing.assert_allclose(capacity, [0.05, 0.0])


def test_everyday_violence_falls_with_police():
    expected = violence.everyday_expected(
        np.array([[1000, 500]]), np.array([0.5]), np.array([0.002]), rate=0.001, effect=100.0
    )
    np.testing.assert_allclose(expected, np.array([[1000, 500]]) * 0.001 * 0.5 * math.exp(-0.2))


def test_a_crowd_attacks_the_others_in_proportion_to_their_numbers():
    expected = violence.intercommunal_expected(
        np.array([[100.0, 0.0, 0.0]]), np.array([[900, 75, 25]]), rate=0.02, within=0.1
    )
    np.testing.assert_allclose(expected, [[0.2, 1.8 * 0.75, 1.8 * 0.25]])


def test_a_crowd_without_others_attacks_only_within():
    expected = violence.intercommunal_expected(np.array([[100.0, 0.0]]), np.array([[900, 0]]), rate=0.02, within=0.1)
    np.testing.assert_allclose(expected, [[0.2, 0.0]])


def test_people_leave_below_one_level_and_return_above_another():
    leaving, returning = displacement.unmixing(
        np.array([[0.5, 0.7, 0.95, np.nan]]), flight_level=0.6, flight_rate=0.2, return_level=0.85, return_rate=0.1
    )
    np.testing.assert_allclose(leaving, [[0.02, 0.0, 0.0, 0.0]])
    np.testing.assert_allclose(returning, [[0.0, 0.0, 0.01, 0.0]])


def test_those_who_flee_go_to_the_nearest_place_where_their_community_is_larger():
    home = np.array([[10, 5], [20, 5], [30, 0]])
    distance = np.array([[0.0, 9.0, 4.0], [9.0, 0.0, 5.0], [4.0, 5.0, 0.0]])
    host = displacement.host_of(home, distance)
    assert host.tolist() == [[2, -1], [2, -1], [-1, 0]]
    assert displacement.guests(np.array([[3, 1], [4, 0], [0, 2]]), host).tolist() == [[0, 2], [0, 0], [7, 0]]


def test_security_follows_exposure_and_the_neighbours_at_home_where_nobody_is_present():
    exposed = security.exposure(np.array([[3, 0, 1]]), np.array([[1, 0, 0]]), np.array([[1000, 1000, 0]]), severity=25)
    np.testing.assert_allclose(exposed, [[0.028, 0.0, np.nan]])
    before, around = np.array([[0.5, 0.5, 0.4]]), np.array([0.8])
    level = security.advanced_security(before, exposed, around, tolerance=0.028, memory_weeks=4)
    np.testing.assert_allclose(level, [[0.5 + (math.exp(-1) - 0.5) / 4, 0.625, 0.5]])


def test_a_municipality_averages_over_the_people_at_home():
    level = security.municipal_security(np.array([[0.5, 1.0], [np.nan, 0.3]]), np.array([[300, 100], [0, 0]]))
    np.testing.assert_allclose(level, [0.625, 0.0])


def test_trust_is_earned_slowly():
    found = trust.earned(np.array([[0.6]]), np.array([[0.5]]), low=0.5, high=0.9, trust_weeks=100)
    assert found[0, 0] == pytest.approx(0.6 + (0.7 - 0.6) / 100)
    assert trust.fixed(np.array([[0.6]]), np.array([[0.5]]), low=0.5, high=0.9, trust_weeks=100)[0, 0] == 0.6


def test_reconstruction_waits_for_safety():
    found = reconstruction.rebuilt(np.array([1.0, 1.0]), np.array([0.0, 0.5]), floor=0.6, weeks=100)
    np.testing.assert_allclose(found, [1.0, 0.998])


def test_arms_are_collected_at_full_pace_only_where_troops_are():
    found = demilitarisation.demilitarised(
        np.array([1.0, 1.0, 1.0]),
        np.array([0.0, 1.0, 9.0]),
        np.array([1000, 1000, 1000]),
        floor=0.2,
        weeks=8,
        full_presence=0.002,
    )
    np.testing.assert_allclose(found, [1.0, 0.95, 0.9])


def test_tension_halves_and_sparks_strike():
    assert tension.calmed(np.array([[0.4]]), half_life_weeks=2)[0, 0] == pytest.approx(0.4 / math.sqrt(2))
    struck = tension.sparks(np.array([[0.001, 0.9]]), np.array([[0.5, 0.5]]), rate=0.002, size=0.1, reach=2.0)
    np.testing.assert_allclose(struck, [[0.2 * math.log(2), 0.0]])


def test_sector_walls():
    yes = np.ones(3, dtype=bool)
    areas = response.Areas(np.array([0, 1, -1]), np.array([0, 0, 1]), may_leave=yes, may_control_riots=yes)
    home = [[1, 1, 0], [0, 0, 1], [1, 1, 1]]
    assert response.sector_bound(areas, walls=True).reach.astype(int).tolist() == home
    assert response.sector_bound(areas, walls=False).reach.all()
    assert response.unified(areas, walls=True).reach.all()


def test_national_rules_hold_with_and_without_walls():
    stays, leaves = np.array([True, False, True]), np.array([True, True, False])
    areas = response.Areas(np.array([0, 1, -1]), np.array([0, 0, 1]), may_leave=stays, may_control_riots=leaves)
    closed, opened = response.national_rules(areas, walls=True), response.national_rules(areas, walls=False)
    assert closed.reach.astype(int).tolist() == [[1, 1, 0], [0, 0, 1], [1, 1, 1]]
    assert opened.reach.astype(int).tolist() == [[1, 1, 1], [0, 0, 1], [1, 1, 1]]
    assert opened.deters.tolist() == closed.deters.tolist() == [True, True, False]
    assert response.sector_bound(areas, walls=True).deters.all()  # the default knows walls, no national rules


def test_troops_are_spread_within_their_reach():
    reach = np.array([[True, True, False], [False, False, True], [True, True, True]])
    placed = deployment.spread(np.array([10, 5, 4]), deployment.grouped(reach), np.array([0.75, 0.0, 0.25]))
    assert placed.tolist() == [13, 0, 6]


def test_mobile_troops_go_where_attacks_were_reported():
    np.testing.assert_allclose(deployment.mobile_weight(np.array([3, 1]), even_share=0.2), [0.7, 0.3])
    np.testing.assert_allclose(deployment.mobile_weight(np.array([0, 0]), even_share=0.2), [0.5, 0.5])


def test_fixed_posts_stand_by_people_and_by_minorities():
    weight = deployment.fixed_weight(np.array([300, 100]), np.array([10, 30]), minority_sites_share=0.4)
    np.testing.assert_allclose(weight, [0.6 * 0.75 + 0.4 * 0.25, 0.6 * 0.25 + 0.4 * 0.75])
