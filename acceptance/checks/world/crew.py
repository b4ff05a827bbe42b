"""Who works on a platform during a check, and how verdicts are counted."""

from __future__ import annotations

import threading

from furnish import World
from history import History
from load import Joiner, Materializer, Mover, Predictor, Pusher, Reader, Tracker, Worker

PUSHERS = 2


class Check:
    def __init__(self) -> None:
        self.passed = self.failed = 0

    def that(self, what: str, faults: list[str]) -> None:
        self.passed, self.failed = self.passed + (not faults), self.failed + bool(faults)
        print(f"{'ok  ' if not faults else 'FAIL'} {what}", *faults[:5], sep="\n     ", flush=True)


def crew(world: World, history: History, stop: threading.Event, seed: int, first_value: int = 1) -> list[Worker]:
    """A second crew of one history begins with higher values, so that no row is pushed by both."""
    workers: list[Worker] = [Tracker(world, history, stop, seed), Tracker(world, history, stop, seed + 1)]
    for share in range(PUSHERS):
        pusher = Pusher(world, history, stop, seed + 10 + share)
        pusher.share, pusher.shares, pusher.value = share, PUSHERS, first_value
        workers.append(pusher)
    for number, gateway in enumerate(["gateway", "gateway-2"] * 2):
        predictor = Predictor(world, history, stop, seed + 20 + number)
        predictor.gateway = gateway
        workers.append(predictor)
    workers += [kind(world, history, stop, seed + 30) for kind in (Reader, Mover, Joiner, Materializer)]
    return workers
