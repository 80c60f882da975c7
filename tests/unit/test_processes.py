"""Each process against numbers worked out by hand."""

import math

import numpy as np
import pytest

from kfor_sim.model.population.closed_form import active_share
from kfor_sim.model.processes import (
    deployment,
    displacement,
    mobilisation,
    police,
    reconstruction,
    security,
    tension,
    violence,
)


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


def test_everyday_violence_is_by_people_arms_and_what_policing_leaves():
    expected = violence.everyday_expected(np.array([[1000, 500]]), np.array([0.5]), np.array([0.25]), rate=0.008)
    np.testing.assert_allclose(expected, [[1.0, 0.5]])


def test_new_officers_count_in_full_only_after_a_while():
    assert police.advance_police(100.0, 500.0, lag_weeks=8) == 150.0
    assert police.advance_police(500.0, 100.0, lag_weeks=8) == 450.0


def test_a_crowd_attacks_the_others_in_proportion_to_their_numbers():
    expected = violence.intercommunal_expected(
        np.array([[100.0, 0.0, 0.0]]), np.array([[900, 75, 25]]), rate=0.02, within=0.1
    )
    np.testing.assert_allclose(expected, [[0.2, 1.8 * 0.75, 1.8 * 0.25]])


def test_a_crowd_without_others_attacks_only_within():
    expected = violence.intercommunal_expected(np.array([[100.0, 0.0]]), np.array([[900, 0]]), rate=0.02, within=0.1)
    np.testing.assert_allclose(expected, [[0.2, 0.0]])


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


def test_reconstruction_waits_for_safety():
    found = reconstruction.rebuilt(np.array([1.0, 1.0]), np.array([0.0, 0.5]), floor=0.6, weeks=100)
    np.testing.assert_allclose(found, [1.0, 0.998])


def test_tension_halves_and_sparks_strike():
    assert tension.calmed(np.array([[0.4]]), half_life_weeks=2)[0, 0] == pytest.approx(0.4 / math.sqrt(2))
    struck = tension.sparks(np.array([[0.001, 0.9]]), np.array([[0.5, 0.5]]), rate=0.002, size=0.1, reach=2.0)
    np.testing.assert_allclose(struck, [[0.2 * math.log(2), 0.0]])


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
