"""The table of streams in docs/randomness.md: numbers from the enumeration, and what each decides."""

from __future__ import annotations

from kfor_sim.model.streams import Stream
from renewing.markdown import table

_CELL, _NATION, _RESIDENT, _ONCE = "cell, week", "nation, week", "resident, week", "place in the cell"

DECIDES: dict[Stream, tuple[str, str]] = {
    Stream.HARDSHIP: (_ONCE, "hardship $h$ of each resident of a cell, once"),
    Stream.RISK_AVERSION: (_ONCE, "risk aversion $r$, once"),
    Stream.HOME_RANK: (_ONCE, "home rank $d$, by which residents of a cell leave home, once"),
    Stream.LEAVE_STREET: (_RESIDENT, "whether an active resident leaves the street, tired or arrested"),
    Stream.TIME_OFF: (_RESIDENT, "for how many weeks"),
    Stream.EVERYDAY_ATTACKS: (_CELL, "the number of everyday attacks"),
    Stream.INTERCOMMUNAL_ATTACKS: (_CELL, "the number of intercommunal attacks"),
    Stream.EVERYDAY_DEATHS: (_CELL, "deaths in everyday attacks"),
    Stream.INTERCOMMUNAL_DEATHS: (_CELL, "deaths in intercommunal attacks"),
    Stream.FLIGHT: (_CELL, "how many flee"),
    Stream.FLIGHT_ABROAD: (_CELL, "how many of them abroad"),
    Stream.RETURN_FROM_ABROAD: (_CELL, "how many return from abroad"),
    Stream.RETURN_FROM_WITHIN: (_CELL, "how many return from within Kosovo"),
    Stream.SPARK: (_CELL, "whether a spark falls"),
    Stream.SPARK_SIZE: (_CELL, "how large it is"),
    Stream.WILL: ("nation", "the will of each nation at the start, at week 0"),
    Stream.REFUSAL: (_NATION, "whether a nation that is asked fills a gap"),
    Stream.LATTICE: ("a generator of its own", "everything on the lattice of Epstein's model"),
}
"""Who is addressed beside seed, replicate and stream, and what is decided."""


def streams() -> str:
    """List the streams with their numbers."""
    rows = ((str(int(each)), f"`{each.name}`", *reversed(DECIDES[each])) for each in Stream)
    return table(("number", "stream", "decides", "one number for each"), rows)
