"""Results: shapes, tidy tables, sums over replicates, honest digits, and what notebooks show."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kfor_sim.digits import honest
from kfor_sim.errors import InputError
from kfor_sim.packing import packed
from kfor_sim.results import Result
from kfor_sim.running import run
from kfor_sim.scenario import load
from kfor_sim.store import Memory


@pytest.fixture(scope="module")
def result() -> Result:
    return run(load("minimal"), replicates=3)


def test_a_result_says_what_it_is(result):
    assert result.replicates == (0, 1, 2)
    assert result.seed == 1999
    assert result.weeks == len(result.dates) == 10
    assert result.dates[1].isoformat() == "1999-06-19"
    assert result.municipalities == ("Sample town",)
    assert result.contingents == ("Sample nation",)
    assert result.folder is None
    assert repr(result) == "<Result of minimal: 3 replicates, 10 weeks, seed 1999>"
    assert repr(run(load("minimal"), replicates=1)) == "<Result of minimal: one draw, 10 weeks, seed 1999>"


def test_outcomes_stack_over_replicates(result):
    assert result.outcome("active").shape == (3, 10, 1, 4)
    assert result.outcome("strength").shape == (3, 10)
    assert result.outcome("contingent_strength").shape == (3, 10, 1)
    assert result.community_security().shape == (3, 10, 4)
    assert np.isnan(result.community_security()[:, :, 2:]).all()
    assert result.theatre_security().shape == (3, 10)
    assert ((result.theatre_security() >= 0) & (result.theatre_security() <= 1)).all()


def test_an_unknown_outcome_is_answered_with_a_near_one(result):
    with pytest.raises(InputError, match=r"no outcome 'securty'.*security"):
        result.outcome("securty")
    with pytest.raises(InputError, match=r"no outcome"):
        result.frame("securty")


def test_a_frame_of_an_outcome_is_tidy(result):
    frame = result.frame("present")
    assert list(frame.columns) == ["replicate", "week", "date", "municipality", "community", "value"]
    assert len(frame) == 3 * 10 * 1 * 4
    row = frame[(frame.replicate == 2) & (frame.week == 4) & (frame.community == "serb")].iloc[0]
    assert row["value"] == result.outcome("present")[2, 4, 0, 1]
    assert row["date"] == pd.Timestamp("1999-07-10")
    assert list(result.frame("police").columns) == ["replicate", "week", "date", "value"]
    assert result.frame("contingent_strength")["contingent"].unique().tolist() == ["Sample nation"]


def test_the_frame_of_the_theatre_is_tidy(result):
    frame = result.frame()
    assert list(frame.columns) == ["replicate", "date", "outcome", "community", "value"]
    security = frame[(frame.outcome == "security") & (frame.replicate == 1)]
    assert set(security.community) == {"all", "albanian", "serb"}
    by_all = security[security.community == "all"]["value"].to_numpy()
    assert by_all == pytest.approx(result.theatre_security()[1])
    deaths = frame[(frame.outcome == "deaths_everyday") & (frame.replicate == 0)]["value"]
    assert deaths.sum() == result.outcome("deaths_everyday")[0].sum()


def test_communities_keep_their_own_security():
    short = run(load("documented", overrides=("end=1999-07-10", "run.persons_per_resident=500")), replicates=1)
    security = short.frame().query("outcome == 'security'")
    by_serb = security[security.community == "serb"]["value"].to_numpy()
    assert by_serb == pytest.approx(short.community_security()[0, :, 1])
    assert by_serb != pytest.approx(short.theatre_security()[0])


def test_metrics_have_a_row_for_each_replicate(result):
    metrics = result.metrics()
    assert metrics.index.name == "replicate"
    assert metrics.index.tolist() == [0, 1, 2]
    assert (
        metrics.loc[1, "deaths"]
        == result.outcome("deaths_everyday")[1].sum() + result.outcome("deaths_intercommunal")[1].sum()
    )


def test_the_summary_holds_the_interval_of_the_scenario(result):
    summary = result.summary().set_index("metric")
    attacks = result.metrics()["attacks"]
    assert summary.loc["attacks", "median"] == attacks.median()
    assert summary.loc["attacks", "low"] == pytest.approx(attacks.quantile(0.05))
    assert summary.loc["attacks", "high"] == pytest.approx(attacks.quantile(0.95))
    assert summary.loc["attacks", "unit"] == "attack"
    assert summary.loc["attacks", "n"] == 3


def test_the_interval_can_be_set():
    narrow = run(load("minimal", overrides=("run.interval=0.5",)), replicates=5)
    assert narrow.summary().set_index("metric").loc["attacks", "high"] == pytest.approx(
        narrow.metrics()["attacks"].quantile(0.75)
    )


def with_recoveries(result: Result, values: list[float]) -> Result:
    changed = replace(result, replicates=tuple(range(len(values))))
    changed.__dict__["measured"] = pd.DataFrame({metric.name: values for metric in changed._metrics})
    return changed


def test_censored_recoveries_are_longer_than_all_others(result):
    row = with_recoveries(result, [3.0, np.inf, 5.0, np.nan, 4.0]).summary().iloc[0]
    assert (row["median"], row["n"], row["censored"]) == (5.0, 4, 1)
    assert row["low"] == 4.0
    assert np.isnan(row["high"])


def test_a_recovery_that_most_did_not_see_has_no_median(result):
    changed = with_recoveries(result, [3.0, np.inf, np.inf])
    assert np.isnan(changed.summary().iloc[0]["median"])
    assert changed.metrics().iloc[:, 0].isna().tolist() == [False, True, True]


def test_nothing_to_measure_is_said(result):
    row = with_recoveries(result, [np.nan, np.nan]).summary().iloc[0]
    assert row["n"] == 0
    assert np.isnan(row["median"])


def test_the_digest_prints_honest_digits(result):
    digest = result.digest("attacks", "troop_years")
    assert digest.columns.tolist() == ["metric", "median", "low", "high", "unit"]
    assert digest["unit"].tolist() == ["attack", "person-year"]
    assert len(result.digest()) == len(result.summary())


def test_a_notebook_shows_a_table_that_says_illustrative(result):
    html = result._repr_html_()
    assert "3 replicates" in html
    assert "Illustrative" in html
    assert "deaths in both streams" in html


def test_a_title_cannot_smuggle_markup_into_a_notebook(result):
    document = result.scenario.document.model_copy(update={"title": "<script>alert(1)</script>"})
    html = replace(result, scenario=replace(result.scenario, document=document))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_arrays_are_read_when_they_are_asked_for(result):
    class Counting(Memory):
        asked = 0

        def array(self, replicate, outcome):
            self.asked += 1
            return super().array(replicate, outcome)

    shelf = Counting()
    for replicate in result.replicates:
        shelf.save(replicate, packed(result.shelf.arrays(replicate), key=result.key, replicate=replicate))
    lazy = replace(result, shelf=shelf)
    assert shelf.asked == 0
    lazy.outcome("strength")
    assert shelf.asked == 3


@pytest.mark.parametrize(
    ("value", "spread", "n", "text"),
    [
        (12345.6, 820.0, 20, "12,300"),  # error 230
        (12345.6, 82.0, 20, "12,350"),  # error 23
        (12345.6, 0.82, 20, "12,350"),  # error 0.23, but four digits at most
        (0.91514, 0.0188, 20, "0.915"),  # error 0.005
        (0.91514, 0.188, 20, "0.92"),  # error 0.05
        (3.2, 40.0, 20, "0"),  # error 11
        (65.0, 3.0, 400, "65.0"),  # error 0.2
        (15900, 0.0, 20, "15,900"),
        (1969.9, 0.0, 2, "1,970"),  # nothing was left to luck
        (123456, 0.0, 20, "123,456"),
        (0.123456, 0.0, 20, "0.1235"),
        (12345.6, float("nan"), 1, "12,000"),
        (0.123456, float("nan"), 1, "0.12"),
        (3, float("nan"), 1, "3"),
        (0, 0.0, 20, "0"),
        (-0.2, 9.0, 4, "0"),
        (-1234.5, 80.0, 20, "-1,230"),
        (float("nan"), 1.0, 20, "–"),
        (float("inf"), 1.0, 20, "–"),
    ],
)
def test_no_digit_goes_beyond_the_error(value, spread, n, text):
    assert honest(value, spread, n) == text
