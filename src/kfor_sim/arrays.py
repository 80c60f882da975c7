"""Names for the shapes of the model's arrays.

Sizes: M municipalities, C communities, N contingents, R simulated residents. An array named here has its dimensions in
that order; what is counted is persons unless a docstring says otherwise.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

PerMunicipality: TypeAlias = NDArray[np.float64]
"""One number a municipality, shape (M,)."""

PerCell: TypeAlias = NDArray[np.float64]
"""One number a municipality and community, shape (M, C)."""

PerResident: TypeAlias = NDArray[np.float64]
"""One number a simulated resident, shape (R,)."""

CountPerMunicipality: TypeAlias = NDArray[np.int64]
"""Whole persons a municipality, shape (M,)."""

CountPerCell: TypeAlias = NDArray[np.int64]
"""Whole persons a municipality and community, shape (M, C)."""

CountPerContingent: TypeAlias = NDArray[np.int64]
"""Whole persons a contingent, shape (N,)."""

PerContingent: TypeAlias = NDArray[np.float64]
"""One number a contingent, shape (N,)."""

Flags: TypeAlias = NDArray[np.bool_]
"""Yes or no, one for each resident, cell or contingent."""
