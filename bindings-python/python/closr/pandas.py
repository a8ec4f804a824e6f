"""`Series.closr.redact()` in pandas, once this module is imported.

    import closr.pandas
    frame["text"] = frame["text"].closr.redact()
"""

from __future__ import annotations

from typing import Any

import pandas

from ._closr import Redactor
from .columns import redact_column

__all__ = ["SeriesAccessor"]


@pandas.api.extensions.register_series_accessor("closr")
class SeriesAccessor:
    """`series.closr`."""

    def __init__(self, series: Any) -> None:
        self._series = series

    def redact(self, redactor: Redactor | None = None) -> Any:
        """The texts with placeholders, with the same index and name."""
        return redact_column(self._series, redactor)
