"""How far longer work has come: as words, as a bar, and counted over threads."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

Progress = Callable[[Mapping[str, Any]], None]

ENDED = frozenset({"SUCCEEDED", "DONE", "FAILED", "CANCELLED"})
_OFTEN = 0.1


def teller(progress: bool | Progress) -> Progress:
    """What to tell: the bar, a function of the caller's, or nobody."""
    if progress is True:
        return bar
    return progress or (lambda _: None)


def word(state: Mapping[str, Any]) -> str:
    return str(state.get("state") or state.get("status") or "").upper()


def describe(state: Mapping[str, Any]) -> str:
    """One line about a state.

    >>> describe({"state": "running", "done": 1500, "total": 3000, "rate": 500.0})
    'running, 1,500 of 3,000, 500/s'
    >>> describe({"state": "sending", "done": 1500000, "total": 3000000, "unit": "B"})
    'sending, 1.5 MB of 3.0 MB'
    """
    state = {**state, **(state.get("job") or {})}
    done, total = state.get("done", state.get("rows")), state.get("total")
    amount = size if state.get("unit") == "B" else "{:,}".format
    text = word(state).lower()
    if done is not None:
        text += f", {amount(done)}" + (f" of {amount(total)}" if total else "")
    rate = state.get("rate") or state.get("perSecond")
    return text + (f", {amount(round(rate))}/s" if rate else "")


def size(count: float) -> str:
    """
    >>> size(512), size(64 * 2**20), size(5e9)
    ('512 B', '67.1 MB', '5.0 GB')
    """
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"


def bar(state: Mapping[str, Any]) -> None:
    """One line that is written over, on a terminal or in a notebook; else nothing."""
    if not (sys.stderr.isatty() or "ipykernel" in sys.modules):
        return
    job = {**state, **(state.get("job") or {})}
    done, total = job.get("done") or 0, job.get("total") or 0
    filled = min(24, round(24 * done / total)) if total else 0
    end = "\n" if word(state) in ENDED else ""
    line = f"[{'#' * filled:<24}] {describe(state)}"
    print(f"\r{line:<79}", end=end, file=sys.stderr, flush=True)


class Meter:
    """Counts what several threads do and tells of it, not too often."""

    def __init__(
        self, progress: bool | Progress, doing: str, total: int | None, unit: str = ""
    ) -> None:
        self._tell = teller(progress)
        self._state: dict[str, Any] = {"state": doing, "done": 0, "total": total, "unit": unit}
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._told = 0.0

    @property
    def done(self) -> int:
        return int(self._state["done"])

    def add(self, count: int) -> None:
        """Counts; a negative count takes back what has to be done again."""
        with self._lock:
            self._state["done"] += count
            now = time.monotonic()
            if now - self._told < _OFTEN:
                return
            self._told = now
            self._tell({**self._state, "rate": self._rate(now)})

    def end(self) -> None:
        with self._lock:
            state = {**self._state, "rate": self._rate(time.monotonic())}
            self._tell({**state, "state": "done"})

    def _rate(self, now: float) -> float | None:
        took = now - self._began
        return float(self._state["done"] / took) if took > _OFTEN else None
