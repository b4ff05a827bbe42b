"""The model itself: loaded once, asked with what its signature wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from mlflow import pyfunc
from mlflow.exceptions import MlflowException
from mlflow.types import DataType, Schema

from . import tensors
from .errors import RequestError, bad_request
from .tensors import Tensor

_DEFAULT_OUTPUT = "predictions"


class Model:
    """An MLflow model of any flavor, behind ``mlflow.pyfunc``."""

    def __init__(self, folder: Path) -> None:
        self._model = pyfunc.load_model(str(folder))
        self._folder = folder
        metadata = self._model.metadata
        self._inputs: Schema | None = metadata.get_input_schema()
        self._outputs: Schema | None = metadata.get_output_schema()

    def warm_up(self) -> bool:
        """Asks the model its input example, so that the first caller need not wait."""
        example = self._model.metadata.load_input_example(str(self._folder))
        if example is None:
            return False
        self._model.predict(example)
        return True

    def infer(self, inputs: list[Tensor]) -> list[Tensor]:
        return self._as_tensors(self.predict(self._arguments(inputs)))

    def predict(self, arguments: Any, params: dict[str, Any] | None = None) -> Any:
        try:
            return self._model.predict(arguments, params=params)
        except MlflowException as e:
            # The signature is enforced here; everything else is the model's own failure.
            raise RequestError(e.get_http_status_code(), e.message) from e
        except MemoryError as e:
            raise RequestError(503, "The model ran out of the memory that it may use.") from e
        except Exception as e:
            raise RequestError(500, f"The model failed: {type(e).__name__}: {str(e)[:2000]}") from e

    def describe(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "versions": [],
            "platform": "mlflow_pyfunc",
            "inputs": _specs(self._inputs, "input-{}"),
            "outputs": _specs(self._outputs, _DEFAULT_OUTPUT),
        }

    def _arguments(self, inputs: list[Tensor]) -> Any:
        if self._inputs is not None and self._inputs.is_tensor_spec():
            return self._as_arrays(inputs)
        if all(_is_columns(t) for t in inputs) and not self._is_single_array(inputs):
            return self._as_frame(inputs)
        return self._as_arrays(inputs)

    def _is_single_array(self, inputs: list[Tensor]) -> bool:
        """A model without a signature is asked with the array that came."""
        lone = len(inputs) == 1 and "columns" not in inputs[0].parameters
        return lone and self._inputs is None and inputs[0].array.ndim > 1

    @staticmethod
    def _as_arrays(inputs: list[Tensor]) -> Any:
        if len(inputs) == 1 and inputs[0].name in ("", "input", "input-0", "inputs"):
            return _text(inputs[0])
        return {t.name: _text(t) for t in inputs}

    def _as_frame(self, inputs: list[Tensor]) -> pd.DataFrame:
        types = {} if self._inputs is None else _column_types(self._inputs)
        columns: dict[str, Any] = {}
        for tensor in inputs:
            names = tensor.parameters.get("columns")
            if names is None:
                names = self._names_for(tensor)
            matrix = tensor.array.reshape(tensor.shape[0], -1)
            if len(names) != matrix.shape[1]:
                raise bad_request(
                    f"Input '{tensor.name}' has {matrix.shape[1]} columns for {len(names)} names."
                )
            if len(inputs) == 1 and tensor.datatype != "BYTES":
                return pd.DataFrame(matrix, columns=names)
            for i, name in enumerate(names):
                columns[name] = _column(matrix[:, i], tensor.datatype, types.get(name))
        return pd.DataFrame(columns)

    def _names_for(self, tensor: Tensor) -> list[str]:
        if tensor.array.ndim == 2 and self._inputs is not None and self._inputs.has_input_names():
            names = self._inputs.input_names()
            if tensor.name not in names:
                return [str(n) for n in names]
        return [tensor.name]

    def _as_tensors(self, answer: Any) -> list[Tensor]:
        if isinstance(answer, pd.DataFrame):
            return [tensors.from_array(str(c), answer[c].to_numpy()) for c in answer.columns]
        if isinstance(answer, dict):
            return [tensors.from_array(str(k), _array(v)) for k, v in answer.items()]
        return [tensors.from_array(self._output_name(), _array(answer))]

    def _output_name(self) -> str:
        if self._outputs is not None and self._outputs.has_input_names():
            names = self._outputs.input_names()
            if len(names) == 1:
                return str(names[0])
        return _DEFAULT_OUTPUT


def _array(value: Any) -> npt.NDArray[Any]:
    if hasattr(value, "toarray"):
        value = value.toarray()
    if isinstance(value, pd.Series):
        value = value.to_numpy()
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        array = np.empty(len(value), dtype=object)
        array[:] = value
        return array
    return np.atleast_1d(np.asarray(value))


def _is_columns(tensor: Tensor) -> bool:
    return tensor.array.ndim in (1, 2)


def _text(tensor: Tensor) -> npt.NDArray[Any]:
    if tensor.datatype != "BYTES":
        return tensor.array
    decoded = np.empty(tensor.shape, dtype=object)
    for index, value in np.ndenumerate(tensor.array):
        decoded[index] = value.decode()
    return decoded


def _column(values: npt.NDArray[Any], datatype: str, wanted: object) -> Any:
    if datatype != "BYTES":
        return values
    if wanted == DataType.binary:
        return pd.Series(values, dtype=object)
    text = pd.Series([v.decode() for v in values], dtype=object)
    if wanted == DataType.datetime:
        return pd.to_datetime(text, utc=True).dt.tz_localize(None)
    if wanted is not None and not isinstance(wanted, DataType):
        return text.map(json.loads)
    return text


def _column_types(schema: Schema) -> dict[str, object]:
    if not schema.has_input_names():
        return {}
    return {str(c.name): c.type for c in schema.inputs}


_PROTOCOL_TYPES = {
    DataType.boolean: "BOOL",
    DataType.integer: "INT32",
    DataType.long: "INT64",
    DataType.float: "FP32",
    DataType.double: "FP64",
}


def _specs(schema: Schema | None, unnamed: str) -> list[dict[str, Any]]:
    specs: list[dict[str, Any]] = []
    for i, spec in enumerate([] if schema is None else schema.inputs):
        name = spec.name if spec.name is not None else unnamed.format(i)
        if schema is not None and schema.is_tensor_spec():
            empty = tensors.from_array(name, np.empty(0, dtype=spec.type))
            specs.append({"name": name, "datatype": empty.datatype, "shape": list(spec.shape)})
        else:
            datatype = _PROTOCOL_TYPES.get(spec.type, "BYTES")
            specs.append({"name": name, "datatype": datatype, "shape": [-1]})
    return specs
