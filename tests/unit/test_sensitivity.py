"""Which assumption matters in the model: a planted culprit, a planted irrelevance, what the answer depends on."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.answers import kept
from kfor_sim.errors import InputError
from kfor_sim.ranges import ranges_of
from kfor_sim.report.sensitivity import sentences
from kfor_sim.scenario import load
from kfor_sim.sensitivity import plan_of, sensitivity_of
from kfor_sim.sensitivity.living import Living
from kfor_sim.sensitivity.planning import varied_in
from kfor_sim.trials import Trials, Wanted

QUICK = ("end=1999-10-31", "run.persons_per_resident=1000")
SMALL = {"trajectories": 2, "samples": 8, "singly": 2, "replicates": 1}
CULPRIT = "violence.everyday_lethality"
IDLE = ("reserve.trigger", "reserve.delay_weeks", "reserve.tour_weeks")

PLANTED = """
schema = 1
extends = "documented"

[violence.everyday_lethality]
value = 0.1
unit = "share"
basis = "assumed"
range = [0.0001, 0.9]
because = "a range that nobody could defend, planted to be found"
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A scenario of which one assumption reaches far too wide, and whose reserve has nobody in it."""
    path = tmp_path_factory.mktemp("planted") / "planted.toml"
    path.write_text(PLANTED, encoding="utf-8")
    return sensitivity_of(path, metric="deaths", overrides=(*QUICK, "reserve.size=0"), **SMALL)


def test_a_planted_culprit_is_found(planted):
    assert planted.study.leader == CULPRIT
    row = planted.frame().iloc[0]
    assert (row["figure"], row["low"], row["high"], row["basis"]) == (CULPRIT, 0.0001, 0.9, "assumed")
    assert row["total"] > 0.5
    assert row["at_low"] < planted.as_it_is < row["at_high"]
    assert planted.study.asked.names[planted.study.asked.order[0]] == CULPRIT


def test_a_planted_irrelevance_does_nothing_at_all(planted):
    """When a reserve without troops is called, and for how long, has no effect on any number that can be asked for."""
    frame = planted.frame().set_index("figure")
    for idle in IDLE:
        for name, found in planted.study.effects.items():
            place = found.names.index(idle)
            assert (found.size[place], found.spread[place]) == (0, 0), name
        assert frame.loc[idle, "effect_size"] == 0
        assert np.isnan(frame.loc[idle, "total"])  # it was not among those weighed singly


def test_points_are_lived_through_as_anybody_would():
    """A point of the design, put into both schedules by hand and run, gives the gap that the analysis has there."""
    plan = plan_of("documented", "no-force", metric="deaths", trajectories=2, overrides=QUICK, replicates=2)
    rng = np.random.default_rng(3)
    points = rng.random((2, len(plan.ranges)))
    with Trials(workers=1) as trials:
        measured = Living(plan, trials)(points, 2, "by hand")
        shares = [round(float(share), 9) for share in points[0]]
        values = [f"{each.path}={each.at(share)!r}" for each, share in zip(plan.ranges, shares, strict=True)]
        wanted = []
        for name in ("documented", "no-force"):
            scenario = load(name, overrides=[*QUICK, *values])
            wanted.append(Wanted(scenario, (0, 1)))
        exact = Living(plan, trials)(np.array([shares]), 2, "rounded")
        first, second = trials.read(wanted, label="by hand")
    assert np.array_equal(exact["what is asked"][0], second.metrics["deaths"] - first.metrics["deaths"])
    assert (exact["what is asked"] != 0).all()
    assert np.array_equal(exact["deaths"], exact["what is asked"])
    assert measured["what is asked"].shape == (2, 2)


def test_a_claim_is_asked_by_how_much_it_holds():
    plan = plan_of(
        "documented", "no-force", claim="deaths(documented) > deaths(no-force)", overrides=QUICK, replicates=1
    )
    with Trials(workers=1) as trials:
        measured = Living(plan, trials)(np.full((1, len(plan.ranges)), 0.4), 1, "a claim")
    assert (measured["deaths"] != 0).all()
    assert np.array_equal(measured["what is asked"], -measured["deaths"])
    assert plan.words == "by how much `deaths(documented) > deaths(no-force)`"
    assert plan.unit == "person"


def test_figures_of_both_schedules_are_varied_and_levers_left_alone():
    schedules = {name: load(name) for name in ("documented", "conditions", "no-trends")}
    ranges, alike = varied_in({name: schedules[name] for name in ("documented", "conditions")})
    paths = [each.path for each in ranges]
    assert set(paths) == {each.path for name in ("documented", "conditions") for each in ranges_of(schedules[name])}
    only = paths.index("drawdown.cut_below")
    assert alike["documented"][only] is None
    assert alike["conditions"][only] == ranges[only]
    ranges, alike = varied_in({name: schedules[name] for name in ("documented", "no-trends")})
    frozen = {each.path for each, own in zip(ranges, alike["no-trends"], strict=True) if own is None}
    chosen = {path for path, figure in schedules["no-trends"].figures.items() if figure.basis == "chosen"}
    assert frozen
    assert frozen <= chosen


def test_the_same_numbers_from_any_workers_and_again_from_the_folder(tmp_path):
    arguments = {"metric": "deaths", **SMALL, "singly": 1, "samples": 4}
    alone = sensitivity_of("minimal", workers=1, output=tmp_path / "one", **arguments)
    two = sensitivity_of("minimal", workers=2, output=tmp_path / "two", **arguments)
    files = sorted(path.name for path in alone.folder.iterdir())
    assert files == ["convergence.csv", "figures.csv", "manifest.json", "points.csv", "yardsticks.csv"]
    for name in files:
        assert (alone.folder / name).read_bytes() == (two.folder / name).read_bytes(), name
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "one" / "trials").iterdir()}
    again = sensitivity_of("minimal", output=tmp_path / "one", **arguments)
    assert again.frame().equals(alone.frame())
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "one" / "trials").iterdir()} == before
    assert len(before) <= alone.plan.runs


def test_a_larger_design_goes_on_from_a_smaller_one(tmp_path):
    arguments = {"metric": "deaths", "singly": 1, "replicates": 1, "output": tmp_path}
    small = sensitivity_of("minimal", trajectories=2, samples=4, **arguments)
    held = len(list((tmp_path / "trials").iterdir()))
    large = sensitivity_of("minimal", trajectories=2, samples=6, **arguments)
    assert large.study.singly == small.study.singly
    assert len(list((tmp_path / "trials").iterdir())) - held == 2 * 4  # two more blocks of four points
    assert np.array_equal(large.study.weighed.blocks[:4], small.study.weighed.blocks)


def test_the_answer_depends_on_all_that_was_asked():
    def key(*schedules, **changes):
        return plan_of(*schedules, **({"overrides": QUICK} | changes)).key

    schedules = ("documented", "fast")
    keys = [
        key(*schedules),
        key("documented"),
        key("documented", "cliff"),
        key(*schedules, metric="deaths"),
        key(*schedules, claim="security_mean(fast) - security_mean(documented) > 0"),
        key(*schedules, theory="quinlivan"),
        key(*schedules, trajectories=5),
        key(*schedules, blocks=49),
        key(*schedules, singly=6),
        key(*schedules, replicates=3),
        key(*schedules, seed=4),
        key(*schedules, overrides=(*QUICK, "unrest.deterrence=2.9")),
    ]
    assert len(set(keys)) == len(keys)
    assert key(*schedules) == keys[0]


def test_the_key_knows_which_figures_each_schedule_takes(tmp_path):
    """A figure that a schedule has for a lever, or over another range, with the value of the other schedule."""
    figures = {
        "chosen": 'value = 2.3, unit = "1", basis = "chosen", because = "a lever of this schedule alone"',
        "wide": 'value = 2.3, unit = "1", basis = "assumed", range = [1.0, 4.0], because = "over another range"',
    }
    keys = [plan_of("documented", "fast").key]
    for name, figure in figures.items():
        folder = tmp_path / name
        folder.mkdir()
        path = folder / "fast.toml"
        path.write_text(f'schema = 1\nextends = "fast"\n[unrest]\ndeterrence = {{ {figure} }}\n', encoding="utf-8")
        plan = plan_of("documented", path)
        place = [each.path for each in plan.ranges].index("unrest.deterrence")
        assert plan.alike["fast"][place] is None
        keys.append(plan.key)
    assert len(set(keys)) == 2  # neither takes it from the points
    assert keys[1] == keys[2]


def test_what_is_set_is_varied_no_more():
    free, fixed = (plan_of("documented", overrides=(*QUICK, *more)) for more in ((), ("unrest.deterrence=2.9",)))
    assert {each.path for each in free.ranges} - {each.path for each in fixed.ranges} == {"unrest.deterrence"}


def test_words_and_cost_say_what_is_asked():
    plan = plan_of("documented", "fast", metric="weeks_below_floor", trajectories=4, blocks=48, singly=5, replicates=2)
    assert plan.metric.name == "weeks_below_floor_0.7"
    assert plan.words == "weeks of security below 0.7, theatre, `fast` less `documented`"
    figures = len(plan.ranges)
    assert plan.runs == 2 * (4 * (figures + 1) + 2 * (48 * 8 + 11))
    assert plan_of("documented").words == "security, theatre, mean of the weeks, under `documented`"


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for name in ("documented", "fast"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.toml").write_text(f'schema = 1\nextends = "{name}"\n', encoding="utf-8")
    plan = plan_of(tmp_path / "documented" / "mine.toml", tmp_path / "fast" / "mine.toml", metric="deaths")
    assert list(plan.schedules) == ["documented/mine", "fast/mine"]
    assert plan.words.endswith("`fast/mine` less `documented/mine`")


def test_wrong_questions_are_refused_with_words():
    for arguments, said in (
        ({"metric": "death"}, "there is no metric 'death'; did you mean 'deaths'?"),
        ({"metric": "deaths(fast) + 1"}, "is no name of a metric; write such as --metric weeks_below_floor"),
        ({"metric": "deaths", "claim": "deaths(fast) > 1"}, "take one of them"),
        ({"theory": "quinlivans"}, "there is no theory 'quinlivans'"),
        ({"blocks": 1}, "samples must be a whole number from 2"),
        ({"trajectories": 0}, "trajectories must be a whole number from 2"),
        ({"singly": 0}, "singly must be a whole number from 1"),
    ):
        with pytest.raises(InputError) as wrong:
            plan_of("documented", "fast", **arguments)
        assert said in str(wrong.value)
    with pytest.raises(InputError, match="'documented' is given twice"):
        plan_of("documented", "documented")


def test_a_number_that_nothing_moves_says_so():
    """A town of one nation's troops lacks none of them, whatever the figures."""
    found = sensitivity_of("minimal", metric="shortfall_person_weeks", **SMALL)
    assert found.study.last.variance == 0
    assert found.study.leader is None
    assert not found.is_settled
    assert "nothing matters most" in repr(found)
    assert found.frame()["effect_size"].eq(0).all()


