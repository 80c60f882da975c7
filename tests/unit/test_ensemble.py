"""Running an ensemble: arguments, the key of a run, using again what is there, stopping and going on."""

import gc
import os
import shlex
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

import kfor_sim
from kfor_sim.arguments import _memory, check_memory, fitting_workers, with_arguments
from kfor_sim.errors import InputError, OutputError, RunInterrupted
from kfor_sim.key import key_of_run
from kfor_sim.model.model import KforModel
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.replicate import run_replicate
from kfor_sim.running import run
from kfor_sim.scenario import Scenario, load
from kfor_sim.store import Store
from worlds import shortened


@pytest.fixture(scope="module")
def minimal() -> Scenario:
    return load("minimal")


# Arguments


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ({"replicates": 0}, "replicates must be a whole number from 1 to 100,000; got 0"),
        ({"replicates": -1}, "from 1"),
        ({"replicates": 2.5}, "replicates must be a whole number"),
        ({"replicates": True}, "got True"),
        ({"replicates": "ten"}, "got 'ten'"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": 2**63}, "seed must be a whole number"),
        ({"persons_per_resident": 0}, "persons_per_resident must be a whole number from 1"),
        ({"workers": 0}, "workers must be a whole number from 1 to"),
        ({"workers": 10**6}, "on this machine"),
        ({"workers": "all"}, "got 'all'"),
    ],
)
def test_a_wrong_argument_says_what_is_allowed(minimal, argument, text):
    with pytest.raises(InputError, match=text):
        run(minimal, **argument)


def test_a_scenario_is_loaded_first():
    with pytest.raises(InputError, match="run\\(load"):
        run("documented")


def test_arguments_become_chosen_figures(minimal):
    chosen = with_arguments(minimal, replicates=7, seed=np.int64(0), persons_per_resident=None)
    assert chosen.value("run.replicates") == 7
    assert chosen.value("run.seed") == 0
    assert chosen.value("run.persons_per_resident") == minimal.value("run.persons_per_resident")
    assert chosen.figures["run.seed"].basis == "chosen"
    assert with_arguments(minimal, seed=1999, replicates=2) is minimal


def test_seed_nought_is_a_seed():
    assert run(load("minimal"), seed=0).seed == 0


@pytest.mark.parametrize(
    ("population", "held", "workers", "remedies"),
    [
        ("individuals", 10**8, 1, "give an output folder, so that replicates are not held, or raise persons_per"),
        ("individuals", None, 10**7, "take fewer workers, or raise persons_per_resident"),
        ("mean-field", None, 10**7, "take fewer workers, or lower run.quadrature_points"),
    ],
)
def test_too_much_memory_is_refused_with_what_helps(minimal, population, held, workers, remedies):
    scenario = load("minimal", overrides=(f"theory.population={population}",))
    check_memory(scenario, weeks=10, held=100, workers=4)
    with pytest.raises(InputError, match=f"GiB of memory.*limit is 4.0 GiB: {remedies}"):
        check_memory(scenario, weeks=10, held=held, workers=workers)


def test_residents_that_fit_no_worker_are_refused_before_a_folder_is_made(minimal, monkeypatch, tmp_path):
    monkeypatch.setattr("kfor_sim.arguments.MEMORY_LIMIT", 1000)
    with pytest.raises(InputError, match=r"residents\); the limit is .* GiB: raise persons_per_resident$"):
        run(minimal, output=tmp_path / "results")
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(("given", "missing", "workers"), [(8, 3, 3), (2, 9, 2), (None, 3, 3), (None, 9, 6), (4, 0, 1)])
def test_no_more_workers_than_there_is_work_for(minimal, monkeypatch, given, missing, workers):
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    assert fitting_workers(minimal, given=given, missing=missing, weeks=10, held=None) == workers


