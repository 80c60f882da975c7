"""All claims that are asked for, lived through seed by seed, and judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, SupportsIndex

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kfor_sim.answers import Shown, kept
from kfor_sim.arguments import whole_number
from kfor_sim.docking.lattice import RULES, SEED, Lattice, Life, demand_compiler, lattice_of
from kfor_sim.docking.outbursts import Waits
from kfor_sim.errors import InputError
from kfor_sim.folders import Folder
from kfor_sim.key import hash_of
from kfor_sim.register import estimating, of_the_lattice, of_the_model, of_the_municipality  # noqa: F401 - measures
from kfor_sim.register.estimating import Estimate
from kfor_sim.register.judging import Finding, Verdict, finding, verdict
from kfor_sim.register.measuring import Measure, Probe, measure_of, value_of
from kfor_sim.samples import Asked, Samples
from kfor_sim.scenario import Citation
from kfor_sim.scenario.claim_register import RegisteredClaim, claim_register
from kfor_sim.scenario.conclusions import registered_conclusions
from kfor_sim.scenario.lattice_runs import lattice_runs
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.sources import read_sources
from kfor_sim.scenario.suggestions import did_you_mean

INTERVAL = 0.95
"""Share of intervals that hold the truth, each by itself."""
ANY = "any rule"
"""Stands for the rule where there are no cops, or no lattice, so that none can matter."""
ALL = "all"
"""What a folder is called that holds the whole register."""

_MOST_SEEDS = 10_000
_LARGEST_SEED = 2**63 - 1

Floats = NDArray[np.float64]
Lives = Mapping[tuple[str, str], Sequence[Life]]


@dataclass(frozen=True, eq=False, slots=True)
class Checked:
    """A claim, and what came of it.

    Attributes:
        name: Its name in the register.
        claim: What is claimed.
        measure: What was measured.
        seen: By rule (`ANY` where none matters), what each seed gave; of a difference by run and rule, ``run-4,
            ratio-floor``. Waits are not among them.
        estimates: By rule.
        findings: By rule.
        verdict: All of them together.
    """

    name: str
    claim: RegisteredClaim
    measure: Measure
    seen: Mapping[str, Floats]
    estimates: Mapping[str, Estimate]
    findings: Mapping[str, Finding]
    verdict: Verdict


@dataclass(frozen=True, eq=False, slots=True)
class Register(Shown):
    """What became of published claims and of ours.

    Attributes:
        checked: By name, in the order of the register.
        lives: Lives of the lattice that were looked at, by run and rule.
        seeds: How many seeds were asked for; None for as many as each claim says.
        seed: The seed of all draws.
        store: Where tables and pictures are kept; None if nowhere.
    """

    checked: Mapping[str, Checked]
    lives: Lives
    seeds: int | None
    seed: int
    store: Folder | None = None

    kind: ClassVar[str] = "claims"

    @property
    def about(self) -> str:
        """By what its folder is called: the claim, or the whole register."""
        names, register = tuple(self.checked), len(claim_register())
        if len(names) == 1:
            return names[0]
        return ALL if len(names) >= register else f"{len(names)}-of-{register}"

    @property
    def folder(self) -> Path | None:
        """Where tables and pictures are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def key(self) -> str:
        """What it depends on, as a hash."""
        content = [
            self.kind,
            {name: each.claim.model_dump(mode="json") for name, each in self.checked.items()},
            sorted(lives[0].lattice.key for lives in self.lives.values()),
            sorted({Probe(each.measure.name, self.seed).key for each in self.checked.values() if not each.claim.runs}),
            self.seeds,
            self.seed,
        ]
        return hash_of(content)

    @property
    def credit(self) -> str:
        """Which lives a picture shows, in a few words."""
        seeds = "as many replicates as each claim asks for" if self.seeds is None else f"{self.seeds} replicates"
        return f"Epstein's lattice (2002): {seeds} of seed {self.seed}, key {self.key[:12]}"

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of the claims."""
        known = read_sources((scenario_folder() / "sources.toml",))
        cited: dict[str, list[str]] = {}
        for name, each in self.checked.items():
            if each.claim.source:
                cited.setdefault(each.claim.source, []).append(f"claims.{name}")
        return tuple(replace(known[key], cited_for=tuple(cited[key])) for key in sorted(cited))

    def by_verdict(self, wanted: Verdict) -> tuple[str, ...]:
        """Name the claims with a verdict."""
        return tuple(name for name, each in self.checked.items() if each.verdict == wanted)

    def frame(self) -> pd.DataFrame:
        """Give a row for each claim and rule.

        Returns:
            Columns ``claim``, ``rule``, ``statistic``, ``measure``, ``unit``, ``value``, ``low``, ``high``, ``n``,
            ``note``, ``at_least``, ``at_most``, ``finding`` and, of all rules together, ``verdict``.
        """
        return pd.DataFrame(
            {
                "claim": name,
                "rule": rule,
                "statistic": each.claim.statistic,
                "measure": each.measure.name,
                "unit": each.measure.unit,
                "value": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "n": estimate.n,
                "note": estimate.note,
                "at_least": each.claim.expected.lowest,
                "at_most": each.claim.expected.highest,
                "finding": each.findings[rule],
                "verdict": each.verdict,
            }
            for name, each in self.checked.items()
            for rule, estimate in each.estimates.items()
        )

    def values(self) -> pd.DataFrame:
        """Give what each seed gave: columns ``claim``, ``of`` (the rule, or run and rule), ``replicate``, ``value``."""
        rows = [
            {"claim": name, "of": of, "replicate": replicate, "value": value}
            for name, each in self.checked.items()
            for of, seen in each.seen.items()
            for replicate, value in enumerate(seen)
        ]
        return pd.DataFrame(rows, columns=["claim", "of", "replicate", "value"])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its tables by the names of their files."""
        return {"claims.csv": self.frame(), "values.csv": self.values()}

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""
        return {
            "names": [self.about],
            "key": self.key,
            "seed": self.seed,
            "seeds": self.seeds,
            "interval": INTERVAL,
            "claims": {name: each.claim.model_dump(mode="json") for name, each in self.checked.items()},
            "verdicts": {name: each.verdict for name, each in self.checked.items()},
            "runs": {
                run: lattice_runs()[run].model_dump(mode="json") for run in dict.fromkeys(run for run, _ in self.lives)
            },
        }

    def __repr__(self) -> str:
        """One line."""
        return f"<Register: {', '.join(f'{name} {each.verdict}' for name, each in self.checked.items())}>"


