"""The store: whole files or none, checked before they are used again, never outside the output folder."""

import errno
import gzip
import json
import os
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

from kfor_sim.dimensions import Dimensions
from kfor_sim.errors import OutputError
from kfor_sim.export import Tables, add_to_manifest
from kfor_sim.model.calendar import Calendar
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.names import file_name, safe_name
from kfor_sim.packing import is_whole, packed
from kfor_sim.running import run
from kfor_sim.scenario import load
from kfor_sim.store import Store

KEY = "0123456789abcdef" * 4
SMALL = Dimensions(Calendar(date(1999, 6, 12), weeks=2), ("here", "there"), ("one",), ("nation",))


def arrays(fill: int = 1) -> dict[str, np.ndarray]:
    return {outcome.name: np.full(SMALL.shape(outcome), fill, dtype=outcome.dtype) for outcome in OUTCOMES}


def content(replicate: int, *, key: str = KEY, **changes) -> bytes:
    return packed({**arrays(fill=changes.pop("fill", 1)), **changes}, key=key, replicate=replicate)


def store_in(folder: Path, *, name: str = "documented", key: str = KEY) -> Store:
    return Store(folder, name=name, key=key, dimensions=SMALL)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_replicate_comes_back_as_it_was(tmp_path):
    store = store_in(tmp_path)
    store.save(3, content(3, fill=7))
    again = store_in(tmp_path)
    assert again.folder == tmp_path / "documented-0123456789ab"
    assert again.finished(range(10)) == (3,)
    assert (again.array(3, "troops") == 7).all()
    assert {name: array.dtype for name, array in again.arrays(3).items()} == {
        outcome.name: outcome.dtype for outcome in OUTCOMES
    }


def test_the_same_arrays_give_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        store_in(tmp_path / folder).save(0, content(0))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda whole: whole[: len(whole) // 2],
        lambda _: b"not an archive",
        lambda whole: whole[:300] + bytes([whole[300] ^ 255]) + whole[301:],
    ],
    ids=["empty", "cut off", "other content", "one byte changed"],
)
def test_a_damaged_file_is_noticed_and_set_aside(tmp_path, damage):
    store = store_in(tmp_path)
    store.save(0, content(0))
    store.save(1, content(1))
    path = store.folder / "replicates" / "0000-0099" / "0001.npz"
    path.write_bytes(damage(path.read_bytes()))
    assert store.finished(range(2)) == (0,)
    assert store.set_aside == ("0001.npz.unusable",)
    assert not path.exists()
    assert path.with_name("0001.npz.unusable").exists()


def test_a_file_of_another_run_or_replicate_is_not_used(tmp_path):
    store, other = store_in(tmp_path), store_in(tmp_path, key="f" * 64)
    other.save(0, content(0, key="f" * 64))
    store.save(1, content(1))
    folder = store.folder / "replicates" / "0000-0099"
    (folder / "0000.npz").write_bytes((other.folder / "replicates" / "0000-0099" / "0000.npz").read_bytes())
    (folder / "0002.npz").write_bytes((folder / "0001.npz").read_bytes())
    assert store.finished(range(3)) == (1,)


def test_a_file_of_another_shape_is_not_used(tmp_path):
    store_in(tmp_path).save(0, content(0, police=np.zeros(5, dtype="int32")))
    assert store_in(tmp_path).finished([0]) == ()


def test_a_file_that_vanishes_is_reported(tmp_path):
    store = store_in(tmp_path)
    store.save(0, content(0))
    (store.folder / "replicates" / "0000-0099" / "0000.npz").unlink()
    with pytest.raises(OutputError, match="cannot be read any more"):
        store.array(0, "police")


def test_what_another_process_is_writing_is_left_alone(tmp_path):
    first, second = store_in(tmp_path), store_in(tmp_path)
    with first.writing("metrics.csv") as one, second.writing("metrics.csv") as two:
        one.write(b"first")
        two.write(b"second")
    assert (first.folder / "metrics.csv").read_bytes() == b"first"  # the last to finish stays, whole
    assert sorted(path.name for path in first.folder.iterdir()) == ["metrics.csv", "replicates"]


def test_half_a_file_never_takes_the_name(tmp_path):
    store = store_in(tmp_path)

    def interrupted():
        with store.writing("summary.csv") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    "name",
    ["../../escape", "/etc/passwd", "..", "", "a/../../b", "C:\\x", "nul\x00", "-rf", "é" * 300, "x" * 300, ".hidden"],
)
def test_no_name_of_a_scenario_leads_out_of_the_output_folder(tmp_path, name):
    output = tmp_path / "results"
    folder = store_in(output, name=name).folder
    assert folder.parent == output
    assert folder.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert not safe_name(name).startswith((".", "-"))


def test_a_link_out_of_the_output_folder_is_refused(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / f"documented-{KEY[:12]}").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="link that leaves"):
        store_in(tmp_path / "results").save(0, content(0))
    assert contents(elsewhere) == {}


