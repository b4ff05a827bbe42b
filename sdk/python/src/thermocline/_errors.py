"""One class per kind of failure. Each carries what a person and a program need to go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ThermoclineError(Exception):
    """Something that was asked of the platform did not happen.

    ``code`` is the platform's stable word for the kind, ``request_id`` finds the request in its
    logs, and ``safe_to_repeat`` says whether asking again can do harm.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "error",
        status: int | None = None,
        request_id: str | None = None,
        safe_to_repeat: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.request_id = request_id
        self.safe_to_repeat = safe_to_repeat

    def __str__(self) -> str:
        tail = f" [request {self.request_id}]" if self.request_id else ""
        return f"{self.message}{tail}"


class NotConnected(ThermoclineError):
    """No platform was found, or it does not answer."""


class InvalidArgument(ThermoclineError):
    """What was sent is not acceptable; the message names the field."""


class Unauthenticated(ThermoclineError):
    """The token is missing, unknown, expired or revoked."""


class Forbidden(ThermoclineError):
    """The token's role or project does not allow this."""


class NotFound(ThermoclineError):
    """The named thing does not exist."""


class Conflict(ThermoclineError):
    """The named thing exists already, changed meanwhile, or is in use."""


class TooLarge(ThermoclineError):
    """The request is over a limit; the message names it."""


class TooManyRequests(ThermoclineError):
    """The platform is busy; ask again after a while."""


class Unavailable(ThermoclineError):
    """A part of the platform is down; the message names it."""


class UnknownOutcome(ThermoclineError):
    """A change was sent and no answer came back: it may or may not have happened."""


class Interrupted(ThermoclineError):
    """Longer work stopped half-way. What was done is kept, and repeating goes on from there.

    ``partial`` is what to go on with, where there is such a thing: the job that can be waited for
    again, or the scores that are there. The cause is the failure itself.
    """

    def __init__(
        self, message: str, *, code: str, request_id: str | None = None, partial: Any = None
    ) -> None:
        super().__init__(message, code=code, request_id=request_id, safe_to_repeat=True)
        self.partial = partial


class ServerFault(ThermoclineError):
    """The platform failed in a way it did not expect."""


_BY_STATUS: Mapping[int, type[ThermoclineError]] = {
    400: InvalidArgument,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: Conflict,
    413: TooLarge,
    415: InvalidArgument,
    422: InvalidArgument,
    429: TooManyRequests,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def from_answer(
    status: int, body: Any, request_id: str | None, *, safe_to_repeat: bool
) -> ThermoclineError:
    """The exception for an answer that is not a success, whichever dialect its body speaks."""
    problem = body if isinstance(body, dict) else {}
    message = (
        problem.get("detail")
        or problem.get("message")
        or problem.get("error")
        or problem.get("title")
        or (body if isinstance(body, str) and body else None)
        or f"The platform answered with status {status} and no explanation."
    )
    fields = problem.get("errors")
    if isinstance(fields, list) and fields:
        message = f"{message} " + "; ".join(_field(entry) for entry in fields)
    kind = _BY_STATUS.get(status, ServerFault)
    return kind(
        str(message),
        code=str(problem.get("code") or problem.get("error_code") or kind.__name__),
        status=status,
        request_id=request_id,
        safe_to_repeat=safe_to_repeat,
    )


def _field(entry: Any) -> str:
    if isinstance(entry, dict):
        name = entry.get("field") or entry.get("pointer") or entry.get("name")
        text = entry.get("message") or entry.get("detail") or ""
        return f"{name}: {text}" if name else str(text)
    return str(entry)
