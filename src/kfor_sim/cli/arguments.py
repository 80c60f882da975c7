"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def complete_theory(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the shipped theories that begin like this."""
    from click.shell_completion import CompletionItem

    from kfor_sim.scenario import theories

    return [CompletionItem(name) for name in theories() if name.startswith(incomplete)]


def theory_option() -> Callable[[Decorated], Decorated]:
    """Offer to lay a theory over the scenario."""
    return click.option(
        "--theory",
        metavar="NAME",
        shell_complete=complete_theory,
        help="Lay a theory over it, e.g. quinlivan; `kfor-sim theories` lists them.",
    )


def output_option(where: str) -> Callable[[Decorated], Decorated]:
    """Offer to name the folder of results; ``where`` says what lies there."""
    return click.option(
        "--output",
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        default="results",
        show_default=True,
        help=where,
    )


_THEORY = theory_option()
_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Say what it would cost, measured on the first few runs, and keep nothing."
)
_NOT_FOR_ANSWERS = (_THEORY, _DRY_RUN)
_REPLICATES = click.option(
    "--replicates", metavar="N", type=click.IntRange(min=1), help="How many runs, each with luck of its own."
)
_WORKERS = click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Replicates at a time; as many as there are processors, replicates left and memory for.",
)
_OUTPUT = output_option("Where each run gets a folder of its own.")
_DASK = click.option(
    "--dask",
    metavar="ADDRESS",
    help="Compute on a Dask cluster: its scheduler, tcp://host:8786 say, or `local` for one on this machine.",
)
_NO_PICTURES = click.option("--no-pictures", is_flag=True, help="Leave the pictures out.")
_QUIET = click.option("--quiet", "-q", is_flag=True, help="No progress and no messages on stderr.")
_ENSEMBLE = (
    _REPLICATES,
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
    _THEORY,
    set_option(),
    _WORKERS,
    _OUTPUT,
    _DASK,
    _DRY_RUN,
    _NO_PICTURES,
    _QUIET,
)


def ensemble_options() -> Callable[[Decorated], Decorated]:
    """Offer what every command that runs ensembles offers: their size, their luck, and where they go."""
    return _offering(_ENSEMBLE)


def answer_options() -> Callable[[Decorated], Decorated]:
    """Offer what commands offer that ask many small ensembles: the same, but neither one theory nor a dry run."""
    return _offering([option for option in _ENSEMBLE if option not in _NOT_FOR_ANSWERS])


def world_options() -> Callable[[Decorated], Decorated]:
    """Offer what commands offer that draw many worlds, each lived through once: the same without replicates."""
    return _offering([option for option in _ENSEMBLE if option not in (*_NOT_FOR_ANSWERS, _REPLICATES)])


def dry_run_option() -> Callable[[Decorated], Decorated]:
    """Offer to say what it would cost, instead of doing it."""
    return _DRY_RUN


def complete_result(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the folders of results that begin like this."""
    from click.shell_completion import CompletionItem

    from kfor_sim.inventory import inventory

    there = inventory(Path(context.params.get("output") or "results"))
    return [CompletionItem(folder.name) for folder in there.results if folder.name.startswith(incomplete)]


def file_option(what: str) -> Callable[[Decorated], Decorated]:
    """Offer to name the file that is written; ``what`` says which, and where it goes otherwise."""
    return click.option("--to", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help=what)


def evidence_options() -> Callable[[Decorated], Decorated]:
    """Offer to choose what worlds are held to, and how many are drawn."""
    return _offering(
        [
            click.option(
                "--evidence",
                type=click.Choice(["brief", "full"]),
                default="brief",
                show_default=True,
                help="What worlds are held to; full adds homicides and March 2004.",
            ),
            click.option(
                "--reading",
                type=click.Choice(["brief", "history"]),
                default="brief",
                show_default=True,
                help="Of 2003: around 15,000, or 26,000 and 17,500; for schedules that find their own strength.",
            ),
            click.option(
                "--budget",
                metavar="N",
                type=click.IntRange(1, 1_000_000),
                help="Draws for each theory, 150 unless told; more narrow the Monte Carlo error.",
            ),
        ]
    )


def seed_option() -> Callable[[Decorated], Decorated]:
    """Offer another seed to commands that live through no scenario, of which it would be a figure."""
    return click.option(
        "--seed", metavar="N", type=click.IntRange(0, 2**63 - 1), help="The seed of all draws: same seed, same numbers."
    )


def place_options() -> Callable[[Decorated], Decorated]:
    """Offer what commands offer that live through no scenario: where to compute, where to keep, and how much to say."""
    return _offering([_WORKERS, _OUTPUT, _DASK, _NO_PICTURES, _QUIET])


def claim_option() -> Callable[[Decorated], Decorated]:
    """Offer to say what is claimed."""
    return click.option(
        "--claim",
        metavar="CLAIM",
        help="An inequality over metric(schedule), or the name of one in scenarios/conclusions.toml.",
    )


def analysis_options() -> Callable[[Decorated], Decorated]:
    """Take one schedule or two, and offer to say what is analysed of them, and how thoroughly."""
    return _offering(
        [
            scenario_argument(),
            click.argument("against", required=False, shell_complete=complete_scenario),
            click.option(
                "--metric",
                metavar="NAME",
                help="What is asked of the schedules, e.g. deaths or weeks_below_floor; mean security without it.",
            ),
            click.option(
                "--trajectories",
                metavar="N",
                type=click.IntRange(2, 1_000_000),
                help="Of the screening of all figures; 8 unless told.",
            ),
            click.option(
                "--samples",
                metavar="N",
                type=click.IntRange(2, 1_000_000),
                help="Blocks of the design that splits the variance; 48 unless told.",
            ),
            click.option(
                "--singly",
                metavar="N",
                type=click.IntRange(1, 1_000),
                help="How many figures are weighed one by one, the others as a group; 5 unless told.",
            ),
            claim_option(),
            _THEORY,
            *(option for option in _ENSEMBLE if option not in _NOT_FOR_ANSWERS),
            _DRY_RUN,
            json_option(),
        ]
    )


def _offering(options: Sequence[Callable[[Any], Any]]) -> Callable[[Decorated], Decorated]:
    def offered(command: Decorated) -> Decorated:
        for option in reversed(options):
            command = option(command)
        return command

    return offered


def complete_scenario(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the shipped scenarios that begin like this, then files."""
    from click.shell_completion import CompletionItem

    from kfor_sim.scenario import shipped

    names = [CompletionItem(name) for name in shipped() if name.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="file")]
