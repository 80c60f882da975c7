"""One replicate, measured where it is lived through: weekly arrays stay there, only what was asked for travels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kfor_sim.metrics import Marks, metrics_of
from kfor_sim.replicate import World, lived
from kfor_sim.traces import TRACES
from kfor_sim.weekly import Floats, Weekly


@dataclass(frozen=True, slots=True)
class Measured:
    """What is kept of one replicate.

    Attributes:
        metrics: In the order of `metrics_of`, shape (metric,).
        traces: By name, shape (week,) or (week, sector).
    """

    metrics: Floats
    traces: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Task:
    """All that the jobs of one scenario share.

    Attributes:
        world: What its replicates share.
        marks: What it adds to the list of metrics; plain data, since metrics themselves cannot travel.
        traces: Names of the weekly series that are asked for.
        replicates: The number of the replicate by the number of its job.
    """

    world: World
    marks: Marks
    traces: tuple[str, ...]
    replicates: Mapping[int, int]


def measured(task: Task, number: int) -> tuple[int, Measured]:
    """Live through one replicate and measure it; the job of trials.

    Args:
        task: What the jobs of the scenario share.
        number: The number of the job.

    Raises:
        InputError: As `lived` raises it.
    """
    weekly = Weekly(lived(task.world, task.replicates[number]), task.marks.riot_share)
    metrics = np.array([metric.compute(weekly) for metric in metrics_of(task.marks)])
    traces = {name: TRACES[name].compute(weekly, task.world.parameters) for name in task.traces}
    return number, Measured(metrics, traces)
