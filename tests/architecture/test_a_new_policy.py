"""The guide's example of a new policy: one file and one test, put where the guide says, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kfor_sim

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:python|toml)\n(.*?)```", GUIDE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project with the example in place."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        Path(kfor_sim.__file__).parent, folder / "src/kfor_sim", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    policy, scenario, test = BLOCKS
    (folder / "src/kfor_sim/policies/halve.py").write_text(policy, encoding="utf-8")
    (folder / "mine.toml").write_text(scenario, encoding="utf-8")
    (folder / "test_halve.py").write_text(test, encoding="utf-8")
    return folder


def python(folder, *words):
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_example_passes_its_own_test(copy):
    code, said = python(copy, "pytest", "-q", "-p", "no:cacheprovider", "test_halve.py")
    assert code == 0, said
    assert "1 passed" in said


def test_a_scenario_file_can_ask_for_it(copy):
    code, said = python(copy, "kfor_sim", "check", "mine.toml")
    assert code == 0, said
    quick = ("--replicates", "1", "--resolution", "5000", "--no-pictures", "--quiet")
    code, said = python(copy, "kfor_sim", "run", "mine.toml", *quick)
    assert code == 0, said
    assert "Half of the force leaves when it is quiet" in said


def test_its_levers_are_checked_like_all_others(copy):
    wrong = (copy / "mine.toml").read_text(encoding="utf-8").replace("attack/week", "person")
    (copy / "wrong.toml").write_text(wrong, encoding="utf-8")
    code, said = python(copy, "kfor_sim", "check", "wrong.toml")
    assert code == 2
    assert 'unit "person" is not the one expected; write unit = "attack/week"' in " ".join(said.split())
