"""What compose and cluster files must keep. Each rule gives the sentences that it found broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"registry", "features", "features-online", "gateway"}
VOLUMES = {"postgres-pvc": "10Gi", "redis-pvc": "5Gi", "kafka-pvc": "20Gi"}
ARROWS = {
    "gateway": {"redis", "redis-cache", "s3", "kafka", "registry", "features"},
    "registry": {"postgres", "s3", "kafka", "features"},
    "features": {"postgres", "s3", "redis", "kafka", "registry"},
    "features-online": {"redis", "features", "registry"},
}


def known_variables(where: str) -> set[str]:
    """Every environment variable that a service reads, from the reference of it."""
    is_runtime = where.endswith("python-runtime")
    page = ROOT / "python-runtime/README.md" if is_runtime else ROOT / "docs/configuration.md"
    text = page.read_text()
    return set(re.findall(r"`(THERMOCLINE_[A-Z0-9_]+)", text))


def image(name: str) -> Iterator[str]:
    chosen = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", name)
    if ":" not in chosen.rsplit("/", 1)[-1]:
        yield f"image {name} has no tag"
    elif chosen.endswith(":latest"):
        yield f"image {name} is not pinned"


def variables(names: set[str], where: str) -> Iterator[str]:
    known = known_variables(where)
    for name in sorted(names):
        if not name.startswith("THERMOCLINE_"):
            continue
        plain = name.removesuffix("_FILE")
        tokens = name.startswith("THERMOCLINE_AUTH_SERVICE_TOKEN_FILES_")
        if name not in known and plain not in known and not tokens:
            yield f"{where}: no service knows {name}"


def compose(document: dict[str, Any]) -> Iterator[str]:
    services = document["services"]
    awaited = {
        name
        for service in services.values()
        for name, how in (service.get("depends_on") or {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    for name, service in services.items():
        yield from image(service["image"])
        if service.get("privileged"):
            yield f"{name} is privileged"
        for port in service.get("ports", ()):
            if not port.startswith("127.0.0.1:"):
                yield f"{name} publishes {port} beyond loopback"
        one_shot = service.get("restart") == "no"
        if one_shot and name not in awaited:
            yield f"{name} runs once, but nobody waits for its end"
        if not one_shot and "healthcheck" not in service and "build" not in service:
            yield f"{name} has no health check"
        if not one_shot and "deploy" not in service:
            yield f"{name} has no limit of memory"
        yield from variables(set(service.get("environment") or {}), name)
        for key, value in (service.get("environment") or {}).items():
            if re.search(r"PASSWORD|SECRET|TOKEN|_KEY", key) and not str(value).startswith("/"):
                yield f"{name}: {key} is a secret in plain sight"
        for volume in service.get("volumes", ()):
            source = volume["source"] if isinstance(volume, dict) else volume.split(":")[0]
            if source.startswith("./"):
                if not (ROOT / source).exists():
                    yield f"{name} mounts {source}, which does not exist"
            elif source not in document["volumes"]:
                yield f"{name} mounts {source}, which is no volume"


    yield from runtime(document)


def runtime(document: dict[str, Any]) -> Iterator[str]:
    """What runs the code of models meets nothing of the platform but the gateway's folders."""
    service = document["services"]["python-runtime"]
    networks = set(service.get("networks") or ["default"])
    for name, other in document["services"].items():
        shared = networks & set(other.get("networks") or ["default"])
        if name != "python-runtime" and shared and "network_mode" not in other:
            yield f"python-runtime meets {name} on the network {sorted(shared)}"
    if service.get("ports"):
        yield "python-runtime publishes a port"
    mounts = {volume.split(":")[0]: volume.split(":")[1:] for volume in service["volumes"]}
    if set(mounts) != {"models", "workers", "environments"}:
        yield f"python-runtime mounts {sorted(mounts)}"
    if mounts.get("models", [])[1:] != ["ro"]:
        yield "python-runtime may write models"


