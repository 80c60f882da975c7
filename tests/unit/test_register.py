"""The register of claims: statistics against known cases, verdicts, and what is shipped."""

import json

import numpy as np
import pytest

from kfor_sim import written
from kfor_sim.docking.lattice import RULES
from kfor_sim.docking.outbursts import Waits
from kfor_sim.errors import InputError, MissingExtraError, ScenarioError
from kfor_sim.inventory import PICTURES, inventory, troubles
from kfor_sim.plots.register import pictures_of_register
from kfor_sim.register import check_claims
from kfor_sim.register.estimating import (
    Estimate,
    difference_of_means,
    difference_of_shares,
    exact,
    mean,
    median_wait,
    share,
)
from kfor_sim.register.judging import VERDICTS, finding, verdict
from kfor_sim.register.measuring import MEASURES, Probe
from kfor_sim.register.register import ANY, Register, chosen, runs_asked
from kfor_sim.report.claims import register_text, summarise_register
from kfor_sim.report.pictures import save_pictures
from kfor_sim.scenario.bounds import Bounds
from kfor_sim.scenario.claim_register import claim_register
from kfor_sim.scenario.lattice_runs import lattice_runs
from kfor_sim.scenario.theories import theories

NINETY_FIVE = {"interval": 0.95}


def ones(count, of):
    return np.array([1.0] * count + [0.0] * (of - count))


# Statistics.


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 20, 0.0, 0.1611), (18, 20, 0.6990, 0.9721), (20, 20, 0.8389, 1.0), (15, 148, 0.0624, 0.1605)],
)
def test_a_share_has_the_interval_of_wilson(count, of, low, high):
    """The last one is worked out in Newcombe (1998, Statistics in Medicine 17, 857-872)."""
    found = share(ones(count, of), **NINETY_FIVE)
    assert (found.value, found.n) == (count / of, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_a_difference_of_shares_has_the_interval_of_newcombe():
    """56 of 70 and 48 of 80: 0.0524 to 0.3339, as Newcombe (1998, Statistics in Medicine 17, 873-890) has it."""
    found = difference_of_shares(ones(56, 70), ones(48, 80), **NINETY_FIVE)
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))
    assert found.n == 70


def test_intervals_of_means_hold_the_truth_about_as_often_as_they_say():
    """300 samples of 40 from an exponential distribution: the percentile bootstrap holds the mean in 92 % or so.

    Between 85 and 98 % are asked for; at a true 92 % the chance of falling outside is below 1 in 10,000.
    """
    luck = np.random.default_rng(7)
    samples = [luck.exponential(size=40) for _ in range(300)]
    found = [mean(sample, **NINETY_FIVE) for sample in samples]
    assert 0.85 < np.mean([each.low <= 1 <= each.high for each in found]) < 0.98
    assert found[0].value == samples[0].mean()
    assert found[0] == mean(samples[0], **NINETY_FIVE)


def test_a_difference_of_means_is_resampled_group_by_group():
    luck = np.random.default_rng(8)
    one, other = luck.normal(5, 1, 400), luck.normal(3, 1, 100)
    found = difference_of_means(one, other, **NINETY_FIVE)
    error = np.sqrt(1 / 400 + 1 / 100)
    assert found.value == pytest.approx(one.mean() - other.mean())
    assert found.low < found.value < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.15)


def test_values_without_spread_have_an_interval_without_width_and_missing_ones_do_not_count():
    assert mean(np.array([3.0, 3.0, np.nan]), **NINETY_FIVE) == Estimate(3.0, 3.0, 3.0, 2)
    nothing = difference_of_means(np.array([np.nan]), np.array([1.0]), **NINETY_FIVE)
    assert np.isnan(nothing.value)
    assert nothing.n == 0


def test_the_median_of_waits_counts_those_that_are_not_over():
    seen = Waits(np.array([10, 20, 30, 40]), np.array([True, True, True, True]))
    cut = Waits(np.array([50, 50, 50, 50]), np.array([False] * 4))
    assert median_wait([seen], **NINETY_FIVE).value == 20
    both = median_wait([seen, cut], **NINETY_FIVE)
    assert both.value == 40
    assert both.note == "8 waits, 4 of them not over by the end"
    assert (both.n, both.low <= 40 <= both.high) == (2, True)
    never = median_wait([cut], **NINETY_FIVE)
    assert (never.value, never.low, never.high) == (np.inf, 50, np.inf)


