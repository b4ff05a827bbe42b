"""Looks for every secret of a run in all that the run wrote: logs, events, metrics, files."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Files that are made to hold secrets: each must be readable by its owner alone.
KEEPERS = ("platform.json", "data/redis-features/redis.conf", "data/redis-cache/redis.conf", "data/s3/s3.properties")


def secrets_of(home: Path, tokens: list[str]) -> dict[str, str]:
    found = {file.name: file.read_text().strip() for file in sorted((home / "secrets").iterdir())}
    found |= {f"token {number} of a suite": token for number, token in enumerate(tokens)}
    assert all(len(secret) >= 20 for secret in found.values()), "a secret is too short to look for"
    return found


def forms(secret: str) -> list[str]:
    """As it is, and inside Base64 such as basic authentication writes it, wherever in a group of three it begins."""
    found = [secret]
    for before in range(3):
        text = base64.b64encode(b"x" * before + secret.encode()).decode()
        found.append(text[4 if before else 0 : len(secret) * 4 // 3 - 4])
    return found


def files_with(folder: Path, secret: str, leave_out: set[Path]) -> list[Path]:
    with tempfile.NamedTemporaryFile("w") as patterns:
        patterns.write("\n".join(forms(secret)) + "\n")
        patterns.flush()
        # Not on the command line, where others could read it.
        found = subprocess.run(
            ["grep", "-rlaF", "-f", patterns.name, str(folder)], capture_output=True, text=True, check=False
        )
    assert found.returncode in (0, 1) or "No such file" in found.stderr, found.stderr
    files = [Path(line) for line in found.stdout.splitlines()]
    return [file for file in files if not any(file == out or out in file.parents for out in leave_out)]


def events(home: Path) -> str:
    """Every record in Kafka, unpacked."""
    segments = [
        str(file) for file in (home / "data/kafka/data").glob("*/*.log") if not file.parent.name.startswith("__") and file.stat().st_size
    ]
    if not segments:
        return ""
    launcher = (ROOT / ".thermocline/launcher/classpath").read_text()
    dump = subprocess.run(
        [java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "kafka.tools.DumpLogSegments", "--print-data-log", "--files", ",".join(segments)],
        env={**os.environ, "CLASSPATH": launcher}, capture_output=True, text=True, check=True,
    )
    assert "payload" in dump.stdout, "Kafka held nothing that could be read"
    return dump.stdout


def java() -> str:
    for home in [os.environ.get("JAVA_HOME", ""), *map(str, Path("/usr/lib/jvm").glob("*")), *map(str, Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home"))]:
        release = Path(home) / "release"
        if home and release.is_file() and 'JAVA_VERSION="25' in release.read_text():
            return str(Path(home) / "bin" / "java")
    raise AssertionError("no JDK 25 found; point JAVA_HOME at one")


def metrics(urls: list[str], token: str) -> str:
    pages = []
    for url in urls:
        request = urllib.request.Request(url + "/actuator/prometheus", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            pages.append(answer.read().decode())
    return "\n".join(pages)


def look(home: Path, urls: list[str], tokens: list[str], say=print) -> tuple[int, int]:
    """How many secrets were found nowhere, and how many somewhere; planted ones must be found."""
    known = secrets_of(home, tokens)
    leave_out = {home / "secrets", home / "data/postgres/data", *(home / name for name in KEEPERS)}
    passed = failed = 0
    for name in KEEPERS:
        if stat.S_IMODE((home / name).stat().st_mode) & 0o077:
            say(f"secrets: {name} can be read by others")
            failed += 1
        else:
            passed += 1
    written = home / "looked-at"
    written.mkdir()
    (written / "metrics").write_text(metrics(urls, known["admin-token"]))
    (written / "events").write_text(events(home))
    for name, secret in known.items():
        places = files_with(home, secret, leave_out)
        for place in places:
            say(f"secrets: {name} stands in {place.relative_to(home)}")
        passed, failed = passed + (not places), failed + bool(places)
    missed = planted_but_missed(home, known["admin-token"], leave_out)
    for form in missed:
        say(f"secrets: a secret planted as {form} was not found")
    return passed + (not missed), failed + bool(missed)


def planted_but_missed(home: Path, secret: str, leave_out: set[Path]) -> list[str]:
    """What the search does not find though it is there: it would find nothing real either."""
    planted = {
        "a header in a log": f"Authorization: Bearer {secret}",
        "basic authentication": base64.b64encode(f"ada:{secret}".encode()).decode(),
        "basic authentication of nobody": base64.b64encode(f":{secret}".encode()).decode(),
        "bytes of an event": f"\0\1{secret}\2",
    }
    missed = []
    for form, text in planted.items():
        place = home / "data" / "logs" / "planted.log"
        place.write_text(text)
        if place not in files_with(home / "data" / "logs", secret, leave_out):
            missed.append(form)
        place.unlink()
    return missed
