"""One worker as its starter sees it: started, waited for, and ended with all that it started."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import network
from .lifeline import Lifeline

SOURCE = Path(__file__).resolve().parent.parent
_DRAIN = 5.0
_TAIL = 8 << 10
_WITHOUT_NETWORK = ("unshare", "--user", "--map-root-user", "--net", "--")


class StartFailed(Exception):
    """Why there is no worker, for people."""


@dataclass(frozen=True)
class Bounds:
    """What a worker may do and use."""

    threads: int = 1
    queue: int = 64
    longest_seconds: int = 30
    memory_bytes: int = 0
    start_seconds: int = 120
    build_seconds: int = 900
    network: bool = False


class Worker:
    """A process that serves one model. Safe for many threads."""

    def __init__(
        self,
        interpreter: Path,
        model: Path,
        address: Path,
        bounds: Bounds,
        at_end: Callable[[Worker, str], None],
    ) -> None:
        self.address = address
        self.has_network = bounds.network or not (can_isolate() or network.can_be_given_up())
        self.ended = threading.Event()
        self.end = ""  # how it ended, once it has
        self._at_end = at_end
        self._home = Path(tempfile.mkdtemp(prefix="thermocline-python-"))
        try:
            self._process = subprocess.Popen(
                [*_isolation(bounds.network), *_words(interpreter, model, address, bounds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._home,
                env=_environment(self._home, bounds.threads),
                start_new_session=True,
            )
        except OSError as e:
            shutil.rmtree(self._home, ignore_errors=True)
            raise StartFailed(f"its interpreter cannot be started: {e}") from e
        self.pid = self._process.pid
        self.end_signal = os.pidfd_open(self.pid)
        weakref.finalize(self, os.close, self.end_signal)
        assert self._process.stderr is not None
        self._log = _Tail(self._process.stderr)
        threading.Thread(target=self._see_to_its_end, daemon=True).start()

    def await_ready(self, lifeline: Lifeline, seconds: float) -> None:
        """Waits for its first word; anything but its being ready is a ``StartFailed``."""
        assert self._process.stdout is not None
        voice = self._process.stdout.fileno()
        said, end = b"", time.monotonic() + seconds
        while b"\n" not in said:
            if not lifeline.wait(voice, end - time.monotonic()):
                raise StartFailed(f"it was not ready within {seconds:.0f} s")
            heard = os.read(voice, 4096)
            if not heard:
                self.ended.wait(_DRAIN)
                raise StartFailed(f"while loading, {self.end or 'it closed its output'}")
            said += heard
        word = said.decode(errors="replace").splitlines()[0]
        if word.startswith("failed "):
            raise StartFailed(word.removeprefix("failed "))
        if word != "ready":
            raise StartFailed(f"its first word was {word[:100]!r}")

    def stop(self, at_once: bool = False) -> None:
        """Returns when it has ended; what was begun is finished unless it takes too long."""
        if not at_once:
            self._send(signal.SIGTERM)
            self.ended.wait(_DRAIN)
        self._send(signal.SIGKILL)
        self.ended.wait(2 * _DRAIN)

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.end_signal, number)

    def _see_to_its_end(self) -> None:
        # It stays a zombie until its group is killed, so that no other can have its number by then.
        os.waitid(os.P_PIDFD, self.end_signal, os.WEXITED | os.WNOWAIT)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        code = self._process.wait()
        self._log.join()
        self.address.unlink(missing_ok=True)
        shutil.rmtree(self._home, ignore_errors=True)
        self.end = f"its process ended with {_named(code)}; {self._last_words()}"
        self._at_end(self, self.end)
        self.ended.set()

    def _last_words(self) -> str:
        return f"it last said: {self._log.text()[-500:].strip() or 'nothing'}"


class _Tail:
    """Reads whatever a model prints, so that it never waits for us, and keeps the end of it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._pipe:
            while chunk := os.read(self._pipe.fileno(), _TAIL):
                self._kept = (self._kept + chunk)[-_TAIL:]

    def join(self) -> None:
        self._thread.join(1)

    def text(self) -> str:
        return self._kept.decode(errors="replace")


def _words(interpreter: Path, model: Path, address: Path, bounds: Bounds) -> list[str]:
    numbers = {
        "--threads": bounds.threads,
        "--queue": bounds.queue,
        "--longest": bounds.longest_seconds,
        "--memory": bounds.memory_bytes,
    }
    words = [str(interpreter), "-m", "thermocline_runtime", "--with-parent"]
    words += ["--model", str(model), "--socket", str(address)]
    if not bounds.network:
        words.append("--without-network")
    return words + [word for name, value in numbers.items() for word in (name, str(value))]


def _environment(home: Path, threads: int) -> dict[str, str]:
    """Nothing of ours: loading a pickle runs whatever code is in it."""
    libraries = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(SOURCE),
        "PYTHONNOUSERSITE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{f"{library}_NUM_THREADS": str(threads) for library in libraries},
    }


def _isolation(with_network: bool) -> tuple[str, ...]:
    return () if with_network or not can_isolate() else _WITHOUT_NETWORK


@functools.cache
def can_isolate() -> bool:
    """Whether the system lets a process go into a network of its own."""
    try:
        trial = [*_WITHOUT_NETWORK, sys.executable, "-c", ""]
        return subprocess.run(trial, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _named(code: int) -> str:
    if code >= 0:
        return str(code)
    name = signal.Signals(-code).name
    return f"{name} (out of memory, or killed)" if code == -signal.SIGKILL else name
