"""What an online read answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
        return list(self._columns[feature]["values"])

    def to_pandas(self) -> pandas.DataFrame:
        import pandas

        return pandas.DataFrame({name: c["values"] for name, c in self._columns.items()})

    def _value(self, feature: str, index: int) -> OnlineValue:
        column = self._columns[feature]
        view = self._views.get(feature.partition(":")[0], {})
        times = view.get("eventTimes") or []
        return OnlineValue(
            column["values"][index],
            column["states"][index],
            times[index] if index < len(times) else None,
        )
