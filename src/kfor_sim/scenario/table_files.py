"""How a table file becomes rows of text: size, encoding, header and cells, every fault collected."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kfor_sim.errors import Fault
from kfor_sim.scenario.suggestions import did_you_mean

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_COUNT = 100_000_000
LONGEST_NAME = 80
LONGEST_NOTE = 2_000
MOST_FAULTS = 100


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Read a small UTF-8 text file, or note why it cannot be read and return None."""
    try:
        if not path.exists():
            faults.append(Fault(path.name, f"no such file: {path}", "a path is relative to the tables folder"))
            return None
        if not path.is_file():
            faults.append(Fault(path.name, "is a folder or no ordinary file", "name a table file"))
            return None
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
        if len(data) <= LARGEST_FILE:
            return data.decode("utf-8-sig")
        faults.append(Fault(path.name, "is larger than 2 MiB", "the shipped tables have some 30 kB each"))
    except UnicodeDecodeError as error:
        faults.append(Fault(path.name, f"is not UTF-8 (byte {error.start + 1})", "save it as CSV UTF-8"))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be used"
        faults.append(Fault(path.name, "cannot be read", why.lower()))
    return None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of table; a missing optional column reads as empty cells."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def faults(self, where: str, header: list[str]) -> Iterator[Fault]:
        """Yield what is wrong with a header."""
        known = (*self.required, *self.optional)
        if not header:
            yield Fault(where, "is empty", f"the columns are {', '.join(known)}")
            return
        if len(header) == 1 and ";" in header[0]:
            yield Fault(where, "has one column with semicolons in it", "separate the columns by commas")
            return
        for name in dict.fromkeys(header):
            if name not in known:
                yield Fault(where, f"unknown column '{name[:LONGEST_NAME]}'", did_you_mean(name, known))
            elif header.count(name) > 1:
                yield Fault(where, f"column '{name}' stands there twice", "keep one of them")
        for name in self.required:
            if name not in header:
                yield Fault(where, f"column '{name}' is missing", f"the columns are {', '.join(known)}")


class Cells:
    """One row of a table: gives its cells by kind and collects what is wrong with them.

    A cell that is wrong is noted as a fault and read as a harmless stand-in, so that the rest of the row is checked.
    """

    def __init__(self, where: str, cells: dict[str, str], faults: list[Fault]) -> None:
        self.where = where
        self.cells = cells
        self.faults = faults

    def fault(self, what: str, remedy: str = "") -> None:
        """Note a fault of this row."""
        self.faults.append(Fault(self.where, what, remedy))

    def text(self, column: str) -> str:
        """A cell that must not be empty."""
        value = self.note(column)
        if not value:
            self.fault(f"{column} is empty")
        elif len(value) > LONGEST_NAME:
            self.fault(f"{column} has {len(value)} characters", f"at most {LONGEST_NAME}")
        return value

    def note(self, column: str) -> str:
        """A cell that may be empty."""
        value = self.cells.get(column, "").strip()
        if not value.isprintable():
            self.fault(f"{column} holds a line break or another control character", "write it on one line")
        if len(value) > LONGEST_NOTE:
            self.fault(f"{column} has {len(value)} characters", f"at most {LONGEST_NOTE}")
        return value

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        """A cell that holds one of a few words."""
        value = self.note(column)
        if value not in allowed:
            self.fault(f"{column} is '{value[:LONGEST_NAME]}'", did_you_mean(value, allowed))
        return value

    def flag(self, column: str) -> bool:
        """A cell that holds yes or no; a column that is not there, or an empty cell, means yes."""
        return self.choice(column, ("yes", "no")) == "yes" if self.note(column) else True

    def count(self, column: str) -> int:
        """A whole number of people from 0 up, without separators."""
        value = self.note(column)
        if not (value.isascii() and value.isdigit()):
            self.fault(f"{column} is '{value[:LONGEST_NAME]}'", "a whole number from 0 up, without separators")
            return 0
        if len(value) > len(str(LARGEST_COUNT)) or int(value) > LARGEST_COUNT:
            self.fault(f"{column} is too large", f"at most {LARGEST_COUNT:,}")
            return 0
        return int(value)

    def number(self, column: str, low: float, high: float) -> float:
        """A finite number between two bounds."""
        value = self.note(column)
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            self.fault(f"{column} is '{value[:LONGEST_NAME]}'", f"a number from {low:g} to {high:g}")
            return low
        return number

    def day(self, column: str) -> date:
        """A date as YYYY-MM-DD; YYYY-MM is placed on the 15th, YYYY on 1 July."""
        value = self.note(column)
        tail = {4: "-07-01", 7: "-15"}.get(len(value), "")
        try:
            day = date.fromisoformat(value + tail)
        except ValueError:
            day = date.max
        if day.isoformat() != value + tail:
            self.fault(f"{column} is '{value[:LONGEST_NAME]}'", "a date as YYYY-MM-DD, YYYY-MM or YYYY")
        return day

    def optional_day(self, column: str) -> date | None:
        """A date, or None for an empty cell."""
        return self.day(column) if self.note(column) else None


def read_cells(path: Path, columns: Columns, faults: list[Fault]) -> list[Cells]:
    """Read a CSV file into rows of cells; where the header is faulty no rows are read.

    Args:
        path: The file, in UTF-8, with commas between the columns and one line of names at the top.
        columns: Which columns it must and may have.
        faults: Where to add what is wrong; rows are named by file and line, as in ``municipalities.csv:12``.
    """
    text = read_text(path, faults)
    if text is None:
        return []
    records = _records(path.name, text, faults)
    _, header = next(records, (0, []))
    header = [name.strip() for name in header]
    wrong = list(columns.faults(path.name, header))
    faults.extend(wrong)
    if wrong:
        return []
    rows: list[Cells] = []
    for line, cells in records:
        where = f"{path.name}:{line}"
        if len(cells) == len(header):
            rows.append(Cells(where, dict(zip(header, cells, strict=True)), faults))
        else:
            faults.append(Fault(where, f"has {len(cells)} cells", f"the header has {len(header)} columns"))
    return rows


def _records(name: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Records of a CSV text that are not blank, each with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(f"{name}:{line}", f"is not CSV: {error}", "check the quotes"))
