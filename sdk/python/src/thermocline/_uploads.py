"""Versions of files from here: several sent at once, and an upload that broke off goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from ._disk import Disk
from ._errors import (
    Interrupted,
    InvalidArgument,
    NotConnected,
    NotFound,
    ServerFault,
    ThermoclineError,
    TooManyRequests,
    Unavailable,
    UnknownOutcome,
)
from ._journal import Entry
from ._progress import Meter, Progress, size
from ._sending import Sent, put
from ._sources import Source, source
from ._together import together
from ._transport import Transport

#: Failures of the platform or the way to it, and not of what was asked.
BREAKS = (NotConnected, Unavailable, UnknownOutcome, TooManyRequests, ServerFault)

Files = Mapping[str, str]


class Upload:
    """An upload of one dataset, from its begin until all files are there."""

    def __init__(self, http: Transport, disk: Disk, dataset: str, base: str) -> None:
        self._http = http
        self._disk = disk
        self._dataset = dataset
        self._base = f"{base}/uploads"

    def of(
        self,
        files: Any,
        progress: bool | Progress,
        parallel: int,
        seal: Callable[[str, Files], Any],
    ) -> Any:
        """Sends everything that is not there yet, then seals it. Gives what sealing gives."""
        contents = dict(_contents(files))
        with ExitStack() as stack:
            places = [str(each.resolve()) for each in contents.values() if isinstance(each, Path)]
            entry = stack.enter_context(
                self._disk.journal.entry(
                    "upload", self._disk.owner, self._dataset, *contents, *places
                )
            )
            sources = {to: stack.enter_context(source(what)) for to, what in contents.items()}
            meter = Meter(progress, "sending", sum(each.size for each in sources.values()), "B")
            done: dict[str, str] = {}
            try:
                upload, there = self._begin(entry, sources)
                send = partial(self._send, upload, there, meter, done)
                together((partial(send, *item) for item in sources.items()), parallel)
                meter.end()
                sealed = seal(upload, done)
            except BREAKS as error:
                raise self._stopped(error, len(done), len(sources), meter) from error
            entry.end()
        return sealed

    def _begin(self, entry: Entry, sources: Mapping[str, Source]) -> tuple[str, Files]:
        """The upload that was begun before, if it is open and has nothing else, or a new one."""
        known = entry.read().get("upload")
        if known:
            try:
                found = self._http.get(f"{self._base}/{known}")
                there = {each["path"]: each["sha256"] for each in found["files"]}
                if there.keys() <= sources.keys():
                    return str(known), there
            except NotFound:
                pass
        begun = str(self._http.post(self._base, {}, repeatable=True)["id"])
        entry.write({"upload": begun})
        return begun, {}

    def _send(
        self,
        upload: str,
        there: Files,
        meter: Meter,
        done: dict[str, str],
        to: str,
        what: Source,
    ) -> None:
        known = there.get(to)
        if known is not None and what.sha256() == known:
            meter.add(what.size)
            done[to] = known
            return
        sent = Sent(what, 0, what.size, meter)
        done[to] = put(self._http, f"{self._base}/{upload}/content", sent, to, path=to)

    def _stopped(self, error: ThermoclineError, done: int, of: int, meter: Meter) -> Interrupted:
        return Interrupted(
            f"The upload to '{self._dataset}' stopped after {done} of {of} files "
            f"({size(meter.done)}): {error.message} No version was made. What arrived is kept for "
            "a day: repeat the same call, and only the rest is sent.",
            code=error.code,
            request_id=error.request_id,
        )


def _contents(files: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(files, Mapping):
        for path, what in files.items():
            yield str(path), Path(what) if isinstance(what, str) else what
    elif isinstance(files, str | Path):
        start = Path(files)
        if start.is_dir():
            found: Sequence[Path] = sorted(each for each in start.rglob("*") if each.is_file())
            if not found:
                raise InvalidArgument(f"There are no files below {start}.", code="no-files")
            for each in found:
                yield each.relative_to(start).as_posix(), each
        elif start.is_file():
            yield start.name, start
        else:
            raise InvalidArgument(f"There is no file or folder {start}.", code="no-files")
    else:
        yield "data.parquet", files
