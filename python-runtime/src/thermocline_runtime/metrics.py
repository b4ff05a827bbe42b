"""Counters in the text format of Prometheus."""

from __future__ import annotations

import threading
from collections import defaultdict

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What the worker did since it started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[int, int] = defaultdict(int)
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._waited = 0.0
        self._rows = 0

    def answered(self, status: int) -> None:
        with self._lock:
            self._answers[status] += 1

    def predicted(self, rows: int, waited: float, seconds: float) -> None:
        with self._lock:
            self._rows += rows
            self._waited += waited
            self._seconds += seconds
            bucket = sum(seconds > bound for bound in _BOUNDS)
            self._buckets[bucket] += 1

    def render(self) -> bytes:
        with self._lock:
            lines = ["# TYPE thermocline_runtime_answers_total counter"]
            lines += [
                f'thermocline_runtime_answers_total{{status="{status}"}} {count}'
                for status, count in sorted(self._answers.items())
            ]
            lines.append("# TYPE thermocline_runtime_rows_total counter")
            lines.append(f"thermocline_runtime_rows_total {self._rows}")
            lines.append("# TYPE thermocline_runtime_wait_seconds_total counter")
            lines.append(f"thermocline_runtime_wait_seconds_total {self._waited}")
            lines.append("# TYPE thermocline_runtime_predict_seconds histogram")
            total = 0
            for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self._buckets, strict=True):
                total += count
                lines.append(f'thermocline_runtime_predict_seconds_bucket{{le="{bound}"}} {total}')
            lines.append(f"thermocline_runtime_predict_seconds_sum {self._seconds}")
            lines.append(f"thermocline_runtime_predict_seconds_count {total}")
        return ("\n".join(lines) + "\n").encode()
