"""Files of a dataset's version on this disk."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._errors import InvalidArgument
from ._locks import Hold
from ._versions import DatasetVersion

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class LocalFiles(Mapping[str, Path]):
    """The files of a version by their paths in it, as files of the local cache.

    They are read-only and stay for as long as this object is open. A mapping, so that
    ``files["images/1.png"]`` is a path and ``list(files)`` are the names.
    """

    def __init__(self, version: DatasetVersion, paths: Mapping[str, Path], hold: Hold) -> None:
        self.version = version
        self._paths = dict(paths)
        self._closed = weakref.finalize(self, hold.release)

    def __getitem__(self, path: str) -> Path:
        return self._paths[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __enter__(self) -> LocalFiles:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        """Lets the files be given up when the cache needs their room."""
        self._closed()

    def to_arrow(self) -> pyarrow.Table:
        """The rows of all Parquet files, or of all CSV files where there are none."""
        import pyarrow

        for ending, read in ((".parquet", _parquet), (".csv", _csv)):
            tables = [read(self._paths[each]) for each in sorted(self) if each.endswith(ending)]
            if tables:
                return pyarrow.concat_tables(tables, promote_options="permissive")
        raise InvalidArgument(
            f"{self.version.dataset}/{self.version.version} has no Parquet and no CSV file. Read "
            "its files by their paths.",
            code="not-a-table",
        )

    def to_pandas(self) -> pandas.DataFrame:
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        import polars

        return polars.DataFrame(self.to_arrow())


def _parquet(path: Path) -> pyarrow.Table:
    import pyarrow.parquet as parquet

    return parquet.read_table(path)


def _csv(path: Path) -> pyarrow.Table:
    from pyarrow import csv

    return csv.read_csv(path)
