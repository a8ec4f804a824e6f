"""`Series.closr.redact()` and `Expr.closr.redact()` in polars, once this module is imported.

    import closr.polars
    frame.with_columns(polars.col("text").closr.redact())
"""

from __future__ import annotations

import polars

from ._closr import Redactor
from .columns import redact_column

__all__ = ["ExprNamespace", "SeriesNamespace"]


@polars.api.register_series_namespace("closr")
class SeriesNamespace:
    """`series.closr`."""

    def __init__(self, series: polars.Series) -> None:
        self._series = series

    def redact(self, redactor: Redactor | None = None) -> polars.Series:
        """The texts with placeholders."""
        redacted: polars.Series = redact_column(self._series, redactor)
        return redacted


@polars.api.register_expr_namespace("closr")
class ExprNamespace:
    """`expr.closr`."""

    def __init__(self, expr: polars.Expr) -> None:
        self._expr = expr

    def redact(self, redactor: Redactor | None = None) -> polars.Expr:
        """The texts with placeholders; a text at a time, so that it streams."""
        return self._expr.map_batches(
            lambda series: redact_column(series, redactor), return_dtype=polars.String, is_elementwise=True
        )
