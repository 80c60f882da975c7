"""Trials: the same numbers as `run`, kept and found again, stopped and gone on with, whatever the workers."""

import contextlib
import io
import json
import os
import re
import shlex
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from kfor_sim import compare, progress
from kfor_sim.cli import main
from kfor_sim.computing import Book
from kfor_sim.errors import InputError, LostJobs, OutputError, RunInterrupted, WorkerError
from kfor_sim.executors import Part, completed_in_parts, open_executor
from kfor_sim.executors.serial import Serial
from kfor_sim.inventory import inventory, remove, troubles
from kfor_sim.metrics import Marks
from kfor_sim.names import COMMENT, trial_file_name
from kfor_sim.packing import packed, unpacked
from kfor_sim.prepare import calendar_of
from kfor_sim.replicate import run_replicate
from kfor_sim.report.inventory import listed, listed_text, verified, verified_text
from kfor_sim.running import run
from kfor_sim.scenario import load
from kfor_sim.traces import TRACES
from kfor_sim.trials import Trials, Wanted
from kfor_sim.trials.keeping import Files, key_of_trial
from kfor_sim.trials.living import measured

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows kills in another way")
SMALL = ("end=1999-12-31", "run.persons_per_resident=1000")
SOME = ("security", "attacks_on_minorities_by_sector")


def small(*settings):
    return load("documented", overrides=[*SMALL, *settings])


@pytest.fixture(scope="module")
def minimal():
    return load("minimal")


@pytest.fixture(scope="module")
def two():
    """Two slightly different scenarios of half a year."""
    return small(), small("unrest.deterrence=1.5")


def key_of(scenario):
    return key_of_trial(scenario, Marks.of(scenario, calendar_of(scenario)))


def read(scenario, *numbers, traces=(), **given):
    with Trials(**{"workers": 1, **given}) as trials:
        (reading,) = trials.read([Wanted(scenario, numbers, traces)], label="a trial")
    return reading


def bits(reading):
    """Everything in a reading, to the last bit."""
    arrays = {**reading.metrics, **{f"trace {name}": series for name, series in reading.traces.items()}}
    return {name: (array.shape, array.tobytes()) for name, array in arrays.items()}


def files(folder):
    return {path.name: path.read_bytes() for path in (folder / "trials").iterdir()}


class Counted:
    """Stands in for run_replicate, counts its calls and may fail at one of them."""

    def __init__(self, monkeypatch, *, at=-1, error=None):
        self.runs, self.at, self.error = [], at, error
        monkeypatch.setattr("kfor_sim.replicate.run_replicate", self)

    def __call__(self, parameters, *, seed, replicate):
        if self.error and len(self.runs) == self.at:
            raise self.error
        self.runs.append((parameters.theory.figures["deterrence"]["constant"], replicate))
        return run_replicate(parameters, seed=seed, replicate=replicate)

    @property
    def replicates(self):
        return [replicate for _, replicate in self.runs]


# The numbers


@pytest.mark.parametrize("settings", [SMALL, ("end=2004-03-22", "run.persons_per_resident=2000")])
def test_metrics_are_those_of_a_run_to_the_last_bit(settings):
    scenario = load("documented", overrides=settings)
    expected = run(scenario, replicates=3).measured
    found = read(scenario, 0, 1, 2).metrics
    assert list(found) == list(expected.columns)
    for name, values in found.items():
        assert values.tobytes() == expected[name].to_numpy().tobytes(), name
    if scenario.end.year > 2003:
        assert np.isinf(found["recovery_weeks_march-2004"]).any()  # not over by the end


def test_workers_do_not_change_a_bit(two, tmp_path):
    asked = [Wanted(scenario, (0, 1, 2), SOME) for scenario in two]
    found = []
    for workers in (1, 2):
        with Trials(output=tmp_path / str(workers), workers=workers) as trials:
            found.append([bits(reading) for reading in trials.read(asked, label="both")])
    assert found[0] == found[1]
    assert found[0][0] != found[0][1]
    assert files(tmp_path / "1") == files(tmp_path / "2")


