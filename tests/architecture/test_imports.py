"""Imports run one way, in the order of a run; and asking for help costs nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import kfor_sim

PACKAGE = Path(kfor_sim.__file__).parent

ORDER = [
    ["errors", "version", "suggestions", "names", "arrays"],
    ["policies"],
    ["mechanisms"],
    ["scenario"],
    ["model"],
    ["levers"],
    ["prepare"],
    ["curves"],
    ["packing"],
    ["replicate"],
    ["key", "dimensions", "digits", "folders", "written"],
    ["store"],
    ["executors"],
    ["weekly"],
    ["metrics", "traces"],
    ["tidy"],
    ["results"],
    ["export", "arguments", "resuming", "inventory"],
    ["progress", "shelves"],
    ["running", "computing"],
    ["trials", "samples", "answers"],
    ["docking"],
    ["cost"],
    ["paired", "ranking", "regret", "claims", "measures"],
    ["comparison"],
    ["comparing"],
    ["robustness", "scorecard", "register"],
    ["ranges"],
    ["calibration"],
    ["equifinality"],
    ["sensitivity"],
    ["audit"],
    ["discovery"],
    ["glossary"],
    ["plots"],
    ["report"],
    ["cli"],
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
LATE = {
    ("results", "plots"): "result.plot() draws when it is asked to",
    ("comparison", "report"): "comparison.sentences() words its answer when it is asked to",
    ("comparison", "plots"): "comparison.plot() draws when it is asked to",
    ("robustness", "plots"): "plot() of an answer draws when it is asked to",
    ("scorecard", "plots"): "plot() of a scorecard draws when it is asked to",
    ("calibration", "plots"): "plot() of a calibration draws when it is asked to",
    ("equifinality", "plots"): "plot() of an answer draws when it is asked to",
    ("sensitivity", "plots"): "plot() of an answer draws when it is asked to",
    ("discovery", "plots"): "plot() of a discovery draws when it is asked to",
    ("results", "report"): "what was put in is set out when it is asked for",
    ("glossary", "report"): "an explanation is set out when it is shown",
    ("answers", "report"): "an answer is set out when a notebook shows it",
}
FORBIDDEN_IN_MODEL = {"pandas", "matplotlib", "tomllib", "pydantic", "click", "tqdm"}


def imported(path):
    """Names of modules that a file imports at run time, with dots; imports for types alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def part(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_imports_run_in_the_order_of_a_run():
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        here = part(path)
        if here in ("__init__", "__main__"):
            continue
        for module in imported(path):
            there = module.split(".")[1] if module.startswith("kfor_sim.") else ""
            if there in RANK and RANK[there] > RANK[here] and (here, there) not in LATE:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {module}")
    assert not wrong, wrong


def test_every_part_of_the_package_has_its_place_in_the_order():
    parts = {part(path) for path in PACKAGE.rglob("*.py")} - {"__init__", "__main__"}
    assert parts == set(RANK)


def test_the_model_and_its_mechanisms_see_plain_numbers_only():
    for path in sorted([*(PACKAGE / "model").rglob("*.py"), *(PACKAGE / "mechanisms").rglob("*.py")]):
        for module in imported(path):
            assert module.split(".")[0] not in FORBIDDEN_IN_MODEL, f"{path.name} imports {module}"
            assert not module.startswith("kfor_sim.scenario"), f"{path.name} imports {module}"


def test_pydantic_stays_in_the_scenario_package():
    users = {part(path) for path in PACKAGE.rglob("*.py") for module in imported(path) if module.startswith("pydantic")}
    assert users == {"scenario"}


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, kfor_sim, kfor_sim.cli; print(' '.join(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"mesa", "pandas", "numpy", "matplotlib", "pydantic", "scipy", "networkx"} & set(loaded)