def test_an_output_folder_that_is_a_file_is_refused(tmp_path):
    taken = tmp_path / "results"
    taken.write_text("mine")
    with pytest.raises(OutputError, match=r"a file stands where a folder should be.*--output"):
        store_in(taken)
    assert taken.read_text() == "mine"


def test_a_name_that_no_folder_can_have_is_refused():
    with pytest.raises(OutputError, match="null character"):
        store_in(Path("bad\0name"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused_before_anything_is_computed(tmp_path):
    store = store_in(tmp_path)
    (store.folder / "replicates").chmod(0o500)
    with pytest.raises(OutputError, match="read-only or you have no permission"):
        store_in(tmp_path)


def broken(number: int):
    def fail(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.ENOSPC, "disk is full; free some space"),
        (errno.EACCES, "no permission; choose another folder"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "choose another folder"),
    ],
)
@pytest.mark.parametrize("place", ["os.fsync", "pathlib.Path.replace"])
def test_what_the_system_says_becomes_what_to_do(tmp_path, monkeypatch, number, text, place):
    store = store_in(tmp_path)
    monkeypatch.setattr(place, broken(number))
    with pytest.raises(OutputError, match=text):
        store.save(0, content(0))
    monkeypatch.undo()
    assert contents(tmp_path) == {}


def test_no_permission_to_make_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("pathlib.Path.mkdir", broken(errno.EACCES))
    with pytest.raises(OutputError, match="no permission"):
        store_in(tmp_path)


def test_pandas_reads_each_table_in_one_line(tmp_path):
    result = run(load("minimal"), replicates=3, output=tmp_path)
    summary = pd.read_csv(result.folder / "summary.csv")
    metrics = pd.read_csv(result.folder / "metrics.csv", index_col="replicate")
    series = pd.read_csv(result.folder / "series.csv.gz", parse_dates=["date"])
    pd.testing.assert_frame_equal(summary, result.summary(), rtol=1e-8, check_dtype=False)
    pd.testing.assert_frame_equal(metrics, result.metrics(), rtol=1e-8, check_dtype=False)
    pd.testing.assert_frame_equal(series, result.frame(), rtol=1e-8, check_dtype=False)


def test_tables_are_the_same_bytes_every_time(tmp_path):
    first, second = (run(load("minimal"), output=tmp_path / name).folder for name in "ab")
    one, two = contents(first), contents(second)
    del one["manifest.json"], two["manifest.json"]
    assert one == two
    assert gzip.decompress(one["series.csv.gz"]).startswith(b"replicate,date,outcome,community,value\n0,1999-06-12,")


