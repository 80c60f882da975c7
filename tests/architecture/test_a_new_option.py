"""The guide's example of a new option: a function, a figure and a test, put where the guide says, in a copy."""

import json

import pytest

from guide import blocks_under, copied_project, python

TABLE = "[mechanisms.contagion]\n"
QUICK = ("--replicates", "1", "--resolution", "5000", "--no-pictures", "--quiet")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project with the example in place."""
    folder = copied_project(tmp_path_factory.mktemp("copy"))
    function, figure, test = blocks_under("A new option in one file")
    slot, reference = folder / "src/kfor_sim/mechanisms/contagion.py", folder / "scenarios/documented.toml"
    slot.write_text(f"{slot.read_text(encoding='utf-8')}\n\n{function}", encoding="utf-8")
    text = reference.read_text(encoding="utf-8")
    assert text.count(TABLE) == 1
    reference.write_text(text.replace(TABLE, TABLE + figure), encoding="utf-8")
    (folder / "test_hotspot.py").write_text(test, encoding="utf-8")
    return folder


def test_the_example_passes_its_own_test(copy):
    code, said = python(copy, "pytest", "-q", "-p", "no:cacheprovider", "test_hotspot.py")
    assert code == 0, said
    assert "1 passed" in said


def test_any_scenario_can_take_it(copy):
    code, said = python(copy, "kfor_sim", "run", "documented", "--set", "theory.contagion=hotspot", *QUICK)
    assert code == 0, said
    assert "with theory.contagion=hotspot" in " ".join(said.split())


def test_a_theory_of_the_users_own_can_take_it(copy):
    lines = (
        'extends = "documented"',
        '[theories.screen]\nlabel = "Screen"\nsentence = "Everybody watches one place."',
        'simplified = "all of it is"\nobjection = "there is no such screen"',
        '[theories.screen.options]\ncontagion = "hotspot"',
    )
    (copy / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    code, said = python(copy, "kfor_sim", "theories", "screen", "--of", "mine.toml", "--json")
    assert code == 0, said
    told = json.loads(said)
    assert told["differs"] == {"contagion": "hotspot"}
    assert [(figure["path"], figure["value"]) for figure in told["figures"]] == [("mechanisms.contagion.hotspot", 0.2)]


def test_it_is_listed_beside_its_siblings(copy):
    code, said = python(copy, "kfor_sim", "theories", "--options")
    assert code == 0, said
    slot = said[said.index("contagion:") : said.index("communities:")]
    assert slot.index("\n  neighbours (taken by documented)\n") < slot.index("\n  hotspot\n")
    assert "σ[m,c] += hotspot · max over places n" in slot


def test_its_figure_is_checked_like_all_others(copy):
    code, said = python(copy, "kfor_sim", "show", "documented", "--set", "mechanisms.contagion.hotspot=11")
    assert code == 2
    assert "mechanisms.contagion.hotspot (--set): value 11 is not allowed; wanted a number from 0 to 10" in said
