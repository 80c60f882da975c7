"""Measures of a life of Epstein's lattice: each a function of it, by which a claim asks."""

from __future__ import annotations

from math import nan

import numpy as np

from kfor_sim.docking.lattice import Life
from kfor_sim.docking.outbursts import Waits, extinction, outbursts, tipping, waits
from kfor_sim.register.measuring import measure

_MIXED = 30  # steps after which groups have sorted themselves out, if they ever do, and before one has died out
_BEFORE, _JUST_BEFORE = 60, 10  # steps before an outburst in which a warning could have been seen


@measure("1", "share active of those whom grievance moves: with no cop in view less with one", of="life")
def deception(life: Life) -> float:
    """Compare those who decide with a cop in view with those who do not; all steps together."""
    watched, unwatched = life["watched"].sum(), life["unwatched"].sum()
    if watched == 0 or unwatched == 0:
        return nan
    return float(life["unwatched_active"].sum() / unwatched - life["watched_active"].sum() / watched)


@measure("outbursts", "outbursts of more than 50 active agents", of="life")
def number_of_outbursts(life: Life) -> float:
    """Count them."""
    return float(outbursts(life)[0].size)


@measure("yes or no", "whether there are ten outbursts or more", of="life")
def keeps_breaking_out(life: Life) -> float:
    """Tell whether outbursts come again and again."""
    return float(outbursts(life)[0].size >= 10)


@measure("yes or no", "whether there is no outburst at all", of="life")
def never_breaks_out(life: Life) -> float:
    """Tell whether it stays calm throughout."""
    return float(outbursts(life)[0].size == 0)


@measure("1", "share of steps with more than 50 active agents", of="life")
def time_in_outburst(life: Life) -> float:
    """Tell how much of the time it is not calm."""
    return float((life["active"][1:] > life.lattice.figures.outburst).mean())


@measure("yes or no", "whether waits between outbursts last longer on average than half of them do", of="life")
def skewed_waits(life: Life) -> float:
    """Tell whether waits are many short and few long, those that are over; no where there are fewer than ten."""
    found = waits(life)
    over = found.steps[found.over][1:]  # the first is not a wait between two
    return float(over.size >= 10 and over.mean() > np.median(over))


@measure("steps", "wait for an outburst, from the start or the end of the last one", of="waits")
def wait_for_an_outburst(life: Life) -> Waits:
    """Measure all waits of a life, the last one as far as it is seen."""
    return waits(life)


@measure("yes or no", "whether there ever is an outburst", of="life")
def explodes(life: Life) -> float:
    """Tell whether more than 50 agents are active at any time."""
    return float(outbursts(life)[0].size > 0)


@measure("agents", "most agents active at once, where there is an outburst", of="life")
def peak_of_explosion(life: Life) -> float:
    """Give the peak of a life that explodes; nothing for one that does not."""
    return float(life["active"].max()) if explodes(life) else nan


@measure("yes or no", "whether there is an outburst after some cops have left and before all have", of="life")
def tips(life: Life) -> float:
    """Tell whether society tips while cops are withdrawn."""
    return float(tipping(life) is not None)


@measure("yes or no", "whether it tips, and not half as many were active at any time 60 to 10 steps before", of="life")
def tips_unannounced(life: Life) -> float:
    """Tell whether it tips without a sign."""
    step = tipping(life)
    if step is None:
        return 0.0
    before = life["active"][max(step - _BEFORE, 0) : max(step - _JUST_BEFORE, 1)]
    return float(before.max() <= life.lattice.figures.outburst / 2)


@measure("yes or no", "whether nobody is killed", of="life")
def no_killing(life: Life) -> float:
    """Tell whether it is peaceful to the end."""
    return float(life["killed"].sum() == 0)


@measure("yes or no", "whether one of the groups dies out", of="life")
def dies_out(life: Life) -> float:
    """Tell whether nobody of one of the groups is left at the end."""
    return float(extinction(life).over[0])


@measure("yes or no", "whether both groups are left at the end", of="life")
def both_live_on(life: Life) -> float:
    """Tell whether both groups are left."""
    return 1.0 - float(extinction(life).over[0])


@measure("steps", "time until a group has died out, or to the end", of="life")
def time_to_extinction(life: Life) -> float:
    """Give the last step; where both groups are left it is a lower bound, and lives are followed for long."""
    return float(life.steps)


@measure("1", "own kind among neighbours beyond what chance would give, after 30 steps", of="life")
def clustering(life: Life) -> float:
    """Compare the share of neighbouring pairs of one group with what well-mixed groups of these sizes would give."""
    step = min(_MIXED, life.steps)
    pairs, first, second = (life[name][step] for name in ("beside", "first_group", "second_group"))
    if pairs == 0 or first + second == 0:
        return nan
    share = first / (first + second)
    return float(life["beside_alike"][step] / pairs - (share**2 + (1 - share) ** 2))


@measure("yes or no", "whether agents at large and in jail are as many as at the start in every step", of="life")
def agents_are_conserved(life: Life) -> float:
    """Tell whether nobody is lost or made in Model I."""
    alive = life["first_group"] + life["second_group"]
    jailed = life["jailed"]
    return float((alive == life.lattice.figures.agents).all() and (jailed >= 0).all() and (jailed <= alive).all())
