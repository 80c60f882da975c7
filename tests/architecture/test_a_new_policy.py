"""The guide's example of a new policy: one file and one test, put where the guide says, in a copy of the project."""

import pytest

from guide import blocks_under, copied_project, python


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project with the example in place."""
    folder = copied_project(tmp_path_factory.mktemp("copy"))
    policy, scenario, test = blocks_under("A new policy in one file")
    (folder / "src/kfor_sim/policies/halve.py").write_text(policy, encoding="utf-8")
    (folder / "mine.toml").write_text(scenario, encoding="utf-8")
    (folder / "test_halve.py").write_text(test, encoding="utf-8")
    return folder


def test_the_example_passes_its_own_test(copy):
    code, said = python(copy, "pytest", "-q", "-p", "no:cacheprovider", "test_halve.py")
    assert code == 0, said
    assert "1 passed" in said


def test_a_scenario_file_can_ask_for_it(copy):
    code, said = python(copy, "kfor_sim", "check", "mine.toml")
    assert code == 0, said
    quick = ("--replicates", "1", "--resolution", "5000", "--no-pictures", "--quiet")
    code, said = python(copy, "kfor_sim", "run", "mine.toml", *quick)
    assert code == 0, said
    assert "Half of the force leaves when it is quiet" in said


def test_its_levers_are_checked_like_all_others(copy):
    wrong = (copy / "mine.toml").read_text(encoding="utf-8").replace("attack/week", "person")
    (copy / "wrong.toml").write_text(wrong, encoding="utf-8")
    code, said = python(copy, "kfor_sim", "check", "wrong.toml")
    assert code == 2
    assert 'unit "person" is not the one expected; write unit = "attack/week"' in " ".join(said.split())
