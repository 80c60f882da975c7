"""`--dry-run` and `--only`: what is asked before and beside an ensemble."""

import json
import re


def test_a_dry_run_says_runs_time_and_disk_and_keeps_nothing(kfor_sim, tmp_path):
    words = ("run", "minimal", "--replicates", "50", "--dry-run", "--workers", "1", "--output", tmp_path / "out")
    answer = kfor_sim(*words)
    assert answer.code == 0
    said = " ".join(answer.out.split())
    assert re.match(
        r"minimal: 50 runs, 0 stored, 50 to compute: some \d+ s on 1 worker of this machine, and \d+ kB", said
    )
    assert "measured on 3 here, one at a time" in said
    assert not list(tmp_path.iterdir())


def test_a_dry_run_as_json(kfor_sim, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text('schema = 1\nextends = "minimal"\ntitle = "Other"\n', encoding="utf-8")
    answer = kfor_sim(
        "compare", "minimal", other, "--dry-run", "--json", "--replicates", "4", "--quiet", "--output", tmp_path
    )
    assert (answer.code, answer.err) == (0, "")
    document = json.loads(answer.out)
    assert document["names"] == ["minimal", "other"]
    assert (document["wanted"], document["stored"], document["missing"]) == (8, 0, 8)
    assert {"seconds", "bytes", "seconds_each", "bytes_each", "workers", "measured"} <= set(document)


def test_a_dry_run_of_what_is_there_says_so(kfor_sim, tmp_path):
    words = ("run", "minimal", "--replicates", "3", "--output", tmp_path, "--quiet")
    kfor_sim(*words, "--no-pictures")
    answer = kfor_sim(*words, "--dry-run")
    assert answer.out == "minimal: 3 runs, 3 stored; nothing is left to compute.\n"
    as_json = kfor_sim(*words, "--dry-run", "--json")
    assert json.loads(as_json.out)["seconds_each"] is None


def test_one_replicate_alone_is_kept_with_the_others_and_leaves_their_tables(kfor_sim, tmp_path):
    words = ("run", "minimal", "--no-pictures", "--output", tmp_path)
    kfor_sim(*words, "--replicates", "3")
    (folder,) = tmp_path.iterdir()
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    answer = kfor_sim(*words, "--only", "7")
    assert answer.code == 0
    assert "replicate 7 alone" in answer.err
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert (folder / "replicates" / "0000-0099" / "0007.npz").is_file()
    assert json.loads(kfor_sim(*words, "--only", "7", "--json").out)["reused"] == 1


def test_a_replicate_has_a_number_from_nought(kfor_sim, tmp_path):
    answer = kfor_sim("run", "minimal", "--only", "-1", "--output", tmp_path / "out")
    assert (answer.code, answer.out) == (2, "")
    assert "--only" in answer.err


def test_workers_of_this_machine_and_a_cluster_exclude_each_other(kfor_sim, tmp_path):
    answer = kfor_sim("run", "minimal", "--workers", "2", "--dask", "tcp://127.0.0.1:9", "--output", tmp_path)
    assert answer.code == 2
    assert "workers are processes of this machine, a Dask cluster has its own" in answer.err


def test_what_is_no_address_is_said_so(kfor_sim, tmp_path):
    answer = kfor_sim("run", "minimal", "--dask", "scheduler", "--output", tmp_path)
    assert answer.code == 2
    assert (
        "Error: dask takes the address of a scheduler, tcp://scheduler:8786 say, or local; got 'scheduler'"
        in answer.err
    )


def test_a_dry_run_minds_only_and_the_cluster(kfor_sim, tmp_path):
    words = ("run", "minimal", "--replicates", "50", "--dry-run", "--output", tmp_path, "--quiet")
    assert kfor_sim(*words, "--only", "7").out.startswith("minimal: 1 run, 0 stored, 1 to compute")
    told = " ".join(kfor_sim(*words, "--dask", "tcp://127.0.0.1:1").out.split())
    assert "on one worker like this machine's (divide by those of the cluster)" in told
    assert kfor_sim(*words, "--dask", "nonsense").code == 2
    assert kfor_sim(*words, "--dask", "tcp://127.0.0.1:1", "--workers", "2").code == 2


def test_what_was_set_aside_is_told(kfor_sim, tmp_path):
    words = ("run", "minimal", "--replicates", "3", "--no-pictures", "--output", tmp_path)
    kfor_sim(*words)
    (damaged,) = tmp_path.rglob("0001.npz")
    damaged.write_bytes(b"damaged")
    answer = kfor_sim(*words)
    assert "Damaged, set aside and computed anew: 0001.npz.unusable." in answer.out
    damaged.write_bytes(b"damaged")
    assert json.loads(kfor_sim(*words, "--json").out)["set_aside"] == ["0001.npz.unusable"]
