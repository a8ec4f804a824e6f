"""Redaction of whole columns of texts: pyarrow, polars, pandas, DuckDB, and whatever else speaks Arrow.

Nothing is copied in, all cores work, and other Python threads go on meanwhile. Each text is redacted by itself, its
placeholders numbered from 1; a null stays null. `closr.polars`, `closr.pandas` and `closr.duckdb` have the libraries' own
shapes.
"""

from __future__ import annotations

from ._closr import Redactor, redact_arrow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["redact_batch", "redact_column"]


def redact_column(
    column: Any, /, redactor: Redactor | None = None, progress: Callable[[int, int], object] | None = None
) -> Any:
    """The column with placeholders in its texts: what it was given, or else a `closr.Column`.

    A pyarrow array or chunked array, a polars Series or a pandas Series comes back as one, with its name, index and type.
    Anything else with Arrow's `__arrow_c_array__` or `__arrow_c_stream__` comes back as a `Column`, which Arrow's libraries
    take. `progress` is called with the rows done and the rows in all, nulls not counted.

    Raises `TypeError` for what is no Arrow column of `string`, `large_string` or `string_view`; what `progress` raises stops
    the work. A redacted chunk of `string` beyond 2 GiB is an `InputInvalidError`.
    """
    redacted = redact_arrow(column, redactor, progress)
    library, kind = type(column).__module__.partition(".")[0], type(column).__name__
    if library == "pyarrow":
        import pyarrow

        chunked = pyarrow.chunked_array(redacted)
        return chunked if kind == "ChunkedArray" else chunked.combine_chunks()
    if library == "polars":
        import polars

        return polars.Series(column.name, redacted)
    if library == "pandas":
        import pandas

        series = pandas.Series.from_arrow(redacted).astype(column.dtype)
        return series.set_axis(column.index).rename(column.name)
    return redacted


def redact_batch(batch: Any, column: str, redactor: Redactor | None = None) -> Any:
    """A pyarrow RecordBatch or Table with placeholders in the texts of one column, the other columns as they are.

    It is the shape that Spark's `mapInArrow`, Ray's `map_batches` and Daft call in their workers: `redactor` is pickled
    there, its lead's values with it. Raises `KeyError` where there is no such column, and as `redact_column`.
    """
    place = batch.schema.get_field_index(column)
    if place < 0:
        # A name that occurs twice has no index either.
        raise KeyError(f"the batch has no one column of that name: it has {batch.schema.names}")
    return batch.set_column(place, batch.schema.field(place), redact_column(batch.column(place), redactor))
