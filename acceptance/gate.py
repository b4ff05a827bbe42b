"""The gate of a Python project of this house: its tests, its types and its style."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
GATE = {
    "tests": [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
    "types": [BIN / "mypy", "--no-incremental"],
    "lint": [BIN / "ruff", "check", "--no-cache", "."],
    "format": [BIN / "ruff", "format", "--no-cache", "--check", "."],
}


def passes(project: Path, part: str) -> None:
    done = subprocess.run(GATE[part], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " skipped" not in done.stdout, "what did not run shows nothing:\n" + done.stdout
