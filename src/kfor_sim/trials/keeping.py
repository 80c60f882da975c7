"""What is known of a scenario, kept in memory or in one small file, to which later calls add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Protocol

import numpy as np

from kfor_sim.key import hash_of, key_of_run
from kfor_sim.metrics import Marks, metrics_of
from kfor_sim.model.record import Recorded
from kfor_sim.scenario import Scenario
from kfor_sim.shelves import PackedFiles
from kfor_sim.trials.asking import Reading, Wanted
from kfor_sim.trials.living import Measured

_MEASURES = 1  # to be raised when a metric or trace is computed in another way under its old name
_NAMES, _METRICS, _REPLICATES = "names", "metrics", "replicates"
_TRACE, _OF = "trace-", "replicates-of-"


def names_of(marks: Marks) -> tuple[str, ...]:
    """Name the metrics of a scenario, in their order."""
    return tuple(metric.name for metric in metrics_of(marks))


def key_of_trial(scenario: Scenario, marks: Marks) -> str:
    """Name what the metrics of a scenario depend on: its runs, and what measures them. Words are not in it.

    Args:
        scenario: The scenario, with seed and resolution.
        marks: What it adds to the list of metrics, the figures that only sum up among them.

    Returns:
        SHA-256 in hexadecimal.
    """
    plain = asdict(marks)
    for spark in plain["sparks"]:
        del spark["label"]
    content = {"run": key_of_run(scenario), "marks": plain, "metrics": names_of(marks), "measures": _MEASURES}
    return hash_of(content, sort_keys=True)


@dataclass(slots=True)
class Known:
    """What is known of one scenario.

    Attributes:
        names: Of its metrics, in their order.
        replicates: What was measured, by the number of the replicate.
    """

    names: tuple[str, ...]
    replicates: dict[int, Measured] = field(default_factory=dict)

    def has(self, replicate: int, traces: Iterable[str]) -> bool:
        """Tell whether a replicate is there with all of these traces."""
        return replicate in self.replicates and set(traces) <= self.replicates[replicate].traces.keys()

    def add(self, replicate: int, measured: Measured) -> None:
        """Add a replicate; where it is there already, it gains the traces that it lacked."""
        before = self.replicates[replicate].traces if replicate in self.replicates else {}
        self.replicates[replicate] = Measured(measured.metrics, {**before, **measured.traces})

    def reading(self, wanted: Wanted) -> Reading:
        """Give what was asked for, all of which is there."""
        rows = [self.replicates[replicate] for replicate in wanted.replicates]
        metrics = np.stack([row.metrics for row in rows], axis=1)
        traces = {name: np.stack([row.traces[name] for row in rows]) for name in wanted.traces}
        return Reading(wanted.replicates, dict(zip(self.names, metrics, strict=True)), traces)

    def arrays(self) -> Recorded:
        """Lay it out as arrays, the same for the same content in whichever order it came."""
        rows = dict(sorted(self.replicates.items()))
        arrays: Recorded = {
            _NAMES: np.array(self.names),
            _REPLICATES: np.array(list(rows), dtype=np.int64),
            _METRICS: np.stack([row.metrics for row in rows.values()]),
        }
        for name in sorted({name for row in rows.values() for name in row.traces}):
            having = {replicate: row.traces[name] for replicate, row in rows.items() if name in row.traces}
            arrays[f"{_OF}{name}"] = np.array(list(having), dtype=np.int64)
            arrays[f"{_TRACE}{name}"] = np.stack(list(having.values()))
        return arrays

    @classmethod
    def of(cls, arrays: Recorded) -> Known:
        """Read it from arrays.

        Raises:
            Exception: They are not as `arrays` lays them out.
        """
        traces: dict[int, dict[str, np.ndarray]] = {int(replicate): {} for replicate in arrays[_REPLICATES]}
        for name in (name.removeprefix(_TRACE) for name in arrays if name.startswith(_TRACE)):
            for replicate, series in zip(arrays[f"{_OF}{name}"], arrays[f"{_TRACE}{name}"], strict=True):
                traces[int(replicate)][name] = series
        rows = zip(arrays[_REPLICATES], arrays[_METRICS], strict=True)
        replicates = {int(replicate): Measured(row, traces[int(replicate)]) for replicate, row in rows}
        return cls(tuple(map(str, arrays[_NAMES])), replicates)


class Shelf(Protocol):
    """Anything that keeps what is known of scenarios."""

    set_aside: tuple[str, ...]

    def find(self, key: str, names: tuple[str, ...]) -> Known:
        """Give what is known of a scenario; nothing at first."""

    def save(self, key: str, known: Known) -> None:
        """Keep it."""


class Memory:
    """What is known, for as long as the trials live."""

    set_aside: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def find(self, key: str, names: tuple[str, ...]) -> Known:
        """Give what is known of a scenario."""
        return self._known.get(key) or Known(names)

    def save(self, key: str, known: Known) -> None:
        """Keep it."""
        self._known[key] = known


class Files(PackedFiles):
    """What is known, one file for each scenario."""

    def find(self, key: str, names: tuple[str, ...]) -> Known:
        """Give what is known of a scenario."""
        return self.look_up(key, Known.of) or Known(names)

    def save(self, key: str, known: Known) -> None:
        """Write it down, all at once."""
        self.put(key, known.arrays(), count=len(known.replicates))
