"""The program that makes notebooks from texts: what it reads, what it notices, what it leaves out."""

import re

import nbformat
import pytest
from nbformat.v4 import new_output
from notebook_files import FOLDER, building

TEXT = """# 09 Made up

**Question: does it stay in step?**


A second cell of words.

```python tags=["predict"]
mine = ...  # your number
```

```python
print(1)
```

```python
print(1)
```
"""


@pytest.fixture
def text(tmp_path):
    """A text in a folder of its own."""
    path = tmp_path / "text" / "09-made-up.md"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_text_becomes_cells_with_tags_and_names_of_their_own(text):
    cells = building().cells_of(text).cells
    assert [cell.cell_type for cell in cells] == ["markdown", "markdown", "code", "code", "code"]
    assert cells[2].metadata == {"tags": ["predict"]}
    assert cells[3].id != cells[4].id
    assert cells[4].id == f"{cells[3].id}-2"


def test_a_cell_keeps_its_name_when_others_come_before_it(text):
    before = {(cell.id, cell.source) for cell in building().cells_of(text).cells}
    text.write_text(TEXT.replace("A second cell", "Another cell of words.\n\n\nA second cell"), encoding="utf-8")
    after = {(cell.id, cell.source) for cell in building().cells_of(text).cells}
    assert before < after
    assert len(after) == len(before) + 1


def test_a_notebook_is_stale_without_a_file_and_when_its_text_says_something_else(text):
    build = building()
    assert build.is_stale(text)
    nbformat.write(build.cells_of(text), build.notebook_of(text))
    assert not build.is_stale(text)
    text.write_text(TEXT.replace('tags=["predict"]', ""), encoding="utf-8")
    assert build.is_stale(text)
    text.write_text(TEXT.replace("print(1)", "print(2)", 1), encoding="utf-8")
    assert build.is_stale(text)
    assert build.check([text]) == 1


def test_an_output_loses_its_count_and_its_metadata():
    output = new_output("execute_result", {"text/plain": "1"}, execution_count=7, metadata={"needs": "light"})
    steady = building()._steady(output)
    assert steady.execution_count is None
    assert steady.metadata == {}


def test_a_start_of_a_name_finds_the_notebook_and_its_answers():
    build = building()
    names = lambda *asked: [build.name_of(text) for text in build.asked_for(asked)]  # noqa: E731
    assert names("03") == ["03-schedules-compared", "answers/03-schedules-compared"]
    assert names("answers/03") == ["answers/03-schedules-compared"]
    assert names() == [build.name_of(text) for text in build.every_text()]
    assert names("99") == []


def test_the_help_and_the_guide_name_the_same_commands(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["build.py", "--help"])
    with pytest.raises(SystemExit):
        building().main()
    said = capsys.readouterr().out
    for option in re.findall(r"build\.py (--\w+)", (FOLDER / "README.md").read_text(encoding="utf-8")):
        assert option in said
