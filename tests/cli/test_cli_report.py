"""`kfor-sim report` as users meet it: one whole page of whatever a folder of results holds, or what to do instead."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from kfor_sim.cli import main
from kfor_sim.names import answer_folder_name
from kfor_sim.report.keeping import SCHEMA
from kfor_sim.report.page import ON_EVERY_PAGE
from kfor_sim.report.result_page import report_of
from kfor_sim.report.stored import stored
from pages import demand_a_whole_page

STRONGER = '{ value = 3.0, unit = "1", basis = "chosen", because = "to see what differs" }'
COMPARED = ("--replicates=3", "--seed=7", "--workers=1", "--quiet", "--no-pictures", "--json")
PICTURE = """<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
viewBox="0 0 9 9"><defs><path id="glyph" d="M 0 0"/></defs><use xlink:href="#glyph"/></svg>"""
KEY = "0123456789abcdef" * 4


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two schedules and their comparison, made by the program itself, with pictures that stand in for drawn ones."""
    folder = tmp_path_factory.mktemp("made")
    mine = folder / "mine.toml"
    mine.write_text(
        f'extends = "minimal"\ntitle = "Mine & more"\nquestion = "What if 1 < 2?"\n[unrest]\ndeterrence = {STRONGER}\n',
        "utf-8",
    )
    with pytest.raises(SystemExit) as ended:
        main(["compare", "minimal", str(mine), *COMPARED, "--output", str(folder / "results")])
    assert ended.value.code == 0
    compared = named(folder / "results", "compare-minimal")
    for stem in ("schedules", "frontier"):
        (compared / f"{stem}.svg").write_text(PICTURE, encoding="utf-8")
    return folder


