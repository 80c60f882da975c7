"""What can go wrong for a user, as one small tree of exceptions.

    KforError
    ├── ScenarioError       a scenario file, a table or an override is wrong; carries every fault at once
    ├── InputError          an argument is wrong (an unknown scenario, a seed below zero)
    ├── OutputError         the output folder cannot be used (read-only, a file, a full disk)
    ├── MissingExtraError   an optional part is not installed
    ├── WorkerError         workers died over some replicates; all others are kept
    ├── ClusterError        a cluster cannot be reached, or is gone; what was finished is kept
    └── RunInterrupted      the user stopped a run; what was finished is kept

Each knows the exit code that the command line gives for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

_SHOWN = 10  # replicates that are named before the rest is only counted


class KforError(Exception):
    """Anything that a user can mend; its text says what to do."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a scenario: where it is, what is wrong, what to do.

    Attributes:
        path: Where, as a dotted path (``unrest.threshold``), a file, or a file and line.
        what: What is wrong, with the offending value.
        remedy: What was allowed or what to write instead; empty where ``what`` says it.
    """

    path: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """One line: path first, then what, then what to do."""
        tail = f"; {self.remedy}" if self.remedy else ""
        return f"{self.path}: {self.what}{tail}"


class ScenarioError(KforError):
    """A scenario cannot be used; ``faults`` lists every reason at once."""

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        self.name = name
        self.faults = faults
        lines = "\n".join(f"  {fault}" for fault in faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{name} has {count}:\n{lines}")

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str, tuple[Fault, ...]]]:
        """Travel between processes with both arguments."""
        return type(self), (self.name, self.faults)


class InputError(KforError):
    """An argument cannot be used."""


class OutputError(KforError):
    """The output folder cannot be used."""


class MissingExtraError(KforError):
    """An optional part of the project is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        self.purpose = purpose
        super().__init__(
            f"{purpose} needs an optional part: pip install 'kfor-sim[{extra}]', or in the folder of a checkout "
            f".venv/bin/pip install -c constraints.txt -e '.[{extra}]'"
        )

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        """Travel between processes with both arguments."""
        return type(self), (self.extra, self.purpose)


class LostJobs(Exception):  # noqa: N818 (an executor says it to whoever knows what the jobs are)
    """Workers died over some jobs, and over the same ones again; all other results were given.

    Attributes:
        numbers: The numbers of the jobs.
        hopeless: Whether no worker gave any result; then jobs may be among them that nobody tried.
        because: Why nothing can come any more, where that is known; the jobs are those that were on their way.
    """

    def __init__(self, numbers: tuple[int, ...], *, hopeless: bool = False, because: str = "") -> None:
        self.numbers = numbers
        self.hopeless = hopeless
        self.because = because
        super().__init__(f"workers died over jobs {numbers}")


class WorkerError(KforError):
    """Workers died over some replicates, as one does that the system ends for want of memory.

    Args:
        seed: The seed of the run.
        replicates: The numbers of the replicates that are missing.
        alone: The command that computes the first of them alone; empty where the result has no folder.
        hopeless: Whether no worker gave any result.
        because: Why nothing can come any more, where that is known.
        kept: Whether the others are kept in a folder; without it, whether there is a command.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        seed: int,
        replicates: tuple[int, ...],
        alone: str = "",
        *,
        hopeless: bool = False,
        because: str = "",
        kept: bool | None = None,
    ) -> None:
        self.seed = seed
        self.replicates = replicates
        self.alone = alone
        self.hopeless = hopeless
        self.because = because
        self.kept = bool(alone) if kept is None else kept
        super().__init__(" ".join(filter(None, self._sentences())))

    def _sentences(self) -> Iterator[str]:
        """Say what happened, where, why perhaps, what is kept, and what to do."""
        shown = ", ".join(map(str, self.replicates[:_SHOWN]))
        more = f" and {len(self.replicates) - _SHOWN:,} more" if len(self.replicates) > _SHOWN else ""
        which = f"replicate{'s' if len(self.replicates) > 1 else ''} {shown}{more} of seed {self.seed}"
        if self.because:
            yield f"{self.because}. On their way {'were' if len(self.replicates) > 1 else 'was'} {which}."
        else:
            yield f"workers died over {which}, at every try."
            yield "The usual reason is a lack of memory: use fewer workers or a coarser resolution."
        if self.hopeless:
            guard = 'call run() and compare() under `if __name__ == "__main__":`'
            yield f"No worker gave any result: in a script of your own, {guard}."
        yield "All other results are kept." if self.kept else "Give an output folder to keep the others."
        if self.alone:
            first = "it" if len(self.replicates) == 1 else "the first"
            yield f"To see what happens there, compute {first} alone:\n  {self.alone}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes with all arguments."""
        made = partial(type(self), hopeless=self.hopeless, because=self.because, kept=self.kept)
        return made, (self.seed, self.replicates, self.alone)


class ClusterError(KforError):
    """A cluster cannot be reached, or is gone; finished replicates are kept."""

    exit_code: ClassVar[int] = 1


class RunInterrupted(KforError):  # noqa: N818 (the run was stopped; nothing went wrong)
    """The user stopped a run; finished replicates are kept and the text says how to go on."""

    exit_code: ClassVar[int] = 3
