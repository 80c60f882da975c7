"""The weekly outcomes of a run, each declared once: name, unit, dimensions, label and how it is stored.

Tables, axes and the command line read this list. An array of an outcome has the shape (week, *dimensions).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One weekly series.

    Attributes:
        name: The word used for it everywhere.
        unit: What one of it is.
        dimensions: What it is counted by, beside the week: municipality, community, contingent.
        label: How a reader of a picture or table meets it.
        dtype: How it is stored; counts as whole numbers, states as single precision.
    """

    name: str
    unit: str
    dimensions: tuple[str, ...]
    label: str
    dtype: str = "int32"


_CELL = ("municipality", "community")

OUTCOMES: tuple[Outcome, ...] = (
    Outcome("required", "person", (), "required strength"),
    Outcome("strength", "person", (), "strength"),
    Outcome("reserve", "person", (), "reserve battalions"),
    Outcome("contingent_strength", "person", ("contingent",), "strength by contingent"),
    Outcome("shortfall", "person", ("contingent",), "required of a contingent, and neither there nor taken over"),
    Outcome("will", "1", ("contingent",), "political will", "float32"),
    Outcome("troops", "person", ("municipality",), "troops in Kosovo"),
    Outcome("police", "person", (), "police officers"),
    Outcome("presence", "person", ("municipality",), "troops and police on the street", "float32"),
    Outcome("grievance", "1", _CELL, "grievance", "float32"),
    Outcome("active", "person", _CELL, "simulated residents on the street", "float32"),
    Outcome("attacks_everyday", "attack", _CELL, "everyday attacks"),
    Outcome("attacks_intercommunal", "attack", _CELL, "intercommunal attacks"),
    Outcome("deaths_everyday", "person", _CELL, "deaths in everyday violence"),
    Outcome("deaths_intercommunal", "person", _CELL, "deaths in intercommunal violence"),
    Outcome("displaced", "person", _CELL, "people away from home"),
    Outcome("present", "person", _CELL, "people present"),
    Outcome("at_home", "person", _CELL, "people at home"),
    Outcome("security", "1", _CELL, "simulated security level", "float32"),
    Outcome("legitimacy", "1", _CELL, "legitimacy", "float32"),
    Outcome("tension", "1", _CELL, "tension", "float32"),
    Outcome("hardship", "1", ("municipality",), "hardship", "float32"),
    Outcome("arms", "1", ("municipality",), "arms", "float32"),
)

BY_NAME: dict[str, Outcome] = {outcome.name: outcome for outcome in OUTCOMES}
