"""The one expression parser: arithmetic over names, without ``eval`` and without constants."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import NoReturn

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
    """

    operators: Mapping[type[ast.operator], Callable[[float, float], float]]
    functions: Mapping[str, Callable[..., float]]
    allowed: str


ARITHMETIC = Grammar(
    operators=MappingProxyType(
        {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
    ),
    functions=MappingProxyType({"min": min, "max": max}),
    allowed="only names of figures and + - * / ( ) min max",
)


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
            result = self._value(self.tree, lookup)
        except ZeroDivisionError:
            raise ExpressionError(f"'{_short(self.text)}' divides by zero") from None
        except OverflowError:
            result = float("inf")
        if not isfinite(result):
            raise ExpressionError(f"'{_short(self.text)}' has no finite result")
        return result

    def _value(self, node: ast.expr, lookup: Lookup) -> float:
        """The number of one part of the expression."""
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return self.grammar.operators[type(op)](self._value(left, lookup), self._value(right, lookup))
            case ast.UnaryOp(operand=operand):
                return -self._value(operand, lookup)
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.grammar.functions[name](*(self._value(part, lookup) for part in args))
        return lookup(_dotted(node))


def parse(text: str, grammar: Grammar = ARITHMETIC) -> Expression:
    """Read an expression.

    Args:
        text: Such as ``record.riot_deaths / (record.riot_injured + record.riot_deaths)``.
        grammar: What is allowed in it.

    Raises:
        ExpressionError: It is too long, no expression, too deep, or holds something that is not allowed.
    """
    if len(text) > LENGTH_LIMIT:
        raise ExpressionError(f"the expression has {len(text)} characters", f"at most {LENGTH_LIMIT}")
    tree = _tree(text.strip())
    names = tuple(dict.fromkeys(_Reading(text.strip(), grammar).names(tree, 1)))
    return Expression(text.strip(), names, tree, grammar)


def _tree(text: str) -> ast.expr:
    """Python's syntax tree of a text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(f"'{_short(text)}' is no expression", "check brackets and operators") from None


def _short(text: str) -> str:
    """As much of a text as fits a line."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def _dotted(node: ast.expr) -> str:
    """The name that a node spells; empty if it spells none."""
    if isinstance(node, ast.Name):
        return node.id
    table = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{table}.{node.attr}" if isinstance(node, ast.Attribute) and table else ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text being held against a grammar."""

    text: str
    grammar: Grammar

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
        return self._refuse(node)

    def _refuse(self, node: ast.expr) -> NoReturn:
        """Say what is not allowed, in the user's own letters."""
        part = _short(self.text.encode()[node.col_offset : node.end_col_offset].decode(errors="replace"))
        if isinstance(node, ast.Constant):
            remedy = "make it a figure of its own, so that it has a basis"
            raise ExpressionError(f"the constant {part} is not allowed in an expression", remedy)
        raise ExpressionError(f"'{part}' is not allowed in an expression", self.grammar.allowed)
