"""A Dask cluster: a real scheduler and two workers on this machine, one of them killed in mid-run; the same bits."""

import json
import os
import shlex
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from distributed import Client

import kfor_sim
from kfor_sim import compare
from kfor_sim.errors import ClusterError, MissingExtraError, RunInterrupted, WorkerError
from kfor_sim.executors import completed, open_executor
from kfor_sim.replicate import finished
from kfor_sim.running import run
from kfor_sim.scenario import load

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows kills in another way"),
    pytest.mark.filterwarnings("ignore"),  # Dask's own
]
REPLICATES = 12
ONE = ("--nthreads", "1", "--no-nanny")


HERE = (Path(kfor_sim.__file__).parents[1], Path(__file__).parent)


def dask(tool, *words, paths=HERE):
    """Start one of Dask's own programs, as whoever runs a cluster does, on the loopback alone."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-m", f"distributed.cli.dask_{tool}", "--host", "127.0.0.1", "--no-dashboard", *words]
    return subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def address_in(file):
    """Read the scheduler's address, once its file is there and whole."""
    try:
        return json.loads(file.read_text())["address"]
    except (OSError, ValueError):
        return ""


class Running(NamedTuple):
    address: str
    workers: list
    scheduler: subprocess.Popen


@pytest.fixture
def cluster(request, tmp_path_factory):
    """A scheduler and two workers of one thread; gives its address and the workers."""
    told = tmp_path_factory.mktemp("cluster") / "scheduler.json"
    scheduler = dask("scheduler", "--port", "0", "--scheduler-file", str(told))
    until = time.monotonic() + 60
    while not (address := address_in(told)) and time.monotonic() < until:
        time.sleep(0.02)
    number = getattr(request, "param", 2)
    workers = [dask("worker", address, *ONE) for _ in range(number)]
    yield Running(address, workers, scheduler)
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def short():
    return load("documented", overrides=("end=2000-06-30", "run.persons_per_resident=200"))


def files(folder):
    """Everything but the manifest, whose timings differ."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def when(condition, action):
    """Do something in the background as soon as a condition holds."""

    def watch():
        until = time.monotonic() + 60
        while not condition() and time.monotonic() < until:
            time.sleep(0.01)
        action()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_an_ensemble_on_a_cluster_that_loses_a_worker_is_complete_and_has_the_same_bits(cluster, short, tmp_path):
    address, workers, _ = cluster
    here = run(short, replicates=REPLICATES, output=tmp_path / "here")
    store = tmp_path / "there"
    at_the_kill = []

    def kill():
        at_the_kill.extend(store.rglob("*.npz"))
        workers[0].kill()

    killed = when(lambda: len(list(store.rglob("*.npz"))) >= 3, kill)
    there = run(short, replicates=REPLICATES, output=store, dask=address)
    killed.join()
    assert workers[0].wait() < 0  # by the signal
    assert workers[1].poll() is None
    assert 3 <= len(at_the_kill) < REPLICATES - 2  # work was outstanding
    assert there.reused == 0
    assert files(there.folder) == files(here.folder)


def kills_at_2(world, number):
    if number == 2:
        os._exit(9)
    return finished(world, number)


@pytest.mark.parametrize("cluster", [6], indirect=True)
def test_a_replicate_that_kills_its_workers_is_reported_and_the_others_are_kept(cluster, short, tmp_path, monkeypatch):
    address = cluster.address
    monkeypatch.setattr("kfor_sim.running.finished", kills_at_2)
    with pytest.raises(WorkerError, match=r"(?s)over replicate 2 of seed 1999.*--only 2"):
        run(short, replicates=4, output=tmp_path, dask=address)
    assert sorted(path.name for path in tmp_path.rglob("*.npz")) == ["0000.npz", "0001.npz", "0003.npz"]


def test_a_comparison_runs_on_a_cluster(cluster, short, tmp_path):
    address = cluster.address
    overlay = tmp_path / "other.toml"
    overlay.write_text('extends = "documented"\ntitle = "Other"\nend = 2000-06-30\n', encoding="utf-8")
    schedules = [short, load(overlay)]
    here = compare(schedules, replicates=3, persons_per_resident=500)
    there = compare(schedules, replicates=3, persons_per_resident=500, dask=address)
    assert here.frame().equals(there.frame())


def test_a_cluster_that_is_killed_off_is_reported_with_what_was_in_work(cluster, short, tmp_path, monkeypatch):
    """Both workers die of one replicate, and nobody is left to tell: what was on its way is named, with a command."""
    monkeypatch.setattr("kfor_sim.running.finished", kills_at_2)
    monkeypatch.setattr("kfor_sim.executors.cluster._LEFT", 1)
    monkeypatch.setattr("kfor_sim.executors.completing._LOOK", 0.5)
    with pytest.raises(
        WorkerError, match=r"(?s)no worker is left in .*On their way (?:were replicates|was replicate).* 2.*--only"
    ) as caught:
        run(short, replicates=8, output=tmp_path, dask=cluster.address)
    assert 2 in caught.value.replicates


@pytest.mark.parametrize("cluster", [1], indirect=True)
def test_workers_that_join_later_are_used(cluster, tmp_path):
    joined = []
    late = when(
        lambda: len(list(tmp_path.iterdir())) >= 3, lambda: joined.append(dask("worker", cluster.address, *ONE))
    )
    with open_executor(workers=1, dask=cluster.address) as executor:
        pids = {pid for _, pid in completed(executor, slowly, str(tmp_path), range(80), at_once=None)}
    late.join()
    joined[0].kill()
    joined[0].wait()
    assert len(pids) == 2


def slowly(folder, number):
    time.sleep(0.1)
    Path(folder, str(number)).touch()
    return number, os.getpid()


@pytest.fixture
def stranger(cluster, tmp_path):
    """A worker of the cluster that has no kfor-sim, though the environment may have."""
    (tmp_path / "sitecustomize.py").write_text('import sys\n\nsys.modules["kfor_sim"] = None\n', encoding="utf-8")
    process = dask("worker", cluster.address, *ONE, paths=[tmp_path])
    until = time.monotonic() + 30
    while len(threads_of(cluster.address)) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("cluster", [1], indirect=True)
def test_a_cluster_without_kfor_sim_is_left_alone(cluster, stranger, short):
    with pytest.raises(ClusterError, match=r"needs kfor-sim .*; tcp://127\S+ has none\. Install it there"):
        run(short, replicates=2, dask=cluster.address)
    assert stranger.poll() is None


def threads_of(address):
    with Client(address, set_as_default=False) as client:
        return client.nthreads()


LOCAL = """
from kfor_sim import load, run

