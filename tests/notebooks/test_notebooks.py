"""The notebooks as they are stored: made from their texts, in one shape, free of this machine, by public names."""

import ast
import re
import sys

import pytest
from notebook_files import ANSWERS, FOLDER, NAMES, ROOT, building, code, notebook, outputs, printed, tagged, words

import kfor_sim

EVERY = (*NAMES, *ANSWERS)
LIBRARIES = {"kfor_sim", "numpy", "pandas", "matplotlib", *sys.stdlib_module_names}
A_PATH = re.compile(r"/(home|root|tmp|work|usr|opt|var|Users|mnt)/|[A-Z]:\\\\?[A-Za-z]|file://|localhost")
PREDICTION = re.compile(
    r"\b(predicts|predicted that|forecasts?|foretells?|will (happen|die|rise|fall|break)|proves?|proven|proof)\b",
    re.IGNORECASE,
)
SAID_BY_STUDENTS = re.compile(r'"[^"]*"|“[^”]*”')
NOT_A_FORECAST = re.compile(r"\b(not|neither|no|nor) (a )?forecast", re.IGNORECASE)


def test_there_are_six_with_their_answers_and_no_others():
    found = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.ipynb")}
    assert {name for name in found if "checkpoint" not in name} == set(EVERY)
    assert [building().name_of(text) for text in building().every_text()] == list(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_it_has_the_cells_of_its_text(name):
    text = next(text for text in building().every_text() if building().name_of(text) == name)
    assert not building().is_stale(text), f"python notebooks/build.py {name}"


@pytest.mark.parametrize("name", EVERY)
def test_it_was_run_to_its_end_without_an_error_or_a_warning(name):
    found = outputs(notebook(name).cells)
    assert not [output for output in found if output.output_type == "error"]
    assert not [output.text for output in found if output.get("name") == "stderr"]
    assert len([output for output in found if printed(output).strip()]) >= 3


@pytest.mark.parametrize("name", EVERY)
def test_it_can_be_read_on_a_code_host(name):
    assert (FOLDER / f"{name}.ipynb").stat().st_size < 1_000_000


@pytest.mark.parametrize("name", EVERY)
def test_nothing_in_it_changes_from_one_build_to_the_next(name):
    made = notebook(name)
    assert made.metadata == building().METADATA
    assert {cell.execution_count for cell in code(made.cells)} == {None}
    assert all(set(cell.metadata) <= {"tags"} for cell in made.cells)


@pytest.mark.parametrize("name", EVERY)
def test_no_path_of_a_machine_is_in_it(name):
    cells = notebook(name).cells
    for text in (*(cell.source for cell in cells), *(printed(output) for output in outputs(cells))):
        assert not A_PATH.search(text), A_PATH.search(text)


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_a_picture_unless_it_is_about_a_file(name):
    pictures = [output for output in outputs(notebook(name).cells) if "image/png" in output.get("data", {})]
    assert pictures or name.startswith("02")


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_one_question_and_says_what_not_to_conclude(name):
    said = words(notebook(name).cells)
    assert said.startswith(f"# {name[:2]} ")
    assert len(re.findall(r"\*\*Question: [^*]+\?\*\*", said)) == 1
    assert "*Illustrative." in said
    for heading in ("What you need to know", "Predict before you run", "What not to conclude", "Where to go on"):
        assert re.search(rf"^## {heading}$", said, flags=re.MULTILINE), heading
    assert "*predict what the model" in said  # says that it is a guess about a machine


@pytest.mark.parametrize("name", NAMES)
def test_its_predictions_are_to_be_filled_in_and_it_runs_unfilled(name):
    found = tagged(notebook(name).cells, "predict")
    assert found
    for cell in found:
        lines = ast.parse(cell.source).body
        assert lines
        for line in lines:
            assert isinstance(line, ast.Assign)
            assert isinstance(line.value, ast.Constant)
            assert line.value.value is ...
    names = " ".join(cell.source for cell in found)
    assert "sure" in names, "asks how sure"
    assert "would" in names, "asks what would speak against it"


@pytest.mark.parametrize("name", NAMES)
def test_each_prediction_is_asked_for_before_its_numbers_are_shown(name):
    cells = notebook(name).cells
    first = next(place for place, cell in enumerate(cells) if "predict" in cell.metadata.get("tags", []))
    assert any(printed(output).strip() for output in outputs(cells[first:]))
    run_before = [cell for cell in code(cells[:first]) if re.search(r"\b(compare|robust|break_claim)\(", cell.source)]
    assert not run_before


@pytest.mark.parametrize("name", NAMES)
def test_it_has_two_exercises_each_with_an_empty_cell(name):
    cells = notebook(name).cells
    assert re.findall(r"^## Exercise (\d): ", words(cells), flags=re.MULTILINE) == ["1", "2"]
    found = tagged(cells, "exercise")
    assert len(found) == 2
    assert not [cell.source for cell in found if ast.parse(cell.source).body or not cell.source.strip()]


@pytest.mark.parametrize("name", ANSWERS)
def test_the_key_answers_both_exercises_with_runs_and_tells_the_usual_mistakes(name):
    said = []
    for cell in notebook(name).cells:
        heading = re.search(r"^## (.*)$", cell.source, flags=re.MULTILINE) if cell.cell_type == "markdown" else None
        said.append(heading.group(1) if heading else cell.cell_type)
    for exercise in ("Exercise 1", "Exercise 2"):
        at = next(place for place, title in enumerate(said) if title.startswith(exercise))
        assert "code" in said[at + 1 : at + 3], exercise
    assert "## What students typically get wrong" in words(notebook(name).cells)


@pytest.mark.parametrize("name", EVERY)
def test_only_public_names_are_used(name):
    for cell in code(notebook(name).cells):
        if cell.source.startswith("%%writefile my-"):  # a scenario, written beside the notebook
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] in LIBRARIES
                if node.module.startswith("kfor_sim"):
                    assert node.module == "kfor_sim"
                    assert {alias.name for alias in node.names} <= set(kfor_sim.__all__)
            elif isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= LIBRARIES - {"kfor_sim"}
            elif isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), node.attr


@pytest.mark.parametrize("name", EVERY)
def test_it_speaks_of_the_model_and_foretells_nothing(name):
    said = NOT_A_FORECAST.sub("", SAID_BY_STUDENTS.sub("", words(notebook(name).cells)))
    assert not PREDICTION.search(said), PREDICTION.search(said)
    assert "simulated" in said


@pytest.mark.parametrize("name", EVERY)
def test_the_files_that_it_names_exist(name):
    said = words(notebook(name).cells)
    named = re.findall(r"`((?:src|docs|scenarios|notebooks)/[\w./-]+\.\w+)`", said)
    assert name in ANSWERS or any(path.startswith("src/") for path in named)
    assert not [path for path in named if not (ROOT / path).exists()]
    beside = re.findall(r"`(answers/[\w./-]+\.ipynb)`", said)
    assert beside == ([] if name in ANSWERS else [f"answers/{name}.ipynb"])


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_lists_it_with_its_question(name):
    question = re.search(r"\*\*Question: ([^*]+\?)\*\*", words(notebook(name).cells)).group(1)
    rows = [
        line for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines() if f"({name}.ipynb)" in line
    ]
    assert len(rows) == 1
    assert question in rows[0]
