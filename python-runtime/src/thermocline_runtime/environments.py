"""Python environments, one for each distinct requirements.txt, made once and kept.

The layout is the gateway's own: ``<digest>/bin/python``, complete where ``<digest>/ready`` is.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from .launch import StartFailed
from .lifeline import GivenUp, Lifeline
from .logs import fields

_log = logging.getLogger(__name__)
_REMEMBER_FAILURE = 60.0
_LOOK_EVERY = 0.5
_NEEDED_TO_INSTALL = re.compile(
    "PATH|HOME|LANG|TMPDIR|PIP_.*|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|.*_PROXY", re.IGNORECASE
)
Tell = Callable[[str], None]


class OwnEnvironment:
    """The interpreter that runs this program serves every model."""

    def interpreter_for(self, _model: Path, _line: Lifeline, _seconds: float, _tell: Tell) -> Path:
        return Path(sys.executable)


class Environments:
    """Several supervisors may share the folder; one killed at work leaves its work unmarked."""

    def __init__(self, folder: Path, base: str) -> None:
        self._folder = folder
        self._base = base
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._failures: dict[str, tuple[str, float]] = {}

    def interpreter_for(self, model: Path, line: Lifeline, seconds: float, tell: Tell) -> Path:
        """The interpreter that has what the model needs, made first where that is not done yet."""
        requirements = model / "requirements.txt"
        if not requirements.is_file():
            raise StartFailed("it has no requirements.txt, so no environment can be made for it")
        text = f"{self._base}\n{requirements.read_text()}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        environment = self._folder / digest
        interpreter = environment / "bin" / "python"
        if (environment / "ready").exists():
            return interpreter
        tell("its Python environment is being made; that takes minutes the first time")
        end = time.monotonic() + seconds
        with self._turn(digest, line, end):
            if not (environment / "ready").exists():
                self._remembered(digest)
                try:
                    self._make(environment, interpreter, requirements, line, end)
                except (StartFailed, OSError) as e:
                    why = f"it has no Python environment: {e}"
                    self._failures[digest] = (why, time.monotonic())
                    raise StartFailed(why) from e
        return interpreter

    def _remembered(self, digest: str) -> None:
        why, at = self._failures.get(digest, ("", 0.0))
        if why and time.monotonic() - at < _REMEMBER_FAILURE:
            raise StartFailed(why)

    @contextlib.contextmanager
    def _turn(self, digest: str, line: Lifeline, end: float) -> Iterator[None]:
        """One at a time for each environment, among threads and among processes."""
        own = self._turns[digest]
        _until(lambda: own.acquire(timeout=_LOOK_EVERY), line, end)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / f"{digest}.lock").open("w") as file:
                _until(lambda: _locked(file.fileno()), line, end)
                yield
        finally:
            own.release()

    def _make(
        self, environment: Path, interpreter: Path, requirements: Path, line: Lifeline, end: float
    ) -> None:
        began = time.monotonic()
        _log.info("Making a Python environment.", extra=fields(environment=str(environment)))
        shutil.rmtree(environment, ignore_errors=True)
        environment.mkdir()
        report = environment / "build.log"
        install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r"]
        try:
            _run(report, line, end, self._base, "-m", "venv", str(environment))
            _run(report, line, end, str(interpreter), *install, str(requirements))
        except BaseException:
            for path in environment.iterdir():
                if path != report:
                    _remove(path)
            raise
        _remove(environment / "tmp")
        (environment / "ready").touch()
        seconds = round(time.monotonic() - began)
        _log.info("It is ready.", extra=fields(environment=str(environment), seconds=seconds))


def _run(report: Path, line: Lifeline, end: float, *words: str) -> None:
    # A package may run code of its own while it is installed, so it sees no secret either.
    needed = {k: v for k, v in os.environ.items() if _NEEDED_TO_INSTALL.fullmatch(k)}
    room = report.parent / "tmp"  # packages are large, and a container's own /tmp is small
    room.mkdir(exist_ok=True)
    needed["TMPDIR"] = str(room)
    with report.open("ab") as out:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=needed,
            start_new_session=True,
        )
    watch = os.pidfd_open(process.pid)
    try:
        if not line.wait(watch, end - time.monotonic()):
            raise StartFailed("making it took too long")
    finally:
        os.close(watch)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode != 0:
        raise StartFailed(f"{_last_error(report)} (the whole report is {report})")


def _last_error(report: Path) -> str:
    lines = report.read_text(errors="replace").splitlines()
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["it could not be made"])[-1]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink()


def _locked(file: int) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        time.sleep(_LOOK_EVERY)
        return False
    return True


def _until(done: Callable[[], bool], line: Lifeline, end: float) -> None:
    while not done():
        if not line.lasts():
            raise GivenUp
        if time.monotonic() > end:
            raise StartFailed("another was making its Python environment for too long")
