"""The whole scenario file as tables of fields, each with its unit, its limits and one line on what it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from kfor_sim.scenario.drawdown import Drawdown
from kfor_sim.scenario.events import EventTable
from kfor_sim.scenario.figures import Figure, Strict, Text, fault, shown
from kfor_sim.scenario.limits import (
    LARGEST_SEED,
    between,
    count_of_people,
    count_of_troops,
    counted,
    non_negative,
    positive,
    unit_interval,
    weeks,
    whole_weeks,
)
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.table_rows import COMMUNITIES
from kfor_sim.scenario.theories import TheoryEntry
from kfor_sim.scenario.theory import Mechanisms, Theory

SMALLEST_SCALE = 0.001  # no scale per 1,000 people that the model divides by is smaller

Troops = Annotated[Figure, count_of_troops()]
People = Annotated[Figure, count_of_people()]
PeopleAboveZero = Annotated[Figure, count_of_people(at_least=1)]
Share = Annotated[Figure, unit_interval()]
WeeklyShare = Annotated[Figure, unit_interval("share/week")]
Index = Annotated[Figure, unit_interval("1")]
Level = Annotated[Figure, non_negative("1", up_to=10)]
Weeks = Annotated[Figure, weeks()]
WholeWeeks = Annotated[Figure, whole_weeks(up_to=520)]
WholeWeeksFromZero = Annotated[Figure, whole_weeks(at_least=0, up_to=520)]


def community(value: str) -> str:
    """Demand one of the four communities."""
    if value not in COMMUNITIES:
        raise fault(f"unknown community {shown(value)}", did_you_mean(value, COMMUNITIES))
    return value


class Run(Strict):
    """How a run is made."""

    replicates: Annotated[Figure, counted("run", at_least=1, up_to=100_000)] = Field(
        description="Replicates of an ensemble."
    )
    seed: Annotated[Figure, counted("1", up_to=LARGEST_SEED)] = Field(description="The seed of all random draws.")
    persons_per_resident: Annotated[Figure, counted("person", at_least=1, up_to=1_000_000)] = Field(
        description="How many people one simulated resident stands for; 1 is full scale."
    )
    spin_up_weeks: WholeWeeksFromZero = Field(
        description="Weeks run before the start, without events and without being recorded."
    )
    quadrature_points: Annotated[Figure, counted("1", at_least=2, up_to=1_024)] = Field(
        description="Points a side of the grid that replaces individuals under the mean-field option."
    )
    interval: Annotated[Figure, between(0.01, 0.999, "share")] = Field(
        description="Share of the replicates inside the printed interval."
    )


class TableFiles(Strict):
    """The tables of places, nations and strengths, as CSV files."""

    municipalities: Text = Field(description="Municipalities with their people, brigade and position.")
    neighbours: Text = Field(description="Pairs of municipalities that share a border.")
    contingents: Text = Field(description="Nations with their category, sector and exit.")
    contributions: Text = Field(description="Troops by nation and date.")
    strength: Text | None = Field(default=None, description="Recorded strengths of the force, by date.")
    homicides: Text | None = Field(default=None, description="Recorded homicides, by period.")
    polygons: Text | None = Field(default=None, description="Outlines of the municipalities, for maps.")


class Returned(Strict):
    """Refugees who had returned by a day."""

    on: date = Field(description="The day.")
    people: People = Field(description="Returned by then, in all.")


class Population(Strict):
    """People, those of them who might take to the street, and refugees abroad."""

    total: PeopleAboveZero = Field(description="People with a home in the theatre.")
    municipality_cap: PeopleAboveZero = Field(
        description="The most that the table of municipalities may say of one place."
    )
    mobilisable_share: Share = Field(description="Share who might take to the street.")
    refugees_abroad: People = Field(description="Refugees abroad at the start.")
    refugee_community: Annotated[str, AfterValidator(community), WithJsonSchema({"enum": list(COMMUNITIES)})] = Field(
        description="The community of these refugees."
    )
    returned: tuple[Returned, ...] = Field(strict=False, min_length=1, description="How many had returned by when.")


class Review(Strict):
    """The regular reviews of the force."""

    interval_weeks: WholeWeeks = Field(description="Weeks from one review to the next.")


class Reserve(Strict):
    """Battalions outside the theatre that come when unrest is reported."""

    size: Troops = Field(description="Troops of the reserve.")
    trigger: Annotated[Figure, non_negative("attack/week")] = Field(
        description="Reported attacks that call the reserve."
    )
    delay_weeks: WholeWeeksFromZero = Field(description="Weeks from call to arrival.")
    tour_weeks: WholeWeeks = Field(description="Weeks that the reserve stays.")


class Rotation(Strict):
    """How the contingents of nations take turns."""

    tour_weeks: WholeWeeks = Field(description="Weeks of one tour.")
    unlisted_growth: Annotated[Figure, positive("1", up_to=1_000)] = Field(
        description="Strength of 1999 over that of 2009 for nations without a figure for 1999."
    )


class Nations(Strict):
    """What nations decide for themselves: to stay or to leave, and to fill the gap that another has left."""

    cohesion: Index = Field(description="In together, out together: how far the others' presence keeps up a will.")
    will_weeks: Weeks = Field(description="Weeks of its own share after which a nation alone has no will left.")
    will_spread: Share = Field(description="Share of their will that nations may lack from the start, by luck.")
    refusal: Share = Field(description="Chance that a member full of will refuses when asked to fill a gap.")
    gap_delay_weeks: WholeWeeksFromZero = Field(description="Weeks from a departure until others are asked.")


class Record(Strict):
    """Figures of the record from which others are derived."""

    total_1999_09: PeopleAboveZero = Field(description="Force in all, September 1999.")
    in_kosovo_1999_09: PeopleAboveZero = Field(description="Of these in Kosovo, September 1999.")
    total_2000_02: PeopleAboveZero = Field(description="Force in all, February 2000.")
    in_kosovo_2000_02: PeopleAboveZero = Field(description="Of these in Kosovo, February 2000.")
    total_2002_02: PeopleAboveZero = Field(description="Force in all, February 2002.")
    in_kosovo_2002_02: PeopleAboveZero = Field(description="Of these in Kosovo, February 2002.")
    unmik_police_2008: People = Field(description="UNMIK police, February 2008.")
    unmik_formed_2008: People = Field(description="UNMIK formed police units, February 2008.")
    riot_participants: PeopleAboveZero = Field(description="People in the riots of March 2004.")
    riot_injured: People = Field(description="Injured in the riots of March 2004.")
    riot_deaths: People = Field(description="Dead in the riots of March 2004.")


class Arrival(Strict):
    """Troops that had arrived by a day of the first deployment."""

    on: date = Field(description="The day.")
    troops: Troops = Field(description="Troops arrived by then.")


class DatedShare(Strict):
    """A share that holds from a day, with straight lines between days."""

    on: date = Field(description="The day.")
    share: Share = Field(description="The share on that day.")


class Deployment(Strict):
    """Where the troops stand."""

    minority_sites_share: Share = Field(description="Share of fixed troops at minority sites.")
    even_share: Share = Field(description="Share of mobile troops that patrol whatever is reported.")
    arrivals: tuple[Arrival, ...] = Field(strict=False, min_length=1, description="The first deployment.")
    in_kosovo: tuple[DatedShare, ...] = Field(strict=False, min_length=1, description="Share of the force in Kosovo.")
    fixed: tuple[DatedShare, ...] = Field(
        strict=False, min_length=1, description="Share of troops tied to fixed posts."
    )


class Presence(Strict):
    """From troops and officers to those who are on the street at a time."""

    patrol_share: Share = Field(description="Share on patrols, checkpoints and borders.")
    on_duty_share: Share = Field(description="Share of these on duty at a time.")
    street_share: Share = Field(description="Share of these among people.")
    presence_share: Share = Field(description="Share of all troops on the street at a time.")
    police_on_duty_share: Share = Field(description="Share of officers on duty at a time.")
    police_street_share: Share = Field(description="Share of these on the street.")
    police_presence: Share = Field(description="Share of all officers on the street at a time.")


class Officers(Strict):
    """Police officers on a day."""

    on: date = Field(description="The day.")
    officers: Troops = Field(description="Officers on that day.")


class Police(Strict):
    """International and local police."""

    hand_over_lag_weeks: WholeWeeks = Field(description="Weeks until a new local officer counts in full.")
    international: tuple[Officers, ...] = Field(strict=False, min_length=1, description="UNMIK police.")
    local: tuple[Officers, ...] = Field(strict=False, min_length=1, description="Kosovo Police Service.")


class Unrest(Strict):
    """Who takes to the street, and who leaves it."""

    deterrence: Annotated[Figure, non_negative("1", up_to=1_000)] = Field(description="How strongly presence deters.")
    threshold: Level = Field(description="Net grievance above which a resident acts.")
    rounds: Annotated[Figure, counted("1", at_least=1, up_to=100)] = Field(
        description="Rounds of mobilisation in a week."
    )
    stand_down: WeeklyShare = Field(description="Chance that an active resident tires.")
    arrest: WeeklyShare = Field(description="Chance of arrest where risk is certain.")
    rest_weeks: WholeWeeks = Field(description="Longest rest of those who tired.")
    jail_weeks: WholeWeeks = Field(description="Longest stay in jail.")


class Tension(Strict):
    """The fast part of grievance: sparks, their decay and their spread."""

    half_life_weeks: Annotated[Figure, positive("week", up_to=5_200)] = Field(description="Half-life of tension.")
    spark_rate: Annotated[Figure, unit_interval("1/week")] = Field(
        description="Chance of a spark in each place and week."
    )
    spark_size: Level = Field(description="Mean size of a spark.")
    organiser_reach: Level = Field(description="What organisers make of a spark.")
    contagion: Annotated[Figure, non_negative("1/week", up_to=10)] = Field(
        description="Tension passed on by neighbours."
    )


class Violence(Strict):
    """Two streams of violence: everyday and intercommunal."""

    everyday_rate: Annotated[Figure, non_negative("attack/1000 person/week", up_to=100)] = Field(
        description="Everyday attacks without policing."
    )
    everyday_lethality: Share = Field(description="Share of everyday attacks that kill.")
    policing_effect: Annotated[Figure, non_negative("1000 person/person", up_to=1_000)] = Field(
        description="How much one officer per 1,000 people lowers everyday attacks."
    )
    troop_policing: Index = Field(description="A soldier on the street as part of an officer.")
    attack_rate: Annotated[Figure, non_negative("attack/person/week", up_to=10)] = Field(
        description="Attacks by an active person."
    )
    within_share: Share = Field(description="Share of these on the attacker's own community.")
    intercommunal_lethality: Share = Field(description="Share of these attacks that kill.")


class Arms(Strict):
    """The arms behind everyday violence."""

    start: Level = Field(description="Arms at the start.")
    floor: Level = Field(description="Arms that are never handed in.")
    demilitarisation_weeks: Weeks = Field(description="Time in which arms fall to the floor.")
    demilitarisation_presence: Annotated[Figure, between(SMALLEST_SCALE, 1_000, "person/1000 person")] = Field(
        description="Presence at which arms are collected at full pace."
    )


class Displacement(Strict):
    """Who leaves home, and who returns."""

    flight_level: Index = Field(description="Security below which people leave.")
    flight_rate: WeeklyShare = Field(description="Share that leaves where security is nil.")
    abroad_share: Share = Field(description="Share of these that goes abroad.")
    return_level: Index = Field(description="Security above which people return.")
    return_rate: WeeklyShare = Field(description="Share that returns where security is full.")


class Floor(Strict):
    """A level of security under which weeks are counted."""

    level: Index = Field(description="The level.")


class Security(Strict):
    """The simulated security index."""

    start: Index = Field(description="The index at the start.")
    severity: Annotated[Figure, non_negative("attack/death", up_to=1_000_000)] = Field(
        description="Attacks without a death that weigh as much as a death."
    )
    tolerance: Annotated[Figure, between(SMALLEST_SCALE, 1_000_000, "attack/1000 person/week")] = Field(
        description="Exposure at which the weekly index falls to 1/e."
    )
    memory_weeks: Weeks = Field(description="How long a bad week is remembered.")
    floors: tuple[Floor, ...] = Field(strict=False, min_length=1, description="Levels under which weeks are counted.")


class Report(Strict):
    """What the metrics count."""

    riot_share: Share = Field(
        description="Share of the people present on the street above which a place counts as in riot."
    )
    recovery_baseline_weeks: WholeWeeks = Field(
        description="Weeks before an event whose mean security is the level to come back to."
    )
    recovery_onset_weeks: WholeWeeks = Field(description="Weeks from an event in which a fall is laid to it.")
    recovery_tolerance: Index = Field(description="How far below that level is not a fall, and counts as back.")


class Hardship(Strict):
    """Hardship, which falls with reconstruction."""

    start: Level = Field(description="Hardship at the start.")
    floor: Level = Field(description="Hardship that reconstruction leaves.")
    reconstruction_weeks: Weeks = Field(description="Time in which hardship falls to the floor.")


class Legitimacy(Strict):
    """Trust in the authorities, which follows security."""

    start: Index = Field(description="Legitimacy at the start.")
    low: Index = Field(description="Legitimacy where security is nil.")
    high: Index = Field(description="Legitimacy where security is full.")
    trust_weeks: Weeks = Field(description="Time in which legitimacy follows security.")


class Document(Strict):
    """A scenario: dates, levers, mechanisms and every figure of the model, in the order of a week."""

    format: Literal[1] = Field(alias="schema", description="The version of the format.")
    title: Text = Field(description="A title for pictures and reports.")
    question: Text = Field(description="The question that the scenario puts to the model.")
    purpose: Literal["illustration", "teaching", "control", "what-if"] = Field(description="What it is for.")
    start: date = Field(description="The first day.")
    end: date = Field(description="The last day.")
    run: Run
    theory: Theory
    mechanisms: Mechanisms = Field(default_factory=Mechanisms, description="Figures that only some options need.")
    theories: dict[str, TheoryEntry] = Field(default_factory=dict, description="Theories of your own, by name.")
    tables: TableFiles
    population: Population
    drawdown: Drawdown = Field(description="The levers of the drawdown: the policy and what it needs.")
    review: Review
    reserve: Reserve
    rotation: Rotation
    nations: Nations
    record: Record
    deployment: Deployment
    presence: Presence
    police: Police
    unrest: Unrest
    tension: Tension
    violence: Violence
    arms: Arms
    displacement: Displacement
    security: Security
    report: Report
    hardship: Hardship
    legitimacy: Legitimacy
    events: dict[str, EventTable] = Field(description="Dated events of the record, by name.")
