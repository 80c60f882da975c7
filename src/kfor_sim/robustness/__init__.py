"""Which conclusions survive when the assumptions change: under rival theories, and under the smallest departures."""

from kfor_sim.robustness.breaking import (
    Breaking,
    Departures,
    break_claim,
    breakable,
    breaking_command,
    depart,
    departures_of,
    full_look,
)
from kfor_sim.robustness.question import Question, question_of
from kfor_sim.robustness.robust import Answer, Robustness, answer, robust

__all__ = [
    "Answer",
    "Breaking",
    "Departures",
    "Question",
    "Robustness",
    "answer",
    "break_claim",
    "breakable",
    "breaking_command",
    "depart",
    "departures_of",
    "full_look",
    "question_of",
    "robust",
]
