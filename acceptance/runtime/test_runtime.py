"""The gate of the Python runtime: its tests with real models, its types and its style."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUNTIME = Path(__file__).resolve().parents[2] / "python-runtime"
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        [BIN / "mypy", "--no-incremental"],
        [BIN / "ruff", "check", "--no-cache", "."],
        [BIN / "ruff", "format", "--no-cache", "--check", "."],
    ],
    ids=["tests", "types", "lint", "format"],
)
def test_the_gate_of_the_runtime(command: list[str]) -> None:
    done = subprocess.run(command, cwd=RUNTIME, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
