"""How much memory a scenario would ask for, and the limit beyond which it is refused."""

from __future__ import annotations

MEMORY_LIMIT = 4 * 1024**3  # bytes for one ensemble; an ordinary laptop of 2020 has 8 GiB
RESIDENT_BYTES = 64  # hardship, risk aversion, place, community, week of return, and what a week needs beside them
CELL_OUTCOMES = 12  # outcomes kept for every week, place and community
PLACE_OUTCOMES = 6  # outcomes kept for every week and place
NUMBER_BYTES = 8


def residents(total: float, mobilisable_share: float, persons_per_resident: float, cells: int) -> int:
    """Simulated residents; each cell of place and community rounds up, so it may hold one more."""
    return int(total * mobilisable_share / persons_per_resident) + cells


def memory_estimate(
    *, residents: int, weeks: int, municipalities: int, communities: int, contingents: int, replicates: int
) -> int:
    """Bytes that an ensemble needs at once.

    Args:
        residents: Simulated residents of one replicate.
        weeks: Recorded weeks.
        municipalities: Places.
        communities: Communities.
        contingents: Nations.
        replicates: Replicates whose outcomes are held together.
    """
    a_week = municipalities * (communities * CELL_OUTCOMES + PLACE_OUTCOMES) + contingents
    return residents * RESIDENT_BYTES + weeks * a_week * replicates * NUMBER_BYTES


def gibibytes(size: float) -> str:
    """A number of bytes in GiB, with as many digits as it deserves."""
    return f"{size / 1024**3:,.1f} GiB" if size < 1024**4 else f"{size / 1024**3:,.0f} GiB"
