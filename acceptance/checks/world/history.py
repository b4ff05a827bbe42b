"""What was asked of the platform, when, and what it said: the only thing that a verdict rests on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

# What became of a request. Only ACKNOWLEDGED binds the platform; UNKNOWN may have happened or not.
ACKNOWLEDGED, REFUSED, UNKNOWN = "acknowledged", "refused", "unknown"


@dataclass
class Op:
    kind: str
    data: dict[str, Any]
    start: float = field(default_factory=time.monotonic)
    end: float = float("inf")
    outcome: str = UNKNOWN

    def finish(self, outcome: str, **data: Any) -> None:
        self.data.update(data)
        self.outcome = outcome
        self.end = time.monotonic()

    @property
    def acknowledged(self) -> bool:
        return self.outcome == ACKNOWLEDGED


class History:
    def __init__(self) -> None:
        self.began = time.monotonic()
        self._ops: list[Op] = []
        self._lock = threading.Lock()

    def begin(self, kind: str, **data: Any) -> Op:
        op = Op(kind, data)
        with self._lock:
            self._ops.append(op)
        return op

    def note(self, kind: str, **data: Any) -> None:
        self.begin(kind, **data).finish(ACKNOWLEDGED)

    def of(self, kind: str) -> list[Op]:
        with self._lock:
            return [op for op in self._ops if op.kind == kind]

    def copy(self) -> History:
        """The same operations, each on its own, for somebody who means to change them."""
        other = History()
        with self._lock:
            other._ops = [replace(op, data=dict(op.data)) for op in self._ops]
        return other

    def count(self) -> dict[str, int]:
        with self._lock:
            counts: dict[str, int] = {}
            for op in self._ops:
                key = f"{op.kind} {op.outcome}"
                counts[key] = counts.get(key, 0) + 1
        return dict(sorted(counts.items()))

    def around(self, moment: float, seconds: float = 3.0, most: int = 30) -> Iterator[str]:
        """What happened near a moment, a line each, the nearest if there is too much."""
        with self._lock:
            near = [op for op in self._ops if op.start <= moment + seconds and min(op.end, op.start + 60) >= moment - seconds]
        near.sort(key=lambda op: min(abs(op.start - moment), abs(op.end - moment)))
        for op in sorted(near[:most], key=lambda op: op.start):
            end = f"{op.end - self.began:9.3f}" if op.end < float("inf") else "    never"
            yield f"{op.start - self.began:9.3f} to {end} {op.kind} {op.outcome} {json.dumps(op.data, default=str)[:200]}"