def test_a_replicate_alone_is_that_among_many(two):
    many, alone = read(two[0], 0, 1, 2, traces=SOME), read(two[0], 2, traces=SOME)
    for name, values in many.metrics.items():
        assert values[2:].tobytes() == alone.metrics[name].tobytes()
    for name, series in many.traces.items():
        assert series[2:].tobytes() == alone.traces[name].tobytes()
    assert len({values.tobytes() for values in many.metrics["deaths"]}) > 1


def test_a_reading_has_what_was_asked_in_the_order_asked(two):
    with Trials(workers=1) as trials:
        asked = [Wanted(two[1], (3, 0), SOME), Wanted(two[0], (1,)), Wanted(two[1], (0, 1, 3))]
        first, second, third = trials.read(asked, label="in order")
    assert [reading.replicates for reading in (first, second, third)] == [(3, 0), (1,), (0, 1, 3)]
    assert first.metrics["deaths"].tolist() == third.metrics["deaths"][[2, 0]].tolist()
    assert second.metrics["deaths"].tolist() == read(two[0], 1).metrics["deaths"].tolist()
    assert {name: series.shape for name, series in first.traces.items()} == {SOME[0]: (2, 29), SOME[1]: (2, 29, 5)}
    assert not second.traces
    assert not third.traces


def test_traces_are_those_that_their_functions_give(two):
    from kfor_sim.prepare import prepare
    from kfor_sim.weekly import Weekly

    parameters = prepare(two[0])
    weekly = Weekly(run_replicate(parameters, seed=1999, replicate=1), two[0].value("report.riot_share"))
    found = read(two[0], 1, traces=tuple(TRACES)).traces
    assert list(found) == list(TRACES)
    for name, trace in TRACES.items():
        assert found[name][0].tobytes() == trace.compute(weekly, parameters).tobytes()


def test_the_seed_of_the_scenario_is_used(two):
    other = small("run.seed=7")
    attacks = read(other, 0).metrics["attacks"][0]
    assert attacks != read(two[0], 0).metrics["attacks"][0]
    assert attacks == run(other, replicates=1).measured["attacks"][0]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"replicates": ()}, "minimal is asked for without replicates"),
        ({"replicates": (0, -1)}, "number of a replicate.*got -1"),
        ({"replicates": (0,), "traces": ("securty",)}, "there is no trace 'securty'; did you mean 'security'"),
    ],
)
def test_what_cannot_be_given_is_refused(minimal, asked, text):
    with pytest.raises(InputError, match=text):
        Wanted(minimal, **asked)


@pytest.mark.parametrize("given", [{"workers": 0}, {"dask": "nowhere"}, {"workers": 3, "dask": "tcp://there:1"}])
def test_workers_and_clusters_are_checked_first(given):
    with pytest.raises(InputError):
        Trials(**given)


def test_what_does_not_fit_is_refused_before_a_folder_is_made(minimal, monkeypatch, tmp_path):
    monkeypatch.setattr("kfor_sim.arguments.MEMORY_LIMIT", 1000)
    with pytest.raises(InputError, match="GiB of memory"):
        read(minimal, 0, output=tmp_path / "results")
    assert not list(tmp_path.iterdir())


# What is computed, and where


def test_equal_scenarios_are_computed_once(minimal, monkeypatch):
    renamed = replace(minimal, name="other")
    counted = Counted(monkeypatch)
    with Trials(workers=1) as trials:
        asked = [Wanted(minimal, (0, 1)), Wanted(renamed, (1, 2), ("active",)), Wanted(minimal, (0,))]
        found = trials.read(asked, label="twice")
    assert counted.replicates == [0, 1, 2]
    assert found[0].metrics["attacks"][0] == found[2].metrics["attacks"][0]


def test_the_executor_is_opened_with_the_first_thing_to_compute_and_lives_for_all(minimal, monkeypatch, tmp_path):
    opened = []

    class Watched(Serial):
        def __exit__(self, *_):
            opened.append("closed")

    def open_watched(**given):
        opened.append(given)
        return Watched()

    monkeypatch.setattr("kfor_sim.computing.open_executor", open_watched)
    with Trials(output=tmp_path, workers=2) as trials:
        assert trials.read([], label="nothing") == []
        assert opened == []
        for numbers in ((0,), (0, 1), (0, 1)):
            trials.read([Wanted(minimal, numbers)], label="a trial")
        assert opened == [{"workers": 2, "dask": None}]
    assert opened[1:] == ["closed"]
    read(minimal, 0, 1, output=tmp_path)
    assert len(opened) == 2  # nothing was left to compute


