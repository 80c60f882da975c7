"""How a result is made again: the command as far as its folder tells it, and what the folder cannot tell."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from kfor_sim.report.stored import Stored, verb_of
from kfor_sim.scenario import theories
from kfor_sim.scenario.overrides import BECAUSE

NOT_TOLD = (
    "It is put together from what the folder tells: schedules that do not come with kfor-sim need their files, and "
    "options that leave no trace there have to be added, dates that were set and the metric that was asked of among "
    "them. The key says whether it is the same: equal keys, equal numbers."
)
_OF_A_CLAIM = ("robust", "break", "ensemble", "discover")
_NUMBERS = {  # options by what manifests call their values
    "replicates": "--replicates",
    "worlds": "--worlds",
    "trajectories": "--trajectories",
    "samples": "--samples",
    "seeds": "--seeds",
    "seed": "--seed",
    "persons_per_resident": "--resolution",
}
_OF_A_FIT = {"evidence": "--evidence", "reading_of_2003": "--reading", "budget": "--budget"}


def command_to_repeat(result: Stored) -> str:
    """Say how a result is made again, without a path of this machine."""
    return shlex.join(["kfor-sim", verb_of(result.kind), *_names(result), *_options(result)])


def _names(result: Stored) -> Sequence[str]:
    """Name the schedules, or the claims where not all of them were checked."""
    if result.kind != "claims":
        return result.found.scenarios
    return [] if result.found.scenarios == ("all",) else list(result.manifest.get("claims", ()))


def _options(result: Stored) -> Iterator[str]:
    manifest = result.manifest
    if result.kind in _OF_A_CLAIM and isinstance(manifest.get("claim"), str):
        yield from ("--claim", manifest["claim"])
    yield from _theories(result)
    yield from _fit(result.kind, manifest)
    told = {"persons_per_resident": _resolution(result), **manifest}
    for name, option in _NUMBERS.items():
        value = len(told[name]) if isinstance(told.get(name), list) else told.get(name)
        if value is not None:
            yield from (option, str(value))
    for setting in _settings(result):
        yield from ("--set", setting)


def _theories(result: Stored) -> Iterator[str]:
    """Name the theories that were asked for; the schedules' own need no word, nor do all together."""
    names = [each["name"] for each in result.theories]
    if result.kind in ("robust", "ensemble", "discover"):
        if not {*theories()} <= {*names}:
            yield from ("--theories", ",".join(names))
    elif len(names) == 1 and names[0] in theories():
        yield from ("--theory", names[0])


def _fit(kind: str, manifest: Mapping[str, object]) -> Iterator[str]:
    """Say to what worlds were fitted, where they were."""
    if kind == "ensemble" and manifest.get("fitted"):
        yield "--posterior"
    if kind == "calibrate" or manifest.get("fitted"):
        for name, option in _OF_A_FIT.items():
            if manifest.get(name) is not None:
                yield from (option, str(manifest[name]))


def _resolution(result: Stored) -> int | None:
    return result.schedules[0]["persons_per_resident"] if result.schedules else None


def _settings(result: Stored) -> Sequence[str]:
    """Give what was set: as the manifest has it, or read off the figures that say so."""
    if "overrides" in result.manifest:
        return list(result.manifest["overrides"])
    return [f"{row['path']}={row['value']}" for row in result.in_and_out["figures"] if row["reason"] == BECAUSE]
