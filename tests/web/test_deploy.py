"""What `web/deploy` holds is what its tools take, and fits what pincite is."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from index.settings import Settings
from index.shards import Shard
from index.storage.qdrant.address import Address
from tests.conftest import ROOT

DEPLOY = ROOT / "web/deploy"
UNIT = DEPLOY / "pincite.service"
COMPOSE = ("compose.yaml", "replicas.yaml")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    there = UNIT.read_text(encoding="utf-8").replace("/opt/pincite/bin/pincite", "/bin/true")
    (tmp_path / UNIT.name).write_text(there, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / UNIT.name], capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""


def composed(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    return found


def objects() -> list[dict[str, Any]]:
    """What the manifest of Kubernetes makes."""
    return list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))


def named(kind: str, name: str) -> dict[str, Any]:
    (found,) = [one for one in objects() if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    return found


def templates() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every workload's name, and what its pods are made of."""
    for one in objects():
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield one["metadata"]["name"], spec["template"] | {"claims": spec.get("volumeClaimTemplates", [])}


def environments() -> Iterator[tuple[str, dict[str, str]]]:
    """Where pincite is started, and with which settings."""
    for file in COMPOSE:
        for name, service in composed(file)["services"].items():
            if "build" in service:
                yield f"{file}: {name}", service["environment"]
    (config,) = [one["data"] for one in objects() if one["kind"] == "ConfigMap"]
    for name, template in templates():
        for container in template["spec"]["containers"]:
            if container.get("envFrom") == [{"configMapRef": {"name": "pincite"}}]:
                yield f"kubernetes.yaml: {name}", config | {one["name"]: "…" for one in container["env"]}


@pytest.mark.parametrize(("where", "environment"), list(environments()), ids=lambda value: str(value)[:40])
def test_pincite_is_given_settings_that_it_takes(where: str, environment: dict[str, str]) -> None:
    given = {name: re.sub(r"\$\{.*", "given", value) for name, value in environment.items()}
    settings = Settings.load({}, given)
    assert (settings.store is not None) == (where != "compose.yaml: pincite")
    if settings.store is not None:
        assert (Address.parse(settings.store).url, settings.store_key is not None) == ("http://qdrant:6333", True)