def test_a_scenario_is_prepared_once_and_only_if_something_is_missing(two, monkeypatch, tmp_path):
    from kfor_sim import running
    from kfor_sim.prepare import prepare

    read(two[0], 0, output=tmp_path)
    prepared = []

    def counted(scenario):
        prepared.append(scenario)
        return prepare(scenario)

    monkeypatch.setattr(running, "prepare", counted)
    with Trials(output=tmp_path, workers=1) as trials:
        trials.read([Wanted(two[0], (0,)), Wanted(two[1], (0, 1, 2))], label="both")
    assert prepared == [two[1]]


class Wide(Serial):
    """An executor of three lanes that notes what it is given."""

    lanes = room = 3

    def __init__(self):
        self.log = []

    def share(self, value):
        self.log.append(f"share {value}")
        return value

    def submit(self, job, handle, number):
        self.log.append(f"{number} of {handle}")
        return super().submit(job, handle, number)


def paired(shared, number):
    return number, shared


def test_no_scenario_waits_for_another():
    executor = Wide()
    parts = [Part(lambda: "a", (0,)), Part(lambda: "b", (1, 2)), Part(lambda: "c", (3,))]
    jobs = completed_in_parts(executor, paired, parts, at_once=None)
    first = next(jobs)
    assert executor.log[:5] == ["share a", "0 of a", "share b", "1 of b", "2 of b"]  # before anything came back
    assert sorted([first, *jobs]) == [(0, "a"), (1, "b"), (2, "b"), (3, "c")]


class Lossy(Wide):
    """One that loses its first job, once."""

    lanes = room = 1
    losses = (ConnectionError,)

    def submit(self, job, handle, number):
        future = super().submit(job, handle, number)
        if self.log.count("0 of a") == 1:
            future = Future()
            future.set_exception(ConnectionError())
        return future

    def hands_in_again(self, error, losses):  # noqa: ARG002 - they are lost in one way
        return losses == 1


def test_what_a_part_shares_is_shared_anew_where_a_job_was_lost():
    executor = Lossy()
    assert list(completed_in_parts(executor, paired, [Part(lambda: "a", (0,))], at_once=None)) == [(0, "a")]
    assert executor.log == ["share a", "0 of a", "share a", "0 of a"]


def deadly_once(shared, number):
    """End the worker at job 0, once."""
    mark = os.path.join(shared[0], "died")  # noqa: PTH118 - a path that travels
    if number == 0 and not os.path.exists(mark):  # noqa: PTH110
        with open(mark, "w"):  # noqa: PTH123
            pass
        os._exit(9)
    return number, shared[1]


@needs_signals
def test_what_a_dead_worker_lost_gets_what_its_own_part_shares(tmp_path):
    parts = [Part(lambda: (str(tmp_path), "a"), (0,)), Part(lambda: (str(tmp_path), "b"), tuple(range(1, 7)))]
    with open_executor(workers=2) as executor:
        found = dict(completed_in_parts(executor, deadly_once, parts, at_once=2))
    assert found == {0: "a", **dict.fromkeys(range(1, 7), "b")}
    assert (tmp_path / "died").exists()


# What is kept


def test_replicates_add_up_in_one_file_and_are_found_again(two, monkeypatch, tmp_path):
    read(two[0], 1, 3, output=tmp_path)
    counted = Counted(monkeypatch)
    more = read(two[0], 0, 1, 2, 3, output=tmp_path)
    assert counted.replicates == [0, 2]
    assert list(files(tmp_path)) == [trial_file_name(key_of(two[0]))]
    again = read(two[0], 3, 1, output=tmp_path)
    assert counted.replicates == [0, 2]
    assert bits(again) == bits(read(two[0], 3, 1))
    assert bits(more) == bits(read(two[0], 0, 1, 2, 3, output=tmp_path / "at once"))
    assert files(tmp_path) == files(tmp_path / "at once")