if __name__ == "__main__":
    short = load("documented", overrides=("end=1999-07-31", "run.persons_per_resident=500"))
    there, here = run(short, replicates=4, workers=2, dask="local"), run(short, replicates=4)
    print(there.outcome("active").tobytes() == here.outcome("active").tobytes())
"""


def as_script(text, folder):
    script = folder / "mine.py"
    script.write_text(text, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(kfor_sim.__file__).parents[1])}
    return subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False, env=env)


def test_a_cluster_on_this_machine_needs_no_address(tmp_path):
    done = as_script(LOCAL, tmp_path)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_an_unguarded_script_is_told_what_it_needs(tmp_path):
    done = as_script(LOCAL.replace('if __name__ == "__main__"', "if True"), tmp_path)
    assert done.returncode != 0
    assert 'if __name__ == "__main__":' in done.stderr.splitlines()[-1]


def test_a_scheduler_that_dies_in_mid_run_is_said_so_and_what_came_is_kept(cluster, short, tmp_path, monkeypatch):
    address = cluster.address
    monkeypatch.setattr("kfor_sim.executors.completing._LOOK", 0.5)
    when(lambda: len(list(tmp_path.rglob("*.npz"))) >= 2, cluster.scheduler.kill)
    with pytest.raises(WorkerError, match=r"(?s)scheduler at .* is gone; finished replicates are kept.*On their way"):
        run(short, replicates=500, output=tmp_path, dask=address)
    assert len(list(tmp_path.rglob("*.npz"))) >= 2


def test_a_scheduler_that_is_not_there_is_said_so(short, monkeypatch):
    monkeypatch.setattr("kfor_sim.executors.cluster._CONNECT", 1)
    with pytest.raises(ClusterError, match=r"no Dask cluster answers at tcp://127\.0\.0\.1:1 .*check the address"):
        run(short, replicates=2, dask="tcp://127.0.0.1:1")


def test_without_the_optional_part_it_says_what_to_install(short, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"--dask needs an optional part: pip install 'kfor-sim\[cluster\]'"):
        run(short, replicates=2, dask="local")


def test_the_command_that_goes_on_names_the_cluster(cluster, short, tmp_path, monkeypatch):
    address = cluster.address

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("kfor_sim.store.Store.save", interrupted)
    with pytest.raises(RunInterrupted) as caught:
        run(short, replicates=4, output=tmp_path, dask=address)
    words = shlex.split(str(caught.value).splitlines()[-1])
    assert words[words.index("--dask") + 1] == address
