"""The slots of a theory and the options that each of them offers in this release."""

from __future__ import annotations

SLOTS: dict[str, tuple[str, ...]] = {
    "deterrence": ("ratio-literal", "none"),
    "policing": ("hand-over",),
    "adaptation": ("none",),
    "spillover": ("none",),
    "contagion": ("neighbours", "none"),
    "communities": ("unmixing", "static"),
    "response": ("sector-bound", "national-rules", "unified"),
    "trust": ("earned", "fixed"),
    "population": ("individuals", "mean-field", "closed-form"),
}