# Verdicts.


@pytest.mark.parametrize(
    ("low", "high", "n", "expected"),
    [
        (0.6, 0.9, 100, "yes"),
        (0.5, 0.5, 100, "yes"),
        (0.1, 0.4, 100, "no"),
        (0.4, 0.6, 100, "too few seeds"),
        (0.6, 0.9, 7, "too few seeds"),
        (np.nan, np.nan, 0, "nothing there"),
    ],
)
def test_a_finding_needs_the_whole_interval_on_one_side(low, high, n, expected):
    bounds = Bounds(at_least=0.5, because="made up for this test")
    assert finding(Estimate((low + high) / 2, low, high, n), bounds, seeds=100) == expected


def test_a_value_that_is_not_drawn_needs_no_seeds():
    bounds = Bounds(at_least=0.1, at_most=0.2, because="made up for this test")
    assert [finding(exact(value), bounds, seeds=1, drawn=False) for value in (0.15, 0.25)] == ["yes", "no"]


def test_where_every_seed_has_to_be_one_that_is_not_settles_it():
    bounds = Bounds(at_least=1, because="made up for this test")
    found = [finding(share(ones(count, 20), interval=0.95), bounds, seeds=20, strict=True) for count in (20, 19)]
    assert found == ["yes", "no"]
    few = finding(share(ones(3, 3), interval=0.95), bounds, seeds=3, strict=True)
    assert few == "too few seeds"


def test_nothing_in_a_handful_of_seeds_says_nothing():
    bounds = Bounds(at_least=0.5, because="made up for this test")
    nothing = mean(np.array([np.nan]), interval=0.95)
    assert [finding(nothing, bounds, seeds=seeds) for seeds in (1, 8)] == ["too few seeds", "nothing there"]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        (("yes", "yes"), "reproduced"),
        (("no", "no"), "not reproduced"),
        (("no", "nothing there"), "not reproduced"),
        (("nothing there", "nothing there"), "not enough seeds to tell"),
        (("yes", "no"), "depends on the ratio rule"),
        (("yes", "too few seeds", "no"), "depends on the ratio rule"),
        (("yes", "nothing there"), "depends on the ratio rule"),
        (("yes", "too few seeds"), "not enough seeds to tell"),
        (("no", "too few seeds"), "not enough seeds to tell"),
        (("too few seeds",), "not enough seeds to tell"),
    ],
)
def test_rules_are_put_together(findings, expected):
    assert verdict(findings) == expected


# The shipped register.


def test_there_are_twenty_claims_or_more_of_all_kinds():
    register = claim_register()
    assert len(register) >= 20
    assert {claim.whose for claim in register.values()} == {"published", "re-implemented", "quoted", "ours"}
    assert {run for claim in register.values() for run in claim.runs} == set(lattice_runs())


@pytest.mark.parametrize("name", claim_register())
def test_a_claim_has_a_measure_that_fits_its_statistic_and_a_picture_that_exists(name):
    claim = claim_register()[name]
    fits = {
        "figures": claim.statistic == "value" and not claim.runs,
        "waits": claim.statistic == "median wait" and len(claim.runs) == 1,
        "life": claim.statistic not in ("value", "median wait") and bool(claim.runs),
        "replicate": claim.statistic in ("share", "every seed", "mean") and not claim.runs,
    }
    measured = MEASURES[claim.measure]
    assert fits[measured.of]
    of_yes_and_no = "share" in claim.statistic or claim.statistic == "every seed"
    assert not of_yes_and_no or measured.unit == "yes or no"
    assert claim.picture is None or claim.picture in PICTURES["claims"]


def test_every_theory_that_quotes_the_size_of_an_effect_has_a_claim():
    """Of other theories no effect size was found that could be held against the model; their entries say so."""
    quoted = {claim.source.split("-")[0] for claim in claim_register().values() if claim.whose == "quoted"}
    assert quoted == {"hultman", "quinlivan", "friedman", "epstein"}
    assert quoted <= {entry.source.split("-")[0] for entry in theories().values()}


