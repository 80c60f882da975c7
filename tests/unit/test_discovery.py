"""Scenario discovery: planted boxes are found, noise is not, regrets are those worked by hand, and runs are shared."""

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kfor_sim.discovery import carry_out, discover, plan_of
from kfor_sim.discovery.experiments import experiments
from kfor_sim.discovery.finding import Found, Judged, Tally, found_in
from kfor_sim.discovery.growing import FEWEST, can_grow, least
from kfor_sim.discovery.regretting import regretted
from kfor_sim.discovery.rule import Bound, Condition, Rule, between
from kfor_sim.discovery.sample import Sample
from kfor_sim.equifinality import ensemble
from kfor_sim.errors import InputError, MissingExtraError
from kfor_sim.prepare import prepare
from kfor_sim.ranges import ranges_of
from kfor_sim.replicate import run_replicate
from kfor_sim.report.discovery import discovery_text, summarise_discovery

QUICK = ("end=1999-12-31", "run.persons_per_resident=1000")
MORE_DEATHS = "deaths(no-force) > deaths(documented)"
THEORIES = ("default", "no-effect", "quinlivan")


def made(fails, *, worlds=120, figures=30, theories=THEORIES[:2], seed=1):
    """Worlds with even figures between 0 and 1, which fail where ``fails`` of them, of theory and chance says so."""
    luck = np.random.default_rng(seed)
    values, theory = luck.random((worlds, figures)), luck.integers(len(theories), size=worlds)
    said = np.array(fails(SimpleNamespace(x=values, theory=theory, chance=luck.random(worlds))))
    paths = tuple(f"group.f{place}" for place in range(figures))
    return Sample(paths, theories, values, theory, np.arange(worlds), said)


def search(sample, **changes):
    return found_in(sample, **({"level": 0.9, "seed": 1999, "shuffles": 0} | changes))


def asked(**changes):
    arguments = {"claim": MORE_DEATHS, "theories": ["default", "no-effect"], "overrides": QUICK, "worlds": 14} | changes
    return discover(arguments.pop("schedules", ["documented", "no-force"]), **arguments)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def found(stored):
    return asked(output=stored)


def test_a_planted_box_is_found_with_its_figures_its_theory_and_near_its_bounds():
    sample = made(lambda w: (w.x[:, 3] <= 0.45) & (w.theory == 0), worlds=400)
    (judged,) = search(sample).rules
    (rule,) = judged.rules
    (bound,) = rule.bounds
    assert (bound.path, rule.theories) == ("group.f3", ("default",))
    grown = sample.part(sample.grows & (sample.theory == 0)).figures[:, 3]
    assert grown[grown <= 0.45].max() <= bound.high < grown[grown > 0.45].min()  # all that these worlds can tell
    assert rule.words == f"`group.f3` is at most {bound.high:g} and the theory is default"
    assert len(f"{bound.high:g}") <= 5


def test_coverage_and_density_are_counted_on_worlds_that_the_tree_has_not_seen():
    sample = made(lambda w: (w.x[:, 3] > 0.6) & (w.chance < 0.9) | (w.chance < 0.1), worlds=300)
    judged = search(sample).rules[0]
    inside, odd = judged.rules[0].inside(sample), sample.numbers % 2 == 1
    for half, tally in ((odd, judged.unseen), (~odd, judged.grown_on)):
        hits = np.count_nonzero(inside & sample.fails & half)
        assert (tally.worlds, tally.inside, tally.hits) == (150, np.count_nonzero(inside & half), hits)
        assert tally.coverage[0] == pytest.approx(hits / np.count_nonzero(sample.fails & half))
        assert tally.density[0] == pytest.approx(hits / np.count_nonzero(inside & half))
        assert tally.density[1] < tally.density[0] < tally.density[2]
        assert tally.overall == pytest.approx(sample.fails[half].mean())
    assert judged.lasts


