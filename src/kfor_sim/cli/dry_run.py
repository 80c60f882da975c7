"""What a run, a comparison or an answer would cost: `--dry-run`, and a word before long work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.scenario import Scenario


def put_cost(
    scenarios: Sequence[Scenario],
    *,
    output: Path,
    workers: int | None,
    dask: str | None,
    as_json: bool,
    quiet: bool,
    only: int | None = None,
) -> None:
    """Measure a few runs and say what all will cost.

    Args:
        scenarios: With the arguments of the run.
        output: The folder of results.
        workers: How many workers the user asks for.
        dask: What the user says of a cluster.
        as_json: Whether as JSON.
        quiet: Whether to be silent while it measures.
        only: The number of a single replicate.
    """
    from kfor_sim.cost import cost_of

    given, elsewhere = _place(workers, dask)
    if not quiet:
        say("Measuring a few runs ...")
    cost = cost_of(scenarios, output=output, given=given, only=only)
    sums = {"missing": cost.missing, "seconds": cost.seconds, "bytes": cost.bytes}
    document = {**asdict(cost), **sums, "elsewhere": elsewhere}
    put_answer(document, _text, as_json=as_json)


def put_cost_of_answer(
    scenario: Scenario, runs: int, *, workers: int | None, dask: str | None, as_json: bool, quiet: bool
) -> None:
    """Measure a few runs and say what an answer will cost at most.

    Args:
        scenario: One of those that are run.
        runs: How many runs the answer takes, if none is known.
        workers: How many workers the user asks for.
        dask: What the user says of a cluster.
        as_json: Whether as JSON.
        quiet: Whether to be silent while it measures.
    """
    if not quiet:
        say("Measuring a few runs ...")
    each, seconds, at_once = _seconds(scenario, runs, workers=workers, dask=dask)
    document = {"runs": runs, "seconds_each": each, "workers": at_once, "seconds": seconds}
    put_answer(document, _text_of_answer, as_json=as_json)


def time_words(scenario: Scenario, runs: int, *, workers: int | None, dask: str | None) -> str:
    """Say how many runs something takes and how long that lasts; `put_cost_of_answer` describes the arguments."""
    from kfor_sim.digits import counted, in_time

    _, seconds, at_once = _seconds(scenario, runs, workers=workers, dask=dask)
    return f"{counted(runs, 'run')} at most, some {in_time(seconds)} on {counted(at_once, 'worker')}"


def _seconds(scenario: Scenario, runs: int, *, workers: int | None, dask: str | None) -> tuple[float, float, int]:
    """Measure how long a run takes, and say how long all take on how many workers."""
    from kfor_sim.arguments import fitting_workers
    from kfor_sim.cost import seconds_of
    from kfor_sim.prepare import calendar_of

    given, _ = _place(workers, dask)
    at_once = fitting_workers(scenario, given=given, missing=runs, weeks=calendar_of(scenario).weeks, held=None)
    each = seconds_of(scenario)
    return each, runs * each / at_once, at_once


def _place(workers: int | None, dask: str | None) -> tuple[int | None, bool]:
    """Say how many workers the user asks for, one where they stand elsewhere, and whether they do.

    Raises:
        InputError: Workers or cluster cannot be used.
    """
    from kfor_sim.arguments import check_workers
    from kfor_sim.executors import LOCAL, check_place

    check_place(workers=workers, dask=dask)
    elsewhere = dask not in (None, LOCAL)
    return 1 if elsewhere else None if workers is None else check_workers(workers), elsewhere


def _text_of_answer(cost: dict[str, Any], *, width: int) -> str:
    """Say it in a sentence."""
    from kfor_sim.digits import counted, in_time
    from kfor_sim.report.text import paragraph

    return paragraph(
        f"{counted(cost['runs'], 'run')} at most, fewer where the folder knows some: some "
        f"{in_time(cost['seconds'])} on {counted(cost['workers'], 'worker')} ({cost['seconds_each']:.2g} s each, "
        "measured here, one at a time). Nothing was kept; leave --dry-run out to run.",
        width=width,
    )


def _text(cost: dict[str, Any], *, width: int) -> str:
    """Say it in a sentence or two."""
    from kfor_sim.digits import counted, in_bytes, in_time
    from kfor_sim.report.text import paragraph

    runs = f"{', '.join(cost['names'])}: {counted(cost['wanted'], 'run')}, {cost['stored']:,} stored"
    if not cost["missing"]:
        return paragraph(f"{runs}; nothing is left to compute.", width=width)
    workers = f"{counted(cost['workers'], 'worker')} of this machine"
    if cost["elsewhere"]:
        workers = "one worker like this machine's (divide by those of the cluster)"
    each = f"{cost['seconds_each']:.2g} s and {in_bytes(cost['bytes_each'])} each"
    text = (
        f"{runs}, {cost['missing']:,} to compute: some {in_time(cost['seconds'])} on {workers}, and "
        f"{in_bytes(cost['bytes'])} of disk, tables and pictures apart ({each}, measured on {cost['measured']} here, "
        "one at a time). Nothing was kept; leave --dry-run out to run."
    )
    return paragraph(text, width=width)
