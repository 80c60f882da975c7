"""The examples of CONTRIBUTING.md, each under its heading, and a copy of the project in which to try them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import kfor_sim

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks_under(heading):
    """The blocks of code between a heading and the next, in their order."""
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", GUIDE, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"```(?:python|toml)\n(.*?)```", section[1], flags=re.DOTALL)


def copied_project(folder):
    """Copy the package and its scenarios into a folder."""
    package = Path(kfor_sim.__file__).parent
    shutil.copytree(package, folder / "src/kfor_sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    return folder


def python(folder, *words):
    """Call a module in a copy of the project; gives its exit code and all that it says."""
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr
