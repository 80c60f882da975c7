"""Theories: the shipped ones and what they do, theories of a user's own, and what is wrong with them."""

import dataclasses
import functools
import json
import pickle

import numpy as np
import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.key import key_of_run
from kfor_sim.mechanisms import SLOTS
from kfor_sim.prepare import prepare
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import diff, load, scenario_folder, shipped, theories
from kfor_sim.scenario.sources import read_sources

NAMES = (
    "quinlivan",
    "friedman",
    "epstein",
    "hultman",
    "police-first",
    "relocation",
    "unmixing",
    "withdrawal",
    "rumour-and-response",
    "no-effect",
)
SHORT = ("end=1999-12-31", "run.persons_per_resident=1000")

# All that tells of troops and of nothing else; whatever is recorded beside it is an outcome.
OF_THE_FORCE = {"contingent_strength", "presence", "required", "reserve", "shortfall", "strength", "troops", "will"}


def keys(scenario):
    return {citation.key: citation.cited_for for citation in scenario.bibliography}


def faults(*words, **more):
    with pytest.raises(ScenarioError) as caught:
        load(*words, **more)
    return [str(fault) for fault in caught.value.faults]


# The shipped ones.


def test_the_ten_theories_of_the_design_are_there():
    assert tuple(theories()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_theory_says_what_it_is_what_it_leaves_out_and_what_speaks_against_it(name):
    entry, sources = theories()[name], read_sources((scenario_folder() / "sources.toml",))
    for sentence in (entry.sentence, entry.simplified, entry.objection):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert len(entry.label) < 40
    assert entry.source in sources
    assert entry.objection_source is None or entry.objection_source in sources
    assert entry.source != entry.objection_source
    assert entry.taken
    assert all(option in SLOTS[slot].options for slot, option in entry.taken.items())
    assert "population" not in entry.taken, "how residents are represented is no view of the world"


def test_the_roundings_of_epsteins_ratio_are_no_theories():
    taken = {option for entry in theories().values() for option in entry.taken.values()}
    assert not {"ratio-floor", "ratio-round"} & taken


def test_what_a_theory_was_made_from_is_an_event_of_the_reference(documented):
    made = {name: entry.made_from for name, entry in theories().items() if entry.made_from}
    assert made == {"rumour-and-response": ("march-2004",)}
    assert {key for keys in made.values() for key in keys} <= set(documented.document.events)


def test_every_option_that_somebody_stands_for_is_taken_by_a_theory_or_the_reference(documented):
    """But for limiting cases, the roundings, and what no theory of the ten is about."""
    taken = {(slot, option) for entry in theories().values() for slot, option in entry.taken.items()}
    taken |= set(documented.options.items())
    every = {(slot.name, option) for slot in SLOTS.values() for option in slot.options}
    assert every - taken == {
        ("deterrence", "ratio-floor"),
        ("deterrence", "ratio-round"),
        ("policing", "troops-only"),
        ("adaptation", "expectations"),
        ("response", "unified"),
        ("trust", "eroded-by-presence"),
        ("population", "mean-field"),
        ("population", "closed-form"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_theory_changes_its_options_and_its_figures_and_nothing_else(name, documented):
    laid, entry = load("documented", theory=name), theories()[name]
    assert laid.theory_name == name
    assert laid.theory == entry
    assert laid.options == documented.options | entry.taken
    changed = {".".join(difference.path.split(".")[:3]).removesuffix(".value") for difference in diff(documented, laid)}
    tables = {table: set(figures) for table, figures in entry.figures.items()}
    allowed = {f"{table}.{figure}" for table, figures in tables.items() for figure in figures}
    figures = {path for path in documented.values if documented.values[path] != laid.values[path]}
    assert figures <= allowed
    assert {path for path in changed if path.startswith("theory.")} <= {"theory.name", *(f"theory.{s}" for s in SLOTS)}
    assert laid.title == f"{documented.title}, under {name}"
    assert (laid.question, laid.start, laid.end) == (documented.question, documented.start, documented.end)
    assert not any(path.startswith(("drawdown", "reserve", "run", "events")) for path in figures)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", shipped())
@pytest.mark.parametrize("name", NAMES)
def test_every_theory_can_be_laid_over_every_scenario(scenario, name):
    laid = load(scenario, theory=name)
    assert laid.theory_name == name
    prepare(laid)
    json.dumps(laid.resolved())


@pytest.mark.parametrize("scenario", ["minimal", "no-trends", "uncoordinated"])
def test_a_theory_keeps_what_a_scenario_says_where_it_has_no_view(scenario):
    plain, laid = load(scenario), load(scenario, theory="friedman")
    assert laid.options == plain.options | {"deterrence": "log-density"}


@functools.cache
def lived(theory, *, scenario="documented", end="1999-12-31", resolution=1000):
    """The record of a short run of few residents."""
    settings = (f"end={end}", f"run.persons_per_resident={resolution}")
    return run_replicate(prepare(load(scenario, theory=theory, overrides=settings)), seed=1999, replicate=0)


def week_of_difference(theory, name, **how):
    """The first week in which an outcome is another than under the default theory; None if it never is."""
    here, there = lived(theory, **how)[name], lived(None, **how)[name]
    same = [np.array_equal(*weeks, equal_nan=True) for weeks in zip(here, there, strict=True)]
    return same.index(False) if False in same else None


# What differs from the very first week, and what cannot differ in it: later everything hangs together.
FIRST = {
    "quinlivan": ({"active"}, {"attacks_everyday", "arms"}),
    "friedman": ({"active"}, {"attacks_everyday", "arms"}),
    "epstein": ({"active", "legitimacy"}, {"attacks_everyday", "arms"}),
    "hultman": ({"active", "attacks_everyday", "deaths_everyday"}, {"arms", "grievance"}),
    "police-first": ({"attacks_everyday"}, {"active", "attacks_intercommunal", "arms"}),
    "relocation": ({"attacks_intercommunal"}, {"active", "attacks_everyday", "arms"}),
    "unmixing": ({"active"}, {"attacks_everyday", "arms"}),
    "withdrawal": (set(), {"active", "attacks_everyday", "attacks_intercommunal", "arms", "legitimacy"}),
    "rumour-and-response": ({"tension", "troops"}, {"arms", "attacks_everyday"}),
    "no-effect": ({"active", "attacks_everyday"}, {"grievance", "arms"}),
}


@pytest.mark.parametrize("theory", NAMES)
def test_a_theory_gives_a_run_that_differs_where_it_says_so(theory):
    """Under the same force: the schedule is the same whatever one thinks of it."""
    differ, same = FIRST[theory]
    weeks = {name: week_of_difference(theory, name) for name in lived(theory)}
    for name in ("required", "contingent_strength", "police"):
        assert weeks[name] is None, name
    assert {name: weeks[name] for name in differ} == dict.fromkeys(differ, 0)
    assert not [name for name in same if weeks[name] == 0]


def test_withdrawal_is_felt_when_troops_have_left_and_not_before():
    """The first cut of the documented path reaches the theatre with the rotations of the year 2000."""
    until = {"end": "2000-12-31", "resolution": 200}
    troops = lived(None, **until)["troops"].sum(axis=1)
    first_cut = next(week for week in range(30, len(troops)) if troops[week] < troops[:week].max())
    assert week_of_difference("withdrawal", "presence", **until) >= 15  # the force had arrived by then
    assert week_of_difference("withdrawal", "presence", **until) <= first_cut
    assert week_of_difference("withdrawal", "active", **until) is not None
    thinner, plain = (lived(theory, **until)["presence"].sum(axis=1) for theory in ("withdrawal", None))
    assert (thinner <= plain + 1e-9).all()


def test_under_epstein_nobody_moves_and_trust_stays():
    record = lived("epstein")
    home = ~np.isnan(record["legitimacy"][0])
    start = load("documented", theory="epstein").value("legitimacy.start")
    assert (record["legitimacy"][:, home] == np.float32(start)).all()
    going = np.diff(record["displaced"].sum(axis=(1, 2)))
    assert (going <= 0).all(), "refugees return, and nobody flees"
    assert (lived(None)["displaced"][-1] > record["displaced"][-1]).any()


def test_under_unmixing_more_people_flee():
    displaced = {name: lived(name)["displaced"][-1].sum() for name in ("unmixing", None)}
    assert displaced["unmixing"] > displaced[None]


def test_under_rumour_and_response_tension_is_everywhere_at_once():
    """A community that is on the street anywhere excites its people everywhere; by default only those next door."""
    first, by_default = (lived(name)["tension"][0] > 0 for name in ("rumour-and-response", None))
    home = ~np.isnan(lived(None)["security"][0])
    excited = first.any(axis=0)
    assert excited.any()
    assert first[home & excited].all()
    assert by_default.sum() < first.sum()


def unaffected(**how):
    """Compare the run without any troops to the documented one under the null: names of outcomes that differ."""
    without, documented = (lived("no-effect", scenario=name, **how) for name in ("no-force", "documented"))
    assert without.keys() == documented.keys()
    assert without["strength"].sum() == 0 < documented["strength"].sum()
    return {name for name in without if without[name].tobytes() != documented[name].tobytes()}


def test_under_the_null_troops_change_nothing_to_the_last_bit():
    assert unaffected(end="2000-06-11") <= OF_THE_FORCE
    assert {"deaths_everyday", "security", "active", "displaced", "arms", "tension"} <= lived("no-effect").keys()


@pytest.mark.slow
def test_under_the_null_troops_change_nothing_in_the_whole_period():
    assert unaffected(end="2008-12-31", resolution=200) <= OF_THE_FORCE


@pytest.mark.parametrize("theory", [name for name in NAMES if name != "no-effect"])
def test_under_every_other_theory_troops_change_something(theory):
    without, documented = (lived(theory, scenario=name) for name in ("no-force", "documented"))
    assert without["active"].tobytes() != documented["active"].tobytes()


# A theory of a user's own.

STANDING_ALONE = (scenario_folder() / "documented.toml").read_text(encoding="utf-8")
OWN = """
schema = 1
extends = "documented"
title = "Mine"

[theories.mine]
label = "My view"
sentence = "Crowds fear numbers, and nothing else."
source = "epstein-2002"
simplified = "All of it."
objection = "Nobody has said so."
[theories.mine.options]
deterrence = "log-density"
trust = "fixed"
[theories.mine.figures]
mechanisms.deterrence.slope = { value = 0.3, unit = "1", basis = "assumed", range = [0, 1], because = "just a test" }
unrest.threshold = { value = 0.2, unit = "1", basis = "chosen", because = "just a test" }
"""


@pytest.fixture
def write(tmp_path):
    """Write a file of the user's own."""

    def write(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def line(text, start):
    """The number of the first line that begins like this."""
    return next(number for number, found in enumerate(text.split("\n"), start=1) if found.startswith(start))


def test_an_eleventh_theory_takes_a_file_and_no_code(write, documented):
    path = write(OWN)
    assert load(path).options == documented.options, "it is offered, not chosen"
    assert tuple(load(path).theories) == (*NAMES, "mine")
    mine = load(path, theory="mine")
    assert mine.options == documented.options | {"deterrence": "log-density", "trust": "fixed"}
    assert mine.value("mechanisms.deterrence.slope") == 0.3
    assert mine.value("unrest.threshold") == 0.2
    assert (mine.theory_name, mine.theory.label, mine.title) == ("mine", "My view", "Mine, under mine")
    overrides = [f"run.persons_per_resident={1000}", "end=1999-08-01"]
    record = run_replicate(prepare(load(path, theory="mine", overrides=overrides)), seed=1, replicate=0)
    plain = run_replicate(prepare(load(path, overrides=overrides)), seed=1, replicate=0)
    assert record["active"].tobytes() != plain["active"].tobytes()


def test_a_shipped_theory_is_found_beside_ones_own_and_a_scenario_travels_with_both(write):
    path = write(OWN)
    assert load(path, theory="epstein").theory == theories()["epstein"]
    mine = load(path, theory="mine")
    twin = pickle.loads(pickle.dumps(mine))
    assert twin == mine
    assert twin.theory == mine.theory
    json.dumps(mine.resolved())


def test_an_overlay_may_change_a_theory_of_its_base(write):
    write(OWN)
    text = """
schema = 1
extends = "mine.toml"
title = "Again"
[theories.mine.figures]
unrest.threshold = { value = 0.15, unit = "1", basis = "chosen", because = "just a test" }
[[theories.mine.figures.police.local]]
on = 1999-06-12
officers = { value = 0, unit = "person", basis = "chosen", because = "just a test" }
"""
    again = load(write(text, "again.toml"), theory="mine")
    assert again.value("unrest.threshold") == 0.15
    assert again.value("mechanisms.deterrence.slope") == 0.3
    assert len(again.series("police.local")) == 1
    json.dumps(again.resolved())  # with a date among the figures


def test_a_scenario_that_has_a_theory_already_stays_as_it_is(documented):
    assert load("documented", theory="default").resolved() == documented.resolved()


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("mien", "did you mean 'mine'?"), ("quinlivn", "did you mean 'quinlivan'?"), ("", "theories: ")],
)
def test_an_unknown_theory_is_answered_with_a_near_one_or_all(write, name, remedy):
    (fault,) = faults(write(OWN), theory=name)
    assert fault.startswith(f'theory: there is no theory "{name}"; {remedy}')


def test_all_that_is_wrong_with_a_theory_of_ones_own_is_told_at_once_chosen_or_not(write):
    text = OWN.replace('"epstein-2002"', '"epstien-2002"').replace("log-density", "log-densty")
    text = text.replace('trust = "fixed"', 'trusts = "fixed"').replace("simplified", "simplifies")
    text += '[unrest]\nrounds = { value = 3, unit = "person", basis = "chosen", because = "just a test" }\n'
    path = write(text)
    found = faults(path)
    assert sorted(fault.split("; ")[0] for fault in found) == sorted(
        [
            f'theories.mine.source (line {line(text, "source")}): unknown source "epstien-2002"',
            f'theories.mine.options.deterrence (line {line(text, "deterrence")}): unknown option "log-densty"',
            f"theories.mine.options.trusts (line {line(text, 'trusts')}): unknown key",
            f"theories.mine.simplifies (line {line(text, 'simplifies')}): unknown key",
            f"theories.mine.simplified (line {line(text, '[theories.mine]')}): is missing",
            f'unrest.rounds (line {line(text, "rounds")}): unit "person" is not the one expected',
        ]
    )
    for fault in found:
        assert "did you mean" in fault or "write" in fault or "wanted" in fault
    for theory in ("mine", "epstein"):
        assert faults(path, theory=theory) == found


@pytest.mark.parametrize(
    ("figure", "what", "remedy"),
    [
        (
            'mechanisms.deterrence.slop = { value = 1, unit = "1", basis = "chosen", because = "just a test" }',
            "mechanisms.deterrence.slop (line {line}): unknown key",
            "did you mean 'slope'?",
        ),
        (
            'mechanisms.deterrence.level = { value = 1, unit = "share", basis = "chosen", because = "just a test" }',
            'mechanisms.deterrence.level (line {line}): unit "share" is not the one expected',
            'write unit = "1"',
        ),
        (
            'mechanisms.deterrence.level = { value = 1.5, unit = "1", basis = "chosen", because = "just a test" }',
            "mechanisms.deterrence.level (line {line}): value 1.5 is not allowed",
            "wanted a number from 0 to 1",
        ),
        (
            "mechanisms.deterrence.level = 0.5",
            "mechanisms.deterrence.level (line {line}): 0.5 is no figure",
            "write { value = 0.5",
        ),
        (
            'mechanisms.deterrence.severe = {value=1, unit="person/1000 person", basis = "chosen", because = "a b c"}',
            "mechanisms.deterrence.calm (documented.toml, line {calm}): 2 is above mechanisms.deterrence.severe, 1",
            "mechanisms.deterrence.calm <= mechanisms.deterrence.severe",
        ),
        (
            'unrest.rounds = { value = 7, unit = "1", basis = "documented", source = "no-such", as_of = 2001-01-01 }',
            'unrest.rounds.source (line {line}): unknown source "no-such"',
            "add it to a sources.toml",
        ),
    ],
    ids=["unknown", "unit", "limit", "bare", "order", "source"],
)
def test_a_wrong_figure_of_a_theory_is_told_with_its_line(write, figure, what, remedy):
    text = OWN + figure
    found = faults(write(text), theory="mine")
    where = what.format(line=line(text, figure), calm=line(STANDING_ALONE, "calm"))
    assert [fault for fault in found if fault.startswith(where) and remedy in fault], found


def test_wrong_figures_of_a_theory_are_told_all_at_once(write):
    text = OWN + 'unrest.rounds = 3\nviolence.everyday_rat = 2\nmechanisms.trust.erosion = "much"\n'
    found = faults(write(text), theory="mine", overrides=["theory.policing=nobody", "unrest.arrest=2"])
    places = (
        "unrest.rounds ",
        "violence.everyday_rat ",
        "mechanisms.trust.erosion ",
        "theory.policing ",
        "unrest.arrest ",
    )
    assert [len([fault for fault in found if fault.startswith(place)]) for place in places] == [1] * 5
    assert len(found) == 5


def without(text, figure):
    """A scenario file without one line."""
    lines = text.split("\n")
    kept = [each for each in lines if not each.startswith(f"{figure} ")]
    assert len(kept) == len(lines) - 1
    return "\n".join(kept)


def test_a_figure_that_an_option_needs_and_nobody_gives_is_asked_for(write, documented):
    """A scenario that stands alone needs no figure of an option that it does not take; a theory may bring it along."""
    alone = without(STANDING_ALONE, "slope")
    assert key_of_run(load(write(alone))) == key_of_run(documented)
    (fault,) = faults(write(alone), theory="friedman")
    assert fault.startswith("theory.deterrence (theories.toml, line ")
    needed = 'deterrence = "log-density" needs mechanisms.deterrence.slope'
    assert fault.endswith(f'): {needed}; write it in [mechanisms.deterrence] with unit = "1"')
    (set_by_hand,) = faults(write(alone), overrides=["theory.deterrence=log-density"])
    assert set_by_hand.startswith(f"theory.deterrence (--set): {needed}")
    mine = OWN.split("\n", 4)[-1]
    assert load(write(f"{alone}\n{mine}"), theory="mine").value("mechanisms.deterrence.slope") == 0.3


def test_a_theory_replaces_a_documented_figure_only_as_its_own_choice(write, documented):
    path, unit = "record.riot_deaths", 'unit = "person"'
    assumed = f'{path} = {{ value = 3, {unit}, basis = "assumed", range = [1, 9], because = "just a test" }}\n'
    (fault,) = faults(write(OWN + assumed), theory="mine")
    assert fault == (
        f'{path} (line {line(OWN + assumed, path)}): replaces a documented figure (19, "un-sg-2004-348"); '
        'write basis = "chosen" for a what-if, or name another source'
    )
    chosen = load(
        write(OWN + f'{path} = {{ value = 3, {unit}, basis = "chosen", because = "just a test" }}\n'), theory="mine"
    )
    assert chosen.value(path) == 3
    assert path not in keys(chosen)["un-sg-2004-348"]
    assert path in keys(documented)["un-sg-2004-348"]


@pytest.mark.parametrize("name", NAMES)
def test_no_shipped_theory_replaces_a_documented_figure(name, documented):
    laid = load("documented", theory=name)
    for path, figure in documented.figures.items():
        if figure.basis == "documented":
            assert laid.figures[path] == figure


# What comes on top of what.


def test_a_theory_is_laid_before_what_is_set_by_hand(documented):
    settings = ["violence.everyday_rate=0.2", "theory.policing=hand-over"]
    laid = load("documented", theory="hultman", overrides=settings)
    assert laid.value("violence.everyday_rate") == 0.2
    assert laid.figures["violence.everyday_rate"].basis == "chosen"
    assert laid.options == documented.options | {"deterrence": "mission-size"}
    assert load("documented", theory="hultman").value("violence.everyday_rate") == 0.12


def test_a_theory_of_which_an_option_is_changed_is_called_changed_and_cites_no_longer_for_itself():
    laid = load("documented", theory="quinlivan", overrides=["theory.trust=fixed", "theory.contagion=none"])
    assert laid.theory_name == "quinlivan (changed)"
    assert laid.theory is None
    assert "theory" not in keys(laid)["quinlivan-2003"]
    assert laid.title == "Documented force levels, under quinlivan, with theory.trust=fixed, theory.contagion=none"


def test_a_theory_by_name_alone_is_not_that_theory():
    """Whoever writes the name of one over the options of another is told so: robust would take it for that one."""
    with pytest.raises(ScenarioError, match='"quinlivan" is a theory that takes deterrence = "density-threshold"'):
        load("documented", overrides=["theory.name=quinlivan"])
    again = load("documented", theory="quinlivan", overrides=["theory.name=quinlivan"])
    assert again.options["deterrence"] == "density-threshold"


def test_the_mechanisms_of_two_names_may_be_the_same_and_then_so_are_the_runs():
    laid = load("documented", theory="withdrawal", overrides=SHORT)
    by_hand = load("documented", overrides=(*SHORT, "theory.adaptation=lag"))
    assert key_of_run(laid) == key_of_run(by_hand)
    assert key_of_run(laid) != key_of_run(load("documented", overrides=SHORT))


# Figures that nobody reads.


def test_the_bibliography_holds_the_theory_its_options_and_the_figures_in_use(documented):
    laid = keys(load("documented", theory="quinlivan"))
    assert "theory" in laid["quinlivan-2003"]
    assert "theory.deterrence" in laid["quinlivan-2003"]
    assert "mechanisms.deterrence.calm" in laid["quinlivan-2003"]
    assert laid["bonnasse-gahot-2018"] == ("theory.contagion",)
    assert "unrest.deterrence" not in laid.get("epstein-2002", ())
    assert not {"friedman-2011", "hultman-2013", "hultman-2014"} & laid.keys()
    assert (
        not {"quinlivan-2003", "friedman-2011", "hultman-2013", "hultman-2014", "smidt-2021"} & keys(documented).keys()
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_source_of_a_theory_is_cited_where_it_is_used(name):
    laid = load("documented", theory=name)
    cited = keys(laid)
    assert "theory" in cited[laid.theory.source]
    for slot, option in laid.options.items():
        source = SLOTS[slot].options[option].source
        assert not source or f"theory.{slot}" in cited[source]
    used = {path for paths in cited.values() for path in paths}
    assert not used & laid.idle
    for path, figure in laid.figures.items():
        assert not figure.cited or path in used | laid.idle


def test_idle_are_the_figures_of_the_options_that_were_not_chosen(documented):
    assert "mechanisms.deterrence.calm" in documented.idle
    assert "unrest.deterrence" not in documented.idle
    laid = load("documented", theory="quinlivan")
    assert "mechanisms.deterrence.calm" not in laid.idle
    assert "unrest.deterrence" in laid.idle
    assert laid.idle <= set(laid.values)


@pytest.mark.parametrize(
    ("theory", "idle", "used"),
    [
        (None, "mechanisms.deterrence.calm", "unrest.deterrence"),
        ("quinlivan", "unrest.deterrence", "mechanisms.deterrence.calm"),
        ("unmixing", "mechanisms.spillover.relocated", "displacement.flight_level"),
        ("epstein", "displacement.flight_level", "legitimacy.start"),
    ],
)
def test_an_idle_figure_is_not_in_the_key_of_a_run_and_a_used_one_is(theory, idle, used):
    plain = load("documented", theory=theory)

    def changed(path):
        return load("documented", theory=theory, overrides=[f"{path}={plain.value(path) * 0.9!r}"])

    assert key_of_run(changed(idle)) == key_of_run(plain)
    assert changed(idle).hash != plain.hash, "what the scenario says is another all the same"
    assert key_of_run(changed(used)) != key_of_run(plain)


def test_an_idle_figure_changes_no_number():
    """Every one of them at once, at the end of its range."""
    plain = load("documented", overrides=SHORT)
    ends = [
        f"{path}={plain.figures[path].range[1]}"
        for path in sorted(plain.idle)
        if getattr(plain.figures[path], "range", None) and path != "mechanisms.deterrence.calm"
    ]
    assert len(ends) > 15
    changed = load("documented", overrides=(*SHORT, *ends))
    assert dataclasses.asdict(prepare(changed).theory) == dataclasses.asdict(prepare(plain).theory)
    here, there = (run_replicate(prepare(one), seed=1, replicate=0) for one in (changed, plain))
    for name, record in here.items():
        assert record.tobytes() == there[name].tobytes(), name


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ("drawdown = { policy = 'hold' }", "a theory cannot change drawdown"),
        ("title = 'Another'", "a theory cannot change title"),
        ("events.march-2004.label = 'Nothing'", "a theory cannot change events"),
    ],
)
def test_a_theory_changes_figures_and_no_schedule(tmp_path, figures, words):
    (tmp_path / "mine.toml").write_text(
        'schema = 1\nextends = "documented"\ntitle = "Mine"\n[theories.mine]\nlabel = "Mine"\n'
        'sentence = "Nobody is afraid at all."\nsimplified = "All of it is simple."\nobjection = "It is not so."\n'
        f"[theories.mine.options]\n[theories.mine.figures]\n{figures}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match=words):
        load(tmp_path / "mine.toml")
