"""A claim under every theory: verdicts worked out from the replicates, on the same luck, whatever the workers."""

import math

import numpy as np
import pytest

from drawn import extents, texts, words
from kfor_sim.errors import InputError, ScenarioError
from kfor_sim.plots.robust import curve, figure_robust, trace_of
from kfor_sim.robustness import question_of, robust
from kfor_sim.running import run
from kfor_sim.scenario import load, registered_conclusions, theories

QUICK = ("end=2000-03-31", "run.persons_per_resident=1000")
SOME = ("default", "quinlivan", "no-effect")
MORE_DEATHS = "deaths(no-force) > deaths(documented)"


def asked(**changes):
    arguments = {"claim": MORE_DEATHS, "theories": SOME, "overrides": QUICK, "replicates": 4} | changes
    schedules = arguments.pop("schedules", ["documented", "no-force"])
    return robust(schedules, **arguments)


@pytest.fixture(scope="module")
def found():
    return asked()


def test_each_theory_gets_a_verdict_and_the_sentence_names_them(found):
    verdicts = {name: answer.judgement.verdict for name, answer in found.answers.items()}
    assert verdicts == {"default": "holds", "quinlivan": "holds", "no-effect": "no difference"}
    assert found.sentence == (
        "That `deaths(no-force) > deaths(documented)` holds under default and quinlivan, and fails under no-effect "
        "(no difference in any of 4 runs)."
    )


@pytest.mark.parametrize("theory", [None, "quinlivan"])
def test_the_gap_is_the_paired_difference_of_the_very_runs(found, theory):
    runs = [run(load(name, theory=theory, overrides=QUICK), replicates=4) for name in ("documented", "no-force")]
    without, force = (result.measured["deaths"].to_numpy(dtype=float) for result in reversed(runs))
    gaps = without - force
    row = found.frame().set_index("theory").loc[theory or "default"]
    assert row["mean"] == pytest.approx(gaps.mean(), rel=1e-12)
    reach = 2.3533634348018264 * gaps.std(ddof=1) / math.sqrt(4)  # Student, 3 degrees of freedom, 90 %
    assert (row["low"], row["high"]) == pytest.approx((gaps.mean() - reach, gaps.mean() + reach), rel=1e-9)
    assert (row["holds_in"], row["fails_in"], row["n"]) == ((gaps > 0).sum(), (gaps < 0).sum(), 4)


def test_all_theories_are_asked_where_none_is_named():
    question = question_of(["documented", "fast"], overrides=QUICK)
    assert list(question.theories) == list(theories())
    found = asked(theories=None, replicates=1, overrides=(*QUICK, "end=1999-07-31"))
    assert list(found.answers) == ["default", *theories()]
    assert {answer.judgement.verdict for answer in found.answers.values()} <= {"undecided", "no difference"}


def test_every_theory_has_the_same_luck(found):
    """Replicate by replicate the schedules differ by the schedule alone: without a force's effect in nothing."""
    null = found.answers["no-effect"].readings
    for name in ("deaths", "displaced_person_weeks", "peak_active", "security_mean"):
        assert (null["documented"].metrics[name] == null["no-force"].metrics[name]).all()
    default = found.answers["default"].readings
    assert (default["documented"].metrics["peak_active"] != default["no-force"].metrics["peak_active"]).all()


def test_workers_and_reuse_change_nothing(found, tmp_path):
    first = asked(workers=2, output=tmp_path)
    again = asked(output=tmp_path)
    for other in (first, again):
        assert other.frame().equals(found.frame())
        assert other.values().equals(found.values())
    written = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    assert {"verdicts.csv", "metrics.csv", "manifest.json"} <= set(written)
    assert written == {path.name: path.read_bytes() for path in again.folder.iterdir()}


