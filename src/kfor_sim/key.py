"""The key of a run: one hash over everything that can change a replicate."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kfor_sim.scenario import Scenario
from kfor_sim.version import NUMBERS

# Figures that say how many replicates there are, or how they are summed up, but not what happens in one.
_WITHOUT_EFFECT = ("run.replicates", "run.interval", "security.floors[", "report.")
_MARKS = "strength"  # a table of recorded strengths, which are drawn beside a run and never go into it


def key_of_run(scenario: Scenario) -> str:
    """Name what the replicates of a scenario depend on.

    Two runs share a key, and so their stored replicates, where every number is the same that a replicate depends on:
    figures (seed and resolution among them), dates, options, tables, and the version of the numbers. Titles and reasons
    are not in it, nor are recorded strengths, the number of replicates and the figures that only sum them up. What may
    count is in it even where it does not (the day of an event without effects): that costs computing anew, never a
    wrong reuse. Figures that only options read which were not chosen are left out.

    Returns:
        SHA-256 in hexadecimal.
    """
    content, idle = json.loads(scenario.content()), scenario.idle
    content["figures"] = {
        path: value
        for path, value in content["figures"].items()
        if not path.startswith(_WITHOUT_EFFECT) and path not in idle
    }
    del content["tables"][_MARKS]
    return hash_of({"numbers": NUMBERS, "content": content}, sort_keys=True)


def hash_of(content: Any, *, sort_keys: bool = False) -> str:
    """Hash plain content by its JSON.

    Args:
        content: Lists, mappings, numbers and texts.
        sort_keys: Whether the order of mappings does not count.

    Returns:
        SHA-256 in hexadecimal.
    """
    text = json.dumps(content, sort_keys=sort_keys, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
