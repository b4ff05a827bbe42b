"""Pushes: rows that are online before the answer."""

from __future__ import annotations

import uuid
from typing import Any

from . import _frames as frames
from ._errors import InvalidArgument
from ._exchange import Request, with_json

_MOST_ROWS = 100_000


def ask(source: str, rows: Any, to: str, idempotency_key: str | None) -> Request:
    count = frames.count_rows(rows)
    if count > _MOST_ROWS:
        raise InvalidArgument(
            f"This push to '{source}' has {count:,} rows, and a push is for few that must be "
            f"online at once. Take up to {_MOST_ROWS:,} at a time, or bring history in with "
            "p.features.ingest() and p.features.materialize().",
            code="huge-frame",
        )
    return with_json(
        "POST",
        "/api/v1/push",
        {"source": source, "to": to, "rows": frames.plain_rows(rows)},
        headers={"Idempotency-Key": idempotency_key or uuid.uuid4().hex},
        repeatable=True,
    )
