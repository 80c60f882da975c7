"""Samples: the same arrays, kept and found again, added to, stopped and gone on with, whatever the workers."""

import hashlib
import io
import os
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from kfor_sim.computing import Book
from kfor_sim.errors import InputError, OutputError, RunInterrupted, WorkerError
from kfor_sim.inventory import inventory
from kfor_sim.names import COMMENT, trial_file_name
from kfor_sim.packing import packed, unpacked
from kfor_sim.samples import Asked, Samples
from kfor_sim.samples.keeping import Files, arrays_of, known_of

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows kills in another way")


@dataclass(frozen=True)
class Dice:
    """A small world: throws until a six, and what they add up to."""

    sides: int
    seed: int = 7
    kills_at: int = -1  # not part of the key
    drawn: ClassVar[list[tuple[int, int]]] = []  # in this process

    @property
    def key(self):
        return hashlib.sha256(f"{self.sides} {self.seed}".encode()).hexdigest()

    def draw(self, replicate):
        self.drawn.append((self.sides, replicate))
        if replicate == self.kills_at:
            os._exit(9)
        rng = np.random.default_rng([self.seed, self.sides, replicate])
        throws = rng.integers(1, self.sides + 1, 1 + replicate)
        return {"throws": throws, "mean": np.array([throws.mean()]), "table": np.outer(throws, [1.0, 0.5])}


@pytest.fixture(autouse=True)
def _none_drawn():
    Dice.drawn.clear()


def read(*asked, **given):
    with Samples(**{"workers": 1, **given}) as samples:
        return samples.read([Asked(*each) for each in asked], label="dice")


def bits(worlds):
    """Everything in what was read, to the last bit."""
    return [
        [{name: (array.dtype.str, array.shape, array.tobytes()) for name, array in arrays.items()} for arrays in world]
        for world in worlds
    ]


def files(folder):
    return {path.name: path.read_bytes() for path in (folder / "trials").iterdir()}


def expected(*asked):
    found = bits([[world.draw(replicate) for replicate in range(number)] for world, number in asked])
    Dice.drawn.clear()
    return found


# The numbers


def test_replicates_come_in_order_with_all_their_arrays():
    asked = [(Dice(6), 4), (Dice(20), 2)]
    found = read(*asked)
    assert bits(found) == expected(*asked)
    assert [len(arrays["throws"]) for arrays in found[0]] == [1, 2, 3, 4]
    assert found[0][3]["table"].shape == (4, 2)


def test_what_was_kept_is_what_was_drawn(tmp_path):
    asked = [(Dice(6), 5), (Dice(20), 1)]
    first, again = read(*asked, output=tmp_path), read(*asked, output=tmp_path)
    assert len(Dice.drawn) == 6
    assert bits(first) == bits(again) == expected(*asked)


def test_workers_do_not_change_a_bit(tmp_path):
    asked = [(Dice(6), 5), (Dice(20), 3)]
    one, two = (read(*asked, output=tmp_path / str(workers), workers=workers) for workers in (1, 2))
    assert len(Dice.drawn) == 8  # none of the second in this process
    assert bits(one) == bits(two) == expected(*asked)
    assert files(tmp_path / "1") == files(tmp_path / "2")


def test_arrays_survive_being_laid_out():
    known = {number: Dice(6).draw(number) for number in (4, 0, 9)}
    known[2] = {name: array[:0] for name, array in known[4].items()}  # nothing to tell of it
    found = known_of(arrays_of(known))
    assert list(found) == [0, 2, 4, 9]
    assert bits([[found[number] for number in known]]) == bits([list(known.values())])
    in_another_order = arrays_of(dict(sorted(known.items())))
    assert {name: array.tobytes() for name, array in arrays_of(known).items()} == {
        name: array.tobytes() for name, array in in_another_order.items()
    }


@pytest.mark.parametrize("given", [{"workers": 0}, {"dask": "nowhere"}, {"workers": 3, "dask": "tcp://there:1"}])
def test_workers_and_clusters_are_checked_first(given):
    with pytest.raises(InputError):
        Samples(**given)


# What is computed


def test_more_replicates_are_added_to_those_that_are_there(tmp_path):
    read((Dice(6), 2), output=tmp_path)
    found = read((Dice(6), 5), output=tmp_path)
    assert Dice.drawn == [(6, 0), (6, 1), (6, 2), (6, 3), (6, 4)]
    read((Dice(6), 3), output=tmp_path)
    assert len(Dice.drawn) == 5
    assert bits(found) == expected((Dice(6), 5))
    read((Dice(6), 5), output=tmp_path / "at once")
    assert list(files(tmp_path)) == [trial_file_name(Dice(6).key)]
    assert files(tmp_path) == files(tmp_path / "at once")


