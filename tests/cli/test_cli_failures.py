import subprocess
import sys
from pathlib import Path

import click
import pytest

from kfor_sim.cli.failures import exit_code_of
from kfor_sim.errors import InputError, OutputError, RunInterrupted, WorkerError


def fail_with(error):
    def task():
        raise error

    return task


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("a seed is not negative"), 2, "Error: a seed is not negative\n"),
        (OutputError("results is a file"), 2, "Error: results is a file\n"),
        (click.UsageError("take one of them"), 2, "Error: take one of them\n"),
        (click.FileError("x", "gone"), 2, "Error: Could not open file 'x': gone\n"),
        (WorkerError(42, (4, 7)), 1, "Error: workers died over replicates 4, 7 of seed 42, at every try."),
        (RunInterrupted("3 of 20 are kept; to go on: y"), 3, "3 of 20 are kept; to go on: y\n"),
        (KeyboardInterrupt(), 3, "Interrupted. The same command goes on:\n  kfor-sim x\n"),
        (ValueError("one\nand two"), 1, "Error: ValueError: one and two\nThis is a fault of kfor-sim."),
        (AssertionError(), 1, "Error: AssertionError:\nThis is a fault of kfor-sim."),
        (click.exceptions.Exit(0), 0, ""),
    ],
)
def test_each_error_has_its_code_and_its_words(capsys, error, code, said):
    assert exit_code_of(fail_with(error), command="kfor-sim x", debug=False) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)
    assert "Traceback" not in err


def test_debug_shows_the_traceback_and_still_says_what_happened(capsys):
    assert exit_code_of(fail_with(ValueError("broken")), command="kfor-sim x", debug=True) == 1
    err = capsys.readouterr().err
    assert "Traceback (most recent call last)" in err
    assert "Error: ValueError: broken\n" in err


def test_a_closed_pipe_is_left_to_the_caller():
    with pytest.raises(BrokenPipeError):
        exit_code_of(fail_with(BrokenPipeError()), command="kfor-sim x", debug=True)


@pytest.mark.parametrize("words", [["--debug", "show", "nothing"], ["show", "nothing", "--debug"]])
def test_debug_counts_before_and_after_the_command(kfor_sim, words):
    answer = kfor_sim(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "Traceback (most recent call last)" in answer.err
    assert "no shipped scenario of this name" in answer.err


def test_a_full_device_is_told_in_a_line():
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kfor_sim", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
