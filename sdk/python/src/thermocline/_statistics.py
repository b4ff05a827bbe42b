"""What the values of a view look like: as a data frame and as a picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._errors import InvalidArgument, NotFound
from ._transport import Transport

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

_QUANTILES = ("q05", "q25", "median", "q75", "q95")
_SHIFTS = ("nullShare", "meanShift", "spread", "quantileShift")
_SOON = 30.0


class Statistics:
    """Figures of each field of one snapshot, or of what changed since an earlier one."""

    def __init__(
        self,
        view: str,
        snapshot: int,
        fields: Sequence[Mapping[str, Any]],
        since: int | None = None,
    ) -> None:
        self.view = view
        self.snapshot = snapshot
        self.since = since
        self.fields = tuple(dict(each) for each in fields)

    def __repr__(self) -> str:
        since = "" if self.since is None else f" since {self.since}"
        return f"Statistics({self.view}/{self.snapshot}{since}, {len(self.fields)} fields)"

    def rows(self) -> list[dict[str, Any]]:
        """The same as plain rows, where there is no pandas."""
        return [_moved(each) if self.since is not None else _row(each) for each in self.fields]

    def to_pandas(self) -> pandas.DataFrame:
        """One row for each field; of a comparison, how far each has moved.

        >>> print(p.features.statistics("vitals").to_pandas().loc["bp", "mean"])
        120.0
        """
        import pandas

        return pandas.DataFrame(self.rows()).set_index("field")

    def plot(self) -> Figure:
        """Histograms, one for each field of numbers; of a comparison both, one over the other.

        Needs matplotlib: ``pip install 'thermocline[plot]'``.
        """
        try:
            from ._pictures import histograms
        except ImportError as missing:
            raise InvalidArgument(
                "Pictures need matplotlib: pip install 'thermocline[plot]'.", code="missing-extra"
            ) from missing
        shown = [(name, sides) for name, sides in map(self._sides, self.fields) if sides]
        if not shown:
            raise InvalidArgument(
                f"{self.view}/{self.snapshot} has no field of numbers to draw.", code="no-numbers"
            )
        return histograms(shown)

    def _sides(self, field: Mapping[str, Any]) -> tuple[str, list[tuple[str, Mapping[str, Any]]]]:
        if self.since is None:
            sides = [(f"{self.snapshot}", field)]
        else:
            sides = [(f"{self.since}", field["before"]), (f"{self.snapshot}", field["after"])]
        return field["field"], [each for each in sides if each[1] and each[1]["histogram"]]


def ask(
    http: Transport,
    view: str,
    snapshot: int | None,
    since: int | None,
    clock: Callable[[], float] = time.monotonic,
) -> Statistics:
    """Asks for them; those of a snapshot that was made just now are waited for a while."""
    base = f"/api/v1/views/{view}/snapshots"
    if snapshot is None:
        entries = http.get(base)["items"]
        own = [each["number"] for each in entries if each["rows"] and not each["retracted"]]
        if not own:
            raise NotFound(
                f"The view '{view}' has no rows yet: p.features.ingest('{view}', frame) brings "
                "some in.",
                code="not-found",
            )
        snapshot = int(own[0])
    path = f"{base}/{snapshot}/statistics" + ("" if since is None else f"/since/{since}")
    began = clock()
    while True:
        try:
            return Statistics(view, snapshot, http.get(path)["items"], since)
        except NotFound as missing:
            if "still being computed" not in missing.message or clock() - began > _SOON:
                raise
            http.sleep(0.2)


def _row(field: Mapping[str, Any]) -> dict[str, Any]:
    quantiles = field["quantiles"] or [None] * len(_QUANTILES)
    return {
        **{name: field[name] for name in ("field", "count", "nulls", "distinct", "notFinite")},
        **{name: field.get(name) for name in ("least", "greatest", "mean", "deviation")},
        **dict(zip(_QUANTILES, quantiles, strict=True)),
    }


def _moved(field: Mapping[str, Any]) -> dict[str, Any]:
    before, after = field.get("before") or {}, field.get("after") or {}
    means = {"before": before.get("mean"), "after": after.get("mean")}
    return {"field": field["field"], **means, **{name: field.get(name) for name in _SHIFTS}}