def test_a_theory_of_a_users_own_file_is_laid_over_all_schedules(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'schema = 1\nextends = "no-force"\ntitle = "Mine"\n[theories.mine]\nlabel = "Mine"\n'
        'sentence = "Only soldiers hold violence down."\nsimplified = "All of it is simple."\n'
        'objection = "The police were there."\noptions = { policing = "troops-only" }\n',
        encoding="utf-8",
    )
    files = ["documented", tmp_path / "mine.toml"]
    found = asked(schedules=files, claim="deaths(mine) > deaths(documented)", theories=["mine"], replicates=2)
    (answer,) = found.answers.values()
    assert {scenario.options["policing"] for scenario in answer.scenarios.values()} == {"troops-only"}
    assert answer.label == "Mine"
    other = (tmp_path / "mine.toml").read_text(encoding="utf-8").replace("Only soldiers", "Nobody but soldiers")
    (tmp_path / "other.toml").write_text(other, encoding="utf-8")
    with pytest.raises(InputError, match="different theories called 'mine'"):
        asked(schedules=[*files, tmp_path / "other.toml"])


def test_the_bibliography_holds_theories_and_objections(found):
    keys = {citation.key for citation in found.bibliography}
    assert {"quinlivan-2003", "friedman-2011", "costalli-2014", "walter-howard-fortna-2021"} <= keys
    assert "peitz-reisch-2019" not in keys


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"theories": ["quinlavan"]}, "did you mean 'quinlivan'"),
        ({"theories": []}, "no theory is asked for"),
        ({"claim": "deaths(fast) > 1"}, "there is no schedule 'fast'"),
        ({"claim": "pace", "schedules": []}, "there is no registered claim 'pace'"),
        ({"schedules": ["documented"]}, "at least two"),
        ({"overrides": ["theory.deterrence=some"]}, "unknown option"),
        ({"overrides": ["theory.deterrence=none"]}, "would change every theory"),
    ],
)
def test_wrong_questions_are_refused_in_plain_words(changes, words):
    with pytest.raises((InputError, ScenarioError), match=words):
        asked(**changes)


def test_registered_conclusions_are_sound():
    claims = registered_conclusions()
    assert len(claims) == 5
    assert "pace-at-equal-effort" in claims
    for name, registered in claims.items():
        question = question_of([], claim=name)
        assert question.registered is registered
        assert {schedule for _, schedule in question.claim.terms} <= set(registered.schedules)


def test_the_register_says_what_comes_out():
    """Of twenty replicates three have to do: the gap of 38 lives is nine times its spread, and the null has none."""
    registered = registered_conclusions()["fast-costs-lives"]
    told = {theory: words for words, names in registered.outcome.theories.items() for theory in names}
    found = robust([], claim="fast-costs-lives", theories=["default", "no-effect"], replicates=3, workers=2)
    assert {name: answer.judgement.verdict for name, answer in found.answers.items()} == {
        "default": "holds", "no-effect": "no difference",
    }  # fmt: skip
    assert (told["default"], told["no-effect"]) == ("holds", "makes no difference")


def test_curves_add_up_what_is_counted(found):
    answer = found.answers["default"]
    deaths = answer.readings["documented"].traces["deaths"]
    assert np.array_equal(curve(answer, "documented", "deaths"), np.median(deaths.cumsum(axis=1), axis=0))
    active = answer.readings["documented"].traces["active"]
    assert np.array_equal(curve(answer, "documented", "active"), np.median(active, axis=0))
    assert trace_of("weeks_below_floor_0.7_lowest_community") == "security_lowest"
    assert trace_of("deaths_intercommunal") == "deaths_intercommunal"
    assert trace_of("riot_weeks") == "riots"


def test_the_picture_has_a_panel_and_a_dot_for_each_theory(found):
    figure = figure_robust(found)
    *panels, dots = figure.axes
    assert len(panels) == len(found.answers)
    assert all(panel.get_ylim() == panels[0].get_ylim() for panel in panels)
    assert [label.get_text() for label in dots.get_yticklabels()] == list(found.answers)
    said = words(figure)
    assert "Illustrative simulation, not a forecast" in said
    assert "no-effect: no difference" in said
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in zip(texts(figure), extents(figure, texts(figure)), strict=True):
        assert box.x0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= height + 1, text
