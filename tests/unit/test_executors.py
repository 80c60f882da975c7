"""Executors: each job comes back exactly once, what a dead worker lost is handed in again, others go on."""

import os
import pickle
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest

from kfor_sim.errors import InputError, LostJobs, WorkerError
from kfor_sim.executors import completed, open_executor
from kfor_sim.executors.serial import Serial
from kfor_sim.replicate import World, finished
from kfor_sim.running import run
from kfor_sim.scenario import load

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows kills in another way")


# Jobs; workers import them from here.


def double(shared, number):
    return number, shared * number


def process(_shared, number):
    return number, os.getpid()


def deadly(shared, number):
    """End the worker at some numbers: always, or only while a file is not there."""
    numbers, once = shared
    if number in numbers and not (once and Path(once, str(number)).exists()):
        if once:
            Path(once, str(number)).touch()
        time.sleep(0.3)  # let another job finish beside it
        os._exit(9)
    return number, "alive"


def failing(_shared, number):
    if number == 1:
        raise ZeroDivisionError("no troops")
    return number, "fine"


def slow_failing(_shared, number):
    """Fail at 0 while 1 is in work."""
    time.sleep(0.3 + number)
    if number == 0:
        raise ZeroDivisionError("no troops")
    return number, "fine"


class Counted:
    """What jobs share; it leaves a mark whenever it is unpacked."""

    def __init__(self, folder):
        self.folder = folder

    def __setstate__(self, state):
        self.__dict__.update(state)
        Path(self.folder, f"{os.getpid()}-{time.monotonic_ns()}").touch()


def mark(shared, number):
    return number, str(shared.folder)


def all_of(executor, job, shared, numbers, *, at_once=9):
    with executor, closing(completed(executor, job, shared, numbers, at_once=at_once)) as results:
        return list(results)


# Exactly once


@pytest.mark.parametrize("workers", [1, 2])
def test_each_job_comes_back_once(workers):
    results = all_of(open_executor(workers=workers), double, 10, [3, 1, 4, 5])
    assert sorted(results) == [(1, 10), (3, 30), (4, 40), (5, 50)]


def test_nothing_asked_for_is_nothing_done():
    assert all_of(open_executor(workers=2), double, 10, []) == []


class Broken(Serial):
    """An executor that does not keep to its word."""

    lanes = room = 3

    def __init__(self, fault):
        self.fault = fault
        self.given = []

    def submit(self, job, handle, number):
        future = super().submit(job, handle, number)
        self.given.append(future)
        if self.fault == "swaps":
            future = Future()
            future.set_result((number + 1, "another's"))
        if self.fault == "repeats":
            return self.given[0]
        return future


@pytest.mark.parametrize("fault", ["swaps", "repeats"])
def test_a_result_under_another_number_or_a_second_time_is_noticed(fault):
    with pytest.raises(RuntimeError, match="the executor"):
        all_of(Broken(fault), double, 10, [1, 2, 3])


def test_a_job_that_fails_says_so_and_is_not_repeated():
    executor = open_executor(workers=1)
    with executor, closing(completed(executor, failing, None, [0, 1, 2], at_once=1)) as results:
        assert next(results) == (0, "fine")
        with pytest.raises(ZeroDivisionError, match="no troops"):
            next(results)


# Workers that die


@needs_signals
def test_what_a_dead_worker_lost_is_done_by_another(tmp_path):
    results = all_of(open_executor(workers=2), deadly, ((2,), str(tmp_path)), range(5))
    assert sorted(results) == [(number, "alive") for number in range(5)]
    assert (tmp_path / "2").exists()  # it did die once


@needs_signals
def test_a_job_that_kills_twice_is_reported_and_the_others_are_done():
    executor, came = open_executor(workers=2), []
    with executor, closing(completed(executor, deadly, ((1,), None), range(5), at_once=2)) as results:
        came += [next(results)[0] for _ in range(4)]
        with pytest.raises(LostJobs) as caught:
            next(results)
    assert sorted(came) == [0, 2, 3, 4]
    assert caught.value.numbers == (1,)
    assert not caught.value.hopeless


@needs_signals
def test_where_no_worker_can_do_anything_the_end_comes_soon():
    executor = open_executor(workers=2)
    with (
        executor,
        closing(completed(executor, deadly, (range(100), None), range(100), at_once=2)) as results,
        pytest.raises(LostJobs) as caught,
    ):
        next(results)
    assert caught.value.hopeless
    assert len(caught.value.numbers) == 100


@needs_signals
def test_a_worker_that_dies_between_two_ensembles_is_replaced():
    with open_executor(workers=2) as executor:
        first = dict(completed(executor, process, "one", range(6), at_once=2))
        for pid in set(first.values()):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)
        second = dict(completed(executor, process, "two", range(6), at_once=2))
    assert sorted(second) == list(range(6))
    assert not set(first.values()) & set(second.values())


