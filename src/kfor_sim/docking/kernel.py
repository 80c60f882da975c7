"""One life of the lattice, compiled by Numba; needs the optional part ``docking``.

Everybody has one turn in each step, in a new order: he moves, then acts. How many cops and active agents are in view
of a site is kept up to date where somebody changes, since asking 148 sites at every turn would take a hundred times as
long. A site is a number, and so is everybody on it: agents first, cops after them. People and sites are arrays of
records, one each, which Numba hands on at less cost than a dozen arrays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from kfor_sim.docking import series as column
from kfor_sim.model.population import decision

Integers = NDArray[np.int32]
Floats = NDArray[np.float64]
Records = NDArray[Any]

NOBODY = -1
QUIET, ACTIVE, JAILED, DEAD, COP = range(5)
_TRIES = 16  # draws among all sites in view before the free ones are counted; costs time only

PERSON = np.dtype(
    [
        ("site", np.int32),  # where he is, `NOBODY` for nowhere
        ("state", np.int8),  # QUIET, ACTIVE, JAILED, DEAD, or COP
        ("group", np.int8),  # 0 or 1
        ("hardship", np.float64),  # h
        ("aversion", np.float64),  # r
        ("release", np.float64),  # the step after which a jail term is over
        ("death", np.float64),  # the step after which a life is over
        ("birth", np.int32),  # the step in which he was born
    ],
    align=True,
)
SITE = np.dtype(
    [
        ("occupant", np.int32),  # who is here, or `NOBODY`
        ("cops", np.int32),  # in view
        ("active", np.int32),  # agents in view, not counting who is here
    ],
    align=True,
)

acts = njit(decision.acts)


class Rules(NamedTuple):
    """What holds for a whole run.

    Attributes:
        threshold: T.
        jail: The longest term.
        groups: Whether active agents kill, and agents clone and age (Model II).
        cloning: Chance of a clone.
        longest_life: The highest age of death.
        moves: Whether anybody moves.
        acts_first: Whether he acts before he moves.
        drawn: Whether turns are drawn one by one, with replacement, instead of everybody having one.
    """

    threshold: float
    jail: float
    groups: bool
    cloning: float
    longest_life: float
    moves: bool
    acts_first: bool
    drawn: bool


@njit
def live(
    people: Records,
    sites: Records,
    near: Integers,
    beside: Integers,
    risk: Floats,
    rules: Rules,
    grievance: Floats,
    cops: Integers,
    rng: np.random.Generator,
    record: NDArray[np.int16],
    frames: NDArray[np.int8],
) -> int:
    """Live through all steps.

    Args:
        people: Agents, then cops, shape (person,) of `PERSON`; changed in place.
        sites: Shape (site,) of `SITE`; changed in place.
        near: Sites in view of each, shape (site, in view).
        beside: Sites around each, shape (site, 8).
        risk: P by cops in view, and by active agents in view with the asker among them.
        rules: What holds for the whole run.
        grievance: G of an agent with hardship 1, shape (steps + 1,).
        cops: How many cops there are to be, shape (steps + 1,).
        rng: The draws.
        record: Filled with what `series` names, shape (steps + 1, column); its first row is the start.
        frames: Filled with what is on each site, shape (steps + 1, site), or (0, site) for none.

    Returns:
        The last step: earlier than asked where a group of Model II has died out.
    """
    order = np.empty(people.size, np.int32)
    _settle(people, sites, near)
    _count(people, sites, beside, rules, record[0])
    _draw_frame(people, sites, frames, 0)
    for step in range(1, grievance.size):
        now = record[step]
        _withdraw(people, sites, near, cops[step - 1] - cops[step])
        _release(people, sites, step, rng)
        if rules.groups:
            _age(people, sites, near, step)
        turns = _shuffled(people, order, rng)
        for place in range(turns):
            who = order[int(rng.random() * turns)] if rules.drawn else order[place]
            if people[who].site == NOBODY or people[who].birth == step:
                continue  # arrested or killed before his turn, whose number a clone may have by now
            if rules.moves and not rules.acts_first:
                _move(people, sites, near, who, rng)
            if people[who].state == COP:
                _arrest(people, sites, near, rules.jail, who, step, rng, now)
            else:
                _decide(people, sites, near, risk, rules.threshold, who, grievance[step], now)
                if rules.groups:
                    _kill(people, sites, near, who, rng, now)
                    _clone(people, sites, beside, rules, who, step, rng)
            if rules.moves and rules.acts_first:
                _move(people, sites, near, who, rng)
        _count(people, sites, beside, rules, now)
        _draw_frame(people, sites, frames, step)
        if rules.groups and (now[column.FIRST_GROUP] == 0 or now[column.SECOND_GROUP] == 0):
            return step
    return grievance.size - 1


@njit
def _settle(people: Records, sites: Records, near: Integers) -> None:
    """Put everybody on his site."""
    for who in range(people.size):
        site = people[who].site
        if site != NOBODY:
            sites[site].occupant = who
            if people[who].state == COP:
                _tell_of_cop(sites, near, site, 1)


@njit
def _tell_of_cop(sites: Records, near: Integers, site: int, change: int) -> None:
    """Tell all sites in view that a cop has come to a site, or has gone."""
    for place in range(near.shape[1]):
        sites[near[site, place]].cops += change


@njit
def _tell_of_active(sites: Records, near: Integers, site: int, change: int) -> None:
    """Tell all sites in view that there is an active agent on a site, or none any more."""
    for place in range(near.shape[1]):
        sites[near[site, place]].active += change


@njit
def _leave(people: Records, sites: Records, near: Integers, who: int) -> None:
    """Take somebody off the lattice."""
    site = people[who].site
    if people[who].state == COP:
        _tell_of_cop(sites, near, site, -1)
    elif people[who].state == ACTIVE:
        _tell_of_active(sites, near, site, -1)
    sites[site].occupant = NOBODY
    people[who].site = NOBODY


@njit
def _withdraw(people: Records, sites: Records, near: Integers, number: int) -> None:
    """Withdraw cops, the last one first."""
    for who in range(people.size - 1, -1, -1):
        if number <= 0:
            return
        if people[who].state == COP and people[who].site != NOBODY:
            _leave(people, sites, near, who)
            number -= 1


@njit
def _release(people: Records, sites: Records, step: int, rng: np.random.Generator) -> None:
    """Let those go whose term is over: quiet, to a free site drawn from all; where none is free they stay."""
    for who in range(people.size):
        if people[who].state == JAILED and people[who].release < step:
            free = 0
            for site in range(sites.size):
                free += sites[site].occupant == NOBODY
            if free == 0:
                return
            left = int(rng.random() * free)
            for site in range(sites.size):
                if sites[site].occupant == NOBODY:
                    if left == 0:
                        people[who].site = site
                        people[who].state = QUIET
                        sites[site].occupant = who
                        break
                    left -= 1


@njit
def _age(people: Records, sites: Records, near: Integers, step: int) -> None:
    """Let those die whose life is over."""
    for who in range(people.size):
        if people[who].death < step and people[who].state <= JAILED:
            if people[who].state != JAILED:
                _leave(people, sites, near, who)
            people[who].state = DEAD


@njit
def _shuffled(people: Records, order: Integers, rng: np.random.Generator) -> int:
    """Put everybody on the lattice into a new order (Fisher and Yates); returns how many they are."""
    size = 0
    for who in range(people.size):
        if people[who].site != NOBODY:
            order[size] = who
            size += 1
    for place in range(size - 1, 0, -1):
        other = int(rng.random() * (place + 1))
        order[place], order[other] = order[other], order[place]
    return size


@njit
def _free_site(sites: Records, among: Integers, here: int, rng: np.random.Generator) -> int:
    """Draw a free one of the sites listed for one, all alike; `NOBODY` where none is free."""
    size = among.shape[1]
    if size > _TRIES:
        for _ in range(_TRIES):
            site = among[here, int(rng.random() * size)]
            if sites[site].occupant == NOBODY:
                return site
    free = 0
    for place in range(size):
        free += sites[among[here, place]].occupant == NOBODY
    if free == 0:
        return NOBODY
    left = int(rng.random() * free)
    for place in range(size):
        site = among[here, place]
        if sites[site].occupant == NOBODY:
            if left == 0:
                return site
            left -= 1
    return NOBODY


@njit
def _move(people: Records, sites: Records, near: Integers, who: int, rng: np.random.Generator) -> None:
    """Go to a random free site in view."""
    here = people[who].site
    there = _free_site(sites, near, here, rng)
    if there == NOBODY:
        return
    sites[here].occupant = NOBODY
    sites[there].occupant = who
    people[who].site = there
    if people[who].state == COP:
        _tell_of_cop(sites, near, here, -1)
        _tell_of_cop(sites, near, there, 1)
    elif people[who].state == ACTIVE:
        _tell_of_active(sites, near, here, -1)
        _tell_of_active(sites, near, there, 1)


@njit
def _arrest(
    people: Records,
    sites: Records,
    near: Integers,
    jail: float,
    cop: int,
    step: int,
    rng: np.random.Generator,
    now: NDArray[np.int16],
) -> None:
    """Arrest a random active agent in view."""
    site = people[cop].site
    active = sites[site].active
    if active == 0:
        return
    left = int(rng.random() * active)
    for place in range(near.shape[1]):
        who = sites[near[site, place]].occupant
        if who != NOBODY and people[who].state == ACTIVE:
            if left == 0:
                _leave(people, sites, near, who)
                people[who].state = JAILED
                people[who].release = np.inf if np.isinf(jail) else step + rng.random() * jail
                now[column.ARRESTED] += 1
                return
            left -= 1


@njit
def _decide(
    people: Records,
    sites: Records,
    near: Integers,
    risk: Floats,
    threshold: float,
    who: int,
    grievance: float,
    now: NDArray[np.int16],
) -> None:
    """Be active or quiet, by the rule of the main model: h G − r P > T."""
    site = people[who].site
    push, aversion = people[who].hardship * grievance, people[who].aversion
    active = acts(push, aversion, risk[sites[site].cops, 1 + sites[site].active], threshold)
    if active and people[who].state == QUIET:
        _tell_of_active(sites, near, site, 1)
        people[who].state = ACTIVE
    elif not active and people[who].state == ACTIVE:
        _tell_of_active(sites, near, site, -1)
        people[who].state = QUIET
    if acts(push, aversion, 0.0, threshold):
        watched = sites[site].cops > 0
        now[column.WATCHED if watched else column.UNWATCHED] += 1
        if active:
            now[column.WATCHED_ACTIVE if watched else column.UNWATCHED_ACTIVE] += 1


@njit
def _kill(
    people: Records, sites: Records, near: Integers, who: int, rng: np.random.Generator, now: NDArray[np.int16]
) -> None:
    """Kill a random member of the other group in view, if active."""
    if people[who].state != ACTIVE:
        return
    site, others = people[who].site, 0
    for place in range(near.shape[1]):
        others += _is_other(people, sites[near[site, place]].occupant, people[who].group)
    if others == 0:
        return
    left = int(rng.random() * others)
    for place in range(near.shape[1]):
        victim = sites[near[site, place]].occupant
        if _is_other(people, victim, people[who].group):
            if left == 0:
                _leave(people, sites, near, victim)
                people[victim].state = DEAD
                now[column.KILLED] += 1
                return
            left -= 1


@njit
def _is_other(people: Records, who: int, group: int) -> bool:
    """Whether somebody is there, is no cop, and belongs to another group."""
    return who != NOBODY and people[who].state != COP and people[who].group != group


@njit
def _clone(
    people: Records,
    sites: Records,
    beside: Integers,
    rules: Rules,
    who: int,
    step: int,
    rng: np.random.Generator,
) -> None:
    """Now and then, have a clone on a free site around: of the same group and hardship, with its own fear."""
    if rng.random() >= rules.cloning:
        return
    site = _free_site(sites, beside, people[who].site, rng)
    if site == NOBODY:
        return
    for clone in range(people.size):
        if people[clone].state == DEAD:
            sites[site].occupant = clone
            people[clone].site = site
            people[clone].state = QUIET
            people[clone].group = people[who].group
            people[clone].hardship = people[who].hardship
            people[clone].aversion = rng.random()
            people[clone].birth = step
            people[clone].death = step + rng.random() * rules.longest_life
            return


@njit
def _count(people: Records, sites: Records, beside: Integers, rules: Rules, now: NDArray[np.int16]) -> None:
    """Record a step."""
    for who in range(people.size):
        state, site = people[who].state, people[who].site
        if state == COP:
            now[column.COPS] += site != NOBODY
        elif state != DEAD:
            now[column.ACTIVE] += state == ACTIVE
            now[column.JAILED] += state == JAILED
            now[column.FIRST_GROUP if people[who].group == 0 else column.SECOND_GROUP] += 1
            if rules.groups and site != NOBODY:
                for place in range(beside.shape[1]):
                    other = sites[beside[site, place]].occupant
                    if other != NOBODY and people[other].state != COP:
                        now[column.BESIDE] += 1
                        now[column.BESIDE_ALIKE] += people[other].group == people[who].group


@njit
def _draw_frame(people: Records, sites: Records, frames: NDArray[np.int8], step: int) -> None:
    """Record what is on each site."""
    if frames.shape[0] == 0:
        return
    for site in range(sites.size):
        who = sites[site].occupant
        if who == NOBODY:
            frames[step, site] = column.EMPTY
        elif people[who].state == COP:
            frames[step, site] = column.COP
        elif people[who].group == 0:
            frames[step, site] = column.ACTIVE_FIRST if people[who].state == ACTIVE else column.QUIET_FIRST
        else:
            frames[step, site] = column.ACTIVE_SECOND if people[who].state == ACTIVE else column.QUIET_SECOND
