"""The slow oracle of the lattice: one Mesa agent for each person, written from the rules in scenarios/epstein.toml.

It shares with the fast lattice the addressed generator and the options of the slot `deterrence`. Sites are pairs of row
and column, who stands where is a dict, and whoever looks around counts afresh. Only the order of the draws is not its
own to choose:

start    h of all agents, r of all; in Model II the ages of death; a number for each site, by which they are shuffled
step     a site for each who leaves jail; the order of turns, from its last place down; then the turns
turn     where to go; then a cop: whom to arrest, for how long; an agent of Model II: whom to kill, if there is one,
         whether to have a clone, where, its r, its age of death

Of several things one is drawn by a number in [0, 1) times how many they are. A site in view is looked for among all of
them, 16 times, where there are more than 16; only then among the free ones.

In Model II no more agents are alive at a time, in jail or not, than there are sites. A clone gets the lowest number
that nobody alive has; turns are drawn from the numbers on the lattice in their order, cops after agents.
"""

from __future__ import annotations

import math

import mesa
import numpy as np

from kfor_sim.docking.series import COLUMNS
from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.model.streams import Stream, Streams

TRIES = 16


def level(course, step):
    """Follow a course: flat, then a straight line, then flat."""
    done = min(1.0, max(0.0, (step - course.first) / (course.last - course.first)))
    return course.start + done * (course.end - course.start)


def torus(side):
    """All sites, row by row."""
    return [(row, column) for row in range(side) for column in range(side)]


def shift(a, b, side):
    """How far it is from a to b along one edge, the shorter way round; half-way counts as ahead."""
    ahead = (b - a) % side
    return ahead if ahead <= side // 2 else ahead - side


def seen_from(site, side, vision):
    """The other sites within a distance, by how far down they are and then how far across."""
    found = {}
    for other in torus(side):
        down, across = (shift(a, b, side) for a, b in zip(site, other, strict=True))
        if other != site and math.hypot(down, across) <= vision:
            found[down, across] = other
    return [found[place] for place in sorted(found)]


class Person(mesa.Agent):
    """Somebody with a number, who stands on a site, or nowhere."""

    def __init__(self, world, number, site):
        super().__init__(world)
        self.number = number
        self.site = None
        self.stand_on(site)

    def stand_on(self, site):
        if self.site is not None:
            del self.model.standing[self.site]
        if site is not None:
            self.model.standing[site] = self
        self.site = site

    def leave_for_good(self):
        self.stand_on(None)
        self.remove()

    def in_view(self, kind):
        return [person for person in self.model.around(self.site) if isinstance(person, kind)]

    def move(self):
        there = self.model.draw_free(self.model.view[self.site])
        if there is not None:
            self.stand_on(there)


class Cop(Person):
    """Arrests."""

    def turn(self):
        active = [agent for agent in self.in_view(Agent) if agent.active]
        if active:
            self.model.draw(active).go_to_jail()


class Agent(Person):
    """Somebody with hardship h, risk aversion r, a group and a step after which he is dead."""

    def __init__(self, world, number, site, *, h, r, death=math.inf, group=0):
        super().__init__(world, number, site)
        self.h, self.r, self.death, self.group = h, r, death, group
        self.active = False
        self.term = None

    def turn(self):
        self.decide()
        if self.model.violent:
            if self.active:
                self.kill()
            self.clone()

    def decide(self):
        world = self.model
        cops = len(self.in_view(Cop))
        others = sum(agent.active for agent in self.in_view(Agent) if agent is not self)
        push = self.h * world.grievance
        self.active = push - self.r * world.risk(cops, 1 + others) > world.threshold
        if push > world.threshold:
            kind = "watched" if cops else "unwatched"
            world.row[kind] += 1
            world.row[f"{kind}_active"] += self.active

    def kill(self):
        others = [agent for agent in self.in_view(Agent) if agent.group != self.group]
        if others:
            self.model.draw(others).leave_for_good()
            self.model.row["killed"] += 1

    def clone(self):
        world = self.model
        if world.luck() >= world.cloning:
            return
        site = world.draw_free(world.next_to[self.site])
        number = world.free_number()
        if site is not None and number is not None:
            heir = Agent(world, number, site, h=self.h, r=world.luck(), group=self.group)
            heir.death = world.now + world.luck() * world.longest_life

    def go_to_jail(self):
        world = self.model
        self.stand_on(None)
        self.active = False
        self.term = math.inf if world.jail == math.inf else world.now + world.luck() * world.jail
        world.row["arrested"] += 1

    def go_free(self, site):
        self.term = None
        self.stand_on(site)


