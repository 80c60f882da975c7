"""The one expression parser, without ``eval``: arithmetic over names for figures, chains of < and > for claims."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite
from sys import float_info
from types import MappingProxyType
from typing import Any, NoReturn

LENGTH_LIMIT = 600  # characters
DEPTH_LIMIT = 60  # operations inside one another

Lookup = Callable[[str], float]


class ExpressionError(ValueError):
    """An expression that cannot be read or computed; its text says why, ``remedy`` what was allowed."""

    def __init__(self, what: str, remedy: str = "") -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What an expression may contain besides names and brackets.

    Attributes:
        operators: Functions of two numbers, by the class of their operator in Python's syntax tree.
        functions: Functions that may be called with two or more expressions, by name.
        allowed: The grammar in words, for faults.
        has_numbers: Whether numbers may be written out.
    """

    operators: Mapping[type[ast.operator], Callable[[Any, Any], Any]]
    functions: Mapping[str, Callable[..., Any]]
    allowed: str
    has_numbers: bool = False


ARITHMETIC = Grammar(
    operators=MappingProxyType(
        {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
    ),
    functions=MappingProxyType({"min": min, "max": max}),
    allowed="only names of figures and + - * / ( ) min max",
)

SIGNS: Mapping[type[ast.cmpop], str] = MappingProxyType({ast.Lt: "<", ast.Gt: ">"})


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that has been read and found to be allowed.

    Attributes:
        text: As written.
        names: The names in it, each once, in order of appearance.
    """

    text: str
    names: tuple[str, ...]
    tree: ast.expr = field(repr=False)
    grammar: Grammar = field(repr=False)

    def evaluate(self, lookup: Lookup) -> float:
        """Compute the expression.

        Args:
            lookup: Gives the number behind a name.

        Raises:
            ExpressionError: It divides by zero or its result is not finite.
        """
        try:
            result = self.compute(lookup)
        except ZeroDivisionError:
            raise ExpressionError(f"'{shortened(self.text)}' divides by zero") from None
        except OverflowError:
            result = float("inf")
        if not isfinite(result):
            raise ExpressionError(f"'{shortened(self.text)}' has no finite result")
        return result

    def compute(self, lookup: Callable[[str], Any]) -> Any:
        """Compute the expression of numbers or of arrays, whatever comes out.

        Args:
            lookup: Gives what is behind a name: a number, or an array with an element for each replicate.

        Returns:
            A number, or an array of the same shape.

        Raises:
            ZeroDivisionError: A plain number is divided by nought; arrays give infinity or NaN there.
        """
        return self._value(self.tree, lookup)

    def is_same_as(self, other: Expression) -> bool:
        """Whether another expression has the same names, numbers and operations in the same order."""
        return ast.dump(self.tree) == ast.dump(other.tree)

    def _value(self, node: ast.expr, lookup: Callable[[str], Any]) -> Any:
        """The number of one part of the expression."""
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return self.grammar.operators[type(op)](self._value(left, lookup), self._value(right, lookup))
            case ast.UnaryOp(operand=operand):
                return -self._value(operand, lookup)
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.grammar.functions[name](*(self._value(part, lookup) for part in args))
            case ast.Constant(value=int() | float() as number):
                return float(number)
        return lookup(_dotted(node))


@dataclass(frozen=True, slots=True)
class Chain:
    """Expressions with a sign of comparison between each and the next, such as ``-20 < a - b < 20``.

    Attributes:
        sides: The expressions, two or more.
        signs: ``<`` or ``>``, one fewer than expressions.
    """

    sides: tuple[Expression, ...]
    signs: tuple[str, ...]

    @property
    def links(self) -> tuple[tuple[Expression, str, Expression], ...]:
        """Each sign with the expressions on its left and right; every link is an inequality of its own."""
        return tuple((left, sign, right) for (left, right), sign in zip(pairwise(self.sides), self.signs, strict=True))


def parse(text: str, grammar: Grammar = ARITHMETIC) -> Expression:
    """Read an expression.

    Args:
        text: Such as ``record.riot_deaths / (record.riot_injured + record.riot_deaths)``.
        grammar: What is allowed in it.

    Raises:
        ExpressionError: It is too long, no expression, too deep, or holds something that is not allowed.
    """
    _check_length(text)
    tree = _tree(text.strip(), text.strip())
    return _Reading(text.strip(), text.strip(), grammar).expression(tree, text.strip())


def parse_chain(text: str, grammar: Grammar, *, written: str = "") -> Chain:
    """Read a chain of comparisons.

    Args:
        text: Such as ``-20 < a - b < 20``, without spaces before it.
        grammar: What is allowed between the signs; of those there are < and >.
        written: What the user wrote in place of it, with the same number of characters before each place; faults quote
            it. Where a name took the place of something longer, spaces follow it.

    Raises:
        ExpressionError: It is too long, no chain, too deep, or holds something that is not allowed.
    """
    _check_length(text)
    reading = _Reading(text, written or text, grammar)
    tree = _tree(text, reading.written)
    if not isinstance(tree, ast.Compare):
        reading.expression(tree, text)  # what is not allowed in it says more
        raise ExpressionError(f"'{shortened(reading.written)}' compares nothing", "put < or > between two expressions")
    sides = tuple(reading.expression(side, reading.part(side)) for side in (tree.left, *tree.comparators))
    if any(type(sign) not in SIGNS for sign in tree.ops):
        raise ExpressionError(f"'{shortened(reading.written)}' is no chain of < and >", grammar.allowed)
    return Chain(sides, tuple(SIGNS[type(sign)] for sign in tree.ops))


def shortened(text: str) -> str:
    """As much of a text as fits a line."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def _check_length(text: str) -> None:
    if len(text) > LENGTH_LIMIT:
        raise ExpressionError(f"the expression has {len(text)} characters", f"at most {LENGTH_LIMIT}")


def _tree(text: str, written: str) -> ast.expr:
    """Python's syntax tree of a text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"'{shortened(written)}' is no expression", "check brackets and operators") from None


def _dotted(node: ast.expr) -> str:
    """The name that a node spells; empty if it spells none."""
    if isinstance(node, ast.Name):
        return node.id
    table = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{table}.{node.attr}" if isinstance(node, ast.Attribute) and table else ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text being held against a grammar, and what the user wrote at each place of it."""

    text: str
    written: str
    grammar: Grammar

    def expression(self, tree: ast.expr, text: str) -> Expression:
        """Make an expression of a tree, once all of it is found to be allowed."""
        return Expression(text, tuple(dict.fromkeys(self.names(tree, 1))), tree, self.grammar)

    def names(self, node: ast.expr, depth: int) -> Iterator[str]:
        """Names in a tree; refuses whatever the grammar does not allow."""
        if depth > DEPTH_LIMIT:
            remedy = f"at most {DEPTH_LIMIT} operations inside one another"
            raise ExpressionError("the expression is nested too deeply", remedy)
        name = _dotted(node)
        if name:
            yield name
            return
        for part in self._parts(node):
            yield from self.names(part, depth + 1)

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        """The expressions directly inside an allowed one."""
        match node:
            case ast.BinOp(left=left, op=op, right=right) if type(op) in self.grammar.operators:
                return [left, right]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return [operand]
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in self.grammar.functions:
                if len(args) < 2:
                    raise ExpressionError(f"'{name}' needs two figures or more", f"write {name}(a, b)")
                return args
            case ast.Constant(value=number) if self.grammar.has_numbers and _is_number(number):
                return []
        return self._refuse(node)

    def _refuse(self, node: ast.expr) -> NoReturn:
        """Say what is not allowed, in the user's own letters."""
        part = shortened(self.part(node))
        if isinstance(node, ast.Constant) and not self.grammar.has_numbers:
            remedy = "make it a figure of its own, so that it has a basis"
            raise ExpressionError(f"the constant {part} is not allowed in an expression", remedy)
        raise ExpressionError(f"'{part}' is not allowed in an expression", self.grammar.allowed)

    def part(self, node: ast.expr) -> str:
        """What the user wrote for a node; the tree counts in bytes."""
        before, until = (
            len(self.text.encode()[:end].decode(errors="replace")) for end in (node.col_offset, node.end_col_offset)
        )
        spaces = len(self.text[until:]) - len(self.text[until:].lstrip(" "))
        return self.written[before : until + spaces].rstrip()


def _is_number(constant: object) -> bool:
    """Whether a constant is a number that arithmetic can use; a sign before it is an operation."""
    return type(constant) in (int, float) and constant <= float_info.max  # type: ignore[operator]
