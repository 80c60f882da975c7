import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load, scenario_folder
from kfor_sim.scenario.figures import Documented

CHOSEN = 'basis = "chosen", because = "a test of the overlay"'
PARTY = '[events.party]\non = 2001-01-01\nlabel = "A party"\nbecause = "a test of the overlay"'


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
    troika = '[events.troika]\nlabel = "End of the Troika"\n'
    mine = overlay(f"{troika}{PARTY}")
    labels = {event.key: event.label for event in mine.events}
    assert labels["troika"] == "End of the Troika"
    assert labels["party"] == "A party"
    assert len(labels) == len(documented.events) + 1


def test_an_event_is_taken_out_with_false(overlay, documented):
    mine = overlay("[events]\nmarch-2004 = false")
    assert {event.key for event in documented.events} - {event.key for event in mine.events} == {"march-2004"}
    assert any(
        "not a table" in fault or "no table" in fault for fault in faults(overlay, "[events]\nmarsh-2004 = false")
    )


def test_events_that_a_shorter_period_cuts_off_are_left_out(overlay, documented):
    mine = overlay("start = 1999-07-01\nend = 2002-12-31")
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