def check_claims(
    names: Iterable[str] = (),
    *,
    seeds: SupportsIndex | None = None,
    seed: SupportsIndex = SEED,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Register:
    """Check claims of the register, seed by seed.

    Args:
        names: Names of claims; without any, all of them.
        seeds: How many replicates; without it as many as each claim says.
        seed: The seed of all draws.
        workers: How many replicates are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these runs is used again; the answer gets a folder of its own.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        The verdicts: ``frame()`` has a row for each claim and rule with the estimate, its interval and the bounds, in
        the unit of its measure; ``values()`` what each seed gave.

    Raises:
        KforError: There is no such claim, an argument or the folder cannot be used, Numba is not installed and a claim
            needs the lattice, Ctrl-C was pressed, or a worker died.
    """
    claims = chosen(names)
    number = None if seeds is None else whole_number("seeds", seeds, least=1, most=_MOST_SEEDS)
    first = whole_number("seed", seed, least=0, most=_LARGEST_SEED)
    if any(claim.runs or measure_of(claim.measure).compiled for claim in claims.values()):
        demand_compiler()
    lattices = _lattices(claims, number, first)
    probes = _probes(claims, number, first)
    with Samples(output=output, workers=workers, dask=dask, shown=progress) as samples:
        came = samples.read([*lattices.values(), *probes.values()], label="claims")
    parts = iter(came)
    lives = {
        at: [Life.of(_lattice(asked), replicate, arrays) for replicate, arrays in enumerate(next(parts))]
        for at, asked in lattices.items()
    }
    probed = {name: np.array([value_of(arrays) for arrays in next(parts)]) for name in probes}
    checked = {name: _checked(name, claim, lives, probed, number) for name, claim in claims.items()}
    return kept(Register(checked, lives, number, first), output)


def chosen(names: Iterable[str]) -> dict[str, RegisteredClaim]:
    """Choose claims by their names; without any, all of them, in the order of the register.

    Raises:
        InputError: There is none of a name.
    """
    register, wanted = claim_register(), list(names)
    for name in wanted:
        if name in registered_conclusions():
            raise InputError(f"'{name}' is about schedules; ask `kfor-sim robust --claim {name}`")
        if name not in register:
            alike = [known for known in register if name and name in known]
            hint = f"did you mean one of {', '.join(alike)}?" if alike else did_you_mean(name, register)
            raise InputError(f"there is no claim '{name}'; {hint}; `kfor-sim claims --list` lists all")
    return {name: claim for name, claim in register.items() if not wanted or name in wanted}


def runs_asked(claims: Mapping[str, RegisteredClaim], seeds: int | None) -> int:
    """Count the runs that claims ask for, each once."""
    asked = (*_lattices(claims, seeds, SEED).values(), *_probes(claims, seeds, SEED).values())
    return sum(each.replicates for each in asked)


def _rules_of(claim: RegisteredClaim) -> tuple[str, ...]:
    """Name the rules under which a claim is asked; one for all where there are no cops, or no lattice."""
    policed = any(lattice_runs()[run].policed for run in claim.runs)
    return tuple(rule for rule in RULES if rule in claim.rules) if policed else (ANY,)


def _simplest(run: str, rule: str) -> str:
    """Name the rule under which a run is lived through; without cops it is the same under all of them."""
    return rule if rule != ANY and lattice_runs()[run].policed else RULES[0]


def _lattices(claims: Mapping[str, RegisteredClaim], seeds: int | None, seed: int) -> dict[tuple[str, str], Asked]:
    """Gather the lattices that claims ask for, by run and rule, each with as many seeds as any of them wants."""
    found: dict[tuple[str, str], Asked] = {}
    for claim in claims.values():
        for run in claim.runs:
            for rule in _rules_of(claim):
                at = run, _simplest(run, rule)
                before = found[at].replicates if at in found else 0
                found[at] = Asked(lattice_of(*at, seed=seed), max(before, seeds or claim.seeds))
    return found


def _probes(claims: Mapping[str, RegisteredClaim], seeds: int | None, seed: int) -> dict[str, Asked]:
    """Gather what claims ask of the main model, by the name of the measure."""
    found: dict[str, Asked] = {}
    for claim in claims.values():
        if measure_of(claim.measure).of == "replicate":
            before = found[claim.measure].replicates if claim.measure in found else 0
            found[claim.measure] = Asked(Probe(claim.measure, seed), max(before, seeds or claim.seeds))
    return found


def _lattice(asked: Asked) -> Lattice:
    if not isinstance(asked.world, Lattice):
        raise TypeError("only lattices have lives")
    return asked.world


def _checked(
    name: str, claim: RegisteredClaim, lives: Lives, probed: Mapping[str, Floats], seeds: int | None
) -> Checked:
    """Estimate and judge a claim under each rule."""
    measured, n = measure_of(claim.measure), seeds or claim.seeds
    estimates: dict[str, Estimate] = {}
    seen: dict[str, Floats] = {}
    for rule in _rules_of(claim):
        groups = [lives[run, _simplest(run, rule)][:n] for run in claim.runs]
        estimates[rule], values = _estimated(claim, measured, groups, probed, n)
        labels = [rule] if len(values) == 1 else [f"{run}, {rule}" for run in claim.runs]
        seen |= dict(zip(labels, values, strict=False))
    strict, drawn = claim.statistic == "every seed", measured.of != "figures"
    findings = {
        rule: finding(each, claim.expected, seeds=n, drawn=drawn, strict=strict) for rule, each in estimates.items()
    }
    return Checked(name, claim, measured, seen, estimates, findings, verdict(findings.values()))


def _estimated(
    claim: RegisteredClaim,
    measured: Measure,
    groups: Sequence[Sequence[Life]],
    probed: Mapping[str, Floats],
    n: int,
) -> tuple[Estimate, list[Floats]]:
    """Make the statistic of a claim of what its measure gives; and give that as well."""
    if measured.of == "figures":
        value = float(measured.compute())
        return estimating.exact(value), [np.array([value])]
    if measured.of == "waits":
        parts: list[Waits] = [measured.compute(life) for life in groups[0]]
        return estimating.median_wait(parts, interval=INTERVAL), []
    seen = (
        [np.array([float(measured.compute(life)) for life in lives]) for lives in groups]
        if measured.of == "life"
        else [probed[measured.name][:n]]
    )
    return _STATISTICS[claim.statistic](*seen, interval=INTERVAL), seen


_STATISTICS: dict[str, Any] = {
    "share": estimating.share,
    "every seed": estimating.share,
    "mean": estimating.mean,
    "difference in shares": estimating.difference_of_shares,
    "difference in means": estimating.difference_of_means,
}