def test_what_only_the_grown_half_shows_does_not_last():
    grown = made(lambda w: w.x[:, 3] > 0.6)
    sample = dataclasses.replace(grown, fails=np.where(grown.grows, grown.fails, grown.numbers % 3 == 0))
    told = search(sample)
    assert told.says == "no rule lasts"
    assert told.lasting == ()
    assert told.rules[0].grown_on.density[0] == 1
    assert told.together == Judged.of(told.rules[0].rules, sample, level=0.9)


def test_two_boxes_give_two_rules_and_both_together_cover_them():
    sample = made(lambda w: (w.x[:, 3] > 0.75) | (w.x[:, 7] < 0.2), worlds=600)
    told = search(sample)
    assert {rule.rules[0].bounds[0].path for rule in told.lasting} == {"group.f3", "group.f7"}
    inside = np.any([rule.rules[0].inside(sample) for rule in told.rules], axis=0)
    odd = ~sample.grows
    assert told.together.unseen == Tally.of(inside[odd], sample.fails[odd], sample.numbers[odd], level=0.9)
    assert told.together.unseen.coverage[0] > max(rule.unseen.coverage[0] for rule in told.rules)


def test_conditions_that_the_density_does_not_need_are_dropped():
    """A tree asks three questions in any case; where one figure decides, one is left."""
    wrong = 0
    for seed in range(20):
        sample = made(lambda w: (w.x[:, 3] > 0.5) & (w.chance < 0.8), worlds=300, seed=seed)
        rules = [judged.rules[0] for judged in search(sample).lasting]
        assert "group.f3" in {bound.path for bound in rules[0].bounds}
        wrong += sum(bound.path != "group.f3" for rule in rules for bound in rule.bounds)
        wrong += sum(len(rule.theories) == 1 for rule in rules)
    assert wrong <= 12  # of 40 that the trees ask beside; without dropping there are more than these


def test_in_noise_a_rule_is_rarely_found():
    """400 sets of worlds of their own, 10 with a rule when written; at 3 % more than 24 come once in 1,800 times."""
    sets = [made(lambda w: w.chance < 0.3, worlds=80, figures=12, seed=seed) for seed in range(400)]
    lucky = sum(search(sample).says == "rule found" for sample in sets)
    assert lucky <= 24


def test_the_luck_of_an_answer_is_that_of_noise():
    sample = made(lambda w: w.x[:, 3] > 0.5, worlds=80, figures=12)
    told = search(sample, shuffles=200)
    assert told.says == "rule found"
    assert (told.shuffles, told.lucky) == (200, search(sample, shuffles=200).lucky)
    assert told.lucky <= 14  # of 200; at 3 % more come once in 900 times


@pytest.mark.parametrize(
    ("failures", "says"),
    [(0, "never fails"), (120, "always fails"), (4, "too few to grow on"), (116, "too few to grow on")],
)
def test_where_hardly_anything_differs_no_rule_is_sought(failures, says):
    sample = made(lambda w: np.arange(len(w.x)) < failures)
    assert search(sample, shuffles=5) == Found(says)


def test_worlds_of_which_nothing_is_known_give_nothing():
    empty = made(lambda _: np.zeros(0, dtype=bool), worlds=0)
    assert search(empty) == Found("nothing is known")


def test_as_few_failures_as_a_leaf_holds_can_be_grown_on():
    sample = made(lambda w: np.arange(len(w.x)) < FEWEST)
    assert can_grow(sample)
    assert not can_grow(dataclasses.replace(sample, fails=np.arange(120) < FEWEST - 1))
    assert (least(40), least(1000)) == (5, 50)


def test_the_same_worlds_give_the_same_rules():
    sample = made(lambda w: (w.x[:, 3] > 0.5) & (w.chance < 0.7))
    assert search(sample, shuffles=20) == search(sample, shuffles=20)


@pytest.mark.parametrize(
    ("low", "high", "number"),
    [
        (1.8312, 1.9471, 1.9),
        (1.8912, 1.9041, 1.9),
        (1.8912, 1.8941, 1.893),
        (0.3, 0.7, 0.5),
        (2, 3, 2),
        (8, 12, 10),
        (1499.0, 1702.0, 1600),
        (-0.02, 0.03, 0),
        (0.0011, 0.0012, 0.0011),
        (1.0, np.nextafter(1.0, 2), 1.0),
    ],
)
def test_a_bound_has_the_digits_that_neighbouring_draws_support(low, high, number):
    assert low <= between(low, high) < high
    assert between(low, high) == number


