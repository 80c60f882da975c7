"""What is recorded of the lattice in each step: whole numbers, one column each."""

from __future__ import annotations

COLUMNS = (
    "active",  # agents that are active at the end of the step
    "jailed",
    "cops",
    "first_group",  # agents alive, in jail or not; everybody in Model I
    "second_group",
    "killed",  # in this step
    "arrested",
    "watched",  # agents whom grievance alone would move and who decided in this step with a cop in view
    "watched_active",  # those of them who became or stayed active
    "unwatched",  # the same with no cop in view
    "unwatched_active",
    "beside",  # pairs of agents on neighbouring sites, each pair twice (Model II)
    "beside_alike",  # those of one group
)
(
    ACTIVE,
    JAILED,
    COPS,
    FIRST_GROUP,
    SECOND_GROUP,
    KILLED,
    ARRESTED,
    WATCHED,
    WATCHED_ACTIVE,
    UNWATCHED,
    UNWATCHED_ACTIVE,
    BESIDE,
    BESIDE_ALIKE,
) = range(len(COLUMNS))

EMPTY, QUIET_FIRST, ACTIVE_FIRST, QUIET_SECOND, ACTIVE_SECOND, COP = range(6)
"""What a frame shows on a site."""
