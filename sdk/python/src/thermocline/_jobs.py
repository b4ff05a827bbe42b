"""Work that goes on at the platform: its state, its progress, and its end."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ._errors import Interrupted, NotConnected, ThermoclineError, Unavailable
from ._progress import ENDED, Progress, describe, teller, word
from ._transport import Transport

_PATIENCE = 30.0


class Job:
    """Long work at the platform, read under the thing that it makes."""

    def __init__(self, http: Transport, path: str, state: Mapping[str, Any]) -> None:
        self._http = http
        self._path = path
        self._state = dict(state)

    @property
    def id(self) -> str:
        return str(self._state["id"])

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
    ) -> dict[str, Any]:
        """Waits for the end and gives the final state; raises when the work failed.

        A service that goes away meanwhile is waited for, half a minute: its work goes on where it
        was as soon as it is back. After that :class:`Interrupted` says how to wait again.
        """
        tell = teller(progress)
        started = time.monotonic()
        away = 0.0
        pause = 0.02
        while word(self._state) not in ENDED:
            if timeout is not None and time.monotonic() - started > timeout:
                raise ThermoclineError(
                    f"{self._path} goes on after {timeout:g} s ({describe(self._state)}). "
                    "It was not cancelled: wait for it again, or cancel() it.",
                    code="timeout",
                    safe_to_repeat=True,
                )
            self._http.sleep(pause)
            pause = min(pause * 1.5, 1.0)
            try:
                tell(self.refresh())
                away = 0.0
            except (NotConnected, Unavailable) as error:
                away += pause
                if away > _PATIENCE:
                    raise self._interrupted(error) from error
        if word(self._state) in {"FAILED", "CANCELLED"}:
            failure = self._state.get("failure") or "it gave no reason"
            reason = failure.get("message") if isinstance(failure, Mapping) else failure
            raise ThermoclineError(
                f"{self._path} {word(self._state).lower()}: {reason}",
                code="job-failed",
                safe_to_repeat=True,
            )
        return self.state

    def _interrupted(self, error: ThermoclineError) -> Interrupted:
        return Interrupted(
            f"{self._path} was begun ({describe(self._state)}) and cannot be asked for now: "
            f"{error.message} It was not cancelled and goes on by itself when the service is "
            "back. Wait for it again with error.partial.wait(); asking for the same work anew is "
            "safe, too.",
            code=error.code,
            request_id=error.request_id,
            partial=self,
        )
