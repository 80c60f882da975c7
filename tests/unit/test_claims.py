"""Claims: what is read, what is refused and in which words, gaps and judgements against sums by hand, sentences."""

import re
from contextlib import suppress
from math import inf, nan, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kfor_sim
from kfor_sim.claims import Judgement, default_claim, judge, middle_floor, parse_claim, verdict_sentence
from kfor_sim.comparing import default_metrics
from kfor_sim.errors import InputError
from kfor_sim.metrics import Metric
from kfor_sim.paired import paired
from kfor_sim.scenario.expressions import LENGTH_LIMIT

FLOORS = [f"weeks_below_floor_{floor}{whose}" for floor in (0.5, 0.7, 0.9) for whose in ("", "_lowest_community")]
METRICS = ["deaths", "attacks", "security_roma-ashkali-egyptian", *FLOORS, "recovery_weeks_march-2004", "security_serb"]
SCHEDULES = ["documented", "fast", "equal-front-loaded", "extended-2014", "folder/mine", "my plan", "plan (2)", "é<1"]


def read(text, schedules=SCHEDULES, metrics=METRICS):
    return parse_claim(text, schedules=schedules, metrics=metrics)


def refusal(text):
    with pytest.raises(InputError) as caught:
        read(text)
    return str(caught.value)


def values(**by_schedule):
    """Each schedule's values of whatever metric."""
    return lambda _, schedule: np.array(by_schedule[schedule], dtype=float)


def judged(text, interval=0.9, **by_schedule):
    return judge(read(text, schedules=list(by_schedule)), values(**by_schedule), interval=interval)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("deaths(fast) > deaths(documented)", [("deaths", "fast"), ("deaths", "documented")]),
        ("deaths(fast) > 1.1 * deaths(fast)", [("deaths", "fast")]),
        (" ( deaths (\n'fast' )<attacks(\t\"fast\") ) ", [("deaths", "fast"), ("attacks", "fast")]),
        (
            "security_roma-ashkali-egyptian(folder/mine) < recovery_weeks_march-2004(equal-front-loaded)",
            [("security_roma-ashkali-egyptian", "folder/mine"), ("recovery_weeks_march-2004", "equal-front-loaded")],
        ),
        ('deaths("my plan") > deaths(plan (2))', [("deaths", "my plan"), ("deaths", "plan (2)")]),
        ("deaths(my plan)-attacks(é<1)>0", [("deaths", "my plan"), ("attacks", "é<1")]),
        (
            "weeks_below_floor_0.9_lowest_community(extended-2014)-weeks_below_floor_0.5(fast) < 3",
            [("weeks_below_floor_0.9_lowest_community", "extended-2014"), ("weeks_below_floor_0.5", "fast")],
        ),
        (
            "weeks_below_floor(fast) < weeks_below_floor_lowest_community(fast)",
            [("weeks_below_floor_0.7", "fast"), ("weeks_below_floor_0.7_lowest_community", "fast")],
        ),
        ("min(deaths(fast), 1_000) > 1e3-max(2, deaths(documented))", [("deaths", "fast"), ("deaths", "documented")]),
    ],
)
def test_terms_are_found_whatever_letters_names_have(text, terms):
    claim = read(text)
    assert claim.terms == tuple(terms)
    assert claim.text == text.strip()


def test_the_longest_name_is_meant():
    metrics, schedules = ["deaths", "deaths-x", "x"], ["a", "a) - x(a"]
    assert parse_claim("deaths-x(a) > 1", schedules=["a"], metrics=metrics).terms == (("deaths-x", "a"),)
    assert parse_claim("deaths(a) - x(a) > 1", schedules=schedules, metrics=metrics).terms == (("deaths", "a) - x(a"),)


def test_a_hyphen_before_a_metric_is_a_minus():
    minus = read("10-deaths(fast)-deaths(documented) > 0")
    gap = minus.gaps(values(fast=[1, 2], documented=[3, 9]))
    assert gap[0].tolist() == [6, -1]


