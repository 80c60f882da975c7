"""What a reader with two minutes needs beside the findings: levels to hold them against, and what they lean on."""

from __future__ import annotations

from collections.abc import Iterator

from kfor_sim.report.comparison import level_in_unit
from kfor_sim.report.comparison_sentences import claimed
from kfor_sim.report.stored import Stored

_OF_A_RUN = ("deaths", "riot_weeks", "security_mean")
_MOST = 3  # numbers of which it is said on what they lean


def levels(result: Stored) -> Iterator[str]:
    """Say of a comparison what its differences are differences to: the baseline's own levels."""
    if not _compares(result):
        return
    document = result.document
    rows = {row["metric"]: row for row in document["metrics"]}
    told = "; ".join(
        f"{rows[name]['label']}: {level_in_unit(rows[name])}" for name in claimed(tuple(rows)) if name in rows
    )
    yield (
        f"More or fewer than what? `{document['baseline']}` itself has in the model, as medians over "
        f"{document['weeks']} weeks: {told}."
    )


def leanings(result: Stored) -> list[str]:
    """Say on which inputs the numbers of the findings lean most directly."""
    first = result.schedules[0]
    wanted = claimed(tuple(row["metric"] for row in result.document["metrics"])) if _compares(result) else _OF_A_RUN
    rows = first["came_out"] or result.in_and_out["answer"]
    own = sorted((row for row in rows if row["name"] in wanted), key=lambda row: wanted.index(row["name"])) or rows
    return [f"{row['what']}: {', '.join(row['leans_on'])}" for row in own if row["leans_on"]][:_MOST]


def mechanisms(result: Stored) -> str:
    """Name the option of each slot in one sentence, where one theory stands behind the page."""
    if len(result.theories) > 1:
        return ""
    chosen = ", ".join(f"{slot} `{option}`" for slot, option in result.schedules[0]["theory"].items())
    return f"How troops are thought to work, each point disputed by other theories: {chosen}."


def _compares(result: Stored) -> bool:
    return result.kind == "comparison"
