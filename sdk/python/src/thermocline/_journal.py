"""What was begun and not ended, noted on this disk, so that the same call goes on from there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ._cache import write_whole
from ._locks import Hold


class Entry:
    """The note of one piece of work; without a file where nothing can be kept."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def read(self) -> dict[str, Any]:
        if self._file is None:
            return {}
        try:
            return dict(json.loads(self._file.read_text()))
        except (OSError, ValueError):
            return {}

    def write(self, note: Mapping[str, Any]) -> None:
        if self._file is not None:
            with suppress(OSError):
                write_whole(self._file, json.dumps(note))

    def end(self) -> None:
        if self._file is not None:
            self._file.unlink(missing_ok=True)


class Journal:
    """A folder of notes. Of two processes at the same work the second one starts its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def entry(self, *key: object) -> Iterator[Entry]:
        name = hashlib.sha256(json.dumps([str(part) for part in key]).encode()).hexdigest()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            hold = Hold.of(self._folder / f"{name}.lock")
        except OSError:
            hold = None
        if hold is None:
            yield Entry(None)
            return
        try:
            yield Entry(self._folder / f"{name}.json")
        finally:
            hold.release()
