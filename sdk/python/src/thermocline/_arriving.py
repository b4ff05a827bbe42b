"""Brings a file here: what arrived before a break is kept, and the whole is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

from ._errors import NotConnected, ThermoclineError
from ._exchange import Request
from ._transport import Transport

_CHUNK = 1 << 20
_ATTEMPTS = 4

T = TypeVar("T")

#: Opens the rest of a file from an offset on; gives the offset that it really begins at.
Rest = Callable[[int], AbstractContextManager[tuple[int, Iterable[bytes]]]]


def arrive(
    part: Path, digest: str, size: int, rest: Rest, count: Callable[[int], None], name: str
) -> None:
    """Brings a partly arrived file to its end and checks it; a wrong one is thrown away."""
    sha = hashlib.sha256()
    have = 0
    try:
        with part.open("a+b") as out:
            out.seek(0)
            while chunk := out.read(_CHUNK):
                sha.update(chunk)
                have += len(chunk)
            count(have)
            if have < size or not have:
                with rest(have) as (start, chunks):
                    if start != have:
                        out.truncate(0)
                        sha = hashlib.sha256()
                        count(-have)
                        have = 0
                    for chunk in chunks:
                        out.write(chunk)
                        sha.update(chunk)
                        have += len(chunk)
                        count(len(chunk))
    except BaseException:
        count(-have)
        raise
    if sha.hexdigest() != digest:
        part.unlink()
        count(-have)
        raise ThermoclineError(
            f"{name} arrived with another digest than the registered one. Nothing was written; it "
            "is safe to ask again.",
            code="data-damaged",
            safe_to_repeat=True,
        )


def rest_of(http: Transport, request: Request) -> Rest:
    """The rest of what a request answers; all of it where the service knows no ranges."""

    @contextmanager
    def opened(offset: int) -> Iterator[tuple[int, Iterable[bytes]]]:
        headers = {"Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        asked = Request(
            request.method, request.path, headers=headers, params=request.params, timeout=600.0
        )
        with http.stream(asked) as answer:
            yield (offset if answer.status_code == 206 else 0), answer.iter_bytes()

    return opened


def patiently(http: Transport, bring: Callable[[], T]) -> T:
    """Goes on where a connection broke off, some times."""
    for attempt in range(1, _ATTEMPTS):
        try:
            return bring()
        except NotConnected:
            http.sleep(0.2 * 2**attempt)
    return bring()
