"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def scenario_argument(name: str = "scenario") -> Callable[[Decorated], Decorated]:
    """Take a shipped name or the path of a file; the shell completes both."""
    return click.argument(name, shell_complete=complete_scenario)


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


_ENSEMBLE = (
    click.option(
        "--replicates", metavar="N", type=click.IntRange(min=1), help="How many runs, each with luck of its own."
    ),
    click.option(
        "--seed", metavar="N", type=click.IntRange(min=0), help="The seed of all draws: same seed, same numbers."
    ),
    click.option(
        "--resolution",
        "persons_per_resident",
        metavar="PERSONS",
        type=click.IntRange(min=1),
        help="How many people one simulated resident stands for; 1 is full scale.",
    ),
    set_option(),
    click.option(
        "--workers",
        metavar="N",
        type=click.IntRange(min=1),
        help="Replicates at a time; as many as there are processors, replicates left and memory for.",
    ),
    click.option(
        "--output",
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        default="results",
        show_default=True,
        help="Where each run gets a folder of its own.",
    ),
    click.option(
        "--dask",
        metavar="ADDRESS",
        help="Compute on a Dask cluster: its scheduler, tcp://host:8786 say, or `local` for one on this machine.",
    ),
    click.option(
        "--dry-run", is_flag=True, help="Say what it would cost, measured on the first few runs, and keep nothing."
    ),
    click.option("--no-pictures", is_flag=True, help="Leave the pictures out."),
    click.option("--quiet", "-q", is_flag=True, help="No progress and no messages on stderr."),
)


def ensemble_options() -> Callable[[Decorated], Decorated]:
    """Offer what every command that runs ensembles offers: their size, their luck, and where they go."""

    def offered(command: Decorated) -> Decorated:
        for option in reversed(_ENSEMBLE):
            command = option(command)
        return command

    return offered


def complete_scenario(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the shipped scenarios that begin like this, then files."""
    from click.shell_completion import CompletionItem

    from kfor_sim.scenario import shipped

    names = [CompletionItem(name) for name in shipped() if name.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="file")]
