"""`kfor-sim sensitivity` and `kfor-sim audit` as users type them."""

import json
import subprocess
import sys

import pytest

from kfor_sim.cli.audit import command as audit
from kfor_sim.cli.sensitivity import command as sensitivity
from pages import demand_a_whole_page

SHORT = ("--set", "end=1999-10-31", "--resolution", "1000")
SMALL = (*SHORT, "--trajectories", "2", "--samples", "8", "--singly", "2", "--replicates", "2")
GAP = ("documented", "no-force", "--metric", "deaths")


def said(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder of results that several tests share, so that points are lived through once."""
    return tmp_path_factory.mktemp("results")


def test_the_answer_ranks_says_whether_it_is_settled_and_keeps_tables_and_pictures(kfor_sim, stored):
    done = kfor_sim("sensitivity", *GAP, *SMALL, "--output", stored)
    assert done.code == 0, done.err
    text = said(done.out)
    assert text.startswith("documented and no-force: deaths in both streams of violence, `no-force` less `documented`.")
    assert "Illustrative" in text
    assert "The figure that explains most of the variance" in text
    assert "With 8 blocks nothing is settled; take --samples 16 at least." in text
    assert "Luck" in text
    assert "Weighed one by one" in text
    assert "all others together" in text
    assert "As the design grew" in text
    assert "Had something else been asked" in text
    assert "runs at most, some" in said(done.err)  # what it costs, before
    (folder,) = stored.glob("sensitivity-no-force-*")
    assert {path.name for path in folder.iterdir()} == {
        *("figures.csv", "convergence.csv", "yardsticks.csv", "points.csv", "manifest.json"),
        *("document.json", "in-and-out.json"),
        *(f"{stem}.{ending}" for stem in ("tornado", "scatter", "screening") for ending in ("png", "svg")),
    }
    assert "all sound" in kfor_sim("results", "--output", stored, "--verify").out
    assert folder.name in kfor_sim("results", "--output", stored).out


def test_json_is_one_document_with_indices_and_intervals(kfor_sim, stored):
    done = kfor_sim("sensitivity", *GAP, *SMALL, "--output", stored, "--json", "--quiet", "--no-pictures")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    singly = [row for row in document["figures"] if row["total"] is not None]
    assert len(singly) == 2
    assert len(document["figures"]) == document["varied"]
    for row in singly:
        assert row["total_low"] <= row["total"] <= row["total_high"]
        assert row["basis"] in ("assumed", "calibrated")
        assert row["low"] < row["high"]
        assert row["because"]
    assert {row["blocks"] for row in document["convergence"]} == {2, 4, 8}
    assert 0 <= document["luck"] <= 1
    assert document["leader"] == singly[0]["figure"]
    assert document["settled"] is False
    assert 0 <= document["leads_all_in"] <= document["leads_in"] <= 1


def test_a_dry_run_says_what_it_costs_and_keeps_nothing(kfor_sim, tmp_path):
    for command in ("sensitivity", "audit"):
        done = kfor_sim(command, *GAP, *SMALL, "--output", tmp_path / "results", "--dry-run", "--json", "--quiet")
        assert done.code == 0, done.err
        cost = json.loads(done.out)
        assert cost["seconds"] == pytest.approx(cost["runs"] * cost["seconds_each"] / cost["workers"])
        assert not (tmp_path / "results").exists()
    assert "Nothing was kept" in said(kfor_sim("sensitivity", *GAP, *SMALL, "--dry-run").out)


def test_wrong_input_is_told_and_nothing_is_written(kfor_sim, tmp_path):
    for words, told in (
        (("sensitivity", "documentd"), "documentd"),
        (("sensitivity", "documented", "fast", "--metric", "death"), "did you mean 'deaths'?"),
        (("sensitivity", "documented", "--claim", "deaths(fast) > 1"), "there is no schedule 'fast'"),
        (
            ("sensitivity", "documented", "fast", "--metric", "deaths", "--claim", "deaths(fast) > 1"),
            "take one of them",
        ),
        (("sensitivity", "documented", "--samples", "1"), "2<=x"),
        (("audit", "documented", "fast", "--theory", "quinlivans"), "did you mean 'quinlivan'?"),
        (("audit", "documented", "documented"), "given twice"),
        (("audit", "documented", "fast", "--set", "unrest.deterrence=-1"), "unrest.deterrence"),
    ):
        done = kfor_sim(*words, "--output", tmp_path / "results")
        assert done.code == 2, (words, done.out, done.err)
        assert told in said(done.err), words
        assert "Traceback" not in done.err
        assert not (tmp_path / "results").exists()


def test_without_the_optional_part_it_says_what_to_install():
    """SALib is hidden from a process of its own, as it is where only the core is installed."""
    code = "import sys; sys.modules['SALib'] = None; from kfor_sim.cli import main; main(sys.argv[1:])"
    for command in ("sensitivity", "audit"):
        done = subprocess.run(
            [sys.executable, "-c", code, command, "documented", "fast"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert "pip install 'kfor-sim[analysis]'" in said(done.stderr)
        assert "Traceback" not in done.stderr


def test_help_teaches(kfor_sim):
    for command, words in ((sensitivity, "Rank the assumptions"), (audit, "Say on one page")):
        text = kfor_sim(command.callback.__module__.rpartition(".")[2], "--help").out
        assert words in text
        assert "kfor-sim[analysis]" in text
        assert "Examples" in text


def test_an_audit_is_one_page_in_three_forms(kfor_sim, stored):
    done = kfor_sim("audit", *GAP, *SMALL, "--output", stored)
    assert done.code == 0, done.err
    text = said(done.out)
    for heading in (
        *("The assumption that matters most for this conclusion is `", "Figures by basis", "Sources of figures"),
        *("Where sources disagree", "Assumptions by their influence", "Not in the model", "Five points of honest use"),
        *("1. Assumptions:", "2. Hubris:", "3. Framing:", "4. Consequences:", "5. Unknowns:"),
    ):
        assert heading in text, heading
    assert "blocks no place is settled: take --samples" in text
    (folder,) = stored.glob("audit-no-force-*")
    assert {path.name for path in folder.iterdir()} == {
        *("assumptions.csv", "disagreements.csv", "audit.html", "manifest.json", "tornado.png", "tornado.svg"),
        *("document.json", "in-and-out.json"),
    }
    document = json.loads(kfor_sim("audit", *GAP, *SMALL, "--output", stored, "--json", "--quiet", "--no-pictures").out)
    assert said(document["sentence"]) in text
    text = (folder / "audit.html").read_text(encoding="utf-8")
    page = demand_a_whole_page(text)
    (picture,) = [each["aria-label"] for each in page.tags("div") if each.get("role") == "img"]
    assert said(document["analysis"]["sentences"][0]).replace("`", "") in picture
    for each in (*document["not_in_the_model"], *(point["name"] for point in document["five_points"])):
        assert each.replace("`", "").replace("*", "")[:40] in page.text, each
    assert "Illustrative" in page.text
    assert len(page.tags("svg")) == 1
    assert "all sound" in kfor_sim("results", "--output", stored, "--verify").out


def test_ctrl_c_keeps_what_is_finished(tmp_path):
    import signal
    import time

    words = ("sensitivity", "documented", "fast", *SHORT, "--trajectories", "4", "--workers", "1")
    command = [sys.executable, "-m", "kfor_sim", *words, "--output", str(tmp_path)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while len(list(tmp_path.glob("trials/*.npz"))) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (3, "")
    assert "runs are kept in" in err
    assert "the same command goes on" in err
    assert len(list(tmp_path.glob("trials/*.npz"))) >= 3
