"""Equations of the documents: read by the site, and written so that code hosts do not spoil them."""

import re
from pathlib import Path

import pytest
from docutils.utils.math import MathError, latex2mathml

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```math\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`|^ {4}.*$", flags=re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<![\\\w$])\$([^$\n]+)\$(?!\w)")


def blocks_of(text):
    return BLOCK.findall(text)


def inline_of(text):
    return INLINE.findall(CODE.sub("`code`", BLOCK.sub("", text)))


PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
WITH_MATHEMATICS = sorted(name for name, text in PAGES.items() if blocks_of(text) or inline_of(text))


def test_there_are_equations_to_check():
    assert {"model.md", "randomness.md"} <= set(WITH_MATHEMATICS)
    assert len(blocks_of(PAGES["model.md"])) > 20
    assert len(inline_of(PAGES["model.md"])) > 100


@pytest.mark.parametrize("name", WITH_MATHEMATICS)
def test_every_equation_can_be_set(name):
    for equation in blocks_of(PAGES[name]) + inline_of(PAGES[name]):
        try:
            latex2mathml.tex2mathml(equation)
        except MathError as fault:
            pytest.fail(f"{equation}: {fault}")


@pytest.mark.parametrize("name", WITH_MATHEMATICS)
def test_what_an_equation_opens_it_closes(name):
    """What sets them here forgives a missing brace; code hosts do not."""
    for equation in blocks_of(PAGES[name]) + inline_of(PAGES[name]):
        for opening, closing in ((r"\{", r"\}"), (r"\\left\b", r"\\right\b"), (r"\\begin\b", r"\\end\b")):
            opened, closed = (len(re.findall(sign, equation)) for sign in (opening, closing))
            assert opened == closed, f"{opening} and {closing} in {equation}"


@pytest.mark.parametrize("name", WITH_MATHEMATICS)
def test_code_hosts_leave_equations_within_a_line_alone(name):
    """Markdown is applied to them first there: no escaped signs, no stars, bars or emphasis, no broken line."""
    for equation in inline_of(PAGES[name]):
        assert not re.search(r"\\[^A-Za-z]|[*|<]|\}_|\\operatorname", equation), equation
        assert equation == equation.strip(), f"blanks at the ends of {equation!r}"


@pytest.mark.parametrize("name", WITH_MATHEMATICS)
def test_a_line_has_no_dollar_sign_left_over(name):
    for line in CODE.sub("`code`", BLOCK.sub("", PAGES[name])).splitlines():
        assert "$" not in INLINE.sub("", line).replace("\\$", ""), line


def test_no_equation_has_signs_that_code_hosts_refuse():
    for name in WITH_MATHEMATICS:
        assert not [equation for equation in blocks_of(PAGES[name]) if "\\operatorname" in equation]
