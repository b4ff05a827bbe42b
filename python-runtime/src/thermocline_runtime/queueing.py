"""The bound on questions that wait for the model."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import RequestError


class Turns:
    """Lets so many questions run at once and so many more wait, the rest is refused at once."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._turn = threading.Semaphore(at_once)
        self._room = threading.Semaphore(at_once + waiting)

    @contextmanager
    def take(self, patience: float) -> Iterator[float]:
        """Gives the seconds that were waited."""
        if not self._room.acquire(blocking=False):
            raise RequestError(429, "The model has more questions waiting than it may have.")
        try:
            began = time.monotonic()
            if not self._turn.acquire(timeout=max(0.0, patience)):
                raise RequestError(504, "The model did not come to this question in time.")
            try:
                yield time.monotonic() - began
            finally:
                self._turn.release()
        finally:
            self._room.release()
