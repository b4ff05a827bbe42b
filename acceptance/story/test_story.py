"""The clinical story runs to its end, and again on the data it left; docs/demo.md shows what it told.

With DOCS_WRITE=true the page is written from the first run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STORY = ROOT / "sdk" / "python" / "examples" / "clinical_story.py"
PAGE = ROOT / "docs" / "demo.md"

HEAD = """\
# What the demo tells
`./thermocline demo` starts the platform if it is not up and goes the way of a team at a hospital, each step with the \
code that one would type. This is what one run printed; a test holds the page against another.

"""


def tell() -> str:
    done = subprocess.run(
        [sys.executable, STORY], capture_output=True, text=True, timeout=600, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told_alike(told: str) -> list[str]:
    """The lines after the definitions, which may be there already, without what differs from run to run."""
    lines = told[told.index("\n2. ") :].replace("```", "").rstrip().splitlines()
    return [" ".join(re.sub(r"\b[0-9a-f]{8}\b|[0-9][0-9.,:TZ-]*( m?s\b)?", "#", line).split()) for line in lines]


def test_the_story_runs_to_its_end_twice_as_its_page_says() -> None:
    first = tell()
    if os.environ.get("DOCS_WRITE") == "true":
        PAGE.write_text(f"{HEAD}```\n{first.strip()}\n```\n")
    assert told_alike(first) == told_alike(PAGE.read_text())
    for told, pressure in ((first, 171.0), (tell(), 118.0)):
        asked = told.split("8. Ask")[1]
        first, second = asked.split("9. Ask again")[0], asked.split("9. Ask again")[1]
        assert "cache: miss" in first
        assert "cache: hit" in second.split("10.")[0]
        assert f"'bp': {pressure}" in told
        assert told.count("wrong for up to five minutes") == 3
