"""The same bits whatever the workers, the company of a replicate, or what was stored before."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest

import kfor_sim
from kfor_sim.ensemble import run
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.results import Result
from kfor_sim.scenario import Scenario, load


@pytest.fixture(scope="module")
def short() -> Scenario:
    return load("documented", overrides=("end=1999-07-31", "run.persons_per_resident=500"))


def bits(result: Result) -> dict[str, bytes]:
    return {outcome.name: result.outcome(outcome.name).tobytes() for outcome in OUTCOMES}


def test_one_and_two_workers_give_the_same_bits(short):
    assert bits(run(short, replicates=4)) == bits(run(short, replicates=4, workers=2))


def test_replicate_7_alone_is_replicate_7_among_others(short):
    among = run(short, replicates=9)
    alone = run(short, only=7)
    assert alone.replicates == (7,)
    for outcome in OUTCOMES:
        assert alone.outcome(outcome.name)[0].tobytes() == among.outcome(outcome.name)[7].tobytes()


def test_replicates_differ_and_so_do_seeds(short):
    first, second = run(short, replicates=2, seed=1), run(short, replicates=2, seed=2)
    attacks = first.outcome("attacks_everyday")
    assert not np.array_equal(attacks[0], attacks[1])
    assert not np.array_equal(attacks, second.outcome("attacks_everyday"))


def test_storing_and_resuming_change_no_bit(short, tmp_path):
    in_memory = run(short, replicates=3)
    run(short, replicates=1, output=tmp_path)
    resumed = run(short, replicates=3, output=tmp_path)
    assert resumed.reused == 1
    assert bits(resumed) == bits(in_memory)


def test_what_only_sums_up_changes_no_bit(short, tmp_path):
    run(short, replicates=2, output=tmp_path)
    settings = ("end=1999-07-31", "run.persons_per_resident=500", "security.floors[0].level=0.3")
    again = run(load("documented", overrides=settings), replicates=2, output=tmp_path)
    assert again.reused == 2
    assert "weeks_below_floor_0.3" in again.metrics().columns


STOPPED = """
from kfor_sim.ensemble import run
from kfor_sim.errors import RunInterrupted
from kfor_sim.scenario import load

if __name__ == "__main__":
    try:
        run(load("documented", overrides=("run.persons_per_resident=500",)), replicates=500, workers=2, output="out")
    except RunInterrupted as stopped:
        print(stopped)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups of this kind")
def test_ctrl_c_ends_workers_quietly_and_keeps_what_is_finished(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(STOPPED, encoding="utf-8")
    command = [sys.executable, str(script)]
    env = {**os.environ, "PYTHONPATH": str(Path(kfor_sim.__file__).parents[1])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=tmp_path, env=env, start_new_session=True, **pipes)
    deadline = monotonic() + 60
    while not finished_in(tmp_path) and monotonic() < deadline:
        sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: parent and workers alike
    out, err = process.communicate(timeout=60)
    kept = len(finished_in(tmp_path))
    assert f"stopped: {kept} of 500 replicates are kept in out" in out
    assert 1 <= kept < 500
    assert err == ""


def finished_in(folder: Path) -> list[Path]:
    return list(folder.glob("out/*/replicates/*/0*.npz"))
