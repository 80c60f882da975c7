"""Honest digits: how many of a number's digits the replicates support, and how much of a cost is worth saying."""

from __future__ import annotations

from math import floor, isfinite, log10, pi, sqrt

_MOST_DIGITS = 4  # significant digits that an illustrative model deserves, however many replicates there are
_DIGITS_OF_FEW = 2  # of so few draws that their error is unknown, or small by luck
_FEW = 6

_MINUTE, _HOUR = 60, 3600
_BYTES = ("B", "kB", "MB", "GB", "TB")

_MEDIAN_ERROR = sqrt(pi / 2)  # standard error of a median over that of a mean, for a normal distribution


def honest(value: float, spread: float, n: int) -> str:
    """Print a median over replicates without a digit beyond its Monte Carlo error.

    The last digit printed stands where the first digit of the standard error stands: 12,345 with an error of 230 is
    12,300. Never more than four significant digits, of fewer than six replicates two; where all replicates agree whole
    numbers in full, others with four.

    Args:
        value: The number.
        spread: Standard deviation over the replicates.
        n: How many replicates.

    Returns:
        Text, thousands separated; a dash where there is no number.
    """
    if not isfinite(value):
        return "–"
    decimals = _decimals(value, spread, n)
    return f"{round(value, decimals) + 0.0:,.{max(decimals, 0)}f}"


def supported(value: float, error: float) -> float:
    """Round a number at the first digit of its Monte Carlo error, to four significant digits at most."""
    return round(value, _supported_decimals(value, error)) + 0.0


def supported_text(value: float, error: float) -> str:
    """Write a number without a digit beyond its Monte Carlo error; a dash where there is no number."""
    if not isfinite(value):
        return "–"
    return f"{supported(value, error):,.{max(_supported_decimals(value, error), 0)}f}"


def _supported_decimals(value: float, error: float) -> int:
    """Decimals that an error leaves."""
    most = _decimals_of(value, _MOST_DIGITS)
    return min(-floor(log10(error)), most) if error > 0 else most


def _decimals(value: float, spread: float, n: int) -> int:
    """Decimals that are supported; negative where even whole digits are not."""
    if n < 2 or not isfinite(spread):
        decimals = _decimals_of(value, _DIGITS_OF_FEW)
        return min(decimals, 0) if value == int(value) else decimals
    error = _MEDIAN_ERROR * spread / sqrt(n)
    if error == 0:  # nothing was left to luck
        return 0 if value == int(value) else _decimals_of(value, _MOST_DIGITS)
    most = _decimals_of(value, _MOST_DIGITS if n >= _FEW else _DIGITS_OF_FEW)
    return min(-floor(log10(error)), most)


def _decimals_of(value: float, digits: int) -> int:
    """Decimals that leave a number so many significant digits."""
    return 0 if value == 0 else digits - 1 - floor(log10(abs(value)))


def counted(number: int, noun: str) -> str:
    """Say how many there are of something: ``1 worker``, ``1,000 runs``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def in_time(seconds: float) -> str:
    """Say how long something takes, in two digits at most: ``40 s``, ``5 min``, ``2.5 h``."""
    if seconds < 2 * _MINUTE:
        return f"{max(_rounded(seconds), 1):.0f} s"
    return f"{_rounded(seconds / _MINUTE):.0f} min" if seconds < 2 * _HOUR else f"{_rounded(seconds / _HOUR):,g} h"


def in_bytes(size: float) -> str:
    """Say how much room something takes, in two digits at most and in powers of a thousand: ``950 MB``, ``1.2 GB``."""
    power = 0
    while _rounded(size) >= 1000 and power < len(_BYTES) - 1:
        size, power = size / 1000, power + 1
    return f"{_rounded(size):,g} {_BYTES[power]}"


def _rounded(value: float) -> float:
    """Round to two significant digits."""
    return round(value, _decimals_of(value, _DIGITS_OF_FEW))