def test_the_middle_floor_is_the_one_that_comparisons_choose():
    for names in (FLOORS, FLOORS[:4], FLOORS[4:], [FLOORS[4], *FLOORS[:2]], ["weeks_below_floor_1e-05", *FLOORS]):
        chosen = default_metrics([Metric(name, "week", name, "lower", len) for name in names])
        assert [middle_floor(names)] == [name for name in chosen if not name.endswith("_lowest_community")]
    assert middle_floor(["deaths", "weeks_below_floor_of_mine"]) is None


def test_a_metric_that_has_the_short_name_itself_is_meant_by_it():
    assert (
        read("weeks_below_floor(fast) > 1", metrics=["weeks_below_floor", *FLOORS]).terms[0][0] == "weeks_below_floor"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("deths(fast) > 3", "there is no metric 'deths'; did you mean 'deaths'?"),
        ("fast-deaths(fst) > 3", "there is no schedule 'fst'; did you mean 'fast'?"),
        ("x.deaths(fast) > 3", "there is no metric 'x.deaths'; did you mean 'deaths'?"),
        ("3-deths(fast) > 3", "there is no metric 'deths'; did you mean 'deaths'?"),
        ("weeks_below_flor(fast) > 3", "there is no metric 'weeks_below_flor'; did you mean 'weeks_below_floor'?"),
        ("__import__('os')(fast)", "there is no metric '__import__'; metrics: deaths, attacks, "),
        ("deaths(fst) > deaths(documented)", "there is no schedule 'fst'; did you mean 'fast'?"),
        ("3-deaths('fst') > 3", "there is no schedule 'fst'; did you mean 'fast'?"),
        ("deaths(law and order) > 3", "there is no schedule 'law and order'; schedules here: documented, fast, "),
        ("deaths(deaths(fast)) > 3", "there is no schedule 'deaths(fast)'; "),
        ("deaths('a) (b') > 3", "there is no schedule 'a) (b'; "),
        ("deaths( ) > 3", "'deaths()' names no schedule; write deaths(documented)"),
        ("deaths > 3", "'deaths' names no schedule; write deaths(documented)"),
        ("deaths(fast) > documented", "'documented' is a schedule without a metric; write deaths(documented)"),
        ("deaths(fast) > deths", "'deths' is neither a number nor metric(schedule); did you mean deaths(documented)?"),
        ("deaths(fast) > xyz", "'xyz' is neither a number nor metric(schedule); write such as deaths(fast) > "),
        ("t0 > deaths(fast)", "'t0' is neither a number"),
        ("min > deaths(fast)", "'min' is neither a number"),
        ("deaths(fast) > True", "'True' is neither a number"),
        ("deaths(fast) in 3", "'in' is neither a number"),
        ("deaths(fast > 3", "the bracket after 'deaths' is not closed; write deaths(documented)"),
        (
            "abs(deaths(fast)) < 20",
            "'abs' is no function here; min and max are; that a difference is small is a chain: ",
        ),
        ("deaths(fast)", "'deaths(fast)' compares nothing; put < or > between two expressions"),
        ("deaths(fast) - 2 * deaths(my plan)", "'deaths(fast) - 2 * deaths(my plan)' compares nothing; "),
        ("deaths(fast) >= 3", "'>=' is not offered, only < and > are; with the interval of a mean, <= means what < "),
        ("deaths(fast) == 3", "'==' is not offered, only < and > are; with the interval of a mean, <= means what < "),
        ("deaths(fast) = 3", "'=' is not offered"),
        ("deaths(fast) ≥ 3", "'≥' is not offered"),
        ("deaths(fast) != 3", "equality is a chain: -20 < deaths(fast) - deaths(documented) < 20"),
        ("deaths(fast) > 1 and deaths(fast) < 3", "'and' is not offered: a claim is one comparison; make two claims, "),
        ("deaths(fast) > 1 or (deaths(fast) < 3)", "'or' is not offered: "),
        ("not (deaths(fast) > 1)", "'not' is not offered: "),
        ("deaths(fast) > 1 & 2", "'1 & 2' is not allowed in an expression; only metric(schedule), numbers such as "),
        ("1 < 2", "'1 < 2' names no metric; write such as deaths(fast) > deaths(documented)"),
        ("1 < 2 < deaths(fast)", "'1 < 2' names no metric; "),
        ("", "'' names no metric; write such as "),
        ("deaths(fast) < deaths( 'fast' )", "'deaths(fast) < deaths( 'fast' )' compares a thing with itself; "),
        ("1 < weeks_below_floor(fast) < weeks_below_floor_0.7(fast)", "compares a thing with itself"),
        ("2 deaths(fast) > 3", "an operator is missing beside 'deaths(fast)'; only metric(schedule), "),
        ("2deaths(fast) > 3", "an operator is missing beside 'deaths'; "),
        ("deaths(fast)5 > 3", "an operator is missing beside 'deaths(fast)'; "),
        ("deaths(fast).c > 3", "an operator is missing beside 'deaths(fast)'; "),
        ("deaths(fast)(2) > 3", "an operator is missing beside 'deaths(fast)'; "),
        ("deaths(fast)deaths(my plan) > 3", "an operator is missing beside 'deaths(fast)'; "),
        ("(deaths(fast)).c > 3", "'(deaths(fast)).c > 3' has a dot behind a bracket; "),
        ("deaths(fast)[0] > 3", "'deaths(fast)[0]' is not allowed"),
        ("deaths(my plan) ** deaths(fast) > 3", "'deaths(my plan) ** deaths(fast)' is not allowed"),
        ("2 * (deaths(fast) > 3)", "'deaths(fast) > 3' is not allowed"),
        ("deaths(fast) >> 3", "'deaths(fast) >> 3' is not allowed"),
        ("deaths(fast) > 1,000", "'deaths(fast) > 1,000' is not allowed in an expression; only metric(schedule), num"),
        ("min(deaths(fast)) > 3", "'min' needs two figures or more"),
        ("'deaths(fast)' > 3", "''' is not allowed in a claim; only metric(schedule), "),
        ("deaths(fast) > 3 # 4", "'#' is not allowed in a claim; "),
        ("deaths(fast) > 2j", "'2j' is not allowed"),
        ("deaths(fast) > 1e999", "'1e999' is not allowed"),
        ("deaths(fast) > 1 / (2 - 2)", "'1 / (2 - 2)' divides by zero"),
        ("deaths(fast) / 0 > 1", "'deaths(fast) / 0' divides by zero"),
        ("deaths(fast) > 1 / min(0, 1)", "'1 / min(0, 1)' has no finite result"),
        ("deaths(fast) > 1e308 * 10", "'1e308 * 10' has no finite result"),
        ("deaths(fast) >", "'deaths(fast) >' is no expression; check brackets and operators"),
        ("(" * 300 + "deaths(fast) > 1", "is no expression; check brackets and operators"),
        ("-" * 80 + "deaths(fast) > 1", "nested too deeply; at most 60 operations inside one another"),
        ("a" * (LENGTH_LIMIT + 1), "the claim has 601 characters; at most 600"),
        ("deaths(fast)\0 > 1", "(NUL)"),
        ("deaths(f\udcff\x1bst) > 1", "there is no schedule 'f??st'; did you mean 'fast'?"),
    ],
)
def test_what_is_no_claim_is_told_in_its_own_letters(text, words):
    said = refusal(text)
    assert words in said
    assert said.isprintable()


