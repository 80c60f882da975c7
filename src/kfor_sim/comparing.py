"""Comparing schedules: they are loaded, checked, given the same luck and lived through; the answer gets a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, SupportsIndex

import pandas as pd

from kfor_sim.arguments import check_workers, with_arguments
from kfor_sim.claims import middle_floor
from kfor_sim.comparison import Comparison
from kfor_sim.errors import InputError, RunInterrupted, WorkerError
from kfor_sim.export import put_manifest, versions, write_csv
from kfor_sim.folders import Folder
from kfor_sim.key import hash_of, key_of_run
from kfor_sim.metrics import Marks, Metric, metrics_of
from kfor_sim.names import MANIFEST, TABLES_OF_COMPARISON, comparison_folder_name
from kfor_sim.prepare import calendar_of
from kfor_sim.progress import Progress
from kfor_sim.results import ILLUSTRATIVE, Result
from kfor_sim.resuming import comparing_command, is_shipped
from kfor_sim.running import Ensemble, executor_for, live
from kfor_sim.scenario import Scenario, load
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.table_rows import COMMUNITIES

BELOW_FLOOR = "weeks_below_floor_"
LOWEST_COMMUNITY = "_lowest_community"

_SCHEMA = 1
SHARED = ("replicates", "seed", "persons_per_resident")
"""Figures of ``[run]`` that all schedules of a comparison have alike."""
_FEWEST = 2

Schedule = str | Path | Scenario


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be compared, checked before anything is computed.

    Attributes:
        schedules: The scenarios by the names that they go by here, with the same replicates, seed and resolution.
        baseline: The name of the one that the others are compared with.
        metrics: The metrics that measure the same thing in all of them.
        chosen: Names of those that matter most.
        asked: Names of those that were asked for; none where that was left open.
    """

    schedules: Mapping[str, Scenario]
    baseline: str
    metrics: tuple[Metric, ...]
    chosen: tuple[str, ...]
    asked: tuple[str, ...]


