import dataclasses
import html
import json
import re
from datetime import date

import pytest

from kfor_sim.scenario import Difference, diff, load, schema, shipped
from kfor_sim.scenario.figures import BASES
from kfor_sim.scenario.keypaths import figures_in
from kfor_sim.scenario.reading import read_toml
from kfor_sim.scenario.resolved import canonical

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture
def edited(tmp_path, documented):
    """A copy of the reference with one text replaced by another."""

    def load_edited(old, new):
        text = documented.path.read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "documented.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return load(tmp_path / "documented.toml")

    return load_edited


def test_the_ledger_has_every_figure_with_a_basis_and_a_reason_or_a_source(documented):
    ledger = documented.ledger
    assert [row.path for row in ledger] == list(documented.values)
    assert all(row.basis in BASES and row.unit and (row.reason or row.source) for row in ledger)
    assert sum(ledger.counts().values()) == len(ledger)
    assert tuple(ledger.counts()) == tuple(BASES)


def test_the_ledger_by_basis(documented):
    assumed = documented.ledger.where(basis="assumed")
    assert len(assumed) == documented.ledger.counts()["assumed"] > 0
    assert all(row.low <= row.value <= row.high for row in assumed)
    documented_rows = documented.ledger.where(basis="documented")
    assert all(row.as_of and row.source for row in documented_rows)


def test_the_ledger_as_a_frame(documented):
    frame = documented.ledger.frame()
    assert list(frame["path"]) == list(documented.values)
    assert list(frame["value"]) == list(documented.values.values())
    assert documented.ledger.where(basis="nothing").frame().empty


def test_html_is_escaped(edited):
    mine = edited('title = "Documented force levels"', 'title = "<script>alert(1)</script> & co"')
    assert "<script>" not in mine._repr_html_()
    assert html.escape("<script>alert(1)</script> & co") in mine._repr_html_()
    mine = edited('because = "one round a day"', 'because = "one <b>round</b> a day"')
    assert "<b>" not in mine.ledger._repr_html_()


def test_html_is_well_formed_and_complete(documented):
    for text in (documented._repr_html_(), documented.ledger._repr_html_()):
        opened, closed = re.findall(r"<(\w+)>", text), re.findall(r"</(\w+)>", text)
        assert sorted(opened) == sorted(closed)
    assert documented.ledger._repr_html_().count("<tr>") == len(documented.ledger) + 1
    assert documented.hash[:12] in documented._repr_html_()


def test_the_resolved_form_is_json_and_complete(documented):
    form = json.loads(json.dumps(documented.resolved()))
    assert form == documented.resolved()
    assert form["name"] == "documented"
    assert form["presence"]["presence_share"]["value"] == documented.value("presence.presence_share")
    assert form["events"]["entry"]["opens_sectors"] is False
    assert form["tables"]["checksums"] == documented.tables.checksums()
    assert form["start"] == documented.start.isoformat()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Documented force levels"', 'title = "Other words"'),
        ('question = "What does', 'question = "What else does'),
        ('because = "one round a day"', 'because = "seven rounds make a week"'),
        ('label = "Troika ends"', 'label = "The end of the Troika"'),
        ('name = "default"', 'name = "another name"'),
        ("value = 2_500,", "value = 2500.0,"),
        ('precision = "month"\nlabel = "status talks begin"', 'label = "status talks begin"'),
        ("# ──", "#"),
    ],
)
def test_words_do_not_change_the_hash(edited, documented, old, new):
    mine = edited(old, new)
    assert mine.content() == documented.content()
    assert mine.hash == documented.hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("start = 1999-06-12", "start = 1999-06-11"),
        ("end = 2008-12-31", "end = 2008-12-30"),
        ('contagion   = "neighbours"', 'contagion   = "none"'),
        ("on = 2007-12-10", "on = 2007-12-11"),
        ("on = 2003-12-31\ntroops", "on = 2003-12-30\ntroops"),
        ("opens_sectors = true", "opens_sectors = false"),
        ('communities = ["albanian"]', 'communities = ["albanian", "serb"]'),
        ('"Zubin Potok", "Leposavić"]', '"Zubin Potok"]'),
        ('refugee_community  = "albanian"', 'refugee_community  = "serb"'),
    ],
)
def test_whatever_the_model_sees_changes_the_hash(edited, documented, old, new):
    assert edited(old, new).hash != documented.hash


