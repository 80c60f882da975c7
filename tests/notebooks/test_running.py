"""Every notebook lived through in a fresh kernel: no error, no warning, in time, with the words that are stored.

Needs some ten minutes in all. Pictures are not compared: their bits hang on the release of Matplotlib.
"""

from time import perf_counter

import pytest
from notebook_files import ANSWERS, NAMES, building, code, notebook, outputs, printed

LIMIT = 120
"""Seconds that a notebook may take on two cores."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [*NAMES, *ANSWERS])
def test_it_runs_top_to_bottom_and_says_what_is_stored(name):
    build = building()
    text = next(text for text in build.every_text() if build.name_of(text) == name)
    before = perf_counter()
    lived = build.executed(build.cells_of(text))
    took = perf_counter() - before
    assert not [output.text for output in outputs(lived.cells) if output.get("name") == "stderr"]
    for fresh, stored in zip(code(lived.cells), code(notebook(name).cells), strict=True):
        assert [printed(output) for output in fresh.outputs] == [printed(output) for output in stored.outputs]
    assert took < LIMIT, f"{took:.0f} s"