def test_what_has_no_size_as_the_scenario_stands_is_no_number_of_the_manifest(planted, tmp_path):
    """A recovery that is not over with every figure as it is: told as unknown, and written."""
    endless = dataclasses.replace(planted, as_it_is=float("inf"))
    assert endless.told()["as_it_is"] is None
    assert kept(endless, tmp_path).folder.is_dir()


def test_too_rare_to_be_weighed_is_not_said_to_be_nothing(planted):
    """Where the independent points are alike and others differ, the answer counts the others."""
    answers = np.zeros_like(planted.study.answers)
    answers[2, 1] = 7
    silent = dataclasses.replace(planted.study.last, variance=0.0)
    study = dataclasses.replace(planted.study, answers=answers, indices=(silent,))
    (said,) = sentences(dataclasses.replace(planted, study=study))
    assert said.startswith("It moves too seldom to be weighed: deaths in both streams of violence")
    assert f"is 0 person at all {2 * len(answers)} points" in said
    assert f"something else at 1 of {answers.size} points" in said


def test_nothing_is_settled_on_a_few_blocks(planted):
    assert planted.study.last.blocks == 8
    assert planted.study.first_share == 1
    assert not planted.is_settled
    assert "With 8 blocks nothing is settled" in " ".join(sentences(planted))
    many = dataclasses.replace(planted.study.last, blocks=16)
    enough = dataclasses.replace(planted, study=dataclasses.replace(planted.study, indices=(many,)))
    assert enough.is_settled_among_singly


def test_the_manifest_tells_how_the_tables_came_about(planted):
    told = planted.told()
    assert told["asked"].startswith('deaths("planted')
    assert (told["trajectories"], told["samples"], told["replicates"], told["seed"]) == (2, 8, 1, 1999)
    assert told["leader"] == CULPRIT
    assert {citation.key for citation in planted.bibliography} >= {"morris-1991", "saltelli-2010", "herman-usher-2017"}
    other = dataclasses.replace(planted, plan=plan_of("documented", overrides=QUICK))
    assert other.key != planted.key
