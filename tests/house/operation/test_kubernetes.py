"""Manifests against Kubernetes' schemas and the code; no cluster runs them."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import kubernetes_validate
import pytest
from ruamel.yaml import YAML

from portal.cli.listening import GRACE_SECONDS
from portal.config import Settings
from tests.house.route_table import every_route
from tests.house.tree import ROOT, text

FOLDER = ROOT / "docs/installation/kubernetes"
FILES = sorted(FOLDER.glob("*.yaml"))
RELEASES = ("1.31", "1.37")  # the oldest that docs/scale.md names, and the newest of the tool
DOCKERFILE = text(ROOT / "Dockerfile")

Manifest = Mapping[str, Any]


def _manifests() -> Iterator[Manifest]:
    for file in FILES:
        yield from YAML(typ="safe").load_all(text(file))


MANIFESTS = list(_manifests())
PODS = {
    manifest["metadata"]["name"].removeprefix("kakanai-"): manifest["spec"]["template"]["spec"]
    for manifest in MANIFESTS
    if manifest["kind"] in ("Deployment", "Job")
}
CONTAINERS = {name: pod["containers"][0] for name, pod in PODS.items()}


def of_kind(kind: str) -> dict[str, Manifest]:
    return {manifest["metadata"]["name"]: manifest for manifest in MANIFESTS if manifest["kind"] == kind}


SETTINGS = of_kind("ConfigMap")["kakanai"]["data"]


@pytest.mark.parametrize("release", RELEASES)
def test_kubernetes_would_take_each(release: str) -> None:
    for manifest in MANIFESTS:
        kubernetes_validate.validate(manifest, release, strict=True)


def test_the_tool_refuses_what_no_schema_has() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**of_kind("Service")["kakanai-web"], "specs": {}}, RELEASES[0], strict=True)


def test_each_pod_runs_as_the_user_of_the_image_and_gains_nothing() -> None:
    assert PODS.keys() == {"web", "worker", "migrate"}
    for name, pod in PODS.items():
        outer, inner = pod["securityContext"], CONTAINERS[name]["securityContext"]
        assert f"USER {outer['runAsUser']}\n" in DOCKERFILE
        assert (outer["runAsNonRoot"], outer["seccompProfile"]) == (True, {"type": "RuntimeDefault"})
        assert inner == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        assert pod["automountServiceAccountToken"] is False


def test_no_variable_of_kubernetes_is_taken_for_a_setting() -> None:
    # A Service `kakanai-web` would be KAKANAI_WEB_PORT in each container: a setting that does not exist prevents the start.
    assert {pod["enableServiceLinks"] for pod in PODS.values()} == {False}


def test_settings_exist_and_their_values_are_taken() -> None:
    own = {
        name.removeprefix("KAKANAI_").lower(): value for name, value in SETTINGS.items() if name.startswith("KAKANAI_")
    }
    assert own.keys() <= Settings.model_fields.keys()
    assert Settings(**own).env == "production"
    assert [name for name in SETTINGS if not name.startswith("KAKANAI_")] == ["FORWARDED_ALLOW_IPS"]


def test_each_pod_runs_a_command_of_compose_with_settings_secret_and_data() -> None:
    compose = YAML(typ="safe").load(text(ROOT / "compose.yaml"))["services"]
    for name, container in CONTAINERS.items():
        assert container["args"] == compose[name]["command"]
        assert container["envFrom"] == [{"configMapRef": {"name": "kakanai"}}]
        assert {place["mountPath"]: place["name"] for place in container["volumeMounts"]} == {
            "/data": "data", "/run/secrets": "secrets", "/tmp": "tmp",
        }  # fmt: skip
    assert "${SECRETS:-/run/secrets}" in text(ROOT / "scripts/with_secrets.sh")
    assert "KAKANAI_DATA=/data" in DOCKERFILE


def test_probes_ask_pages_that_are_there_by_the_name_that_is_answered() -> None:
    web, host = CONTAINERS["web"], urlsplit(SETTINGS["KAKANAI_PUBLIC_URL"]).hostname
    paths = {path for method, path in every_route() if method == "GET"}
    probes = {kind: web[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")}
    assert {kind: probe["path"] for kind, probe in probes.items()} == {
        "startup": "/healthz", "readiness": "/readyz", "liveness": "/healthz",
    }  # fmt: skip
    assert {probe["path"] for probe in probes.values()} <= paths
    assert [probe["httpHeaders"] for probe in probes.values()] == [[{"name": "Host", "value": host}]] * 3
    assert {rule["host"] for ingress in of_kind("Ingress").values() for rule in ingress["spec"]["rules"]} == {host}


def test_ports_are_those_of_the_image_by_name() -> None:
    (port,) = CONTAINERS["web"]["ports"]
    assert f"KAKANAI_PORT={port['containerPort']}" in DOCKERFILE
    ends = [service["spec"]["ports"][0]["targetPort"] for service in of_kind("Service").values()]
    assert {
        *ends,
        *(probe["httpGet"]["port"] for key, probe in CONTAINERS["web"].items() if key.endswith("Probe")),
    } == {port["name"]}


def test_one_of_two_always_answers_and_ends_what_it_began() -> None:
    deployment, budget = (
        of_kind("Deployment")["kakanai-web"]["spec"],
        of_kind("PodDisruptionBudget")["kakanai-web"]["spec"],
    )
    assert (deployment["replicas"], deployment["strategy"]["rollingUpdate"]["maxUnavailable"]) == (2, 0)
    assert (budget["minAvailable"], budget["selector"]) == (1, deployment["selector"])
    pause = CONTAINERS["web"]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert PODS["web"]["terminationGracePeriodSeconds"] > pause + GRACE_SECONDS


def test_names_lead_to_what_is_there() -> None:
    services, claims = of_kind("Service"), of_kind("PersistentVolumeClaim")
    for pod in PODS.values():
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        assert volumes["data"]["persistentVolumeClaim"]["claimName"] in claims
        assert volumes["secrets"]["secret"]["secretName"] == "kakanai-database"
    for ingress in of_kind("Ingress").values():
        for path in ingress["spec"]["rules"][0]["http"]["paths"]:
            assert path["backend"]["service"]["name"] in services
    labels = of_kind("Deployment")["kakanai-web"]["spec"]["template"]["metadata"]["labels"]
    assert services["kakanai-web"]["spec"]["selector"] == labels
    assert of_kind("NetworkPolicy")["kakanai-web"]["spec"]["podSelector"]["matchLabels"] == labels


def test_residents_reach_no_page_of_staff_or_machines() -> None:
    paths = of_kind("Ingress")["kakanai-public"]["spec"]["rules"][0]["http"]["paths"]
    closed = {path["path"].strip("/") for path in paths if path["backend"]["service"]["name"] == "kakanai-nowhere"}
    nginx = text(ROOT / "docs/installation/nginx.conf")
    for part in ("desk|counter|admin|staff", "api|oauth", "healthz|readyz|metrics"):
        assert f"^/({part})" in nginx
        assert closed >= set(part.split("|"))
