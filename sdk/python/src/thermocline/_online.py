"""Online reads: what is asked, and what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2

from . import _binary
from ._errors import InvalidArgument
from ._exchange import Request, with_json

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class OnlineValue:
    """One feature of one entity as it is served now. The value is None unless PRESENT."""

    value: Any
    status: str
    event_time: str | None


class OnlineRows:
    """Features of one or many entities, with the state and the event time of each."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._columns: dict[str, Any] = {c["feature"]: c for c in body["features"]}
        self._views: dict[str, Any] = dict(body["views"])
        self.recovering: bool = bool(body.get("recovering"))

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()))["values"]) if self._columns else 0

    def row(self, index: int = 0) -> dict[str, OnlineValue]:
        """The features of one of the entities that were asked for, by reference."""
        return {name: self._value(name, index) for name in self._columns}

    def __getitem__(self, feature: str) -> OnlineValue:
        return self._value(feature, 0)

    def values(self, feature: str) -> list[Any]:
        """The values of one feature, one for each entity."""
        return list(self._column(feature)["values"])

    def to_pandas(self) -> pandas.DataFrame:
        import pandas

        return pandas.DataFrame({name: c["values"] for name, c in self._columns.items()})

    def _column(self, feature: str) -> Any:
        if feature not in self._columns:
            raise InvalidArgument(
                f"'{feature}' was not asked for. This read has: {', '.join(self._columns)}.",
                code="unknown-feature",
            )
        return self._columns[feature]

    def _value(self, feature: str, index: int) -> OnlineValue:
        column = self._column(feature)
        view = self._views.get(feature.partition(":")[0], {})
        times = view.get("eventTimes") or []
        return OnlineValue(
            column["values"][index],
            column["states"][index],
            times[index] if index < len(times) else None,
        )


def ask(
    entities: Mapping[str, Any],
    features: str | Sequence[str],
    version: int | None,
    binary: bool,
) -> Request:
    body = {"entities": keys(entities), **named(features, version, "service")}
    accept = {"Accept": _binary.MEDIA_TYPE} if binary else {}
    return with_json("POST", "/api/v1/online/read", body, headers=accept, repeatable=True)


def read(answer: httpx2.Response, binary: bool) -> OnlineRows:
    return OnlineRows(_binary.read(answer.content) if binary else answer.json())


def named(features: str | Sequence[str], version: int | None, service: str) -> dict[str, Any]:
    """A feature service by its name, or features by their references.

    >>> named("triage", 2, "service"), named("vitals:bp", None, "service")
    ({'service': 'triage', 'version': 2}, {'features': ['vitals:bp']})
    """
    if isinstance(features, str) and ":" not in features:
        return {service: features} if version is None else {service: features, "version": version}
    return {"features": [features] if isinstance(features, str) else list(features)}


def keys(entities: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Join keys as lists of one length."""
    if not isinstance(entities, Mapping):
        raise InvalidArgument(
            f"Entities are join keys and their values, as in {{'patient_id': 123}}, and not "
            f"{type(entities).__name__}.",
            code="no-entities",
        )
    found = {key: _many(value) for key, value in entities.items()}
    lengths = {key: len(values) for key, values in found.items()}
    if not lengths or not all(lengths.values()):
        raise InvalidArgument(
            "No entity is asked about: give at least one value of each join key, as in "
            "{'patient_id': 123}.",
            code="empty-frame",
        )
    if len(set(lengths.values())) > 1:
        counts = ", ".join(f"{key} {count}" for key, count in lengths.items())
        raise InvalidArgument(
            f"The join keys have different counts of values: {counts}.", code="uneven-keys"
        )
    return found


def _many(value: Any) -> list[Any]:
    if isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
        return [value.item() if hasattr(value, "item") else value]
    return [item.item() if hasattr(item, "item") else item for item in value]