def test_an_example_names_two_schedules():
    with pytest.raises(InputError, match=r"write such as deaths\(fast\) > deaths\(documented\)"):
        read("1 < 2", schedules=["documented"])


def test_a_claim_of_nothing_known_has_words_as_well():
    with pytest.raises(InputError, match="no metric 'deaths'"):
        parse_claim("deaths(fast) > 1", schedules=[], metrics=[])
    with pytest.raises(InputError, match="no schedule 'fast'"):
        parse_claim("deaths(fast) > 1", schedules=[], metrics=METRICS)


PIECES = [
    *("deaths", "weeks_below_floor", "security_roma-ashkali-egyptian", "fast", "my plan", "plan (2)", "é<1", "dths"),
    *(
        "deaths(fast)",
        "attacks(my plan)",
        "deaths(plan (2))",
        'deaths("fast")',
        "min(",
        "max(",
        "abs(",
        "__import__('os')",
    ),
    *("<", ">", "<", ">", "<=", "==", "+", "-", "*", "/", "**", "//", "%", "&", "(", ")", "(", ")", ",", ".", "'", '"'),
    *(
        "1",
        "0",
        "2.5",
        "1e308",
        "1e999",
        "9" * 400,
        "0x1",
        "1j",
        "1_0",
        "and",
        "or",
        "not ",
        "if",
        "else",
        "in",
        "lambda:",
    ),
    *(
        " ",
        " ",
        "\n",
        "#",
        "\\",
        "\0",
        "\udcff",
        "℘",
        "ⅷ",
        "ª",
        "\u3000",
        "[",
        "]",
        "{",
        "}",
        ":=",
        "await ",
        "f'{",
        "...",
        ";",
    ),
]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.tuples(*[st.lists(st.sampled_from(PIECES), max_size=3).map("".join)] * 3).map(
        lambda parts: f"{parts[0]}deaths(fast){parts[1]}> {parts[2]}attacks(my plan)"
    ),
)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(TEXTS)
def test_whatever_is_written_is_read_or_told(text):
    claim = None
    with suppress(InputError):
        claim = read(text)
    if claim is None:
        said = refusal(text)
        assert said.isprintable()
        assert "t0" in text or not re.search(r"\bt\d", said), said
        return
    by_schedule = {"fast": np.array([1.0, 0, inf, nan]), "my plan": np.array([1.0, 2, inf, -1])}
    assert {metric for metric, _ in claim.terms} <= set(METRICS)
    for gap in claim.gaps(lambda _, schedule: by_schedule.get(schedule, np.zeros(4))):
        assert gap.shape == (4,)
    judgement = judge(claim, lambda _, schedule: by_schedule.get(schedule, np.zeros(4)), interval=0.9)
    assert verdict_sentence(claim.words, {"one": judgement})


