import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load, scenario_folder
from kfor_sim.scenario.figures import Documented

CHOSEN = 'basis = "chosen", because = "a test of the overlay"'
PARTY = '[events.party]\non = 2001-01-01\nlabel = "A party"\nbecause = "a test of the overlay"'

BEGINNINGS = f"""
[[population.returned]]
on = {{day}}
people = {{{{ value = 810_000, unit = "person", {CHOSEN} }}}}
[[deployment.arrivals]]
on = {{day}}
troops = {{{{ value = 45_000, unit = "person", {CHOSEN} }}}}
"""


@pytest.fixture
def overlay(tmp_path):
    def load_overlay(text, name="mine.toml", base="documented", **options):
        (tmp_path / name).write_text(f'extends = "{base}"\n{text}', encoding="utf-8")
        return load(tmp_path / name, **options)

    return load_overlay


def faults(overlay, text, **options):
    with pytest.raises(ScenarioError) as caught:
        overlay(text, **options)
    return [str(fault) for fault in caught.value.faults]


def test_a_table_is_merged_key_by_key(overlay, documented):
    mine = overlay(f'[unrest]\nthreshold = {{ value = 0.15, unit = "1", {CHOSEN} }}')
    assert mine.value("unrest.threshold") == 0.15
    others = {path: value for path, value in mine.values.items() if path != "unrest.threshold"}
    assert others == {path: documented.value(path) for path in others}


def test_a_figure_is_replaced_whole(overlay):
    mine = overlay(f'[unrest]\nthreshold = {{ value = 0.15, unit = "1", {CHOSEN} }}')
    row = next(row for row in mine.ledger if row.path == "unrest.threshold")
    assert (row.basis, row.source, row.low, row.reason) == ("chosen", "", None, "a test of the overlay")


def test_a_list_is_replaced_whole(overlay):
    mine = overlay(f'[[deployment.fixed]]\non = 1999-06-12\nshare = {{ value = 0.5, unit = "share", {CHOSEN} }}')
    assert [share for _, share in mine.series("deployment.fixed")] == [0.5]


def test_a_changed_policy_replaces_its_whole_table(overlay, documented):
    hold = '[drawdown]\npolicy = "hold"\nbecause = "a test of the overlay"\n'
    mine = overlay(f'{hold}troops = {{ value = 9, unit = "person", {CHOSEN} }}')
    assert mine.text("drawdown.policy") == "hold"
    assert mine.value("drawdown.troops") == 9
    assert [path for path in mine.values if path.startswith("drawdown.waypoints")] == []
    assert [path for path in documented.values if path.startswith("drawdown.waypoints")] != []


def test_the_same_policy_keeps_the_rest_of_its_table(overlay, documented):
    mine = overlay('[drawdown]\npolicy = "waypoints"\nbecause = "another reason for the same"')
    assert mine.series("drawdown.waypoints") == documented.series("drawdown.waypoints")
    assert mine.document.drawdown.because == "another reason for the same"


def test_events_are_merged_by_name(overlay, documented):
    entry = '[events.entry]\nlabel = "They enter"\n'
    mine = overlay(f"{entry}{PARTY}")
    labels = {event.key: event.label for event in mine.events}
    assert labels["entry"] == "They enter"
    assert labels["party"] == "A party"
    assert len(labels) == len(documented.events) + 1


def test_an_event_is_taken_out_with_false(overlay, documented):
    mine = overlay("[events]\nmarch-2004 = false")
    assert {event.key for event in documented.events} - {event.key for event in mine.events} == {"march-2004"}
    assert any(
        "not a table" in fault or "no table" in fault for fault in faults(overlay, "[events]\nmarsh-2004 = false")
    )


def test_events_that_a_shorter_period_cuts_off_are_left_out(overlay, documented):
    mine = overlay(f"start = 1999-07-01\nend = 2002-12-31\n{BEGINNINGS.format(day='1999-07-01')}")
    kept = [event.key for event in documented.events if mine.start <= event.on <= mine.end]
    assert [event.key for event in mine.events] == kept
    assert 0 < len(kept) < len(documented.events)


def test_an_event_written_with_the_period_must_lie_in_it(overlay):
    assert faults(overlay, f"end = 2000-12-31\n{PARTY}") == [
        "events.party.on (line 4): 2001-01-01 is outside the scenario; from 1999-06-12 to 2000-12-31"
    ]


def documented_figure(value, source):
    basis = f'basis = "documented", source = "{source}", as_of = "2004"'
    return f'[reserve]\nsize = {{ value = {value}, unit = "person", {basis} }}'


