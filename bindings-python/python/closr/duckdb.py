"""The SQL function `redact(text)` in DuckDB.

    closr.duckdb.register(connection)
    connection.sql("select redact(text) from messages")
"""

from __future__ import annotations

from typing import Any

from ._closr import Redactor
from .columns import redact_column

__all__ = ["register"]


def register(connection: Any, redactor: Redactor | None = None, name: str = "redact") -> None:
    """Makes `name` a function of the connection: a text in, the text with placeholders out. It needs pyarrow."""
    connection.create_function(
        name, lambda texts: redact_column(texts, redactor), ["VARCHAR"], "VARCHAR", type="arrow"
    )
