"""What a job costs: counted, measured on a few runs, told before it is begun, and nothing kept by asking."""

import re

import pytest

from kfor_sim import compare, cost, progress
from kfor_sim.arguments import with_arguments
from kfor_sim.cost import cost_of
from kfor_sim.digits import in_bytes, in_time
from kfor_sim.errors import InputError
from kfor_sim.running import run
from kfor_sim.scenario import load


@pytest.fixture
def fifty():
    return with_arguments(load("minimal"), replicates=50)


def test_what_is_stored_is_not_counted_again(fifty, tmp_path):
    run(fifty, replicates=20, output=tmp_path)
    found = cost_of([fifty], output=tmp_path, given=2)
    assert (found.wanted, found.stored, found.missing, found.workers, found.measured) == (50, 20, 30, 2, 3)
    assert found.seconds == pytest.approx(30 * found.seconds_each / 2)
    size = next(tmp_path.rglob("0000.npz")).stat().st_size
    assert found.bytes == pytest.approx(30 * size, rel=0.05)


def test_several_scenarios_are_summed(fifty, tmp_path):
    other = with_arguments(load("minimal", overrides=("unrest.deterrence=3.0",)), replicates=50)
    run(fifty, output=tmp_path)
    found = cost_of([fifty, other], output=tmp_path, given=1)
    assert (found.wanted, found.stored, found.missing) == (100, 50, 50)


def test_asking_keeps_nothing(fifty, tmp_path):
    cost_of([fifty], output=tmp_path / "results", given=1)
    assert not list(tmp_path.iterdir())


def test_where_nothing_is_missing_nothing_is_measured(fifty, tmp_path, monkeypatch):
    run(fifty, output=tmp_path)
    monkeypatch.setattr(cost, "finished", lambda *_: pytest.fail("nothing is to be computed"))
    found = cost_of([fifty], output=tmp_path, given=1)
    assert (found.missing, found.measured, found.seconds, found.bytes) == (0, 0, 0.0, 0.0)


def test_slow_runs_are_measured_once(fifty, tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "_ENOUGH", 0.0)
    assert cost_of([fifty], output=tmp_path, given=1).measured == 1


def test_what_does_not_fit_is_refused(fifty, tmp_path, monkeypatch):
    monkeypatch.setattr("kfor_sim.arguments.MEMORY_LIMIT", 1000)
    with pytest.raises(InputError, match="GiB of memory"):
        cost_of([fifty], output=tmp_path, given=1)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.01, "1 s"),
        (44.4, "44 s"),
        (119, "120 s"),
        (121, "2 min"),
        (60 * 47.3, "47 min"),
        (7000, "120 min"),
        (9000, "2.5 h"),
        (1e6, "280 h"),
    ],
)
def test_time_in_two_digits(seconds, text):
    assert in_time(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "1 kB"),
        (1049, "1 kB"),
        (1.26e6, "1.3 MB"),
        (9.96e8, "1 GB"),
        (8.9e8, "890 MB"),
        (3e15, "3,000 TB"),
    ],
)
def test_room_in_two_digits(size, text):
    assert in_bytes(size) == text


# While it runs


def test_a_long_job_says_what_it_will_cost_once_the_first_runs_are_measured(fifty, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(progress, "_LONG", 0.0)
    run(fifty, output=tmp_path, progress=True)
    said = capsys.readouterr().err
    assert len(re.findall(r"50 runs to compute: some \d+ s on 1 worker and \d+ kB of disk, tables apart\.", said)) == 1


def test_a_short_job_does_not(fifty, tmp_path, capsys):
    run(fifty, output=tmp_path, progress=True)
    assert "to compute" not in capsys.readouterr().err


def test_without_a_folder_no_disk_is_spoken_of(fifty, capsys, monkeypatch):
    monkeypatch.setattr(progress, "_LONG", 0.0)
    run(fifty, progress=True)
    said = capsys.readouterr().err
    assert "to compute" in said
    assert "disk" not in said


def test_a_comparison_of_few_replicates_tells_its_cost_too(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "_LONG", 0.0)
    other = tmp_path / "other.toml"
    other.write_text('schema = 1\nextends = "minimal"\ntitle = "Other"\n', encoding="utf-8")
    compare(["minimal", other], replicates=2, progress=True)
    assert capsys.readouterr().err.count("4 runs to compute") == 1