def test_a_path_becomes_one_short_rule():
    sample = made(lambda w: w.theory == 0, theories=THEORIES, figures=4)
    steps = [(2, True, 0.3), (2, False, 0.6), (2, False, 0.9), (0, True, 0.1), (2, True, 0.2)]
    path = [Condition(column, above=above, at=at) for column, above, at in steps]
    rule = Rule.of([*path, Condition(5, above=False, at=0)], sample)
    assert rule == Rule((Bound("group.f2", 0.3, 0.6), Bound("group.f0", low=0.1)), ("default", "quinlivan"), THEORIES)
    assert rule.words == (
        "`group.f2` is above 0.3 and at most 0.6 and `group.f0` is above 0.1 and the theory is not no-effect"
    )
    only = Rule.of([Condition(5, above=False, at=0), Condition(4, above=True, at=0)], sample)
    assert only.words == "the theory is default"
    assert Rule((), ("default", "quinlivan"), (*THEORIES, "a", "b")).words == "the theory is default or quinlivan"
    many = Rule((), ("default",), ("default", "x")).which
    assert many == "the theory is default"


def test_a_query_finds_what_a_rule_covers():
    sample = made(lambda w: w.theory == 0, theories=THEORIES, figures=3)
    rule = Rule((Bound("group.f1", 0.25, 0.75), Bound("group.f0", high=0.5)), ("default", "no-effect"), THEORIES)
    table = pd.DataFrame(sample.figures, columns=sample.paths).assign(model=np.array(THEORIES)[sample.theory])
    inside = table.query(rule.query)
    assert 0 < len(inside) < len(table)
    np.testing.assert_array_equal(inside.index, np.flatnonzero(rule.inside(sample)))


def test_a_rule_lies_in_a_wider_one():
    narrow = Rule((Bound("a", 0.2, 0.6), Bound("b", low=1)), ("default",), THEORIES)
    assert narrow.lies_in(Rule((Bound("a", high=0.6),), ("default", "quinlivan"), THEORIES))
    assert not narrow.lies_in(Rule((Bound("a", high=0.5),), ("default",), THEORIES))
    assert not narrow.lies_in(Rule((Bound("c", high=0.5),), ("default",), THEORIES))
    assert not narrow.lies_in(Rule((), ("quinlivan",), THEORIES))


def shares_by_hand():
    """Two theories with two worlds each, of two schedules."""
    deaths = {"x": {"a": [10.0, 30.0], "b": [15.0, 10.0]}, "y": {"a": [7.0, 5.0], "b": [7.0, np.nan]}}
    return {
        theory: SimpleNamespace(
            worlds=SimpleNamespace(numbers=(0, 3)),
            metrics={name: {"deaths": np.array(values)} for name, values in by_schedule.items()},
        )
        for theory, by_schedule in deaths.items()
    }


def test_regrets_are_those_worked_by_hand():
    """In worlds x-0, x-3 and y-0, a lies 0, 20 and 0 behind, b 5, 0 and 0; of y-3 nothing is known of b."""
    metric = SimpleNamespace(name="deaths", better="lower")
    a, b = regretted([metric], shares_by_hand())
    np.testing.assert_array_equal(a.distances, [0, 20, 0, np.nan])
    np.testing.assert_array_equal(b.distances, [5, 0, 0, np.nan])
    assert (a.summed.mean, a.summed.worst, a.worst_in, a.mostly) == (pytest.approx(20 / 3), 20, ("x", 3), 20)
    assert (b.summed.mean, b.summed.worst, b.worst_in) == (pytest.approx(5 / 3), 5, ("x", 0))
    assert (a.best_share, b.best_share) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    higher = regretted([SimpleNamespace(name="deaths", better="higher")], shares_by_hand())
    np.testing.assert_array_equal(higher[0].distances, [5, 0, 0, np.nan])


