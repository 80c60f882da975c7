import pytest

from kfor_sim.report.sentences import conditional_sentence, digits, percent


def metric(name, median, *, spread=0.05, n=20):
    return {"metric": name, "median": median, "low": median, "high": median, "spread": spread, "n": n, "censored": 0}


DEATHS = metric("deaths", 1311.5, spread=28)
SERB, ROMA = metric("security_serb", 0.8816), metric("security_roma-ashkali-egyptian", 0.7258)
AWAY = [metric("away_serb", 0.0713), metric("away_roma-ashkali-egyptian", 0.1621, spread=0.1)]


def test_the_sentence_is_conditional_and_names_the_least_secure():
    sentence = conditional_sentence("documented", [DEATHS, SERB, ROMA, *AWAY], replicates=20)
    assert sentence == (
        "If the assumptions of `documented` held, at least about 1,312 simulated people would be killed, and the "
        "simulated security level of the least secure community (Roma-Ashkali-Egyptian) would average about "
        "0.73 or less (16 % of it away from home, counted as nought), each in half of the 20 simulated runs."
    )


def test_one_run_has_no_halves():
    metrics = [metric("deaths", 3.0, n=1), metric("security_serb", 0.5, n=1), metric("away_serb", 0.0, n=1)]
    sentence = conditional_sentence("x", metrics, replicates=1)
    assert sentence == (
        "If the assumptions of `x` held, about 3 simulated people would be killed, and the simulated security level of "
        "the least secure community (Serb) would average about 0.50 in the one simulated run."
    )


def test_nobody_killed_is_said_in_words():
    sentence = conditional_sentence("x", [metric("deaths", 0.0, spread=0)], replicates=4)
    assert sentence == "If the assumptions of `x` held, nobody would be killed in half of the 4 simulated runs."


def test_communities_that_tie_are_not_told_apart_by_digits_that_are_not_printed():
    albanian, serb = metric("security_albanian", 0.9201), metric("security_serb", 0.9203)
    home = [metric("away_albanian", 0.0, spread=0), metric("away_serb", 0.0, spread=0)]
    told = conditional_sentence("x", [DEATHS, albanian, serb, *home], replicates=4)
    assert "simulated security level of every community would average about 0.92 or less" in told
    away = [metric("away_albanian", 0.0713), metric("away_serb", 0.0713)]
    assert " % of each away from home" in conditional_sentence("x", [DEATHS, albanian, serb, *away], replicates=20)
    roma = [metric("security_roma-ashkali-egyptian", 0.95), metric("away_roma-ashkali-egyptian", 0.0)]
    told = conditional_sentence("x", [DEATHS, albanian, serb, *home, *roma], replicates=4)
    assert "of the least secure communities (Albanian, Serb) would average" in told


def test_a_community_without_homes_is_passed_over():
    empty = metric("security_albanian", None)
    assert "(Serb)" in conditional_sentence("x", [DEATHS, empty, SERB, *AWAY], replicates=4)


@pytest.mark.parametrize(
    ("median", "spread", "n", "text"),
    [(None, None, 0, "–"), (1311.5, 28.0, 4, "1,300"), (1311.5, 28.0, 20, "1,312"), (0.5, None, 1, "0.50")],
)
def test_digits_follow_the_replicates(median, spread, n, text):
    assert digits(metric("m", median, spread=spread, n=n)) == text


def test_a_share_in_per_cent_keeps_honest_digits():
    assert percent(metric("away_serb", 0.0713, spread=0.003)) == "7.13 %"
    assert percent(metric("away_serb", 0.0713, spread=0.03)) == "7.1 %"
    assert percent(metric("away_serb", None, spread=None, n=0)) == "–"
