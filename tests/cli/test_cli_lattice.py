import json

import pytest


@pytest.fixture
def lattice(kfor_sim, tmp_path, monkeypatch):
    """Live through a run in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        return kfor_sim("lattice", *words)

    return call


def prose(text):
    return " ".join(text.split())


def test_a_run_is_lived_through_and_animated(lattice, tmp_path):
    answer = lattice("run-2", "--steps", "60", "--from", "20", "--to", "24")
    assert answer.code == 0, answer.err
    words = prose(answer.out)
    assert words.startswith(
        "run-2, punctuated outbursts: Epstein's Model I (2002), C / A rounded down (ratio-floor), seed"
    )
    assert "In 60 steps at most" in words
    assert "Illustrative" in words
    (folder,) = tmp_path.glob("results/lattice-run-2-ratio-floor-*")
    assert {path.name for path in folder.iterdir()} == {"lattice.gif", "series.csv", "manifest.json"}
    assert (folder / "lattice.gif").read_bytes().startswith(b"GIF89a")
    assert len((folder / "series.csv").read_text().splitlines()) == 62
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["shown"] == [20, 24]
    assert manifest["files"] == ["series.csv", "lattice.gif"]


def test_rules_share_their_luck_and_json_tells_what_came_of_each(lattice):
    told = [
        json.loads(lattice("run-5", "--rule", rule, "--no-pictures", "--quiet", "--json").out)
        for rule in ("ratio-literal", "ratio-floor")
    ]
    assert [each["outbursts"] > 0 for each in told] == [False, True]
    assert told[0]["first_outburst"] is None
    assert 0 < told[1]["cops_at_first_outburst"] < 118
    again = json.loads(lattice("run-5", "--rule", "ratio-floor", "--no-pictures", "--quiet", "--json").out)
    assert again == told[1]


def test_groups_are_told_of_model_two(lattice):
    words = prose(lattice("run-7", "--no-pictures", "--quiet").out)
    assert "Epstein's Model II (2002)" in words
    assert "were killed; the groups had" in words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run-9",), "there is no run 'run-9' of the lattice"),
        (("epstein-run-5",), "there is no run 'epstein-run-5' of the lattice; did you mean 'run-5'?"),
        (("run-5", "--rule", "ratio-flor"), "'ratio-flor' is not one of"),
        (
            ("run-5", "--from", "500", "--to", "400"),
            "cannot be shown from 500 to 400; choose --from and --to within that",
        ),
        (("run-5", "--steps", "20", "--from", "30"), "was followed from step 0 to step 20"),
        (("run-5", "--steps", "0"), "0 is not in the range"),
    ],
)
def test_wrong_input_is_refused_in_words(lattice, words, said):
    answer = lattice(*words)
    assert answer.code == 2
    assert said in prose(answer.err)


def test_results_know_the_folder(lattice, kfor_sim):
    assert lattice("run-1", "--steps", "5", "--no-pictures", "--quiet").code == 0
    assert "lattice-run-1-ratio-floor-" in kfor_sim("results").out
    assert kfor_sim("results", "--verify").code == 0


def test_what_is_shown_without_being_told_is_where_something_happens(lattice):
    def shown(*words):
        return json.loads(lattice(*words, "--no-pictures", "--quiet", "--json").out)["shown"]

    floor, literal = (shown("run-5", "--rule", rule) for rule in ("ratio-floor", "ratio-literal"))
    assert [last - first for first, last in (floor, literal)] == [100, 100]
    assert literal[0] > floor[0] > 0  # before most are active, and before the first outburst
    told = json.loads(lattice("run-7", "--no-pictures", "--quiet", "--json").out)
    assert told["shown"] == [0, told["steps"]]
    assert told["died_out"]


def test_leaving_the_animation_out_does_not_disown_one_that_is_there(lattice, kfor_sim, tmp_path):
    words = ("run-1", "--steps", "8", "--from", "2", "--to", "4", "--quiet")
    lattice(*words)
    lattice(*words, "--no-pictures")
    (folder,) = tmp_path.glob("results/lattice-run-1-ratio-floor-*")
    removed = kfor_sim("results", "--remove", folder.name, "--yes")
    assert removed.code == 0
    assert "Not made by kfor-sim" not in removed.out + removed.err
    assert not folder.exists()
