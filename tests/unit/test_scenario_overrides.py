import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load


def faults(*overrides):
    with pytest.raises(ScenarioError) as caught:
        load("documented", overrides=overrides)
    return [str(fault) for fault in caught.value.faults]


def test_a_figure_becomes_chosen():
    mine = load("documented", overrides=("unrest.deterrence=3.0",))
    row = next(row for row in mine.ledger if row.path == "unrest.deterrence")
    assert (row.value, row.basis, row.reason, row.source) == (3.0, "chosen", "set on the command line", "")


@pytest.mark.parametrize("text", ["unrest.deterrence.value=3.0", " unrest.deterrence = 3 ", "unrest.deterrence=3e0"])
def test_ways_of_writing_it(text):
    assert load("documented", overrides=(text,)).value("unrest.deterrence") == 3.0


def test_a_single_text_is_one_override():
    assert load("documented", overrides="unrest.deterrence=3.0").value("unrest.deterrence") == 3.0


def test_an_entry_of_a_list():
    mine = load("documented", overrides=("drawdown.waypoints[1].troops=12_345",))
    assert mine.series("drawdown.waypoints")[1][1] == 12_345


def test_the_last_one_wins():
    assert load("documented", overrides=("run.seed=1", "run.seed=2")).value("run.seed") == 2


def test_a_large_seed_keeps_every_digit():
    assert load("documented", overrides=(f"run.seed={2**63 - 1}",)).value("run.seed") == 2**63 - 1


def test_a_derived_figure_can_be_chosen_and_others_follow():
    mine = load("documented", overrides=("presence.presence_share=0.25",))
    assert mine.value("presence.presence_share") == 0.25
    other = load("documented", overrides=("presence.patrol_share=0.5",))
    product = 0.5 * other.value("presence.on_duty_share") * other.value("presence.street_share")
    assert other.value("presence.presence_share") == pytest.approx(product, rel=1e-12)


def test_options_and_dates_and_policies():
    mine = load(
        "documented",
        overrides=("theory.deterrence=none", "drawdown.troops=2000", "end=2000-12-31", "drawdown.policy=hold"),
    )
    assert mine.options["deterrence"] == "none"
    assert mine.end.isoformat() == "2000-12-31"
    assert (mine.text("drawdown.policy"), mine.value("drawdown.troops")) == ("hold", 2000)
    assert all(event.on <= mine.end for event in mine.events)


def test_a_flag_of_an_event():
    mine = load("documented", overrides=("events.entry.opens_sectors=true",))
    assert next(event for event in mine.events if event.key == "entry").opens_sectors


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            "unrest.deterence=3",
            "unrest.deterence (--set): there is no such path in this scenario; did you mean 'unrest.deterrence'?",
        ),
        (
            "unrest.deterrence=three",
            'unrest.deterrence (--set): "three" is not a number; wanted a number from 0 to 1,000',
        ),
        ("unrest.deterrence=nan", "unrest.deterrence.value (--set): nan is not a finite number"),
        ("unrest.deterrence=-1", "unrest.deterrence (--set): value -1 is not allowed; wanted a number from 0 to 1,000"),
        (
            "run.replicates=2.5",
            "run.replicates (--set): value 2.5 is not allowed; wanted a whole number from 1 to 100,000",
        ),
        ("theory.deterrence=nnone", "theory.deterrence (--set): unknown option \"nnone\"; did you mean 'none'?"),
        ("drawdown.policy=holt", "drawdown (--set): unknown policy \"holt\"; did you mean 'hold'?"),
        ("drawdown.policy=hold", "drawdown.troops (--set): is missing; write troops = "),
        ("start=tomorrow", 'start (--set): "tomorrow" is no date; write it as 1999-06-12'),
        ("events.entry.opens_sectors=yes", 'events.entry.opens_sectors (--set): "yes" is neither true nor false'),
        ("extends=minimal", "extends (--set): there is no such path in this scenario; "),
        ("unrest=3", 'unrest (--set): "3" cannot be set here; '),
        ("drawdown.waypoints=3", 'drawdown.waypoints (--set): "3" cannot be set here; '),
        ("drawdown.waypoints[99].troops=3", "drawdown.waypoints[99].troops (--set): there is no such path"),
        ("drawdown.waypoints[x].troops=3", "there is no such path in this scenario"),
        ("unrest..deterrence=3", "there is no such path in this scenario"),
        ("unrest.deterrence", "--set unrest.deterrence: is not path=value; such as unrest.deterrence=3.0"),
        ("=3", "--set =3: is not path=value"),
        ("unrest.deterrence=", "--set unrest.deterrence=: is not path=value"),
        ("\n=\x00", "is not path=value"),
    ],
)
def test_what_cannot_be_set(override, message):
    (fault,) = faults(override)
    assert message in fault
    assert "\n" not in fault


