"""Virtual environments for the clients, made once per content of a requirements.txt and kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def interpreter(suite: Path) -> Path:
    """A virtual environment with what the suite asks for, made once per content of the request."""
    wanted = (suite / "requirements.txt").read_text()
    local = any(line.strip().startswith("./") for line in wanted.splitlines())
    key = hashlib.sha256(f"{sys.version_info[:2]} {wanted} {digest_of_sdk() if local else ''}".encode()).hexdigest()[:16]
    cache = Path(os.environ.get("THERMOCLINE_CACHE") or Path.home() / ".cache" / "thermocline")
    folder = cache / "venvs" / f"{suite.name}-{key}"
    python = folder / "bin" / "python"
    if (folder / ".complete").is_file():
        return python
    print(f"== {suite.name}: installing its clients (once)", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", suite / "requirements.txt"]
    subprocess.run(install, check=True, cwd=ROOT)
    (folder / ".complete").touch()
    return python


def digest_of_sdk() -> str:
    digest = hashlib.sha256()
    for file in sorted((ROOT / "sdk" / "python").rglob("*")):
        if file.is_file() and file.suffix in {".py", ".toml"} and "tests" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()