def test_claims_are_read_without_eval():
    package = Path(kfor_sim.__file__).parent
    files = [*sorted((package / "claims").glob("*.py")), package / "scenario" / "expressions.py"]
    assert len(files) > 4
    for file in files:
        code = file.read_text(encoding="utf-8")
        assert not re.search(r"(?<!\.)\b(eval|exec|compile)\(", code)


def test_gaps_are_above_nought_where_a_link_holds():
    schedules = {"fast": [3.0, 5, 9, 1], "documented": [1.0, 5, 4, 2]}
    above, below = (read(f"deaths(fast) {sign} 2 * deaths(documented) + 1") for sign in "><")
    assert above.gaps(values(**schedules))[0].tolist() == [0, -6, 0, -4]
    assert below.gaps(values(**schedules))[0].tolist() == [0, 6, 0, 4]


def test_each_link_of_a_chain_has_gaps_of_its_own():
    claim = read("-2 < deaths(fast) - deaths(documented) < 5")
    low, high = claim.gaps(values(fast=[3, 5, 9, 1], documented=[1, 5, 4, 2]))  # differences 2, 0, 5, -1
    assert low.tolist() == [4, 2, 7, 1]
    assert high.tolist() == [3, 5, 0, 6]
    assert claim.links == ("-2 < deaths(fast) - deaths(documented)", "deaths(fast) - deaths(documented) < 5")


