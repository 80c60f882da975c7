"""How the tests of the command line call it: in this process where that is enough, as a process where it matters."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import pytest

from kfor_sim.cli import main


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def kfor_sim(capfd, monkeypatch):
    """Call the program in this process, exactly as its entry point does."""
    monkeypatch.setenv("COLUMNS", "200")  # must not matter: nothing here is a terminal

    def call(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, err = capfd.readouterr()
        return Answer(ended.value.code, out, err)

    return call


@pytest.fixture
def process():
    """Call the program as a process of its own."""

    def call(*words, **environment):
        done = subprocess.run(
            [sys.executable, "-m", "kfor_sim", *map(str, words)],
            capture_output=True,
            env=os.environ | environment,
            timeout=60,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture
def interrupted(tmp_path):
    """Call the program as a process of its own, and press Ctrl-C once three replicates are kept in ``tmp_path``."""

    def call(*words):
        command = [sys.executable, "-m", "kfor_sim", *map(str, words), "--output", str(tmp_path)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 30
        while not list(tmp_path.glob("*/replicates/*/0002.npz")) and time.monotonic() < until:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
        return Answer(running.returncode, out, err)

    return call


@pytest.fixture
def overlay(tmp_path):
    """Write a scenario file of the user's own over a shipped one."""

    def write(text="", *, base="minimal", name="mine.toml"):
        path = tmp_path / name
        path.write_text(f'extends = "{base}"\ntitle = "Mine"\n{text}', encoding="utf-8")
        return path

    return write
