"""The notebooks as tests see them: their files, their cells, and the program that makes them."""

import sys
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NAMES = (
    "01-first-run",
    "02-a-scenario-and-its-figures",
    "03-schedules-compared",
    "04-theories",
    "05-evidence",
    "06-luck",
)
ANSWERS = tuple(f"answers/{name}" for name in NAMES)


def building():
    """Import notebooks/build.py, which is no part of the package."""
    if "notebooks_build" not in sys.modules:
        spec = spec_from_file_location("notebooks_build", FOLDER / "build.py")
        sys.modules["notebooks_build"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["notebooks_build"])
    return sys.modules["notebooks_build"]


@lru_cache
def notebook(name):
    """Read a notebook once for all tests; none of them may change it."""
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


def words(cells):
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def tagged(cells, tag):
    return [cell for cell in code(cells) if tag in cell.metadata.get("tags", [])]


def outputs(cells):
    return [output for cell in code(cells) for output in cell.outputs]


def printed(output):
    """All that an output says in text, pictures left out."""
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    return "\n".join(text for kind, text in sorted(data.items()) if kind.startswith("text/"))