def test_nine_worlds_of_ten_do_not_exceed_the_ninetieth_percentile():
    values = np.arange(1.0, 21)
    share = SimpleNamespace(
        worlds=SimpleNamespace(numbers=tuple(range(20))),
        metrics={"a": {"deaths": np.zeros(20)}, "b": {"deaths": np.where(values == 20, np.inf, values)}},
    )
    _, b = regretted([SimpleNamespace(name="deaths", better="lower")], {"x": share})
    assert b.mostly == 18
    assert np.count_nonzero(b.distances <= b.mostly) == 18
    assert b.summed.worst == np.inf


def test_where_troops_change_nothing_the_claim_fails_and_the_rule_says_so(found):
    assert found.found.says == "rule found"
    (rule,) = found.found.lasting
    assert rule.words == "the theory is no-effect"
    assert (rule.unseen.density[0], rule.unseen.coverage[0]) == (1, 1)
    frame = found.rules()
    assert frame["rule"].tolist() == ["1", "1", "together", "together"]
    assert frame["half"].tolist() == ["unseen", "grown on"] * 2
    text = discovery_text(summarise_discovery(found))
    assert "Fails where the theory is no-effect: 100 % of" in text
    assert "failures gave at least one that lasts" in " ".join(text.split())
    assert "Neither is a probability of anything in Kosovo." in " ".join(text.split())


def test_a_row_of_the_experiments_is_a_run(found):
    inputs, results = found.experiments(), found.outcomes()
    assert len(inputs) == len(results) == 2 * found.worlds
    assert list(inputs.columns[:3]) == ["scenario", "model", "policy"]
    share = found.shares["no-effect"]
    place = inputs.query("model == 'no-effect' and policy == 'no-force'").index[2]
    number = share.worlds.numbers[2]
    scenario = share.worlds.schedules["no-force"][2]
    assert inputs["scenario"][place] == f"no-effect-{number}"
    for figure in ranges_of(found.plan.asked.subject.under["no-effect"]):
        assert inputs[figure.path][place] == scenario.value(figure.path)
    arrays = run_replicate(prepare(scenario), seed=1999, replicate=number)
    deaths = sum(float(arrays[stream].sum()) for stream in ("deaths_everyday", "deaths_intercommunal"))
    assert results["deaths"][place] == deaths
    twin = inputs.query(f"scenario == 'no-effect-{number}' and policy == 'documented'").index[0]
    assert results["gap"][place] == results["gap"][twin] == deaths - results["deaths"][twin]
    assert results["fails"][place] == int(results["gap"][place] <= 0)


def test_figures_that_a_theory_does_not_read_are_empty_and_no_rule_rests_on_them(found):
    inputs = found.experiments()
    empty = [path for path in inputs.columns[3:] if inputs[path].isna().any()]
    assert empty
    assert set(found.sample.paths) <= set(inputs.columns[3:]) - set(empty)
    for path in set(inputs.columns[3:]) - set(empty) - set(found.sample.paths):
        assert 1 in inputs.groupby("model")[path].nunique().tolist()  # read, but set by a theory
    for path in empty:
        assert inputs.groupby("model")[path].apply(lambda each: each.isna().all() or each.notna().all()).all()


def test_what_a_schedule_has_otherwise_stands_in_its_rows():
    plan = plan_of(["documented", "no-trends"], theories=["default"], overrides=QUICK, worlds=4)
    done = carry_out(plan)
    inputs = experiments(plan, done.shares)
    frozen = plan.question.base["no-trends"]
    other = [path for path in inputs.columns[3:] if frozen.figures[path].basis == "chosen"]
    assert other
    for path in other:
        assert (inputs.query("policy == 'no-trends'")[path] == frozen.value(path)).all()
        assert inputs.query("policy == 'documented'")[path].std() > 0


def test_the_runs_are_those_of_an_ensemble_and_are_not_run_again(found, stored):
    before = sorted(path.name for path in (stored / "trials").iterdir())
    assert len(before) == 2 * found.worlds
    share = ensemble(
        ["documented", "no-force"], claim=MORE_DEATHS, theories=["default", "no-effect"], overrides=QUICK, worlds=14,
        output=stored,
    ).shares["default"]  # fmt: skip
    np.testing.assert_array_equal(share.gaps, found.shares["default"].gaps)
    asked(output=stored, metrics=["attacks"])
    assert sorted(path.name for path in (stored / "trials").iterdir()) == before


