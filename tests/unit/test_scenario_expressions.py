from dataclasses import replace
from math import nan

import numpy as np
import pytest

from kfor_sim.scenario.expressions import ARITHMETIC, DEPTH_LIMIT, LENGTH_LIMIT, ExpressionError, parse, parse_chain

WITH_NUMBERS = replace(ARITHMETIC, has_numbers=True, allowed="what a chain may hold")
VALUES = {"a": 6.0, "b": 3.0, "zero": 0.0, "table.c": 4.0, "huge": 1e300}


def value(text):
    return parse(text).evaluate(VALUES.__getitem__)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a", 6.0),
        ("a + b", 9.0),
        ("a - b - b", 0.0),
        ("a * b / table.c", 4.5),
        ("a - (b - table.c)", 7.0),
        ("-a + b", -3.0),
        ("min(a, b, table.c)", 3.0),
        ("max(a, min(b, table.c))", 6.0),
        ("  a\t*\tb ", 18.0),
    ],
)
def test_arithmetic_over_names(text, result):
    assert value(text) == result


def test_names_are_listed_once_in_order():
    assert parse("b * table.c + min(a, b)").names == ("b", "table.c", "a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a +",
        "(a",
        "a b",
        "2 * a",
        "'a'",
        "a ** b",
        "a // b",
        "a % b",
        "a < b",
        "a and b",
        "not a",
        "+a",
        "~a",
        "a if b else a",
        "[a]",
        "[a for a in b]",
        "{a: b}",
        "a[b]",
        "lambda: a",
        "(a := b)",
        "f'{a}'",
        "abs(a, b)",
        "min(a)",
        "min(*a, b)",
        "min(a, b, key=b)",
        "a.min(a, b)",
        "min(a, b).c",
        "__import__('os')",
        "().__class__",
        "a\x00b",
        "await a",
        "(yield a)",
        "...",
        "1or a",
        "\udcff",
    ],
)
def test_everything_else_is_refused(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.what


def test_a_constant_is_named_in_its_own_letters():
    with pytest.raises(ExpressionError, match=r"the constant 0\.5 is not allowed"):
        parse("a * 0.5")


def test_a_fault_counts_letters_and_not_bytes():
    with pytest.raises(ExpressionError, match=r"^'a \*\* b' is not allowed"):
        parse("é - ß + a ** b + é")


def test_division_by_zero_is_told():
    with pytest.raises(ExpressionError, match="divides by zero"):
        value("a / (b - b)")


def test_a_result_that_is_not_finite_is_told():
    with pytest.raises(ExpressionError, match="no finite result"):
        value("huge * huge")
    with pytest.raises(ExpressionError, match="no finite result"):
        value("huge * huge - huge * huge")


def test_length_is_capped():
    assert parse("a" * LENGTH_LIMIT).names == ("a" * LENGTH_LIMIT,)
    with pytest.raises(ExpressionError, match="characters"):
        parse("a" * (LENGTH_LIMIT + 1))


def test_depth_is_capped():
    assert parse("-" * (DEPTH_LIMIT - 1) + "a").names == ("a",)
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse("-" * DEPTH_LIMIT + "a")


@pytest.mark.parametrize(
    "text", ["(" * 300 + "a" + ")" * 299, "[" * 299 + "]" * 299, "-" * 590 + "a", "not " * 140 + "a"]
)
def test_brackets_without_end_do_no_harm(text):
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_chain_is_its_sides_and_the_signs_between_them():
    chain = parse_chain("-20 < a - b * 1.5 < table.c", WITH_NUMBERS)
    assert chain.signs == ("<", "<")
    assert [side.text for side in chain.sides] == ["-20", "a - b * 1.5", "table.c"]
    assert [side.names for side in chain.sides] == [(), ("a", "b"), ("table.c",)]
    assert [side.evaluate(VALUES.__getitem__) for side in chain.sides] == [-20.0, 1.5, 4.0]
    assert [(left.text, sign, right.text) for left, sign, right in chain.links] == [
        ("-20", "<", "a - b * 1.5"),
        ("a - b * 1.5", "<", "table.c"),
    ]


def test_signs_may_differ_within_a_chain():
    assert parse_chain("a < b > a", WITH_NUMBERS).signs == ("<", ">")


def test_figures_hold_no_numbers_although_chains_may():
    with pytest.raises(ExpressionError, match=r"the constant 2 is not allowed"):
        parse_chain("a < 2", ARITHMETIC)
    with pytest.raises(ExpressionError, match=r"'a < b' is not allowed"):
        parse("a < b", WITH_NUMBERS)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a", "compares nothing"),
        ("a >> b", "'a >> b' is not allowed"),
        ("a <= b", "no chain of < and >"),
        ("a < b == a", "no chain of < and >"),
        ("a in b", "no chain of < and >"),
        ("a < b and b < a", "not allowed"),
        ("a < (b < a)", "'b < a' is not allowed"),
        ("a < 'b'", "'b'"),
        ("a < True", "'True' is not allowed"),
        ("a < 1j", "'1j' is not allowed"),
        ("a < 1e999", "'1e999' is not allowed"),
        ("a < " + "9" * 400, "9' is not allowed|9...' is not allowed"),
        ("a <", "is no expression"),
        ("a" * LENGTH_LIMIT + "< b", "characters"),
        ("b < " + "-" * DEPTH_LIMIT + "a", "nested too deeply"),
    ],
)
def test_what_is_no_chain_is_told(text, what):
    with pytest.raises(ExpressionError, match=what) as caught:
        parse_chain(text, WITH_NUMBERS)
    assert caught.value.what


def test_faults_quote_what_was_written_in_place_of_a_name():
    written = "é(x y) - $(z) ** 2 < 3"
    with pytest.raises(ExpressionError) as caught:
        parse_chain("t0     - t1   ** 2 < 3", WITH_NUMBERS, written=written)
    assert caught.value.what == "'$(z) ** 2' is not allowed in an expression"
    assert parse_chain("t0     - t1   < 3", WITH_NUMBERS, written="é(x y) - $(z) < 3").sides[0].text == "é(x y) - $(z)"
    with pytest.raises(ExpressionError, match=r"'é\(x y\)' compares nothing"):
        parse_chain("t0    ", WITH_NUMBERS, written="é(x y)")


def test_expressions_compute_arrays_element_by_element():
    values = {"a": np.array([1.0, nan, 6]), "b": np.array([2.0, 1, 3])}
    side = parse_chain("a / b - 1 < a", WITH_NUMBERS).sides[0]
    np.testing.assert_array_equal(side.compute(values.__getitem__), [-0.5, nan, 1])


def test_sameness_is_of_the_parts_and_not_of_spaces_and_brackets():
    assert parse("a - b").is_same_as(parse("( a )-b"))
    assert not parse("a - b").is_same_as(parse("b - a"))
    assert not parse("a - b").is_same_as(parse("a + b"))
