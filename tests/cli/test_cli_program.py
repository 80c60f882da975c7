import subprocess
import sys

import pytest

from kfor_sim.cli.program import SUMMARIES, program
from kfor_sim.version import __version__

HEAVY = {"mesa", "pandas", "numpy", "matplotlib", "pydantic", "networkx", "tqdm"}
COMMANDS = (
    *("list", "show", "figures", "check", "diff", "schema", "new", "explain", "theories"),
    *("run", "compare", "robust", "break", "scorecard", "calibrate", "ensemble", "discover"),
    *("sensitivity", "audit", "claims", "lattice", "report", "pack", "results"),
)


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from kfor_sim.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Commands:" in done.stdout
    imported = set(eval(done.stderr))
    assert "kfor_sim" in imported
    assert not imported & HEAVY


def test_help_of_the_program_lists_every_command(kfor_sim):
    answer = kfor_sim("--help")
    assert answer.code == 0
    assert tuple(SUMMARIES) == COMMANDS
    for name in COMMANDS:
        assert f"\n  {name} " in answer.out
    assert "_KFOR_SIM_COMPLETE=bash_source" in answer.out


def test_no_words_at_all_give_the_help(kfor_sim):
    answer = kfor_sim()
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Usage: kfor-sim")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_of_a_command_teaches(kfor_sim, name, option):
    answer = kfor_sim(name, option)
    assert answer.code == 0
    assert answer.out.startswith(f"Usage: kfor-sim {name}")
    assert f"Examples:\n  kfor-sim {name}" in answer.out
    assert "--debug" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_summary_and_command_agree_on_what_it_does(name):
    command = program.get_command(None, name)
    first_word = SUMMARIES[name].split()[0]
    assert command.help.split()[0] == first_word


@pytest.mark.parametrize("option", ["-V", "--version"])
def test_version(kfor_sim, option):
    assert kfor_sim(option).out == f"kfor-sim {__version__}\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["FIGURES", "documented"], "Did you mean 'figures'?"),
        (["xyz"], "No such command 'xyz'.\n"),
        (["list", "--jsn"], "Did you mean '--json'?"),
        (["--verson"], "Did you mean '--version'?"),
        (["show"], "Missing argument 'SCENARIO'"),
        (["show", "documented", "minimal"], "unexpected extra argument"),
        (["figures", "documented", "--basis", "guessed"], "'documented', 'assumed', 'calibrated', 'derived', 'chosen'"),
        (["figures", "documented", "--csv", "--json"], "exclude each other"),
        (["show", "documentd"], "did you mean 'documented'?"),
        (["show", "minimal", "--set", "unrest.detterence=3"], "did you mean 'unrest.deterrence'?"),
        (["show", "minimal", "--set", "unrest.deterrence"], "is not path=value"),
        (["show", "minimal", "--set", "unrest.deterrence=high"], "is not a number"),
        (["show", "minimal", "--set", "unrest.deterrence=nan"], "nan"),
        (["diff", "minimal", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_bad_input_is_refused_with_a_hint(kfor_sim, words, hint):
    answer = kfor_sim(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert hint in answer.err
    assert "Traceback" not in answer.err


def test_module_runs_as_the_command_does(process):
    answer = process("show", "nothing")
    assert (answer.code, answer.out) == (2, "")
    assert "no shipped scenario of this name" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_output_is_utf8_whatever_the_locale(process, encoding):
    answer = process("show", "documented", LC_ALL="C", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (answer.code, answer.err) == (0, "")
    assert "Zvečan" in answer.out


def test_a_closed_pipe_is_no_error():
    command = [sys.executable, "-m", "kfor_sim", "figures", "documented"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_the_shell_completes_commands_and_scenarios(process):
    shell = {"_KFOR_SIM_COMPLETE": "bash_complete"}
    commands = process(**shell, COMP_WORDS="kfor-sim s", COMP_CWORD="1")
    assert commands.out.split() == ["plain,show", "plain,schema", "plain,scorecard", "plain,sensitivity"]
    scenarios = process(**shell, COMP_WORDS="kfor-sim show docu", COMP_CWORD="2")
    assert scenarios.out.split() == ["plain,documented", "file,docu"]
