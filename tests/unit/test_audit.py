"""The audit: what it finds in sources, what its sentence says of each case, and that it says it of the right figure."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from kfor_sim.audit import audit_of, plan_of
from kfor_sim.audit.grounds import grounds_of, year_of
from kfor_sim.errors import InputError
from kfor_sim.report.audit import audit_text, summarise_audit
from kfor_sim.report.audit_page import audit_page
from kfor_sim.report.audit_words import five_points, the_sentence
from kfor_sim.robustness.searching import Found, Step
from kfor_sim.scenario import load
from kfor_sim.scenario.omissions import omissions
from kfor_sim.scenario.sources import Citation

QUICK = ("end=1999-10-31", "run.persons_per_resident=1000")
SMALL = {"trajectories": 2, "samples": 8, "singly": 2, "replicates": 1}
CULPRIT = "violence.everyday_lethality"
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
def files(tmp_path_factory):
    """Two schedules with one assumption that reaches far too wide, the second without troops."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "first.toml").write_text(PLANTED, encoding="utf-8")
    without = PLANTED.replace('"documented"', '"no-force"')
    (folder / "second.toml").write_text(without, encoding="utf-8")
    return folder / "first.toml", folder / "second.toml"


@pytest.fixture(scope="module")
def found(files):
    """A margin that the planted figure decides: below some lethality no hundred more die."""
    claim = 'deaths("second") > deaths("first") + 100'
    return audit_of(*files, claim=claim, overrides=QUICK, output=files[0].parent / "results", **SMALL)


def test_the_sentence_names_the_culprit_and_where_the_conclusion_turns(found):
    assert found.turning.default.verdict == "holds"
    (way,) = (way for way in found.ways(CULPRIT) if way.lost)
    sentence = the_sentence(found)
    assert sentence.startswith(
        f"The assumption that matters most for this conclusion is `{CULPRIT}` (assumed, range 0.0001 to 0.9, because a "
        "range that nobody could defend, planted to be found); below "
    )
    assert f"below {way.lost.value:.6g} it " in sentence
    assert f"at {way.holds_at:.6g} it still holds)" in sentence
    assert ("no longer holds (there it " in sentence) == way.lost.found.is_turned
    assert way.lost.value < way.holds_at <= 0.1
    row = found.frame().set_index("figure").loc[CULPRIT]
    assert row["lost_below"] == way.lost.value
    assert np.isnan(row["lost_above"])
    assert row["walked"]


def test_where_the_conclusion_turns_is_where_runs_say_it_does(found, files):
    """At the value named, and at the last at which it holds, the schedules are run anew without the audit."""
    from kfor_sim import robust

    (way,) = (way for way in found.ways(CULPRIT) if way.lost)
    for value, verdict in ((way.holds_at, "holds"), (way.lost.value, way.lost.found.verdict)):
        settings = (*QUICK, f"{CULPRIT}={value!r}")
        claim = 'deaths("second") > deaths("first") + 100'
        asked = robust(files, claim=claim, theories=["default"], overrides=settings, replicates=16)
        assert asked.answers["default"].judgement.verdict == verdict


def test_the_share_of_points_is_that_of_points_at_which_it_holds(found):
    gaps = found.analysis.study.answers[:, [0, -1]]
    holds = int((gaps > 0).sum())
    assert f"one replicate bears it out at {holds} of {gaps.size} points" in the_sentence(found)


def test_where_more_is_better_less_of_it_bears_the_conclusion_out(found, files):
    """Security that is lower under the second: the difference is below nought where the conclusion is borne out."""
    plan = plan_of(*files, metric="security_mean", overrides=QUICK, **renamed(SMALL))
    answers = np.full_like(found.analysis.study.answers, -0.1)
    answers[0, 0] = 0.1
    study = dataclasses.replace(found.analysis.study, answers=answers)
    analysis = dataclasses.replace(found.analysis, plan=plan.analysis, study=study)
    turned = dataclasses.replace(found, plan=plan, analysis=analysis)
    assert f"bears it out at {2 * len(answers) - 1} of {2 * len(answers)} points" in the_sentence(turned)


