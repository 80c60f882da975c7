"""The program and its commands, each of which is imported only when it is called."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from kfor_sim.cli.command import debug_option, did_you_mean, write_examples
from kfor_sim.cli.failures import exit_code_of, hang_up
from kfor_sim.cli.output import page_width, speak_utf8
from kfor_sim.version import __version__

NAME = "kfor-sim"
COMPLETION = "_KFOR_SIM_COMPLETE"  # set by the shell when it asks for completions

_MODULES = {"break": "breaking"}  # no module can be called `break`

SUMMARIES = {  # each is a module of this package; here, so that help needs none of them
    "list": "List the shipped scenarios.",
    "show": "Describe a scenario: levers, timeline, figures, theory.",
    "figures": "List every figure of a scenario with its basis and source.",
    "check": "Check a scenario file and report every fault at once.",
    "diff": "Show what differs between two scenarios.",
    "schema": "Print the JSON Schema of scenario files, for editors.",
    "new": "Write a scenario file of your own, commented, to be edited.",
    "explain": "Explain a word of the model: a figure, slot, option, policy or metric.",
    "theories": "List the rival theories, or say everything about one.",
    "run": "Run an ensemble of a scenario and save its results.",
    "compare": "Compare schedules on the same luck, replicate by replicate.",
    "robust": "Ask under which theories a claim about schedules holds.",
    "break": "Find the smallest change of an assumption that turns a claim round.",
    "scorecard": "Say which patterns of the record the model yields without their being put in.",
    "calibrate": "Ask what the evidence leaves of the ranges, and which theories fit.",
    "ensemble": "Ask what a claim comes to in worlds that fit the record.",
    "discover": "Find where a claim fails, by a rule, and what each schedule may cost.",
    "sensitivity": "Rank the assumptions by what they do to a result.",
    "audit": "Say on one page what a conclusion rests on.",
    "claims": "Check what is claimed of models like this one, published claims and ours.",
    "lattice": "Animate one run of Epstein's model of civil violence.",
    "report": "Write a result as one HTML page that needs no other file.",
    "pack": "Write a pack of results for classes that can install nothing.",
    "results": "List, verify or remove stored results.",
}

_EXAMPLES = (
    "kfor-sim list",
    "kfor-sim run documented",
    "kfor-sim compare documented no-force",
    "kfor-sim figures documented --basis assumed",
    f'eval "$({COMPLETION}=bash_source kfor-sim)"    # completion with the tab key; also zsh_source, fish_source',
)


class Program(click.Group):
    """The group of all commands, which knows their names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order in which a newcomer meets them."""
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in SUMMARIES:
            return None
        command: click.Command = import_module(f"kfor_sim.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of a command line, with a hint where none has that name."""
        if not args[0].startswith("-") and args[0] not in SUMMARIES and not ctx.resilient_parsing:
            ctx.fail(f"No such command '{args[0]}'.{did_you_mean(args[0], SUMMARIES)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands and what each does."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples."""
        write_examples(formatter, _EXAMPLES)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name=NAME, message="%(prog)s %(version)s")
def program() -> None:
    """Simulate a peacekeeping drawdown, to see which conclusions survive when assumptions change.

    A scenario is the name of a shipped one or the path of a TOML file of your own. Results are illustrative: they say
    what follows from the assumptions of a scenario, not what happened or will happen.

    Tables go to stdout, messages to stderr. Exit codes: 0 done, 1 a fault of the program, of a worker or of a stored
    file, 2 bad input, 3 interrupted; the same command goes on.
    """


program.params.append(debug_option())


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what a command line asks for, and exit with a code that says how it went.

    Args:
        arguments: The words after the program's name; without them, those of this process.
    """
    speak_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = exit_code_of(lambda: _perform(words), command=shlex.join([NAME, *words]), debug="--debug" in words)
    except BrokenPipeError:
        code = hang_up()
    sys.exit(code)


def _perform(words: list[str]) -> None:
    """Complete a word for a shell, or carry out a command."""
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from click.shell_completion import shell_complete

        raise click.exceptions.Exit(shell_complete(program, {}, NAME, COMPLETION, instruction))
    with program.make_context(NAME, words or ["--help"], terminal_width=page_width()) as context:
        program.invoke(context)
