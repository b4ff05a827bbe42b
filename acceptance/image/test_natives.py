"""An image holds the native libraries of its own platform, and of no other."""

from __future__ import annotations

import functools
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, SERVICES, jdk

# The machine that an ELF file names in its head.
MACHINES = {62: "amd64", 183: "aarch64"}
OTHER_SYSTEMS = (b"MZ", b"\xcf\xfa\xed\xfe")


def platforms(jar: zipfile.ZipFile) -> set[str]:
    """The platforms that the libraries in a jar are for, by their own bytes."""
    heads = [jar.open(name).read(20) for name in jar.namelist()]
    machines = {MACHINES.get(int.from_bytes(head[18:20], "little"), "other") for head in heads if head[:4] == b"\x7fELF"}
    return machines | {"other" for head in heads if head.startswith(OTHER_SYSTEMS)}


@functools.cache
def libraries(service: str) -> dict[str, bytes]:
    """What a service brings that holds native code."""
    found = {}
    built = next(j for j in (ROOT / service / "target").glob(f"{service}-*.jar") if "sources" not in j.name)
    with zipfile.ZipFile(built) as jar:
        for name in jar.namelist():
            if name.endswith(".jar"):
                content = jar.read(name)
                if platforms(zipfile.ZipFile(io.BytesIO(content))):
                    found[Path(name).name] = content
    return found


@pytest.mark.parametrize("platform", MACHINES.values())
def test_an_image_holds_the_native_libraries_of_its_own_platform_alone(platform: str, tmp_path: Path) -> None:
    for service in SERVICES.values():
        for name, content in libraries(service).items():
            (tmp_path / name).write_bytes(content)

    strip = [jdk() / "bin" / "java", f"-Dos.arch={platform}", ROOT / "containers" / "Natives.java", tmp_path]
    subprocess.run(strip, check=True, capture_output=True)

    found = {jar.name: platforms(zipfile.ZipFile(jar)) for jar in tmp_path.glob("*.jar")}
    assert {"duckdb", "onnxruntime", "snappy"} <= {name.split("-")[0].split("_")[0] for name in found}
    assert {name: kinds for name, kinds in found.items() if kinds != {platform}} == {}
