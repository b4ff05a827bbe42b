"""Data frames in and out: pandas, polars and pyarrow, whichever is there, by way of Parquet."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._errors import InvalidArgument

if TYPE_CHECKING:
    import pyarrow

_MEDIA = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
}


def to_parquet(frame: Any) -> bytes:
    """The frame as Parquet. Refuses what would lose meaning on the way."""
    import pyarrow.parquet as parquet

    table = to_arrow(frame)
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", coerce_timestamps="us")
    return sink.getvalue()


def body(frame: Any) -> tuple[bytes, str]:
    """What to send and its media type: a frame as Parquet, a file as it is."""
    if isinstance(frame, str | Path):
        file = Path(frame)
        media = _MEDIA.get(file.suffix.lower())
        if media is None:
            raise InvalidArgument(
                f"{file} is none of {', '.join(_MEDIA)}: its ending says how to read it.",
                code="unknown-format",
            )
        return file.read_bytes(), media
    return to_parquet(frame), _MEDIA[".parquet"]


def plain_rows(rows: Any) -> list[dict[str, Any]]:
    """Rows as JSON can carry them: moments as text, numbers as Python's own."""
    if isinstance(rows, Mapping) and not any(_is_column(value) for value in rows.values()):
        rows = [rows]
    if isinstance(rows, Sequence) and rows and isinstance(rows[0], Mapping):
        found: list[dict[str, Any]] = [dict(row) for row in rows]
    else:
        found = to_arrow(rows).to_pylist()
    return [{name: _plain(name, value) for name, value in row.items()} for row in found]


def _is_column(value: Any) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str | bytes)


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise InvalidArgument(
                f"The time in '{name}' has no zone, so its moment is unknown. Use "
                "datetime.now(UTC), or value.replace(tzinfo=UTC).",
                code="time-without-zone",
            )
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.item() if hasattr(value, "item") else value


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
