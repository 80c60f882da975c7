"""Police: new officers count in full only after a while.

K += (O − K) / `hand_over_lag_weeks`
"""

from __future__ import annotations


def advance_police(ready: float, officers: float, *, lag_weeks: float) -> float:
    """Move the officers who count in full towards those in service, at rate 1/lag a week."""
    return ready + (officers - ready) / lag_weeks