def test_a_register_with_faults_is_refused(monkeypatch, tmp_path):
    file = tmp_path / "claims.toml"
    entry = 'statement = "S"\nwhose = "published"\nmeasure = "tips"\nstatistic = "share"\nwritten = 2026-01-01\n'
    file.write_text(
        f'[one]\n{entry}runs = ["run-5"]\nexpected = {{ at_least = 0, because = "made up for this test" }}\n'
    )
    monkeypatch.setattr("kfor_sim.scenario.claim_register.scenario_folder", lambda: tmp_path)
    with pytest.raises(ScenarioError, match=r"names no source"):
        claim_register.__wrapped__()


# Checking.


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("register")


@pytest.fixture(scope="module")
def tipping(folder):
    return check_claims(["epstein-run-5", "as-printed-never-tips"], seeds=20, workers=2, output=folder)


def test_the_known_surprise_is_shown(tipping):
    """Rounded down it tips in nearly every seed, as printed in none."""
    famous = tipping.checked["epstein-run-5"]
    assert famous.verdict == "depends on the ratio rule"
    assert dict(famous.findings) == {"ratio-literal": "no", "ratio-round": "yes", "ratio-floor": "yes"}
    assert famous.estimates["ratio-literal"].value == 0
    assert famous.estimates["ratio-floor"].value >= 0.9
    assert tipping.by_verdict("depends on the ratio rule") == ("epstein-run-5",)


def test_claims_share_lives_and_lives_are_found_again(tipping, folder, monkeypatch):
    claims = chosen(["epstein-run-5", "as-printed-never-tips"])
    assert runs_asked(claims, 20) == 60
    monkeypatch.setattr("kfor_sim.docking.lattice.Lattice.draw", None)
    again = check_claims(list(claims), seeds=20, workers=1, output=folder)
    assert again.key == tipping.key
    np.testing.assert_array_equal(
        again.checked["epstein-run-5"].seen["ratio-round"], tipping.checked["epstein-run-5"].seen["ratio-round"]
    )


def test_the_folder_holds_tables_that_are_sound(tipping, folder):
    assert tipping.folder.name.startswith(f"claims-2-of-{len(claim_register())}-")
    manifest = json.loads((tipping.folder / "manifest.json").read_text())
    assert manifest["verdicts"]["epstein-run-5"] == "depends on the ratio rule"
    assert manifest["bibliography"][0]["key"] == "epstein-2002"
    frame = tipping.frame()
    assert list(frame[frame["claim"] == "epstein-run-5"]["rule"]) == list(RULES)
    values = tipping.values()
    assert len(values) == 4 * 20
    assert (
        values[values["of"] == "ratio-floor"]["value"].mean()
        == tipping.checked["epstein-run-5"].estimates["ratio-floor"].value
    )
    found = inventory(folder)
    assert {each.kind for each in found.results} == {"claims", "trials"}
    assert all(not troubles(each, checked=lambda: None) for each in found.results)


def test_the_picture_of_a_claim_is_drawn_and_listed(tipping):
    assert list(pictures_of_register(tipping)) == ["cop-reduction"]
    assert [path.name for path in save_pictures(tipping, tipping.store)] == ["cop-reduction.svg", "cop-reduction.png"]
    assert "cop-reduction.png" in json.loads((tipping.folder / "manifest.json").read_text())["files"]


def test_a_single_claim_about_one_rule_has_its_picture_too(folder):
    found = check_claims(["as-printed-never-tips"], seeds=8, output=folder)
    (draw,) = pictures_of_register(found).values()
    assert "as printed" in " ".join(
        text.get_text() for text in draw(found).findobj(lambda each: hasattr(each, "get_text"))
    )


def test_the_text_puts_first_what_does_not_reproduce(tipping):
    text = register_text(summarise_register(tipping))
    places = [text.find(f"\n\n{word[0].upper()}{word[1:]}\n") for word in VERDICTS if tipping.by_verdict(word)]
    assert places == sorted(places)
    assert min(places) > 0
    assert "no 0.00 [0.00, 0.16]" in text
    assert "epstein-2002, run 5, figure 11" in text
    assert "Share of 20 seeds" in text