def test_metrics_are_asked_for_by_their_full_names_and_once():
    asked = []

    def value(metric, schedule):
        asked.append((metric, schedule))
        return np.ones(2)

    read("weeks_below_floor(fast) > weeks_below_floor_0.7(fast) - deaths('my plan')").gaps(value)
    assert asked == [("weeks_below_floor_0.7", "fast"), ("deaths", "my plan")]


def test_gaps_without_a_size_keep_their_direction_and_unknown_ones_are_unknown():
    claim = read("recovery_weeks_march-2004(fast) > recovery_weeks_march-2004(documented)")
    gap = claim.gaps(values(fast=[inf, 2, inf, nan], documented=[2, inf, inf, 2]))[0]
    np.testing.assert_array_equal(gap, [inf, -inf, nan, nan])
    share = read("deaths(fast) / deaths(documented) > 1").gaps(values(fast=[2, 2, 0], documented=[1, 0, 0]))[0]
    np.testing.assert_array_equal(share, [1, inf, nan])


def test_values_are_taken_in_their_order_whatever_their_labels_and_kind():
    by_schedule = {"fast": pd.Series([1, 2], index=[0, 1]), "documented": pd.Series([3, 5], index=[1, 2])}
    gap = read("deaths(fast) < deaths(documented) / 1").gaps(lambda _, schedule: by_schedule[schedule])[0]
    assert isinstance(gap, np.ndarray)
    assert gap.tolist() == [2.0, 3.0]


def test_least_and_most_are_taken_replicate_by_replicate():
    claim = read("max(deaths(fast), 3) > min(deaths(documented), deaths(fast), 9)")
    assert claim.gaps(values(fast=[1, 8], documented=[2, 10]))[0].tolist() == [2, 0]


def test_a_claim_holds_where_students_interval_of_its_mean_lies_above_nought():
    # gaps 1, 2, 3: mean 2, spread 1; Student's, 2 degrees of freedom, from a table: 2.9200 for 0.9, 4.3027 for 0.95
    judgement = judged("deaths(a) > deaths(b)", a=[2, 4, 6], b=[1, 2, 3])
    assert judgement.verdict == "holds"
    assert judgement.verdicts == ("holds",)
    assert judgement.link.mean_low == pytest.approx(2 - 2.919986 / sqrt(3))
    assert judgement.link == paired(np.array([2.0, 4, 6]), np.array([1.0, 2, 3]), interval=0.9)
    assert (judgement.n, judgement.interval, judgement.decisive) == (3, 0.9, 0)
    assert judged("deaths(a) > deaths(b)", interval=0.95, a=[2, 4, 6], b=[1, 2, 3]).verdict == "undecided"


def test_the_opposite_of_what_holds_is_reversed():
    assert judged("deaths(a) < deaths(b)", a=[2, 4, 6], b=[1, 2, 3]).verdict == "reversed"
    assert judged("deaths(a) < deaths(b)", interval=0.95, a=[2, 4, 6], b=[1, 2, 3]).verdict == "undecided"


def test_what_never_differs_fails_however_it_is_computed():
    same = [0.1, 1e9, 3.7]
    for text in ("deaths(a) > deaths(b)", "1.0*deaths(a)-deaths(b) > 0", "1.1 * deaths(a) < 1.1 * deaths(b)"):
        assert judged(text, a=same, b=same).verdict == "no difference"
    assert judged("deaths(a) > deaths(b)", a=[*same, 1], b=[*same, 2]).verdict == "undecided"


def test_replicates_of_which_nothing_is_known_are_not_taken_for_equal():
    judgement = judged("deaths(a) > deaths(b)", a=[1, 1, 1, inf], b=[1, 1, 1, inf])
    assert (judgement.verdict, judgement.n) == ("undecided", 3)


