"""Work that goes on at the platform: its state, its progress, and its end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from ._errors import ThermoclineError
from ._transport import Transport

Progress = Callable[[Mapping[str, Any]], None]

_ENDED = {"SUCCEEDED", "DONE", "FAILED", "CANCELLED"}


class Job:
    """Long work at the platform, read under the thing that it makes."""

    def __init__(self, http: Transport, path: str, state: Mapping[str, Any]) -> None:
        self._http = http
        self._path = path
        self._state = dict(state)

    @property
    def state(self) -> dict[str, Any]:
        return dict(self._state)

    def __repr__(self) -> str:
        return f"Job({self._path}, {describe(self._state)})"

    def refresh(self) -> dict[str, Any]:
        self._state = dict(self._http.get(self._path))
        return self.state

    def cancel(self) -> None:
        self._http.json("DELETE", self._path)

    def wait(
        self,
        progress: bool | Progress = True,
        timeout: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> dict[str, Any]:
        """Waits for the end and gives the final state; raises when the work failed."""
        tell = bar if progress is True else progress or (lambda _: None)
        started = time.monotonic()
        pause = 0.02
        while _word(self._state) not in _ENDED:
            if timeout is not None and time.monotonic() - started > timeout:
                raise ThermoclineError(
                    f"{self._path} goes on after {timeout:g} s ({describe(self._state)}). "
                    "It was not cancelled: wait for it again, or cancel() it.",
                    code="timeout",
                    safe_to_repeat=True,
                )
            sleep(pause)
            pause = min(pause * 1.5, 1.0)
            tell(self.refresh())
        if _word(self._state) in {"FAILED", "CANCELLED"}:
            failure = self._state.get("failure") or "it gave no reason"
            reason = failure.get("message") if isinstance(failure, Mapping) else failure
            raise ThermoclineError(
                f"{self._path} {_word(self._state).lower()}: {reason}",
                code="job-failed",
                safe_to_repeat=True,
            )
        return self.state


def _word(state: Mapping[str, Any]) -> str:
    return str(state.get("state") or state.get("status") or "").upper()


def describe(state: Mapping[str, Any]) -> str:
    state = {**state, **(state.get("job") or {})}
    done, total = state.get("done", state.get("rows")), state.get("total")
    text = _word(state).lower()
    if done is not None:
        text += f", {done:,}" + (f" of {total:,}" if total else "")
    rate = state.get("rate") or state.get("perSecond")
    return text + (f", {rate:,.0f}/s" if rate else "")


def bar(state: Mapping[str, Any]) -> None:
    """One line on a terminal that is written over; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return
    job = {**state, **(state.get("job") or {})}
    done, total = job.get("done") or 0, job.get("total") or 0
    filled = round(24 * done / total) if total else 0
    end = "\n" if _word(state) in _ENDED else ""
    print(f"\r[{'#' * filled:<24}] {describe(state)}", end=end, file=sys.stderr, flush=True)
