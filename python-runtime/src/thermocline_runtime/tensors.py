"""Tensors of the Open Inference Protocol, as JSON and as bytes."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import bad_request

_DTYPES: dict[str, np.dtype[Any]] = {
    "BOOL": np.dtype("?"),
    "UINT8": np.dtype("u1"),
    "UINT16": np.dtype("<u2"),
    "UINT32": np.dtype("<u4"),
    "UINT64": np.dtype("<u8"),
    "INT8": np.dtype("i1"),
    "INT16": np.dtype("<i2"),
    "INT32": np.dtype("<i4"),
    "INT64": np.dtype("<i8"),
    "FP16": np.dtype("<f2"),
    "FP32": np.dtype("<f4"),
    "FP64": np.dtype("<f8"),
    "BYTES": np.dtype(object),
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items() if name != "BYTES"}


@dataclass(frozen=True)
class Tensor:
    """A named array; elements of BYTES are Python's ``bytes``."""

    name: str
    datatype: str
    array: npt.NDArray[Any]
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape


def from_array(name: str, array: npt.NDArray[Any]) -> Tensor:
    """Any array a model may answer with; text and objects become BYTES."""
    kind = array.dtype.kind
    if kind == "M":
        array = np.datetime_as_string(array, unit="us").astype(object)
    elif kind not in "OSU":
        plain = array.astype(array.dtype.newbyteorder("<"), copy=False)
        datatype = _NAMES.get(plain.dtype)
        if datatype is None:
            plain, datatype = plain.astype("<f8"), "FP64"
        return Tensor(name, datatype, np.ascontiguousarray(plain))
    elements = np.empty(array.shape, dtype=object)
    for index, value in np.ndenumerate(array):
        elements[index] = _as_bytes(value)
    return Tensor(name, "BYTES", elements)


def _as_bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).encode()
    return json.dumps(value, default=_plain).encode()


def _plain(value: object) -> object:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def from_json(spec: dict[str, Any], binary: memoryview) -> tuple[Tensor, memoryview]:
    """One input of a request, and what is left of the bytes behind the JSON."""
    name = spec.get("name")
    datatype = spec.get("datatype")
    shape = spec.get("shape")
    parameters = spec.get("parameters") or {}
    if not isinstance(name, str) or not isinstance(parameters, dict):
        raise bad_request("An input needs a 'name'.")
    if datatype not in _DTYPES:
        raise bad_request(f"Input '{name}' has the datatype {datatype!r}, which is not known.")
    if not isinstance(shape, list) or not all(type(n) is int and n >= 0 for n in shape):
        raise bad_request(f"Input '{name}' needs a 'shape' of whole numbers.")
    count = math.prod(shape)
    size = parameters.get("binary_data_size")
    if size is None:
        array = _from_data(name, datatype, count, spec.get("data"))
    else:
        if type(size) is not int or not 0 <= size <= len(binary):
            raise bad_request(f"Input '{name}' has {size!r} as its binary_data_size.")
        array = _from_bytes(name, datatype, count, binary[:size])
        binary = binary[size:]
    return Tensor(name, datatype, array.reshape(shape), parameters), binary


def _from_data(name: str, datatype: str, count: int, data: object) -> npt.NDArray[Any]:
    flat = list(_flattened(data)) if isinstance(data, list) else None
    if flat is None or len(flat) != count:
        raise bad_request(f"Input '{name}' needs 'data' with {count} values.")
    if datatype == "BYTES":
        if not all(isinstance(v, str) for v in flat):
            raise bad_request(f"Input '{name}' is BYTES and needs strings.")
        return _objects([v.encode() for v in flat])
    whole = datatype.startswith(("INT", "UINT"))
    for value in flat:
        boolean = isinstance(value, bool)
        fits = boolean if datatype == "BOOL" else not boolean and isinstance(value, (int, float))
        if not fits or (whole and not isinstance(value, int)):
            raise bad_request(f"Input '{name}' has {value!r}, which is not {datatype}.")
    try:
        return np.array(flat, dtype=_DTYPES[datatype])
    except (OverflowError, ValueError) as e:
        raise bad_request(f"Input '{name}' has a value that {datatype} cannot hold.") from e


def _flattened(values: list[Any]) -> Any:
    for value in values:
        if isinstance(value, list):
            yield from _flattened(value)
        else:
            yield value


def _from_bytes(name: str, datatype: str, count: int, raw: memoryview) -> npt.NDArray[Any]:
    dtype = _DTYPES[datatype]
    if datatype != "BYTES":
        if len(raw) != count * dtype.itemsize:
            raise bad_request(f"Input '{name}' has {len(raw)} bytes for {count} of {datatype}.")
        return np.frombuffer(raw, dtype=dtype)
    elements: list[bytes] = []
    at = 0
    while at + 4 <= len(raw) and len(elements) < count:
        (length,) = struct.unpack_from("<I", raw, at)
        at += 4 + length
        elements.append(bytes(raw[at - length : at]))
    if at != len(raw) or len(elements) != count:
        raise bad_request(f"Input '{name}' does not have {count} BYTES elements.")
    return _objects(elements)


def _objects(values: list[bytes]) -> npt.NDArray[Any]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def to_bytes(tensor: Tensor) -> bytes:
    if tensor.datatype != "BYTES":
        return tensor.array.tobytes()
    return b"".join(struct.pack("<I", len(v)) + v for v in tensor.array.ravel())


def to_data(tensor: Tensor) -> list[Any]:
    if tensor.datatype == "BYTES":
        return [v.decode("utf-8", "replace") for v in tensor.array.ravel()]
    flat: list[Any] = tensor.array.ravel().tolist()
    if tensor.datatype.startswith("FP"):
        # JSON has no NaN and no infinity.
        return [v if math.isfinite(v) else None for v in flat]
    return flat