class World(mesa.Model):
    """The lattice.

    Attributes:
        rows: What is recorded of each step, by name.
        frames: Who stands where after each step, as `kfor_sim.docking.series` numbers it, by site.
    """

    def __init__(self, lattice, replicate):
        """Set it up.

        Args:
            lattice: A `kfor_sim.docking.Lattice`.
            replicate: The number of the replicate.
        """
        super().__init__(rng=0)
        run, figures = lattice.run, lattice.figures
        self.run, self.side, self.moves = run, figures.side, lattice.moves
        self.violent, self.jail = run.model == 2, run.jail
        self.threshold, self.cloning, self.longest_life = figures.threshold, figures.cloning, figures.longest_life
        self.deter, self.constant = SLOTS["deterrence"].options[lattice.rule].function, figures.deterrence
        self.sites = torus(self.side)
        self.view = {site: seen_from(site, self.side, run.vision) for site in self.sites}
        self.next_to = {site: seen_from(site, self.side, math.sqrt(2)) for site in self.sites}
        self.standing, self.known = {}, {}
        self.luck = Streams(lattice.seed, replicate).generator(Stream.LATTICE).random
        self.most = len(self.sites) if self.violent else figures.agents
        self.now = 0
        self.rows, self.frames = [], []
        self._people_it(figures.agents, round(level(run.cops, 0)))
        self._open()
        self._close()

    def _people_it(self, agents, cops):
        h, r = self.luck(self.most).tolist(), self.luck(self.most).tolist()
        lives = self.luck(self.most).tolist() if self.violent else []
        ranks = self.luck(len(self.sites)).tolist()
        places = iter(site for _, site in sorted(zip(ranks, self.sites, strict=True)))
        for number in range(agents):
            agent = Agent(self, number, next(places), h=h[number], r=r[number])
            if self.violent:
                agent.group, agent.death = number % 2, lives[number] * self.longest_life
        for number in range(self.most, self.most + cops):
            Cop(self, number, next(places))

    # What people ask of the world

    def draw(self, things):
        return things[int(self.luck() * len(things))]

    def draw_free(self, sites):
        for _ in range(TRIES if len(sites) > TRIES else 0):
            site = self.draw(sites)
            if site not in self.standing:
                return site
        free = [site for site in sites if site not in self.standing]
        return self.draw(free) if free else None

    def around(self, site):
        return [self.standing[other] for other in self.view[site] if other in self.standing]

    def risk(self, cops, active):
        """Ask the option about this one case."""
        if (cops, active) not in self.known:
            street = Street(np.array([float(cops)]), np.array([float(active)]), np.zeros(1), np.ones(1), 0.0)
            self.known[cops, active] = float(self.deter(street, constant=self.constant)[0])
        return self.known[cops, active]

    def free_number(self):
        taken = {person.number for person in self.agents}
        return next((number for number in range(self.most) if number not in taken), None)

    def everybody(self, kind):
        return sorted((person for person in self.agents if isinstance(person, kind)), key=lambda one: one.number)

    # A step

    def live(self):
        """Live through all steps; gives the series, shape (steps + 1, column)."""
        while self.now < self.run.steps and not (self.now and self._died_out()):
            self.now += 1
            self._open()
            self._withdraw()
            self._release()
            if self.violent:
                self._bury()
            self._take_turns()
            self._close()
        return np.array([[row[name] for name in COLUMNS] for row in self.rows])

    def _died_out(self):
        return self.violent and not (self.rows[-1]["first_group"] and self.rows[-1]["second_group"])

    def _open(self):
        self.row = dict.fromkeys(COLUMNS, 0)
        self.grievance = 1 - level(self.run.legitimacy, self.now)

    def _withdraw(self):
        cops = self.everybody(Cop)
        for cop in cops[round(level(self.run.cops, self.now)) :]:
            cop.leave_for_good()

    def _release(self):
        for agent in self.everybody(Agent):
            if agent.term is not None and agent.term < self.now:
                free = [site for site in self.sites if site not in self.standing]
                if free:
                    agent.go_free(self.draw(free))

    def _bury(self):
        for agent in self.everybody(Agent):
            if agent.death < self.now:
                agent.leave_for_good()

    def _take_turns(self):
        left = [person for person in self.everybody(Person) if person.site is not None]
        turns = []
        while left:  # the last place first: somebody is drawn for it, and the last one takes the place he leaves
            place = int(self.luck() * len(left)) if len(left) > 1 else 0
            left[place], left[-1] = left[-1], left[place]
            turns.insert(0, left.pop())
        for one in turns:
            person = self.draw(turns) if self.run.turns == "drawn" else one
            if person.site is not None:
                steps = [person.move] if self.moves else []
                for step in [person.turn, *steps] if self.run.turns == "act, then move" else [*steps, person.turn]:
                    step()

    def _close(self):
        row, agents = self.row, self.everybody(Agent)
        row["cops"] = len(self.everybody(Cop))
        row["active"] = sum(agent.active for agent in agents)
        row["jailed"] = sum(agent.site is None for agent in agents)
        row["first_group"] = sum(agent.group == 0 for agent in agents)
        row["second_group"] = sum(agent.group == 1 for agent in agents)
        if self.violent:
            groups = [(agent.group, self._group_on(site)) for agent in agents if agent.site for site in self._by(agent)]
            row["beside"] = sum(other is not None for _, other in groups)
            row["beside_alike"] = sum(own == other for own, other in groups)
        self.rows.append(row)
        self.frames.append({site: self._shown(person) for site, person in self.standing.items()})

    def _by(self, agent):
        return self.next_to[agent.site]

    def _group_on(self, site):
        return getattr(self.standing.get(site), "group", None)

    @staticmethod
    def _shown(person):
        return 5 if isinstance(person, Cop) else 1 + 2 * person.group + person.active