def cluster(documents: list[dict[str, Any]]) -> Iterator[str]:
    for document in documents:
        name = f"{document['kind']}/{document['metadata']['name']}"
        if document["kind"] == "Secret":
            yield f"{name} would put a secret into the repository"
        if document["kind"] == "PersistentVolumeClaim":
            wanted = VOLUMES.get(document["metadata"]["name"])
            size = document["spec"]["resources"]["requests"]["storage"]
            if wanted and size != wanted:
                yield f"{name} asks for {size}, not {wanted}"
        if document["kind"] in {"Deployment", "StatefulSet"}:
            yield from pod(name, document["spec"]["template"]["spec"])
    yield from settings(documents)
    yield from arrows(documents)


def pod(name: str, spec: dict[str, Any]) -> Iterator[str]:
    if not (spec.get("securityContext") or {}).get("runAsNonRoot"):
        yield f"{name} may run as root"
    for volume in spec.get("volumes", ()):
        if "hostPath" in volume:
            yield f"{name} mounts a path of the host"
    for container in spec["containers"] + spec.get("initContainers", []):
        where = f"{name}/{container['name']}"
        yield from image(container["image"])
        context = container.get("securityContext") or {}
        if context.get("privileged") or context.get("allowPrivilegeEscalation") is not False:
            yield f"{where} may gain privileges"
        if context.get("capabilities", {}).get("drop") != ["ALL"]:
            yield f"{where} keeps capabilities"
        if "memory" not in (container.get("resources") or {}).get("limits", {}):
            yield f"{where} has no limit of memory"
        mounted = {mount["name"] for mount in container.get("volumeMounts", ())}
        unknown = mounted - {volume["name"] for volume in spec.get("volumes", ())}
        if unknown:
            yield f"{where} mounts what is no volume: {sorted(unknown)}"
        for entry in container.get("env", ()):
            secret = re.search(r"PASSWORD|SECRET|TOKEN|_KEY", entry["name"])
            if secret and not str(entry.get("value", "/")).startswith("/"):
                yield f"{where}: {entry['name']} is a secret in plain sight"
        yield from variables({entry["name"] for entry in container.get("env", ())}, where)
        if container["name"] == "python-runtime":
            names = {m["name"]: m.get("readOnly", False) for m in container["volumeMounts"]}
            if set(names) != {"models", "workers", "runtime-tmp"} or not names["models"]:
                yield f"{where} mounts more than it may, or may write models"
            if "envFrom" in container:
                yield f"{where} is told what is the services' affair"


def settings(documents: list[dict[str, Any]]) -> Iterator[str]:
    for document in documents:
        if document["kind"] == "ConfigMap" and "settings" in document["metadata"]["name"]:
            yield from variables(set(document["data"]), "ConfigMap")
        if document["kind"] == "Deployment" and document["metadata"]["name"] in SERVICES:
            main = document["spec"]["template"]["spec"]["containers"][0]
            for probe, path in (("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
                if main.get(probe, {}).get("httpGet", {}).get("path") != path:
                    yield f"{document['metadata']['name']} does not ask {path} as its {probe}"
            if "startupProbe" not in main:
                yield f"{document['metadata']['name']} has no startup probe"


def arrows(documents: list[dict[str, Any]]) -> Iterator[str]:
    policies = {d["metadata"]["name"]: d["spec"] for d in documents if d["kind"] == "NetworkPolicy"}
    if policies.get("nothing-else", {}).get("podSelector") != {}:
        yield "nothing forbids the traffic that no policy allows"
    for service, wanted in ARROWS.items():
        found = {
            peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
            for rule in policies[service]["egress"]
            for peer in rule["to"]
            if "podSelector" in peer
        }
        if found != wanted:
            yield f"{service} may talk to {sorted(found)}, not to {sorted(wanted)}"
    for name, policy in policies.items():
        callers = {
            peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
            for rule in policy.get("ingress", ())
            for peer in rule.get("from", ())
            if "podSelector" in peer
        }
        allowed = {service for service, targets in ARROWS.items() if name in targets}
        if callers != allowed:
            yield f"{name} lets in {sorted(callers)}, not {sorted(allowed)}"
