"""`kfor-sim discover` as users type it, and its experiments as EMA workbench opens them."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "discovery.md"
SHORT = ("--set", "end=1999-12-31", "--resolution", "1000")
MORE_DEATHS = ("--claim", "deaths(no-force) > deaths(documented)")
QUICK = (
    "discover",
    "documented",
    "no-force",
    *MORE_DEATHS,
    "--theories",
    "default,no-effect",
    *SHORT,
    "--worlds",
    "14",
)


def said(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder of results that several tests share, so that worlds are lived through once."""
    return tmp_path_factory.mktemp("results")


def test_a_discovery_says_where_the_claim_fails_and_keeps_tables_and_pictures(kfor_sim, stored):
    done = kfor_sim(*QUICK, "--output", stored)
    assert done.code == 0, done.err
    text = said(done.out)
    assert text.startswith("documented, no-force, each in the same 27 worlds: up to 14 under each of 2 sets")
    assert "Illustrative" in text
    assert re.search(r"Fails where the theory is no-effect: 100 % of [67] unseen worlds there fail", text)
    assert "regret by" in text
    assert "The largest regret is smallest (minimax regret, Savage 1951) with documented by deaths" in text
    assert "L. J. Savage 1951" in text
    assert max(map(len, done.out.splitlines())) <= 100
    assert "56 runs at most, some" in said(done.err)
    (folder,) = stored.glob("discover-no-force-*")
    assert {path.name for path in folder.iterdir()} == {
        *(
            "regret.csv",
            "rules.csv",
            "experiments.csv",
            "outcomes.csv",
            "manifest.json",
            "document.json",
            "in-and-out.json",
        ),
        *("discover.png", "discover.svg"),
    }
    assert "all sound" in kfor_sim("results", "--output", stored, "--verify").out
    assert folder.name in kfor_sim("results", "--output", stored).out


def test_json_is_one_document_with_rules_and_regrets(kfor_sim, stored):
    done = kfor_sim(*QUICK, "--output", stored, "--json", "--quiet", "--no-pictures", "--metrics", "deaths, attacks")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    assert document["says"] == "rule found"
    assert document["rules"][0]["words"] == "the theory is no-effect"
    assert [(row["metric"], row["schedule"]) for row in document["regret"]] == [
        *(("deaths", "documented"), ("deaths", "no-force"), ("attacks", "documented"), ("attacks", "no-force"))
    ]
    worst = document["regret"][1]
    assert (worst["worst_theory"], type(worst["worst_draw"])) == ("default", int)
    assert document["regret"][0]["worst_draw"] is None  # no world in which it is behind
    assert document["minimax"] == {"deaths": ["documented"], "attacks": ["documented"]}


def test_a_dry_run_says_what_it_costs_and_keeps_nothing(kfor_sim, tmp_path):
    done = kfor_sim(*QUICK, "--output", tmp_path / "out", "--dry-run", "--quiet")
    assert done.code == 0, done.err
    assert said(done.out).startswith("56 runs at most, fewer where the folder knows some")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("discover",), "Missing argument"),
        (("discover", "docmented"), "did you mean 'documented'"),
        (("discover", "documented", "documented"), "is given twice"),
        (("discover", "documented", "--theories", "quinlan"), "did you mean 'quinlivan'"),
        (("discover", "documented", "--claim", "deaths(slow) > 1"), "slow"),
        (("discover", "documented", "--worlds", "0"), "--worlds"),
        (("discover", "documented", "--metrics", "troop_years"), "has no better direction"),
        (("discover", "documented", "--metrics", "death"), "did you mean 'deaths'"),
        (("discover", "documented", "--posterior"), "No such option"),
    ],
)
def test_wrong_input_gives_words_and_no_folder(kfor_sim, tmp_path, words, says):
    done = kfor_sim(*words, "--output", tmp_path / "out", "--quiet")
    assert done.code == 2
    assert says in said(done.err)
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


PLANTED = """
schema = 1
extends = "{}"
[violence]
everyday_rate = {{ value = 0.15, unit = "attack/1000 person/week", basis = "chosen", because = "as in 1999" }}
[violence.everyday_lethality]
value = 0.3
range = [0.01, 0.6]
unit = "share"
basis = "assumed"
because = "wide, so that deaths hang on it"
"""


