"""The same bits whatever the workers, the company of a replicate, or what was stored before."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import psutil
import pytest

import kfor_sim
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.results import Result
from kfor_sim.running import run
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
from kfor_sim.running import run
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
    process = started(tmp_path)
    until_finished(tmp_path, 1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: parent and workers alike
    out, err = process.communicate(timeout=60)
    kept = len(finished_in(tmp_path))
    assert f"stopped: {kept} of 500 replicates are kept in out" in out
    assert 1 <= kept < 500
    assert err == ""


def started(folder: Path, script: str = STOPPED) -> subprocess.Popen:
    """Start a script as a process group of its own."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(kfor_sim.__file__).parents[1])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "script.py"], cwd=folder, env=env, start_new_session=True, **pipes)


def until_finished(folder: Path, number: int) -> None:
    deadline = monotonic() + 60
    while len(finished_in(folder)) < number and monotonic() < deadline:
        sleep(0.02)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_kill_9_loses_what_is_in_flight_and_nothing_else(tmp_path):
    """Parent and both workers end at once, in mid-run; the next start finds every replicate that had its name."""
    scenario = load("documented", overrides=("run.persons_per_resident=500",))
    process = started(tmp_path)
    until_finished(tmp_path, 3)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    stored = len(finished_in(tmp_path))
    assert stored >= 3
    again = run(scenario, replicates=stored + 2, output=tmp_path / "out")
    # Those in flight, one a worker, may have got their names out of order.
    assert stored - 2 <= again.reused <= stored
    assert again.set_aside == ()
    undisturbed = run(scenario, replicates=stored + 2)
    assert bits(again) == bits(undisturbed)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    process = started(tmp_path)
    until_finished(tmp_path, 3)
    workers = [child for child in psutil.Process(process.pid).children() if "spawn_main" in " ".join(child.cmdline())]
    process.kill()
    process.communicate()
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert len(gone) == 2
    assert not alive


@pytest.mark.slow
def test_two_processes_writing_one_ensemble_do_not_harm_each_other(tmp_path):
    script = STOPPED.replace("replicates=500", "replicates=6")
    both = [started(tmp_path, script) for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, err) == (0, "", "")
    (folder,) = (tmp_path / "out").iterdir()
    assert not list(folder.rglob("*.tmp")) + list(folder.rglob("*.unusable"))
    assert (
        run(load("documented", overrides=("run.persons_per_resident=500",)), replicates=6, output=tmp_path).reused == 0
    )
    (alone,) = tmp_path.glob("documented-*")
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(alone) for path in alone.rglob("*") if path.is_file())
    for name in names:
        assert name.name == "manifest.json" or (folder / name).read_bytes() == (alone / name).read_bytes()


def finished_in(folder: Path) -> list[Path]:
    return list(folder.glob("out/*/replicates/*/0*.npz"))
