"""What all commands have in common: help that ends with examples, `--debug`, and a hint for a mistyped name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from kfor_sim.suggestions import closest


def debug_option() -> click.Option:
    """Make the option that asks for tracebacks; `failures` reads it, so that it counts before and after the command."""
    return click.Option(["--debug"], is_flag=True, expose_value=False, help="Show where an error arose, for a report.")


def write_examples(formatter: click.HelpFormatter, examples: Iterable[str]) -> None:
    """End a help text with lines to copy."""
    with formatter.section("Examples"):
        for line in examples:
            formatter.write(f"  {line}\n")


class Command(click.Command):
    """A command whose help ends with examples.

    Args:
        examples: Lines that work as they stand.
        arguments: As `click.Command` has them.
    """

    def __init__(self, *, examples: tuple[str, ...], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.examples = examples
        self.params.append(debug_option())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's name
        """Write the examples."""
        write_examples(formatter, self.examples)


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Hint at the name that was meant, if one is close; otherwise say nothing."""
    meant = closest(word, names)
    return f" Did you mean '{meant}'?" if meant else ""
