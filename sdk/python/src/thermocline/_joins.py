"""Point-in-time joins: ordered, waited for, and opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _frames as frames
from ._disk import Disk
from ._exchange import Request, decoded
from ._jobs import Job
from ._online import named
from ._progress import Meter, Progress, word
from ._sending import Sent
from ._sources import source
from ._training_sets import TrainingSet
from ._transport import Transport

_HARMLESS = (
    "a join changes nothing and its files go by themselves, so repeating it is safe; at worst the "
    "work is done twice."
)


class Joins:
    """Orders joins and opens what they made."""

    def __init__(self, http: Transport, disk: Disk) -> None:
        self._http = http
        self._disk = disk

    def make(
        self,
        entities: Any,
        features: str | Sequence[str],
        version: int | None,
        progress: bool | Progress,
        snapshots: Mapping[str, int] | None,
        **order: Any,
    ) -> TrainingSet:
        body: dict[str, Any] = {
            "entityRowsPath": self._upload(entities, order["eventTime"], progress),
            **{key: value for key, value in order.items() if value is not None},
            **named(features, version, "featureService"),
        }
        if snapshots:
            body["snapshots"] = [{"view": v, "number": n} for v, n in snapshots.items()]
        started = self._http.post("/api/v1/joins", body, harmless=_HARMLESS)
        job = Job(self._http, f"/api/v1/joins/{started['id']}", started)
        return self._made(job.wait(progress))

    def get(self, join: str, progress: bool | Progress) -> TrainingSet:
        known = self._disk.files.known(self._disk.key("join", join))
        if known is not None:
            return TrainingSet(self._http, known, self._disk.files)
        path = f"/api/v1/joins/{join}"
        return self._made(Job(self._http, path, self._http.get(path)).wait(progress))

    def _made(self, state: Mapping[str, Any]) -> TrainingSet:
        if word(state) == "SUCCEEDED":
            self._disk.files.know(self._disk.key("join", state["id"]), state)
        return TrainingSet(self._http, state, self._disk.files)

    def _upload(self, entities: Any, event_time: str, progress: bool | Progress) -> str:
        media = frames.media_type(entities)
        if not isinstance(entities, str | Path):
            entities = frames.to_arrow(entities)
            frames.need_column(
                entities.column_names, event_time, "event_time=", "the moment of each row"
            )
        with source(entities) as what:
            meter = Meter(progress, "sending", what.size, "B")
            sent = Sent(what, 0, what.size, meter)
            answer = self._http.send(
                Request(
                    "POST",
                    "/api/v1/joins/entity-rows",
                    content=sent,
                    headers={**sent.headers, "Content-Type": media},
                    repeatable=True,
                    timeout=600.0,
                )
            )
            meter.end()
        return str(decoded(answer)["path"])
