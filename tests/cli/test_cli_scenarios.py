import csv
import io
import json
import os

import pytest

from kfor_sim.scenario import load, scenario_folder, shipped


def document(answer):
    assert (answer.code, answer.err) == (0, "")
    return json.loads(answer.out)


@pytest.mark.parametrize(
    "line", ["list", "show documented", "figures documented", "diff documented no-force", "check documented"]
)
def test_text_keeps_to_the_page(kfor_sim, line):
    answer = kfor_sim(*line.split())
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)


def test_list_names_every_shipped_scenario(kfor_sim):
    listed = document(kfor_sim("list", "--json"))["scenarios"]
    assert [entry["name"] for entry in listed] == list(shipped())
    assert all(entry["title"] and entry["question"].endswith("?") for entry in listed)
    assert "Documented force levels" in kfor_sim("list").out


def test_show_describes_the_scenario(kfor_sim):
    shown = document(kfor_sim("show", "documented", "--json"))
    scenario = load("documented")
    assert shown["hash"] == scenario.hash
    assert shown["policy"] == "waypoints"
    assert [lever["value"] for lever in shown["levers"]] == [50_000, 50_000, 15_000, 15_900]
    assert [lever["on"] for lever in shown["levers"]] == ["1999-06-12", "1999-09-22", "2003-12-31", "2008-02-17"]
    assert [event["key"] for event in shown["events"]] == [event.key for event in scenario.events]
    assert shown["figures"] == scenario.ledger.counts()
    opening = [event["key"] for event in shown["events"] if "contingents may leave their sectors" in event["effects"]]
    assert opening == ["sectors-open"]
    assert shown["theory"] == scenario.options
    assert all(option in shown["offered"][slot] for slot, option in shown["theory"].items())


def test_show_names_the_file_without_a_path_of_this_machine(kfor_sim, overlay, tmp_path, monkeypatch):
    def file_of(scenario):
        return document(kfor_sim("show", scenario, "--json"))["file"]

    path = overlay()
    monkeypatch.chdir(tmp_path)
    assert file_of(path) == "mine.toml"
    assert file_of("documented") == "documented.toml, shipped with kfor-sim"
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert file_of(path) == "mine.toml"
    monkeypatch.chdir(scenario_folder().parent)
    assert file_of("documented") == f"{scenario_folder().name}{os.sep}documented.toml"
    monkeypatch.chdir(tmp_path.parent)
    assert file_of(path) == f"{tmp_path.name}{os.sep}mine.toml"


def test_show_says_what_events_put_in(kfor_sim):
    text = kfor_sim("show", "documented").out
    assert "tension +0.25: serb; everywhere; legitimacy -0.1:" in text
    assert "\n2006-05     sector limits lifted" in text  # known to the month, and shown so


def test_show_follows_overrides_and_names_the_bases(kfor_sim, overlay):
    shown = document(kfor_sim("show", overlay(), "--set", "theory.deterrence=none", "--json"))
    assert shown["extends"] == ["minimal", "documented"]
    assert shown["theory"]["deterrence"] == "none"


def test_figures_lists_each_with_a_basis(kfor_sim):
    listed = document(kfor_sim("figures", "documented", "--json"))
    assert len(listed["figures"]) == sum(listed["counts"].values()) == len(load("documented").ledger)
    assert all(row["basis"] in listed["counts"] for row in listed["figures"])