def test_a_documented_figure_may_be_replaced_honestly(overlay, documented):
    base = documented.figures["reserve.size"]
    assert isinstance(base, Documented)
    assert overlay(documented_figure(base.value, base.source)).value("reserve.size") == base.value
    assert overlay(documented_figure(7_777, "hrw-2004")).value("reserve.size") == 7_777
    assert overlay(f'[reserve]\nsize = {{ value = 7, unit = "person", {CHOSEN} }}').value("reserve.size") == 7


def test_a_documented_figure_may_not_keep_its_source_under_another_value(overlay, documented):
    source = documented.figures["reserve.size"].source
    (fault,) = faults(overlay, documented_figure(7_777, source))
    assert fault.startswith("reserve.size (line 3): replaces a documented figure")


def waypoint(day, value, source, basis="documented"):
    reason = 'as_of = "2003"' if basis == "documented" else 'because = "a test of the overlay"'
    figure = f'{{ value = {value}, unit = "person", basis = "{basis}", source = "{source}", {reason} }}'
    return f"[[drawdown.waypoints]]\non = {day}\ntroops = {figure}\n"


@pytest.mark.parametrize(
    ("entry", "honest"),
    [
        (("2003-12-31", 15_000, "nato-role"), True),  # as in the base
        (("2003-12-31", 15_000.0, "nato-role"), True),
        (("2001-05-01", 40_000, "hrw-2004"), True),  # a source that the list did not cite
        (("2001-05-01", 40_000, "nato-role", "chosen"), True),
        (("2001-05-01", 15_000, "nato-role"), False),  # another day
        (("2003-12-31", 15_001, "nato-role"), False),  # another value
        (("2003-12-31", 15_000, "nato-kfor-2008"), False),  # another entry's source
    ],
)
def test_an_entry_of_a_new_list_is_as_in_the_old_one_or_has_a_source_of_its_own(overlay, entry, honest):
    text = waypoint("1999-06-12", 50_000, "nato-role") + waypoint(*entry)
    if honest:
        assert overlay(text).series("drawdown.waypoints")[1][1] == entry[1]
    else:
        (fault,) = faults(overlay, text)
        assert fault.startswith("drawdown.waypoints[1].troops (line 7): the list that it replaces has no ")


def test_a_source_that_supports_an_assumption_documents_nothing_new(overlay, documented):
    first = documented.figures["police.local[0].officers"]
    assert (first.basis, first.cited, first.value) == ("assumed", "ap-1999-10", 0)
    figure = f'{{ value = 0, unit = "person", basis = "documented", source = "{first.cited}", as_of = "1999" }}'
    (fault,) = faults(overlay, f"[[police.local]]\non = 1999-06-12\nofficers = {figure}")
    assert 'has no 0 on 1999-06-12 from "ap-1999-10"' in fault


def test_lists_without_days_are_held_to_their_sources_too(overlay):
    jump = 'communities = "all"\nmunicipalities = "all"\nsize = {{ value = {}, unit = "1", basis = "documented", {} }}'
    cite = 'source = "hrw-2004", as_of = "2004"'
    text = f"{PARTY}\n[[events.party.tension]]\n{jump.format(0.1, cite)}"
    assert overlay(text, name="base.toml").value("events.party.tension[0].size") == 0.1
    again = f"[[events.party.tension]]\n{jump.format(0.2, cite)}"
    (fault,) = faults(overlay, again, base="base.toml")
    assert 'the list that it replaces has no 0.2 from "hrw-2004"' in fault


def cited_for(scenario, source):
    return next(citation.cited_for for citation in scenario.bibliography if citation.key == source)


def event(scenario, key):
    return next(event for event in scenario.events if event.key == key)


def test_a_moved_event_leaves_its_source_behind(overlay, documented):
    old = event(documented, "sectors-open")
    assert (old.source, old.precision) == ("kfor-structure", "month")
    mine = overlay('[events.sectors-open]\non = 2001-05-31\nbecause = "a test of the overlay"')
    new = event(mine, "sectors-open")
    assert (new.on.isoformat(), new.source, new.precision) == ("2001-05-31", "", "day")
    assert (new.because, new.label) == ("a test of the overlay", f"{old.label} (moved)")
    assert mine.document.events["sectors-open"].low is None
    assert new.opens_sectors
    assert "events.sectors-open" in cited_for(documented, old.source)
    assert cited_for(mine, old.source) == ("theory.response",)  # the option on sector walls rests on it as well


def test_a_moved_event_keeps_what_the_overlay_says_itself(overlay):
    said = 'source = "hrw-2004"\nlabel = "Earlier riots"\nbecause = "a test of the overlay"'
    moved = event(overlay(f"[events.march-2004]\non = 2002-03-17\n{said}"), "march-2004")
    assert (moved.source, moved.label) == ("hrw-2004", "Earlier riots")


