import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load, scenario_folder
from kfor_sim.scenario.sources import Citation, read_sources

CITING = """
extends = "documented"
[unrest]
threshold = { value = 0.1, unit = "1", basis = "documented", source = "mine-2020", as_of = "2020" }
"""


def faults(tmp_path, text):
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_sources((tmp_path / "sources.toml",))
    return [str(fault) for fault in caught.value.faults]


def test_the_shipped_sources_can_be_read():
    sources = read_sources((scenario_folder() / "sources.toml",))
    assert sources["nato-role"].author == "NATO"
    assert all(source.title for source in sources.values())


def test_a_line_of_a_bibliography():
    assert str(Citation("k", "A. Author", "A title", "2002", "doi:1")) == "A. Author. A title. 2002. doi:1."
    assert str(Citation("k", title="A title")) == "A title."


def test_a_file_may_bring_sources_of_its_own(tmp_path):
    (tmp_path / "mine.toml").write_text(CITING, encoding="utf-8")
    with pytest.raises(ScenarioError, match='unknown source "mine-2020"'):
        load(tmp_path / "mine.toml")
    (tmp_path / "sources.toml").write_text('[mine-2020]\ntitle = "My own count"\nyear = 2020\n', encoding="utf-8")
    cited = {citation.key: citation for citation in load(tmp_path / "mine.toml").bibliography}
    assert cited["mine-2020"] == Citation(
        "mine-2020", title="My own count", year="2020", cited_for=("unrest.threshold",)
    )


def test_a_shipped_source_may_not_be_changed(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "documented"\n', encoding="utf-8")
    shipped = (scenario_folder() / "sources.toml").read_text(encoding="utf-8")
    (tmp_path / "sources.toml").write_text(shipped, encoding="utf-8")
    assert load(tmp_path / "mine.toml").hash == load("documented").hash
    (tmp_path / "sources.toml").write_text('[nato-role]\ntitle = "Something else"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"sources\.toml: nato-role: is shipped with other content"):
        load(tmp_path / "mine.toml")


def test_faults_of_sources_come_all_at_once(tmp_path):
    text = 'plain = 1\n[a]\nauthor = "x"\n[b]\ntitle = "t"\nauhtor = "x"\n[c]\ntitle = "t"\nyear = true\naddress = 3\n'
    assert faults(tmp_path, text) == [
        'sources.toml: plain: is not a table; write [plain] and below it title = "..."',
        'sources.toml: a.title: missing; write title = "..."',
        "sources.toml: b.auhtor: unknown key; did you mean 'author'?",
        'sources.toml: c.year: is not text; write year = "..."',
        'sources.toml: c.address: is not text; write address = "..."',
    ]


def test_a_source_is_of_a_known_tier_or_of_none(tmp_path):
    (tmp_path / "mine.toml").write_text(CITING, encoding="utf-8")
    file = tmp_path / "sources.toml"
    for tier in ("A", "B", "C"):
        file.write_text(f'[mine-2020]\ntitle = "My own count"\ntier = "{tier}"\nnote = "by hand"\n', encoding="utf-8")
        (mine,) = (each for each in load(tmp_path / "mine.toml").bibliography if each.key == "mine-2020")
        assert (mine.tier, mine.remark) == (tier, f"by hand; tier {tier}")
    file.write_text('[mine-2020]\ntitle = "My own count"\ntier = "D"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"sources\.toml: mine-2020\.tier: is 'D'; write one of A, B, C"):
        load(tmp_path / "mine.toml")
