"""Entries of what a scenario chooses: slots and their options, theories, policies and their levers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from inspect import getdoc

from kfor_sim.glossary.entries import Entry, line_of, place_of, told
from kfor_sim.mechanisms import SLOTS, Option
from kfor_sim.policies import POLICIES
from kfor_sim.scenario import Scenario, TheoryEntry
from kfor_sim.scenario.keypaths import demand_at


def slots(scenario: Scenario) -> Iterator[Entry]:
    """Explain every slot: the question, its options, the one that the scenario takes."""
    for slot in SLOTS.values():
        yield Entry(
            term=slot.name,
            kind="slot",
            meaning=slot.question,
            facts=(("options", ", ".join(slot.options)), ("taken", scenario.options[slot.name])),
            where=(f"kfor_sim/mechanisms/{slot.name}.py", "table [theory] of a scenario file"),
            also=(f"theory.{slot.name}",),
        )


def options(scenario: Scenario) -> Iterator[Entry]:
    """Explain every option: what it says, its equation, its figures, where it comes from, what speaks against it."""
    for slot in SLOTS.values():
        for option in slot.options.values():
            yield Entry(
                term=f"{slot.name}.{option.name}",
                kind="option",
                meaning=option.statement,
                facts=told(_of_option(option, scenario)),
                where=(place_of(option.function) if option.function else f"kfor_sim/mechanisms/{slot.name}.py",),
                also=(option.name, f"theory.{slot.name}={option.name}"),
            )


def theories(scenario: Scenario) -> Iterator[Entry]:
    """Explain every theory that can be laid over a scenario, in short."""
    for name, theory in scenario.theories.items():
        yield Entry(
            term=name,
            kind="theory",
            meaning=theory.sentence,
            facts=told(_of_theory(theory, scenario, name)),
            where=("table of its name in scenarios/theories.toml, or [theories] of a file of your own",),
        )


def policies() -> Iterator[Entry]:
    """Explain every policy with its levers, then each lever."""
    for name, kind in POLICIES.items():
        levers = tuple(each.name for each in fields(kind))
        yield Entry(
            term=name,
            kind="policy",
            meaning=(getdoc(kind) or "").partition("\n")[0],
            facts=(("levers", ", ".join(levers)),),
            where=(place_of(kind), "table [drawdown] of a scenario file"),
            also=(f"drawdown.policy={name}",),
        )
        for each in fields(kind):
            yield Entry(
                term=f"{name}.{each.name}",
                kind="lever",
                meaning=each.metadata["description"],
                facts=(("of", f"policy {name}"),),
                where=(line_of(f"policies/{kind.__module__.rpartition('.')[2]}.py", f"    {each.name}: "),),
            )


def _of_option(option: Option, scenario: Scenario) -> Iterator[tuple[str, str | None]]:
    """Say everything that an option declares."""
    yield "slot", f"{option.slot}: {SLOTS[option.slot].question}"
    yield "taken", "yes" if scenario.options[option.slot] == option.name else f"no ({scenario.options[option.slot]} is)"
    yield "equation", option.equation
    yield "figures", ", ".join(_figure(path, scenario) for path in option.paths.values())
    yield "valid", option.valid
    yield "objection", option.criticism
    yield "source", scenario.sources[option.source].entry if option.source else None


def _figure(path: str, scenario: Scenario) -> str:
    """Name a figure with its value and unit."""
    if path not in scenario.values:
        return path
    demand = demand_at(tuple(path.split(".")))
    unit = "" if demand is None or demand.unit == "1" else f" {demand.unit}"
    return f"{path} = {scenario.values[path]:g}{unit}"


def _of_theory(theory: TheoryEntry, scenario: Scenario, name: str) -> Iterator[tuple[str, str | None]]:
    """Say what a theory takes, leaves out, and meets as an objection."""
    yield "called", theory.label
    yield "takes", ", ".join(f"{slot} = {option}" for slot, option in theory.taken.items())
    yield "left out", theory.simplified
    yield "objection", theory.objection
    yield "source", scenario.sources[theory.source].entry if theory.source else None
    yield "all of it", f"kfor-sim theories {name}"
