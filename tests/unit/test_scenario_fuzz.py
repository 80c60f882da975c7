"""Whatever a file holds, loading it either works or ends in faults that a reader can use."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kfor_sim.errors import Fault, KforError, ScenarioError
from kfor_sim.scenario import load, scenario_folder
from kfor_sim.scenario.expressions import ExpressionError, parse

REFERENCE = (scenario_folder() / "documented.toml").read_text(encoding="utf-8")
WORDS = sorted(set(re.findall(r"[\w.\-]+|[^\w\s]", REFERENCE)))
ODD = [
    "nan",
    "-inf",
    "1e400",
    "9" * 30,
    "true",
    '""',
    "[]",
    "{}",
    "[[",
    "]]",
    "'''",
    '"\\u0000"',
    "1999-13-01",
    "-0.0",
    "=",
    "\n",
]
OFTEN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def loads_or_tells(path: Path, content: bytes, *overrides: str) -> None:
    path.write_bytes(content)
    for fault in faults_of(path, overrides):
        assert fault.path
        assert fault.what
        assert str(fault).isprintable(), str(fault)
        assert "pydantic" not in str(fault)


def faults_of(path: Path, overrides: tuple[str, ...]) -> tuple[Fault, ...]:
    """The faults of a file; a scenario without any must have its forms."""
    try:
        scenario = load(path, overrides=overrides)
    except ScenarioError as error:
        return error.faults or (Fault("", "an error without a fault"),)
    assert scenario.resolved()
    assert scenario.hash
    return ()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fuzz.toml"


@OFTEN
@given(content=st.binary(max_size=400))
def test_any_bytes(path, content):
    loads_or_tells(path, content)


@OFTEN
@given(text=st.text(max_size=200))
def test_any_text_under_a_base(path, text):
    loads_or_tells(path, f'extends = "documented"\n{text}'.encode("utf-8", "surrogatepass"))


@OFTEN
@given(text=st.text(alphabet=st.sampled_from(list("[]{}=\".,#-_\n 'ax1")), max_size=60))
def test_any_punctuation_under_a_base(path, text):
    loads_or_tells(path, f'extends = "documented"\n{text}'.encode())


@OFTEN
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 6))
def test_the_reference_with_words_exchanged(path, seed, changes):
    dice = random.Random(seed)
    parts = re.split(r"([\w.\-]+|[^\w\s])", REFERENCE)
    for _ in range(changes):
        parts[dice.randrange(1, len(parts), 2)] = dice.choice(WORDS + ODD)
    loads_or_tells(path, "".join(parts).encode())


@OFTEN
@given(seed=st.integers(0, 2**32), lines=st.integers(1, 5))
def test_the_reference_with_lines_lost_or_doubled(path, seed, lines):
    dice = random.Random(seed)
    text = REFERENCE.splitlines()
    for _ in range(lines):
        place = dice.randrange(len(text))
        text[place : place + 1] = [text[place]] * dice.choice([0, 2])
    loads_or_tells(path, "\n".join(text).encode())


VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.dates(),
        st.sampled_from(["chosen", "derived", "all"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["value", "unit", "basis", "on", "x"]), inner)
    ),
    max_leaves=6,
)
TABLES = [
    "run",
    "theory",
    "tables",
    "population",
    "drawdown",
    "deployment",
    "police",
    "unrest",
    "security",
    "events",
    "title",
    "start",
]
KEYS = [
    "seed",
    "trust",
    "municipalities",
    "returned",
    "policy",
    "waypoints",
    "fixed",
    "local",
    "threshold",
    "floors",
    "march-2004",
]


def toml(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in value if not 0xD800 <= ord(c) <= 0xDFFF) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{toml(key)} = {toml(inner)}' for key, inner in value.items())} }}"
    return str(value)


@OFTEN
@given(table=st.sampled_from(TABLES), key=st.sampled_from(KEYS), value=VALUES, whole=st.booleans())
def test_any_value_anywhere(path, table, key, value, whole):
    line = f"{table} = {toml(value)}" if whole else f"[{table}]\n{key} = {toml(value)}"
    loads_or_tells(path, f'extends = "documented"\n{line}\n'.encode())


@OFTEN
@given(name=st.text(max_size=30), value=st.text(max_size=10))
def test_any_override(path, name, value):
    loads_or_tells(path, b'extends = "documented"', f"{name}={value}")


@OFTEN
@given(name=st.text(max_size=60))
def test_any_name(name):
    with pytest.raises(KforError):
        load(f"no such {name}")


@OFTEN
@given(text=st.text(alphabet=st.sampled_from(list("ab.+-*/(),0 min[]'")), max_size=40))
def test_any_expression(text):
    try:
        names = parse(text).names
    except ExpressionError:
        return
    assert names
