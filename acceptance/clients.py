"""Virtual environments for the clients, made once per content of a requirements.txt and kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEEK_SECONDS = 7 * 24 * 3600


def interpreter(suite: Path) -> Path:
    """A virtual environment with what the suite asks for, made once per content of the request."""
    wanted = (suite / "requirements.txt").read_text()
    local = any(line.strip().startswith("./") for line in wanted.splitlines())
    key = hashlib.sha256(f"{sys.version_info[:2]} {wanted} {digest_of_sdk() if local else ''}".encode()).hexdigest()[:16]
    cache = Path(os.environ.get("THERMOCLINE_CACHE") or Path.home() / ".cache" / "thermocline")
    folder = cache / "venvs" / f"{suite.name}-{key}"
    python = folder / "bin" / "python"
    complete = folder / ".complete"
    if complete.is_file():
        complete.touch()
        return python
    print(f"== {suite.name}: installing its clients (once)", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", suite / "requirements.txt"]
    subprocess.run(install, check=True, cwd=ROOT)
    complete.touch()
    forget(suite.name, cache / "venvs")
    return python


def forget(suite: str, environments: Path) -> None:
    """Each takes up to a gigabyte: those of this suite that nobody asked for in a week go."""
    for mark in environments.glob(f"{suite}-????????????????/.complete"):
        if time.time() - mark.stat().st_mtime > WEEK_SECONDS:
            shutil.rmtree(mark.parent, ignore_errors=True)


def digest_of_sdk() -> str:
    digest = hashlib.sha256()
    for file in sorted((ROOT / "sdk" / "python").rglob("*")):
        if file.is_file() and file.suffix in {".py", ".toml"} and "tests" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()
