"""Reading a claim: known terms are found first, whatever letters they have; the rest goes to the one parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import NoReturn

import numpy as np

from kfor_sim.claims.claim import CLAIM, Claim, Term
from kfor_sim.errors import InputError
from kfor_sim.scenario.expressions import LENGTH_LIMIT, Expression, ExpressionError, parse_chain, shortened
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.suggestions import closest

_BELOW_FLOOR = "weeks_below_floor"
_LOWEST_COMMUNITY = "_lowest_community"
_SECURITY = "security_mean"
_FLOOR = re.compile(rf"{_BELOW_FLOOR}_(\d+(?:\.\d+)?(?:e[+-]\d+)?)")

_MASK = "\0"  # no name of a file has it, and no claim may
_NAME = r"(?<![\w.])[^\W\d][\w.]*"
_CALL = re.compile(rf"({_NAME}(?:-[\w.]+)*)\s*\(")
_GLUED = re.compile(r"(?<![\w.])\d[\d.]*([^\W\d][\w.]*)\s*\(")
_WORD = re.compile(rf"{_NAME}(?:[/-]+[\w.]+)*")
_SIGN = re.compile(r"[<>!=]=+|=[<>]|<>|[=≤≥≠]")
_STRANGE = re.compile(r"[^\w\s.+\-*/(),<>%&|^~!@:;?\[\]{}\0]")
_QUOTED = re.compile(r"""\s*(["'])(.*?)\1\s*\)""")
_JOINS = ("and", "or", "not")


def parse_claim(text: str, *, schedules: Sequence[str], metrics: Sequence[str]) -> Claim:
    """Read a claim.

    A claim compares, with < or >, two expressions over ``metric(schedule)``, or more of them in a chain:
    ``deaths(fast) > 1.1 * deaths(documented)``. A chain such as ``-20 < deaths(a) - deaths(b) < 20`` says that two are
    about equal. A schedule may stand between quotes. ``weeks_below_floor`` without a number is the metric of the middle
    floor, and ``weeks_below_floor_lowest_community`` the same of the least secure community.

    Args:
        text: The claim.
        schedules: Names of the schedules that it may ask.
        metrics: Names of the metrics that it may ask for.

    Raises:
        InputError: It is no claim, or it names what is not there; the text says what to write.
    """
    try:
        return _Reader.of(schedules, metrics).claim(text.strip())
    except ExpressionError as error:
        said = "; ".join(filter(None, (error.what, error.remedy)))
        raise InputError("".join(letter if letter.isprintable() else "?" for letter in said)) from None


def default_claim(first: str, second: str, metrics: Sequence[str]) -> Claim:
    """Claim that the second of two schedules is less secure than the first.

    Args:
        first: Name of a schedule.
        second: Name of another.
        metrics: Names of the metrics that both have.

    Returns:
        That the mean security of all with a home in the theatre, those away as nought, is lower under the second.

    Raises:
        InputError: Both are the same.
    """
    claim = parse_claim(f"{_SECURITY}({second}) < {_SECURITY}({first})", schedules=(first, second), metrics=metrics)
    return replace(claim, phrase=f"`{second}` is less secure than `{first}`")


def middle_floor(metrics: Iterable[str]) -> str | None:
    """Find the metric that counts weeks below the middle floor, the lower one of two; None where none does."""
    floors = {float(found[1]): found[0] for found in map(_FLOOR.fullmatch, metrics) if found}
    in_order = [floors[floor] for floor in sorted(floors)]
    return in_order[(len(in_order) - 1) // 2] if in_order else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a claim may name.

    Terms that are known are found first, whatever letters their names have, and names take their place that the one
    parser can read. What is left has to be arithmetic; whatever is not is told in the letters in which it was written.

    Attributes:
        schedules: Names of schedules.
        metrics: The metric that each word means.
    """

    schedules: tuple[str, ...]
    metrics: Mapping[str, str]

    @classmethod
    def of(cls, schedules: Iterable[str], metrics: Iterable[str]) -> _Reader:
        """Know schedules and metrics, and what words for the middle floor mean."""
        known = {name: name for name in metrics if name}
        middle = middle_floor(known)
        words = {_BELOW_FLOOR: middle, f"{_BELOW_FLOOR}{_LOWEST_COMMUNITY}": f"{middle}{_LOWEST_COMMUNITY}"}
        means = {word: name for word, name in words.items() if name in known and word not in known}
        return cls(tuple(filter(None, schedules)), {**known, **means})

    def claim(self, text: str) -> Claim:
        """Read a claim.

        Raises:
            ExpressionError: It is none.
        """
        if len(text) > LENGTH_LIMIT:
            raise ExpressionError(f"the claim has {len(text)} characters", f"at most {LENGTH_LIMIT}")
        if _MASK in text:
            raise ExpressionError("the claim holds a character without a sign (NUL)", CLAIM.allowed)
        found = [(match.span(), self._term(match)) for match in self._pattern().finditer(text)]
        self._check_rest(text, _replaced(text, [(span, _MASK) for span, _ in found]))
        for span, _ in found:
            _check_neighbours(text, *span)
        by_term = {term: f"t{place}" for place, term in enumerate(dict.fromkeys(term for _, term in found))}
        if not by_term:
            raise ExpressionError(f"'{shortened(text)}' names no metric", f"write such as {self._example()}")
        plain = _replaced(text, [(span, by_term[term]) for span, term in found])
        chain = parse_chain(re.sub(r"\s", " ", plain), CLAIM, written=text)
        by_name = {name: term for term, name in by_term.items()}
        claim = Claim(text, tuple(by_term), chain=chain, by_name=by_name)
        self._check_links(claim)
        return claim

    def _pattern(self) -> re.Pattern[str]:
        """Find terms of which both names are known; longer names come first."""
        metric, schedule = _any_of(self.metrics), _any_of(self.schedules)
        return re.compile(rf"""(?<![\w.])({metric})\s*\(\s*(?:({schedule})|"({schedule})"|'({schedule})')\s*\)""")

    def _term(self, match: re.Match[str]) -> Term:
        word, *schedule = match.groups()
        return self.metrics[word], next(filter(None, schedule))

    def _check_rest(self, text: str, rest: str) -> None:
        """Refuse what is neither a known term nor arithmetic, the most telling first.

        Args:
            text: The claim.
            rest: The same without its known terms, each letter in its place.
        """
        if glued := _GLUED.search(rest):
            _refuse_neighbour(glued[1])
        for call in _CALL.finditer(rest):
            self._check_call(text, rest, call)
        if sign := _SIGN.search(rest):
            remedy = f"with the interval of a mean, <= means what < does, and equality is a chain: {self._equality()}"
            raise ExpressionError(f"'{sign.group()}' is not offered, only < and > are", remedy)
        for word in _WORD.finditer(rest):
            self._check_word(word.group(), is_called=rest[word.end() :].lstrip().startswith("("))
        if strange := _STRANGE.search(rest):
            raise ExpressionError(f"'{strange.group()}' is not allowed in a claim", CLAIM.allowed)

    def _check_call(self, text: str, rest: str, call: re.Match[str]) -> None:
        """Refuse a name with brackets that is neither a function nor a known term."""
        parts = call[1].split("-")
        names = ["-".join(parts[place:]) for place in range(len(parts))]  # a hyphen may be a minus
        name = next((name for name in names if name in self.metrics or name in CLAIM.functions), names[0])
        if name in CLAIM.functions:
            return
        if name in _JOINS:
            self._refuse_join(name)
        end = _end_of_bracket(rest, call.end())
        if end is None:
            raise ExpressionError(f"the bracket after '{name}' is not closed", f"write {name}({self._schedule})")
        if name in self.metrics:
            self._refuse_schedule(name, _unquoted(text[call.end() : end]))
        if _MASK in rest[call.end() : end]:
            remedy = f"min and max are; that a difference is small is a chain: {self._equality()}"
            raise ExpressionError(f"'{shortened(name)}' is no function here", remedy)
        raise ExpressionError(f"there is no metric '{shortened(name)}'", did_you_mean(name, self.metrics, "metrics"))

    def _refuse_schedule(self, metric: str, schedule: str) -> NoReturn:
        if not schedule:
            raise ExpressionError(f"'{metric}()' names no schedule", f"write {metric}({self._schedule})")
        remedy = did_you_mean(schedule, self.schedules, "schedules here")
        raise ExpressionError(f"there is no schedule '{shortened(schedule)}'", remedy)

    def _check_word(self, word: str, *, is_called: bool) -> None:
        """Refuse a name that is not followed by brackets."""
        if word in CLAIM.functions and is_called:
            return
        if word in _JOINS:
            self._refuse_join(word)
        if word in self.metrics:
            raise ExpressionError(f"'{word}' names no schedule", f"write {word}({self._schedule})")
        if word in self.schedules:
            raise ExpressionError(f"'{word}' is a schedule without a metric", f"write {self._metric}({word})")
        meant = closest(word, self.metrics)
        remedy = f"did you mean {meant}({self._schedule})?" if meant else f"write such as {self._example()}"
        raise ExpressionError(f"'{shortened(word)}' is neither a number nor metric(schedule)", remedy)

    def _refuse_join(self, word: str) -> NoReturn:
        remedy = f"make two claims, or a chain: {self._equality()}"
        raise ExpressionError(f"'{word}' is not offered: a claim is one comparison", remedy)

    def _check_links(self, claim: Claim) -> None:
        """Refuse a link that says nothing, names that are none, and numbers that arithmetic cannot use."""
        if {name for side in claim.chain.sides for name in side.names} - set(claim.by_name):
            raise ExpressionError(f"'{shortened(claim.text)}' has a dot behind a bracket", CLAIM.allowed)
        for (left, _, right), link in zip(claim.chain.links, claim.links, strict=True):
            if not left.names and not right.names:
                raise ExpressionError(f"'{shortened(link)}' names no metric", f"write such as {self._example()}")
            if left.is_same_as(right):
                raise ExpressionError(f"'{shortened(link)}' compares a thing with itself", "name two schedules")
        for side in claim.chain.sides:
            _check_numbers(side)

    @property
    def _metric(self) -> str:
        return next(iter(self.metrics.values()), "deaths")

    @property
    def _schedule(self) -> str:
        return next(iter(self.schedules), "documented")

    @property
    def _two(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.schedules[:2], "documented", "fast")))[:2]

    def _example(self) -> str:
        first, second = self._two
        return f"{self._metric}({second}) > {self._metric}({first})"

    def _equality(self) -> str:
        first, second = self._two
        return f"-20 < {self._metric}({second}) - {self._metric}({first}) < 20"


def _any_of(names: Iterable[str]) -> str:
    """A pattern of any of some names, the longer first; of none, one that nothing matches."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"


def _replaced(text: str, spans: Iterable[tuple[tuple[int, int], str]]) -> str:
    """Put something in the place of parts of a text, so that all other letters keep their places.

    A mask fills the place; a name has spaces behind it.
    """
    letters = list(text)
    for (start, end), name in spans:
        letters[start:end] = name * (end - start) if name == _MASK else name.ljust(end - start)
    return "".join(letters)


def _check_neighbours(text: str, start: int, end: int) -> None:
    """Refuse a term that follows a number or a bracket, or has one behind it, without an operator between them."""
    before, behind = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    if re.match(r"[\w.)]", before) or re.match(r"[\w.(]", behind):
        _refuse_neighbour(text[start:end])


def _refuse_neighbour(term: str) -> NoReturn:
    raise ExpressionError(f"an operator is missing beside '{shortened(term)}'", CLAIM.allowed)


def _end_of_bracket(text: str, start: int) -> int | None:
    """Where the bracket that was opened before a place is closed; None where it is not."""
    if quoted := _QUOTED.match(text, start):
        return quoted.end() - 1
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return None


def _unquoted(text: str) -> str:
    """A name without the spaces and quotes around it."""
    name = text.strip()
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name


def _check_numbers(side: Expression) -> None:
    """Refuse what numbers alone make impossible, whatever the metrics are.

    Raises:
        ExpressionError: It divides by nought, or has numbers alone and no finite result.
    """
    try:
        with np.errstate(all="ignore"):
            _ = side.compute(lambda _: nan) if side.names else side.evaluate(lambda _: nan)
    except ZeroDivisionError:
        raise ExpressionError(f"'{shortened(side.text)}' divides by zero") from None
