"""How a rival mechanism is declared: its slot, what it says, its equation, where it comes from, what speaks against it.

A slot is a question about how the world works; its options are the rival answers, functions of one form that stand side
by side in the file of the slot. The figures that an option needs are its keyword arguments: one that the scenario has
in any case is named by its path (`Given`), one of its own is declared here (`Own`), and its value then stands in the
scenario's table ``[mechanisms.<slot>]``. Schema, errors, the translation into base units, `kfor-sim theories` and
docs/theories.md are made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import Any, TypeVar, get_args, get_type_hints

Function = TypeVar("Function", bound=Callable[..., Any])

TABLE = "mechanisms"  # of a scenario file, with a table for each slot that has figures of its own


@dataclass(frozen=True, slots=True)
class Given:
    """A figure that the scenario has in any case.

    Attributes:
        path: Where it stands.
    """

    path: str


@dataclass(frozen=True, slots=True)
class Own:
    """A figure that the scenario needs for the sake of an option.

    Attributes:
        unit: The unit that the file must state.
        low, high: The smallest and largest value allowed.
        description: One sentence for people who write scenario files.
    """

    unit: str
    low: float
    high: float
    description: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of the rival answers to the question of a slot.

    Attributes:
        slot, name: Where it belongs, and what a scenario file calls it.
        statement: What it says about the world, in a sentence.
        equation: What it computes, in the symbols of docs/model.md.
        source: Key of what it is taken from, in sources.toml; empty where it is a null or a matter of arithmetic.
        valid: Where it was seen to hold, or from where to where it makes sense.
        criticism: The strongest thing that has been, or can be, said against it.
        function: The mechanism; None where the slot is no function (`population`).
        figures: The figure of each keyword argument.
    """

    slot: str
    name: str
    statement: str
    equation: str
    source: str
    valid: str
    criticism: str
    function: Callable[..., Any] | None
    figures: Mapping[str, Given | Own]

    @property
    def paths(self) -> dict[str, str]:
        """Where the figure of each keyword argument stands in a scenario."""
        return {name: self.path_of(name) for name in self.figures}

    def path_of(self, figure: str) -> str:
        """Say where the figure of a keyword argument stands."""
        kind = self.figures[figure]
        return kind.path if isinstance(kind, Given) else f"{TABLE}.{self.slot}.{figure}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A question about how the world works.

    Attributes:
        name: The key in the scenario's table ``[theory]``.
        question: The question, in words.
        options: The answers by name, the one that the reference scenario takes first.
    """

    name: str
    question: str
    options: dict[str, Option] = field(default_factory=dict)

    @property
    def own(self) -> dict[str, Own]:
        """The figures that its options bring along, by name; options may share one."""
        figures = (pair for option in self.options.values() for pair in option.figures.items())
        return {name: figure for name, figure in figures if isinstance(figure, Own)}


SLOTS: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        Slot("deterrence", "How does presence make people fear to take to the street?"),
        Slot("policing", "Who holds down everyday violence?"),
        Slot("adaptation", "How long until people and places have got used to fewer troops?"),
        Slot("spillover", "What becomes of the violence that presence deters?"),
        Slot("contagion", "How does tension pass from place to place?"),
        Slot("communities", "Do people leave places where they are not safe?"),
        Slot("response", "Where may mobile troops go, and which act against a crowd?"),
        Slot("disarmament", "Why do arms in private hands become fewer?"),
        Slot("trust", "What makes people trust the authorities?"),
        Slot("population", "How are the people represented who might take to the street?"),
    )
}
"""The slots in the order of a week; each file of this folder fills one of them."""


def option(
    slot: str, name: str, *, statement: str, equation: str, valid: str, criticism: str, source: str = ""
) -> Callable[[Function], Function]:
    """Offer a function as an option of a slot; the arguments are the attributes of `Option`."""

    def offer(function: Function) -> Function:
        words = {"statement": statement, "equation": equation, "valid": valid, "criticism": criticism}
        _register(Option(slot, name, source=source, function=function, figures=_figures(function), **words))
        return function

    return offer


def describe(slot: str, name: str, *, statement: str, equation: str, valid: str, criticism: str) -> None:
    """Declare an option that is no function."""
    words = {"statement": statement, "equation": equation, "valid": valid, "criticism": criticism}
    _register(Option(slot, name, source="", function=None, figures={}, **words))


def _register(made: Option) -> None:
    """Put an option where it belongs.

    Raises:
        ValueError: There is one of that name, or another figure of the same name.
    """
    slot = SLOTS[made.slot]
    if made.name in slot.options:
        raise ValueError(f"there is an option `{made.name}` of `{made.slot}` already")
    for name, figure in made.figures.items():
        if isinstance(figure, Own) and slot.own.get(name, figure) != figure:
            raise ValueError(f"two options of `{made.slot}` declare `{name}` differently")
    slot.options[made.name] = made


def _figures(function: Callable[..., Any]) -> dict[str, Given | Own]:
    """Read the figures off the keyword arguments of a function."""
    return dict(_declared(function))


def _declared(function: Callable[..., Any]) -> Iterator[tuple[str, Given | Own]]:
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in signature(function).parameters.items():
        if parameter.kind is Parameter.KEYWORD_ONLY:
            kinds = [kind for kind in get_args(hints[name]) if isinstance(kind, Given | Own)]
            if not kinds:
                raise TypeError(f"{function.__name__}: `{name}` names no figure; annotate it with Given or Own")
            yield name, kinds[0]
