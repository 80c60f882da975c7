"""What the picture of a discovery says: its title, what its halves show, and what a reader must know beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kfor_sim.discovery import Discovery
    from kfor_sim.discovery.finding import Judged
    from kfor_sim.discovery.rule import Rule
    from kfor_sim.metrics import Metric

Floats = NDArray[np.float64]

_SAYS = {
    "nothing is known": "nothing is known in any simulated world",
    "never fails": "fails in no simulated world",
    "always fails": "fails in every simulated world",
    "too few to grow on": "too few simulated worlds on one side to look for a rule",
    "no rule lasts": "no rule of failure that lasts",
}


def shown_judged(found: Discovery) -> Judged | None:
    """Choose the rule that is drawn: of those that last, the surest on worlds that the tree has not seen."""
    return max(found.found.lasting, key=lambda each: each.unseen.density[1], default=None)


def shown_rule(found: Discovery) -> Rule | None:
    """Give the rule that is drawn; None where none lasts."""
    judged = shown_judged(found)
    return judged.rules[0] if judged else None


def shown_metrics(found: Discovery) -> list[str]:
    """Name the metrics by which some schedule has a regret of some size."""
    every = dict.fromkeys(each.metric.name for each in found.regrets if each.mostly > 0 or each.summed.worst > 0)
    return list(every)


def title(found: Discovery) -> str:
    """Say where the claim fails."""
    rule = shown_rule(found)
    what = f"fails where {_plain(rule.words)}" if rule else _SAYS[found.found.says]
    return f"{found.plan.question.title}: {what}" if not rule else f"“{found.plan.question.title}” {what}"


def about_worlds(found: Discovery) -> str:
    """Say how far the rule holds, on worlds that it was not grown on."""
    known, failures = len(found.sample.fails), int(found.sample.fails.sum())
    judged = shown_judged(found)
    first = f"The claim fails in {failures} of {known} worlds."
    if judged is None:
        return (
            f"{first} Shares by theory, with Wilson's intervals of {100 * found.plan.asked.subject.level:g} per cent:"
        )
    unseen = judged.unseen
    density, coverage = (tuple(f"{100 * each:.0f}" for each in share) for share in (unseen.density, unseen.coverage))
    return (
        f"{first} Of those that the tree has not seen, it fails in {density[0]} per cent inside the rule "
        f"({density[1]} to {density[2]}; density) and in {100 * unseen.overall:.0f} per cent overall; {coverage[0]} "
        f"per cent of failures lie inside ({coverage[1]} to {coverage[2]}; coverage)."
    )


def about_regrets(found: Discovery) -> str:
    """Say what a regret is."""
    if not shown_metrics(found):
        return "By none of the metrics asked does any schedule lie behind another in any world."
    return (
        "How far it lies behind the schedule that does best in the very same world: a dot for each world; nine of ten "
        "do not lie beyond the bar."
    )


def notes(found: Discovery) -> tuple[str, ...]:
    """Give what a reader must know beside what is drawn."""
    rule, rules = shown_rule(found), found.found
    others = len(rules.lasting) - 1
    faint = bool(rule and (len(rule.bounds) > 2 or (len(rule.bounds) == 2 and len(rule.theories) < len(rule.among))))
    together = ", draw by draw," if len(found.shares) > 1 else ""
    parts = [
        "Faint: worlds that the rest of the rule leaves out." if faint else "",
        f"{others} further rule{'s' if others > 1 else ''} in rules.csv." if others > 0 else "",
        "Draws of one number have the same luck under every theory: intervals count draws, not worlds."
        if len(found.shares) > 1 and rule
        else "",
        f"Among failures dealt out anew{together} the same search finds a rule in {rules.lucky} of {rules.shuffles} "
        "cases."
        if rules.shuffles
        else "",
        "Shares and regrets are over worlds drawn from ranges that we chose, no probability of anything in Kosovo.",
    ]
    return (" ".join(part for part in parts if part),)


def axis(found: Discovery, path: str) -> str:
    """Name a figure with its unit."""
    unit = next(iter(found.plan.asked.subject.under.values())).figures[path].unit
    return path if unit in ("", "1") else f"{path} ({unit})"


def metric(asked: Metric) -> str:
    """Name a metric with its unit."""
    return asked.label if asked.unit == "1" else f"{asked.label} ({asked.unit})"


def _plain(text: str) -> str:
    return text.replace("`", "")
