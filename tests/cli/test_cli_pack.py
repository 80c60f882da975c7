"""`kfor-sim pack`: one ZIP file that a browser opens, the worksheet before the results."""

import csv
import io
import json
import re
import zipfile

import pytest

from kfor_sim.cli import pack as packing

CLASS = (("run", "minimal"), ("compare", "minimal", "FEWER"), ("robust", "minimal", "FEWER", "--theories", "minimal"))


@pytest.fixture
def small_class(monkeypatch, overlay):
    """A class of small results instead of the one of ninety minutes."""
    levers = 'troops = { value = 300, unit = "person", basis = "chosen", because = "less than a third" }'
    fewer = overlay(f'[drawdown]\npolicy = "hold"\nbecause = "fewer than there were"\n{levers}\n')
    words = (tuple(word.replace("FEWER", str(fewer)) for word in words) for words in CLASS)
    monkeypatch.setattr(packing, "CLASS", tuple(words))


def contents(file):
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        return {name.removeprefix("kfor-sim/"): packed.read(name) for name in packed.namelist()}


def test_a_class_is_computed_and_packed(kfor_sim, tmp_path, small_class):
    answer = kfor_sim("pack", "--output", tmp_path / "out", "--replicates", "2", "--quiet")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Pack: {tmp_path / 'out' / 'class-pack.zip'}\n  3 results in ")
    inside = contents(tmp_path / "out" / "class-pack.zip")
    folders = sorted(
        path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(("minimal-", "compare", "robust"))
    )
    assert len(folders) == 3
    for folder in folders:
        report = inside[f"reports/{folder}.html"].decode()
        assert "Illustrative" in report
        assert "tables/" + folder + "/manifest.json" in inside
        rows = list(csv.DictReader(io.StringIO(inside[f"tables/{folder}/figures.csv"].decode())))
        assert {"path", "value", "unit", "basis", "source"} <= set(rows[0])
        assert any(name.startswith(f"pictures/{folder}/") for name in inside)
    run = next(folder for folder in folders if folder.startswith("minimal-"))
    assert inside[f"tables/{run}/series.csv"].startswith(b"replicate,")


def test_the_start_page_asks_and_never_tells_what_came_out(kfor_sim, tmp_path, small_class):
    told = json.loads(kfor_sim("pack", "--output", tmp_path, "--quiet", "--replicates", "2", "--json").out)
    inside = contents(told["pack"])
    index, worksheet = inside["index.html"].decode(), inside["worksheet.html"].decode()
    assert "Made by <code>kfor-sim run minimal" in index.replace("<wbr>", "")
    assert "The claim: security_mean(mine)" in index.replace("<wbr>", "")
    for link in re.findall(r'href="([^"#]+)"', index):
        assert link in inside or any(name.startswith(link) for name in inside), link
    assert worksheet.count("<textarea") == 6 * len(told["results"])
    for page in (index, worksheet):
        assert "Illustrative" in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        for result in told["results"]:
            for sentence in json.loads((tmp_path / result / "document.json").read_text()).get("sentences", []):
                assert sentence not in page


def test_the_same_results_give_the_same_bytes(kfor_sim, tmp_path):
    assert kfor_sim("run", "minimal", "--output", tmp_path, "--quiet").code == 0
    for name in ("a.zip", "b.zip"):
        assert kfor_sim("pack", "minimal", "--output", tmp_path, "--to", tmp_path / name).code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert "pictures/" in " ".join(contents(tmp_path / "a.zip"))


@pytest.mark.parametrize("damage", ["altered", "linked", "cut off"])
def test_what_is_not_as_it_was_written_is_not_packed(kfor_sim, tmp_path, damage):
    assert kfor_sim("run", "minimal", "--output", tmp_path, "--quiet", "--no-pictures").code == 0
    (folder,) = tmp_path.glob("minimal-*")
    table, series = folder / "summary.csv", folder / "series.csv.gz"
    if damage == "altered":
        table.write_text(table.read_text(encoding="utf-8") + "deaths,person,0\n", encoding="utf-8")
    elif damage == "linked":
        table.unlink()
        table.symlink_to("/etc/hostname")
    else:
        series.write_bytes(series.read_bytes()[:-20])
    answer = kfor_sim("pack", "minimal", "--output", tmp_path)
    assert (answer.code, answer.out) == (2, "")
    told = {"altered": "is not what was written", "linked": "is a link", "cut off": "series.csv.gz"}[damage]
    assert told in answer.err
    assert "`kfor-sim run minimal" in answer.err
    assert not (tmp_path / "class-pack.zip").exists()


def test_a_result_without_pictures_is_packed_without_them(kfor_sim, tmp_path):
    assert kfor_sim("run", "minimal", "--output", tmp_path, "--quiet", "--no-pictures").code == 0
    assert kfor_sim("pack", "minimal", "--output", tmp_path).code == 0
    inside = contents(tmp_path / "class-pack.zip")
    assert not [name for name in inside if name.startswith("pictures/")]
    assert "Pictures, for slides" not in inside["index.html"].decode()


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["nothing"], "nothing"),
        (["minimal", "--replicates", "3"], "for a pack without RESULTS"),
        (["minimal", "minimal"], "name each once"),
        (["minimal", "--to", "gone/pack.zip"], "there is no folder"),
        (["minimal", "--to", "."], "is a directory"),
        (["minimal", "--to", "/dev/null"], "/dev/null"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_left(kfor_sim, tmp_path, monkeypatch, words, hint):
    monkeypatch.chdir(tmp_path)
    assert kfor_sim("run", "minimal", "--quiet", "--no-pictures").code == 0
    before = sorted(path.name for path in (tmp_path / "results").iterdir())
    answer = kfor_sim("pack", *words)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err
    assert "Traceback" not in answer.err
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == before
