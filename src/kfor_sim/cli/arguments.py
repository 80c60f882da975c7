"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def scenario_argument(name: str = "scenario") -> Callable[[Decorated], Decorated]:
    """Take a shipped name or the path of a file; the shell completes both."""
    return click.argument(name, shell_complete=_complete_scenario)


def json_option() -> Callable[[Decorated], Decorated]:
    """Offer the answer as JSON."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout, nothing else.")


def set_option() -> Callable[[Decorated], Decorated]:
    """Offer to change figures and options of a theory for this call."""
    return click.option(
        "--set",
        "overrides",
        metavar="PATH=VALUE",
        multiple=True,
        help="Change a figure or an option, e.g. unrest.deterrence=3.0; may be given several times.",
    )


def _complete_scenario(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the shipped scenarios that begin like this, then files."""
    from click.shell_completion import CompletionItem

    from kfor_sim.scenario import shipped

    names = [CompletionItem(name) for name in shipped() if name.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="file")]
