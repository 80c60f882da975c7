"""The parts of an answer: what says nothing is left out, and text sets each kind in its way."""

from dataclasses import asdict

import pytest

from kfor_sim.report.parts import (
    Group,
    Lines,
    Listing,
    Paragraph,
    Sources,
    Table,
    of_every_place,
    says_something,
    text_of,
    where_kept,
)
from kfor_sim.report.sensitivity import sensitivity_text
from kfor_sim.report.text import Column
from kfor_sim.scenario import Citation

TWO = (Column("schedule"), Column("deaths", right=True), Column("high", right=True))
CITED = asdict(Citation("a", author="NATO", title="A fact sheet", year="1999", address="https://example.org/a"))
OF_ROWS = CITED | {"name": "b", "author": "OSCE", "cited_for": ("tables",)}


def lines_of(*parts, width=40):
    return text_of(parts, width=width).split("\n")


@pytest.mark.parametrize(
    "silent",
    [
        Paragraph("", title="A title of nothing"),
        Table(TWO, [], title="A title of nothing"),
        Listing([], title="A title of nothing"),
        Lines(""),
        Sources([]),
        Sources([], in_full=True),
        Group([]),
        Group([Paragraph(""), Group([Listing([])])]),
    ],
)
def test_a_part_that_says_nothing_is_left_out_with_its_title(silent):
    assert not says_something(silent)
    assert text_of([Paragraph("before"), silent, Paragraph("after")]) == "before\n\nafter"
    assert list(of_every_place([silent])) == []


def test_words_are_filled_under_their_title_which_is_filled_too():
    told = Paragraph("one two three four", title="a title that is long", indent=2, hanging=2)
    assert lines_of(told, width=18) == ["a title that is", "long", "", "  one two three", "    four"]


def test_parts_of_a_group_stand_without_blank_lines():
    assert lines_of(Group([Paragraph("head"), Paragraph(""), Listing(["a", "b"])])) == ["head", "a", "b"]


def test_numbers_of_a_list_align_and_its_items_hang_below_their_words():
    items = ["one two three", *"bcdefghi", "last"]
    lines = lines_of(Listing(items, ordered=True, hanging=9), width=12)
    assert lines[:3] == [" 1. one two", "    three", " 2. b"]
    assert lines[-1] == "10. last"


def test_a_list_has_the_marks_and_the_indent_that_it_asks_for():
    listed = Listing(["one two three", "four"], mark="- ", indent=1, hanging=2)
    assert lines_of(listed, width=12) == [" - one two", "   three", " - four"]


def test_lines_stand_as_they_are_however_long():
    assert text_of([Lines("Results: /a/b c\n  d")], width=20) == "Results: /a/b c\n  d"


def test_groups_run_down_beside_their_rows_with_a_line_between():
    names = ["deaths in both streams of violence (hold: 9)"] * 2 + ["riots"]
    shown = Table(
        TWO, [("fast", "5", ""), ("slow", "12", ""), ("fast", "3", "")], groups=names, groups_heading="metric"
    )
    assert lines_of(shown) == [
        "metric                  schedule  deaths",
        "──────────────────────  ────────  ──────",
        "deaths in both streams  fast           5",
        "of violence (hold: 9)   slow          12",
        "",
        "riots                   fast           3",
    ]


@pytest.mark.parametrize(
    ("width", "first"), [(52, "deaths in both streams of violence"), (51, "deaths in both streams of")]
)
def test_the_name_of_a_group_takes_the_room_that_its_rows_leave(width, first):
    shown = Table(TWO, [("fast", "5", "")], groups=["deaths in both streams of violence"], groups_heading="metric")
    assert lines_of(shown, width=width)[2].split("  ")[0] == first


def test_long_cells_give_way_before_the_name_of_their_group():
    columns = (Column("schedule", wraps=True), Column("deaths", right=True))
    rows = [("a schedule whose name is so long", "5")]
    shown = Table(columns, rows, groups=["deaths in both streams of violence"], groups_heading="metric")
    assert lines_of(shown, width=60)[2].startswith("deaths in both streams  a schedule")


def test_without_a_heading_groups_stand_above_their_rows():
    shown = Table(TWO, [("fast", "5", ""), ("slow", "12", ""), ("fast", "3", "")], groups=["deaths", "deaths", "riots"])
    assert lines_of(shown) == [
        "schedule  deaths",
        "────────  ──────",
        "deaths",
        "  fast         5",
        "  slow        12",
        "riots",
        "  fast         3",
    ]


def test_every_renderer_is_shown_the_same_columns_and_groups():
    shown = Table(TWO, [("fast", "5", ""), ("slow", "12", "")], groups=["a", "b"]).shown()
    assert [column.heading for column in shown.columns] == ["schedule", "deaths"]
    assert list(shown.grouped()) == [("a", [["fast", "5"]]), ("b", [["slow", "12"]])]
    assert list(Table(TWO, [("fast", "5", "")]).grouped()) == [("", [("fast", "5", "")])]


def test_a_table_whose_groups_miss_rows_is_refused():
    with pytest.raises(ValueError, match="argument"):
        text_of([Table(TWO, [("fast", "5", ""), ("slow", "12", "")], groups=["a"])])


def test_sources_are_named_in_short_or_listed_in_full():
    short, full = (text_of([Sources([CITED, OF_ROWS], in_full=in_full)]) for in_full in (False, True))
    assert "NATO 1999; and 1 for rows of the tables." in " ".join(short.split())
    assert full.splitlines()[1] == "1. NATO. A fact sheet. 1999. https://example.org/a"
    assert full.splitlines()[2].startswith("and for rows of the tables 1 more")
    assert "OSCE" not in short + full


def test_where_files_lie_is_said_in_text_and_left_out_of_what_is_passed_on():
    kept = where_kept({"folder": "/somewhere", "files": ["a.csv", "b.csv"]}, "Ensembles:", "  /elsewhere")
    assert lines_of(kept) == ["Results: /somewhere", "  a.csv, b.csv", "Ensembles:", "  /elsewhere"]
    parts = [Group([Lines("/somewhere"), Paragraph("words")]), kept, Listing(["x"], role="here")]
    assert list(of_every_place(parts)) == [Group((Paragraph("words"),))]


@pytest.mark.parametrize("summary", [{}, {"folder": None, "files": []}])
def test_an_answer_that_was_not_kept_says_nothing_of_files(summary):
    assert text_of([where_kept(summary)]) == ""


def test_without_further_figures_of_the_screening_their_table_is_left_out():
    index = {f"{name}{end}": 0.5 for name in ("first", "total", "knowing") for end in ("", "_low", "_high")}
    ends = {"low": 1.0, "high": 2.0, "at_low": 3.0, "at_high": 4.0}
    figure = {"figure": "unrest.threshold", "basis": "assumed", "unit": "1", "because": "a guess", **index, **ends}
    counts = {"replicates": 2, "passed_over": 0, "without_size": 0, "trajectories": 4, "varied": 1, "samples": 8}
    found = {
        "figures": [figure],
        "others": {"total": None},
        "as_it_is": 3.5,
        "interval": 0.9,
        "leader": figure["figure"],
    }
    grown = [{"figure": figure["figure"], "blocks": 8, **index}]
    words = {"schedules": [{"name": "a"}], "theory": "default", "words": "deaths", "illustrative": "Illustrative."}
    rest = {"sentences": ["This matters most."], "convergence": grown, "yardsticks": [], "bibliography": []}
    text = sensitivity_text(counts | found | words | rest)
    assert "0.50 (0.50 to 0.50)" in text
    assert "Next in the screening" not in text
