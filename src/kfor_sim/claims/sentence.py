"""The verdict in one sentence: under which theories a claim holds, and what becomes of it under the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import get_args

from kfor_sim.claims.judging import Judgement, Verdict
from kfor_sim.digits import counted


def verdict_sentence(words: str, by_theory: Mapping[str, Judgement]) -> str:
    """Say in one sentence under which theories a claim holds, and what becomes of it under each of the others.

    Args:
        words: The claim as `Claim.words` gives it.
        by_theory: What was judged under each theory, by its name.
    """
    clauses = [clause for clause in (_clause(verdict, by_theory) for verdict in get_args(Verdict)) if clause]
    if not clauses:
        return f"That {words} was asked under no theory."
    if len(clauses) == 1:
        return f"That {words} {clauses[0]}{_alike(by_theory)}."
    if any(judgement.verdict == "holds" for judgement in by_theory.values()):
        return f"That {words} {_joined(clauses, comma=True)}."
    return f"That {words} holds under none of these theories: it {_joined(clauses, comma=True)}."


def _clause(verdict: Verdict, by_theory: Mapping[str, Judgement]) -> str:
    """Say which theories have a verdict, apart by replicates where their number is said; empty if none has it."""
    having = {theory: judgement for theory, judgement in by_theory.items() if judgement.verdict == verdict}
    match verdict:
        case "holds" | "reversed" | "fails":
            start = "is reversed" if verdict == "reversed" else verdict
            return f"{start} under {_joined(list(having))}" if having else ""
        case "no difference":
            parts = [f"under {who} (no difference in any of {counted(n, 'run')})" for n, who in _by_count(having)]
            return f"fails {_joined(parts)}" if parts else ""
    parts = [f"{_unknown(n)} under {who}" for n, who in _by_count(having)]
    return f"cannot be told {_joined(parts)}" if parts else ""


def _by_count(having: Mapping[str, Judgement]) -> Iterator[tuple[int, str]]:
    """Group theories by how many replicates each has, the most first."""
    in_order = sorted(having, key=lambda theory: -having[theory].n)
    for n, theories in groupby(in_order, key=lambda theory: having[theory].n):
        yield n, _joined(list(theories))


def _unknown(n: int) -> str:
    return f"from luck with {counted(n, 'run')}" if n else "for want of anything to measure"


def _alike(by_theory: Mapping[str, Judgement]) -> str:
    """A last word where several theories, and no bracket behind them, share verdict and count."""
    kinds = {(judgement.verdict, judgement.n) for judgement in by_theory.values()}
    return " alike" if len(by_theory) > 1 and len(kinds) == 1 and "no difference" not in dict(kinds) else ""


def _joined(parts: Sequence[str], *, comma: bool = False) -> str:
    """Join parts with commas and an "and", before which a comma may be wanted."""
    last = ", and " if comma else " and "
    return last.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
