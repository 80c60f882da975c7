"""`kfor-sim results` as users meet it: listed, verified, removed, and never anything that is not ours."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from kfor_sim.cli import main

STRONGER = '{ value = 3.0, unit = "1", basis = "chosen", because = "to see what differs" }'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two runs and their comparison, made by the program itself."""
    folder = tmp_path_factory.mktemp("made")
    mine = folder / "mine.toml"
    mine.write_text(f'extends = "minimal"\ntitle = "Mine"\n[unrest]\ndeterrence = {STRONGER}\n', "utf-8")
    words = ["compare", "minimal", str(mine), "--replicates=3", "--seed=7", "--workers=1", "--quiet", "--json"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--output", str(folder / "results")])
    assert ended.value.code == 0
    return folder / "results"


@pytest.fixture
def output(made, tmp_path, monkeypatch):
    """A folder of one's own with a copy of them, seen from the folder in which it lies."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(made, tmp_path / "results"))


@pytest.fixture
def results(kfor_sim, output):
    def call(*words):
        return kfor_sim("results", *words)

    return call


def named(output, beginning):
    (folder,) = output.glob(f"{beginning}-*")
    return folder


def replicate(folder, number):
    (path,) = folder.glob(f"replicates/*/{number:04d}.npz")
    return path


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def cells(answer, beginning):
    """The cells of the row that begins so, but for the name."""
    (line,) = [line for line in answer.out.splitlines() if line.startswith(beginning)]
    return line.split()[1:]


def test_a_list_says_what_lies_there(results, output):
    answer = results()
    assert (answer.code, answer.err) == (0, "")
    day = datetime.now().astimezone().strftime("%Y-%m-%d")
    what, scenario, replicates, seed, *_, changed = cells(answer, "minimal-")
    assert (what, scenario, replicates, seed, changed) == ("run", "minimal", "3", "7", day)
    what, first, second, replicates, seed, *_ = cells(answer, "compare-minimal-")
    assert (what, first, second, replicates, seed) == ("comparison", "minimal,", "mine", "–", "7")
    assert "2 runs, 1 comparison; 6 replicates; " in answer.out
    assert max(map(len, answer.out.splitlines())) <= 100


def test_json_says_the_same_with_names_relative_to_the_folder(results, output):
    document = json.loads(results("--json").out)
    assert list(document) == ["output", "results", "replicates", "bytes"]
    rows = {row["name"]: row for row in document["results"]}
    assert sorted(rows) == sorted(path.name for path in output.iterdir())
    row = rows[named(output, "minimal").name]
    keys = ["name", "kind", "finished", "scenarios", "replicates", "seed", "bytes", "changed"]
    assert [list(row) for row in rows.values()] == [keys] * 3
    assert (row["kind"], row["finished"], row["scenarios"], row["replicates"]) == ("run", True, ["minimal"], 3)
    assert row["bytes"] == size(named(output, "minimal"))
    assert document["bytes"] == size(output)
    assert datetime.fromisoformat(row["changed"]).utcoffset() is not None
    assert rows[named(output, "compare-minimal").name]["replicates"] is None
    assert document["replicates"] == 6


def test_an_interrupted_run_is_unfinished(results, output):
    folder = named(output, "mine")
    (folder / "manifest.json").unlink()
    answer = results()
    assert cells(answer, "mine-")[:4] == ["unfinished", "mine", "3", "–"]
    assert "1 run, 1 comparison, 1 unfinished run; 6 replicates" in answer.out
    row = json.loads(results("mine", "--json").out)["results"][0]
    assert (row["finished"], row["seed"], row["replicates"]) == (False, None, 3)


@pytest.mark.parametrize("words", [(), ("--verify",), ("--remove", "--all"), ("--remove", "--all", "--yes")])
@pytest.mark.parametrize("there", [True, False])
def test_nothing_there_is_no_error_and_says_what_to_do(kfor_sim, tmp_path, monkeypatch, words, there):
    monkeypatch.chdir(tmp_path)
    if there:
        (tmp_path / "results").mkdir()
        (tmp_path / "results" / "notes.txt").write_text("mine")
    answer = kfor_sim("results", *words)
    assert (answer.code, answer.err) == (0, "")
    removing = "--remove" in words
    assert ("Nothing was removed." if removing else "There are no results in results. `kfor-sim run") in answer.out
    document = json.loads(kfor_sim("results", *words, "--json").out)
    assert document["results"] == []
    assert document.get("sound") is (True if "--verify" in words else None)
    assert (tmp_path / "results").exists() is there


@pytest.mark.parametrize("words", [("minimal",), ("mini",), ("minimal-",), ("mini", "minimal")])
def test_names_and_their_beginnings_choose(results, output, words):
    rows = json.loads(results(*words, "--json").out)["results"]
    assert [row["name"] for row in rows] == [named(output, "minimal").name]


def test_folders_and_paths_of_them_choose_too(results, output):
    name = named(output, "compare-minimal").name
    for word in (name, f"results/{name}", f"results/{name}/", "comp"):
        rows = json.loads(results(word, "--json").out)["results"]
        assert [row["name"] for row in rows] == [name]


def test_a_scenario_stands_for_all_its_runs(results, output, kfor_sim):
    kfor_sim("run", "minimal", "--replicates=1", "--seed=8", "--workers=1", "--no-pictures", "--quiet")
    assert [row["seed"] for row in json.loads(results("mini", "--json").out)["results"]].count(8) == 1
    assert len(json.loads(results("minimal", "--json").out)["results"]) == 2
    assert results("minimal-").code == 2  # which of the two?


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["minmal"], "did you mean 'minimal'?"),
        (["zzz"], "there are: "),
        ([""], "no results of the name ''"),
        (["mi"], "could be "),
        (["minimal", "zzz"], "zzz"),
        (["foreign"], "is not a folder of results"),
        (["linked"], "is a link, and links are left alone"),
        (["--output", "taken"], "cannot read taken"),
        (["--verify", "--remove", "minimal"], "exclude each other"),
        (["--remove"], "--all"),
        (["--remove", "--all", "minimal"], "stands for every name"),
        (["--all"], "--all goes with --remove"),
        (["--yes", "minimal"], "--yes goes with --remove"),
        (["--remove", "minimal"], "add --yes"),
        (["--remove", "--all", "--json"], "add --yes"),
        (["--remove", "linked", "--yes"], "links are left alone"),
        (["--remove", "", "--yes"], "no results of the name ''"),
        (["--verfy"], "Did you mean '--verify'?"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(results, output, tmp_path, words, hint):
    (tmp_path / "taken").write_text("a file")
    (output / "foreign").mkdir()
    (output / "linked").symlink_to(named(output, "minimal"))
    before = contents(tmp_path)
    answer = results(*words)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err
    assert "Traceback" not in answer.err
    assert contents(tmp_path) == before


def test_a_folder_of_results_is_not_an_output_folder(results, output):
    folder = named(output, "minimal")
    answer = results("--output", folder)
    assert answer.code == 2
    assert f"--output {output}" in answer.err


def test_sound_results_are_said_to_be_sound(results, output):
    before = contents(output)
    answer = results("--verify")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "6 replicates read in 3 folders of results: all sound.\n"
    document = json.loads(results("--verify", "--json").out)
    assert list(document) == ["output", "results", "replicates", "sound"]
    assert (document["sound"], document["replicates"]) == (True, 6)
    assert [list(row) for row in document["results"]] == [
        ["name", "replicates", "troubles", "half_written", "unused"]
    ] * 3
    assert contents(output) == before


def test_verifying_finds_every_kind_of_trouble(results, output):
    folder, other = named(output, "minimal"), named(output, "mine")
    first, second, third = (replicate(folder, number) for number in range(3))
    whole = third.read_bytes()
    first.write_bytes(whole[: len(whole) // 2])
    second.write_bytes(whole)
    third.write_bytes(replicate(other, 2).read_bytes())
    (folder / "summary.csv").unlink()
    before = contents(output)
    answer = results("--verify")
    assert (answer.code, answer.err) == (1, "")
    lines = [line.split(maxsplit=1) for line in answer.out.splitlines() if line.startswith(folder.name)]
    assert sorted((name.rpartition("/")[2], what) for name, what in lines) == [
        ("0000.npz", "damaged"),
        ("0001.npz", "of another number"),
        ("0002.npz", "of another run"),
        ("summary.csv", "missing"),
    ]
    assert "computes anew" in answer.out
    assert results("--verify", "mine").code == 0
    as_json = results("--verify", "--json")
    document = json.loads(as_json.out)
    assert (as_json.code, document["sound"]) == (1, False)
    (row,) = [row for row in document["results"] if row["troubles"]]
    assert {trouble["what"] for trouble in row["troubles"]} == {
        "damaged",
        "of another number",
        "of another run",
        "missing",
    }
    assert all((folder / trouble["file"]).parent.is_dir() for trouble in row["troubles"])
    assert contents(output) == before


def test_the_next_run_mends_what_was_found(results, output, kfor_sim):
    folder = named(output, "minimal")
    replicate(folder, 1).write_bytes(b"")
    assert results("--verify").code == 1
    kfor_sim("run", "minimal", "--replicates=3", "--seed=7", "--workers=1", "--quiet")
    answer = results("--verify")
    assert answer.code == 0
    assert "set aside" in answer.out
    assert f"  {folder.name}/replicates/0000-0099/0001.npz.unusable\n" in answer.out


def test_leftovers_are_listed_and_are_no_damage(results, output):
    folder = named(output, "minimal")
    half = folder / "replicates/0000-0099/.0004.npz.12-0a1b2c3d.tmp"
    half.write_bytes(b"x")
    answer = results("--verify")
    assert answer.code == 0
    assert "Half-written" in answer.out
    assert f"  {half.relative_to(output)}\n" in answer.out
    row = json.loads(results("--verify", "minimal", "--json").out)["results"][0]
    assert row["half_written"] == [str(half.relative_to(folder))]


def test_removing_takes_away_what_was_named_and_nothing_else(results, output):
    folder, others = named(output, "minimal"), contents(output)
    gone = size(folder)
    answer = results("--remove", "minimal", "--yes")
    assert answer.code == 0
    assert "To be removed:" in answer.err
    assert folder.name in answer.err
    assert answer.out.startswith("1 folder of results removed, ")
    assert not folder.exists()
    assert contents(output) == {name: text for name, text in others.items() if not name.startswith(folder.name)}
    left = results("--json").out
    assert size(output) == json.loads(left)["bytes"] == sum(map(len, others.values())) - gone


def test_removing_all_leaves_what_is_foreign(results, output):
    (output / "notes.txt").write_text("mine")
    (output / "pictures-0123456789ab").mkdir()
    (output / "pictures-0123456789ab" / "overview.png").write_text("mine")
    (output / "linked").symlink_to(output)
    document = json.loads(results("--remove", "--all", "--yes", "--json").out)
    assert list(document) == ["output", "results", "bytes"]
    assert [list(row) for row in document["results"]] == [["name", "bytes", "gone", "left", "failed"]] * 3
    assert all(row["gone"] for row in document["results"])
    assert {path.name for path in output.iterdir()} == {"notes.txt", "pictures-0123456789ab", "linked"}
    assert (output / "pictures-0123456789ab" / "overview.png").read_text() == "mine"


def test_files_of_the_users_stay_with_their_folder_and_are_named(results, output):
    folder = named(output, "minimal")
    for name in ("notes.txt", "mine/overview.png", "replicates/0000-0099/mine.npz"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
    assert json.loads(results("minimal", "--json").out)["bytes"] == size(folder) - 3 * len("mine")
    answer = results("--remove", "minimal", "--yes")
    assert answer.code == 0
    for text in (answer.out, answer.err):
        assert f"  {folder.name}/notes.txt\n" in text
        assert f"  {folder.name}/mine\n" in text
    assert answer.out.startswith("0 folders of results removed, ")
    assert sorted(contents(folder)) == ["mine/overview.png", "notes.txt", "replicates/0000-0099/mine.npz"]
    assert json.loads(results("--json").out)["replicates"] == 3  # it is not counted any more


def test_names_that_would_upset_a_terminal_are_escaped(results, output):
    folder = named(output, "minimal")
    (folder / "a\x1b[2J\nb").write_text("mine")
    answer = results("--remove", "minimal", "--yes")
    assert f"  '{folder.name}/a\\x1b[2J\\nb'\n" in answer.out


def test_what_cannot_be_removed_is_told_and_the_rest_is_removed(results, output, monkeypatch):
    folder, unlink = named(output, "minimal"), Path.unlink

    def guarded(path, *arguments, **named):
        if path.suffix == ".npz":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, *arguments, **named)

    whole = size(folder)
    monkeypatch.setattr(Path, "unlink", guarded)
    answer = results("--remove", "minimal", "--yes", "--json")
    assert answer.code == 2
    assert "0000.npz, and 2 more could not be removed: Permission denied; mend that" in answer.err
    assert "Traceback" not in answer.err
    (row,) = json.loads(answer.out)["results"]
    assert len(row["failed"]) == 3
    assert row["bytes"] == whole - size(folder)
    assert row["gone"] is False
    assert not (folder / "summary.csv").exists()


def test_a_folder_that_cannot_be_removed_itself_is_told(results, output, monkeypatch):
    folder, rmdir = named(output, "minimal"), Path.rmdir

    def guarded(path):
        if path.name == folder.name:
            raise PermissionError(13, "Permission denied", str(path))
        rmdir(path)

    monkeypatch.setattr(Path, "rmdir", guarded)
    answer = results("--remove", "minimal", "--yes")
    assert answer.code == 2
    assert f"Error: {folder.name} could not be removed: Permission denied; mend that" in answer.err
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminal")
@pytest.mark.parametrize(("reply", "gone"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_it_asks_first_and_stdout_holds_the_answer_alone(output, reply, gone):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kfor_sim", "results", "--remove", "minimal", "--json"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        os.write(ours, reply.encode())
        out, err = running.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert running.returncode == 0
    assert "Remove this? [y/N]" in err
    assert [row["gone"] for row in json.loads(out)["results"]] == [True] * gone
    assert bool(list(output.glob("minimal-*"))) is not gone


@pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl-C")
def test_ctrl_c_while_it_asks_removes_nothing(output):
    ours, theirs = pty.openpty()
    before = contents(output)
    command = [sys.executable, "-m", "kfor_sim", "results", "--remove", "--all"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        asked = b""
        while b"[y/N]" not in asked:
            asked += os.read(running.stderr.fileno(), 1000)
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert (running.returncode, out) == (3, b"")
    assert b"Interrupted" in err
    assert b"Traceback" not in err
    assert contents(output) == before


def test_ctrl_c_while_it_verifies_is_clean(results, output, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kfor_sim.packing.is_whole", interrupted)
    answer = results("--verify")
    assert (answer.code, answer.out) == (3, "")
    assert "Traceback" not in answer.err


def test_listing_and_removing_import_nothing_heavy(output):
    code = (
        "import sys; from kfor_sim.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as ended: print(ended.code, *{name.partition('.')[0] for name in sys.modules})"
    )
    for words in (["results"], ["results", "--remove", "minimal", "--yes"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
        ended, *loaded = done.stdout.splitlines()[-1].split()
        assert ended == "0"
        assert "kfor_sim" in loaded
        assert not {"mesa", "pandas", "numpy", "matplotlib", "pydantic", "scipy", "networkx"} & set(loaded)


def test_thousands_of_replicates_are_listed_quickly(results, output):
    folder = named(output, "minimal")
    content = replicate(folder, 0).read_bytes()[-200:]
    (folder / "manifest.json").unlink()
    for number in range(100, 5000):
        first = number // 100 * 100
        path = folder / f"replicates/{first:04d}-{first + 99:04d}/{number:04d}.npz"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    started = time.perf_counter()
    answer = results()
    taken = time.perf_counter() - started
    assert cells(answer, "minimal-")[2] == "4,903"
    assert taken < 1  # measured: 0.07 s


def test_the_shell_completes_names(process, output):
    shell = {"_KFOR_SIM_COMPLETE": "bash_complete"}
    answer = process(**shell, COMP_WORDS="kfor-sim results mini", COMP_CWORD="2")
    assert answer.out.split() == [f"plain,{named(output, 'minimal').name}"]
