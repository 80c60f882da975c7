"""Claims: inequalities between metrics of schedules, read from text, judged on paired replicates, put into words."""

from kfor_sim.claims.claim import Claim
from kfor_sim.claims.judging import Judgement, Verdict, judge
from kfor_sim.claims.reading import default_claim, middle_floor, parse_claim
from kfor_sim.claims.sentence import verdict_sentence

__all__ = [
    "Claim",
    "Judgement",
    "Verdict",
    "default_claim",
    "judge",
    "middle_floor",
    "parse_claim",
    "verdict_sentence",
]
