"""The files by which the platform is deployed, checked without an engine or a cluster."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import composing
import pytest
import yaml
from kustomize import render
from rules import ROOT, cluster, compose

COMPOSE = {
    "usual": ["docker-compose.yml"],
    "another store": ["docker-compose.yml", "containers/versitygw.yml"],
}
OVERLAYS = ("local", "hybrid", "managed")


@pytest.fixture(scope="session")
def compose_file() -> dict[str, Any]:
    return composing.read(ROOT / "docker-compose.yml")


@pytest.fixture(scope="session")
def rendered() -> dict[str, str]:
    return {overlay: render(ROOT / "k8s" / "overlays" / overlay) for overlay in OVERLAYS}


def validate(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "rendered.yaml"
    file.write_text(text)
    command = [Path(sys.executable).parent / "kubernetes-validate", "-k", "1.36", "--strict", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fits_the_schema(document: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "compose.yaml"
    file.write_text(yaml.safe_dump(document))
    command = [Path(sys.executable).parent / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("files", COMPOSE)
def test_compose_fits_its_schema_and_keeps_the_rules(files: str, tmp_path: Path) -> None:
    document = composing.read(*(ROOT / file for file in COMPOSE[files]))
    done = fits_the_schema(document, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(compose(document)) == []


def test_unknown_fields_of_compose_are_noticed(compose_file: dict[str, Any], tmp_path: Path) -> None:
    broken = copy.deepcopy(compose_file)
    broken["services"]["redis"]["healthchek"] = broken["services"]["redis"].pop("healthcheck")
    done = fits_the_schema(broken, tmp_path)
    assert done.returncode != 0 and "healthchek" in done.stdout + done.stderr


def test_the_other_store_takes_nothing_from_the_first(compose_file: dict[str, Any]) -> None:
    document = composing.read(*(ROOT / file for file in COMPOSE["another store"]))
    assert "environment" not in document["services"]["s3"]
    assert document["services"]["s3"]["ports"] == compose_file["services"]["s3"]["ports"]
    policies = {file.stem for file in (ROOT / "containers" / "versitygw" / "policies").iterdir()}
    assert policies == {"mlflow-artifacts", "model-artifacts", "feature-store", "training-data"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_overlay_fits_the_schemas_of_kubernetes(
    overlay: str, rendered: dict[str, str], tmp_path: Path
) -> None:
    done = validate(rendered[overlay], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_overlay_keeps_the_rules(overlay: str, rendered: dict[str, str]) -> None:
    assert list(cluster(list(yaml.safe_load_all(rendered[overlay])))) == []


def test_hybrid_has_the_volumes_by_their_names(rendered: dict[str, str]) -> None:
    documents = list(yaml.safe_load_all(rendered["hybrid"]))
    claims = {d["metadata"]["name"] for d in documents if d["kind"] == "PersistentVolumeClaim"}
    assert {"postgres-pvc", "redis-pvc", "kafka-pvc"} <= claims


def test_managed_runs_nothing_but_the_services(rendered: dict[str, str]) -> None:
    kinds = [d["kind"] for d in yaml.safe_load_all(rendered["managed"])]
    assert "StatefulSet" not in kinds
    assert "PersistentVolumeClaim" not in kinds


def test_unknown_fields_are_noticed(rendered: dict[str, str], tmp_path: Path) -> None:
    broken = rendered["local"].replace("replicas: 1", "replicaz: 1", 1)
    assert "replicaz" in (done := validate(broken, tmp_path)).stdout + done.stderr
    assert done.returncode != 0


Break = Callable[[dict[str, Any]], object]
COMPOSE_FAULTS: dict[str, tuple[Break, str]] = {
    "latest": (lambda d: d["services"]["redis"].update(image="redis:latest"), "not pinned"),
    "no tag": (lambda d: d["services"]["redis"].update(image="redis"), "has no tag"),
    "open port": (lambda d: d["services"]["kafka"].update(ports=["9092:9092"]), "beyond loopback"),
    "privileged": (lambda d: d["services"]["kafka"].update(privileged=True), "privileged"),
    "password": (
        lambda d: d["services"]["registry"]["environment"].update(X_PASSWORD="hunter2"),
        "plain sight",
    ),
    "unknown variable": (
        lambda d: d["services"]["registry"]["environment"].update(THERMOCLINE_NONSENSE="1"),
        "no service knows",
    ),
    "nobody waits": (
        lambda d: [s.pop("depends_on", None) for s in d["services"].values()],
        "nobody waits",
    ),
    "runtime's network": (
        lambda d: d["services"]["python-runtime"].pop("networks"),
        "meets kafka on the network",
    ),
    "runtime's secrets": (
        lambda d: d["services"]["python-runtime"]["volumes"].append("secrets:/secrets:ro"),
        "python-runtime mounts",
    ),
    "runtime's models": (
        lambda d: d["services"]["python-runtime"].update(
            volumes=["models:/models", "workers:/workers", "environments:/environments"]
        ),
        "may write models",
    ),
    "runtime's variable": (
        lambda d: d["services"]["python-runtime"]["environment"].update(THERMOCLINE_NONSENSE="1"),
        "python-runtime: no service knows",
    ),
    "no volume": (lambda d: d["volumes"].pop("kafka"), "is no volume"),
}


@pytest.mark.parametrize("fault", COMPOSE_FAULTS)
def test_each_fault_of_a_compose_file_is_noticed(compose_file: dict[str, Any], fault: str) -> None:
    spoil, sentence = COMPOSE_FAULTS[fault]
    broken = copy.deepcopy(compose_file)
    spoil(broken)
    assert any(sentence in found for found in compose(broken))


def pod_of(documents: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found = next(
        d for d in documents if d["kind"] == "Deployment" and d["metadata"]["name"] == name
    )
    return found["spec"]["template"]["spec"]


Spoil = Callable[[list[dict[str, Any]]], object]
CLUSTER_FAULTS: dict[str, tuple[Spoil, str]] = {
    "root": (lambda ds: pod_of(ds, "gateway")["securityContext"].pop("runAsNonRoot"), "as root"),
    "host path": (
        lambda ds: pod_of(ds, "gateway")["volumes"].append({"name": "h", "hostPath": {"path": "/"}}),
        "path of the host",
    ),
    "probe": (
        lambda ds: pod_of(ds, "registry")["containers"][0].pop("readinessProbe"),
        "does not ask /readyz",
    ),
    "secret": (
        lambda ds: ds.append({"kind": "Secret", "metadata": {"name": "oops"}}),
        "into the repository",
    ),
    "arrow": (
        lambda ds: next(
            d for d in ds if d["kind"] == "NetworkPolicy" and d["metadata"]["name"] == "gateway"
        )["spec"]["egress"].pop(),
        "may talk to",
    ),
    "door": (
        lambda ds: next(
            d for d in ds if d["kind"] == "NetworkPolicy" and d["metadata"]["name"] == "redis"
        )["spec"]["ingress"][0]["from"].pop(),
        "lets in",
    ),
    "runtime's secrets": (
        lambda ds: pod_of(ds, "gateway")["initContainers"][1]["volumeMounts"].append(
            {"name": "s3", "mountPath": "/s3"}
        ),
        "mounts more than it may",
    ),
    "unpinned": (
        lambda ds: pod_of(ds, "features")["containers"][0].update(image="x/y:latest"),
        "not pinned",
    ),
}


@pytest.mark.parametrize("fault", CLUSTER_FAULTS)
def test_each_fault_of_an_overlay_is_noticed(rendered: dict[str, str], fault: str) -> None:
    spoil, sentence = CLUSTER_FAULTS[fault]
    documents = list(yaml.safe_load_all(rendered["local"]))
    spoil(documents)
    assert any(sentence in found for found in cluster(documents))