def test_workers_that_nobody_asked_for_are_lowered_to_what_fits(minimal, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    limit = next(size for _, size in [_memory(minimal, 10, 4, None)])
    monkeypatch.setattr("kfor_sim.arguments.MEMORY_LIMIT", limit)
    assert fitting_workers(minimal, given=None, missing=9, weeks=10, held=None) == 4
    with pytest.raises(InputError, match="take fewer workers"):
        fitting_workers(minimal, given=5, missing=9, weeks=10, held=None)
    assert fitting_workers(minimal, given=5, missing=4, weeks=10, held=None) == 4


# The key of a run


def test_words_do_not_change_the_key(minimal):
    document = minimal.document.model_copy(update={"title": "Another title"})
    figure = document.unrest.threshold.model_copy(update={"because": "another reason altogether"})
    unrest = document.unrest.model_copy(update={"threshold": figure})
    renamed = replace(minimal, document=document.model_copy(update={"unrest": unrest}))
    assert renamed.document != minimal.document
    assert key_of_run(renamed) == key_of_run(minimal)


@pytest.mark.parametrize(
    "setting",
    [
        "run.replicates=9",
        "run.interval=0.5",
        "security.floors[0].level=0.4",
        "report.riot_share=0.2",
        "report.recovery_tolerance=0.2",
    ],
)
def test_what_only_sums_up_does_not_change_the_key(minimal, setting):
    changed = load("minimal", overrides=(setting,))
    assert changed.hash != minimal.hash
    assert key_of_run(changed) == key_of_run(minimal)


@pytest.mark.parametrize(
    "setting",
    [
        "run.seed=5",
        "run.persons_per_resident=20",
        "unrest.deterrence=1.5",
        "theory.trust=fixed",
        "end=1999-09-20",
        "drawdown.troops=900",
        "run.spin_up_weeks=3",
    ],
)
def test_what_can_change_a_replicate_changes_the_key(minimal, setting):
    assert key_of_run(load("minimal", overrides=(setting,))) != key_of_run(minimal)


def test_tables_and_the_version_of_the_numbers_are_in_the_key(minimal, monkeypatch):
    row = replace(minimal.tables.municipalities[0], population=(80_000, 20_000, 0, 0))
    other = replace(minimal, tables=replace(minimal.tables, municipalities=(row,)))
    assert key_of_run(other) != key_of_run(minimal)
    before = key_of_run(minimal)
    monkeypatch.setattr("kfor_sim.key.NUMBERS", 10**6)
    assert key_of_run(minimal) != before


def test_what_is_only_drawn_or_told_is_not_in_the_key(minimal):
    documented = load("documented")
    tables = documented.tables
    described = replace(
        tables,
        strength=tables.strength[1:],
        homicides=(),
        municipalities=(replace(tables.municipalities[0], area_km2=1.0), *tables.municipalities[1:]),
        contingents=(replace(tables.contingents[0], rules_source="hearsay"), *tables.contingents[1:]),
    )
    assert described != tables
    assert key_of_run(replace(documented, tables=described)) == key_of_run(documented)
    gone = replace(tables, contingents=(replace(tables.contingents[0], exit=documented.end), *tables.contingents[1:]))
    assert key_of_run(replace(documented, tables=gone)) != key_of_run(documented)


@pytest.mark.parametrize("name", [name for name in kfor_sim.__all__ if name != "__version__"])
def test_no_module_takes_the_place_of_a_public_function(name):
    assert getattr(kfor_sim, name).__doc__
    assert find_spec(f"kfor_sim.{name}") is None  # importing it would replace the function by the module


# Using again, stopping, going on


class Counted:
    """Stands in for run_replicate, counts its calls and may fail at one of them."""

    def __init__(self, monkeypatch, *, at: int = -1, error: BaseException | None = None) -> None:
        self.replicates: list[int] = []
        self.at, self.error = at, error
        monkeypatch.setattr("kfor_sim.replicate.run_replicate", self)

    def __call__(self, parameters, *, seed, replicate):
        if self.error and len(self.replicates) == self.at:
            raise self.error
        self.replicates.append(replicate)
        return run_replicate(parameters, seed=seed, replicate=replicate)


def test_only_what_is_missing_is_computed(minimal, monkeypatch, tmp_path):
    counted = Counted(monkeypatch)
    assert run(minimal, replicates=2, output=tmp_path).reused == 0
    more = run(minimal, replicates=5, output=tmp_path)
    fewer = run(minimal, replicates=3, output=tmp_path)
    assert counted.replicates == [0, 1, 2, 3, 4]
    assert (more.reused, fewer.reused) == (2, 3)
    assert fewer.replicates == (0, 1, 2)
    assert len(fewer.metrics()) == 3


def test_another_seed_has_a_folder_of_its_own(minimal, monkeypatch, tmp_path):
    counted = Counted(monkeypatch)
    folders = {run(minimal, replicates=1, seed=seed, output=tmp_path).folder for seed in (1, 2)}
    assert len(folders) == 2
    assert counted.replicates == [0, 0]


def test_a_damaged_replicate_is_computed_anew(minimal, monkeypatch, tmp_path):
    first = run(minimal, replicates=3, output=tmp_path)
    path = first.folder / "replicates" / "0000-0099" / "0001.npz"
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    counted = Counted(monkeypatch)
    again = run(minimal, replicates=3, output=tmp_path)
    assert counted.replicates == [1]
    assert again.reused == 2
    assert again.set_aside == ("0001.npz.unusable",)
    assert path.read_bytes() == whole


def test_an_interrupted_run_keeps_what_is_finished_and_goes_on(minimal, monkeypatch, tmp_path):
    undisturbed = run(minimal, replicates=4)
    Counted(monkeypatch, at=2, error=KeyboardInterrupt())
    with pytest.raises(RunInterrupted, match=r"(?s)2 of 4 replicates are kept in .*kfor-sim run minimal") as caught:
        run(minimal, replicates=4, output=tmp_path)
    assert caught.value.exit_code == 3
    counted = Counted(monkeypatch)
    resumed = run(minimal, replicates=4, output=tmp_path)
    assert counted.replicates == [2, 3]
    for name in ("active", "attacks_everyday", "security"):
        assert resumed.outcome(name).tobytes() == undisturbed.outcome(name).tobytes()


def test_the_command_that_goes_on_finds_the_same_replicates(monkeypatch, tmp_path):
    settings = ("presence.patrol_share=0.5", "theory.trust=fixed", "end=1999-07-03")  # others derive from the first
    changed = load("documented", overrides=settings)
    Counted(monkeypatch, at=1, error=KeyboardInterrupt())
    with pytest.raises(RunInterrupted) as caught:
        run(changed, replicates=3, seed=8, persons_per_resident=500, output=tmp_path / "my results")
    words = shlex.split(str(caught.value).splitlines()[-1])
    assert words[:3] == ["kfor-sim", "run", "documented"]
    flags = list(zip(words[3::2], words[4::2], strict=True))
    set_again = [value for flag, value in flags if flag == "--set"]
    assert sorted(set_again) == sorted(settings)
    again = load("documented", overrides=set_again)
    given = dict(flags)
    chosen = with_arguments(again, seed=int(given["--seed"]), persons_per_resident=int(given["--resolution"]))
    expected = with_arguments(changed, seed=8, persons_per_resident=500)
    assert key_of_run(chosen) == key_of_run(expected)
    assert given["--replicates"] == "3"
    assert given["--output"] == str(tmp_path / "my results")
    assert given["--workers"] == "1"


def test_a_scenario_changed_in_python_gets_no_command_that_would_find_another(minimal, monkeypatch, tmp_path):
    row = replace(minimal.tables.municipalities[0], population=(80_000, 20_000, 0, 0))
    changed = replace(minimal, tables=replace(minimal.tables, municipalities=(row,)))
    Counted(monkeypatch, at=1, error=KeyboardInterrupt())
    with pytest.raises(RunInterrupted, match=r"1 of 2 replicates are kept in .*; the same call of run\(\) goes on"):
        run(changed, output=tmp_path)


def test_workers_that_were_left_open_stay_open_in_the_command_that_goes_on(minimal, monkeypatch, tmp_path):
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    Counted(monkeypatch, at=0, error=KeyboardInterrupt())
    with pytest.raises(RunInterrupted) as caught:
        run(minimal, workers=None, output=tmp_path)
    assert "--workers" not in str(caught.value)


def test_a_file_of_the_users_own_is_named_by_its_path(monkeypatch, tmp_path):
    mine = tmp_path / "my own.toml"
    mine.write_text('schema = 1\nextends = "minimal"\ntitle = "My own"\n', encoding="utf-8")
    Counted(monkeypatch, at=0, error=KeyboardInterrupt())
    with pytest.raises(RunInterrupted) as caught:
        run(load(mine), output=tmp_path / "out")
    assert shlex.split(str(caught.value).splitlines()[-1])[2] == str(mine)


def test_without_an_output_folder_nothing_is_kept_and_that_is_said(minimal, monkeypatch):
    Counted(monkeypatch, at=1, error=KeyboardInterrupt())
    with pytest.raises(RunInterrupted, match=r"stopped after 1 of 2 replicates; give an output folder"):
        run(minimal)


def test_a_full_disk_keeps_what_was_finished(minimal, monkeypatch, tmp_path):
    fsync, calls = os.fsync, []

    def full(number):
        calls.append(number)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        fsync(number)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="disk is full"):
        run(minimal, replicates=5, output=tmp_path)
    monkeypatch.undo()
    assert run(minimal, replicates=5, output=tmp_path).reused == 2


