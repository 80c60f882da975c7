import pytest

from kfor_sim.scenario.expressions import DEPTH_LIMIT, LENGTH_LIMIT, ExpressionError, parse

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
