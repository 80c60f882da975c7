"""From pydantic's errors to the project's faults: one line each, in the user's words, never in pydantic's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from pydantic_core import ErrorDetails

from kfor_sim.errors import Fault
from kfor_sim.scenario.drawdown import TABLES, keys_of_policy
from kfor_sim.scenario.figures import BASES, keys_of, shown
from kfor_sim.scenario.keypaths import demand_at, field_at, keys_at, path_text
from kfor_sim.scenario.lines import Path
from kfor_sim.scenario.suggestions import did_you_mean

Locate = Callable[[Path], str]

_KINDS = {
    "string_type": ("no text", 'write it in quotes: "..."'),
    "date_type": ("no date", "write it without quotes: 1999-06-12"),
    "bool_type": ("neither true nor false", "write true or false"),
    "tuple_type": ("no list", "write [ ... ], or [[...]] above each entry"),
}
_TABLES = ("dict_type", "model_type", "model_attributes_type")
_FORMS = {
    "value": "write value = ...",
    "range": "write range = [low, high]",
    "interval": "write interval = [low, high]",
    "because": 'write because = "...", a sentence',
    "source": 'write source = "...", a key of sources.toml',
    "by": 'write by = "...", the record of the calibration',
    "from": 'write from = "...", an expression over names of figures',
}


def faults_of(errors: Iterable[ErrorDetails], content: Mapping[str, Any], locate: Locate) -> list[Fault]:
    """Every fault of a scenario that does not fit the schema.

    Args:
        errors: As pydantic reports them.
        content: The merged scenario.
        locate: Gives the text of a path, with the line where it was written.
    """
    return [_fault(error, content, locate) for error in errors if not _is_echo(error, content)]


def _is_echo(error: ErrorDetails, content: Mapping[str, Any]) -> bool:
    """Whether a list is called too short only because its entries have faults of their own."""
    return error["type"] == "too_short" and bool(_at(content, _path(error["loc"], content)))


def _fault(error: ErrorDetails, content: Mapping[str, Any], locate: Locate) -> Fault:
    """The fault of one error."""
    path = _path(error["loc"], content)
    value = _at(content, path)
    kind = error["type"]
    context = error.get("ctx", {})
    if kind == "kfor_fault":
        return Fault(locate(path), str(context["what"]), str(context["remedy"]))
    if kind == "missing":
        return Fault(locate(path), "is missing", _form(path))
    if kind == "extra_forbidden":
        return Fault(locate(path), "unknown key", _known(path, content))
    if kind == "literal_error":
        return Fault(
            locate(path), f"{shown(value)} is not allowed", did_you_mean(str(value), map(str, _literals(path)))
        )
    if kind in _TABLES:
        return Fault(locate(path), f"{shown(value)} is no table", f"write {_header(path)} above its keys")
    if kind == "too_short":
        return Fault(locate(path), "is an empty list", "at least one entry")
    what, remedy = _KINDS.get(kind, ("not what is wanted here", _form(path)))
    return Fault(locate(path), f"{shown(value)} is {what}", remedy)


def _path(location: tuple[str | int, ...], content: Mapping[str, Any]) -> Path:
    """A path of the file from pydantic's, which also names the basis and the policy that it took for a table."""
    path: Path = ()
    node: Any = content
    tag: Any = _tag(node)
    for part in location:
        if tag is not None and part == tag:
            tag = None
            continue
        path += (part,)
        node = _at(content, path)
        tag = _tag(node)
    return path


def _tag(node: Any) -> Any:
    """The basis or policy of a table, which pydantic puts into its paths."""
    return node.get("basis", node.get("policy")) if isinstance(node, dict) else None


def _at(content: Any, path: Path) -> Any:
    """What the file has at a path; None where it has nothing."""
    for part in path:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _literals(path: Path) -> list[str | int]:
    """The words that a field allows; none if it allows any."""
    field = field_at(path)
    return [one for one in get_args(field.annotation) if isinstance(one, str | int)] if field else []


def _header(path: Path) -> str:
    """How the table at a path is headed."""
    name = path_text(path[:-1] if isinstance(path[-1], int) else path)
    return f"[[{name}]]" if isinstance(path[-1], int) else f"[{name}]"


def _form(path: Path) -> str:
    """How the thing at a path is written."""
    demand, around, field, key = demand_at(path), demand_at(path[:-1]), field_at(path), path[-1]
    if around:
        return f'write unit = "{around.unit}"' if key == "unit" else _FORMS.get(str(key), "")
    if demand:
        return f"write {key} = {demand.example}"
    if _literals(path):
        return f"write {key} = {' or '.join(map(shown, _literals(path)))}"
    if keys_at(path) or path == ("events",):
        return f'write [{key}] and its keys, or extends = "documented" at the top'
    return (
        f"wanted: {field.description[:1].lower()}{field.description[1:].rstrip('.')}"
        if field and field.description
        else ""
    )


def _known(path: Path, content: Mapping[str, Any]) -> str:
    """The keys that would have been known in the place of an unknown one."""
    key, parent = str(path[-1]), path[:-1]
    if demand_at(parent):
        basis = str(_at(content, parent).get("basis"))
        return did_you_mean(key, keys_of(basis), f"keys of {_article(basis)} {basis} figure") if basis in BASES else ""
    policy = _at(content, parent).get("policy")
    keys = keys_of_policy(policy) if parent == ("drawdown",) and policy in TABLES else keys_at(parent)
    return did_you_mean(key, keys, "keys")


def _article(word: str) -> str:
    """The article before a word."""
    return "an" if word[0] in "aeiou" else "a"