def test_the_manifest_says_how_the_results_came_about(tmp_path):
    short = load("documented", overrides=("end=1999-07-10",))
    result = run(short, replicates=1, persons_per_resident=500, output=tmp_path)
    text = (result.folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    schema = json.loads(files("kfor_sim").joinpath("manifest.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(manifest)
    assert manifest["key"] == result.key
    assert manifest["scenario"]["run"]["persons_per_resident"]["value"] == 500
    assert manifest["scenario"]["run"]["persons_per_resident"]["basis"] == "chosen"
    assert manifest["timings"]["computed"] == 1
    assert all((result.folder / name).is_file() for name in manifest["files"])
    assert "nato-role" in [citation["key"] for citation in manifest["bibliography"]]
    assert str(tmp_path) not in text
    assert str(Path.cwd()) not in text
    assert str(Path.home()) + "/" not in text


def test_pictures_are_entered_into_the_manifest_once(tmp_path):
    result = run(load("minimal"), output=tmp_path)
    for _ in range(2):
        add_to_manifest(result.shelf, ["overview.svg"])
    assert json.loads((result.folder / "manifest.json").read_text())["files"].count("overview.svg") == 1


def test_a_replicate_is_an_archive_that_numpy_reads(tmp_path):
    store = store_in(tmp_path)
    store.save(3, content(3, fill=7))
    with np.load(store.folder / file_name(3)) as archive:
        assert set(archive) == set(arrays())
        assert (archive["troops"] == 7).all()


def test_arrays_come_back_in_the_order_in_which_they_are_added_up(tmp_path):
    """Sums of float32 depend on the order in memory; in files weeks lie together, in memory they do not."""
    store = store_in(tmp_path)
    store.save(0, content(0))
    assert all(array.flags.c_contiguous for array in store.arrays(0).values())


@pytest.mark.parametrize("place", [0, 5, -1, -70, -100, -150, -300])
def test_any_changed_byte_is_noticed(place):
    whole = bytearray(content(4))
    assert is_whole(bytes(whole))
    whole[place] ^= 1
    assert not is_whole(bytes(whole))
    assert not is_whole(b"")


def test_thousands_of_replicates_do_not_crowd_one_folder():
    assert file_name(0) == "replicates/0000-0099/0000.npz"
    assert file_name(99) == "replicates/0000-0099/0099.npz"
    assert file_name(12_345) == "replicates/12300-12399/12345.npz"
    assert file_name(100_000) == "replicates/100000-100099/100000.npz"


def test_what_a_killed_writer_left_is_swept_once_it_is_old(tmp_path):
    folder = store_in(tmp_path).folder / "replicates" / "0000-0099"
    folder.mkdir()
    old, young = folder / ".0001.npz.12-ab12ab12.tmp", folder / ".0002.npz.13-cd34cd34.tmp"
    mine = folder / ".mine.tmp"
    for path in (old, young, mine):
        path.write_bytes(b"half")
    for path in (old, mine):
        os.utime(path, (0, 0))
    store_in(tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [young.name, mine.name]


def test_tables_that_are_there_are_not_written_again(tmp_path):
    first = run(load("minimal"), replicates=3, output=tmp_path)
    written = (first.folder / "series.csv.gz").stat()
    again = run(load("minimal"), replicates=3, output=tmp_path)
    assert (again.folder / "series.csv.gz").stat().st_ino == written.st_ino
    pd.testing.assert_frame_equal(again.summary(), first.summary())


@pytest.mark.parametrize(
    "change", ["more replicates", "other words", "a table is gone", "a damaged table", "a damaged manifest"]
)
def test_tables_of_something_else_are_written_anew(tmp_path, change):
    first = run(load("minimal"), replicates=3, output=tmp_path)
    written = (first.folder / "series.csv.gz").stat()
    scenario, replicates = load("minimal"), 3
    if change == "more replicates":
        replicates = 4
    elif change == "other words":
        document = scenario.document.model_copy(update={"title": "Another title"})
        scenario = replace(scenario, document=document)
    elif change == "a damaged table":
        (first.folder / "summary.csv").write_text("")
    elif change == "a table is gone":
        (first.folder / "metrics.csv").unlink()
    else:
        (first.folder / "manifest.json").write_text("{")
    again = run(scenario, replicates=replicates, output=tmp_path)
    assert again.folder == first.folder
    assert (again.folder / "series.csv.gz").stat().st_ino != written.st_ino
    assert json.loads((again.folder / "manifest.json").read_text())["title"] == scenario.title
    assert pd.read_csv(again.folder / "metrics.csv")["replicate"].tolist() == list(range(replicates))


def test_tables_written_while_replicates_come_are_those_written_at_once(tmp_path):
    """Some were there before, some come in between: the same bytes."""
    run(load("minimal"), replicates=6, output=tmp_path / "a")
    run(load("minimal"), only=4, output=tmp_path / "b")
    run(load("minimal"), replicates=2, output=tmp_path / "b")
    run(load("minimal"), replicates=6, output=tmp_path / "b")
    one, two = contents(tmp_path / "a"), contents(tmp_path / "b")
    manifests = [name for name in one if name.endswith("manifest.json")]
    assert {name: data for name, data in one.items() if name not in manifests} == {
        name: data for name, data in two.items() if name not in manifests
    }


def test_tables_of_another_number_of_replicates_are_never_believed(tmp_path, monkeypatch):
    """Three replicates, then five that end between the tables and the manifest, then three again."""
    run(load("minimal"), replicates=3, output=tmp_path)

    def full(*_):
        raise OutputError("the disk is full")

    monkeypatch.setattr("kfor_sim.export.put_manifest", full)
    with pytest.raises(OutputError, match="disk is full"):
        run(load("minimal"), replicates=5, output=tmp_path)
    monkeypatch.undo()
    again = run(load("minimal"), replicates=3, output=tmp_path)
    assert pd.read_csv(again.folder / "metrics.csv")["replicate"].tolist() == [0, 1, 2]
    assert set(pd.read_csv(again.folder / "summary.csv")["n"]) <= {0, 1, 2, 3}


def test_a_link_below_the_folder_is_refused(tmp_path):
    folder, elsewhere = store_in(tmp_path / "results").folder, tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "replicates" / "0000-0099").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="is a link that leaves"):
        store_in(tmp_path / "results").save(0, content(0))
    assert not list(elsewhere.iterdir())


def test_a_damaged_file_that_another_process_sets_aside_first_is_no_fault(tmp_path, monkeypatch):
    store = store_in(tmp_path)
    store.save(0, content(0))
    path = store.folder / file_name(0)
    path.write_bytes(b"damaged")
    replaced = Path.replace
    monkeypatch.setattr(Path, "replace", lambda file, target: (replaced(file, target), replaced(file, target)))
    assert store.finished([0]) == ()


def test_a_file_that_another_process_has_mended_meanwhile_is_used(tmp_path, monkeypatch):
    store, looks = store_in(tmp_path), []
    store.save(0, content(0))
    real = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: b"damaged" if not looks and not looks.append(1) else real(path)
    )
    assert store.finished([0]) == (0,)
    assert store.set_aside == ()


def test_tables_that_are_not_closed_leave_the_folder_as_it_was(tmp_path):
    result = run(load("minimal"), replicates=3, output=tmp_path)
    before = contents(tmp_path)
    with Tables(result, result.shelf, kept=(0, 1)) as tables:
        tables.add(2)
    assert contents(tmp_path) == before
