"""From an error to a line on stderr and an exit code; a traceback only when it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import click

from kfor_sim.cli.output import say
from kfor_sim.errors import KforError

DONE, OUR_FAULT, BAD_INPUT, INTERRUPTED = range(4)


def exit_code_of(task: Callable[[], None], *, command: str, debug: bool) -> int:
    """Do a task and say how it went.

    Args:
        task: What to do.
        command: The command line, as the user would type it again.
        debug: Whether to show the traceback of an error.

    Raises:
        BrokenPipeError: Whoever read the output has stopped; the caller falls silent.
    """
    try:
        task()
    except click.exceptions.Exit as done:
        return done.exit_code
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            import traceback

            traceback.print_exc()
        return _report(error, command)
    return DONE


def _report(error: BaseException, command: str) -> int:
    """Tell the user what went wrong and what to do."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        say(f"Interrupted. The same command goes on:\n  {command}")
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return BAD_INPUT
    if isinstance(error, KforError):
        say(str(error) if error.exit_code == INTERRUPTED else f"Error: {error}")
        return error.exit_code
    what = " ".join(f"{type(error).__name__}: {error}".split())
    say(f"Error: {what}\nThis is a fault of kfor-sim. Please run it again with --debug and report what it prints.")
    return OUR_FAULT


def hang_up() -> int:
    """Fall silent when a pipe has closed (`kfor-sim figures documented | head`): nothing is left to be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    return DONE
