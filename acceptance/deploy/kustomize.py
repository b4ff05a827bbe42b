"""kubectl or kustomize: from PATH, else built once with Go into the cache."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

MODULE = "sigs.k8s.io/kustomize/kustomize/v5@v5.7.1"


def render(overlay: Path) -> str:
    done = subprocess.run([*command(), str(overlay)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{overlay} does not render:\n{done.stderr}"
    return done.stdout


def command() -> list[str]:
    if shutil.which("kustomize"):
        return ["kustomize", "build"]
    kubectl = shutil.which("kubectl")
    if kubectl and subprocess.run([kubectl, "kustomize", "--help"], capture_output=True).returncode == 0:
        return [kubectl, "kustomize"]
    cache = Path(os.environ.get("THERMOCLINE_CACHE") or Path.home() / ".cache" / "thermocline")
    built = cache / "bin" / "kustomize"
    if not built.is_file():
        go = shutil.which("go")
        assert go, "rendering k8s/ needs kubectl or kustomize on PATH (or Go, to build kustomize)"
        built.parent.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "GOBIN": str(built.parent), "GOFLAGS": "-mod=mod"}
        subprocess.run([go, "install", MODULE], check=True, env=environment)
    return [str(built), "build"]
