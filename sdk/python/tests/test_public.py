"""The public surface: what is in it, and that everything else is private."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import thermocline as tc

PACKAGE = Path(tc.__file__).parent


def test_the_surface_is_what_is_said_and_nothing_else() -> None:
    names = {name for name in vars(tc) if not name.startswith("_")}
    modules = {name for name in names if inspect.ismodule(getattr(tc, name))}
    assert names - modules == set(tc.__all__)
    assert list(tc.__all__) == sorted(tc.__all__, key=lambda n: (n[0].islower(), n))


def test_every_module_but_one_is_private() -> None:
    modules = {each.name for each in pkgutil.iter_modules([str(PACKAGE)])}
    assert {name for name in modules if not name.startswith("_")} == {"onnx"}
    onnx = importlib.import_module("thermocline.onnx")
    own = {
        name
        for name, what in vars(onnx).items()
        if not name.startswith("_") and getattr(what, "__module__", "") == onnx.__name__
    }
    assert own == {"log_model", "save_model", "convert"}


def test_everything_public_is_documented() -> None:
    undocumented = [
        name
        for name in tc.__all__
        if not inspect.getdoc(getattr(tc, name))
        or (inspect.getdoc(getattr(tc, name)) or "").startswith(f"{name}(")
    ]
    assert undocumented == []


def test_types_are_part_of_the_package() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_nothing_of_the_extras_is_imported_before_it_is_used() -> None:
    heavy = ("pandas", "polars", "pyarrow", "numpy", "matplotlib", "mlflow", "onnx", "asyncio")
    code = f"import sys, thermocline; print([n for n in {heavy!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_each_error_is_of_one_family_and_says_what_it_is() -> None:
    for name in tc.__all__:
        kind = getattr(tc, name)
        if inspect.isclass(kind) and issubclass(kind, Exception):
            assert issubclass(kind, tc.ThermoclineError)