@pytest.fixture
def output(made, tmp_path, monkeypatch):
    """A folder of one's own with a copy of them, seen from the folder in which it lies."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(made / "mine.toml", tmp_path)
    return Path(shutil.copytree(made / "results", tmp_path / "results"))


@pytest.fixture
def report(kfor_sim, output):
    def call(*words):
        return kfor_sim("report", *words)

    return call


def named(output, beginning):
    (folder,) = output.glob(f"{beginning}-*")
    return folder


def page_of(folder, name="report.html"):
    return demand_a_whole_page((folder / name).read_text(encoding="utf-8"))


def document_of(folder, name="document.json"):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def spoken(text):
    return " ".join(text.replace("`", "").split())


def test_a_page_says_what_was_asked_what_came_out_and_what_not_to_conclude(report, output):
    done = report("compare")
    assert (done.code, done.err) == (0, "")
    folder = named(output, "compare-minimal")
    assert f"Report: results/{folder.name}/report.html\n" in done.out
    assert "2 pictures" in done.out
    page, document = page_of(folder), document_of(folder)
    for sentence in document["sentences"]:
        assert spoken(sentence) in page.text
    for words in (
        *("minimal and mine: schedules compared", "Mine & more", "What if 1 < 2?", "3 replicates of each schedule"),
        *("it is neither a forecast nor a measurement", "Forecasting violence, planning a force", "Intervals are luck"),
        *("kfor-sim robust minimal mine", "put in, never found", ON_EVERY_PAGE, "seed7", document["key"]),
        "kfor-sim audit minimal mine would rank them",
        *("More or fewer than what? minimal itself has in the model", "What came out leans most directly on:"),
    ):
        assert words in page.text, words
    titles = [
        "What was asked",
        "What came out, if the assumptions hold",
        "What not to conclude",
        "On which assumptions",
    ]
    titles += ["Pictures", "Tables", "Put in, came out", "Every figure used", "Bibliography", "Manifest"]
    assert json.loads(report("compare", "--json").out)["sections"] == titles
    first = f"if the assumptions hold {spoken(document['sentences'][0])}"
    starts = [page.text.index(words) for words in ("What was asked kfor-sim is", first)]
    assert starts == sorted(starts)
    assert len(page.tags("section")) == len(titles)


def test_every_figure_with_its_source_and_every_address_is_in_it(report, output):
    told = json.loads(report("compare", "--json").out)
    folder = named(output, "compare-minimal")
    page, kept = page_of(folder), document_of(folder, "in-and-out.json")
    assert told["figures"] == len(kept["figures"]) > 50
    for figure in kept["figures"]:
        assert figure["path"] in page.text
        assert spoken(figure["reason"]) in page.text
    (instead,) = kept["instead"]["mine"]
    assert (instead["path"], instead["value"]) == ("unrest.deterrence", 3.0)
    assert "What mine has instead" in page.text
    assert "to see what differs" in page.text
    links = {each["href"] for each in page.tags("a")}
    cited = document_of(folder)["bibliography"]
    assert told["sources"] == len(cited) + len(kept["sources"])
    assert len(cited) > 3
    assert {each["address"] for each in cited if each["address"].startswith("http")} <= links


def test_what_came_out_stands_beside_what_was_put_in(report, output):
    report("compare")
    page = page_of(named(output, "compare-minimal"))
    kept = document_of(named(output, "compare-minimal"), "in-and-out.json")
    assert [each["name"] for each in kept["schedules"]] == ["minimal", "mine"]
    for schedule in kept["schedules"]:
        for row in schedule["came_out"]:
            assert row["value"] in page.text, row
            assert spoken(row["what"]) in page.text, row
    assert "Put in, the same under every schedule" in page.text
    assert "Leans most directly on: " in page.text
    assert "documented, pinned" in page.text or "chosen" in page.text


def test_pictures_have_words_with_their_numbers_and_names_of_their_own(report, output):
    report("compare")
    page, document = page_of(named(output, "compare-minimal")), document_of(named(output, "compare-minimal"))
    heard = [each["aria-label"] for each in page.tags("div") if each.get("role") == "img"]
    assert heard[0].startswith("The schedules laid over each other")
    assert "Strength there in the last week: minimal " in heard[0]
    assert heard[1].startswith("What each schedule costs in troop-years")
    deaths = next(row for row in document["differences"] if row["metric"] == "deaths")
    assert f"Difference to minimal in {deaths['label']}: mine " in heard[1]
    assert [each["href"] for each in page.tags("use")] == ["#schedules-glyph", "#frontier-glyph"]


def test_the_page_is_one_of_the_files_of_its_result(report, kfor_sim, output):
    report("compare")
    folder = named(output, "compare-minimal")
    first = (folder / "report.html").read_bytes()
    assert str(output.parent).encode() not in first  # no path of this machine
    report("compare")
    assert (folder / "report.html").read_bytes() == first
    manifest = document_of(folder, "manifest.json")
    assert manifest["files"].count("report.html") == 1
    assert set(manifest["hashes"]) >= {"document.json", "in-and-out.json"}
    assert "all sound" in kfor_sim("results", "--verify").out
    assert kfor_sim("results", "--remove", folder.name, "--yes").code == 0
    assert not folder.exists()


def test_it_is_written_elsewhere_on_request(report, output, tmp_path):
    told = json.loads(report("compare", "--to", tmp_path / "for-class.html", "--json").out)
    assert told["report"] == str(tmp_path / "for-class.html")
    assert told["bytes"] == (tmp_path / "for-class.html").stat().st_size < 5_000_000
    demand_a_whole_page((tmp_path / "for-class.html").read_text(encoding="utf-8"))
    assert not (named(output, "compare-minimal") / "report.html").exists()
    assert [path.name for path in tmp_path.glob(".*")] == []
    missing = report("compare", "--to", tmp_path / "nowhere" / "a.html")
    assert (missing.code, missing.out) == (2, "")
    assert "there is no folder" in missing.err
    assert report("compare", "--to", tmp_path).code == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_only_an_ordinary_file_of_ones_own_is_replaced(report, output, tmp_path):
    folder = named(output, "compare-minimal")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "round").symlink_to("round")
    before = (folder / "manifest.json").read_bytes()
    for to, why in {
        "": "that is a folder",
        tmp_path / "pipe": "no ordinary file",
        os.devnull: "no ordinary file",
        tmp_path / "round": "no ordinary file",
        folder / "manifest.json": "is a folder of results",
        folder / "new.html": "is a folder of results",
    }.items():
        done = report("compare", "--to", to)
        assert (done.code, done.out) == (2, ""), to
        assert why in done.err, to
    assert (folder / "manifest.json").read_bytes() == before
    assert (tmp_path / "pipe").is_fifo()
    (tmp_path / "link.html").symlink_to("mine.html")
    assert report("compare", "--to", tmp_path / "link.html").code == 0
    assert (tmp_path / "link.html").is_symlink()
    demand_a_whole_page((tmp_path / "mine.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["versions", "runs"])
def test_a_manifest_that_lacks_what_the_page_repeats_is_told(report, output, name):
    folder = named(output, "compare-minimal")
    manifest = document_of(folder, "manifest.json")
    del manifest[name]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = report("compare")
    assert (done.code, done.out) == (2, "")
    assert f"manifest.json of {folder.name} lacks {name}" in done.err
    assert "`kfor-sim compare minimal mine`, with the options it was made with, writes it anew" in done.err


@pytest.mark.parametrize("form", [{"schema": 1}, {}])
def test_a_document_of_another_version_is_told(report, output, form):
    from kfor_sim.names import content_hash

    folder = named(output, "compare-minimal")
    manifest, kept = document_of(folder, "manifest.json"), document_of(folder, "in-and-out.json")
    del kept["schema"]
    (folder / "in-and-out.json").write_text(json.dumps(kept | form), encoding="utf-8")
    with (folder / "in-and-out.json").open("rb") as file:
        manifest["hashes"]["in-and-out.json"] = content_hash(file)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = report("compare")
    assert (done.code, done.out) == (2, "")
    assert f"another version of kfor-sim (form {form.get('schema')}, needed {SCHEMA}). `kfor-sim compare" in done.err


def test_a_damaged_manifest_is_called_that(report, output):
    folder = named(output, "compare-minimal")
    (folder / "manifest.json").write_text('{"schema": 1, "nam', encoding="utf-8")
    for word in ("compare", folder.name, folder):
        done = report(word)
        assert (done.code, done.out) == (2, "")
        assert f"manifest.json of {folder.name} is damaged" in done.err, word
    assert "no results of the name" in report("another").err


def test_the_manifest_section_says_how_to_repeat_it_and_where_its_files_lie(report, output):
    report("compare")
    folder = named(output, "compare-minimal")
    page = page_of(folder)
    assert "kfor-sim compare minimal mine --replicates 3 --seed 7 --resolution 10" in page.text
    assert "schedules that do not come with kfor-sim need their files" in page.text
    assert f"Files in the folder {folder.name}, as they were" in page.text
    assert "beside this page" not in page.text


def test_a_tie_names_nobody_and_nought_is_not_ranked_by(report, kfor_sim, output):
    again = ("--replicates=3", "--seed=7", "--workers=1", "--quiet", "--no-pictures")
    assert kfor_sim("run", "minimal", *again, "--json").code == 0
    assert report("minimal").code == 0
    page = page_of(named(output, "minimal"))
    assert "nobody would be killed, and the simulated security level of every community would" in page.text
    assert "kfor-sim audit minimal --metric riot_weeks would rank them" in page.text
    assert "machine" in page.text


def test_a_path_and_a_beginning_name_the_same_result(report, kfor_sim, output, monkeypatch):
    folder = named(output, "compare-minimal")
    for word in (folder.name, folder.name[:-4], f"results/{folder.name}", folder, f"./results/{folder.name}/"):
        assert json.loads(report(word, "--json").out)["result"] == folder.name, word
    monkeypatch.chdir(folder)
    assert json.loads(kfor_sim("report", ".", "--json").out)["result"] == folder.name
    assert json.loads(kfor_sim("report", "compare", "--output", "..", "--json").out)["result"] == folder.name


def test_a_scenario_of_several_runs_has_to_be_told_apart(report, kfor_sim, output):
    assert kfor_sim("run", "minimal", "--replicates=1", "--seed=8", "--workers=1", "--quiet", "--no-pictures").code == 0
    done = report("minimal")
    assert (done.code, done.out) == (2, "")
    names = sorted(path.name for path in output.glob("minimal-*"))
    assert f"'minimal' could be {names[0]}, {names[1]}; write more of it" in done.err
    assert report(next(name for name in names if name != named_run(output, 7))).code == 0


def named_run(output, seed):
    (name,) = [path.name for path in output.glob("minimal-*") if document_of(path, "manifest.json")["seed"] == seed]
    return name


def test_without_pictures_it_says_how_to_get_them(report, output):
    folder = named(output, "compare-minimal")
    for stem in ("schedules", "frontier"):
        (folder / f"{stem}.svg").unlink()
    done = report("compare")
    assert "no pictures" in done.out
    page = page_of(folder)
    assert not page.tags("svg")
    assert "without --no-pictures, draws them" in page.text


def test_a_damaged_picture_is_left_out(report, output):
    folder = named(output, "compare-minimal")
    (folder / "schedules.svg").write_text("<svg", encoding="utf-8")
    assert json.loads(report("compare", "--json").out)["pictures"] == ["frontier"]
    page_of(folder)


@pytest.mark.parametrize("name", ["document.json", "in-and-out.json"])
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_document_is_not_reported(report, output, kfor_sim, name, damage):
    folder = named(output, "compare-minimal")
    if damage == "gone":
        (folder / name).unlink()
    else:
        (folder / name).write_text((folder / name).read_text("utf-8").replace("minimal", "maximal"), "utf-8")
    done = report("compare")
    assert (done.code, done.out) == (2, "")
    assert f"{name} of {folder.name} is damaged or missing. `kfor-sim compare minimal mine`" in done.err
    assert not (folder / "report.html").exists()
    assert kfor_sim("results", "--verify").code == 1


def test_a_result_without_a_document_says_which_command_adds_it(report, output, kfor_sim):
    done = report("minimal")
    assert done.code == 2
    assert "has no document.json" in done.err
    assert "`kfor-sim run minimal`, with the options it was made with, adds it" in done.err
    again = ("--replicates=3", "--seed=7", "--workers=1", "--quiet", "--no-pictures")
    folder = named(output, "minimal")
    before = (folder / "series.csv.gz").stat().st_mtime_ns
    assert kfor_sim("run", "minimal", *again).code == 0
    assert (folder / "series.csv.gz").stat().st_mtime_ns == before  # tables that are there are not written again
    assert report("minimal").code == 0
    page = page_of(folder)
    assert spoken(document_of(folder)["sentence"]) in page.text
    assert kfor_sim("run", "minimal", *again).code == 0
    assert (folder / "report.html").exists()  # of the same document
    assert "report.html" in document_of(folder, "manifest.json")["files"]


def test_one_replicate_alone_keeps_no_document(kfor_sim, tmp_path):
    words = ("run", "minimal", "--only", "1", "--workers=1", "--quiet", "--output", tmp_path)
    document = json.loads(kfor_sim(*words, "--json").out)
    assert not [path for path in tmp_path.rglob("*.json") if path.name in ("document.json", "in-and-out.json")]
    assert document["files"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["compare-minimal-000000000000"], "in results; did you mean 'compare-minimal-"),
        (["nothing-at-all"], "there are: "),
        (["mi"], "'mi' could be "),
        (["mine.toml"], "no results of the name"),
        (["results/nothing"], "no results of the name"),
        (["nowhere/else"], "there are no results yet"),
        (["results/other"], "is not a folder of results as kfor-sim names and fills them"),
        (["unfinished"], "is unfinished or its manifest.json is damaged; `kfor-sim run unfinished` goes on with it"),
        (["trials"], "trials cannot be reported: these are single runs that answers share"),
        (["lattice"], "an animation is no answer to be reported"),
        ([], "Missing argument 'RESULT'"),
        ([""], "no results of the name ''"),
    ],
)
def test_what_cannot_be_reported_is_told(report, output, words, told):
    (output / "other").mkdir()
    (output / "trials").mkdir()
    replicate = next(named(output, "minimal").glob("replicates/*/0000.npz"))
    key = replicate.read_bytes()[-160:-148].decode()
    for name in (f"unfinished-{key}",):
        shutil.copytree(replicate.parents[1], output / name / "replicates")
    label = replicate.read_bytes()[-160:-96].decode()
    shutil.copy(replicate, output / "trials" / f"{label}.npz")
    lattice = output / answer_folder_name("lattice", "run-5", KEY)
    lattice.mkdir()
    told_of = {"schema": 1, "kind": "lattice", "illustrative": "Illustrative.", "names": ["run-5"], "key": KEY}
    (lattice / "manifest.json").write_text(json.dumps({**told_of, "seed": 1, "files": []}), encoding="utf-8")
    done = report(*words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_told(report, output):
    folder = named(output, "compare-minimal")
    folder.chmod(0o555)
    try:
        done = report("compare")
    finally:
        folder.chmod(0o755)
    assert done.code == 2
    assert "cannot write" in done.err


def test_a_file_in_the_place_of_the_page_is_told(report, output):
    (named(output, "compare-minimal") / "report.html").mkdir()
    done = report("compare")
    assert (done.code, done.out) == (2, "")
    assert "a file stands where a folder should be, or the reverse" in done.err


def test_the_document_is_what_json_prints_without_the_occasion(kfor_sim, output):
    folder = named(output, "compare-minimal")
    kept = (folder / "document.json").read_bytes(), (folder / "in-and-out.json").read_bytes()
    assert kfor_sim("report", "compare").code == 0
    printed = json.loads(kfor_sim("compare", "minimal", "mine.toml", *COMPARED).out)
    assert (folder / "document.json").read_bytes() == kept[0]
    assert (folder / "in-and-out.json").read_bytes() == kept[1]
    assert {"document.json", "in-and-out.json", "report.html"} <= set(printed["files"])
    assert "report.html" in document_of(folder, "manifest.json")["files"]  # it tells of the same document
    document = json.loads(kept[0])
    for schedule in printed["schedules"]:
        for name in ("folder", "reused", "set_aside"):
            del schedule[name]
    assert document == {key: value for key, value in printed.items() if key not in ("folder", "files")}
    for content in kept:
        assert str(output.parent).encode() not in content


def test_a_page_of_another_document_does_not_stay(report, kfor_sim, output):
    report("compare")
    folder = named(output, "compare-minimal")
    (folder / "document.json").write_text('{"of": "an earlier version"}', encoding="utf-8")
    done = kfor_sim("compare", "minimal", "mine.toml", *COMPARED)
    assert done.code == 0
    assert not (folder / "report.html").exists()
    assert "report.html" not in json.loads(done.out)["files"]
    assert "report.html" not in document_of(folder, "manifest.json")["files"]
    assert report("compare").code == 0


def lay_down_analysis(output, kind, *, names, assumptions, leader="unrest.threshold", words="deaths"):
    """Lay down what a sensitivity analysis or an audit leaves, as far as a page reads it."""
    from kfor_sim.names import content_hash

    figure = {"figure": leader, "basis": "assumed", "low": 0.1, "high": 0.2, "unit": "1", "because": "of a reason"}
    numbers = {"first": 0.5, "first_low": 0.4, "first_high": 0.6, "total": 0.7, "total_low": 0.6, "total_high": 0.8}
    knowing = {"knowing": 0.3, "knowing_low": 0.2, "knowing_high": 0.4, "low_end": 1.0, "high_end": 2.0}
    told = {
        "words": words, "sentences": [f"`{leader}` comes first, as {kind} tells.", "Settled."], "leader": leader,
        "figures": [figure | numbers | knowing | {"at_low": 1.0, "at_high": 2.0}], "interval": 0.9, "as_it_is": 1.0,
        "others": {"total": None}, "settled": True,
    }  # fmt: skip
    schedules = [
        {"name": name, "assumptions": whole, "at_any_resolution": coarse, "persons_per_resident": 200}
        for name, (whole, coarse) in zip(names, assumptions, strict=True)
    ]
    theories = [{"name": "minimal"}]
    folder = output / answer_folder_name(kind, names[-1], KEY)
    folder.mkdir()
    contents = {
        "document.json": json.dumps({"analysis": told} if kind == "audit" else told).encode(),
        "in-and-out.json": json.dumps({"schema": SCHEMA, "theories": theories, "schedules": schedules}).encode(),
    }
    hashes = {}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        with (folder / name).open("rb") as file:
            hashes[name] = content_hash(file)
    manifest = {"schema": 1, "kind": kind, "illustrative": "Illustrative.", "names": names, "key": KEY, "seed": 1}
    manifest["versions"] = {"kfor-sim": "0.0"}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": [*contents], "hashes": hashes}), "utf-8")
    return folder


def test_assumptions_are_ranked_by_an_audit_of_the_same_schedules(report, output):
    compared = named(output, "compare-minimal")
    kept = document_of(compared, "in-and-out.json")["schedules"]
    names = [each["name"] for each in kept]
    assumptions = [(each["assumptions"], each["at_any_resolution"]) for each in kept]
    assert assumptions[0] != assumptions[1]
    lay_down_analysis(output, "audit", names=names, assumptions=[assumptions[0], (KEY, KEY)])  # of another `mine`
    assert json.loads(report("compare", "--json").out)["ranked_by"] == []
    shutil.rmtree(named(output, "audit-mine"))
    second = lay_down_analysis(output, "sensitivity", names=names, assumptions=assumptions)
    assert json.loads(report("compare", "--json").out)["ranked_by"] == [second.name]
    assert "unrest.threshold comes first, as sensitivity tells." in page_of(compared).text
    audit = lay_down_analysis(output, "audit", names=names, assumptions=assumptions)
    other = lay_down_analysis(output, "sensitivity", names=names[:1], assumptions=assumptions[:1], words="security")
    assert set(json.loads(report("compare", "--json").out)["ranked_by"]) == {audit.name, other.name}
    page = page_of(compared)
    assert "unrest.threshold comes first, as audit tells." in page.text
    assert "would rank them" not in page.text
    assert "of a reason" in page.text
    (audit / "document.json").write_text("{", encoding="utf-8")  # what is damaged ranks nothing
    assert set(json.loads(report("compare", "--json").out)["ranked_by"]) == {second.name, other.name}


def test_a_ranking_at_another_resolution_is_shown_and_said(report, output):
    compared = named(output, "compare-minimal")
    kept = document_of(compared, "in-and-out.json")["schedules"]
    names, any_resolution = [each["name"] for each in kept], [each["at_any_resolution"] for each in kept]
    coarse = lay_down_analysis(output, "audit", names=names, assumptions=[(KEY, each) for each in any_resolution])
    assert json.loads(report("compare", "--json").out)["ranked_by"] == [coarse.name]
    assert (
        "made with one simulated resident for 200 persons, which is not the resolution here" in page_of(compared).text
    )
    same = [(each["assumptions"], each["at_any_resolution"]) for each in kept]
    as_fine = lay_down_analysis(output, "sensitivity", names=names, assumptions=same)  # before an audit that is not
    assert json.loads(report("compare", "--json").out)["ranked_by"] == [as_fine.name]
    assert "which is not the resolution here" not in page_of(compared).text


def test_every_key_of_a_source_leads_to_its_entry(report, output):
    report("compare")
    folder = named(output, "compare-minimal")
    page, kept = page_of(folder), document_of(folder, "in-and-out.json")
    ids, links = set(page.having("id")), {each["href"] for each in page.tags("a")}
    cited = {figure["source"] for figure in kept["figures"] if figure["source"]}
    assert len(cited) > 10
    assert {f"source-{key}" for key in cited} <= ids
    assert {f"#source-{key}" for key in cited} <= links
    assert any(
        figure["idle"] and figure["source"] in {each["key"] for each in kept["sources"]} for figure in kept["figures"]
    )
    assert "And for figures that are not read here" in page.text
    assert "[epstein-2002] J. M. Epstein" in page.text


def test_the_resolution_is_a_caution_where_schedules_are_held_against_each_other(report, kfor_sim, output):
    report("compare")
    told = page_of(named(output, "compare-minimal")).text
    assert "with one simulated resident for 10 persons (as here) fast and cliff differed from documented by" in told
    assert "ask again with --resolution 1" in told
    found = stored("compare", output)
    one = replace(found, in_and_out={**found.in_and_out, "schedules": found.schedules[:1]})
    assert "ask again with" in report_of(found).text
    assert "ask again with" not in report_of(one).text  # there is no difference in it
    again = ("--replicates=3", "--seed=7", "--workers=1", "--quiet", "--no-pictures")
    assert kfor_sim("run", "minimal", *again).code == 0
    assert report("minimal").code == 0
    assert "--resolution 1" not in page_of(named(output, "minimal")).text.replace("--resolution 10", "")
    fine = (*again[:2], "--resolution=1", *again[2:])
    assert kfor_sim("compare", "minimal", "mine.toml", *fine, "--output", "fine").code == 0
    assert kfor_sim("report", "compare", "--output", "fine").code == 0
    assert "ask again with --resolution 1" not in page_of(named(Path("fine"), "compare-minimal")).text


def test_theories_that_were_laid_over_are_named(report, kfor_sim, output):
    asked = ("minimal", "mine.toml", "--theories", "no-effect,quinlivan", "--replicates=2", "--no-pictures", "--quiet")
    assert kfor_sim("robust", *asked, "--workers=1").code == 0
    assert report("robust").code == 0
    folder = named(output, "robust-mine")
    page, kept = page_of(folder), document_of(folder, "in-and-out.json")
    assert [each["name"] for each in kept["theories"]] == ["no-effect", "quinlivan"]
    assert "no theory is laid over them" not in page.text
    assert "ratio-literal" not in page.text
    assert "2 theories, each by itself: no-effect and quinlivan" in page.text
    for mechanism in ("changes nothing (none), under no-effect", "(density-threshold), under quinlivan"):
        assert mechanism in page.text, mechanism
    idle = {figure["path"]: figure["idle"] for figure in kept["figures"]}
    assert not idle["mechanisms.deterrence.background"]  # the one that the null reads
    assert not idle["mechanisms.deterrence.calm"]  # and one that the other reads
    assert f"{sum(idle.values())} of them belong to mechanisms that none of the theories here has" in page.text
    assert page.text.count("(read under none of the theories)") == sum(idle.values()) > 0
    assert "What quinlivan has instead" in page.text
    assert [each["title"] for each in kept["schedules"]] == ["Minimal: one town on a sheet of paper", "Mine & more"]
    assert "Schedules under no-effect" in page.text
    assert "Put in, the mechanisms, with the theories that have them" in page.text
    command = "kfor-sim robust minimal mine --claim 'security_mean(mine) < security_mean(minimal)'"
    assert f"{command} --theories no-effect,quinlivan --replicates 2 --seed 1999 --resolution 10" in page.text


def test_the_shell_completes_results(process, output):
    shell = {"_KFOR_SIM_COMPLETE": "bash_complete", "COMP_WORDS": "kfor-sim report comp", "COMP_CWORD": "2"}
    assert named(output, "compare-minimal").name in process(**shell).out


@pytest.mark.slow
def test_every_kind_of_answer_has_a_page(kfor_sim, tmp_path):
    few = ("--resolution", "1000", "--set", "end=1999-12-31")
    asked = {
        "run": ("minimal", "--replicates", "2"),
        "compare": ("documented", "no-force", "--replicates", "2", *few),
        "robust": ("documented", "no-force", "--theories", "no-effect", "--replicates", "2", *few),
        "break": ("documented", "no-force", "--figures", "violence.", "--no-pairs", "--replicates", "2", *few),
        "scorecard": ("minimal", "--theory", "no-effect", "--replicates", "1"),
        "calibrate": ("documented", "--theory", "default", "--budget", "12", "--resolution", "1000"),
        "ensemble": ("documented", "no-force", "--theories", "no-effect", "--worlds", "3", *few),
        "discover": ("documented", "no-force", "--theories", "no-effect", "--worlds", "8", *few),
        "audit": ("documented", "no-force", "--samples", "2", "--trajectories", "2", "--replicates", "1", *few),
        "claims": ("closed-form",),
    }
    alone = {"scorecard": "no-effect", "ensemble": "no-effect", "discover": "no-effect", "audit": "default"}
    for command, words in asked.items():
        output = tmp_path / command
        done = kfor_sim(command, *words, "--output", output, "--workers", "2", "--quiet")
        assert done.code == 0, (command, done.err)
        (folder,) = [path.parent for path in output.glob("*/document.json")]
        told = kfor_sim("report", folder)
        assert told.code == 0, (command, told.err)
        page = page_of(folder)
        assert "What came out, if the assumptions hold" in page.text, command
        kept = document_of(folder, "in-and-out.json")
        if command in alone:
            assert [theory["name"] for theory in kept["theories"]] == [alone[command]], command
            assert ("ratio-literal" in page.text) == (alone[command] == "default"), command
            idle = {figure["path"]: figure["idle"] for figure in kept["figures"]}
            assert idle["mechanisms.deterrence.background"] == (alone[command] == "default"), command
        drawn = command in ("calibrate", "ensemble", "discover", "audit")
        assert ("were drawn from their ranges, a calibrated one" in page.text) == drawn, command
        if command == "claims":
            assert "closed-form: The share of residents who act" in page.text
            assert "Not in the model" not in page.text
        for name in ("document.json", "in-and-out.json", "report.html"):
            assert str(tmp_path) not in (folder / name).read_text(encoding="utf-8"), (command, name)
        assert "all sound" in kfor_sim("results", "--output", output, "--verify").out


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LISTENING = """<!DOCTYPE html><title>waiting</title><body style="margin:0"><iframe src="{page}" style="border:0;
width:{width}px;height:900px"></iframe><script>onmessage = said => {{ document.title = said.data; }}</script>"""
SPEAKING = """<script>onload = () => parent.postMessage('wide ' + document.documentElement.scrollWidth + ' on '
+ getComputedStyle(document.body).backgroundColor, '*')</script>"""
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(23, 24, 27)"