def compare(
    schedules: Sequence[Schedule],
    *,
    baseline: str | None = None,
    metrics: Sequence[str] | None = None,
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    persons_per_resident: SupportsIndex | None = None,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Comparison:
    """Live through several schedules with the same luck and compare them replicate by replicate.

    Args:
        schedules: Shipped names, paths of files, or loaded scenarios; at least two.
        baseline: The name of the schedule that the others are compared with; without it the first.
        metrics: Names of the metrics that matter most, the first of which ranks; without it a short list. The tables
            hold all of them in any case.
        replicates: How many paired replicates; without it the baseline's ``run.replicates``.
        seed: The seed of all draws; without it the baseline's ``run.seed``.
        workers: How many replicates are computed at a time, as `run` has it; a script with more than one calls this
            under ``if __name__ == "__main__":``.
        persons_per_resident: How many people a simulated resident stands for; without it the baseline's.
        output: A folder of results. Ensembles that it has are used again, new ones are kept, and the comparison gets a
            folder of its own beside them; without it all stays in memory.
        progress: Whether to show a bar for each schedule on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        The comparison: ``differences()`` has a row for each metric and schedule, in the unit of the metric;
        ``values(metric)`` has shape (replicate, schedule), ``ranking()`` and ``regret()`` a row for each schedule.

    Raises:
        KforError: The schedules cannot be compared, an argument or the folder cannot be used, Ctrl-C was pressed, or a
            worker died. Replicates that were finished are kept where there is a folder.

    Example:
        >>> from kfor_sim import compare
        >>> found = compare(["documented", "no-force"], replicates=2)
        >>> found.differences("deaths")[["schedule", "lower", "higher", "n"]].to_dict("records")
        [{'schedule': 'no-force', 'lower': 0, 'higher': 2, 'n': 2}]
    """
    numbers = {"replicates": replicates, "seed": seed, "persons_per_resident": persons_per_resident}
    plan = plan_of(schedules, baseline=baseline, metrics=metrics, **numbers)
    return carry_out(plan, workers=workers, output=output, progress=progress, dask=dask)


def plan_of(
    schedules: Sequence[Schedule],
    *,
    baseline: str | None = None,
    metrics: Sequence[str] | None = None,
    **numbers: SupportsIndex | None,
) -> Plan:
    """Load schedules, check that they can be compared, and give them the same replicates, seed and resolution.

    Args:
        schedules: Shipped names, paths of files, or loaded scenarios.
        baseline: The name of one of them; without it the first.
        metrics: Names of the metrics that matter most.
        **numbers: The shared figures of ``[run]``; those of the baseline where None.

    Raises:
        KforError: They cannot be compared, or an argument cannot be used.
    """
    if isinstance(schedules, str | Path | Scenario) or len(schedules) < _FEWEST:
        raise InputError("a comparison needs at least two schedules, such as 'documented' and 'no-force'")
    by_name = _named([_loaded(schedule) for schedule in schedules])
    first = _baseline(baseline, by_name)
    _check_alike(by_name, first)
    shared = _shared_metrics(by_name, first)
    known = [metric.name for metric in shared]
    asked = tuple(dict.fromkeys([metrics] if isinstance(metrics, str) else metrics or ()))
    for name in asked:
        if name not in known:
            raise InputError(f"there is no metric '{name}' that all schedules share; {did_you_mean(name, known)}")
    given = {name: numbers.get(name) for name in SHARED}
    alike = {
        name: int(by_name[first].value(f"run.{name}")) if number is None else number for name, number in given.items()
    }
    ready = {name: with_arguments(scenario, **alike) for name, scenario in by_name.items()}
    return Plan(ready, first, shared, asked or default_metrics(shared), asked)


def carry_out(
    plan: Plan,
    *,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Comparison:
    """Run what was planned; `compare` describes the arguments.

    Raises:
        KforError: As `compare` raises it.
    """
    given = None if workers is None else check_workers(workers)
    ensembles = {name: Ensemble.of(scenario, output=output) for name, scenario in plan.schedules.items()}
    bars = Progress(list(ensembles.values()), shown=progress)
    results: dict[str, Result] = {}
    lost: WorkerError | None = None
    with executor_for(ensembles.values(), given=given, dask=dask) as executor:
        for name, ensemble in ensembles.items():
            try:
                results[name] = live(ensemble, executor, given=given, dask=dask, progress=bars)
            except WorkerError as error:
                if error.hopeless or error.because:
                    raise
                lost = lost or error  # the other schedules are computed and kept
            except (RunInterrupted, KeyboardInterrupt):
                raise RunInterrupted(_on_interruption(plan, name, output, workers, dask)) from None
    if lost:
        raise lost
    key = _key(plan)
    store = None if output is None else Folder(output, comparison_folder_name(plan.baseline, key))
    comparison = Comparison(results, plan.baseline, plan.metrics, plan.chosen, key, store)
    if store:
        _write(comparison, store)
    return comparison


def _loaded(schedule: Schedule) -> Scenario:
    if isinstance(schedule, Scenario):
        return schedule
    if isinstance(schedule, str | Path):
        return load(schedule)
    raise InputError(f"a schedule is a shipped name, a path or a loaded scenario, not {schedule!r}")


def _named(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """Give each schedule a name of its own: that of its scenario, with folders before it where two files share one."""
    paths = [scenario.path.resolve() for scenario in scenarios]
    depth = max(len(path.parts) for path in paths)
    names = [scenario.name for scenario in scenarios]
    for parts in range(2, depth + 1):
        shared = {name for name in names if names.count(name) > 1}
        for place, scenario in enumerate(scenarios):
            if names[place] in shared and not is_shipped(scenario):
                names[place] = "/".join([*paths[place].parent.parts[1 - parts :], scenario.name])
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"'{name}' is given twice; write what is to differ as an overlay in a file of its own, "
                f'extends = "{name}" (in Python, dataclasses.replace(scenario, name="...") does as well)'
            )
    return dict(zip(names, scenarios, strict=True))


def _baseline(wanted: str | None, by_name: Mapping[str, Scenario]) -> str:
    """Find the baseline by its name, or by the path of its file."""
    if wanted is None:
        return next(iter(by_name))
    by_path = {str(scenario.path): name for name, scenario in by_name.items()}
    name = wanted if wanted in by_name else by_path.get(str(wanted))
    if name is None:
        among = did_you_mean(str(wanted), by_name, "schedules here")
        raise InputError(f"the baseline '{wanted}' is not among the schedules; {among}")
    return name


def _check_alike(by_name: Mapping[str, Scenario], baseline: str) -> None:
    """Refuse schedules whose numbers would not measure the same thing.

    Raises:
        InputError: Periods, places, communities or what counts as a riot differ; the text says where.
    """
    places = "compare schedules of one theatre"
    _check_one(by_name, baseline, "the same municipalities", _places, places)
    _check_one(by_name, baseline, "the same communities", _communities, places)
    period = "set start and end alike in all, with --set end=2003-12-31 say"
    _check_one(by_name, baseline, "the same period", lambda s: f"{s.start} to {s.end}", period)
    riot = "set report.riot_share alike in all, with --set report.riot_share=0.01 say"
    _check_one(by_name, baseline, "the same measure of a riot", lambda s: f"{s.value('report.riot_share'):g}", riot)


def _check_one(
    by_name: Mapping[str, Scenario], baseline: str, what: str, read: Callable[[Scenario], str], remedy: str
) -> None:
    """Refuse schedules that differ from the baseline in one thing."""
    expected = read(by_name[baseline])
    differing = [f"{name} has {read(scenario)}" for name, scenario in by_name.items() if read(scenario) != expected]
    if differing:
        raise InputError(f"schedules need {what}; {baseline} has {expected}, but {', '.join(differing)}; {remedy}")


def _places(scenario: Scenario) -> str:
    return _listed(row.name for row in scenario.tables.municipalities)


def _communities(scenario: Scenario) -> str:
    with_homes = zip(*(row.population for row in scenario.tables.municipalities), strict=True)
    return _listed(name for name, people in zip(COMMUNITIES, with_homes, strict=True) if any(people))


def _listed(names: Iterable[str]) -> str:
    """Count and name some things, so that two lists can be told apart."""
    every = sorted(names)
    return f"{len(every)} ({', '.join(every)})"


def _shared_metrics(by_name: Mapping[str, Scenario], baseline: str) -> tuple[Metric, ...]:
    """List the metrics of the baseline that measure the same thing in every schedule."""
    declared = {name: metrics_of(Marks.of(scenario, calendar_of(scenario))) for name, scenario in by_name.items()}
    everywhere = [{_measure(metric) for metric in metrics} for metrics in declared.values()]
    return tuple(
        metric for metric in declared[baseline] if all(_measure(metric) in measures for measures in everywhere)
    )


def default_metrics(metrics: Sequence[Metric]) -> tuple[str, ...]:
    """Choose the metrics that matter first: what people suffered, security with its middle floor, then the force."""
    names = [metric.name for metric in metrics]
    middle = filter(None, [middle_floor(names)])
    wanted = (
        *("deaths", "displaced_person_weeks", "riot_weeks"),
        *(part for name in middle for part in (name, f"{name}{LOWEST_COMMUNITY}")),
        *("security_mean", "worst_municipality", "troop_years", "shortfall_person_weeks"),
    )
    return tuple(name for name in wanted if name in names)


def _measure(metric: Metric) -> tuple[str, ...]:
    """What a metric measures: its name and words, and what its computation was given, such as weeks and tolerances."""
    given = getattr(metric.compute, "keywords", {})
    return metric.name, metric.unit, metric.label, repr(sorted(given.items()))


def _key(plan: Plan) -> str:
    """Name what a comparison depends on: its runs, what they are called, how they are summed up."""
    content = {
        "schedules": [(name, key_of_run(scenario), scenario.hash) for name, scenario in plan.schedules.items()],
        "baseline": plan.baseline,
        "metrics": plan.chosen,
    }
    return hash_of(content)


def _on_interruption(
    plan: Plan, name: str, output: str | Path | None, workers: SupportsIndex | None, dask: str | None
) -> str:
    """Say what is kept and how to go on."""
    place = f"stopped at {name}, schedule {list(plan.schedules).index(name) + 1} of {len(plan.schedules)}"
    if output is None:
        return f"{place}; give an output folder to keep what is finished next time"
    command = comparing_command(
        plan.schedules, baseline=plan.baseline, metrics=plan.asked, output=Path(output), workers=workers, dask=dask
    )
    kept = f"{place}: finished replicates are kept in {output}"
    return f"{kept}; to go on:\n  {command}" if command else f"{kept}; the same call of compare() goes on"


def _write(comparison: Comparison, store: Folder) -> None:
    """Write tables and manifest; the same comparison always gives the same bytes."""
    directed = [metric.name for metric in comparison.metrics if metric.better]
    frames = (
        comparison.frame(),
        comparison.differences(),
        pd.concat([comparison.ranking(name) for name in directed], ignore_index=True),
        pd.concat([comparison.regret(name) for name in directed], ignore_index=True),
    )
    store.remove(MANIFEST)  # whatever happens in between, no tables are taken for those of another comparison
    hashes = {name: write_csv(store, name, frame) for name, frame in zip(TABLES_OF_COMPARISON, frames, strict=True)}
    put_manifest(store, {**_manifest(comparison), "hashes": hashes})


def _manifest(comparison: Comparison) -> dict[str, Any]:
    """Say how the tables came about; no path of this machine is in it."""
    runs = [
        {
            "name": name,
            "title": result.scenario.title,
            "folder": result.folder.name if result.folder else None,
            "key": result.key,
            "hash": result.scenario.hash,
        }
        for name, result in comparison.results.items()
    ]
    return {
        "schema": _SCHEMA,
        "illustrative": ILLUSTRATIVE,
        "names": list(comparison.names),
        "baseline": comparison.baseline,
        "key": comparison.key,
        "seed": comparison.seed,
        "replicates": list(comparison.replicates),
        "interval": comparison.interval,
        "metrics": list(comparison.chosen),
        "runs": runs,
        "versions": versions(),
        "sentences": list(comparison.sentences()),
        "files": list(TABLES_OF_COMPARISON),
        "bibliography": [asdict(citation) for citation in comparison.bibliography],
    }
