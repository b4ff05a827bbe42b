"""Rows on their way into a view's history: at once where they are few, in parts where many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from . import _frames as frames
from ._disk import Disk
from ._errors import Interrupted, NotFound, ThermoclineError
from ._exchange import Request, decoded
from ._jobs import Job
from ._journal import Entry
from ._moments import moment
from ._progress import Meter, Progress, size
from ._sending import Sent, put
from ._sources import Source, source
from ._together import together
from ._transport import Transport
from ._uploads import BREAKS

AT_ONCE = 256 << 20
PART = 64 << 20
_FORMATS = {"application/vnd.apache.parquet": "parquet", "text/csv": "csv"}
_TIMEOUT = 600.0


class Ingestion:
    """Takes rows into one view."""

    def __init__(self, http: Transport, disk: Disk, view: str) -> None:
        self._http = http
        self._disk = disk
        self._view = view
        self._base = f"/api/v1/views/{view}"
        self._part = PART

    def of(
        self,
        rows: Any,
        replace: tuple[datetime, datetime] | None,
        progress: bool | Progress,
        parallel: int,
    ) -> dict[str, Any]:
        media = frames.media_type(rows)
        place = (str(Path(rows).resolve()),) if isinstance(rows, str | Path) else ()
        span = {} if replace is None else dict(zip(_SPAN, map(moment, replace), strict=True))
        with source(rows) as what:
            if what.size <= AT_ONCE:
                return self._at_once(what, media, span, progress)
            with self._disk.journal.entry(
                "ingest", self._disk.owner, self._view, what.size, *place, *span.values()
            ) as entry:
                return self._in_parts(what, media, span, progress, parallel, entry)

    def _at_once(
        self, what: Source, media: str, span: dict[str, str], progress: bool | Progress
    ) -> dict[str, Any]:
        meter = Meter(progress, "sending", what.size, "B")
        sent = Sent(what, 0, what.size, meter)
        answer = self._http.send(
            Request(
                "POST",
                f"{self._base}/snapshots",
                content=sent,
                headers={**sent.headers, "Content-Type": media},
                params=span,
                harmless=self._harmless,
                timeout=_TIMEOUT,
            )
        )
        meter.end()
        return dict(decoded(answer))

    @property
    def _harmless(self) -> str:
        return (
            "taken in twice, the same rows change no answer, because of equal rows the newest "
            f"wins. Repeat it, or look at p.features.snapshots('{self._view}') first and save "
            "the room."
        )

    def _in_parts(
        self,
        what: Source,
        media: str,
        span: dict[str, str],
        progress: bool | Progress,
        parallel: int,
        entry: Entry,
    ) -> dict[str, Any]:
        note = entry.read()
        if not note:
            begun = self._http.post(f"{self._base}/uploads", {}, repeatable=True)
            note = {"upload": begun["upload"], "parts": {}}
            entry.write(note)
        parts = -(-what.size // self._part)
        meter = Meter(progress, "sending", what.size, "B")
        try:
            together(self._parts(what, note, parts, meter, entry), parallel)
            meter.end()
            job = self._order(note, parts, media, span, entry)
        except BREAKS as error:
            raise self._stopped(error, len(note["parts"]), parts, meter) from error
        except NotFound:
            # Parts wait for a day only; without them the next call starts anew.
            entry.end()
            raise
        done = job.wait(progress)["result"]
        entry.end()
        return dict(self._http.get(f"{self._base}/snapshots/{done['snapshot']}"))

    def _parts(
        self, what: Source, note: dict[str, Any], parts: int, meter: Meter, entry: Entry
    ) -> Iterator[partial[None]]:
        for number in range(1, parts + 1):
            yield partial(self._send, what, note, number, meter, entry)

    def _send(
        self, what: Source, note: dict[str, Any], number: int, meter: Meter, entry: Entry
    ) -> None:
        start = (number - 1) * self._part
        length = min(self._part, what.size - start)
        known = note["parts"].get(str(number))
        if known is not None and what.sha256(start, length) == known:
            meter.add(length)
            return
        path = f"{self._base}/uploads/{note['upload']}/parts/{number}"
        digest = put(self._http, path, Sent(what, start, length, meter), f"part {number}")
        note["parts"][str(number)] = digest
        entry.write({**note, "parts": dict(note["parts"])})

    def _order(
        self, note: dict[str, Any], parts: int, media: str, span: dict[str, str], entry: Entry
    ) -> Job:
        """The job that takes the parts in; the one that was ordered before, if there is one."""
        if "job" in note:
            path = f"{self._base}/ingestions/{note['job']}"
            return Job(self._http, path, self._http.get(path))
        body = {
            "upload": note["upload"],
            "parts": parts,
            "format": _FORMATS.get(media, "ndjson"),
            **span,
        }
        begun = self._http.post(f"{self._base}/ingestions", body, harmless=self._harmless)
        note["job"] = begun["id"]
        entry.write(note)
        return Job(self._http, f"{self._base}/ingestions/{begun['id']}", begun)

    def _stopped(self, error: ThermoclineError, done: int, of: int, meter: Meter) -> Interrupted:
        return Interrupted(
            f"The ingestion into '{self._view}' stopped after {done} of {of} parts "
            f"({size(meter.done)}): {error.message} The view is as it was before. What arrived is "
            "kept for a day: repeat the same call, and only the rest is sent.",
            code=error.code,
            request_id=error.request_id,
        )


_SPAN = ("replaceFrom", "replaceTo")
