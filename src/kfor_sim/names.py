"""What files and folders of results are called, and how a replicate is labelled."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from functools import partial
from io import BufferedReader, BytesIO

SHOWN = 12
"""Hexadecimal digits of a key that name a folder."""

MANIFEST = "manifest.json"
SUMMARY, METRICS, SERIES = "summary.csv", "metrics.csv", "series.csv.gz"
TABLES = (SUMMARY, METRICS, SERIES)
TABLES_OF_COMPARISON = (METRICS, "differences.csv", "ranking.csv", "regret.csv")
DOCUMENT, IN_AND_OUT, REPORT = "document.json", "in-and-out.json", "report.html"
"""What an answer said, what was put in beside what came out, and the page made of both."""
ANIMATION = "lattice.gif"
TRIALS = "trials"
"""The folder in which the metrics of many small ensembles lie."""
UNUSABLE = ".unusable"
"""How the name of a file ends that was set aside, since it could not be used."""
_HALF = ".tmp"
_HALF_WRITTEN = re.compile(rf"\.(?P<name>.+)\.\d+-[0-9a-f]{{8}}{re.escape(_HALF)}")

REPLICATES = "replicates"
_TOGETHER = 100  # replicates in one folder, so that thousands do not crowd one
_REPLICATE = re.compile(rf"{REPLICATES}/\d{{4,}}-\d{{4,}}/(?P<number>\d{{4,}})\.npz")
_COMPARISON = "compare-"
_TRIAL = re.compile(r"(?P<key>[0-9a-f]{64})\.npz")
_LONGEST_NAME = 60

_KEY, _NUMBER, _REST = 64, 16, 80  # hexadecimal digits: key of the run, number, what arrays and the seal
COMMENT = _KEY + _NUMBER + _REST
"""Bytes at the end of a stored replicate that say whose it is and whether it is whole."""
_LABEL = re.compile(rb"(?P<key>[0-9a-f]{%d})(?P<number>[0-9a-f]{%d})[0-9a-f]{%d}" % (_KEY, _NUMBER, _REST))


def safe_name(name: str) -> str:
    """Make a name of a folder from a scenario's: letters, digits, dots and dashes, never a way to another folder."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")
    return kept[:_LONGEST_NAME] or "scenario"


def folder_name(name: str, key: str) -> str:
    """Name the folder of a run: the scenario and the first digits of its key."""
    return f"{safe_name(name)}-{key[:SHOWN]}"


def comparison_folder_name(baseline: str, key: str) -> str:
    """Name the folder of a comparison: its baseline and the first digits of its key."""
    return f"{_COMPARISON}{folder_name(baseline, key)}"


def answer_folder_name(kind: str, schedule: str, key: str) -> str:
    """Name the folder of an answer: what was asked (``robust``, ``break``, ``scorecard``), of what, and its key."""
    return f"{kind}-{folder_name(schedule, key)}"


def file_name(replicate: int) -> str:
    """Name the file of a replicate, below the folder of its run: a hundred of them share a folder."""
    first = replicate - replicate % _TOGETHER
    return f"{REPLICATES}/{first:04d}-{first + _TOGETHER - 1:04d}/{replicate:04d}.npz"


def trial_file_name(key: str) -> str:
    """Name the file of a trial, in the folder of all of them."""
    return f"{key}.npz"


def trial_of(name: str) -> str:
    """Read the key of a trial off the name of its file; empty where it is no such name."""
    parts = _TRIAL.fullmatch(name)
    return parts["key"] if parts else ""


def half_name(name: str) -> str:
    """Name a file while it is being written, differently for each writer: two on one folder do not meet."""
    return f".{name}.{os.getpid()}-{secrets.token_hex(4)}{_HALF}"


def half_written(name: str) -> str:
    """Read off the name of a file that is being written what it will be called; empty where it is no such name."""
    parts = _HALF_WRITTEN.fullmatch(name)
    return parts["name"] if parts else ""


def replicate_of(name: str) -> int | None:
    """Read the number of a replicate off the name of its file; None where it is no such name."""
    parts = _REPLICATE.fullmatch(name)
    number = int(parts["number"]) if parts else 0
    return number if parts and name == file_name(number) else None


def content_hash(file: BufferedReader | BytesIO) -> str:
    """Give the hash of an open file by which damage is noticed: BLAKE2b, 64 hexadecimal digits; read piece by piece."""
    return hashlib.file_digest(file, partial(hashlib.blake2b, digest_size=32)).hexdigest()


def label(key: str, replicate: int) -> bytes:
    """Label a replicate: the key of its run and its number."""
    return f"{key}{replicate:0{_NUMBER}x}".encode()


def label_of(content: bytes) -> tuple[str, int] | None:
    """Read whose a packed replicate is, from its end: the key of the run and the number; None where it has no label."""
    found = _LABEL.fullmatch(content[-COMMENT:])
    return (found["key"].decode(), int(found["number"], 16)) if found else None