def test_traces_asked_for_later_are_added_and_earlier_ones_stay(two, monkeypatch, tmp_path):
    read(two[0], 0, 1, traces=("security",), output=tmp_path)
    counted = Counted(monkeypatch)
    read(two[0], 1, 2, traces=("riots",), output=tmp_path)
    assert counted.replicates == [1, 2]
    read(two[0], 0, 1, traces=("security",), output=tmp_path)
    both = read(two[0], 1, traces=("riots", "security"), output=tmp_path)
    read(two[0], 0, 1, 2, output=tmp_path)
    assert counted.replicates == [1, 2]
    assert bits(both) == bits(read(two[0], 1, traces=("riots", "security")))
    del counted.runs[:]
    read(two[0], 0, 1, 2, traces=("riots",), output=tmp_path)
    assert counted.replicates == [0]


def test_without_a_folder_they_are_known_while_the_trials_live(minimal, monkeypatch):
    counted = Counted(monkeypatch)
    with Trials(workers=1) as trials:
        first = trials.read([Wanted(minimal, (0, 1))], label="first")
        second = trials.read([Wanted(minimal, (1, 2))], label="second")
    assert counted.replicates == [0, 1, 2]
    assert first[0].metrics["attacks"][1] == second[0].metrics["attacks"][0]


def test_a_scenario_is_written_down_once_it_is_complete(two, monkeypatch, tmp_path):
    saved, save = [], Files.save

    def counted(shelf, key, known):
        saved.append((key, len(known.replicates)))
        save(shelf, key, known)

    monkeypatch.setattr(Files, "save", counted)
    with Trials(output=tmp_path, workers=1) as trials:
        trials.read([Wanted(scenario, (0, 1, 2)) for scenario in two], label="both")
    assert saved == [(key_of(scenario), 3) for scenario in two]


def test_a_file_is_small_and_opens_with_numpy(two, tmp_path):
    reading = read(two[0], 4, 2, traces=("riots",), output=tmp_path)
    (path,) = (tmp_path / "trials").iterdir()
    assert path.stat().st_size < 5_000
    with np.load(path) as archive:
        assert archive["replicates"].tolist() == [2, 4]
        assert archive["names"].tolist() == list(reading.metrics)
        assert archive["metrics"][1].tolist() == pytest.approx([v[0] for v in reading.metrics.values()], nan_ok=True)
        assert archive["trace-riots"][0].tolist() == reading.traces["riots"][1].tolist()


@pytest.mark.parametrize(
    "setting",
    [
        "run.seed=5",
        "run.persons_per_resident=20",
        "unrest.deterrence=1.5",
        "end=1999-09-20",
        "security.floors[0].level=0.4",
        "report.riot_share=0.2",
        "report.recovery_tolerance=0.2",
    ],
)
def test_what_changes_a_metric_changes_the_key(minimal, setting):
    assert key_of(load("minimal", overrides=(setting,))) != key_of(minimal)


@pytest.mark.parametrize("setting", ["run.replicates=9", "run.interval=0.5"])
def test_what_sums_replicates_up_does_not(minimal, setting):
    assert key_of(load("minimal", overrides=(setting,))) == key_of(minimal)


def test_words_do_not_change_the_key():
    scenario = load("documented")
    document = scenario.document
    event = document.events["march-2004"].model_copy(update={"label": "Another word for it"})
    events = {**document.events, "march-2004": event}
    renamed = replace(scenario, document=document.model_copy(update={"title": "Another", "events": events}))
    assert Marks.of(renamed, calendar_of(renamed)) != Marks.of(scenario, calendar_of(scenario))
    assert key_of(renamed) == key_of(scenario)


@pytest.mark.parametrize("name", ["kfor_sim.key.NUMBERS", "kfor_sim.trials.keeping._MEASURES"])
def test_versions_and_the_list_of_metrics_are_in_the_key(minimal, monkeypatch, name):
    before = key_of(minimal)
    monkeypatch.setattr(name, 10**6)
    assert key_of(minimal) != before
    monkeypatch.undo()
    monkeypatch.setattr("kfor_sim.trials.keeping.names_of", lambda _: ("deaths",))
    assert key_of(minimal) != before


