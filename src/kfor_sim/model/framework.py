"""Mesa, without its remark on progress bars, which we never ask it for."""

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="IProgress not found")  # said in a notebook without ipywidgets
    import mesa

__all__ = ["mesa"]