def test_without_chance_the_sign_decides():
    assert judged("deaths(a) > deaths(b)", a=[1.1, 1.1], b=[1, 1]).verdict == "holds"
    assert judged("deaths(a) > deaths(b)", a=[1] * 20, b=[1.1] * 20).verdict == "reversed"


def test_one_replicate_decides_nothing_nor_does_none():
    for text in ("deaths(a) > deaths(b)", "deaths(a) < deaths(b)"):
        assert judged(text, a=[2], b=[1]).verdict == "undecided"
    assert judged("deaths(a) > deaths(b)", a=[1], b=[1]).verdict == "undecided"
    nothing = judged("deaths(a) > deaths(b)", a=[nan, inf], b=[1, inf])
    assert (nothing.verdict, nothing.n) == ("undecided", 0)


def test_what_grows_beyond_all_numbers_is_undecided():
    assert judged("deaths(a) > deaths(b)", a=[1e308, 1.7e308], b=[0, 0]).verdict == "undecided"


@pytest.mark.parametrize(
    ("a", "interval", "verdict"),
    [
        ([inf] * 6, 0.9, "holds"),  # 2^-5 = 0.031
        ([inf] * 5, 0.9, "undecided"),  # 2^-4 = 0.063
        ([inf, 2, inf, 3, inf, 2], 0.9, "holds"),  # some have a size, all the same sign
        ([inf, 2, inf, 3, inf, 1], 0.9, "undecided"),  # one is equal
        ([inf, 2, inf, 3, inf, 0, *[inf] * 20], 0.9, "undecided"),  # one is lower
        ([-inf] * 6, 0.9, "reversed"),
        ([inf] * 6 + [nan], 0.9, "holds"),  # six are known
        ([inf] * 5 + [nan], 0.9, "undecided"),
        ([inf] * 7, 0.99, "undecided"),  # 2^-6 = 0.016, more often than the interval misses
        ([inf] * 8, 0.99, "holds"),  # 2^-7 = 0.008
        ([inf] * 2000, 0.9, "holds"),
    ],
)
def test_gaps_without_sizes_are_decided_by_their_signs(a, interval, verdict):
    judgement = judged("deaths(a) > deaths(b)", interval=interval, a=a, b=[1.0] * len(a))
    assert judgement.verdict == verdict
    assert np.isnan(judgement.link.mean)


def test_a_chain_holds_with_all_of_its_links_and_fails_with_any():
    a, b = [12, 14, 16], [10, 10, 10]  # differences 2, 4, 6
    alike = judged("-20 < deaths(a) - deaths(b) < 20", a=a, b=b)
    assert (alike.verdict, alike.verdicts, alike.decisive) == ("holds", ("holds", "holds"), 1)
    assert alike.link.mean == 16
    beyond = judged("-1 < deaths(a) - deaths(b) < 0.1", a=a, b=b)
    assert (beyond.verdict, beyond.verdicts, beyond.decisive) == ("fails", ("holds", "fails"), 1)
    open_ = judged("3.9 < deaths(a) - deaths(b) < 20", a=a, b=b)
    assert (open_.verdict, open_.verdicts, open_.decisive) == ("undecided", ("undecided", "holds"), 0)
    level = judged("3.9 < deaths(a) - deaths(b) < deaths(a) - 10", a=a, b=b)
    assert (level.verdict, level.verdicts) == ("no difference", ("undecided", "no difference"))
    worst = judged("deaths(a) - 10 < deaths(a) - deaths(b) < 0.1", a=a, b=b)
    assert (worst.verdict, worst.verdicts) == ("fails", ("no difference", "fails"))


