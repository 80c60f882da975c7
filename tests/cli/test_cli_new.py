"""`kfor-sim new`: the file that it writes can be run, is like its base, and every note in it can be used."""

import re
import tomllib

import pytest

from kfor_sim import diff, load, shipped
from kfor_sim.policies import POLICIES
from kfor_sim.report.scaffold import overlay_text

_TABLE_HEAD = re.compile(r"# (\[[a-z.]+\])$")


def uncommented(text, table):
    """Take the marks of comments away before a table and what stands in it."""
    lines, inside = [], False
    for line in text.splitlines():
        if head := _TABLE_HEAD.match(line):
            inside = head[1] == table
        elif not line.startswith("# ") or " = " not in line:
            inside = False
        lines.append(line.removeprefix("# ") if inside else line)
    return "\n".join(lines)


OF_EACH_POLICY = ("documented", "hold", "equal-linear", "conditions", "gates", "uncoordinated", "minimal")


def test_a_base_of_every_policy_is_tried():
    assert {load(name).text("drawdown.policy") for name in OF_EACH_POLICY} == set(POLICIES)
    assert set(OF_EACH_POLICY) <= set(shipped())


@pytest.mark.parametrize("name", OF_EACH_POLICY)
def test_it_is_like_its_base_until_somebody_changes_it(tmp_path, name):
    file = tmp_path / "mine.toml"
    file.write_text(overlay_text(load(name), name="mine", extends=name), encoding="utf-8")
    mine, base = load(file), load(name)
    assert mine.hash == base.hash
    assert all(each.path.startswith(("title", "question", "purpose", "drawdown.")) for each in diff(base, mine))
    levers = [figure for path, figure in mine.figures.items() if path.startswith("drawdown.")]
    assert {figure.basis for figure in levers} == {"chosen"}


def test_every_table_that_it_offers_can_be_used_as_it_stands(tmp_path):
    text = overlay_text(load("documented"), name="mine", extends="documented")
    offered = [head[1] for line in text.splitlines() if (head := _TABLE_HEAD.match(line))]
    assert {"[population]", "[unrest]", "[theory]", "[events]", "[run]"} <= set(offered)
    for table in offered:
        used = uncommented(text, table)
        assert used != text, table
        assert table.strip("[]").split(".")[0] in tomllib.loads(used), table
        file = tmp_path / f"{table.strip('[]')}.toml"
        file.write_text(used, encoding="utf-8")
        mine = load(file)
        if table == "[events]":
            assert mine.events == ()
        else:
            assert mine.hash == load("documented").hash, table


def test_it_offers_the_least_known_figure_of_a_table_with_its_range_and_reason():
    text = overlay_text(load("documented"), name="mine", extends="documented")
    row = next(row for row in load("documented").ledger if row.path == "population.mobilisable_share")
    at = text.index(f"#   {row.low:g} to {row.high:g}: ")
    assert text[at:].splitlines()[1:3] == [
        "# [population]",
        f'# mobilisable_share = {{ value = {row.value!r}, unit = "share", basis = "chosen", because = '
        '"taken over from `documented`; say why, if you change it" }',
    ]


def test_a_student_edits_it_and_runs_it(kfor_sim, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = kfor_sim("new", "mine", "--extends", "minimal")
    assert (answer.code, answer.err) == (0, "")
    assert "kfor-sim check mine.toml" in answer.out
    assert "kfor-sim compare minimal mine.toml" in answer.out
    file = tmp_path / "mine.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("value = 1_000", "value = 400"), encoding="utf-8")
    assert kfor_sim("check", "mine.toml").code == 0
    assert kfor_sim("compare", "minimal", "mine.toml", "--no-pictures", "--quiet").code == 0
    assert load(file).value("drawdown.troops") == 400


def test_it_extends_a_file_beside_it(kfor_sim, tmp_path):
    assert kfor_sim("new", "first", "--output", str(tmp_path / "deep" / "in")).code == 0
    answer = kfor_sim("new", "second.toml", "--extends", "first.toml", "--output", str(tmp_path / "deep" / "in"))
    assert answer.code == 0
    assert load(tmp_path / "deep" / "in" / "second.toml").extends == ("first", "documented")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ([], "Missing argument 'NAME'"),
        (["../mine"], "cannot be the name of a scenario"),
        (["a b"], "cannot be the name of a scenario"),
        ([""], "cannot be the name of a scenario"),
        (["x" * 61], "cannot be the name of a scenario"),
        (["documented"], "choose another, my-documented say"),
        (["CON"], "is a device to some systems"),
        (["mine", "--extends", "/elsewhere/base.toml"], "extends a file in its own folder"),
        (["mine", "--extends", "deep/base.toml"], "extends a file in its own folder"),
        (["sources.toml"], "choose another, my-sources say"),
        (["mine", "--extends", "documentd"], "did you mean 'documented'?"),
        (["mine", "--extends", "gone.toml"], "gone.toml"),
        (["there"], "there.toml is there already"),
        (["mine", "--output", "there.toml"], "there.toml"),
        (["mine", "--output", "there.toml/below"], "cannot write"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(kfor_sim, tmp_path, monkeypatch, words, hint):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.toml").write_text("mine own", encoding="utf-8")
    answer = kfor_sim("new", *words)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err
    assert "Traceback" not in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["there.toml"]
    assert (tmp_path / "there.toml").read_text(encoding="utf-8") == "mine own"


def test_a_name_without_its_ending_is_told_where_the_file_lies(kfor_sim, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert kfor_sim("new", "mine").code == 0
    answer = kfor_sim("check", "mine")
    assert answer.code == 2
    assert "did you mean the file mine.toml that lies here?" in answer.err


def test_the_commands_that_it_names_can_be_copied(kfor_sim, tmp_path):
    folder = tmp_path / "with a blank"
    answer = kfor_sim("new", "mine", "--output", folder)
    assert f"kfor-sim check '{folder / 'mine.toml'}'" in answer.out