def test_an_event_moved_twice_is_called_moved_once(overlay):
    first = '[events.march-2004]\non = 2002-03-17\nbecause = "a test of the overlay"'
    overlay(first, name="base.toml")
    twice = overlay(first.replace("2002", "2003"), base="base.toml")
    assert event(twice, "march-2004").label == "March 2004 riots (moved)"


def test_an_event_on_its_own_day_keeps_its_source(overlay):
    mine = overlay("[events.march-2004]\non = 2004-03-17\n")
    assert (event(mine, "march-2004").source, event(mine, "march-2004").label) == ("hrw-2004", "March 2004 riots")


@pytest.mark.parametrize("start", ["1999-06-12", "2000-01-01"])
def test_a_later_start_goes_with_beginnings_of_its_own(overlay, start):
    assert overlay(f"start = {start}\n{BEGINNINGS.format(day='2000-01-01')}").start.isoformat() == start


def test_a_start_on_the_command_line_is_held_to_the_beginnings_too(overlay):
    text = BEGINNINGS.format(day="2000-01-01")
    found = faults(overlay, text, overrides=("start=2000-01-02",))
    assert [fault.split(": ")[0] for fault in found] == ["start (--set)", "start (--set)"]


def test_nations_may_follow_one_another(overlay, tmp_path):
    rows = (scenario_folder() / "tables" / "minimal" / "contingents.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1].startswith("Sample nation,member,theatre-wide,theatre-wide,,,,")
    first = rows[1].replace("theatre-wide,,,,", "theatre-wide,,1999-07-01,a test,")
    second = first.replace("Sample", "Second").replace(",,1999-07-01", ",{day},")
    troops = (scenario_folder() / "tables" / "minimal" / "contributions.csv").read_text(encoding="utf-8")
    more = troops.splitlines()[1].replace("Sample", "Second")
    (tmp_path / "troops.csv").write_text(f"{troops.rstrip()}\n{more}\n", encoding="utf-8")
    tables = '[tables]\ncontingents = "nations.csv"\ncontributions = "troops.csv"'

    def with_second(day):
        text = "\n".join([rows[0], second.format(day=day), first])
        (tmp_path / "nations.csv").write_text(text, encoding="utf-8")
        return tables

    assert len(overlay(with_second("1999-07-01"), base="minimal").tables.contingents) == 2
    (fault,) = faults(overlay, with_second("1999-07-02"), base="minimal")
    assert "no nation is in the theatre on 1999-07-01" in fault


def test_honesty_is_asked_of_a_base_too(overlay, documented):
    source = documented.figures["reserve.size"].source
    faults(overlay, documented_figure(7_777, source), name="base.toml")
    assert any("base.toml, line 3" in fault for fault in faults(overlay, "", base="base.toml"))


def test_a_fault_names_the_file_in_which_it_was_written(overlay):
    faults(overlay, "[unrest]\nthreshold = 1", name="base.toml")
    (fault,) = faults(overlay, 'title = "Mine"', base="base.toml")
    assert fault.startswith("unrest.threshold (base.toml, line 3): 1 is no figure")


def test_tables_of_its_own(overlay, tmp_path):
    shipped = (scenario_folder() / "tables" / "neighbours.csv").read_text(encoding="utf-8")
    (tmp_path / "fewer.csv").write_text("\n".join(shipped.splitlines()[:-1]) + "\n", encoding="utf-8")
    mine, reference = overlay('[tables]\nneighbours = "fewer.csv"'), load("documented")
    assert len(mine.tables.neighbours) == len(reference.tables.neighbours) - 1
    assert mine.hash != reference.hash


def test_tables_of_its_own_may_lie_in_a_folder_below(overlay, tmp_path):
    (tmp_path / "tables").mkdir()
    text = (scenario_folder() / "tables" / "neighbours.csv").read_text(encoding="utf-8")
    (tmp_path / "tables" / "mine.csv").write_text(text, encoding="utf-8")
    assert overlay('[tables]\nneighbours = "mine.csv"').hash == load("documented").hash


def test_a_table_behind_a_link_that_leaves_the_folder_is_refused(overlay, tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / "inside" / "link.csv").symlink_to(tmp_path / "outside.csv")
    (fault,) = faults(overlay, '[tables]\nneighbours = "link.csv"', name="inside/mine.toml")
    assert "leaves the folder" in fault


def test_a_copy_of_the_reference_works_anywhere(tmp_path, documented):
    copy = tmp_path / "copy.toml"
    copy.write_bytes(documented.path.read_bytes())
    assert load(copy).hash == documented.hash


def test_faults_of_tables_and_of_figures_come_together(overlay, tmp_path):
    (tmp_path / "bad.csv").write_text("a,c\n", encoding="utf-8")
    found = faults(overlay, '[tables]\nneighbours = "bad.csv"\n[unrest]\nthreshold = 1')
    assert any("bad.csv" in fault for fault in found)
    assert any("unrest.threshold" in fault for fault in found)