def test_any_number_of_workers_gives_the_same_tables():
    alone = asked(worlds=4).tables()
    for name, frame in asked(worlds=4, workers=2).tables().items():
        pd.testing.assert_frame_equal(frame, alone[name])


def test_the_answer_is_kept_with_its_sources_and_its_key(found):
    told = json.loads((found.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (told["kind"], told["key"], told["says"]) == ("discover", found.key, "rule found")
    assert told["tree"]["library"].startswith("scikit-learn ")
    assert {entry["key"] for entry in told["bibliography"]} >= {"savage-1951", "bryant-lempert-2010", "breiman-1984"}
    assert len(told["runs"]) == 2 * found.worlds
    pd.testing.assert_frame_equal(
        pd.read_csv(found.folder / "outcomes.csv")[["gap"]], found.outcomes()[["gap"]], check_dtype=False
    )


def test_the_answer_depends_on_all_that_was_asked(found):
    arguments = {"claim": MORE_DEATHS, "theories": ["default", "no-effect"], "overrides": QUICK, "worlds": 14}
    keys = {found.key}
    for changes in (
        *({"worlds": 13}, {"metrics": ["deaths"]}, {"claim": "deaths(documented) > deaths(no-force)"}, {"seed": 7}),
        *({"theories": ["default"]}, {"overrides": (*QUICK, "unrest.deterrence=3")}),
    ):
        keys.add(dataclasses.replace(found, plan=plan_of(["documented", "no-force"], **(arguments | changes))).key)
    assert len(keys) == 7
    same = plan_of(["documented", "no-force"], **arguments)
    assert dataclasses.replace(found, plan=same).key == found.key


def test_without_the_library_nothing_is_run(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "sklearn", None)
    with pytest.raises(MissingExtraError, match=r"kfor-sim discover needs .* 'kfor-sim\[analysis\]'"):
        asked(output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_metrics_that_nobody_can_regret_are_refused():
    with pytest.raises(InputError, match="'troop_years' has no better direction"):
        plan_of(["documented", "fast"], metrics=["troop_years"])
    with pytest.raises(InputError, match="did you mean 'deaths'"):
        plan_of(["documented", "fast"], metrics=["death"])
    with pytest.raises(InputError, match="no metric is asked for"):
        plan_of(["documented", "fast"], metrics=[])


def test_the_short_list_holds_what_the_claim_is_about():
    plan = plan_of(["documented", "fast"], claim="attacks(fast) > attacks(documented)", worlds=5)
    assert [metric.name for metric in plan.metrics] == [
        *("deaths", "displaced_person_weeks", "weeks_below_floor_0.7_lowest_community", "riot_weeks"),
        *("shortfall_person_weeks", "attacks"),
    ]
    assert plan.runs == 5 * 11 * 2


def test_unknown_gaps_are_left_out_and_counted():
    """Nought by nought is unknown: no worlds are left, and the answer says so."""
    done = asked(claim="troop_years(no-force) / troop_years(no-force) > 1", worlds=2)
    assert (len(done.sample.fails), done.unknown, done.found.says) == (0, done.worlds, "nothing is known")
    summary = summarise_discovery(done)
    assert summary["sentences"] == [
        "Of whether `troop_years(no-force) / troop_years(no-force) > 1`, nothing is known in any world."
    ]
    assert done.outcomes()["fails"].isna().all()
    assert done.rules().empty


def test_too_few_failures_are_told_in_words(found):
    few = dataclasses.replace(found, found=Found("too few to grow on"))
    (sentence,) = summarise_discovery(few)["sentences"]
    assert "too few to look for a rule" in sentence
    never = dataclasses.replace(found, found=Found("never fails"))
    assert summarise_discovery(never)["sentences"][0].endswith("there is nothing for a rule to tell apart.")
