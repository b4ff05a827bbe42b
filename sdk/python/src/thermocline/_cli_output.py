"""What the command line prints: tables for people, JSON for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ._errors import ThermoclineError


def show(found: Any, as_json: bool) -> None:
    if found is None:
        return
    if as_json:
        print(json.dumps(found, default=str))
    elif isinstance(found, str):
        print(found)
    elif isinstance(found, Sequence):
        _table(found)
    elif isinstance(found, Mapping):
        width = max((len(key) for key in found), default=0)
        for key, value in found.items():
            print(f"{key:<{width}}  {_cell(value)}")
    else:
        print(found)


def fail(error: ThermoclineError, as_json: bool) -> None:
    if as_json:
        body = {
            "code": error.code,
            "message": error.message,
            "requestId": error.request_id,
            "safeToRepeat": error.safe_to_repeat,
        }
        print(json.dumps(body), file=sys.stderr)
    else:
        print(f"thermocline: {error}", file=sys.stderr)


def _table(rows: Sequence[Any]) -> None:
    if not rows:
        print("none")
        return
    columns = [key for key in rows[0] if not isinstance(rows[0][key], list | dict)]
    cells = [[_cell(row.get(key)) for key in columns] for row in rows]
    widths = [max(len(line[i]) for line in [columns, *cells]) for i in range(len(columns))]
    for line in [columns, *cells]:
        print(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return json.dumps(value, default=str) if isinstance(value, list | dict) else str(value)
