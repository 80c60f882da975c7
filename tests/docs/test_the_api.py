"""The public API: every name says what it takes, gives, raises, and shows it in an example that is run."""

import doctest
import inspect

import pytest

import kfor_sim

FUNCTIONS = [name for name in kfor_sim.__all__ if inspect.isfunction(getattr(kfor_sim, name))]
SLOW_TO_SHOW = {"audit_of", "break_claim", "calibrate", "check_claims", "discover", "ensemble", "score_patterns"}
SLOW_TO_SHOW |= {"sensitivity_of", "live"}  # a page of docs/ shows what each of them does


def examples_of(name):
    function = inspect.unwrap(getattr(kfor_sim, name))
    (found,) = doctest.DocTestFinder(recurse=False).find(function, name, globs=vars(inspect.getmodule(function)))
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_says_what_it_takes_gives_and_raises(name):
    function = inspect.unwrap(getattr(kfor_sim, name))
    said, takes = inspect.getdoc(function), inspect.signature(function).parameters
    for argument in takes:
        assert f"    {argument}: " in said, argument
    assert "Returns:" in said or not takes
    assert "Raises:" in said or name in ("diff", "shipped")


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in SLOW_TO_SHOW])
def test_examples_do_what_they_show(name):
    found = examples_of(name)
    assert found.examples, "no example"
    ran = doctest.DocTestRunner(verbose=False).run(found)
    assert ran.failed == 0


def test_the_package_itself_shows_names_that_exist():
    import re

    named = set(re.findall(r"from kfor_sim import (.+)", kfor_sim.__doc__))
    assert named
    for names in named:
        assert set(names.split(", ")) <= set(kfor_sim.__all__)
