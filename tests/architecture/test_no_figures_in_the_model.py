"""No figure of the model lives in its code: every number comes from a scenario file."""

import ast
from pathlib import Path

import kfor_sim

MODEL = Path(kfor_sim.__file__).parent / "model"

ALLOWED = {0, 1, 2, -1, 0.5, 7, 1000}
MACHINERY = {
    "streams.py": "constants of published generators, and the numbers of the streams",
    "inverse.py": "where a sum in float64 may begin and end",
    "population/boxes.py": "how finely residents are laid out, which changes no number",
    "population/individuals.py": "the half word by which a resident's address is shifted, and room in a search",
}


def numbers(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            yield node.value, node.lineno


def test_the_models_code_holds_no_figure():
    files = sorted(MODEL.rglob("*.py"))
    assert len(files) > 25
    found = [
        f"{path.relative_to(MODEL)}:{line} holds {value}"
        for path in files
        if str(path.relative_to(MODEL)) not in MACHINERY
        for value, line in numbers(path)
        if value not in ALLOWED
    ]
    assert not found, found


def test_every_exception_is_needed():
    for name in MACHINERY:
        assert any(value not in ALLOWED for value, _ in numbers(MODEL / name)), name