def opened(folder, monkeypatch, *, policy):
    """Run the lines of the page in a folder of results, as a reader would paste them there."""
    import ema_workbench

    block = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)[1]
    if ema_workbench.__version__.startswith("2."):
        block = re.sub(r"box = .*  # with ema_workbench 2\.5: (.*)", r"box = \1", block)
    monkeypatch.chdir(folder)
    names = {}
    exec(block.replace('"documented"', repr(policy)), names)
    return SimpleNamespace(**names)


def their_measure(seen, rule, *, is_odd):
    """Coverage and density of a rule of ours as EMA workbench's own box computes them, on the odd draws or the even."""
    import ema_workbench
    from ema_workbench.analysis import prim
    from ema_workbench.analysis.scenario_discovery_util import _in_box

    numbers = seen.experiments.loc[seen.rows, "scenario"].str.rpartition("-")[2].astype(int)
    half = (numbers % 2 == is_odd).to_numpy()
    more = {"threshold": 0.5} if ema_workbench.__version__.startswith("2.") else {}
    peeler = prim.Prim(seen.x[half], seen.y[half], **more)
    box = peeler.box_init.copy()
    for low, path, high in re.findall(r"(?:([\d.e+-]+) < )?`([^`]+)`(?: <= ([\d.e+-]+))?", rule):
        box.loc[0, path] = np.nextafter(float(low), np.inf) if low else box.loc[0, path]  # their boxes hold both ends
        box.loc[1, path] = float(high) if high else box.loc[1, path]
    if theories := re.search(r"model in \[(.*?)\]", rule):
        names = set(re.findall(r"'([^']+)'", theories[1]))
        box["model"] = [names, names]
    theirs = prim.PrimBox(peeler, box, peeler.yi[_in_box(peeler.x, box)])
    return theirs.coverage, theirs.density


@pytest.mark.slow
# EMA workbench says on import that ipyparallel and altair are not installed, which nothing here needs, and pandas says
# of it that it changes tables in place; neither is ours to mend.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.filterwarnings("ignore:ipyparallel not installed:UserWarning")
@pytest.mark.filterwarnings("ignore:altair based interactive inspection not available:ImportWarning")
def test_ema_workbench_opens_the_experiments_and_finds_the_planted_box(kfor_sim, tmp_path, monkeypatch):
    """Troops save lives only where they matter, and the more the deadlier attacks are: our box and theirs are that."""
    for name, base in (("planted", "documented"), ("unguarded", "no-force")):
        (tmp_path / f"{name}.toml").write_text(PLANTED.format(base), encoding="utf-8")
    done = kfor_sim(
        "discover", tmp_path / "planted.toml", tmp_path / "unguarded.toml", "--theories", "default,no-effect",
        "--claim", "deaths(unguarded) < deaths(planted) + 1000", *SHORT, "--worlds", "80", "--quiet", "--no-pictures",
        "--output", tmp_path / "results",
    )  # fmt: skip
    assert done.code == 0, done.err
    (folder,) = (tmp_path / "results").glob("discover-*")
    seen = opened(folder, monkeypatch, policy="planted")
    from ema_workbench.analysis.scenario_discovery_util import _in_box  # imported by the page before

    path, rules = "violence.everyday_lethality", pd.read_csv(folder / "rules.csv")
    ours = rules.query("rule == '1'").set_index("half")
    bound = float(re.fullmatch(rf"\(([\d.]+) < `{path}` and model in \['default'\]\)", ours["query"]["unseen"])[1])

    low, high = seen.box.box_lim[path]
    assert (low, high > 0.5) == (pytest.approx(bound, abs=0.1), True)
    assert set(seen.x["model"].iloc[seen.box.yi]) == {"default"}
    assert seen.box.density > 0.9
    stats = pd.DataFrame(seen.tree.stats).astype(float)
    leaf = seen.tree.boxes[int((stats["coverage"] * stats["density"]).argmax())]
    assert leaf[path].tolist() == [pytest.approx(bound, abs=0.1), seen.x[path].max()]
    assert set(seen.x["model"][_in_box(seen.x, leaf)]) == {"default"}

    assert ours["lasts"].all()
    for half, is_odd in (("unseen", True), ("grown on", False)):
        coverage, density = their_measure(seen, ours["query"][half], is_odd=is_odd)
        assert (coverage, density) == pytest.approx((ours["coverage"][half], ours["density"][half]), rel=1e-8)
    inside = seen.experiments[seen.rows].query(ours["query"]["unseen"]).index
    assert len(inside) == ours["inside"].sum()
    assert 0.6 < ours["density"]["unseen"] <= 1
    assert 0.9 < ours["coverage"]["unseen"] <= 1
