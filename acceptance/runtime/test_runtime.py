"""The gate of the Python runtime: its tests with real models, its types and its style."""

from __future__ import annotations

from pathlib import Path

import pytest
from gate import GATE, passes

RUNTIME = Path(__file__).resolve().parents[2] / "python-runtime"


@pytest.mark.parametrize("part", GATE)
def test_the_gate_of_the_runtime(part: str) -> None:
    passes(RUNTIME, part)