def test_a_metric_is_audited_for_what_is_worse(files):
    plan = plan_of(*files, metric="security_mean", overrides=QUICK, **renamed(SMALL))
    assert plan.conclusion.claim.text == 'security_mean("second") < security_mean("first")'
    assert plan.conclusion.words == "security, theatre, mean of the weeks: lower under `second` than under `first`"
    plan = plan_of(*files, metric="deaths", overrides=QUICK, **renamed(SMALL))
    assert plan.conclusion.claim.text == 'deaths("second") > deaths("first")'
    assert plan_of(*files, overrides=QUICK).conclusion.words == "`second` is less secure than `first`"
    assert plan_of(files[0], overrides=QUICK).conclusion is None


def renamed(effort):
    return {{"samples": "blocks"}.get(name, name): value for name, value in effort.items()}


def test_a_conclusion_that_does_not_hold_has_nothing_to_lose(found):
    turning = SimpleNamespace(
        holds=False,
        default=SimpleNamespace(verdict="reversed"),
        question=found.turning.question,
        ways=(),
    )
    sentence = the_sentence(dataclasses.replace(found, turning=turning))
    assert "is reversed as the scenarios stand, so that there is no conclusion to lose" in sentence
    assert f"hangs most on `{CULPRIT}`" in sentence
    assert "Ask what breaks the opposite" in sentence
    turning.default.verdict = "undecided"
    undecided = the_sentence(dataclasses.replace(found, turning=turning))
    assert "cannot be told from luck as the scenarios stand" in undecided
    assert "`kfor-sim robust first second --replicates 48` may tell" in undecided


def test_where_the_first_does_not_turn_it_another_is_named(found):
    """The ways of the leader are given to the second figure: then it is that one which is told."""
    first, second = (found.analysis.study.last.names[place] for place in found.analysis.study.places)
    moved = tuple(
        dataclasses.replace(way, figure=dataclasses.replace(way.figure, path=second))
        for way in found.turning.ways
        if way.figure.path == first
    )
    other = dataclasses.replace(found, turning=dataclasses.replace(found.turning, ways=moved))
    sentence = the_sentence(other)
    assert "so that it was not walked along" in sentence
    assert f"Of the others weighed one by one, `{second}`" in sentence
    assert "does lose it: below" in sentence
    held = tuple(
        dataclasses.replace(way, steps=tuple(step for step in way.steps if not step.found.is_lost) or way.steps[:1])
        for way in found.turning.ways
        if not way.lost
    )
    nothing = the_sentence(dataclasses.replace(found, turning=dataclasses.replace(found.turning, ways=held)))
    assert "alone, at the ends of that range, it leaves the conclusion standing" in nothing
    refused = tuple(
        dataclasses.replace(way, steps=(Step(way.end.value, Found(None, refusal="contradicts another")),))
        for way in held
    )
    partly = the_sentence(dataclasses.replace(found, turning=dataclasses.replace(found.turning, ways=refused)))
    assert "where it can be had at an end of that range" in partly


def test_a_number_is_audited_without_a_conclusion(files):
    number = audit_of(files[0], metric="deaths", overrides=QUICK, output=files[0].parent / "results", **SMALL)
    assert number.turning is None
    ends = number.analysis.ends[CULPRIT]
    assert f"it comes to {float(f'{ends.low:.3g}'):,.6g} and {float(f'{ends.high:.3g}'):,.6g}." in the_sentence(number)
    assert number.frame()["lost_above"].isna().all()
    assert not number.frame()["walked"].any()
    page = audit_page(summarise_audit(number))
    assert "conclusion lost" not in page
    with pytest.raises(InputError, match="a claim is audited for two schedules"):
        plan_of(files[0], claim='deaths("first") < 50')


