"""No figure of the model lives in its code: every number comes from a scenario file."""

import ast
from pathlib import Path

import kfor_sim

PACKAGE = Path(kfor_sim.__file__).parent
FOLDERS = ("mechanisms", "model")

ALLOWED = {0, 1, 2, -1, 0.5, 7, 1000}
MACHINERY = {
    "model/streams.py": "constants of published generators, and the numbers of the streams",
    "model/inverse.py": "where a sum in float64 may begin and end",
    "model/population/boxes.py": "how finely residents are laid out, which changes no number",
    "model/population/individuals.py": "the half word by which a resident's address is shifted, and room in a search",
}
LIMITS = "Own"  # declares a figure of the scenario, with the smallest and the largest number that it may be


def numbers(text):
    """The numbers of a file and their lines, the limits of declared figures left aside."""
    tree = ast.parse(text)
    limits = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == LIMITS
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) not in limits and isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node.value, node.lineno


def figures(path):
    """The numbers of a file that are none of the allowed."""
    found = numbers(path.read_text(encoding="utf-8"))
    return [f"{path.relative_to(PACKAGE)}:{line} holds {value}" for value, line in found if value not in ALLOWED]


def test_the_models_code_holds_no_figure():
    files = sorted(path for folder in FOLDERS for path in (PACKAGE / folder).rglob("*.py"))
    assert len(files) > 35
    ordinary = [path for path in files if path.relative_to(PACKAGE).as_posix() not in MACHINERY]
    found = [figure for path in ordinary for figure in figures(path)]
    assert not found, found


def test_every_exception_is_needed():
    for name in MACHINERY:
        assert figures(PACKAGE / name), name


def test_limits_are_let_pass_and_figures_beside_them_are_not():
    declared = 'def f(x, *, k: Annotated[float, Own("1", 0, 100, "words")]):\n    return 3 * k\n'
    assert list(numbers(declared)) == [(3, 2)]
    assert sorted(numbers(declared.replace("Own", "Given"))) == [(0, 1), (3, 2), (100, 1)]
