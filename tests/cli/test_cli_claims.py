import json

import pytest

from kfor_sim.register.judging import VERDICTS
from kfor_sim.scenario.claim_register import claim_register

FAMOUS = "epstein-run-5"


@pytest.fixture
def claims(kfor_sim, tmp_path, monkeypatch):
    """Check claims in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        return kfor_sim("claims", *words)

    return call


def prose(text):
    return " ".join(text.split())


def test_one_claim_is_checked_under_three_rules_and_drawn(claims, tmp_path):
    answer = claims(FAMOUS, "--seeds", "10", "--workers", "1")
    assert answer.code == 0, answer.err
    announced = (
        "1 claim: 30 runs, fewer where the folder knows some; each worker first compiles the lattice, some seconds."
    )
    assert announced in prose(answer.err)
    assert "Drawing pictures" in answer.err
    assert max(map(len, answer.out.splitlines())) <= 100
    words = prose(answer.out)
    assert words.startswith("Claims about models of this kind, seed by seed. Illustrative")
    assert f"depends on the ratio rule (1): {FAMOUS}" in words
    assert (
        f"{claim_register()[FAMOUS].statement}. Published (epstein-2002, run 5, figure 11). Share of 10 seeds" in words
    )
    assert "What the paper leaves open, and what was taken: turns:" in words
    assert "J. M. Epstein 2002" in words
    (folder,) = tmp_path.glob("results/claims-*")
    assert {path.name for path in folder.iterdir()} == {
        *(
            "claims.csv",
            "values.csv",
            "manifest.json",
            "document.json",
            "in-and-out.json",
            "cop-reduction.svg",
            "cop-reduction.png",
        )
    }
    document = json.loads(claims(FAMOUS, "--seeds", "10", "--json", "--quiet", "--no-pictures").out)
    assert document["illustrative"]
    assert set(document["verdicts"]) == set(VERDICTS)
    (told,) = document["claims"]
    assert told["rules"]["ratio-literal"]["finding"] == "no"
    assert told["rules"]["ratio-floor"]["n"] == 10
    markdown = claims(FAMOUS, "--seeds", "10", "--markdown", "-q", "--no-pictures").out
    assert f"(`{FAMOUS}`) | share: whether there is an outburst after" in markdown
    assert " | no 0.00 [0.00, 0.28] | yes " in markdown


def test_the_register_is_listed_without_running_anything(claims, tmp_path):
    listed = claims("--list")
    assert listed.code == 0
    assert all(name in listed.out for name in claim_register())
    assert json.loads(claims("--list", FAMOUS, "--json").out)["claims"][0]["claimed_seeds"] == 100
    assert not (tmp_path / "results").exists()


def test_too_few_seeds_are_said_to_be_too_few(claims):
    words = prose(claims(FAMOUS, "--seeds", "3", "--quiet", "--no-pictures", "--workers", "1").out)
    assert f"not enough seeds to tell (1): {FAMOUS}" in words
    assert "? 0.00" in words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("epstein-run-55",), "there is no claim 'epstein-run-55'; did you mean 'epstein-run-5'"),
        ((FAMOUS, "--seeds", "0"), "0 is not in the range"),
        ((FAMOUS, "--seeds", "99999"), "99999 is not in the range 1<=x<=10000"),
        ((FAMOUS, "--markdown", "--json"), "goes with neither --json nor --list"),
        (("fast-costs-lives",), "is about schedules; ask `kfor-sim robust --claim fast-costs-lives`"),
        (("run-8",), "did you mean one of epstein-run-8, epstein-run-8-havens, epstein-run-8-delay?"),
        ((FAMOUS, "--seed", "99999999999999999999"), "is not in the range 0<=x<="),
        ((FAMOUS, "--workers", "1", "--dask", "nowhere"), "nowhere"),
        ((FAMOUS, "--output", "taken", "--seeds", "1"), "a file stands where a folder should be"),
    ],
)
def test_wrong_input_is_refused_in_words(claims, tmp_path, words, said):
    (tmp_path / "taken").write_text("a file")
    answer = claims(*words)
    assert answer.code == 2
    assert said in prose(answer.err)
    assert "Traceback" not in answer.err


def test_without_numba_it_says_what_to_install(claims, monkeypatch):
    monkeypatch.setattr("kfor_sim.docking.lattice.find_spec", lambda _: None)
    answer = claims(FAMOUS)
    assert answer.code == 2
    assert "pip install 'kfor-sim[docking]'" in prose(answer.err)


def test_results_list_the_folder_of_a_check(claims, kfor_sim):
    assert claims("epstein-one-to-one-by-figures", "--quiet").code == 0
    listed = kfor_sim("results")
    assert "claims-epstein-one-to-one-by-figures-" in listed.out
    assert kfor_sim("results", "--verify").code == 0
