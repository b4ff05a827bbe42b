"""A large artifact through a small heap, then uploads into a registry that is killed again and again."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
from client import digest, get, listed, put, put_in_parts

HOME = Path(os.environ["THERMOCLINE_HOME"])
ROOT = Path(__file__).resolve().parents[3]
MB = 1 << 20
#: How much more the process may hold after a file of many times that size went through it.
GROWTH = 64 * MB
UPLOADERS = 4


class Count:
    def __init__(self) -> None:
        self.passed = self.failed = 0

    def hold(self, holds: bool, what: str) -> None:
        self.passed, self.failed = self.passed + holds, self.failed + (not holds)
        if not holds:
            print(f"FAILED {what}", flush=True)


def registry_pid() -> int:
    parts = json.loads((HOME / "run" / "state.json").read_text())["parts"]
    return next(int(part["pid"]) for part in parts if part["name"] == "registry")


def pss() -> int:
    for line in Path(f"/proc/{registry_pid()}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no Pss")


class Highest:
    """The highest memory of the registry while a block runs."""

    def __enter__(self) -> Highest:
        self.value, self._over = pss(), threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self.value = max(self.value, pss())

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def large(count: Count, size: int) -> None:
    """A first file warms the process up; the second, large one must not make it grow."""
    heap = next(word for word in Path(f"/proc/{registry_pid()}/cmdline").read_text().split("\0") if word.startswith("-Xmx"))
    for name, bytes_ in (("warm", 512 * MB), ("large", size)):
        wanted = digest(7, bytes_)
        before, start = pss(), time.monotonic()
        with Highest() as highest:
            count.hold(put(f"9/transfers/{name}.bin", 7, bytes_) == 200, f"PUT of {bytes_} bytes")
            middle = time.monotonic()
            status, found, length = get(f"9/transfers/{name}.bin")
        end = time.monotonic()
        count.hold((status, found, length) == (200, wanted, bytes_), f"GET gave {status}, {length} bytes, digest {found}")
        print(
            f"{name}: {bytes_ // MB} MB with {heap}, in {bytes_ / MB / (middle - start):.0f} MB/s, out {bytes_ / MB / (end - middle):.0f} MB/s,"
            f" PSS before {before // MB}, highest {highest.value // MB}, after {pss() // MB} MB",
            flush=True,
        )
        if name == "large":
            count.hold(highest.value - before < GROWTH, f"memory grew from {before // MB} to {highest.value // MB} MB")


class Round:
    """Some uploads at once; the registry is killed when a number of bytes has been sent."""

    def __init__(self, number: int, luck: random.Random) -> None:
        self.folder = f"9/kills/{number}"
        self.acknowledged: dict[str, tuple[int, int]] = {}
        self.tried: dict[str, tuple[int, int]] = {}
        self._left, self._lock, self._pid = luck.randrange(1 * MB, 60 * MB), threading.Lock(), registry_pid()
        self._plans = [[(luck.randrange(2**31), luck.randrange(1, 24 * MB), luck.random() < 0.4) for _ in range(3)] for _ in range(UPLOADERS)]
        self.killed = False

    def sent(self, size: int) -> None:
        with self._lock:
            self._left -= size
            if self._left <= 0 and not self.killed:
                self.killed = True
                os.kill(self._pid, signal.SIGKILL)

    def _upload(self, worker: int) -> None:
        for number, (seed, size, in_parts) in enumerate(self._plans[worker]):
            name = f"{worker}-{number}.bin"
            self.tried[name] = seed, size
            path = f"{self.folder}/{name}"
            try:
                status = put_in_parts(path, seed, size, 3, self.sent) if in_parts and size > 15 * MB else put(path, seed, size, self.sent)
            except (OSError, http.client.HTTPException):
                return
            if status == 200:
                self.acknowledged[name] = seed, size

    def run(self) -> None:
        workers = [threading.Thread(target=self._upload, args=(worker,)) for worker in range(UPLOADERS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.sent(1 << 40)

    def check(self, count: Count) -> None:
        shown = listed(self.folder)
        lost = self.acknowledged.keys() - shown.keys()
        count.hold(not lost, f"{self.folder}: acknowledged and gone: {sorted(lost)}")
        for name in shown:
            seed, size = self.tried[name]
            found = get(f"{self.folder}/{name}")
            count.hold(found == (200, digest(seed, size), size), f"{self.folder}/{name} of {size} bytes came as {found}")


def unknown_objects() -> list[str]:
    """Files of the object store that neither the index nor the list of what is to be swept knows."""
    url = json.loads((HOME / "platform.json").read_text())["postgres"]["url"].removeprefix("jdbc:")
    password = (HOME / "secrets" / "postgres-registry").read_text().strip()
    with psycopg.connect(url, user="registry", password=password) as db:
        query = "SELECT object_key FROM registry.artifacts UNION SELECT object_key FROM registry.artifact_leftovers"
        known = {key for (key,) in db.execute(query)}
    bucket = next(folder for folder in (HOME / "data").rglob("mlflow-artifacts") if folder.is_dir())
    objects = {str(file.relative_to(bucket)) for file in bucket.rglob("*") if file.is_file() and "/9/" in f"/{file.relative_to(bucket)}"}
    assert objects, f"no object was found in {bucket}"
    return sorted(objects - known)


def main() -> int:
    rounds, size, seconds = int(sys.argv[1]), int(sys.argv[2]) * MB, int(sys.argv[3])
    luck, count, end = random.Random(int(os.environ["THERMOCLINE_SEED"])), Count(), time.monotonic() + seconds
    large(count, size)
    for number in range(rounds):
        if time.monotonic() > end:
            print(f"the time is over after {number} of {rounds} rounds")
            break
        one = Round(number, luck)
        one.run()
        subprocess.run([ROOT / "thermocline", "up", "--detach"], check=True, stdout=subprocess.DEVNULL)
        one.check(count)
        print(f"round {number + 1}: {len(one.acknowledged)} of {len(one.tried)} acknowledged before the kill", flush=True)
    unknown = unknown_objects()
    count.hold(not unknown, f"objects that nobody will sweep: {unknown[:10]}")
    print(f"{count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
