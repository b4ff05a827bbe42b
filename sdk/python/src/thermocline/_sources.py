"""What is sent: files where they lie, and frames as the Parquet that they become."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from . import _frames as frames

_CHUNK = 1 << 18
_IN_MEMORY = 256 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that can be read again from any place, by several threads."""

    size: int
    opened: Callable[[], BinaryIO]

    def chunks(self, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        left = self.size - start if length is None else length
        with self.opened() as file:
            file.seek(start)
            while left and (chunk := file.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def sha256(self, start: int = 0, length: int | None = None) -> str:
        digest = hashlib.sha256()
        for chunk in self.chunks(start, length):
            digest.update(chunk)
        return digest.hexdigest()


@contextmanager
def source(what: Any) -> Iterator[Source]:
    """A file as it is, or a frame as Parquet; a large one by way of a temporary file."""
    if isinstance(what, str | Path):
        path = Path(what)
        yield Source(path.stat().st_size, lambda: path.open("rb"))
        return
    table = frames.to_arrow(what)
    if table.nbytes <= _IN_MEMORY:
        sink = io.BytesIO()
        frames.write_parquet(table, sink)
        content = sink.getvalue()
        yield Source(len(content), lambda: io.BytesIO(content))
        return
    with tempfile.TemporaryDirectory(prefix="thermocline-") as folder:
        file = Path(folder, "data.parquet")
        with file.open("wb") as out:
            frames.write_parquet(table, out)
        yield Source(file.stat().st_size, lambda: file.open("rb"))
