"""The cache on this disk: bounded, the least used first, shared by processes."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import thermocline as tc
from thermocline._cache import FileCache


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def fetch(cache: FileCache, body: bytes, fetched: list[int] | None = None) -> Path:
    @contextmanager
    def rest(offset: int) -> Iterator[tuple[int, Iterable[bytes]]]:
        if fetched is not None:
            fetched.append(len(body) - offset)
        yield offset, [body[offset:]]

    return cache.fetch(digest(body), len(body), rest, lambda _: None, "a file")


def aged(path: Path, seconds: float) -> Path:
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - seconds))
    return path


def test_what_was_not_used_for_longest_is_given_up_first(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 1000)
    paths = [aged(fetch(cache, bytes([n]) * 300), 100 - n) for n in range(3)]
    assert cache.find(digest(bytes([0]) * 300)) == paths[0]  # used now
    fetch(cache, b"n" * 300)
    assert [path.exists() for path in paths] == [True, False, False]
    assert cache.total() <= 1000


def test_what_somebody_holds_stays(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 1000)
    old = aged(fetch(cache, b"a" * 600), 100)
    other = FileCache(tmp_path, 1000)
    with cache.holding([digest(b"a" * 600)]):
        with pytest.raises(tc.InvalidArgument, match="full of files that are open"):
            fetch(other, b"b" * 600)
        assert old.exists()
    fetch(other, b"b" * 600)
    assert not old.exists()


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 1000)
    fetch(cache, b"a" * 600)
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    holder = context.Process(target=_hold, args=(tmp_path, digest(b"a" * 600), ready))
    holder.start()
    assert ready.wait(10)
    with pytest.raises(tc.InvalidArgument):
        fetch(cache, b"b" * 600)
    holder.kill()
    holder.join(10)
    fetch(cache, b"b" * 600)
    assert list((tmp_path / "held").iterdir()) == []


def _hold(folder: Path, name: str, ready: multiprocessing.synchronize.Event) -> None:
    hold = FileCache(folder, 1000).hold([name])
    ready.set()
    multiprocessing.get_context("fork").Event().wait(60)
    hold.release()


def test_processes_that_want_the_same_file_fetch_it_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    counts = context.Queue()
    workers = [context.Process(target=_fetch, args=(tmp_path, counts)) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(20)
    assert sorted(counts.get(timeout=5) for _ in workers) == [0, 0, 0, 1]


def _fetch(folder: Path, counts: multiprocessing.queues.Queue[int]) -> None:
    fetched: list[int] = []
    for _ in range(3):
        assert fetch(FileCache(folder, 10_000), b"x" * 5000, fetched).read_bytes() == b"x" * 5000
    counts.put(len(fetched))


def test_a_file_that_was_changed_here_is_fetched_anew(tmp_path: Path) -> None:
    path = fetch(FileCache(tmp_path, 1000), b"good")
    path.chmod(0o644)
    path.write_bytes(b"evil")
    assert fetch(FileCache(tmp_path, 1000), b"good").read_bytes() == b"good"


def test_the_beginning_of_a_file_is_not_fetched_again(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, 1000)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / digest(b"0123456789")).write_bytes(b"0123456")
    fetched: list[int] = []
    assert fetch(cache, b"0123456789", fetched).read_bytes() == b"0123456789"
    assert fetched == [3]


def test_says_what_to_do_with_a_file_that_is_too_large(tmp_path: Path) -> None:
    with pytest.raises(tc.InvalidArgument, match=r"THERMOCLINE_CACHE_SIZE.*download\(\)"):
        fetch(FileCache(tmp_path, 10), b"x" * 11)


def test_the_size_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THERMOCLINE_CACHE_SIZE", "250MB")
    assert FileCache.usual().limit == 250_000_000
    monkeypatch.setenv("THERMOCLINE_CACHE_SIZE", "much")
    with pytest.raises(tc.InvalidArgument, match="'much'"):
        FileCache.usual()
