"""A worker lives no longer than the process that started it."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import threading

_LOOK_EVERY = 1.0


def die_with_parent(pipe: int) -> None:
    """Ends this process when the pipe's other end closes, which every death of its owner does.

    Two ways, because a model may hold the interpreter for ever: a thread that looks, and the
    kernel's own signal, whose default is to end the process without asking the interpreter.
    """
    own = os.dup(pipe)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, pipe)  # what the model reads from standard input is its own affair
    os.close(nothing)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)
    threading.Thread(target=_watch, args=(own, os.getppid()), daemon=True).start()


def _watch(pipe: int, parent: int) -> None:
    while os.getppid() == parent:
        readable, _, _ = select.select([pipe], [], [], _LOOK_EVERY)
        if readable and not os.read(pipe, 1):
            break
    os.killpg(os.getpgrp(), signal.SIGKILL) if os.getpgrp() == os.getpid() else os._exit(0)
