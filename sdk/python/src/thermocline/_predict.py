"""Predictions: one and many, by entity keys or by inputs, and what was used for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from . import _frames as frames
from . import _online
from ._batch import Batch, Scores
from ._errors import InvalidArgument, TooLarge
from ._exchange import Request, with_json
from ._progress import Progress
from ._transport import Transport

_MOST_ROWS = 100_000
_IN_PIECES = (
    "p.predict.batch(frame, ...) sends a frame or a Parquet file in pieces and goes on after a "
    "failure."
)


@dataclass(frozen=True, slots=True)
class Prediction:
    """An answer: its values, which version gave them, and how."""

    values: Sequence[Any]
    id: str
    deployment: str
    model: str
    version: str
    cache: str | None
    age: float | None
    labels: Sequence[str]
    explanation: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """The only value; use ``values`` where several rows were asked for."""
        if len(self.values) != 1:
            raise InvalidArgument(
                f"This prediction has {len(self.values)} values: read .values.", code="many-values"
            )
        return self.values[0]


class Predictor:
    """Asks the gateway. Made by :func:`thermocline.connect`."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    def __call__(
        self,
        deployment: str | None = None,
        entities: Mapping[str, Any] | None = None,
        inputs: Any = None,
        *,
        version: str | int | None = None,
        explain: bool = False,
        fresh: bool = False,
    ) -> Prediction:
        """One request.

        ``entities`` are join keys, as in ``{"patient_id": 123}`` or ``{"patient_id": [1, 2]}``;
        ``inputs`` are records, columns or a data frame. ``fresh`` passes the cache by.

        >>> p.predict("readmission", {"patient_id": 123}).value
        0.25
        >>> p.predict("readmission", {"patient_id": [1, 2]}).values
        [0.25, 0.25]
        """
        request = ask(deployment, entities, inputs, version, explain, fresh)
        try:
            return read(self._http.send(request))
        except TooLarge as error:
            raise too_large(error) from error

    def batch(
        self,
        data: Any,
        deployment: str | None = None,
        *,
        keys: Sequence[str] = (),
        version: str | int | None = None,
        out: str | Path | None = None,
        column: str = "prediction",
        size: int = 1000,
        parallel: int = 2,
        progress: bool | Progress = True,
        resume: Scores | None = None,
    ) -> Scores:
        """Scores a data frame or a Parquet file in pieces of ``size`` rows.

        Columns in ``keys`` are join keys, the others are inputs. With ``out`` the rows and their
        scores become a Parquet file, and a batch that broke off goes on with the next call of the
        same; without it the error's ``partial`` has the scores that are there, to be given as
        ``resume``.

        >>> p.predict.batch(frame, "readmission", keys=["patient_id"], progress=False).values
        [0.25, 0.25]
        """
        batch = Batch(self.__call__, deployment, tuple(keys), version, column, size)
        return batch.of(data, None if out is None else Path(out), parallel, progress, resume)

    def feedback(self, prediction: Prediction | str, truth: Any, **more: Any) -> None:
        """Says what turned out to be true, for a prediction or its id."""
        name = prediction if isinstance(prediction, str) else prediction.id
        self._http.post(
            f"/api/v1/predictions/{quote(name, safe='')}/feedback", {"truth": truth, **more}
        )

    def cache(self, deployment: str) -> dict[str, Any]:
        """What the prediction cache of a deployment does and why."""
        return dict(self._http.get(f"/api/v1/predict/{quote(deployment, safe='')}/cache"))

    def clear_cache(self, deployment: str) -> None:
        self._http.json("DELETE", f"/api/v1/predict/{quote(deployment, safe='')}/cache")


def ask(
    deployment: str | None,
    entities: Mapping[str, Any] | None,
    inputs: Any,
    version: str | int | None,
    explain: bool,
    fresh: bool,
) -> Request:
    if entities is None and inputs is None:
        raise InvalidArgument(
            "Say about whom (entities={'patient_id': 123}) or with what (inputs={...}).",
            code="nothing-asked",
        )
    body: dict[str, Any] = {"explain": explain}
    if deployment:
        body["deployment"] = deployment
    if version is not None:
        body["version"] = str(version)
    if entities is not None:
        body["entities"] = _online.keys(entities)
        _refuse_huge(len(next(iter(body["entities"].values()))))
    if inputs is not None:
        if hasattr(inputs, "__len__"):
            if not len(inputs):
                raise InvalidArgument(
                    "The inputs have no rows: there is nothing to predict.", code="empty-frame"
                )
            _refuse_huge(frames.count_rows(inputs))
        body["inputs"] = records(inputs)
    headers = {"Cache-Control": "no-cache"} if fresh else {}
    return with_json("POST", "/predict", body, headers=headers, repeatable=True)


def read(answer: httpx2.Response) -> Prediction:
    found = answer.json()
    age = answer.headers.get("age")
    known = {"predictions", "id", "deployment", "model", "version", "labels"}
    return Prediction(
        values=found["predictions"],
        id=found["id"],
        deployment=found["deployment"],
        model=found["model"],
        version=str(found["version"]),
        cache=answer.headers.get("x-cache"),
        age=None if age is None else float(age),
        labels=tuple(found.get("labels", ())),
        explanation={key: value for key, value in found.items() if key not in known},
    )


def too_large(error: TooLarge) -> TooLarge:
    return TooLarge(
        f"{error.message} {_IN_PIECES}",
        code=error.code,
        status=error.status,
        request_id=error.request_id,
    )


def _refuse_huge(rows: int) -> None:
    if rows > _MOST_ROWS:
        raise InvalidArgument(
            f"This request has {rows:,} rows, and one takes {_MOST_ROWS:,} at most. {_IN_PIECES}",
            code="huge-frame",
        )


def records(inputs: Any) -> Any:
    """Inputs as JSON can carry them; frames become rows."""
    module = type(inputs).__module__.split(".")[0]
    if module == "pandas":
        return inputs.astype(object).where(inputs.notna(), None).to_dict("records")
    if module == "polars":
        return inputs.to_dicts()
    if module == "pyarrow":
        return inputs.to_pylist()
    if module == "numpy":
        return inputs.tolist()
    return inputs
