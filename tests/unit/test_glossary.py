"""The glossary: every declared thing has an entry, with a meaning, a unit, and a place in the code that names it."""

from pathlib import Path

import pytest

import kfor_sim
from kfor_sim import KforError, explain, load, shipped
from kfor_sim.glossary import entries_of
from kfor_sim.glossary.of_figures import READ_BY
from kfor_sim.mechanisms import SLOTS
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.policies import POLICIES

PACKAGE = Path(kfor_sim.__file__).parent


@pytest.fixture(scope="module")
def documented():
    return load("documented")


@pytest.fixture(scope="module")
def entries(documented):
    return list(entries_of(documented))


def terms(entries, kind):
    return [entry.term for entry in entries if entry.kind == kind]


def test_everything_that_is_declared_has_an_entry(documented, entries):
    assert terms(entries, "figure") == list(documented.values)
    assert terms(entries, "slot") == list(SLOTS)
    assert terms(entries, "option") == [f"{slot.name}.{name}" for slot in SLOTS.values() for name in slot.options]
    assert terms(entries, "theory") == list(documented.theories)
    assert terms(entries, "policy") == list(POLICIES)
    assert terms(entries, "outcome") == [outcome.name for outcome in OUTCOMES]
    assert terms(entries, "event") == [f"events.{event.key}" for event in documented.events]
    assert terms(entries, "scenario") == list(shipped())
    metrics = [entry for entry in entries if entry.kind == "metric"]
    assert {"deaths", "riot_weeks", "peak_active"} <= {entry.term for entry in metrics}
    assert all(dict(entry.facts)["counted"] for entry in metrics)


def test_every_entry_says_what_it_means_and_where_it_stands(entries):
    for entry in entries:
        assert entry.meaning.strip(), entry.term
        assert entry.where, entry.term
        assert all(name and text for name, text in entry.facts), entry.term


def test_a_place_in_the_code_is_a_line_that_declares_the_thing(entries):
    looked_at = 0
    for entry in entries:
        for place in entry.where:
            if not place.startswith("kfor_sim/"):
                continue
            file, _, line = place.partition(":")
            path = PACKAGE.parent / file
            assert path.exists(), place
            if entry.kind in ("option", "lever", "policy") and line:
                written = "\n".join(path.read_text(encoding="utf-8").splitlines()[int(line) - 1 :][:12])
                name = entry.term.rpartition(".")[2]
                assert name in written, (entry.term, place)
                looked_at += 1
    assert looked_at > 30


def test_every_table_of_figures_names_the_files_that_take_it_up(documented):
    tables = {path.partition(".")[0] for path in documented.values} - {"mechanisms"}
    assert tables == set(READ_BY)
    assert all((PACKAGE / file).is_file() for files in READ_BY.values() for file in files)


def test_a_figure_is_told_with_unit_basis_range_reason_source_and_readers(documented):
    (entry,) = explain("unrest.deterrence", documented).entries
    facts, row = dict(entry.facts), next(row for row in documented.ledger if row.path == "unrest.deterrence")
    assert facts["value"] == f"{row.value:g}"
    assert facts["basis"].startswith("assumed: ")
    assert facts["range"] == f"{row.low:g} to {row.high:g}"
    assert facts["because"] == row.reason
    assert facts["source"].startswith("J. M. Epstein.")
    assert "deterrence = ratio-literal (taken)" in facts["read by"]
    assert entry.where == ("table [unrest] of documented.toml", "kfor_sim/mechanisms/deterrence.py")


def test_a_figure_that_does_nothing_says_so(documented):
    (entry,) = explain("mechanisms.adaptation.delay_weeks", documented).entries
    assert (
        dict(entry.facts)["read by"] == "adaptation = lag; none of them is taken here, so that the figure does nothing"
    )


def test_a_word_for_several_things_is_told_as_each_of_them(documented):
    assert [entry.kind for entry in explain("deterrence", documented).entries] == ["slot", "figure"]
    assert [entry.kind for entry in explain("epstein", documented).entries] == ["theory"]
    assert {entry.kind for entry in explain("none", documented).entries} == {"option"}
    assert [entry.term for entry in explain("drawdown.waypoints.troops", documented).entries] == [
        f"drawdown.waypoints[{number}].troops" for number in range(len(documented.series("drawdown.waypoints")))
    ]


def test_values_are_those_of_the_scenario_that_is_named():
    mine = load("minimal", overrides=["unrest.threshold=0.25"])
    told = explain("unrest.threshold", mine)
    assert dict(told.entries[0].facts)["value"] == "0.25"
    assert dict(told.entries[0].facts)["basis"].startswith("chosen: ")
    assert "Values are those of `minimal`" in str(told)


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("DETERRENCE", ["slot", "figure"]),
        ("kfor", ["word"]),
        ("Serb", ["word"]),
        ("hostility", ["word"]),
        ("fast", ["scenario"]),
        ("documented", ["basis", "scenario"]),
        ("default", ["word"]),
        ("security", ["outcome", "table of figures"]),
        ("weeks_below_floor_lowest_community", ["metric", "metric", "metric"]),
    ],
)
def test_words_that_people_look_up_are_found_whatever_their_case(documented, word, kinds):
    assert [entry.kind for entry in explain(word, documented).entries] == kinds


def test_a_metric_says_how_it_is_counted_with_the_figure_that_decides_it(documented):
    (entry,) = explain("riot_weeks", documented).entries
    share = documented.value("report.riot_share")
    assert f"more than a share of {share:g} (`report.riot_share`)" in dict(entry.facts)["counted"]


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("threshld", "did you mean 'threshold'"),
        ("floor_0.7", "what has it in its name: weeks_below_floor_0.7"),
        ("", "name a figure, slot"),
        ("   ", "name a figure, slot"),
    ],
)
def test_an_unknown_word_is_refused_with_a_hint(documented, word, hint):
    with pytest.raises(KforError, match=hint):
        explain(word, documented)


def test_it_shows_itself_as_html(documented):
    shown = explain("ratio-floor", documented)._repr_html_()
    assert "ratio-floor</code> (option)" in shown
    assert "<td>equation</td>" in shown or ">equation</th>" in shown
    assert "Illustrative" in shown
