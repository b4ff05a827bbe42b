"""The scores of a batch as they come: in memory, or in files that outlive a failure."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ._errors import InvalidArgument

if TYPE_CHECKING:
    import pyarrow


class _Kept(Protocol):
    key: str

    @property
    def pieces(self) -> Mapping[int, Any]: ...


class Pieces(Protocol):
    """Scores by the number of their piece. Pieces may be put by several threads."""

    def has(self, number: int) -> bool: ...
    def put(self, number: int, scores: pyarrow.Table) -> None: ...
    def rows(self) -> int: ...
    def scores(self) -> Mapping[int, pyarrow.Table]: ...
    def finish(self, rows: Iterator[tuple[int, pyarrow.Table]]) -> None: ...


class MemoryPieces:
    def __init__(self, key: str, before: _Kept | None) -> None:
        if before is not None and before.key != key:
            raise InvalidArgument(
                "These scores are of another batch: resume= goes with the same data, deployment, "
                "version, keys and size.",
                code="other-batch",
            )
        self._scores: dict[int, Any] = {} if before is None else dict(before.pieces)

    def has(self, number: int) -> bool:
        return number in self._scores

    def put(self, number: int, scores: pyarrow.Table) -> None:
        self._scores[number] = scores

    def rows(self) -> int:
        return sum(each.num_rows for each in self._scores.values())

    def scores(self) -> Mapping[int, pyarrow.Table]:
        return dict(self._scores)

    def finish(self, rows: Iterator[tuple[int, pyarrow.Table]]) -> None:
        """There is no file to write."""


class FilePieces:
    """A folder beside the file that is to be: each piece appears in it whole or not at all."""

    def __init__(self, out: Path, key: str) -> None:
        self._out = out
        self._folder = out.with_name(out.name + ".pieces")
        self._scores: dict[int, Any] = {}
        about = self._folder / "batch.json"
        if about.is_file() and json.loads(about.read_text()).get("key") != key:
            raise InvalidArgument(
                f"{self._folder} has the beginning of another batch (other data, deployment, "
                "version, keys or size). Delete it, or choose another out=.",
                code="other-batch",
            )
        if not about.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            about.write_text(json.dumps({"key": key}))
        self._load()

    def _load(self) -> None:
        import pyarrow.parquet as parquet

        for file in self._folder.glob("*.parquet"):
            self._scores[int(file.stem)] = parquet.read_table(file)

    def has(self, number: int) -> bool:
        return number in self._scores

    def put(self, number: int, scores: pyarrow.Table) -> None:
        import pyarrow.parquet as parquet

        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".new", delete=False) as new:
            parquet.write_table(scores, new)
        Path(new.name).replace(self._folder / f"{number:08}.parquet")
        self._scores[number] = scores

    def rows(self) -> int:
        return sum(each.num_rows for each in self._scores.values())

    def scores(self) -> Mapping[int, pyarrow.Table]:
        return dict(self._scores)

    def finish(self, rows: Iterator[tuple[int, pyarrow.Table]]) -> None:
        """Writes the rows with their scores, and takes the pieces away."""
        import pyarrow
        import pyarrow.parquet as parquet

        schema = pyarrow.unify_schemas(
            [each.schema for each in self._scores.values()], promote_options="permissive"
        )
        new = self._folder / "whole.new"
        writer: Any = None
        for number, table in rows:
            whole = widened(table, self._scores[number].cast(schema))
            writer = writer or parquet.ParquetWriter(new, whole.schema, compression="zstd")
            writer.write_table(whole)
        if writer is not None:
            writer.close()
            new.replace(self._out)
        shutil.rmtree(self._folder)


def score_columns(
    column: str, values: Sequence[Any], version: str, prediction: str
) -> pyarrow.Table:
    import pyarrow

    count = len(values)
    return pyarrow.table(
        {
            column: pyarrow.array(values),
            f"{column}_version": pyarrow.array([version] * count, pyarrow.string()),
            f"{column}_id": pyarrow.array([prediction] * count, pyarrow.string()),
        }
    )


def widened(rows: pyarrow.Table, scores: pyarrow.Table) -> pyarrow.Table:
    """Rows with their scores beside them."""
    for name in scores.column_names:
        rows = rows.append_column(name, scores.column(name))
    return rows