def test_five_points_say_what_this_audit_knows(found):
    points = {point.name: point.text for point in five_points(found)}
    assert list(points) == ["Assumptions", "Hubris", "Framing", "Consequences", "Unknowns"]
    counts = found.grounds["first"].counts
    assert f"{len(found.plan.analysis.ranges)} figures of judgement were varied together" in points["Assumptions"]
    assert f"a source states {counts['documented']}" in points["Hubris"]
    assert found.plan.analysis.words in points["Framing"]
    assert omissions().must_not_be_used_for[0] in points["Consequences"]
    assert f"{len(found.grounds['first'].disagreements)} documented figures" in points["Unknowns"]


def test_the_page_says_where_the_conclusion_is_lost_and_where_nobody_looked(found):
    summary = summarise_audit(found)
    page = audit_page(summary)
    lost = next(row["lost_below"] for row in summary["assumptions"] if row["figure"] == CULPRIT)
    assert f"<td>below {lost:.6g}</td>" in page
    none = dataclasses.replace(found, turning=dataclasses.replace(found.turning, ways=()))
    assert "<td>not walked along</td>" in audit_page(summarise_audit(none))
    for name in ("first", "second"):
        assert f"<li>{name}: " in page  # what each schedule rests on


def test_framing_names_numbers_of_which_another_figure_is_first(found):
    frame = found.analysis.yardsticks()
    other = frame[~frame["same"]]
    framing = next(point.text for point in five_points(found) if point.name == "Framing")
    told = [row for row in other.to_dict("records") if f"on {row['label']}, `{row['first']}`" in framing]
    asked = found.analysis.study.asked
    assert f"The screening put `{asked.names[asked.order[0]]}` first for what was asked" in framing
    assert told or framing.endswith("for the other numbers of the list.")


def test_sources_are_graded_dated_and_held_against_each_other():
    grounds = grounds_of(load("documented"))
    grades = {grade.tier: grade for grade in grounds.grades}
    cited = [each for each in load("documented").bibliography if each.cited_for != ("tables",)]
    assert grades["A"].sources == sum(each.tier == "A" for each in cited)
    assert sum(grade.sources for grade in grounds.grades) == len(cited)
    assert sum(grade.figures for grade in grounds.grades) == grounds.counts["documented"]
    assert grades["A"].oldest == 1999
    apart = [each.apart for each in grounds.disagreements]
    assert apart == sorted(apart, reverse=True)
    first = grounds.disagreements[0]
    assert (first.figure, first.used, first.low, first.high) == ("drawdown.waypoints[2].troops", 15000, 15000, 26000)
    assert first.apart == pytest.approx(11 / 15)


def test_years_are_read_where_they_are_told():
    assert year_of(Citation("a", year="2002", title="Of 1999")) == 2002
    assert year_of(Citation("a", title="NATO Update, 2 Jul 2003, on 1999 to 2001")) == 2001
    assert year_of(Citation("a", title="NATO Update, Jul 2003")) == 2003
    assert year_of(Citation("a", title="Resolution 1244")) is None
    assert year_of(Citation("a", title="Page 19990")) is None


def test_what_is_left_out_is_what_the_page_of_limits_says():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8").splitlines()
    for part, heading in (
        ("must_not_be_used_for", "## Must not be used for"),
        ("not_in_the_model", "## Not in the model"),
    ):
        start = page.index(heading) + 1
        end = next(place for place in range(start, len(page)) if page[place].startswith("## "))
        assert tuple(line[2:] for line in page[start:end] if line.startswith("- ")) == getattr(omissions(), part)


def test_text_and_tables_hang_together(found):
    summary = summarise_audit(found)
    text = " ".join(audit_text(summary).split())
    assert text.index(summary["sentence"][:60]) < text.index("Figures by basis") < text.index("Five points")
    assert {row["figure"] for row in summary["assumptions"]} == {each.path for each in found.plan.analysis.ranges}
    assert set(found.tables()) == {"assumptions.csv", "disagreements.csv"}
    assert {each.key for each in found.bibliography} >= {"saltelli-2020", "morris-1991", "nato-role"}
    grounds = {"first": dataclasses.replace(found.grounds["first"], of_tables=0)}
    others = (dataclasses.replace(found, turning=None), dataclasses.replace(found, grounds=grounds))
    assert len({found.key, *(other.key for other in others)}) == 3
