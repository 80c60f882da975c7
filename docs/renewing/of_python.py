"""The public names of the package and what they give, from signatures and docstrings."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import kfor_sim
from renewing.markdown import first_sentence, plain, source_link, table

_PACKAGE = Path(kfor_sim.__file__).parent
_INDENT = 4  # of the entries of a docstring's section


def functions() -> dict[str, Callable[..., Any]]:
    """Give the public functions by name, in the order of the alphabet."""
    named = ((name, getattr(kfor_sim, name)) for name in sorted(kfor_sim.__all__))
    return {name: each for name, each in named if inspect.isfunction(each)}


def classes() -> dict[str, type[Any]]:
    """Give the classes that are public themselves, or that public functions give, by name."""
    named = ((name, getattr(kfor_sim, name)) for name in kfor_sim.__all__)
    found: dict[str, type[Any]] = {name: each for name, each in named if isinstance(each, type)}
    for function in functions().values():
        gives = _gives(function)
        kind = getattr(sys.modules[function.__module__], gives, None)
        if isinstance(kind, type) and kind.__module__.startswith(kfor_sim.__name__):
            found[gives] = kind
    return dict(sorted(found.items()))


def public_names() -> str:
    """List the public functions: what each does, asks for, gives and may raise."""
    rows = (
        (
            f"[`{name}`](../src/kfor_sim/{_file(function)})",
            plain(first_sentence(function.__doc__ or "")),
            _asks(function),
            _linked(_gives(function)),
        )
        for name, function in functions().items()
    )
    return table(("function", "what it does", "asks for", "gives"), rows)


def _gives(function: Callable[..., Any]) -> str:
    """Name what a function gives."""
    return str(inspect.signature(function).return_annotation)


def _linked(name: str) -> str:
    """Lead to the section of a class, where there is one."""
    return f"[`{name}`](#{name.lower()})" if name in classes() else f"`{name}`"


def _asks(function: Callable[..., Any]) -> str:
    """List the parameters, those with a default in their short form."""
    return ", ".join(f"`{_parameter(each)}`" for each in inspect.signature(function).parameters.values())


def _parameter(parameter: inspect.Parameter) -> str:
    """Write a parameter with its default."""
    starred = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
    if parameter.default is parameter.empty:
        return f"{starred}{parameter.name}"
    default = dict(parameter.default) if isinstance(parameter.default, Mapping) else parameter.default
    return f"{parameter.name}={default!r}"


def _file(thing: Any) -> str:
    """Give the file of a function or class, from the folder of the package."""
    return Path(inspect.getfile(thing)).relative_to(_PACKAGE).as_posix()


def what_they_give() -> str:
    """Describe each class that a public function gives: its attributes, properties and methods."""
    return "\n\n".join(_class(name, kind) for name, kind in classes().items())


def _class(name: str, kind: type[Any]) -> str:
    """Describe one class."""
    by = ", ".join(f"`{each}`" for each, function in functions().items() if _gives(function) == name)
    says = plain(first_sentence(kind.__doc__ or "")) + (f" Given by {by};" if by else " Stands in")
    rows = [*_attributes(kind), *_members(kind)]
    members = table(("name", "what it is"), rows) if rows else ""
    return f"### {name}\n\n{says} {source_link(_file(kind))}.\n\n{members}".rstrip()


def _attributes(kind: type[Any]) -> Iterator[tuple[str, str]]:
    """List the attributes that the docstring of a class names."""
    told = _told_attributes(kind)
    public = [each.name for each in fields(kind)] if is_dataclass(kind) else list(told)
    for name in public:
        if not name.startswith("_"):
            yield f"`{name}`", plain(told.get(name, ""))


def _told_attributes(kind: type[Any]) -> dict[str, str]:
    """Read the section ``Attributes`` of a docstring, several names on one line included."""
    lines = (inspect.getdoc(kind) or "").partition("Attributes:\n")[2].splitlines()
    entries: list[str] = []
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if line.strip() and not indent:
            break
        if line.strip():
            entries = (
                [*entries, line.strip()] if indent == _INDENT else [*entries[:-1], f"{entries[-1]} {line.strip()}"]
            )
    pairs = (entry.partition(": ") for entry in entries)
    return {name.strip(): words for names, _, words in pairs for name in names.split(",")}


def _members(kind: type[Any]) -> Iterator[tuple[str, str]]:
    """List the public properties and methods of a class with the first sentence of each."""
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property | cached_property):
            words = member.fget.__doc__ if isinstance(member, property) and member.fget else member.__doc__
            yield f"`{name}`", plain(first_sentence(words or ""))
        elif inspect.isfunction(member) or isinstance(member, classmethod):
            yield f"`{name}({_called_with(getattr(kind, name))})`", plain(first_sentence(member.__doc__ or ""))


def _called_with(method: Callable[..., Any]) -> str:
    """Write the parameters of a method, itself left out."""
    given = [each for each in inspect.signature(method).parameters.values() if each.name != "self"]
    return ", ".join(_parameter(each) for each in given)


def _address(kind: type[Any]) -> str:
    """Give the path under which a class is imported: that of the package where it is public."""
    module = kfor_sim.__name__ if kind.__name__ in kfor_sim.__all__ else kind.__module__
    return f"{module}.{kind.__name__}"


def reference() -> str:
    """Give what the site adds below the tables: every docstring in full, for Sphinx's autodoc."""
    named = [f".. autofunction:: {kfor_sim.__name__}.{name}" for name in functions()]
    kinds = [f".. autoclass:: {_address(each)}\n   :members:" for each in classes().values()]
    listed = "\n\n".join([*named, *kinds])
    return f"\n## Reference\n\n```{{eval-rst}}\n{listed}\n```\n"
