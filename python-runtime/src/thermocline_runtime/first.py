"""In a container the first process inherits every orphan, and has to bury it."""

from __future__ import annotations

import ctypes
import os
import signal

_GET_CHILD_SUBREAPER = 37


def stand_aside_for_a_first_process() -> None:
    """Where orphans come to this process, goes on in a child; the first then only waits.

    When the child ends, the first ends, and in a container the kernel ends whatever is left.
    """
    if os.getpid() != 1 and not _is_subreaper():
        return
    child = os.fork()
    if child == 0:
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda told, _frame: os.kill(child, told))
    while True:
        ended, status = os.wait()
        if ended == child:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _is_subreaper() -> bool:
    """Whether whoever started this process asked the kernel to send it orphans."""
    answer = ctypes.c_int(0)
    asked = getattr(ctypes.CDLL(None), "prctl", None)
    return (
        asked is not None
        and asked(_GET_CHILD_SUBREAPER, ctypes.byref(answer)) == 0
        and bool(answer.value)
    )
