"""From any thing to what it came from and what came of it."""

from __future__ import annotations

from typing import Any

from ._errors import InvalidArgument
from ._transport import Transport


class Lineage:
    """From any thing between snapshots and deployments to all others."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    def __call__(self, *, direction: str = "both", **start: str) -> dict[str, Any]:
        """The graph around one thing.

        Name one of ``snapshot="vitals/12"``, ``dataset="readmission/3"``, ``run``,
        ``logged_model``, ``version="readmission@champion"`` and ``deployment``; ``direction`` is
        ``up``, ``down`` or ``both``.
        """
        if len(start) != 1:
            raise InvalidArgument(
                "Name exactly one of snapshot, dataset, run, logged_model, version and deployment.",
                code="no-start",
            )
        (kind, reference), *_ = start.items()
        word = "loggedModel" if kind == "logged_model" else kind
        params = {word: reference, "direction": direction}
        return dict(self._http.json("GET", "/api/v1/lineage", params=params))
