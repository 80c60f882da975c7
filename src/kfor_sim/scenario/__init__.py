"""Scenario files: figures with a basis, overlays, checks, the ledger, and the resolved form that names a run."""

from kfor_sim.errors import Fault
from kfor_sim.scenario.conclusions import Outcome, RegisteredConclusion, registered_conclusions
from kfor_sim.scenario.diff import Difference, Differences, diff
from kfor_sim.scenario.events import Event, Shift
from kfor_sim.scenario.figures import Figure
from kfor_sim.scenario.json_schema import schema
from kfor_sim.scenario.ledger import Ledger, LedgerRow
from kfor_sim.scenario.load import load
from kfor_sim.scenario.location import scenario_folder, shipped
from kfor_sim.scenario.scenario import Scenario
from kfor_sim.scenario.sources import Citation
from kfor_sim.scenario.theories import TheoryEntry, theories

__all__ = [
    "Citation",
    "Difference",
    "Differences",
    "Event",
    "Fault",
    "Figure",
    "Ledger",
    "LedgerRow",
    "Outcome",
    "RegisteredConclusion",
    "Scenario",
    "Shift",
    "TheoryEntry",
    "diff",
    "load",
    "registered_conclusions",
    "scenario_folder",
    "schema",
    "shipped",
    "theories",
]