def test_a_failure_carries_the_address_of_its_replicate(minimal, monkeypatch):
    Counted(monkeypatch, at=1, error=ZeroDivisionError("a fault of ours"))
    with pytest.raises(ZeroDivisionError) as caught:
        run(minimal, replicates=3, seed=42)
    assert caught.value.__notes__ == ["in replicate 1 of seed 42"]


def test_the_bar_starts_at_what_is_there(minimal, tmp_path, capsys):
    run(minimal, replicates=2, output=tmp_path)
    capsys.readouterr()
    run(minimal, replicates=3, output=tmp_path, progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "2/3" in shown.err
    assert "3/3" in shown.err


def test_nothing_is_shown_unless_asked(minimal, capsys):
    run(minimal)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")


def test_ctrl_c_while_a_replicate_is_saved_loses_nothing(minimal, monkeypatch, tmp_path):
    save, calls = Store.save, []

    def interrupted(store, replicate, content):
        calls.append(replicate)
        if len(calls) == 3:
            raise KeyboardInterrupt
        save(store, replicate, content)

    monkeypatch.setattr(Store, "save", interrupted)
    with pytest.raises(RunInterrupted, match="3 of 9 replicates are kept"):
        run(minimal, replicates=9, output=tmp_path)
    assert calls == [0, 1, 2, 2]
    assert run(minimal, replicates=9, output=tmp_path).reused == 3


def test_memory_of_finished_models_is_given_back(coarse):
    """Mesa 3.3 keeps every model for ever unless it is told not to; residents go at once, uncollected."""
    short = shortened(coarse, weeks=2)
    before = living(Individuals, KforModel)
    for replicate in range(3):
        run_replicate(short, seed=1, replicate=replicate)
    assert not [thing for thing in living(Individuals) if not is_among(thing, before)]
    gc.collect()
    assert not [thing for thing in living(KforModel) if not is_among(thing, before)]


def living(*kinds):
    return [thing for thing in gc.get_objects() if isinstance(thing, kinds)]


def is_among(thing, others):
    return any(thing is other for other in others)


def test_where_all_is_stored_no_cluster_is_asked_for(minimal, tmp_path):
    run(minimal, replicates=2, output=tmp_path)
    assert run(minimal, replicates=2, output=tmp_path, dask="tcp://127.0.0.1:1").reused == 2
