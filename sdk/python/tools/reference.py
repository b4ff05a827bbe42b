"""Writes docs/python.md, the reference of the package, from the package itself.

python sdk/python/tools/reference.py          writes it
python sdk/python/tools/reference.py --check  fails where it is not true
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import thermocline as tc

PAGE = Path(__file__).resolve().parents[3] / "docs" / "python.md"

HEAD = """\
# Python reference
Made from the package by `python sdk/python/tools/reference.py`; a test keeps it true. `p` is what \
`thermocline.connect()` gives.
"""

GROUPS = {
    "Connect": ["connect", "connect_async", "Platform", "AsyncPlatform"],
    "Define features": [
        "Entity",
        "Field",
        "FeatureView",
        "FeatureService",
        "Expression",
        "PushSource",
        "Sql",
        "Plan",
    ],
    "p.features": [
        "Features",
        "TrainingSet",
        "OnlineRows",
        "OnlineValue",
        "Statistics",
        "Materializations",
        "Job",
        "AsyncFeatures",
    ],
    "p.models and p.deployments": ["Models", "Deployments"],
    "p.predict": ["Predictor", "Prediction", "Scores", "AsyncPredictor"],
    "p.datasets and p.lineage": ["Datasets", "DatasetVersion", "LocalFiles", "Lineage"],
    "p.tokens": ["Tokens"],
}
_GROUPED = frozenset(name for names in GROUPS.values() for name in names)


def page() -> str:
    errors = [name for name in tc.__all__ if name not in _GROUPED]
    lines = [HEAD]
    for title, names in {**GROUPS, "Errors": errors}.items():
        lines.append(f"## {title}")
        for name in names:
            lines += _described(name, getattr(tc, name))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _described(name: str, what: Any) -> Iterator[str]:
    yield f"### {name}"
    made_elsewhere = name in _MADE_BY_THE_SDK or name not in _GROUPED
    if not inspect.isclass(what) or not made_elsewhere:
        yield _call(name, what)
    yield _doc(what)
    if not inspect.isclass(what):
        return
    for own, member in vars(what).items():
        if own.startswith("_") and own != "__call__":
            continue
        if isinstance(member, property):
            yield f"#### {name}.{own}"
            yield _doc(member)
        elif inspect.isfunction(member):
            shown = "(call)" if own == "__call__" else own
            yield f"#### {name}.{shown}"
            yield _call("" if own == "__call__" else own, member)
            yield _doc(member)


_MADE_BY_THE_SDK = frozenset(
    {
        *("Platform", "AsyncPlatform", "Features", "AsyncFeatures", "Models", "Deployments"),
        *("Predictor", "AsyncPredictor", "Datasets", "Lineage", "Tokens", "TrainingSet", "Job"),
        *("OnlineRows", "OnlineValue", "Statistics", "Materializations", "Scores", "LocalFiles"),
        *("Plan", "Prediction", "DatasetVersion"),
    }
)


def _call(name: str, what: Any) -> str:
    text = str(inspect.signature(what))
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)
    text = re.sub(r" -> None$", "", re.sub(r"\(self(, )?", "(", text))
    wait = "await " if inspect.iscoroutinefunction(what) else ""
    return f"```python\n{wait}{name}{text}\n```"


def _doc(what: Any) -> str:
    """The doc string, its references as plain names and its examples as code."""
    text = inspect.getdoc(what) or ""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`")
    lines: list[str] = []
    code = False
    for line in text.splitlines():
        if line.startswith(">>>") and not code:
            lines.append("```python")
            code = True
        elif code and not line:
            lines.append("```")
            code = False
        lines.append(line)
    if code:
        lines.append("```")
    return "\n".join([*lines, ""])


def main() -> int:
    if "--check" in sys.argv:
        return 0 if PAGE.is_file() and PAGE.read_text() == page() else 1
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
