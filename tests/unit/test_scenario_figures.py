from datetime import date
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from kfor_sim.scenario.figures import BASES, Assumed, Calibrated, Chosen, Derived, Documented, Figure, keys_of, shown
from kfor_sim.scenario.limits import (
    between,
    counted,
    non_negative,
    positive,
    unit_interval,
    weeks,
    whole_weeks,
)

WHOLE = {
    "documented": {
        "value": 3,
        "unit": "1",
        "basis": "documented",
        "source": "a",
        "as_of": date(1999, 6, 12),
        "low": 2,
        "high": 4,
    },
    "assumed": {"value": 3, "unit": "1", "basis": "assumed", "range": [2, 4], "because": "a reason of words"},
    "calibrated": {"value": 3, "unit": "1", "basis": "calibrated", "by": "first", "interval": [2, 4]},
    "derived": {"unit": "1", "basis": "derived", "from": "a / b"},
    "chosen": {"value": 3, "unit": "1", "basis": "chosen", "because": "a reason of words"},
}
FIGURE = TypeAdapter(Annotated[Figure, non_negative("1")])


@pytest.mark.parametrize(("basis", "kind"), BASES.items())
def test_each_basis_has_its_own_kind(basis, kind):
    figure = FIGURE.validate_python(WHOLE[basis])
    assert type(figure) is kind
    assert figure.basis == basis
    assert figure.written == (None if kind is Derived else 3)


@pytest.mark.parametrize(
    ("kind", "bounds", "reason"),
    [
        (Documented, (2, 4), ""),
        (Assumed, (2, 4), "a reason of words"),
        (Calibrated, (2, 4), "calibrated by first"),
        (Derived, (None, None), "= a / b"),
        (Chosen, (None, None), "a reason of words"),
    ],
)
def test_bounds_and_reason(kind, bounds, reason):
    figure = next(FIGURE.validate_python(raw) for basis, raw in WHOLE.items() if BASES[basis] is kind)
    assert (figure.bounds, figure.reason) == (bounds, reason)


@pytest.mark.parametrize("basis", BASES)
def test_every_key_that_a_basis_must_carry_is_asked_for(basis):
    optional = {"low", "high", "note", "source"} if basis != "documented" else {"low", "high", "note"}
    for key in WHOLE[basis].keys() - optional - {"as_of"}:
        with pytest.raises(ValidationError):
            FIGURE.validate_python({name: value for name, value in WHOLE[basis].items() if name != key})


def test_documented_needs_a_date_or_a_place():
    bare = {key: value for key, value in WHOLE["documented"].items() if key != "as_of"}
    assert FIGURE.validate_python({**bare, "where": "table 3"}).where == "table 3"
    with pytest.raises(ValidationError, match="lacks `as_of`"):
        FIGURE.validate_python(bare)


@pytest.mark.parametrize("as_of", ["1999", "1999-06", "2008-12"])
def test_a_year_or_a_month_in_quotes(as_of):
    assert FIGURE.validate_python({**WHOLE["documented"], "as_of": as_of}).as_of == as_of


@pytest.mark.parametrize("as_of", ["99", "1999-6", "1999-00", "1999-06-12", "June 1999", 1999, True, None, "1999\n"])
def test_anything_else_is_no_date(as_of):
    with pytest.raises(ValidationError):
        FIGURE.validate_python({**WHOLE["documented"], "as_of": as_of, "where": 3 if as_of is None else "x"})


def test_figures_do_not_change():
    figure = FIGURE.validate_python(WHOLE["chosen"])
    with pytest.raises(ValidationError):
        figure.value = 4


def test_keys_are_listed_for_each_basis():
    assert keys_of("derived") == ("from", "unit", "basis", "note")
    assert set(keys_of("documented")) >= {"value", "source", "as_of", "where", "low", "high"}


@pytest.mark.parametrize(
    ("demand", "allowed", "refused"),
    [
        (positive("x"), (1e-9, 1e12), (0, -1, 1e13)),
        (positive("x", up_to=5), (5,), (5.1,)),
        (non_negative("x"), (0, 0.5), (-1e-9, 1e13)),
        (unit_interval(), (0, 0.5, 1), (-0.1, 1.1)),
        (between(-1, 1, "x"), (-1, 0, 1), (-1.1, 1.1)),
        (weeks(), (1, 1.5, 5_200), (0.9, 5_201)),
        (whole_weeks(), (1, 2.0), (0, 1.5)),
        (whole_weeks(at_least=0), (0,), (-1,)),
        (counted("x", at_least=1, up_to=3), (1, 2, 3), (0, 2.5, 4)),
    ],
)
def test_validators_demand_what_they_are_named_by(demand, allowed, refused):
    assert all(demand.allows(value) for value in allowed)
    assert not any(demand.allows(value) for value in refused)


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        (positive("x"), "a number above 0"),
        (non_negative("x"), "a number of 0 or more"),
        (unit_interval(), "a number from 0 to 1"),
        (positive("x", up_to=1_000), "a number above 0 and up to 1,000"),
        (counted("x", at_least=1, up_to=100_000), "a whole number from 1 to 100,000"),
    ],
)
def test_demands_in_words(demand, words):
    assert str(demand) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (1.0, "1"),
        (0.25, "0.25"),
        ("a\nb", '"a?b"'),
        ("x" * 100, '"' + "x" * 56 + "..."),
        (float("nan"), "nan"),
    ],
)
def test_values_are_shown_on_one_short_line(value, text):
    assert shown(value) == text
