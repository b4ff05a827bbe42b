"""Data frames in and out: pandas, polars and pyarrow, whichever is there, by way of Parquet."""

from __future__ import annotations

import base64
import hashlib
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._errors import InvalidArgument
from ._moments import moment, without_zone

if TYPE_CHECKING:
    import pyarrow

PARQUET = "application/vnd.apache.parquet"
_MEDIA = {
    ".parquet": PARQUET,
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
}


def write_parquet(table: pyarrow.Table, sink: Any) -> None:
    import pyarrow.parquet as parquet
    import pyarrow.types as types

    # Dictionaries of numbers cost half of the writing and save next to nothing.
    texts = [
        f.name for f in table.schema if types.is_string(f.type) or types.is_large_string(f.type)
    ]
    parquet.write_table(
        table, sink, compression="zstd", coerce_timestamps="us", use_dictionary=texts or False
    )


def media_type(what: Any) -> str:
    """Of a file by its ending, of a frame that of Parquet."""
    if not isinstance(what, str | Path):
        return PARQUET
    file = Path(what)
    media = _MEDIA.get(file.suffix.lower())
    if media is None:
        raise InvalidArgument(
            f"{file} is none of {', '.join(_MEDIA)}: its ending says how to read it.",
            code="unknown-format",
        )
    if not file.is_file():
        raise InvalidArgument(f"There is no file {file}. Check the path.", code="no-files")
    if file.stat().st_size == 0:
        raise InvalidArgument(f"{file} is empty: there is nothing to send.", code="empty-frame")
    return media


def need_column(columns: Sequence[str], column: str, argument: str, what: str) -> None:
    """Refuses a frame without a column that is needed, with the columns that it has."""
    if column not in columns:
        raise InvalidArgument(
            f"The frame has no column '{column}' for {what}. It has: "
            f"{', '.join(columns)}. Name the right one with {argument}, or rename it.",
            code="missing-column",
        )


def count_rows(rows: Any) -> int:
    """How many rows a frame, a mapping of columns, a list of rows or one row has.

    >>> count_rows({"bp": [1.0, 2.0]}), count_rows({"bp": 1.0}), count_rows([{"bp": 1.0}])
    (2, 1, 1)
    """
    if isinstance(rows, Mapping):
        columns = [value for value in rows.values() if _is_column(value)]
        return len(columns[0]) if columns else 1
    return len(rows) if hasattr(rows, "__len__") else 0


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
            raise without_zone(f"The time in '{name}'")
        return moment(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.item() if hasattr(value, "item") else value


def need_pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as missing:
        raise InvalidArgument(
            "Data frames travel as Parquet, which needs pyarrow: "
            "pip install 'thermocline[pandas]', '[polars]' or '[arrow]'.",
            code="missing-extra",
        ) from missing
    return pyarrow


def to_arrow(frame: Any) -> pyarrow.Table:
    """The frame as an Arrow table, checked for the mistakes that people make."""
    table = _table(frame, need_pyarrow())
    check_schema(table.schema, table.num_rows)
    return table


def digest(table: pyarrow.Table) -> str:
    """Of the content, whatever it came from."""
    import pyarrow

    class Sink:
        closed = False

        def __init__(self) -> None:
            self.sha = hashlib.sha256()

        def write(self, chunk: Any) -> int:
            self.sha.update(chunk)
            return len(chunk)

        def flush(self) -> None:
            """Nothing waits."""

        def close(self) -> None:
            """Nothing is open."""

    sink = Sink()
    with pyarrow.ipc.new_stream(pyarrow.PythonFile(sink, "w"), table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.sha.hexdigest()


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
            raise _duplicate(twins)
        return _from_pandas(frame, pyarrow)
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


def _from_pandas(frame: Any, pyarrow: Any) -> pyarrow.Table:
    try:
        with warnings.catch_warnings():
            # pyarrow reads times with a zone in a way that pandas is about to change.
            warnings.filterwarnings("ignore", message="Series.values", category=DeprecationWarning)
            return pyarrow.Table.from_pandas(frame, preserve_index=False)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError) as mixed:
        raise InvalidArgument(
            f"A column of the frame mixes types: {'; '.join(map(str, mixed.args))}. Give it one "
            "type, as in frame['bp'].astype('float64') or pandas.to_numeric(frame['bp']).",
            code="mixed-types",
        ) from mixed


def check_schema(schema: pyarrow.Schema, rows: int) -> None:
    import pyarrow.types as types

    if not len(schema):
        raise InvalidArgument("The frame has no columns.", code="empty-frame")
    if rows == 0:
        raise InvalidArgument(
            "The frame has no rows: there is nothing to send. Look at the filter before it.",
            code="empty-frame",
        )
    twins = sorted({name for name in schema.names if schema.names.count(name) > 1})
    if twins:
        raise _duplicate(twins)
    for field in schema:
        if types.is_timestamp(field.type) and field.type.tz is None:
            raise InvalidArgument(
                f"The times in column '{field.name}' have no zone, so their moment is unknown. "
                f"Say which: frame['{field.name}'].dt.tz_localize('UTC') in pandas, "
                f"pl.col('{field.name}').dt.replace_time_zone('UTC') in polars.",
                code="time-without-zone",
            )


def _duplicate(names: Sequence[str]) -> InvalidArgument:
    return InvalidArgument(
        f"The frame has the column {', '.join(names)} more than once. "
        "Rename or drop the extra ones.",
        code="duplicate-columns",
    )