def test_every_number_changes_the_hash(documented):
    derived = {row.path for row in documented.ledger.where(basis="derived")}
    hashes = {documented.hash}
    for path in documented.values.keys() - derived:
        moved = {**documented.values, path: documented.values[path] + 1}
        hashes.add(dataclasses.replace(documented, values=moved).hash)
    assert len(hashes) == len(documented.values) - len(derived) + 1


def test_names_of_places_in_another_order_are_the_same_content(edited, documented):
    assert edited('"Zubin Potok", "Leposavić"', '"Leposavić", "Zubin Potok"').hash == documented.hash


@pytest.mark.parametrize(("left", "right"), [(10, 10.0), (0.0, -0.0), (-3, -3.0)])
def test_equal_numbers_have_one_form(left, right):
    assert json.dumps(canonical(left)) == json.dumps(canonical(right))


def test_diff_of_a_scenario_with_itself_is_empty(documented):
    assert diff(documented, load("documented")) == ()


def test_diff_shows_exactly_what_differs(documented):
    mine = load("documented", overrides=("theory.trust=fixed", "run.seed=7"))
    differences = diff(documented, mine)
    assert Difference("theory.trust", "earned", "fixed") in differences
    assert Difference("run.seed.value", documented.value("run.seed"), 7) in differences
    changed = {".".join(difference.path.split(".")[:2]) for difference in differences}
    assert changed == {"title", "theory.name", "theory.trust", "run.seed"}
    assert Difference("theory.name", "default", "default (changed)") in differences


def test_differences_show_themselves_and_are_a_table():
    calm, stirred = load("minimal"), load("minimal", overrides=["unrest.threshold=0.2", "theory.deterrence=none"])
    frame = diff(calm, stirred).frame()
    assert list(frame.columns) == ["path", "left", "right"]
    assert frame.set_index("path").loc["unrest.threshold.value"].tolist() == [0.1, 0.2]
    shown = diff(calm, stirred)._repr_html_()
    assert "<td>unrest.threshold.value</td><td>0.1</td><td>0.2</td>" in shown
    assert "<td>theory.deterrence</td><td>ratio-literal</td><td>none</td>" in shown
    assert f"{len(frame)} of what a scenario says differ" in shown


def test_diff_is_a_mirror(documented):
    mine = load("documented", overrides=("drawdown.policy=hold", "drawdown.troops=5000"))
    there, back = diff(documented, mine), diff(mine, documented)
    assert {(d.path, d.left, d.right) for d in there} == {(d.path, d.right, d.left) for d in back}
    assert Difference("drawdown.troops.value", None, 5000.0) in there
    assert any(d.path == "drawdown.waypoints[0].on" and d.right is None for d in there)


def with_text_dates(node):
    if isinstance(node, dict):
        return {key: with_text_dates(value) for key, value in node.items()}
    if isinstance(node, list):
        return [with_text_dates(value) for value in node]
    return node.isoformat() if isinstance(node, date) else node


def violations(content):
    return list(jsonschema.Draft202012Validator(schema()).iter_errors(with_text_dates(content)))


def test_the_json_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())
    json.dumps(schema(), allow_nan=False)


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_fit_the_json_schema(name):
    assert violations(read_toml(load(name).path).content) == []


@pytest.mark.parametrize(
    "change",
    [
        {"unrset": {}},
        {"unrest": {"threshold": 0.2}},
        {"unrest": {"threshold": {"value": 0.2, "unit": "week", "basis": "chosen", "because": "a test of units"}}},
        {"unrest": {"threshold": {"value": -1, "unit": "1", "basis": "chosen", "because": "a test of limits"}}},
        {"run": {"seed": {"value": 1.5, "unit": "1", "basis": "chosen", "because": "a test of counts"}}},
        {"theory": {"trust": "eroded"}},
        {"events": {"party": True}},
        {"drawdown": {"policy": "spiral"}},
    ],
)
def test_an_editor_sees_the_faults_of_an_overlay(change):
    assert violations({"extends": "documented"}) == []
    assert violations({"extends": "documented", **change}) != []


def test_without_a_base_everything_is_required():
    assert violations({"title": "Alone"}) != []


def test_fields_of_the_json_schema_are_described(documented):
    definitions = schema()["$defs"]
    for table in ("Unrest", "Run", "Population", "Security"):
        assert all(field["description"] for field in definitions[table]["properties"].values())
    assert len(figures_in(documented.parts)) == len(documented.values)
