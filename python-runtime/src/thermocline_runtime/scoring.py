"""MLflow's own shape of a question: ``/invocations``."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from . import http
from .errors import RequestError, bad_request
from .model import Model

_FORMS = ("dataframe_split", "dataframe_records", "instances", "inputs")


def answer(model: Model, content_type: str, body: bytes) -> bytes:
    if not content_type.lower().startswith("application/json"):
        raise RequestError(415, "Send application/json.")
    document = http.document(body)
    given = [form for form in _FORMS if form in document]
    if len(given) != 1:
        raise bad_request(f"The body needs exactly one of {', '.join(_FORMS)}.")
    params = document.get("params")
    if params is not None and not isinstance(params, dict):
        raise bad_request("'params' is an object.")
    predictions = model.predict(_arguments(given[0], document[given[0]]), params)
    return json.dumps({"predictions": _plain(predictions)}, default=_other).encode()


def _arguments(form: str, value: Any) -> Any:
    try:
        if form == "dataframe_split":
            return pd.DataFrame(
                value["data"], columns=value.get("columns"), index=value.get("index")
            )
        if form == "dataframe_records":
            return pd.DataFrame(value)
        if form == "inputs" and isinstance(value, dict):
            return {k: np.asarray(v) for k, v in value.items()}
        rows = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
        return pd.DataFrame(value) if rows else np.asarray(value)
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise bad_request(f"'{form}' cannot be read: {e}") from e


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        return value.to_dict(orient="records")
    return value


def _other(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray, pd.Series)):
        return value.tolist()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)
