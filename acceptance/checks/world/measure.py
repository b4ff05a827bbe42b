"""What a platform holds of the machine: memory, handles, threads, connections, keys, files on disk."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import urllib.parse
from pathlib import Path

from platform_of_parts import Platform

SERVICES = ("registry", "features", "gateway")
# What the stores keep is the record itself and grows with it; the rest of the disk is scratch and cache.
RECORD = {"postgres", "kafka", "s3", "redis-features", "redis-cache"}
# How far a measure may be from where it was: a share of it, and so much besides.
LEEWAY = {
    "memory": (0.25, 40 << 20),
    "handles": (0.10, 20),
    "threads": (0.10, 10),
    "connections": (0.0, 4),
    "keys": (0.0, 0),
    "scratch": (0.10, 64 << 20),
}


def measure(platform: Platform) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in SERVICES:
        process = Path("/proc") / str(platform.pid(name))
        pss = re.search(r"^Pss:\s+(\d+) kB", process.joinpath("smaps_rollup").read_text(), re.MULTILINE)
        assert pss is not None
        found[f"memory of {name}"] = int(pss[1]) << 10
        found[f"handles of {name}"] = len(os.listdir(process / "fd"))
        found[f"threads of {name}"] = len(os.listdir(process / "task"))
    found["connections of postgres"] = len(connections(platform.pid("postgres")))
    environment = Path("/proc") / str(platform.pid("gateway")) / "environ"
    pairs = dict(pair.split("=", 1) for pair in environment.read_bytes().decode().split("\0") if "=" in pair)
    for name in ("features", "cache"):
        found[f"keys of redis-{name}"] = keys(pairs[f"THERMOCLINE_REDIS_{name.upper()}_URL"])
    found["scratch on disk"] = scratch(platform.home / "data")
    return found


def connections(postgres: int) -> list[int]:
    """The server processes that serve a client."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(process.joinpath("stat").read_text().rsplit(")", 1)[1].split()[1])
            title = process.joinpath("cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if parent == postgres and "127.0.0.1(" in title:
            found.append(int(process.name))
    return found


def keys(url: str) -> int:
    where = urllib.parse.urlsplit(url)
    words = [["AUTH", urllib.parse.unquote(where.username or "default"), urllib.parse.unquote(where.password or "")], ["DBSIZE"]]
    with socket.create_connection((where.hostname or "", where.port or 6379), 10) as connection:
        stream = connection.makefile("rwb")
        answer = b""
        for word in words:
            stream.write(b"*%d\r\n" % len(word) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part.encode()) for part in word))
            stream.flush()
            answer = stream.readline()
    assert answer.startswith(b":"), answer
    return int(answer[1:])


def scratch(data: Path) -> int:
    total = 0
    for folder, _, names in os.walk(data):
        if RECORD & set(Path(folder).relative_to(data).parts[:1]):
            continue
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
    return total


def grown(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """The measures that did not come back to where they were."""
    faults = []
    for name, was in before.items():
        share, more = LEEWAY[name.split()[0]]
        bound = was * (1 + share) + more
        if after[name] > bound:
            faults.append(f"{name}: {was:,} before, {after[name]:,} after; the bound is {bound:,.0f}")
    return faults
