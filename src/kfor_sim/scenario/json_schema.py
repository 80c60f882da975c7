"""The JSON Schema of a scenario file, for editors that check and complete while one types."""

from __future__ import annotations

from typing import Any

from kfor_sim.scenario.schema import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def schema() -> Schema:
    """The JSON Schema of scenario files: with ``extends`` nothing is required, without it everything.

    Dates are TOML dates in a file; a validator sees them as texts such as ``1999-06-12``.
    """
    complete = Document.model_json_schema(by_alias=True)
    definitions = complete.pop("$defs")
    definitions["complete"] = complete
    definitions["overlay"] = _overlay(complete, definitions)
    return {
        "$schema": DIALECT,
        "title": "Scenario of kfor-sim",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/overlay"},
        "else": {"$ref": "#/$defs/complete"},
        "$defs": definitions,
    }


def _overlay(complete: Schema, definitions: Schema) -> Schema:
    """The schema of a file that lists only differences; figures and entries of lists stay whole."""
    properties = {name: _partial(field, definitions) for name, field in complete["properties"].items()}
    properties["extends"] = {
        "type": "string",
        "description": "A shipped scenario, or a file in the same folder; this file lists only what differs.",
    }
    events = properties["events"]
    events["additionalProperties"] = {
        "anyOf": [_partial(events["additionalProperties"], definitions), {"const": False}]
    }
    return {"type": "object", "properties": properties, "required": ["extends"], "additionalProperties": False}


def _partial(field: Schema, definitions: Schema) -> Schema:
    """A field whose tables may leave keys out."""
    if "oneOf" in field:
        return {"anyOf": [_partial(table, definitions) for table in field["oneOf"]]}
    name = field.get("$ref", "").removeprefix("#/$defs/")
    table = definitions.get(name, field)
    return {key: value for key, value in table.items() if key != "required"}
