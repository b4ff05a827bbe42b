"""In a container the first process inherits every orphan, and has to bury it."""

from __future__ import annotations

import os
import signal


def stand_aside_for_a_first_process() -> None:
    """Where this is the first process, goes on in a child; the first then only waits.

    When the child ends, the first ends, and the kernel ends whatever is left in the container.
    """
    if os.getpid() != 1:
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