def test_runs_without_cops_are_lived_once_for_all_rules():
    claims = chosen(["epstein-run-6", "epstein-run-7"])
    assert runs_asked(claims, 3) == 6
    assert runs_asked(chosen(["epstein-run-8-delay"]), 3) == 3 * 3 + 3
    found = check_claims(["epstein-run-7"], seeds=3)
    assert list(found.checked["epstein-run-7"].estimates) == [ANY]
    assert found.checked["epstein-run-7"].verdict == "not enough seeds to tell"


def test_a_difference_takes_the_first_run_less_the_second():
    found = check_claims(["epstein-run-8-delay"], seeds=3).checked["epstein-run-8-delay"]
    first, second = (found.seen[f"{run}, ratio-floor"] for run in ("run-8", "run-7"))
    assert found.estimates["ratio-floor"].value == pytest.approx(first.mean() - second.mean())


def test_a_claim_is_judged_by_its_own_seeds_even_where_another_asks_for_more(monkeypatch):
    register = claim_register()
    few = register["epstein-run-7"].model_copy(update={"seeds": 8})
    many = register["epstein-run-7"].model_copy(update={"seeds": 12})
    monkeypatch.setattr("kfor_sim.register.register.claim_register", lambda: {"few": few, "many": many})
    found = check_claims()
    assert {name: each.estimates[ANY].n for name, each in found.checked.items()} == {"few": 8, "many": 12}
    assert len(found.lives["run-7", "ratio-literal"]) == 12


def test_claims_about_the_main_model_hold():
    found = check_claims(["same-luck", "people-are-conserved", "closed-form"], seeds=2)
    assert [found.checked[name].estimates[ANY].value for name in ("same-luck", "people-are-conserved")] == [1.0, 1.0]
    assert abs(found.checked["closed-form"].estimates[ANY].value) < 5
    assert isinstance(found, Register)
    assert "nan" not in json.dumps(summarise_register(found), allow_nan=False)


def test_what_theories_quote_is_met_by_their_figures():
    names = [name for name, claim in claim_register().items() if claim.statistic == "value"]
    assert len(names) >= 6
    found = check_claims(names)
    assert found.by_verdict("reproduced") == tuple(names)


def test_a_measure_of_the_model_is_taken_anew_when_anything_in_the_program_changes(monkeypatch):
    before = Probe("same-luck", 1).key
    assert Probe("same-luck", 2).key != before
    assert Probe("rate-of-approach", 1).key != before
    monkeypatch.setattr("kfor_sim.register.measuring.hash_of_program", lambda: "changed")
    assert Probe("same-luck", 1).key != before


def test_the_hash_of_the_program_has_every_file_in_it(tmp_path, monkeypatch):
    for name, content in (("a.py", "1"), ("b/c.py", "2"), ("scenarios/x.toml", "3")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    monkeypatch.setattr(written, "_PACKAGE", tmp_path)
    monkeypatch.setattr(written, "scenario_folder", lambda: tmp_path / "scenarios")
    found = {written.hash_of_program.__wrapped__()}
    for name in ("a.py", "b/c.py", "scenarios/x.toml"):
        (tmp_path / name).write_text("changed")
        found.add(written.hash_of_program.__wrapped__())
    assert len(found) == 4


def test_wrong_questions_are_refused():
    with pytest.raises(InputError, match=r"no claim 'epstein-run-9'.*did you mean.*--list"):
        check_claims(["epstein-run-9"])
    for seeds in (0, 2.5, True, 10_001):
        with pytest.raises(InputError, match="seeds must be a whole number from 1 to 10,000"):
            check_claims(["epstein-run-5"], seeds=seeds)
    with pytest.raises(InputError, match="seed must be a whole number from 0"):
        check_claims(["epstein-run-5"], seed=-1)


def test_without_numba_only_claims_about_the_lattice_are_refused(monkeypatch):
    monkeypatch.setattr("kfor_sim.docking.lattice.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'kfor-sim\[docking\]'"):
        check_claims(["epstein-run-5"], seeds=2)
    assert check_claims(["epstein-one-to-one-by-figures"]).by_verdict("reproduced")