def cut(whole, key):
    return whole[: len(whole) // 2]


def flipped(whole, key):
    return whole[:70] + bytes([whole[70] ^ 1]) + whole[71:]


def of_another(whole, key):
    return packed(unpacked(io.BytesIO(whole)), key="f" * 64, replicate=2)


def of_other_content(whole, key):
    """Other numbers under the label and the seal of these."""
    arrays = unpacked(io.BytesIO(whole))
    return packed({**arrays, "metrics": arrays["metrics"] + 1}, key=key, replicate=2)[:-COMMENT] + whole[-COMMENT:]


def laid_out_otherwise(whole, key):
    return packed({"metrics": np.zeros((1, 1))}, key=key, replicate=1)


@pytest.mark.parametrize("damage", [cut, flipped, of_another, of_other_content, laid_out_otherwise, lambda *_: b""])
def test_a_damaged_file_is_set_aside_and_never_trusted(minimal, monkeypatch, tmp_path, damage):
    expected = bits(read(minimal, 0, 1, output=tmp_path))
    ((name, whole),) = files(tmp_path).items()
    broken = damage(whole, name.removesuffix(".npz"))
    (tmp_path / "trials" / name).write_bytes(broken)
    counted = Counted(monkeypatch)
    with Trials(output=tmp_path, workers=1) as trials:
        (again,) = trials.read([Wanted(minimal, (0, 1))], label="again")
        assert trials.set_aside == (f"{name}.unusable",)
    assert counted.replicates == [0, 1]
    assert bits(again) == expected
    assert files(tmp_path) == {name: whole, f"{name}.unusable": broken}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_that_leads_out_of_the_output_is_refused(minimal, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "trials").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is a link that leaves"):
        read(minimal, 0, output=tmp_path / "results")
    assert not list((tmp_path / "elsewhere").iterdir())


# Stopped, and gone on with


def test_ctrl_c_keeps_what_is_finished_of_every_scenario(two, monkeypatch, tmp_path):
    asked = [Wanted(scenario, (0, 1, 2)) for scenario in two]
    read(two[0], 1, output=tmp_path)
    Counted(monkeypatch, at=3, error=KeyboardInterrupt())
    with (
        Trials(output=tmp_path, workers=1) as trials,
        pytest.raises(
            RunInterrupted, match=rf"^stopped: 4 of 6 runs are kept in {re.escape(str(tmp_path))}; the same command"
        ) as caught,
    ):
        trials.read(asked, label="both")
    assert caught.value.exit_code == 3
    monkeypatch.undo()
    counted = Counted(monkeypatch)
    with Trials(output=tmp_path, workers=1) as trials:
        found = trials.read(asked, label="both")
    assert counted.runs == [(1.5, 1), (1.5, 2)]
    assert [bits(reading) for reading in found] == [bits(read(scenario, 0, 1, 2)) for scenario in two]


def test_without_a_folder_that_is_said(minimal, monkeypatch):
    Counted(monkeypatch, at=1, error=KeyboardInterrupt())
    with pytest.raises(RunInterrupted, match=r"stopped after 1 of 2 runs; give an output folder"):
        read(minimal, 0, 1)


@pytest.mark.parametrize("place", [(Book, "keep"), (Files, "save")])
def test_ctrl_c_while_a_result_is_kept_loses_nothing(minimal, monkeypatch, tmp_path, place):
    original, calls = getattr(*place), []

    def interrupted(*given):
        calls.append(given)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return original(*given)

    monkeypatch.setattr(*place, interrupted)
    asked = (0, 1) if place[1] == "keep" else (0,)
    with pytest.raises(RunInterrupted, match=f"1 of {len(asked)} runs are kept"):
        read(minimal, *asked, output=tmp_path)
    monkeypatch.undo()
    counted = Counted(monkeypatch)
    read(minimal, *asked, output=tmp_path)
    assert counted.replicates == list(asked[1:])


def test_after_ctrl_c_what_other_processes_have_in_work_is_kept(two, monkeypatch, tmp_path):
    keep, calls = Book.keep, []

    def interrupted(book, result):
        calls.append(result)
        keep(book, result)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Book, "keep", interrupted)
    asked = [Wanted(scenario, tuple(range(10))) for scenario in two]
    with Trials(output=tmp_path, workers=2) as trials, pytest.raises(RunInterrupted) as caught:
        trials.read(asked, label="both")
    kept = int(re.search(r"(\d+) of 20", str(caught.value))[1])
    assert kept == len({number for number, _ in calls}) > 2
    monkeypatch.undo()
    counted = Counted(monkeypatch)
    with Trials(output=tmp_path, workers=1) as trials:
        trials.read(asked, label="both")
    assert len(counted.runs) == 20 - kept