def test_without_a_folder_they_are_known_while_the_samples_live():
    with Samples(workers=1) as samples:
        samples.read([Asked(Dice(6), 2)], label="first")
        found = samples.read([Asked(Dice(6), 3)], label="second")
    assert Dice.drawn == [(6, 0), (6, 1), (6, 2)]
    assert bits(found) == expected((Dice(6), 3))
    read((Dice(6), 1))
    assert Dice.drawn == [(6, 0)]


def test_equal_worlds_are_computed_once_and_each_gets_what_it_asked_for():
    asked = [(Dice(6), 1), (Dice(20), 2), (Dice(6), 3), (Dice(6, kills_at=99), 2)]
    found = read(*asked)
    assert sorted(Dice.drawn) == [(6, 0), (6, 1), (6, 2), (20, 0), (20, 1)]
    assert [len(world) for world in found] == [1, 2, 3, 2]
    assert bits(found) == expected(*asked)


def test_nothing_asked_opens_no_worker(monkeypatch, tmp_path):
    read((Dice(6), 2), output=tmp_path)
    monkeypatch.setattr("kfor_sim.computing.open_executor", None)
    with Samples(output=tmp_path, workers=2) as samples:
        assert samples.read([], label="nothing") == []
        assert samples.read([Asked(Dice(6), 0)], label="none") == [[]]
        assert len(samples.read([Asked(Dice(6), 2)], label="known")[0]) == 2


def test_a_world_is_written_down_once_it_is_complete(monkeypatch, tmp_path):
    saved, save = [], Files.save

    def counted(shelf, key, known):
        saved.append((key, len(known)))
        save(shelf, key, known)

    monkeypatch.setattr(Files, "save", counted)
    read((Dice(6), 3), (Dice(20), 2), output=tmp_path)
    assert saved == [(Dice(6).key, 3), (Dice(20).key, 2)]


def test_a_file_opens_with_numpy_and_is_listed_among_results(tmp_path):
    read((Dice(6), 3), output=tmp_path)
    (path,) = (tmp_path / "trials").iterdir()
    with np.load(path) as archive:
        assert archive["replicates"].tolist() == [0, 1, 2]
        assert archive["ends-of-throws"].tolist() == [1, 3, 6]
        assert len(archive["values-of-throws"]) == 6
    (folder,) = inventory(tmp_path).results
    assert (folder.kind, len(folder.having("trial"))) == ("trials", 1)


# Files that cannot be used


def cut(whole, key):
    return whole[: len(whole) // 2]


def flipped(whole, key):
    return whole[:70] + bytes([whole[70] ^ 1]) + whole[71:]


def of_another(whole, key):
    return packed(unpacked(io.BytesIO(whole)), key="f" * 64, replicate=2)


def of_other_content(whole, key):
    """Other numbers under the label and the seal of these."""
    arrays = unpacked(io.BytesIO(whole))
    other = packed({**arrays, "values-of-mean": arrays["values-of-mean"] + 1}, key=key, replicate=2)
    return other[:-COMMENT] + whole[-COMMENT:]


def laid_out_otherwise(whole, key):
    return packed({"metrics": np.zeros((1, 1))}, key=key, replicate=1)


def with_a_part_too_few(whole, key):
    arrays = unpacked(io.BytesIO(whole))
    return packed({**arrays, "ends-of-mean": arrays["ends-of-mean"][:-1]}, key=key, replicate=2)


@pytest.mark.parametrize(
    "damage",
    [cut, flipped, of_another, of_other_content, laid_out_otherwise, with_a_part_too_few, lambda *_: b""],
)
def test_a_damaged_file_is_set_aside_and_never_trusted(tmp_path, damage):
    read((Dice(6), 2), output=tmp_path)
    ((name, whole),) = files(tmp_path).items()
    broken = damage(whole, Dice(6).key)
    (tmp_path / "trials" / name).write_bytes(broken)
    Dice.drawn.clear()
    found = read((Dice(6), 2), output=tmp_path)
    assert Dice.drawn == [(6, 0), (6, 1)]
    assert bits(found) == expected((Dice(6), 2))
    assert files(tmp_path) == {name: whole, f"{name}.unusable": broken}


def test_the_file_of_another_world_is_not_taken_for_its_own(tmp_path):
    read((Dice(6), 2), (Dice(20), 2), output=tmp_path)
    here, there = (tmp_path / "trials" / trial_file_name(Dice(sides).key) for sides in (6, 20))
    here.write_bytes(there.read_bytes())
    Dice.drawn.clear()
    found = read((Dice(6), 2), (Dice(20), 2), output=tmp_path)
    assert Dice.drawn == [(6, 0), (6, 1)]
    assert bits(found) == expected((Dice(6), 2), (Dice(20), 2))


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_that_leads_out_of_the_output_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "trials").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is a link that leaves"):
        read((Dice(6), 1), output=tmp_path / "results")
    assert Dice.drawn == []


