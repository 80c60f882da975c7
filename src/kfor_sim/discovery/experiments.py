"""Worlds and what came of them as two tables with a row for each run, named as EMA workbench names such things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kfor_sim.discovery.planning import Plan
from kfor_sim.equifinality import Share
from kfor_sim.ranges import ranges_of
from kfor_sim.scenario import Scenario


def experiments(plan: Plan, shares: Mapping[str, Share]) -> pd.DataFrame:
    """Give what each run was: its world, theory, schedule and figures.

    Returns:
        Columns ``scenario`` (the world, by theory and number), ``model`` (the theory), ``policy`` (the schedule), and
        every figure that is drawn under some theory, in its unit; empty where the run does not read it.
    """
    paths = _paths(plan)
    rows = [
        {"scenario": f"{theory}-{number}", "model": theory, "policy": schedule} | figures
        for theory, share in shares.items()
        for schedule, scenarios in share.worlds.schedules.items()
        for number, figures in zip(share.worlds.numbers, _figures(scenarios, paths), strict=True)
    ]
    return pd.DataFrame(rows, columns=["scenario", "model", "policy", *paths])


def outcomes(shares: Mapping[str, Share]) -> pd.DataFrame:
    """Give what came of each run, in the same order.

    Returns:
        Every metric, ``gap`` (by how much the claim holds in this world) and ``fails`` (1 where it does not hold, 0
        where it does), the last two alike for all schedules of a world, and empty where they are unknown.
    """
    frames = [
        pd.DataFrame({**metrics, "gap": share.gaps, "fails": np.where(np.isnan(share.gaps), np.nan, share.gaps <= 0)})
        for share in shares.values()
        for metrics in share.metrics.values()
    ]
    together = pd.concat(frames, ignore_index=True)
    return together.astype({"fails": "Int8"})


def _paths(plan: Plan) -> tuple[str, ...]:
    """Name the figures that are drawn under some theory."""
    drawn = [figure.path for scenario in plan.asked.subject.under.values() for figure in ranges_of(scenario)]
    return tuple(dict.fromkeys(drawn))


def _figures(scenarios: tuple[Scenario, ...], paths: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Give the figures of one schedule in each world; which of them it reads is the same in all."""
    if not scenarios:
        return
    idle, known = scenarios[0].idle, scenarios[0].figures
    read = [path for path in paths if path in known and path not in idle]
    for scenario in scenarios:
        yield {path: scenario.value(path) for path in read}
