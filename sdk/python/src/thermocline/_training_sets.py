"""What a point-in-time join made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._arriving import patiently, rest_of
from ._cache import FileCache
from ._exchange import get
from ._progress import Meter
from ._transport import Transport
from ._versions import log_input

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class TrainingSet:
    """Rows of entities with their features as they were known at each row's moment."""

    def __init__(
        self, http: Transport, state: Mapping[str, Any], cache: FileCache | None = None
    ) -> None:
        self._http = http
        self._cache = cache or FileCache.usual()
        self.id = str(state["id"])
        self.report: dict[str, Any] = dict(state.get("result") or {})
        self._dataset = _dataset(state)
        self._table: Any = None

    def __repr__(self) -> str:
        return f"TrainingSet({self.id}, {self.report.get('rows')} rows)"

    def to_arrow(self) -> pyarrow.Table:
        """The rows; from the cache on this disk when they were read here before."""
        if self._table is None:
            import pyarrow.parquet as parquet

            digest, size = str(self.report["sha256"]), int(self.report["size"])
            meter = Meter(True, "receiving", size, "B")
            rest = rest_of(self._http, get(f"/api/v1/joins/{self.id}/rows"))
            with self._cache.holding([digest]):
                path = patiently(
                    self._http,
                    lambda: self._cache.fetch(digest, size, rest, meter.add, f"join {self.id}"),
                )
                self._table = parquet.read_table(path)
            meter.end()
        return self._table

    def to_pandas(self) -> pandas.DataFrame:
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        import polars

        return polars.DataFrame(self.to_arrow())

    @property
    def dataset(self) -> dict[str, Any] | None:
        """The dataset's version that it became: name, version, digest, mlflowDigest, location.

        None as long as the registry has not answered.
        """
        if self._dataset is None:
            self._dataset = _dataset(self._http.get(f"/api/v1/joins/{self.id}"))
        return self._dataset

    def keep(self, reason: str = "", *, run: str | None = None) -> None:
        """Keeps the files beyond their 30 days, for a run by its id, or for a reason in words."""
        body = {"reason": reason} if run is None else {"run": run}
        self._http.json("PUT", f"/api/v1/joins/{self.id}/kept", body=body, repeatable=True)

    def leakage(self) -> str:
        """What a join without the cutoff by created time would have leaked, view by view."""
        lines = []
        for view in self.report.get("views", ()):
            if not view["createdTime"]:
                tail = "it has no created times, so nothing can be said of late rows"
            elif view["leaking"] < 0:
                tail = "not counted"
            else:
                tail = f"{view['leaking']:,} rows would have seen what was not yet known"
            lines.append(f"{view['view']}: {view['found']:,} rows found; {tail}")
        return "\n".join(lines)

    def log_to_run(self, context: str = "training") -> None:
        """Notes in the current mlflow run which training set it used; lineage then leads to it."""
        import mlflow

        known = self.dataset or {}
        log_input(
            known.get("name") or f"join-{self.id[:8]}",
            known.get("mlflowDigest") or str(self.report["sha256"])[:32],
            str(self.report["path"]),
            context,
        )
        mlflow.set_tag("thermocline.join", self.id)
        run = mlflow.active_run()
        if run is not None:
            # Files of a join that nobody keeps are removed after a month.
            self.keep(run=run.info.run_id)


def _dataset(state: Mapping[str, Any]) -> dict[str, Any] | None:
    for part in ("trainingSet", "result"):
        made = (state.get(part) or {}).get("dataset") or {}
        if "version" in made:
            return dict(made)
    return None
