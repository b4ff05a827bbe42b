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
        self._begun: dict[int, float] = {}
        self._waiting = 0
        self._counting = threading.Lock()

    def running(self) -> int:
        return len(self._begun)

    def waiting(self) -> int:
        return self._waiting

    def longest_running(self) -> float:
        """For how many seconds the question that began first has been running."""
        begun = list(self._begun.values())
        return time.monotonic() - min(begun) if begun else 0.0

    @contextmanager
    def take(self, patience: float) -> Iterator[float]:
        """Gives the seconds that were waited."""
        if not self._room.acquire(blocking=False):
            raise RequestError(429, "The model has more questions waiting than it may have.")
        try:
            began = time.monotonic()
            if not self._wait(max(0.0, patience)):
                raise RequestError(504, "The model did not come to this question in time.")
            self._begun[threading.get_ident()] = time.monotonic()
            try:
                yield time.monotonic() - began
            finally:
                del self._begun[threading.get_ident()]
                self._turn.release()
        finally:
            self._room.release()

    def _wait(self, patience: float) -> bool:
        with self._counting:
            self._waiting += 1
        try:
            return self._turn.acquire(timeout=patience)
        finally:
            with self._counting:
                self._waiting -= 1
