"""What a week costs the residents on mesa-frames, Mesa's extension that keeps agents in data frames (polars)."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import kfor_sim
from measuring import Finding, Row, Settings, machine, paired_row

if TYPE_CHECKING:
    from kfor_sim.model.parameters import Parameters
    from replaying import Week

TITLE = "The residents' step on mesa-frames"
ABOUT = (
    "The same weeks and rule, written for mesa-frames with columns and vectorised expressions, beside kfor-sim in one"
    " process; every week is lived through by both, and both must give the same crowds in every round, to the last bit."
    " Polars may use every core, kfor-sim uses one."
)
LEFT_OUT = (
    "Left out: mesa-frames is not installed here, and it may ask for older packages than kfor-sim's own environment"
    " has. Make an environment for both (`python -m venv frames`, then"
    " `frames/bin/pip install mesa-frames kfor-sim`, or the checkout's folder in place of `kfor-sim`) and give its"
    " interpreter: `python benchmarks --mesa-frames frames/bin/python`."
)


def measure(settings: Settings) -> Iterator[Finding]:
    """Compare here if mesa-frames is here, else in the environment named."""
    if importlib.util.find_spec("mesa_frames") is not None:
        yield from _compared(quick=settings.quick)
    elif settings.mesa_frames is not None:
        yield from _compared_by(settings.mesa_frames, quick=settings.quick)
    else:
        yield LEFT_OUT


def _compared_by(python: Path, *, quick: bool) -> Iterator[Finding]:
    """Let another interpreter run this part, with the same kfor-sim, and take over its findings as they come."""
    command = [str(python), str(Path(__file__).parent), "--only", "frames", "--json", *(["--quick"] if quick else [])]
    environment = os.environ | {"PYTHONPATH": str(Path(kfor_sim.__file__).parents[1])}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for text in process.stdout or ():
            found = json.loads(text)
            yield found if isinstance(found, str) else Row(**found)
    if process.returncode != 0:
        raise SystemExit("the part on mesa-frames failed in the environment given")


def _compared(*, quick: bool) -> Iterator[Finding]:
    """Compare at several sizes in this process."""
    from replaying import full_scale, recorded

    parameters = full_scale()
    record = recorded(parameters)
    for residents in (19_000,) if quick else (19_000, 190_000, 1_900_000):
        yield _row(parameters, record[:80] if quick else record, residents)
    yield machine("mesa-frames", "polars")


def _row(parameters: Parameters, record: Sequence[Week], residents: int) -> Row:
    """Live through the record side by side."""
    from frames_peer import FramesResidents
    from replaying import STREAMS, demand_equal, lived_and_timed, settled

    population = settled(parameters, residents)
    frames = FramesResidents(parameters, STREAMS, population)
    slow, fast = [], []
    for week in record:
        seconds, active = lived_and_timed(population, week)
        its_seconds, crowds = lived_and_timed(frames, week)
        demand_equal(active, crowds, who="mesa-frames", week=week)
        if week.number >= 0:
            fast.append(seconds)
            slow.append(its_seconds)
    number = f"{population.cell.size:,} residents"
    return paired_row(f"mesa-frames, {number}, median of {len(slow)} weeks", slow, "kfor-sim's step", fast)