# Stopped, and gone on with


def stopping(monkeypatch, *, at):
    """Press Ctrl-C at a draw."""
    draw = Dice.draw

    def stopped(world, replicate):
        if len(Dice.drawn) == at:
            raise KeyboardInterrupt
        return draw(world, replicate)

    monkeypatch.setattr(Dice, "draw", stopped)


def test_ctrl_c_keeps_what_is_finished_of_every_world(monkeypatch, tmp_path):
    asked = [(Dice(6), 3), (Dice(20), 3)]
    read((Dice(6), 1), output=tmp_path)
    stopping(monkeypatch, at=4)
    with pytest.raises(
        RunInterrupted, match=r"stopped: 4 of 6 runs are kept in .*; the same command goes on from there"
    ):
        read(*asked, output=tmp_path)
    monkeypatch.undo()
    found = read(*asked, output=tmp_path)
    assert Dice.drawn == [(6, 0), (6, 1), (6, 2), (20, 0), (20, 1), (20, 2)]
    assert bits(found) == expected(*asked)


def test_ctrl_c_without_a_folder_says_that_nothing_is_kept(monkeypatch):
    stopping(monkeypatch, at=1)
    with pytest.raises(RunInterrupted, match="stopped after 1 of 2 runs; give an output folder"):
        read((Dice(6), 2))


@pytest.mark.parametrize("place", [(Book, "keep"), (Files, "save")])
def test_ctrl_c_while_a_result_is_kept_loses_nothing(monkeypatch, tmp_path, place):
    original, calls = getattr(*place), []

    def interrupted(*given):
        calls.append(given)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return original(*given)

    monkeypatch.setattr(*place, interrupted)
    number = 2 if place[1] == "keep" else 1
    with pytest.raises(RunInterrupted, match=f"1 of {number} runs are kept"):
        read((Dice(6), number), output=tmp_path)
    monkeypatch.undo()
    Dice.drawn.clear()
    read((Dice(6), number), output=tmp_path)
    assert Dice.drawn == [(6, 1)][: number - 1]


@needs_signals
def test_a_replicate_that_kills_is_reported_and_all_others_are_kept(tmp_path):
    asked = [(Dice(6), 2), (Dice(20, kills_at=2), 4)]
    with pytest.raises(WorkerError, match="workers died over replicate 2 of seed 7") as caught:
        read(*asked, output=tmp_path, workers=2)
    assert (caught.value.seed, caught.value.replicates) == (7, (2,))
    assert Dice.drawn == []
    found = read((Dice(6), 2), (Dice(20), 4), output=tmp_path)
    assert Dice.drawn == [(20, 2)]
    assert bits(found) == expected((Dice(6), 2), (Dice(20), 4))


@needs_signals
def test_of_a_folder_that_keeps_the_others_it_is_said(tmp_path):
    with pytest.raises(WorkerError) as caught:
        read((Dice(6, kills_at=0), 2), output=tmp_path, workers=2)
    assert "give an output folder" not in str(caught.value).lower()


# How it is shown


def test_a_bar_has_the_label_and_starts_at_what_is_there(tmp_path, capsys):
    read((Dice(6), 2), output=tmp_path)
    assert capsys.readouterr() == ("", "")
    with Samples(output=tmp_path, workers=1, shown=True) as samples:
        samples.read([Asked(Dice(6), 3), Asked(Dice(20), 1)], label="throwing dice")
        shown = capsys.readouterr()
        assert shown.out == ""
        for text in ("throwing dice, 1 worker, 2 reused:", "2/4", "4/4"):
            assert text in shown.err
        samples.read([Asked(Dice(20), 1)], label="nothing to do")
    assert capsys.readouterr().err == ""
