"""Several things at once, a bounded number of them; the first failure ends the giving out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")

PARALLEL = 4


def together(tasks: Iterable[Callable[[], T]], parallel: int = PARALLEL) -> None:
    """Runs all tasks. Raises the first failure after those that had begun are through.

    Tasks are taken from the iterable as there is room for them, so it may be long.
    """
    waiting = iter(tasks)
    running: set[Future[T]] = set()
    with ThreadPoolExecutor(max(1, parallel), thread_name_prefix="thermocline") as pool:
        try:
            for task in waiting:
                running.add(pool.submit(task))
                if len(running) >= parallel:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for each in done:
                        each.result()
            for each in running:
                each.result()
        except BaseException:
            for each in running:
                each.cancel()
            raise
