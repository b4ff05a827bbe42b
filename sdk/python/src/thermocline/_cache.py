"""Files of the platform on this disk: kept by digest, bounded in size, shared by processes."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ._arriving import Rest, arrive
from ._errors import InvalidArgument
from ._locks import Hold, locked
from ._progress import size as words

_LIMIT = 10 * 10**9
_ARRIVES_WITHIN = 600.0
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


class FileCache:
    """Files by their SHA-256, the ones that were not used for longest given up first.

    Several processes may use one folder: a file appears whole and verified or not at all, and one
    that somebody holds is not given up.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self._verified: set[str] = set()

    @staticmethod
    def usual() -> FileCache:
        """Where ``THERMOCLINE_CACHE`` says, of ``THERMOCLINE_CACHE_SIZE``; else 10 GB at home."""
        home = os.environ.get("THERMOCLINE_CACHE")
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        limit = os.environ.get("THERMOCLINE_CACHE_SIZE")
        folder = Path(home) if home else Path(base) / "thermocline"
        return FileCache(folder / "files", parse_size(limit) if limit else _LIMIT)

    def find(self, digest: str) -> Path | None:
        """The file, if it is here and is what its name says; it counts as used now."""
        path = self._path(digest)
        try:
            if digest not in self._verified:
                with path.open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                        path.unlink()
                        return None
                self._verified.add(digest)
            os.utime(path)
        except OSError:
            return None
        return path

    def fetch(
        self, digest: str, size: int, rest: Rest, count: Callable[[int], None], name: str
    ) -> Path:
        """The file, fetched if it is not here. What arrived before a break is not fetched again."""
        found = self.find(digest)
        if found is not None:
            count(size)
            return found
        parts = self._made("parts")
        with locked(parts / f"{digest[:2]}.lock"):
            found = self.find(digest)
            if found is not None:
                count(size)
                return found
            self._make_room(size)
            part = parts / digest
            arrive(part, digest, size, rest, count, name)
            whole = self._path(digest)
            whole.parent.mkdir(parents=True, exist_ok=True)
            part.chmod(0o444)
            part.replace(whole)
            self._verified.add(digest)
        # Others may have brought files meanwhile.
        self._make_room(0, must=False)
        return whole

    @contextmanager
    def holding(self, digests: Iterable[str]) -> Iterator[None]:
        """Keeps these files from being given up for as long as it lasts."""
        hold = self.hold(digests)
        try:
            yield
        finally:
            hold.release()

    def hold(self, digests: Iterable[str]) -> Hold:
        """Keeps these files from being given up until released, or until this process ends."""
        made, path = tempfile.mkstemp(dir=self._made("held"))
        os.close(made)
        with locked(self._made("") / "lock"):
            hold = Hold.of(Path(path))
            assert hold is not None
            hold.note("\n".join(digests).encode())
        return hold

    def total(self) -> int:
        """How many bytes are here."""
        return sum(size for _, size, _ in self._files())

    def known(self, key: str) -> dict[str, Any] | None:
        """A small note that never changes, such as which files a version has."""
        try:
            found: dict[str, Any] = json.loads((self.folder / "known" / f"{key}.json").read_text())
        except (OSError, ValueError):
            return None
        return found

    def know(self, key: str, note: Mapping[str, Any]) -> None:
        write_whole(self._made("known") / f"{key}.json", json.dumps(note))

    def forget(self, key: str) -> None:
        with suppress(OSError):
            (self.folder / "known" / f"{key}.json").unlink()

    def _make_room(self, size: int, *, must: bool = True) -> None:
        if size > self.limit:
            raise InvalidArgument(
                f"A file of {words(size)} does not fit into the local cache of "
                f"{words(self.limit)} at {self.folder}. Set THERMOCLINE_CACHE_SIZE to more, or "
                "use download() to write it into a folder of yours.",
                code="cache-too-small",
            )
        with locked(self._made("") / "lock"):
            files = sorted(self._files(), key=lambda each: each[2])
            total = sum(each[1] for each in files)
            if total + size <= self.limit:
                return
            held = self._held()
            goal = max(0, int(self.limit * 0.8) - size)
            arriving = time.time() - _ARRIVES_WITHIN
            for path, length, used in files:
                if total <= goal:
                    break
                if path.name not in held and (path.parent.name != "parts" or used < arriving):
                    path.unlink(missing_ok=True)
                    self._verified.discard(path.name)
                    total -= length
            if must and total + size > self.limit:
                raise InvalidArgument(
                    f"The local cache of {words(self.limit)} at {self.folder} is full of files "
                    "that are open. Close some, or set THERMOCLINE_CACHE_SIZE to more.",
                    code="cache-full",
                )

    def _held(self) -> set[str]:
        """What living processes hold; what dead ones held is let go."""
        found: set[str] = set()
        for note in self._made("held").iterdir():
            theirs = Hold.of(note)
            if theirs is None:
                found.update(note.read_text().split("\n"))
            else:
                theirs.release()
        return found

    def _files(self) -> Iterator[tuple[Path, int, float]]:
        for path in (*self.folder.glob("objects/*/*"), *self.folder.glob("parts/*")):
            with suppress(FileNotFoundError):
                state = path.stat()
                if path.suffix != ".lock":
                    yield path, state.st_size, state.st_mtime

    def _path(self, digest: str) -> Path:
        return self.folder / "objects" / digest[:2] / digest

    def _made(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def parse_size(text: str) -> int:
    """Bytes, as people write them.

    >>> parse_size("500MB"), parse_size("2 GB"), parse_size("1048576")
    (500000000, 2000000000, 1048576)
    """
    plain = text.strip().upper().removesuffix("B").strip()
    unit = plain[-1:] if plain[-1:] in _UNITS else ""
    try:
        return int(float(plain.removesuffix(unit)) * _UNITS[unit])
    except ValueError:
        raise InvalidArgument(
            f"THERMOCLINE_CACHE_SIZE is '{text}'. Write a size as in 500MB or 20GB.",
            code="no-size",
        ) from None


def write_whole(path: Path, text: str) -> None:
    """Writes a small file so that nobody ever reads half of it."""
    made, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(made, "w") as out:
        out.write(text)
    Path(name).replace(path)
