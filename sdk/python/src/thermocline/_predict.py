"""Predictions: one and many, by entity keys or by inputs, and what was used for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ._errors import InvalidArgument
from ._features import _many
from ._transport import Transport


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
        """
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
            body["entities"] = {key: _many(value) for key, value in entities.items()}
        if inputs is not None:
            body["inputs"] = records(inputs)
        return self._send(body, fresh)

    def _send(self, body: Mapping[str, Any], fresh: bool) -> Prediction:
        import json

        headers = {"Content-Type": "application/json"}
        if fresh:
            headers["Cache-Control"] = "no-cache"
        try:
            content = json.dumps(body, allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            raise InvalidArgument(
                f"The inputs cannot be sent as JSON: {error}. Use plain numbers, strings, booleans "
                "and None.",
                code="not-json",
            ) from error
        answer = self._http.request(
            "POST", "/predict", content=content, headers=headers, repeatable=True
        )
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

    def batch(
        self,
        frame: Any,
        deployment: str | None = None,
        *,
        keys: Sequence[str] = (),
        size: int = 1000,
    ) -> Iterator[Prediction]:
        """Scores a frame in pieces. Columns in ``keys`` are entities, the others are inputs."""
        rows = records(frame)
        for start in range(0, len(rows), size):
            piece = rows[start : start + size]
            entities = {key: [row[key] for row in piece] for key in keys} or None
            rest = [{k: v for k, v in row.items() if k not in keys} for row in piece]
            yield self(deployment, entities, rest if any(rest) else None)

    def feedback(self, prediction: Prediction | str, truth: Any, **more: Any) -> None:
        """Says what turned out to be true, for a prediction or its id."""
        name = prediction if isinstance(prediction, str) else prediction.id
        self._http.post(f"/api/v1/predictions/{name}/feedback", {"truth": truth, **more})

    def cache(self, deployment: str) -> dict[str, Any]:
        """What the prediction cache of a deployment does and why."""
        return dict(self._http.get(f"/api/v1/predict/{deployment}/cache"))

    def clear_cache(self, deployment: str) -> None:
        self._http.json("DELETE", f"/api/v1/predict/{deployment}/cache")


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
