"""Locks between processes, which end with whoever holds them, kill -9 included."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, wait: bool) -> None:
        msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int, wait: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits until nobody else holds the lock of that path."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(file, wait=True)
        yield
    finally:
        os.close(file)


class Hold:
    """A lock that is held until it is let go. Its file may carry a note for others."""

    def __init__(self, file: int, path: Path) -> None:
        self._file: int | None = file
        self._path = path

    @staticmethod
    def of(path: Path) -> Hold | None:
        """The lock of that path, or None while somebody else holds it."""
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file, wait=False)
        except OSError:
            os.close(file)
            return None
        return Hold(file, path)

    def note(self, text: bytes) -> None:
        assert self._file is not None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text, 0)

    def release(self) -> None:
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None
