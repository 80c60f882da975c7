"""What breaks a claim, in a few sentences: where it is lost first, which options break it, or that nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kfor_sim.digits import counted
from kfor_sim.robustness.departures import FigureRange

if TYPE_CHECKING:
    from kfor_sim.robustness.breaking import Breaking, Pair
    from kfor_sim.robustness.searching import Way

FATES = {
    "holds": "holds",
    "reversed": "is reversed",
    "fails": "fails",
    "no difference": "makes no difference",
    "undecided": "cannot be told from luck",
    "not possible": "cannot be had",
}
"""What becomes of a claim, by verdict."""

_PURE = ("1", "share")  # units that a reader does not miss
_SHOWN = 6  # options or pairs that a sentence names


def what_breaks_it(found: Breaking) -> str:
    """Say what breaks a claim, the nearest first."""
    if not found.holds:
        return f"{_default_fails(found)} So there is nothing to break. {what_to_ask_instead(found)}"
    if not (found.crossings or found.breaking_options or found.breaking_pairs):
        return (
            f"Nothing {_within(found)}{_nor_options(found)} breaks it: that {found.question.words} holds at "
            "the defaults and after each of these changes."
        )
    start = f"That {found.question.words} holds at the defaults"
    if found.crossings:
        first = found.crossings[0]
        return f"{start} and is lost first along `{first.figure.path}`: {how_far(first)}. " + " ".join(_others(found))
    return f"{start} and at both ends of the ranges of {_figures(found)}. " + " ".join(_others(found))


def what_to_ask_instead(found: Breaking) -> str:
    """Say what could be asked of a claim that does not hold at the defaults."""
    question, verdict = found.question, found.default.verdict
    if verdict == "undecided":
        return f"Ask with more replicates, --replicates {2 * question.replicates} say, or claim less."
    if verdict == "no difference":
        return "Ask of a metric in which the schedules differ; `kfor-sim compare` lists them."
    if len(question.claim.links) > 1:
        return "Ask of the part of the chain that fails, turned round."
    left, sign, right = question.claim.chain.links[0]
    return f"Ask what breaks the opposite: --claim '{left.text} {'<' if sign == '>' else '>'} {right.text}'."


def how_far(way: Way) -> str:
    """Say where a claim is lost on the way to an end of a range, and what becomes of it."""
    lost, figure = way.lost, way.figure
    if lost is None:
        return f"it holds up to {shown(figure, way.end.value)}"
    side = "above" if lost.value > figure.default else "below"
    text = f"{in_unit(figure, lost.value)}, {way.distance:.2f} of its range {side} the default of {shown(figure)}"
    still = "" if way.holds_at == figure.default else f" (at {shown(figure, way.holds_at)} it still holds)"
    return f"at {text}{still}, where it {fate_on(way)}"


def fate_on(way: Way) -> str:
    """Say what becomes of a claim where it is lost, and beyond."""
    lost, turned = way.lost, way.turned
    if lost is None:
        return FATES["holds"]
    text = FATES[lost.found.verdict]
    if turned is None or turned.value == lost.value:
        return text
    return f"{text}, and {FATES[turned.found.verdict]} at {shown(way.figure, turned.value)}"


def shown(figure: FigureRange, value: float | None = None) -> str:
    """A value of a figure as people write it; without one, its default."""
    number = figure.default if value is None else value
    return f"{number:,.0f}" if number == round(number) else f"{number:,.6g}"


def in_unit(figure: FigureRange, value: float) -> str:
    """A value with its unit, where that says anything."""
    plain = shown(figure, value)
    if figure.unit in _PURE:
        return plain
    if figure.unit[0].isdigit():
        return f"{plain} ({figure.unit})"
    return f"{plain} {figure.unit}s" if figure.unit.isalpha() and value != 1 else f"{plain} {figure.unit}"


def name_of(pair: Pair) -> str:
    """What tables call two options together."""
    return " + ".join(change.name for change in pair)


def _default_fails(found: Breaking) -> str:
    """Say what becomes of a claim at the defaults that does not hold there."""
    fate = FATES[found.default.verdict]
    under = "at the defaults" if found.departures.theory == found.question.own_theory else _under(found)
    text = f"{fate} with {counted(found.question.replicates, 'run')}" if "luck" in fate else fate
    return f"That {found.question.words} {text} {under}."


def _under(found: Breaking) -> str:
    return f"at the defaults under {found.departures.theory}"


def _figures(found: Breaking) -> str:
    return counted(len(found.departures.figures), "figure")


def _within(found: Breaking) -> str:
    return f"at either end of the ranges of {_figures(found)}"


def _nor_options(found: Breaking) -> str:
    """The options and pairs that were tried, for a sentence that says that none breaks the claim."""
    tried = [counted(len(found.options), "other option")] if found.options else []
    tried += [f"{counted(len(found.pairs), 'pair')} of options"] if found.pairs else []
    return "".join(f"{' and' if each == tried[-1] else ','} none of {each}" for each in tried)


def _others(found: Breaking) -> Iterator[str]:
    """Say what else breaks it: more figures, options, pairs."""
    paths = dict.fromkeys(way.figure.path for way in found.crossings)
    if len(paths) > 1:
        rest = [f"`{path}`" for path in list(paths)[1:]]
        yield f"Next come {_listed(rest)}."
    if found.breaking_options:
        yield f"Another option alone breaks it: {_listed(_fated(found))}."
    elif found.options:
        yield f"None of {counted(len(found.options), 'other option')} breaks it alone."
    if found.breaking_pairs:
        names = [f"`{name_of(pair)}`" for pair in found.breaking_pairs]
        yield f"Two options that do not break it alone do so together: {_listed(names)}."
    elif found.pairs:
        yield f"None of {counted(len(found.pairs), 'pair')} of the others does."


def _fated(found: Breaking) -> list[str]:
    """The options that break a claim, each with what becomes of it."""
    return [f"`{change.name}` ({FATES[each.verdict]})" for change, each in found.breaking_options.items()]


def _listed(names: Sequence[str]) -> str:
    """Names with commas and an "and"; the rest of many is counted."""
    kept = list(names[:_SHOWN])
    if len(names) > _SHOWN:
        kept.append(f"{len(names) - _SHOWN} more")
    return " and ".join([", ".join(kept[:-1]), kept[-1]]) if len(kept) > 1 else kept[0]
