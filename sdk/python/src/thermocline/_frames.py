"""Data frames in and out: pandas, polars and pyarrow, whichever is there, by way of Parquet."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._errors import InvalidArgument

if TYPE_CHECKING:
    import pyarrow


def to_parquet(frame: Any) -> bytes:
    """The frame as Parquet. Refuses what would lose meaning on the way."""
    import pyarrow.parquet as parquet

    table = to_arrow(frame)
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", coerce_timestamps="us")
    return sink.getvalue()


def to_arrow(frame: Any) -> pyarrow.Table:
    """The frame as an Arrow table, checked for the mistakes that people make."""
    try:
        import pyarrow
    except ImportError as missing:
        raise InvalidArgument(
            "Data frames travel as Parquet, which needs pyarrow: "
            "pip install 'thermocline[pandas]', '[polars]' or '[arrow]'.",
            code="missing-extra",
        ) from missing
    table = _table(frame, pyarrow)
    _check(table)
    return table


def _table(frame: Any, pyarrow: Any) -> pyarrow.Table:
    if isinstance(frame, pyarrow.Table):
        return frame
    if isinstance(frame, pyarrow.RecordBatch):
        return pyarrow.Table.from_batches([frame])
    module = type(frame).__module__.split(".")[0]
    if module == "pandas":
        columns = list(frame.columns)
        twins = sorted({str(name) for name in columns if columns.count(name) > 1})
        if twins:
            raise InvalidArgument(
                f"The frame has the column {', '.join(twins)} more than once. "
                "Rename or drop the extra ones.",
                code="duplicate-columns",
            )
        return pyarrow.Table.from_pandas(frame, preserve_index=False)
    if module == "polars":
        return frame.to_arrow()
    if isinstance(frame, Mapping):
        return pyarrow.table(dict(frame))
    if isinstance(frame, Sequence) and frame and isinstance(frame[0], Mapping):
        return pyarrow.Table.from_pylist(list(frame))
    raise InvalidArgument(
        f"{type(frame).__name__} is no data frame. Pass a pandas or polars frame, a pyarrow "
        "table, a mapping of columns, or a list of rows.",
        code="not-a-frame",
    )


def _check(table: pyarrow.Table) -> None:
    import pyarrow.types as types

    if table.num_columns == 0:
        raise InvalidArgument("The frame has no columns.", code="empty-frame")
    if table.num_rows == 0:
        raise InvalidArgument(
            "The frame has no rows: there is nothing to send.", code="empty-frame"
        )
    for field in table.schema:
        if types.is_timestamp(field.type) and field.type.tz is None:
            raise InvalidArgument(
                f"The times in column '{field.name}' have no zone, so their moment is unknown. "
                f"Say which: frame['{field.name}'].dt.tz_localize('UTC') in pandas, "
                f"pl.col('{field.name}').dt.replace_time_zone('UTC') in polars.",
                code="time-without-zone",
            )