def kills_at_1(task, number):
    if number == 1:
        os._exit(9)
    return measured(task, number)


@needs_signals
def test_a_replicate_that_kills_is_reported_and_all_others_are_kept(minimal, monkeypatch, tmp_path):
    other = load("minimal", overrides=["unrest.deterrence=1.5"])
    asked = [Wanted(minimal, (4, 5)), Wanted(other, (0, 1))]
    monkeypatch.setattr("kfor_sim.trials.calling.measured", kills_at_1)
    with (
        Trials(output=tmp_path, workers=2) as trials,
        pytest.raises(WorkerError, match=r"(?s)replicate 5 of seed 1999.*All other results are kept") as caught,
    ):
        trials.read(asked, label="deadly")
    words = shlex.split(str(caught.value).splitlines()[-1])
    assert words[:3] == ["kfor-sim", "run", "minimal"]
    assert dict(zip(words[3::2], words[4::2], strict=True))["--only"] == "5"
    counted = Counted(monkeypatch)
    monkeypatch.setattr("kfor_sim.trials.calling.measured", measured)
    with Trials(output=tmp_path, workers=1) as trials:
        trials.read(asked, label="again")
    assert counted.replicates == [5]


def test_where_several_scenarios_lost_runs_the_first_is_named(minimal, monkeypatch, tmp_path):
    other = load("minimal", overrides=["unrest.deterrence=1.5"])

    def lost(*_, **__):
        yield from ()
        raise LostJobs((1, 3))

    monkeypatch.setattr("kfor_sim.computing.completed_in_parts", lost)
    with Trials(workers=1) as trials, pytest.raises(WorkerError, match="workers died over replicate 7 of") as caught:
        trials.read([Wanted(minimal, (6, 7)), Wanted(other, (0, 1))], label="lost")
    assert (caught.value.replicates, caught.value.alone) == ((7,), "")


def test_a_full_disk_keeps_what_was_finished(minimal, monkeypatch, tmp_path):
    other = load("minimal", overrides=["unrest.deterrence=1.5"])
    fsync, calls = os.fsync, []

    def full(number):
        calls.append(number)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        fsync(number)

    monkeypatch.setattr("os.fsync", full)
    with Trials(output=tmp_path, workers=1) as trials, pytest.raises(OutputError, match="disk is full"):
        trials.read([Wanted(minimal, (0, 1)), Wanted(other, (0,))], label="full")
    monkeypatch.undo()
    counted = Counted(monkeypatch)
    read(minimal, 0, 1, output=tmp_path)
    assert counted.replicates == []


# How it is shown


def test_a_bar_has_the_label_and_starts_at_what_is_there(minimal, tmp_path, capsys):
    other = load("minimal", overrides=["unrest.deterrence=1.5"])
    read(minimal, 0, 1, output=tmp_path)
    with Trials(output=tmp_path, workers=1, shown=True) as trials:
        trials.read([Wanted(minimal, (0, 1, 2)), Wanted(other, (0,))], label="along the figures")
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "along the figures, 1 worker, 2 reused:" in shown.err
        assert "2/4" in shown.err
        assert "4/4" in shown.err
        trials.read([Wanted(other, (0,))], label="nothing to do")
    assert capsys.readouterr().err == ""


def test_nothing_is_shown_unless_asked(minimal, capsys):
    read(minimal, 0)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")


