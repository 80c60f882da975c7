"""How much memory a scenario would ask for, and the limit beyond which it is refused."""

from __future__ import annotations

from collections.abc import Callable

from kfor_sim.scenario.table_rows import COMMUNITIES

MEMORY_LIMIT = 4 * 1024**3  # bytes for one ensemble; an ordinary laptop of 2020 has 8 GiB
RESIDENT_BYTES = 120  # traits, address, cell, week of return; most of it twice at first
CELL_OUTCOMES = 12  # outcomes kept for every week, place and community
PLACE_OUTCOMES = 6  # outcomes kept for every week and place
NUMBER_BYTES = 8
GRID_ARRAYS = 10  # arrays of the mean field beside the weeks that people are off the street


def residents(total: float, mobilisable_share: float, persons_per_resident: float, cells: int) -> int:
    """Count simulated residents at most; each cell of place and community rounds up, so it may hold one more."""
    return int(total * mobilisable_share / persons_per_resident) + cells


def memory_estimate(
    value: Callable[[str], float],
    *,
    population: str,
    weeks: int,
    municipalities: int,
    contingents: int,
    held: int = 1,
    workers: int = 1,
) -> tuple[int, int]:
    """Estimate what a run asks for.

    Args:
        value: Gives the figure at a path.
        population: Option of the slot `population`; the mean field keeps a grid of points for each cell.
        weeks: Recorded weeks.
        municipalities: Places.
        contingents: Nations.
        held: Replicates whose outcomes are in memory together.
        workers: Replicates computed at a time.

    Returns:
        Simulated residents of one replicate, and bytes in all.
    """
    cells = municipalities * len(COMMUNITIES)
    people = residents(
        value("population.total"), value("population.mobilisable_share"), value("run.persons_per_resident"), cells
    )
    state = people * RESIDENT_BYTES
    if population == "mean-field":
        weeks_off = max(value("unrest.rest_weeks"), value("unrest.jail_weeks"))
        state = int(cells * value("run.quadrature_points") ** 2 * (weeks_off + GRID_ARRAYS) * NUMBER_BYTES)
    a_week = cells * CELL_OUTCOMES + municipalities * PLACE_OUTCOMES + contingents
    return people, state * workers + weeks * a_week * held * NUMBER_BYTES


def gibibytes(size: float) -> str:
    """A number of bytes in GiB, with as many digits as it deserves."""
    return f"{size / 1024**3:,.1f} GiB" if size < 1024**4 else f"{size / 1024**3:,.0f} GiB"
