"""The clinical story runs to its end, and again on the data it left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

STORY = Path(__file__).resolve().parents[2] / "sdk" / "python" / "examples" / "clinical_story.py"


def tell() -> str:
    done = subprocess.run(
        [sys.executable, STORY], capture_output=True, text=True, timeout=600, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_story_runs_to_its_end_twice() -> None:
    for told, pressure in ((tell(), 171.0), (tell(), 118.0)):
        asked = told.split("8. Ask")[1]
        first, second = asked.split("9. Ask again")[0], asked.split("9. Ask again")[1]
        assert "cache: miss" in first
        assert "cache: hit" in second.split("10.")[0]
        assert f"'bp': {pressure}" in told
        assert told.count("wrong for up to five minutes") == 3