def test_a_long_call_says_how_long_it_will_take(minimal, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(progress, "_LONG", 0.0)
    read(minimal, *range(8), output=tmp_path, shown=True)
    said = capsys.readouterr().err
    assert len(re.findall(r"8 runs to compute: some \d+ s on 1 worker\.", said)) == 1


# Among other results


@pytest.fixture
def results(two, tmp_path):
    """An output folder with the trials of two scenarios, and what they hold."""
    with Trials(output=tmp_path, workers=1) as trials:
        trials.read([Wanted(scenario, (0, 1)) for scenario in two], label="both")
    return tmp_path


def test_the_list_of_results_says_how_many_trials_there_are(results):
    (results / "trials" / f".{trial_file_name('a' * 64)}.12-0a1b2c3d.tmp").write_bytes(b"half")
    (results / "trials" / "notes.txt").write_text("mine")
    there = inventory(results)
    (folder,) = there.chosen(["trials"])
    assert (folder.kind, len(folder.having("trial")), folder.foreign) == ("trials", 2, ("notes.txt",))
    assert len(folder.having("half-written")) == 1
    document = listed(results, there.results)
    (row,) = document["results"]
    assert (row["kind"], row["finished"], row["trials"], row["replicates"]) == ("trials", True, 2, None)
    assert document["bytes"] == sum(map(len, files(results).values())) - len("mine")
    text = listed_text(document)
    assert "2 scenarios" in text
    assert "2 trials; 0 replicates; " in text


def test_damaged_trials_are_found_by_verifying(results):
    first, second = sorted(files(results))
    whole = (results / "trials" / first).read_bytes()
    (folder,) = inventory(results).results
    read_files = []
    assert troubles(folder, checked=lambda: read_files.append(1)) == ()
    assert len(read_files) == 2
    assert "and 2 trials read in 1 folder of results: all sound." in verified_text(verified(results, [(folder, [])]))
    (results / "trials" / second).write_bytes(whole)
    (results / "trials" / first).write_bytes(whole[:-1])
    found = troubles(folder, checked=lambda: None)
    assert [(trouble.file, trouble.what) for trouble in found] == [(first, "damaged"), (second, "of another run")]


def test_trials_are_removed_and_what_is_foreign_is_left(results):
    (results / "trials" / "notes.txt").write_text("mine")
    assert not remove(inventory(results).results[0]).gone
    assert list(files(results)) == ["notes.txt"]
    assert inventory(results).results == ()  # what is left is not ours


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_called_trials_is_ours_by_what_is_in_it_alone(results, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "trials").mkdir()
    (other / "trials" / trial_file_name("a" * 64)).write_bytes(b"of somebody")
    assert inventory(other).results == ()
    (other / "trials" / trial_file_name("a" * 64)).unlink()
    (other / "trials").rmdir()
    (other / "trials").symlink_to(results / "trials")
    assert inventory(other).results == ()


def test_the_command_lists_and_removes_them(results):
    answers = []
    for words in (["--json"], ["--remove", "trials", "--yes"], ["--json"]):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            main(["results", *words, "--output", str(results)])
        answers.append(said.getvalue())
    assert json.loads(answers[0])["results"][0]["trials"] == 2
    assert answers[1].startswith("1 folder of results removed, ")
    assert json.loads(answers[2])["results"] == []
    assert not (results / "trials").exists()


def test_run_and_compare_neither_use_nor_touch_them(results, two, monkeypatch):
    before = files(results)
    assert run(two[0], replicates=2, output=results).reused == 0
    compare([two[0], replace(two[1], name="other")], replicates=2, output=results)
    assert files(results) == before
    assert len(inventory(results).results) == 4
    counted = Counted(monkeypatch)
    read(two[0], 0, 1, output=results)
    assert counted.replicates == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_a_cluster_gives_the_same_bits(two):
    asked = [Wanted(scenario, (0, 1, 2), SOME) for scenario in two]
    with Trials(workers=2, dask="local") as trials:
        found = [bits(reading) for reading in trials.read(asked, label="on a cluster")]
    assert found == [bits(read(scenario, 0, 1, 2, traces=SOME)) for scenario in two]