@pytest.mark.parametrize("file", COMPOSE)
def test_the_proxy_asks_a_service_that_there_is_over_a_network_that_it_is_on(file: str) -> None:
    services = composed(file)["services"]
    asked = re.findall(r"^    server (\w+):8000;$", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"), re.MULTILINE)
    assert asked == ["pincite"]
    assert {"inside"} == set(services["nginx"]["networks"]) & set(services["pincite"]["networks"])
    (network,) = composed(file)["networks"]["inside"]["ipam"]["config"]
    assert services["pincite"]["environment"]["PINCITE_PROXY"] == network["subnet"]


def test_two_web_servers_keep_nothing_and_qdrant_is_reached_from_inside_alone() -> None:
    services = composed("replicas.yaml")["services"]
    assert services["pincite"]["deploy"]["replicas"] == 2
    assert "volumes" not in services["pincite"]
    assert services["pincite"]["read_only"] is True
    assert services["build"]["command"] == ["index", "rebuild"]
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert services["qdrant"]["networks"] == ["inside"]
    assert composed("replicas.yaml")["networks"]["inside"]["internal"] is True


def test_every_image_says_which_version_it_is() -> None:
    images = [container["image"] for _, template in templates() for container in template["spec"]["containers"]]
    images += [
        service["image"] for file in COMPOSE for service in composed(file)["services"].values() if "image" in service
    ]
    others = [image for image in images if image != "pincite"]  # which is built from here
    assert [image for image in others if ":" not in image or image.endswith(":latest")] == []
    qdrant = {image.partition(":")[2].removesuffix("-unprivileged") for image in others if image.startswith("qdrant/")}
    (client,) = re.findall(r"^qdrant-client==(\d+\.\d+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert {version[1:].rpartition(".")[0] for version in qdrant} == {client}  # they may differ by one


def test_what_the_manifest_names_is_there() -> None:
    secrets = {(ref["name"], ref["key"]) for _, template in templates() for ref in _references(template)}
    assert secrets == {("pincite", "store-key")}  # the file says how it is made
    claims = {one["metadata"]["name"] for one in objects() if one["kind"] == "PersistentVolumeClaim"}
    for _, template in templates():
        volumes = {volume["name"] for volume in template["spec"]["volumes"]}
        volumes |= {claim["metadata"]["name"] for claim in template["claims"]}
        mounted = {mount["name"] for c in template["spec"]["containers"] for mount in c["volumeMounts"]}
        assert mounted == volumes
        for volume in template["spec"]["volumes"]:
            assert "persistentVolumeClaim" not in volume or volume["persistentVolumeClaim"]["claimName"] in claims


def _references(template: dict[str, Any]) -> Iterator[dict[str, str]]:
    for container in template["spec"]["containers"]:
        for variable in container["env"]:
            if "valueFrom" in variable:
                yield variable["valueFrom"]["secretKeyRef"]


def test_services_find_their_pods_by_labels_and_ports() -> None:
    jobs = {one["metadata"]["name"] for one in objects() if one["kind"] == "CronJob"}
    pods = {name: template for name, template in templates() if name not in jobs}
    for name, template in pods.items():
        service = named("Service", name)["spec"]
        assert service["selector"].items() <= template["metadata"]["labels"].items()
        open_ports = {
            port["name"]: port["containerPort"] for c in template["spec"]["containers"] for port in c["ports"]
        }
        for port in service["ports"]:
            assert port.get("targetPort", port["port"]) in (*open_ports, *open_ports.values())
    backend = named("Ingress", "pincite")["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert (backend["name"], backend["port"]["name"]) == (
        "pincite",
        named("Service", "pincite")["spec"]["ports"][0]["name"],
    )
    assert named("StatefulSet", "qdrant")["spec"]["serviceName"] == "qdrant"


def test_every_shard_is_built_by_one_of_the_pods_that_kubernetes_counts_from_0(tmp_path: Path) -> None:
    job = named("CronJob", "shards")["spec"]["jobTemplate"]["spec"]
    (container,) = job["template"]["spec"]["containers"]
    given = {one["name"]: one["value"] for one in container["env"]}
    assert (job["completionMode"], given) == ("Indexed", {"SHARDS": str(job["completions"])})
    told = tmp_path / "pincite"
    told.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    told.chmod(0o755)
    shards = []
    for index in range(job["completions"]):
        environment = {"PATH": str(tmp_path), "JOB_COMPLETION_INDEX": str(index), **given}
        done = subprocess.run(container["command"], env=environment, check=True, capture_output=True, text=True)
        *called, shard = done.stdout.split()
        assert called == ["index", "rebuild", "--shard"]
        shards.append(Shard.parse(shard))
    assert shards == [Shard(number, job["completions"]) for number in range(1, job["completions"] + 1)]


def test_what_is_built_in_shards_waits_until_it_is_asked_for_and_is_published_in_the_same_folder() -> None:
    shards, publish = (named("CronJob", name)["spec"] for name in ("shards", "publish"))
    assert (shards["suspend"], publish["suspend"]) == (True, True)
    built, published = (one["jobTemplate"]["spec"]["template"]["spec"]["containers"][0] for one in (shards, publish))
    assert published["args"] == ["index", "publish"]
    assert [mount for mount in published["volumeMounts"] if mount not in built["volumeMounts"]] == []
    assert {"name": "built", "mountPath": "/data/built"} in published["volumeMounts"]


def test_probes_ask_what_pincite_answers(app: Flask) -> None:
    (container,) = named("Deployment", "pincite")["spec"]["template"]["spec"]["containers"]
    probes = {name: probe["httpGet"]["path"] for name, probe in container.items() if name.endswith("Probe")}
    assert probes == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
    client = app.test_client()
    for path in probes.values():
        assert client.get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200  # as a kubelet asks
    assert (
        named("Ingress", "pincite")["spec"]["rules"][0]["host"]
        == named("ConfigMap", "pincite")["data"]["PINCITE_HOSTS"]
    )