def test_where_a_job_fails_what_was_in_work_is_still_given():
    executor = open_executor(workers=2)
    with executor, closing(completed(executor, slow_failing, None, [0, 1], at_once=2)) as results:
        assert next(results) == (1, "fine")
        with pytest.raises(ZeroDivisionError):
            next(results)


class Unpackable:
    """What jobs share, and no worker can unpack."""

    def __reduce__(self):
        return _refuse, ()


def _refuse():
    raise ImportError("not here")


def test_what_a_worker_cannot_unpack_is_said_so():
    with pytest.raises(RuntimeError, match="could not unpack what all jobs share"):
        all_of(open_executor(workers=2), double, Unpackable(), range(3))


# What travels


def test_what_jobs_share_travels_once_to_each_process(tmp_path):
    results = all_of(open_executor(workers=2), mark, Counted(str(tmp_path)), range(12))
    assert len(results) == 12
    arrived = [path.name.split("-")[0] for path in tmp_path.iterdir()]
    assert len(arrived) == len(set(arrived)) == 2


def test_processes_go_on_with_the_next_ensemble():
    executor = open_executor(workers=2)
    with executor:
        first = list(completed(executor, process, "one", range(6), at_once=2))
        second = list(completed(executor, process, "two", range(6), at_once=2))
    assert {pid for _, pid in first} == {pid for _, pid in second}
    assert os.getpid() not in {pid for _, pid in first}


def test_no_more_lanes_are_used_than_allowed():
    results = all_of(open_executor(workers=2), process, None, range(6), at_once=1)
    assert len({pid for _, pid in results}) == 1


def test_a_worker_of_another_version_is_refused():
    world = World(parameters=None, seed=1, key="0" * 64, made_by=("0.0.1", 1, "abacus"))
    with pytest.raises(InputError, match=r"this is 0\.0\.1 \(numbers 1\) on abacus: its bits could differ"):
        finished(world, 0)


# As users meet it


@needs_signals
def test_a_replicate_that_kills_is_reported_with_the_command_for_it_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("kfor_sim.running.finished", kills_at_1)
    with pytest.raises(WorkerError, match=r"(?s)died over replicate 1 of seed 5.*All other results") as caught:
        run(load("minimal"), replicates=4, seed=5, workers=2, output=tmp_path)
    words = shlex.split(str(caught.value).splitlines()[-1])
    assert words[:3] == ["kfor-sim", "run", "minimal"]
    given = dict(zip(words[3::2], words[4::2], strict=True))
    assert (given["--seed"], given["--only"], given["--output"]) == ("5", "1", str(tmp_path))
    kept = sorted(path.name for path in tmp_path.glob("*/replicates/*/*.npz"))
    assert kept == ["0000.npz", "0002.npz", "0003.npz"]
    monkeypatch.undo()
    alone = run(load("minimal"), seed=5, only=1, output=tmp_path)
    assert (alone.replicates, alone.reused) == ((1,), 0)
    assert run(load("minimal"), replicates=4, seed=5, output=tmp_path).reused == 4


def kills_at_1(world, number):
    if number == 1:
        os._exit(9)
    return finished(world, number)


def test_the_error_travels_between_processes():
    error = WorkerError(42, (4, 7), "kfor-sim run x --only 4", because="the scheduler is gone")
    again = pickle.loads(pickle.dumps(error))
    assert (again.seed, again.replicates, again.alone, again.exit_code) == (42, (4, 7), "kfor-sim run x --only 4", 1)
    assert str(again) == str(error)
    assert str(error).startswith("the scheduler is gone. On their way were replicates 4, 7 of seed 42. All other")


def test_thousands_of_lost_replicates_are_counted_and_the_first_ones_named():
    told = str(WorkerError(1, tuple(range(5000)), "kfor-sim run x --only 0", hopeless=True))
    assert "replicates 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 4,990 more of seed 1" in told
    assert "No worker gave any result: in a script of your own, call run()" in told
    assert told.endswith("compute the first alone:\n  kfor-sim run x --only 0")


def test_the_environment_is_as_before(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    handler, blocked = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())
    all_of(open_executor(workers=2), double, 1, range(2))
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == blocked
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ
    assert signal.getsignal(signal.SIGINT) is handler


def test_an_unguarded_script_ends_with_a_word_and_does_not_hang(tmp_path):
    """Its workers run it again from the top, and would ask for workers of their own."""
    script = tmp_path / "mine.py"
    script.write_text(
        'from kfor_sim import load, run\nrun(load("documented"), replicates=2, workers=2, persons_per_resident=5000)\n',
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode != 0
    assert 'call run() and compare() under `if __name__ == "__main__":`' in done.stderr
