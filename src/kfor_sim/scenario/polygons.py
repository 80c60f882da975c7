"""The outlines of the municipalities, read from a small GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.table_files import read_text

Ring = tuple[tuple[float, float], ...]
Polygons = dict[str, list[Ring]]


def read_polygons(path: Path) -> Polygons:
    """Read the outline of each municipality.

    Args:
        path: A GeoJSON collection of Polygon or MultiPolygon features with a property ``name``.

    Returns:
        By name, the rings of (longitude, latitude) points in degrees; holes are rings too.

    Raises:
        ScenarioError: The file cannot be read or is no such collection; all faults at once.
    """
    faults: list[Fault] = []
    polygons: Polygons = {}
    text = read_text(path, faults)
    for number, feature in enumerate(_features(path.name, text, faults) if text is not None else (), start=1):
        where = f"{path.name}: feature {number}"
        try:
            name, rings = _outline(feature)
        except (KeyError, TypeError, ValueError, OverflowError):
            faults.append(Fault(where, "is no polygon with a name", "see scenarios/tables/polygons.geojson"))
            continue
        if name in polygons:
            faults.append(Fault(where, f"'{name}' stands there twice", "keep one of them"))
        polygons[name] = rings
    if faults:
        raise ScenarioError(path.name, tuple(faults))
    return polygons


def _features(name: str, text: str, faults: list[Fault]) -> list[Any]:
    """The features of a collection."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        faults.append(Fault(name, "is not JSON", "save it as GeoJSON"))
        return []
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        faults.append(Fault(name, "holds no features", "a GeoJSON FeatureCollection has a list of them"))
        return []
    return features


def _outline(feature: Any) -> tuple[str, list[Ring]]:
    """Name and rings of one feature."""
    geometry = feature["geometry"]
    nested = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    rings = [tuple(_points(ring)) for polygon in nested for ring in polygon]
    name = feature["properties"]["name"]
    if not isinstance(name, str) or not rings or min(len(ring) for ring in rings) < 4:
        raise ValueError
    return name, rings


def _points(ring: Any) -> Iterator[tuple[float, float]]:
    """The points of a ring, in degrees."""
    for longitude, latitude, *_ in ring:
        if not (isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
            raise ValueError
        yield float(longitude), float(latitude)
