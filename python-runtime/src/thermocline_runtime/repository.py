"""The models that run here: each in a worker that lives as long as somebody holds it."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .environments import Tell
from .errors import RequestError
from .launch import Bounds, StartFailed, Worker
from .lifeline import GivenUp, Lifeline
from .logs import fields

_log = logging.getLogger(__name__)
_REMEMBERED = 100
_LONG = 3600.0
LOADING, READY, UNAVAILABLE = "LOADING", "READY", "UNAVAILABLE"


class Interpreters(Protocol):
    def interpreter_for(self, model: Path, line: Lifeline, seconds: float, tell: Tell) -> Path: ...


@dataclass(frozen=True)
class Wish:
    """What is to be loaded, and what it may use."""

    model: Path
    bounds: Bounds


@dataclass
class Entry:
    name: str
    wish: Wish
    line: Lifeline
    state: str = LOADING
    reason: str = ""
    worker: Worker | None = None
    holders: int = 0


class Repository:
    """Loads, holds and lets go. Safe for many threads."""

    def __init__(self, workers: Path, interpreters: Interpreters, most: int) -> None:
        self._workers = workers
        self._interpreters = interpreters
        self._most = most
        self._entries: dict[str, Entry] = {}
        self._change = threading.Condition()
        self._numbers = itertools.count(1)
        self._closed = False
        self.counts: Counter[str] = Counter()

    def load(self, name: str, wish: Wish, line: Lifeline) -> tuple[Entry, Worker]:
        """The model, ready, and held once more; ``RequestError`` says why it is not."""
        with self._change:
            entry = self._entries.get(name)
            if entry is None or entry.state == UNAVAILABLE:
                entry = self._added(name, wish, line)
                mine = True
            else:
                mine = False
                if entry.wish != wish:
                    raise RequestError(409, f"{name} is loaded otherwise; unload it first.")
        if mine:
            self._start(entry)
        with self._change:
            self._change.wait_for(lambda: entry.state != LOADING)
            if entry.state != READY or entry.worker is None:
                raise RequestError(503, entry.reason)
            entry.holders += 0 if mine else 1
            return entry, entry.worker

    def hold(self, entry: Entry, worker: Worker, line: Lifeline) -> None:
        """Returns when the worker has ended, which it is made to when nobody holds it any more."""
        try:
            while not line.wait(worker.end_signal, _LONG):
                pass
        except GivenUp:
            with self._change:
                entry.holders -= 1
                last = entry.holders == 0 and self._left(entry, worker, "nobody holds it any more")
            if last:
                worker.stop()
            return
        worker.ended.wait()

    def unload(self, name: str, at_once: bool) -> None:
        """Returns when it is gone."""
        with self._change:
            entry = self._entries.get(name)
            if entry is None:
                raise RequestError(404, f"There is no {name} here.")
            if entry.state == LOADING:
                entry.line.cut()
                self._change.wait_for(lambda: entry.state != LOADING)
            worker = entry.worker
            if worker is not None:
                self._left(entry, worker, "it was unloaded")
        if worker is not None:
            worker.stop(at_once)

    def index(self) -> list[Entry]:
        with self._change:
            return list(self._entries.values())

    def close(self) -> None:
        with self._change:
            self._closed = True
            names = list(self._entries)
        stopping = [threading.Thread(target=self.unload, args=(name, False)) for name in names]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()

    def _added(self, name: str, wish: Wish, line: Lifeline) -> Entry:
        running = sum(entry.state != UNAVAILABLE for entry in self._entries.values())
        if self._closed:
            raise RequestError(503, "the supervisor is stopping")
        if running >= self._most:
            raise RequestError(503, f"{running} models run here, which is the most")
        gone = [n for n, entry in self._entries.items() if entry.state == UNAVAILABLE]
        for old in gone[: max(0, len(gone) - _REMEMBERED)] + [name] * (name in gone):
            self._entries.pop(old, None)
        entry = Entry(name, wish, line)
        self._entries[name] = entry
        return entry

    def _start(self, entry: Entry) -> None:
        try:
            worker: Worker | None = self._started(entry)
            why = ""
        except (StartFailed, OSError) as e:
            worker, why = None, str(e)
        except GivenUp:
            worker, why = None, "it was given up while it was loading"
        except BaseException:
            self._settle(entry, None, "the supervisor failed; its log says why")
            raise
        self._settle(entry, worker, why)

    def _settle(self, entry: Entry, worker: Worker | None, why: str) -> None:
        with self._change:
            if worker and worker.end:
                why, worker = worker.end, None
            entry.state, entry.worker = (READY, worker) if worker else (UNAVAILABLE, None)
            entry.reason, entry.holders = why, 1 if worker else 0
            self.counts["ready" if worker else "failed"] += 1
            self._change.notify_all()
        what = fields(model=entry.name, reason=why, pid=worker.pid if worker else None)
        _log.info("A model is ready." if worker else "A model could not be loaded.", extra=what)

    def _started(self, entry: Entry) -> Worker:
        bounds = entry.wish.bounds

        def tell(what: str) -> None:
            entry.reason = what

        interpreter = self._interpreters.interpreter_for(
            entry.wish.model, entry.line, bounds.build_seconds, tell
        )
        tell("its worker is starting")
        address = self._workers / f"{next(self._numbers)}.sock"

        def ended(worker: Worker, why: str) -> None:
            with self._change:
                self._left(entry, worker, why)

        worker = Worker(interpreter, entry.wish.model, address, bounds, ended)
        try:
            worker.await_ready(entry.line, bounds.start_seconds)
        except BaseException:
            worker.stop(at_once=True)
            raise
        return worker

    def _left(self, entry: Entry, worker: Worker, why: str) -> bool:
        """Whether it had not left before. The first reason is the one that is kept."""
        if entry.state != READY or entry.worker is not worker:
            return False
        entry.state, entry.reason = UNAVAILABLE, why
        self.counts["ended"] += 1
        _log.info("A model is gone.", extra=fields(model=entry.name, reason=why))
        return True
