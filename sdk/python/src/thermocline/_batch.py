"""Batch scoring: a frame or a Parquet file in pieces, several at once, going on after a failure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from . import _frames as frames
from ._errors import Interrupted, InvalidArgument, ThermoclineError
from ._pieces import FilePieces, MemoryPieces, Pieces, score_columns
from ._progress import Meter, Progress
from ._together import together
from ._uploads import BREAKS

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class _Answer(Protocol):
    @property
    def values(self) -> Sequence[Any]: ...
    @property
    def id(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def version(self) -> str: ...


class Scores:
    """The rows of a batch with their scores, or those that are there where it broke off."""

    def __init__(self, pieces: Mapping[int, Any], column: str, key: str, load: Any) -> None:
        self._pieces = pieces
        self._load = load
        self._column = column
        self.key = key

    def __repr__(self) -> str:
        return f"Scores({len(self)} rows)"

    def __len__(self) -> int:
        return sum(len(each) for each in self._pieces.values())

    @property
    def pieces(self) -> Mapping[int, Any]:
        """The scores alone, by the number of their piece."""
        return self._pieces

    @property
    def values(self) -> list[Any]:
        """The predictions in the order of the rows."""
        return list(self.to_arrow().column(self._column).to_pylist())

    def to_arrow(self) -> pyarrow.Table:
        table: pyarrow.Table = self._load(self._pieces)
        return table

    def to_pandas(self) -> pandas.DataFrame:
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        import polars

        return polars.DataFrame(self.to_arrow())


@dataclass(frozen=True, slots=True)
class Batch:
    """What is asked of each piece."""

    ask: Callable[..., _Answer]
    deployment: str | None
    keys: tuple[str, ...]
    version: str | int | None
    column: str
    size: int

    def of(
        self,
        data: Any,
        out: Path | None,
        parallel: int,
        progress: bool | Progress,
        resume: Scores | None,
    ) -> Scores:
        rows = Rows.of(data, self.size)
        self._check(rows)
        key = self._key(rows)
        kept: Pieces = FilePieces(out, key) if out is not None else MemoryPieces(key, resume)
        meter = Meter(progress, "scoring", rows.count)
        meter.add(kept.rows())

        def score(number: int, table: pyarrow.Table) -> None:
            kept.put(number, self._score(table))
            meter.add(table.num_rows)

        try:
            together((partial(score, n, t) for n, t in rows.pieces() if not kept.has(n)), parallel)
        except BREAKS as error:
            scores = Scores(kept.scores(), self.column, key, rows.beside)
            raise self._stopped(error, meter.done, rows.count, out, scores) from error
        meter.end()
        if out is not None:
            kept.finish(rows.pieces())
        return Scores(kept.scores(), self.column, key, rows.beside)

    def _score(self, table: pyarrow.Table) -> pyarrow.Table:
        found = frames.plain_rows(table)
        entities = {key: [row[key] for row in found] for key in self.keys} or None
        inputs = [{k: v for k, v in row.items() if k not in self.keys} for row in found]
        answer = self.ask(
            self.deployment, entities, inputs if any(inputs) else None, version=self.version
        )
        if len(answer.values) != table.num_rows:
            raise ThermoclineError(
                f"{table.num_rows} rows were asked and {len(answer.values)} predictions came: the "
                "model does not answer row by row, so it cannot score a batch.",
                code="not-row-by-row",
            )
        return score_columns(
            self.column, answer.values, f"{answer.model}/{answer.version}", answer.id
        )

    def _check(self, rows: Rows) -> None:
        for key in self.keys:
            frames.need_column(rows.columns, key, "keys=", "the join key")
        twice = [name for name in _names(self.column) if name in rows.columns]
        if twice:
            raise InvalidArgument(
                f"The data has a column '{twice[0]}' already. Rename it, or name the new one with "
                "column=.",
                code="duplicate-columns",
            )
        if self.size < 1:
            raise InvalidArgument("size= is the rows of a piece, one at least.", code="no-size")

    def _key(self, rows: Rows) -> str:
        asked = [rows.digest, self.deployment, self.keys, str(self.version), self.column, self.size]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()

    def _stopped(
        self,
        error: ThermoclineError,
        done: int,
        of: int,
        out: Path | None,
        scores: Scores,
    ) -> Interrupted:
        again = (
            f"The scores are kept beside {out}: repeat the same call, and only the rest is scored."
            if out is not None
            else "Repeat the call with resume=error.partial, and only the rest is scored."
        )
        return Interrupted(
            f"The batch stopped after {done:,} of {of:,} rows: {error.message} {again}",
            code=error.code,
            request_id=error.request_id,
            partial=scores,
        )


def _names(column: str) -> tuple[str, str, str]:
    return column, f"{column}_version", f"{column}_id"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a batch, cut into pieces that are the same each time."""

    columns: Sequence[str]
    count: int
    digest: str
    read: Callable[[], Iterator[pyarrow.Table]]

    @staticmethod
    def of(data: Any, size: int) -> Rows:
        if isinstance(data, str | Path):
            return _of_file(Path(data), size)
        table = frames.to_arrow(data)

        def cut() -> Iterator[pyarrow.Table]:
            for start in range(0, table.num_rows, size):
                yield table.slice(start, size)

        return Rows(table.column_names, table.num_rows, frames.digest(table), cut)

    def pieces(self) -> Iterator[tuple[int, pyarrow.Table]]:
        yield from enumerate(self.read())

    def beside(self, scores: Mapping[int, Any]) -> pyarrow.Table:
        """The rows that have scores, with them."""
        import pyarrow

        from ._pieces import widened

        found = [widened(table, scores[n]) for n, table in self.pieces() if n in scores]
        return pyarrow.concat_tables(found, promote_options="permissive")


def _of_file(file: Path, size: int) -> Rows:
    if frames.media_type(file) != frames.PARQUET:
        raise InvalidArgument(
            f"{file} is no Parquet file. Read it into a frame, or write it as Parquet.",
            code="unknown-format",
        )
    pyarrow = frames.need_pyarrow()
    import pyarrow.parquet as parquet

    about = parquet.ParquetFile(file)
    schema, count = about.schema_arrow, about.metadata.num_rows
    about.close()
    frames.check_schema(schema, count)
    state = file.stat()

    def cut() -> Iterator[Any]:
        with parquet.ParquetFile(file) as opened:
            for batch in opened.iter_batches(batch_size=size):
                yield pyarrow.Table.from_batches([batch])

    place = f"{file.resolve()} {state.st_size} {state.st_mtime_ns}"
    return Rows(schema.names, count, place, cut)
