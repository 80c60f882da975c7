"""What counts as ours in an output folder, and what never does."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from kfor_sim.errors import InputError
from kfor_sim.inventory import PICTURES, inventory, remove, result_folder, troubles
from kfor_sim.names import file_name, folder_name, label_of
from kfor_sim.packing import packed
from kfor_sim.scenario.claim_register import claim_register

KEY = "0123456789abcdef" * 4
NAME = folder_name("documented", KEY)


def content(number=0, key=KEY):
    return packed({"troops": np.arange(5)}, key=key, replicate=number)


def unfinished(output, numbers=(0,), *, name=NAME, key=KEY):
    """Lay down what an interrupted run leaves."""
    for number in numbers:
        path = output / name / file_name(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(number, key))
    return output / name


def manifest(**changed):
    told = {"schema": 1, "illustrative": "Illustrative.", "name": "documented", "key": KEY, "seed": 7, "scenario": {}}
    return {**told, "files": ["summary.csv"], **changed}


def finished(output, *, called=NAME, **changed):
    folder = output / called
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(manifest(**changed)), "utf-8")
    return folder


def test_a_label_says_whose_a_replicate_is():
    assert label_of(content(12)) == (KEY, 12)
    assert label_of(content(12)[:-1]) is None
    assert label_of(b"") is None


def test_names_are_those_that_the_program_gives():
    from kfor_sim.plots import gallery

    drawn = {name.removeprefix("figure_") for name in vars(gallery) if name.startswith("figure_")}
    of_answers = {"robust", "break", "scorecard", "ensemble", "discover"}  # drawn by the commands of these names
    of_claims = {claim.picture for claim in claim_register().values() if claim.picture}
    of_calibrations = {"posterior", "pairs", "fit", "marks"}
    of_sensitivity = {"tornado", "scatter", "screening"}
    assert drawn | of_answers | of_claims | of_calibrations | of_sensitivity == {
        stem for stems in PICTURES.values() for stem in stems
    }


@pytest.mark.parametrize("number", [0, 99, 100, 12345])
def test_a_folder_is_known_by_one_label_of_its_key(tmp_path, number):
    folder = result_folder(unfinished(tmp_path, [number]))
    assert folder.told is None
    assert folder.having("replicate") == (file_name(number),)
    assert (folder.kind, folder.scenarios, folder.foreign) == ("run", ("documented",), ())


def test_a_folder_is_known_by_its_manifest(tmp_path):
    told = result_folder(finished(tmp_path)).told
    assert (told.kind, told.scenarios, told.seed, told.files) == ("run", ("documented",), 7, ("summary.csv",))


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": 2},
        {"illustrative": ""},
        {"key": "f" * 64},
        {"key": KEY[:12]},
        {"name": "other"},
        {"name": 3},
        {"seed": "7"},
        {"files": None},
    ],
)
def test_a_manifest_of_something_else_is_not_ours(tmp_path, changed):
    folder = finished(tmp_path, **changed)
    (folder / "summary.csv").write_text("mine")
    unfinished(tmp_path)
    there = inventory(tmp_path)
    assert (there.results, there.others) == ((), {NAME})


@pytest.mark.parametrize("text", ["", "[]", "3", "null", '["scenario"]', "{}", "[" * 100_000, "\xff"])
def test_what_is_no_manifest_raises_nothing(tmp_path, text):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "manifest.json").write_text(text, "latin-1")
    assert result_folder(tmp_path / NAME) is None


@pytest.mark.parametrize(
    "name", ["documented", "backup of " + NAME, "backup-" + NAME, NAME + "-copy", "x-0123456789AB", "-" + KEY[:12]]
)
def test_a_folder_that_was_given_another_name_is_the_users(tmp_path, name):
    unfinished(tmp_path, name=name)
    finished(tmp_path, called=name)
    assert inventory(tmp_path).results == ()


def test_a_folder_whose_name_no_scenario_gives_is_the_users(tmp_path):
    unfinished(tmp_path, name=f"backup of {NAME}")
    assert inventory(tmp_path).results == ()


def test_replicates_of_another_key_make_no_folder_ours(tmp_path):
    unfinished(tmp_path, key="f" * 64)
    assert inventory(tmp_path).results == ()


def test_no_folder_is_ours_by_the_names_of_its_files_alone(tmp_path):
    folder = unfinished(tmp_path)
    (folder / file_name(0)).write_bytes(b"somebody's measurements")
    (folder / "summary.csv").write_text("mine")
    assert inventory(tmp_path).results == ()


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("summary.csv", "made"),
        ("series.csv.gz", "made"),
        ("overview.png", "made"),
        ("document.json", "made"),
        ("in-and-out.json", "made"),
        ("report.html", "made"),
        ("phase.svg", None),
        ("ranking.csv", None),
        ("added.csv", "made"),  # the manifest lists it
        ("../outside.csv", None),
        ("notes.txt", None),
        (".hidden", None),
        ("replicates/0000-0099/0007.npz", "replicate"),
        ("replicates/0000-0099/0100.npz", None),
        ("replicates/0000-0100/0007.npz", None),
        ("replicates/0000-0099/7.npz", None),
        ("replicates/0000-0099/00007.npz", None),
        ("replicates/0000-0099/mine.npz", None),
        ("replicates/0000-0099/0007.npz.unusable", "unused"),
        ("notes.txt.unusable", None),
        ("replicates/0007.npz", "unused"),
        ("replicates/0000-0099/.0007.npz.123-0a1b2c3d.tmp", "half-written"),
        ("replicates/0000-0099/.mine.npz.123-0a1b2c3d.tmp", None),
        (".manifest.json.123-0a1b2c3d.tmp", "half-written"),
        (".overview.svg.part", "half-written"),
        (".notes.txt.part", None),
        (".summary.csv.swp", None),
    ],
)
def test_what_a_file_is_to_us(tmp_path, name, role):
    folder = finished(tmp_path, files=["summary.csv", "added.csv", "../outside.csv", "deep/er.csv"])
    path = (folder / name).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    roles = {item.name: item.role for item in result_folder(folder).items if item.role != "folder"}
    del roles["manifest.json"]
    assert roles == ({} if name.startswith("..") else {name: role})
    remove(result_folder(folder))
    assert path.exists() is (role is None)


def test_a_whole_name_counts_before_a_beginning(tmp_path):
    for name in ("calm", "calm-two"):
        unfinished(tmp_path, name=folder_name(name, KEY))
    there = inventory(tmp_path)
    assert [folder.scenarios for folder in there.chosen(["calm"])] == [("calm",)]
    assert [folder.scenarios for folder in there.chosen(["calm-t"])] == [("calm-two",)]
    with pytest.raises(InputError, match="could be calm, calm-two; write more of it"):
        there.chosen(["cal"])


def test_nothing_is_read_or_removed_through_a_link(tmp_path):
    outside = tmp_path / "outside"
    for name in ("0000-0099/0000.npz", "0100-0199/0100.npz", "overview.png"):
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_bytes(content())
    folder = unfinished(tmp_path / "output", [0])
    (folder / "replicates/0100-0199").symlink_to(outside / "0100-0199")
    (folder / "overview.png").symlink_to(outside / "overview.png")
    there = result_folder(folder)
    assert set(there.foreign) == {"replicates/0100-0199", "overview.png"}
    assert len(there.files) == 1
    removal = remove(there)
    assert not removal.gone
    assert set(removal.left) == set(there.foreign)
    assert len(list(outside.rglob("*.*"))) == 3
    assert (folder / "overview.png").is_symlink()


def test_a_linked_folder_of_replicates_makes_nothing_ours(tmp_path):
    real = unfinished(tmp_path / "elsewhere")
    folder = tmp_path / "output" / NAME
    folder.mkdir(parents=True)
    (folder / "replicates").symlink_to(real / "replicates")
    (folder / "manifest.json").symlink_to(finished(tmp_path / "other") / "manifest.json")
    assert inventory(tmp_path / "output").results == ()


def test_a_linked_folder_is_no_folder_of_results(tmp_path):
    real = unfinished(tmp_path / "elsewhere")
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / NAME).symlink_to(real)
    there = inventory(tmp_path / "output")
    assert (there.results, there.links) == ((), {NAME})
    assert result_folder(tmp_path / "output" / NAME) is None


def test_an_output_folder_that_is_a_link_is_the_users_choice(tmp_path):
    unfinished(tmp_path / "elsewhere")
    (tmp_path / "output").symlink_to(tmp_path / "elsewhere")
    assert [folder.name for folder in inventory(tmp_path / "output").results] == [NAME]


def test_pipes_do_not_block(tmp_path):
    folder = unfinished(tmp_path)
    os.mkfifo(folder / "manifest.json")
    os.mkfifo(folder / file_name(1))
    assert set(result_folder(folder).foreign) == {"manifest.json", file_name(1)}


def test_a_folder_that_cannot_be_looked_into_is_left(tmp_path, monkeypatch):
    folder = finished(unfinished(tmp_path).parent)
    scandir = os.scandir

    def forbidden(path):
        if Path(path).name == "replicates":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", forbidden)
    there = result_folder(folder)
    assert there.foreign == ("replicates",)
    assert remove(there).left == ("replicates",)


def test_what_vanishes_meanwhile_is_no_error(tmp_path):
    folder = result_folder(unfinished(tmp_path, range(3)))
    (folder.path / file_name(1)).unlink()
    assert [trouble.what for trouble in troubles(folder, checked=lambda: None)] == ["missing"]
    assert remove(folder).gone
    assert list(tmp_path.iterdir()) == []
    assert remove(folder).gone  # somebody else has removed it


def test_a_folder_that_vanishes_while_it_is_looked_into_is_no_error(tmp_path, monkeypatch):
    finished(tmp_path)
    monkeypatch.setattr("kfor_sim.inventory.folder._file", lambda *_: iter(()))  # as if all were gone
    (folder,) = inventory(tmp_path).results
    assert (folder.size, folder.changed) == (0, 0)


def test_after_an_interrupted_removal_the_rest_is_still_a_folder_of_results(tmp_path, monkeypatch):
    folder = finished(unfinished(tmp_path, range(5)).parent)
    (folder / "summary.csv").write_text("a")
    there = result_folder(folder)
    unlink, steps = Path.unlink, len(there.files)
    for step in range(steps):
        calls = []

        def interrupted(path, *arguments, calls=calls, **named):
            if calls:
                raise KeyboardInterrupt
            calls.append(path)
            unlink(path, *arguments, **named)

        assert result_folder(folder), f"not known any more after {step} files"
        monkeypatch.setattr(Path, "unlink", interrupted)
        if step < steps - 1:
            with pytest.raises(KeyboardInterrupt):
                remove(result_folder(folder))
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["manifest.json"]


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (b"", "damaged"),
        (content()[: len(content()) // 2], "damaged"),
        (content()[:30] + b"\0" + content()[31:], "damaged"),
        (content()[:-1] + b"g", "damaged"),
        (content(key="x" * 64), "damaged"),
        (content(key="f" * 64), "of another run"),
        (content(3), "of another number"),
    ],
    ids=["empty", "cut off", "one byte", "seal", "no label", "run", "number"],
)
def test_what_is_wrong_with_a_replicate(tmp_path, damage, what):
    folder = unfinished(tmp_path, range(3))
    (folder / file_name(0)).write_bytes(damage)
    checked = []
    found = troubles(result_folder(folder), checked=lambda: checked.append(1))
    assert [(trouble.file, trouble.what) for trouble in found] == [(file_name(0), what)]
    assert len(checked) == 3


def test_a_finished_folder_needs_the_whole_key(tmp_path):
    near = KEY[:12] + "f" * 52
    folder = finished(unfinished(tmp_path, key=near).parent, files=[])
    assert [trouble.what for trouble in troubles(result_folder(folder), checked=list)] == ["of another run"]


def test_what_a_manifest_lists_should_be_there(tmp_path):
    folder = finished(tmp_path, files=["summary.csv", "../../etc/passwd"])
    found = troubles(result_folder(folder), checked=list)
    assert [(trouble.file, trouble.what) for trouble in found] == [
        ("summary.csv", "missing"),
        ("../../etc/passwd", "missing"),
    ]


def test_a_manifest_that_cannot_be_read_is_damaged(tmp_path):
    folder = unfinished(tmp_path)
    (folder / "manifest.json").write_text("{")
    found = troubles(result_folder(folder), checked=list)
    assert [(trouble.file, trouble.what) for trouble in found] == [("manifest.json", "damaged")]
