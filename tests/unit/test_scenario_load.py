import pickle
import time
from datetime import date

import pytest

from kfor_sim.errors import InputError
from kfor_sim.mechanisms import SLOTS
from kfor_sim.scenario import load
from kfor_sim.scenario.keypaths import demand_at, field_at, keys_at, path_parts, path_text
from kfor_sim.scenario.schema import Document
from kfor_sim.scenario.theory import Theory


def test_words_of_the_reference(documented):
    assert documented.name == "documented"
    assert documented.extends == ()
    assert documented.start == date(1999, 6, 12)
    assert documented.start < documented.end
    assert documented.title
    assert documented.question.endswith("?")


def test_every_figure_has_a_value_with_its_limits_kept(documented):
    assert list(documented.values) == list(documented.figures)
    for path, value in documented.values.items():
        assert demand_at(path_parts(path)).allows(value), path


def test_derived_figures_are_computed(documented):
    value = documented.value
    shares = value("presence.patrol_share") * value("presence.on_duty_share") * value("presence.street_share")
    assert value("presence.presence_share") == pytest.approx(shares, rel=1e-12)
    deaths, injured = value("record.riot_deaths"), value("record.riot_injured")
    assert value("violence.intercommunal_lethality") == pytest.approx(deaths / (injured + deaths), rel=1e-12)
    last = documented.series("police.international")[-1][1]
    assert last == value("record.unmik_police_2008") + value("record.unmik_formed_2008")


def test_counts_are_whole_and_everything_else_is_not(documented):
    assert type(documented.value("run.seed")) is int
    assert type(documented.value("tension.half_life_weeks")) is float


def test_series_are_in_order_of_date(documented):
    for path in (
        "police.local",
        "police.international",
        "drawdown.waypoints",
        "deployment.fixed",
        "population.returned",
    ):
        days = [day for day, _ in documented.series(path)]
        assert days == sorted(set(days))
    first = documented.series("deployment.in_kosovo")[1]
    assert first[1] == documented.value("deployment.in_kosovo[1].share")


def test_options_are_those_of_the_theory(documented):
    assert documented.options.keys() == SLOTS.keys()
    assert all(option in SLOTS[slot].options for slot, option in documented.options.items())
    assert set(Theory.model_fields) == {"name", *SLOTS}


def test_events_are_in_order_and_written_out(documented):
    assert [event.on for event in documented.events] == sorted(event.on for event in documented.events)
    march = next(event for event in documented.events if event.key == "march-2004")
    (shift,) = march.tension
    assert shift.communities == ("albanian",)
    assert shift.municipalities == tuple(row.name for row in documented.tables.municipalities)
    assert shift.amount == documented.value("events.march-2004.tension[0].size")
    assert [event.key for event in documented.events if event.opens_sectors] == ["sectors-open"]


@pytest.mark.parametrize(
    "ask",
    [lambda s: s.value("unrest.deterence"), lambda s: s.series("police.locals"), lambda s: s.text("drawdown.polity")],
)
def test_an_unknown_name_is_answered_with_a_near_one(documented, ask):
    with pytest.raises(InputError, match="did you mean"):
        ask(documented)


def test_the_bibliography_is_what_this_scenario_uses(documented):
    cited = {citation.key: citation for citation in documented.bibliography}
    assert cited["epstein-2002"].cited_for == ("unrest.deterrence", "unrest.threshold", "theory.deterrence")
    assert len(cited) == len(documented.bibliography)
    for path, figure in documented.figures.items():
        if figure.cited and path not in documented.idle:
            assert path in cited[figure.cited].cited_for
    for event in documented.events:
        assert f"events.{event.key}" in cited[event.source].cited_for
    addresses = [
        citation.address for citation in documented.bibliography if citation.address and "tables" in citation.cited_for
    ]
    assert len(addresses) == len(set(addresses))


def test_a_source_no_longer_used_is_no_longer_cited():
    mine = load("documented", overrides=("unrest.deterrence=2", "unrest.threshold=0.1", "theory.deterrence=none"))
    assert "epstein-2002" not in {citation.key for citation in mine.bibliography}


def test_a_scenario_travels_between_processes(documented):
    twin = pickle.loads(pickle.dumps(documented))
    assert twin == documented
    assert hash(twin) == hash(documented)
    assert twin.resolved() == documented.resolved()


def test_loading_is_quick():
    load("documented")
    best = min(_seconds(lambda: load("documented")) for _ in range(3))
    assert best < 0.5  # 0.03 on the machine it was written on; a slow or busy one may take longer


def _seconds(act):
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


@pytest.mark.parametrize(
    "text", ["unrest.threshold", "drawdown.waypoints[2].troops", "events.march-2004.tension[0].size"]
)
def test_paths_and_their_parts(text):
    assert path_text(path_parts(text)) == text


def test_paths_of_the_schema():
    assert demand_at(("drawdown", "troops")).unit == "person"
    assert demand_at(("drawdown", "waypoints", 7, "troops")).unit == "person"
    assert demand_at(("events", "anything", "legitimacy", 0, "shift")).unit == "1"
    for path in (
        ("unrest",),
        ("title",),
        ("unrest", "x"),
        ("unrest", 0),
        ("title", "x"),
        ("events", "x", "tension", "y"),
        (),
    ):
        assert demand_at(path) is None
    assert field_at(("schema",)).description
    assert "threshold" in keys_at(("unrest",))
    assert keys_at(("unrest", "nothing", "below")) == ()


def fields_of(model, path=()):
    for key in keys_at(path):
        here = (*path, key)
        yield here, field_at(here)
        if demand_at(here) is None and len(here) < 4:
            yield from fields_of(model, here)


def test_every_field_has_a_description_or_is_a_table_that_has_one():
    fields = list(fields_of(Document))
    assert len(fields) > 120
    for path, field in fields:
        assert field.description or field.annotation.__doc__, path


def test_a_what_if_without_a_title_does_not_carry_that_of_its_base(tmp_path):
    (tmp_path / "mine.toml").write_text('schema = 1\nextends = "documented"\n', encoding="utf-8")
    mine = load(tmp_path / "mine.toml")
    assert mine.title == "mine, a what-if on documented"
    assert mine.question == "What does the model make of this change to documented?"
    assert mine.hash == load("documented").hash


def test_values_set_on_the_command_line_show_in_the_title_but_those_of_the_run_do_not():
    changed = load("documented", overrides=("unrest.deterrence=3", "run.seed=4"))
    assert changed.title == "Documented force levels, with unrest.deterrence=3"
    assert load("documented", overrides=("run.seed=4",)).title == "Documented force levels"