def browser(*options):
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars")
    silent = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
    return subprocess.run(
        [CHROMIUM, *quiet, *silent, "--enable-logging=stderr", "--v=0", *options],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The page of a comparison with its pictures, as files that a browser can open."""
    folder = tmp_path_factory.mktemp("drawn")
    words = ("documented", "no-force", "--replicates", "2", "--resolution", "1000", "--workers", "2", "--quiet")
    for asked in (("compare", *words), ("report", "compare", "--to", str(folder / "page.html"))):
        with pytest.raises(SystemExit) as ended:
            main([*asked, "--output", str(folder / "results")])
        assert ended.value.code == 0
    return folder / "page.html"


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed, in which a page could be opened")
def test_a_browser_has_nothing_to_complain_of(drawn, tmp_path):
    seen = browser(f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", drawn.as_uri())
    assert "CONSOLE" not in seen.stderr
    assert len(demand_a_whole_page(seen.stdout).tags("svg")) == 5
    assert 100_000 < drawn.stat().st_size < 5_000_000


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed, in which a page could be opened")
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("scheme", "ground"), [(1, LIGHT), (0, DARK)])
def test_nothing_sticks_out_of_a_phone_or_a_desktop_by_day_or_night(drawn, tmp_path, width, scheme, ground):
    speaking, listening = tmp_path / "speaking.html", tmp_path / "listening.html"
    speaking.write_text(drawn.read_text("utf-8").replace("</body>", f"{SPEAKING}</body>"), "utf-8")
    listening.write_text(LISTENING.format(page=speaking.as_uri(), width=width), "utf-8")
    options = (f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1400,1000", "--virtual-time-budget=5000")
    seen = browser(*options, f"--blink-settings=preferredColorScheme={scheme}", "--dump-dom", listening.as_uri())
    assert f"<title>wide {width} on {ground}</title>" in seen.stdout


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed, in which a page could be opened")
def test_each_printed_page_is_marked_and_nothing_is_folded_away_on_paper(drawn, tmp_path):
    pdfium = pytest.importorskip("pypdfium2", reason="without pypdfium2 nobody can read what was printed")
    printed = tmp_path / "page.pdf"
    place = f"--user-data-dir={tmp_path / 'profile'}"
    browser(place, "--no-pdf-header-footer", f"--print-to-pdf={printed}", drawn.as_uri())
    sheets = [sheet.get_textpage().get_text_range() for sheet in pdfium.PdfDocument(printed)]
    assert len(sheets) > 5
    assert all(ON_EVERY_PAGE in sheet for sheet in sheets)
    assert "violence.everyday_lethality" in "".join(sheets[-12:])  # of the ledger, which is folded on the screen
