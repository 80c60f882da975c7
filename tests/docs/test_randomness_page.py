"""docs/randomness.md is enough to work out a draw: its lines are run as they stand, and meet what the model draws."""

import doctest
import re
from pathlib import Path

import numpy as np
import pytest
from renewing.of_randomness import DECIDES

from kfor_sim.model.streams import Stream, Streams

PAGE = (Path(__file__).parents[2] / "docs" / "randomness.md").read_text(encoding="utf-8")
FENCED = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def page():
    """The functions of the page."""
    names = {}
    for block in FENCED:
        if ">>>" not in block:
            exec(compile(block, "randomness.md", "exec"), names)
    return names


def test_the_numbers_of_the_page_are_what_its_lines_give(page):
    examples = [block for block in FENCED if ">>>" in block]
    assert len(examples) == 1
    found = doctest.DocTestRunner().run(doctest.DocTestParser().get_doctest(examples[0], page, "page", None, 0))
    assert (found.attempted, found.failed) == (2, 0)


def test_cells_draw_what_the_page_gives(page):
    for seed, replicate, stream, week in ((1999, 7, 6, 10), (0, 0, 1, 3), (5, 199, 15, -26), (2**63 - 1, 1, 17, 498)):
        drawn = Streams(seed, replicate).uniforms(Stream(stream), week, 120)
        assert [page["uniform"](seed, replicate, stream, week, place) for place in range(120)] == drawn.tolist()


def test_residents_draw_what_the_page_gives(page):
    for seed, replicate, stream, week in ((1999, 7, 4, 10), (0, 3, 5, -1)):
        who = [(0, 0), (13, 2), (119, 4_000)]
        identity = np.array([cell * 2**32 + place for cell, place in who], dtype=np.uint64)
        drawn = Streams(seed, replicate).resident_uniforms(Stream(stream), week, identity)
        assert [page["uniform_of_resident"](seed, replicate, stream, week, *each) for each in who] == drawn.tolist()


def test_the_page_says_what_every_stream_decides():
    assert set(DECIDES) == set(Stream)
