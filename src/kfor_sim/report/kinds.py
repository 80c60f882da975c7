"""What the page of each kind of result says by itself: its title, its question, and what its intervals are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_LUCK = (
    "Intervals are luck alone: they hold the replicates of one set of assumptions. Other values of the figures, and "
    "other mechanisms, move the numbers further."
)
_UNDER_EACH = (
    "Intervals are luck alone, theory by theory, at one value of each figure. Theories are neither independent nor "
    "equally plausible: which of them agree says something, how many says nothing."
)
_OVER_RANGES = (
    "Figures of judgement were drawn from ranges that are judgement too; documented figures, dates and schedules were "
    "held still. A share of such draws is no probability of anything in the world."
)
_OF_MODELS = (
    "The claims are about models, and so are the verdicts; a claim that is reproduced here is not true of the world. "
    "A lattice of agents and cops is no country: nothing of it is about Kosovo, or about any force."
)
_DRAWN = (
    "Assumed and calibrated figures that are read were drawn from their ranges, a calibrated one from the range that "
    "it had before it was fitted; what stands here is the scenario's own value of each. All other figures were held "
    "at the value that stands here."
)
_MOVED = (
    "What stands here is where every figure starts. Where the claim holds there, figures with a range were moved along "
    "it, one at a time, and other options were put in the place of those that the schedules have."
)
SAID_BY_TABLES = frozenset({"run", "comparison"})  # whose opening says no more than the table of schedules


@dataclass(frozen=True, slots=True)
class Kind:
    """What a page of a kind of result says by itself.

    Attributes:
        title: The page's title; ``{names}`` stands for the schedules.
        question: What was asked, in words of everyday.
        module: The module of `report` that describes the answer in parts.
        parts: Its function.
        intervals: What its intervals and shares are, and are not.
        varied: What was done with the values of the figures; empty where they were taken as they are.
        differs: Whether it is about differences between schedules, where there are several.
    """

    title: str
    question: str
    module: str
    parts: str
    intervals: str
    varied: str = ""
    differs: bool = False


KINDS: Mapping[str, Kind] = {
    "run": Kind(
        "{title}",
        "What does the model make of this schedule of troops?",
        "summary",
        "summary_parts",
        _LUCK,
    ),
    "comparison": Kind(
        "{names}: schedules compared",
        "What differs in the model between these schedules of troops, replicate by replicate on the same luck?",
        "comparison",
        "comparison_parts",
        _LUCK,
        differs=True,
    ),
    "robust": Kind(
        "{names}: a claim under every theory",
        "Under which rival theories of what presence does would the claim hold in the model?",
        "robust",
        "robustness_parts",
        _UNDER_EACH,
        differs=True,
    ),
    "break": Kind(
        "{names}: what breaks a claim",
        "Which smallest change of an assumption would turn the claim round in the model?",
        "breaking",
        "breaking_parts",
        _LUCK,
        _MOVED,
        differs=True,
    ),
    "scorecard": Kind(
        "{names}: the scorecard",
        "Which patterns of the record does the model yield without their being put in?",
        "scorecard",
        "scorecard_parts",
        _UNDER_EACH,
    ),
    "calibrate": Kind(
        "{names}: what the evidence leaves",
        "What does the evidence leave of the ranges of the figures, and which theories fit it at all?",
        "calibration",
        "calibration_parts",
        _OVER_RANGES,
        _DRAWN,
    ),
    "ensemble": Kind(
        "{names}: a claim in many worlds",
        "In which share of worlds, drawn from the ranges of the figures, would the claim hold?",
        "equifinality",
        "equifinality_parts",
        _OVER_RANGES,
        _DRAWN,
        differs=True,
    ),
    "sensitivity": Kind(
        "{names}: which assumption matters",
        "On which assumption does the answer hang most, all of them varied together over their ranges?",
        "sensitivity",
        "sensitivity_parts",
        _OVER_RANGES,
        _DRAWN,
        differs=True,
    ),
    "audit": Kind(
        "{names}: what the conclusion rests on",
        "What does the conclusion rest on, and which assumption would overturn it?",
        "audit",
        "audit_parts",
        _OVER_RANGES,
        _DRAWN,
        differs=True,
    ),
    "discover": Kind(
        "{names}: where a claim fails",
        "In which worlds would the claim fail, and what might each schedule cost there?",
        "discovery",
        "discovery_parts",
        _OVER_RANGES,
        _DRAWN,
        differs=True,
    ),
    "claims": Kind(
        "Claims about models like this one, checked",
        "Do the claims that are made of models of this kind hold here, seed by seed?",
        "claims",
        "register_parts",
        _OF_MODELS,
    ),
}