def test_figures_of_one_basis_only(kfor_sim, tmp_path):
    listed = document(kfor_sim("figures", "documented", "--basis", "assumed", "--json"))["figures"]
    assert {row["basis"] for row in listed} == {"assumed"}
    assert all(row["low"] <= row["value"] <= row["high"] and row["reason"] for row in listed)
    text = kfor_sim("figures", "documented", "--basis", "assumed").out
    assert text.startswith(f"assumed ({len(listed)}): our judgement")
    assert "chosen (" not in text
    for row in listed:
        assert row["path"] in text
    fitted = kfor_sim("figures", "documented", "--basis", "calibrated").out
    assert fitted.startswith("calibrated (6): fitted by us")
    mine = tmp_path / "mine.toml"
    chosen = ("tension.half_life_weeks", 1, "week"), ("arms.floor", 0.5, "1")
    tables = [
        f'[{path.split(".")[0]}]\n{path.split(".")[1]} = {{ value = {value}, unit = "{unit}", basis = "chosen", '
        'because = "for a test of the list" }\n'
        for path, value, unit in chosen
    ]
    mine.write_text('schema = 1\nextends = "minimal"\n' + "".join(tables), encoding="utf-8")
    assert kfor_sim("figures", mine, "--basis", "calibrated").out == "mine has no calibrated figure.\n"


def test_figures_as_csv_hold_what_the_json_holds(kfor_sim):
    rows = list(csv.DictReader(io.StringIO(kfor_sim("figures", "documented", "--csv").out)))
    listed = document(kfor_sim("figures", "documented", "--json"))["figures"]
    assert [row["path"] for row in rows] == [row["path"] for row in listed]
    assert [float(row["value"]) for row in rows] == [row["value"] for row in listed]
    assert [row["reason"] for row in rows] == [row["reason"] for row in listed]


def test_check_praises_a_sound_file(kfor_sim, overlay):
    path = overlay()
    verdict = document(kfor_sim("check", path, "--json"))
    assert verdict["ok"] is True
    assert verdict["faults"] == []
    assert verdict["counts"]["figures"] == len(load(path).ledger)
    assert kfor_sim("check", path).out.startswith("mine is ok: ")


def test_check_reports_every_fault_at_once(kfor_sim, overlay):
    path = overlay('titel = "x"\n[unrest]\nthreshold = 3\n')
    answer = kfor_sim("check", path)
    assert (answer.code, answer.out) == (2, "")
    assert "has 2 faults" in answer.err
    assert "did you mean 'title'?" in answer.err
    answer = kfor_sim("check", path, "--json")
    assert (answer.code, answer.err) == (2, "")
    verdict = json.loads(answer.out)
    assert verdict["ok"] is False
    assert {fault["path"].partition(" ")[0] for fault in verdict["faults"]} == {"titel", "unrest.threshold"}


def test_check_finds_what_only_the_model_refuses(kfor_sim, overlay):
    cap = '{ value = 1, unit = "person", basis = "chosen", because = "far too small for it" }'
    path = overlay(f"[population]\nmunicipality_cap = {cap}\n")
    answer = kfor_sim("check", path)
    assert (answer.code, answer.out) == (2, "")
    assert "population.municipality_cap" in answer.err


def test_diff_shows_exactly_what_differs(kfor_sim, overlay):
    figure = '{ value = 7, unit = "1", basis = "chosen", because = "to see what follows" }'
    path = overlay(f"[unrest]\ndeterrence = {figure}\n")
    found = document(kfor_sim("diff", "minimal", path, "--json"))
    assert (found["left"], found["right"]) == ("minimal", "mine")
    by_path = {entry["path"]: entry for entry in found["differences"]}
    words = {"title", "question"}  # the file has a title of its own
    assert {name.rpartition(".")[0] or name for name in by_path} - words == {"unrest.deterrence"}
    assert by_path["unrest.deterrence.value"]["right"] == 7
    text = kfor_sim("diff", "minimal", path).out
    assert "7, chosen\n    to see what follows\n" in text


def test_diff_of_a_scenario_with_itself_is_empty(kfor_sim):
    assert document(kfor_sim("diff", "minimal", "minimal", "--json"))["differences"] == []
    assert kfor_sim("diff", "minimal", "minimal").out == "minimal and minimal say the same.\n"


def test_schema_accepts_what_it_describes(kfor_sim):
    import jsonschema

    schema = document(kfor_sim("schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "unrest" in json.dumps(schema)
