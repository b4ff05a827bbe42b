"""Brings the files of versions here: into a folder, or into the local cache."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ._arriving import arrive, patiently, rest_of
from ._disk import Disk
from ._errors import Interrupted, InvalidArgument, ThermoclineError
from ._exchange import get
from ._local_files import LocalFiles
from ._progress import Meter, Progress, size
from ._together import together
from ._transport import Transport
from ._uploads import BREAKS
from ._versions import DatasetVersion

File = Mapping[str, Any]


class Download:
    """The files of one version on their way here."""

    def __init__(
        self, http: Transport, disk: Disk, base: str, version: DatasetVersion, files: Sequence[File]
    ) -> None:
        self._http = http
        self._disk = disk
        self._content = f"{base}/versions/{version.version}/content"
        self._version = version
        self._files = files

    def to_folder(self, folder: Path, progress: bool | Progress, parallel: int) -> Sequence[Path]:
        targets = {str(each["path"]): _inside(folder, str(each["path"])) for each in self._files}

        def bring(file: File, count: Callable[[int], None]) -> None:
            self._write(file, targets[str(file["path"])], count)

        self._all(bring, progress, parallel)
        return [targets[str(each["path"])] for each in self._files]

    def to_cache(self, progress: bool | Progress, parallel: int) -> LocalFiles:
        cache = self._disk.files
        whole = sum(int(each["size"]) for each in self._files)
        if whole > cache.limit:
            raise InvalidArgument(
                f"{self._version.dataset}/{self._version.version} has {size(whole)}, and the local "
                f"cache at {cache.folder} holds {size(cache.limit)}. Set THERMOCLINE_CACHE_SIZE "
                "to more, or use download() to write it into a folder of yours.",
                code="cache-too-small",
            )
        hold = cache.hold(str(each["sha256"]) for each in self._files)
        paths: dict[str, Path] = {}

        def bring(file: File, count: Callable[[int], None]) -> None:
            name = str(file["path"])
            rest = rest_of(self._http, get(self._content, path=name))
            paths[name] = cache.fetch(str(file["sha256"]), int(file["size"]), rest, count, name)

        try:
            self._all(bring, progress, parallel)
        except BaseException:
            hold.release()
            raise
        return LocalFiles(
            self._version, {str(f["path"]): paths[str(f["path"])] for f in self._files}, hold
        )

    def _write(self, file: File, target: Path, count: Callable[[int], None]) -> None:
        name, digest, length = str(file["path"]), str(file["sha256"]), int(file["size"])
        if _holds(target, length, digest):
            count(length)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        with self._disk.files.holding([digest]):
            cached = self._disk.files.find(digest)
            if cached is not None:
                shutil.copyfile(cached, part)
                count(length)
                part.replace(target)
                return
        arrive(
            part, digest, length, rest_of(self._http, get(self._content, path=name)), count, name
        )
        part.replace(target)

    def _all(
        self,
        bring: Callable[[File, Callable[[int], None]], None],
        progress: bool | Progress,
        parallel: int,
    ) -> None:
        meter = Meter(progress, "receiving", sum(int(each["size"]) for each in self._files), "B")
        done: list[str] = []

        def one(file: File) -> None:
            patiently(self._http, partial(bring, file, meter.add))
            done.append(str(file["path"]))

        try:
            together(self._tasks(one), parallel)
        except BREAKS as error:
            raise self._stopped(error, len(done)) from error
        meter.end()

    def _tasks(self, one: Callable[[File], None]) -> Iterator[Callable[[], None]]:
        for file in self._files:
            yield partial(one, file)

    def _stopped(self, error: ThermoclineError, done: int) -> Interrupted:
        return Interrupted(
            f"The download of {self._version.dataset}/{self._version.version} stopped after {done} "
            f"of {len(self._files)} files: {error.message} Repeat the same call: files that are "
            "here already are not read again.",
            code=error.code,
            request_id=error.request_id,
        )


def _inside(folder: Path, path: str) -> Path:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise InvalidArgument(f"{path} leads out of {folder}.", code="path-outside")
    return target


def _holds(target: Path, length: int, digest: str) -> bool:
    if not target.is_file() or target.stat().st_size != length:
        return False
    with target.open("rb") as there:
        return hashlib.file_digest(there, "sha256").hexdigest() == digest