def test_the_second_is_less_secure_than_the_first():
    metrics = [*METRICS, "security_mean"]
    claim = default_claim("documented", "my (2) plan", metrics)
    assert claim.text == "security_mean(my (2) plan) < security_mean(documented)"
    assert claim.terms == (("security_mean", "my (2) plan"), ("security_mean", "documented"))
    assert claim.words == "`my (2) plan` is less secure than `documented`"
    by_schedule = {"documented": np.array([0.5, 0.75]), "my (2) plan": np.array([0.25, 0.5])}
    assert claim.gaps(lambda _, schedule: by_schedule[schedule])[0].tolist() == [0.25, 0.25]


def test_a_default_claim_needs_two_schedules():
    with pytest.raises(InputError, match="compares a thing with itself"):
        default_claim("fast", "fast", [*METRICS, "security_mean"])


def test_short_of_a_margin_is_not_the_opposite():
    """A claim with numbers fails; only one without can be turned round."""
    a, b = [1.0, 1, 1, 1], [3.0, 4, 3, 4]
    assert judged("deaths(a) > deaths(b)", a=a, b=b).verdict == "reversed"
    assert judged("deaths(a) > deaths(b) + 1", a=a, b=b).verdict == "fails"
    assert judged("deaths(b) - deaths(a) > 52", a=a, b=b).verdict == "fails"
    assert "fails under x" in verdict_sentence("it", {"x": judged("deaths(a) > 52", a=a)})


def test_a_claim_is_called_by_its_letters_on_one_line():
    assert read("deaths(fast)\n  > 3").words == "`deaths(fast) > 3`"


def result(verdict, n=20):
    link = paired(np.arange(float(n)), np.zeros(n), interval=0.9)
    return Judgement(verdict, 0, (link,), (verdict,), 0.9)


@pytest.mark.parametrize(
    ("by_theory", "rest"),
    [
        ({"a": ("holds",)}, "holds under a."),
        ({"a": ("holds",), "b": ("holds", 3)}, "holds under a and b."),
        ({"a": ("holds",), "b": ("holds",)}, "holds under a and b alike."),
        ({"a": ("holds",), "b": ("holds",), "c": ("holds",)}, "holds under a, b and c alike."),
        ({"a": ("reversed",)}, "is reversed under a."),
        ({"a": ("reversed",), "b": ("reversed",)}, "is reversed under a and b alike."),
        ({"a": ("no difference",)}, "fails under a (no difference in any of 20 runs)."),
        (
            {"a": ("no difference", 2), "b": ("no difference", 2)},
            "fails under a and b (no difference in any of 2 runs).",
        ),
        ({"a": ("undecided",)}, "cannot be told from luck with 20 runs under a."),
        ({"a": ("undecided", 1)}, "cannot be told from luck with 1 run under a."),
        ({"a": ("undecided", 0)}, "cannot be told for want of anything to measure under a."),
        ({"a": ("undecided",), "b": ("undecided",)}, "cannot be told from luck with 20 runs under a and b alike."),
        (
            {"a": ("undecided", 0), "b": ("undecided", 19), "c": ("undecided",), "d": ("undecided", 19)},
            "cannot be told from luck with 20 runs under c, from luck with 19 runs under b and d and for want of "
            "anything to measure under a.",
        ),
        ({"a": ("reversed",), "b": ("holds",)}, "holds under b, and is reversed under a."),
        (
            {"a": ("holds",), "x": ("reversed",), "f": ("no difference",), "e": ("no difference",), "b": ("holds",)}
            | {"y": ("undecided",)},
            "holds under a and b, is reversed under x, fails under f and e (no difference in any of 20 runs), and "
            "cannot be told from luck with 20 runs under y.",
        ),
        (
            {"a": ("reversed",), "b": ("undecided",)},
            "holds under none of these theories: it is reversed under a, and cannot be told from luck with 20 runs "
            "under b.",
        ),
        ({}, "was asked under no theory."),
    ],
)
def test_a_sentence_names_theories(by_theory, rest):
    judgements = {theory: result(*given) for theory, given in by_theory.items()}
    assert verdict_sentence("`x` is less secure than `y`", judgements) == f"That `x` is less secure than `y` {rest}"