def figure(scenario, path):
    return next(row for row in scenario.ledger if row.path == path)


def test_an_entry_whose_day_is_set_is_no_longer_documented(documented):
    path = "drawdown.waypoints[2].troops"
    assert figure(documented, path).basis == "documented"
    mine = load("documented", overrides=("drawdown.waypoints[2].on=2000-12-31",))
    row = figure(mine, path)
    assert (row.value, row.basis, row.source, row.reason) == (15_000, "chosen", "", "set on the command line")
    assert mine.series("drawdown.waypoints")[2][0].isoformat() == "2000-12-31"
    others = [row for row in documented.ledger if row.path != path]
    assert [row for row in mine.ledger if row.path != path] == others


def test_an_entry_set_to_its_own_day_stays_as_it_is(documented):
    mine = load("documented", overrides=("drawdown.waypoints[2].on=2003-12-31",))
    assert mine.ledger == documented.ledger


def test_a_derived_entry_whose_day_is_set_says_so():
    mine = load("documented", overrides=("deployment.in_kosovo[2].on=2000-03-07",))
    row = figure(mine, "deployment.in_kosovo[2].share")
    assert (row.basis, row.note) == ("derived", "set on the command line")


def test_an_event_whose_day_is_set_is_no_longer_of_the_record(documented):
    mine = load("documented", overrides=("events.march-2004.on=2002-03-17",))
    (event,) = (event for event in mine.events if event.key == "march-2004")
    assert (event.on.isoformat(), event.source, event.because) == ("2002-03-17", "", "set on the command line")
    assert event.label == "March 2004 riots (moved)"
    assert mine.values == documented.values


@pytest.fixture
def held(tmp_path):
    levers = 'policy = "hold"\nbecause = "a test of whole numbers"'
    troops = 'unit = "person", basis = "derived", from = "record.in_kosovo_1999_09 * presence.patrol_share"'
    path = tmp_path / "held.toml"
    path.write_text(f'extends = "documented"\n[drawdown]\n{levers}\ntroops = {{ {troops} }}', encoding="utf-8")
    return path


def test_a_derived_count_may_miss_a_whole_number_by_rounding_and_no_more(held, documented):
    assert documented.value("record.in_kosovo_1999_09") * 0.07 == 2_870.0000000000005
    troops = load(held, overrides=("presence.patrol_share=0.07",)).value("drawdown.troops")
    assert (troops, type(troops)) == (2_870, int)
    with pytest.raises(ScenarioError, match=r"gives 2874\.1.*, which is not allowed; wanted a whole number"):
        load(held, overrides=("presence.patrol_share=0.0701",))


@pytest.mark.parametrize(("settings", "words"), [(20, "with unrest.deterrence=1.00000, "), (30, "with other settings")])
def test_the_title_names_what_was_set_while_there_is_room(documented, settings, words):
    mine = load("documented", overrides=[f"unrest.deterrence=1.{number:05}" for number in range(settings)])
    assert mine.title.startswith(f"{documented.title}, {words}")
    assert len(mine.title) <= 600


def test_a_title_without_room_for_more_is_cut(tmp_path):
    (tmp_path / "mine.toml").write_text(f'extends = "documented"\ntitle = "{"x" * 600}"', encoding="utf-8")
    mine = load(tmp_path / "mine.toml", overrides=("unrest.deterrence=1",))
    assert (mine.title[-23:], len(mine.title)) == ("xx, with other settings", 600)


def test_all_faults_at_once():
    assert len(faults("a=1", "unrest.deterrence=x", "theory.trust=y", "z")) == 4
