"""What a week costs the residents: against one Mesa agent each, and against reading their traits once from memory."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kfor_sim.model.model import KforModel
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.population.interface import Population
from kfor_sim.model.streams import Streams
from measuring import SEED, Finding, Row, Settings, in_turn, machine, paired_row, timed
from mesa_peer import MesaResidents
from replaying import (
    STREAMS,
    Week,
    by_identity,
    demand_equal,
    full_scale,
    lived,
    lived_and_timed,
    recorded,
    resized,
    sample,
    settled,
)

TITLE = "The residents' step"
ABOUT = (
    "The weeks of one run of `documented` at full scale (grievance, share at home, and the risk of every round) are"
    " recorded and lived through again by as many residents as a row says. The Mesa agents follow the same rule, start"
    " every week from the same state, and must give the same crowds in every round and the same weeks of return, to the"
    " last bit; all of them are asked in every round, as Mesa does it. Their pairs are those of 12 weeks spread"
    " evenly over the run, in each of three replays. One streaming pass is `hardship.sum() + risk_aversion.sum()` over"
    " arrays of float64 of the same length; its pairs are whole replays."
)

ORACLE = Path(__file__).parents[1] / "tests" / "oracle.py"
ARRAYS = "kfor-sim's step"
PASS = "one streaming pass"
_PASS_EVERY = 10  # weeks


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: numbers of residents beside Mesa and the pass, sampled weeks, the oracle's weeks, runs."""

    beside_mesa: tuple[int, ...]
    beside_pass: tuple[int, ...]
    sampled: int
    oracle_weeks: int
    runs: int


WHOLE = Extent((1_900, 19_000, 190_000), (190_000, 1_900_000), sampled=12, oracle_weeks=52, runs=3)
QUICK = Extent((1_900, 19_000), (), sampled=3, oracle_weeks=4, runs=1)


def measure(settings: Settings) -> Iterator[Finding]:
    """Compare at several sizes."""
    extent = QUICK if settings.quick else WHOLE
    parameters = full_scale()
    record = recorded(parameters)
    sampled = sample(record, extent.sampled)
    for residents in extent.beside_mesa:
        yield from _against_mesa(parameters, record, residents, sampled, runs=extent.runs)
    yield _against_oracle(resized(parameters, 1_900), weeks=extent.oracle_weeks, runs=extent.runs)
    for residents in (int(parameters.mobilisable.sum()), *extent.beside_pass):
        yield from _against_pass(parameters, record, residents, runs=extent.runs)
    yield machine()


def _against_mesa(
    parameters: Parameters, record: Sequence[Week], residents: int, sampled: frozenset[int], *, runs: int
) -> Iterator[Row]:
    """Live through the record, and through its sampled weeks with Mesa agents too."""
    agents = MesaResidents(parameters, STREAMS, settled(parameters, residents))
    replays = (_sampled_times(settled(parameters, residents), agents, record, sampled) for _ in range(runs))
    weeks = [times for replay in replays for times in replay]
    fast, in_order, shuffled = zip(*weeks, strict=True)
    number = f"{len(agents.residents):,} residents"
    yield paired_row(f"Mesa agents, `AgentSet.do`, {number}", in_order, f"{ARRAYS}, {number}", fast)
    yield paired_row(f"Mesa agents, `AgentSet.shuffle_do`, {number}", shuffled, f"{ARRAYS}, {number}", fast)


def _sampled_times(
    population: Individuals, agents: MesaResidents, record: Sequence[Week], sampled: frozenset[int]
) -> Iterator[tuple[float, float, float]]:
    """Give the seconds of each sampled week: those of the model, of `do` and of `shuffle_do`."""
    order = by_identity(population)
    for week in record:
        if week.number not in sampled:
            lived(population, week)
            continue
        before = population.return_week[order]
        fast, active = lived_and_timed(population, week)
        slow = []
        for agents.shuffled in (False, True):
            agents.return_weeks = before
            seconds, crowds = lived_and_timed(agents, week)
            demand_equal(active, crowds, who="Mesa agents", week=week)
            demand_equal([population.return_week[order]], [agents.return_weeks], who="Mesa agents", week=week)
            slow.append(seconds)
        yield fast, slow[0], slow[1]


def _against_oracle(parameters: Parameters, *, weeks: int, runs: int) -> Row:
    """Run the whole model with the tests' slow oracle in place of the arrays."""
    shorter = replace(parameters, setting=replace(parameters.setting, weeks=weeks))
    slow, fast = _run_with(shorter, _oracle()), _run_with(shorter, Individuals)
    for name, array in slow().items():
        if not np.array_equal(array, fast()[name], equal_nan=array.dtype.kind == "f"):
            raise SystemExit(f"the oracle's {name} are not those of kfor-sim")
    oracle, arrays = in_turn([lambda: timed(slow), lambda: timed(fast)], runs=runs)
    what = f"the whole model with the tests' oracle, {weeks} weeks, some 1,900 residents"
    return paired_row(what, oracle, "the whole model", arrays)


def _oracle() -> Callable[[Parameters, Streams], Population]:
    """Take the population of one Mesa agent a resident from the tests."""
    spec = importlib.util.spec_from_file_location("oracle", ORACLE)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{ORACLE.name} is missing: run the benchmarks from a checkout")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.OraclePopulation


def _run_with(
    parameters: Parameters, population: Callable[[Parameters, Streams], Population]
) -> Callable[[], dict[str, np.ndarray]]:
    """Give what runs the model with a population and gives its record."""
    return lambda: KforModel(parameters, seed_of_run=SEED, collect=False, population=population).run().arrays


def _against_pass(parameters: Parameters, record: Sequence[Week], residents: int, *, runs: int) -> Iterator[Row]:
    """Compare the mean week and the longest one with reading two traits of everybody once."""
    replays = [_times_and_pass(settled(parameters, residents), record) for _ in range(runs)]
    weeks, passes = np.array([times for times, _ in replays]), [seconds for _, seconds in replays]
    number = f"{settled(parameters, residents).cell.size:,} residents"
    yield paired_row(f"{ARRAYS}, mean of {weeks.shape[1]} weeks, {number}", weeks.mean(axis=1).tolist(), PASS, passes)
    longest = int(np.median(weeks, axis=0).argmax())
    yield paired_row(f"{ARRAYS}, the longest of them (week {longest})", weeks[:, longest].tolist(), PASS, passes)


def _times_and_pass(population: Individuals, record: Sequence[Week]) -> tuple[list[float], float]:
    """Live through the record; gives the seconds of its weeks, and those of a pass now and then beside them.

    The lower of two passes one after the other counts: the first one brings the arrays near.
    """
    hardship, risk_aversion = np.random.default_rng(SEED).random((2, population.cell.size))

    def streaming_pass() -> float:
        return float(hardship.sum() + risk_aversion.sum())

    weeks, passes = [], []
    for week in record:
        seconds, _ = lived_and_timed(population, week)
        if week.number >= 0:
            weeks.append(seconds)
        if week.number % _PASS_EVERY == 0:
            passes.append(min(timed(streaming_pass), timed(streaming_pass)))
    return weeks, statistics.median(passes)
