import os

import pytest

from kfor_sim.cli.output import page_width
from kfor_sim.report.bibliography import bibliography
from kfor_sim.report.calibration_checks import readings_compared
from kfor_sim.report.parts import text_of
from kfor_sim.report.text import Column, number, paragraph, table
from kfor_sim.scenario import Citation


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (50_000.0, "50,000"),
        (-0.1, "-0.1"),
        (1 / 3, "0.333333"),
        (12345.678, "12,345.7"),
        (0.000123456789, "0.000123457"),
        (1_900_000, "1,900,000"),
    ],
)
def test_numbers_read_as_people_write_them(value, text):
    assert number(value) == text


def test_columns_align_and_numbers_stand_flush_right():
    text = table([Column("name"), Column("troops", right=True)], [("a", "5"), ("longer", "50,000")])
    assert text.splitlines() == ["name    troops", "──────  ──────", "a            5", "longer  50,000"]


def test_the_widest_wrapping_column_gives_way():
    rows = [("fixed width", "one two three four five six", "seven eight")]
    lines = table([Column("a"), Column("b", wraps=True), Column("c", wraps=True)], rows, width=42).splitlines()
    assert max(map(len, lines)) <= 42
    assert lines[2] == "fixed width  one two three     seven eight"
    assert lines[3] == "             four five six"
    assert len(lines) == 4


def test_a_table_that_cannot_fit_keeps_its_words():
    text = table([Column("a", wraps=True), Column("b")], [("word " * 10, "x" * 50)], width=30)
    assert "x" * 50 in text
    assert text.count("word") == 10


def test_an_empty_column_is_left_out():
    assert table([Column("a"), Column("b")], [("1", ""), ("2", "")]).splitlines()[0] == "a"


def test_remarks_stand_below_their_rows():
    text = table([Column("a")], [("1",), ("2",), ("3",)], remarks=["first", "", "third"])
    assert text.splitlines()[2:] == ["1", "    first", "2", "3", "    third"]


def test_an_address_is_never_broken():
    address = "https://example.org/" + "x" * 120
    assert address in paragraph(f"words before {address} and after", indent=4, width=60).split()


def test_bibliography_numbers_and_omits_what_was_not_recorded():
    text = bibliography(
        [
            Citation(
                "a", author="NATO", title="Fact sheet, 2 December 1999", year="1999", address="https://example.org/a"
            ),
            Citation("b", title="A page without an author", year="2004"),
        ]
    )
    assert text.splitlines() == [
        "1. NATO. Fact sheet, 2 December 1999. https://example.org/a",
        "2. A page without an author. 2004.",
    ]


def test_bibliography_keeps_to_the_page():
    lines = bibliography([Citation("a", title="word " * 60)] * 12, width=80).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(" 1. word")
    assert lines[1].startswith("    word")


@pytest.mark.parametrize(("columns", "width"), [(40, 60), (80, 80), (250, 100)])
def test_a_terminal_narrows_the_page_within_limits(monkeypatch, columns, width):
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    assert page_width() == width


def test_without_a_terminal_the_page_is_always_the_same(monkeypatch, capfd):
    monkeypatch.setenv("COLUMNS", "40")
    assert page_width() == 100


def test_both_readings_of_2003_are_set_out_with_what_each_leaves():
    row = {"theory": "default", "share": 0.02, "share_low": 0.01, "share_high": 0.04, "kept": 50}
    ends = {"left_low": 13_712.0, "left_high": 17_691.0, "low_error": 150.0, "high_error": 120.0, "median": 15_000.0}
    figure = {"theory": "default", "figure": "drawdown.minimum_footprint", "value": 15_000.0, **ends}
    summary = {
        "depends_on_reading": True,
        "reading_label": "around 15,000 in 2003",
        "readings": [row | {"reading": "brief", "tolerance": 1.0}, row | {"reading": "history", "tolerance": 2.82}],
        "left_by_reading": [figure | {"reading": "history"}, figure | {"reading": "brief", "median": None}],
    }
    text = " ".join(text_of(readings_compared(summary), width=200).split())
    assert text.startswith("The strength in 2003, read in two ways (chosen: around 15,000 in 2003)")
    assert "default around 15,000 in 2003 2 % 1 to 4 % 50 default 26,000 in June" in text
    assert "2 % 1 to 4 % 50 (2.82-fold)" in text
    assert "drawdown.minimum_footprint 26,000 in June and 17,500 in December 2003 13,700 to 17,700 15,000" in text
    assert text.count("drawdown.minimum_footprint") == 1
    assert list(readings_compared({"depends_on_reading": False})) == []
