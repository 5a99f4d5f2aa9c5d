"""/metrics: what Prometheus reads, from this machine alone."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML
from starlette.testclient import TestClient

from portal import meters
from portal.app import make_app
from portal.config import Settings
from portal.errors import BadSetting
from portal.jobs import Job
from portal.services.audit.joint_gauges import joint_gauges
from portal.services.shared.installation import Installation
from portal.wiring.neighbours import token_of
from portal.worker import Worker
from tests.portal.world import alice, file_application
from tests.servers import free_ports

MONITORING = Path(__file__).parents[4] / "docs" / "monitoring"
LABELS = {"route", "status", "le", "task", "kind", "state", "quantile"}


def client(installation: Installation, host: str = "127.0.0.1") -> TestClient:
    return TestClient(make_app(installation, with_worker=False), client=(host, 50000))


def samples(text: str) -> Mapping[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def value(installation: Installation, name: str, **labels: str) -> float:
    text = client(installation).get("/metrics").text
    return samples(text).get((f"kakanai_{name}", frozenset(labels.items())), 0.0)


def test_requests_are_counted_by_route_and_status_and_by_nothing_of_a_person(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    route = {"route": "/applications/{receipt_number}", "status": "303"}
    before = value(installation, "requests_total", **route)
    client(installation).get(f"/applications/{number}?name=Alice", follow_redirects=False)
    assert value(installation, "requests_total", **route) == before + 1
    text = client(installation).get("/metrics").text
    assert number not in text
    assert "Alice" not in text
    assert {name for _, labels in samples(text) for name, _ in labels} <= LABELS


def test_an_address_without_a_page_has_one_label_for_all(installation: Installation) -> None:
    before = value(installation, "requests_total", route="?", status="404")
    for word in ("one-thing", "another-thing"):
        client(installation).get(f"/{word}")
    assert value(installation, "requests_total", route="?", status="404") == before + 2
    assert "another-thing" not in client(installation).get("/metrics").text


@pytest.mark.parametrize(("host", "headers"), [("192.0.2.1", {}), ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"})])
def test_a_stranger_finds_no_such_page(installation: Installation, host: str, headers: dict[str, str]) -> None:
    answer = client(installation, host).get("/metrics", headers=headers)
    assert answer.status_code == 404
    assert "kakanai_" not in answer.text


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("127.0.0.1:8001", "/metrics", 200), ("localhost:8001", "/readyz", 200), ("[::1]:8001", "/healthz", 200),
        ("127.0.0.1:8001", "/", 400), ("other.example", "/metrics", 400), ("other.example", "/healthz", 400),
    ],
)  # fmt: skip
def test_production_is_watched_by_the_address_that_a_prometheus_reads_and_shows_no_page_there(
    installation: Installation, host: str, path: str, status: int
) -> None:
    production = installation.settings.model_copy(update={"env": "production", "public_url": "https://city.example"})
    watched = client(replace(installation, settings=production))
    assert watched.get(path, headers={"Host": host}).status_code == status


TOKEN = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("sent", "status"), [(f"Bearer {TOKEN}", 200), (f"Bearer {TOKEN}x", 404), ("Bearer ", 404), (TOKEN, 404), ("", 404)]
)
def test_another_machine_reads_it_with_the_token_alone(installation: Installation, sent: str, status: int) -> None:
    with_token = replace(installation, metrics_token=TOKEN)
    answer = client(with_token, "192.0.2.1").get("/metrics", headers={"Authorization": sent})
    assert answer.status_code == status
    assert client(installation, "192.0.2.1").get("/metrics", headers={"Authorization": sent}).status_code == 404


@pytest.mark.parametrize("content", ["", "short", "全角" * 20, "a" * 40 + "\n" + "b" * 3])
def test_a_token_that_could_be_guessed_or_sent_by_nobody_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadSetting, match="KAKANAI_METRICS_TOKEN_FILE"):
        token_of(Settings(env="test", metrics_token_file=str(file)))
    with pytest.raises(BadSetting, match="cannot be read"):
        token_of(Settings(env="test", metrics_token_file=str(tmp_path / "none")))


def test_without_a_file_there_is_no_token(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    assert token_of(Settings(env="test")) == ""
    assert token_of(Settings(env="test", metrics_token_file=str(tmp_path / "token"))) == TOKEN


def test_a_job_is_counted_as_ended_or_as_failed(installation: Installation) -> None:
    def fail(_: Installation) -> int:
        raise ValueError("gone wrong")

    Worker(installation, [Job("well", 1.0, lambda _: 0), Job("ill", 1.0, fail)]).step()
    assert value(installation, "job_last_run_timestamp_seconds", task="well") > 0
    assert value(installation, "job_failures_total", task="ill") >= 1
    assert value(installation, "job_last_run_timestamp_seconds", task="ill") == 0


def test_a_worker_answers_on_its_own_port() -> None:
    (port,) = free_ports(1)
    meters.answer_on(port)
    meters.count_job("seen_outside", failed=False)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b'kakanai_job_last_run_timestamp_seconds{task="seen_outside"}' in answer.read()
    with pytest.raises(OSError, match="in use"):
        meters.answer_on(port)


def test_each_of_several_processes_answers_for_all(tmp_path: Path) -> None:
    program = (
        "from portal import meters; meters.REQUESTS.labels('/here', '200').inc(); print(meters.counted().decode())"
    )
    texts = [
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, meters.FOLDER: str(tmp_path)}, capture_output=True,
            text=True, check=True,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    counted = frozenset({("route", "/here"), ("status", "200")})
    assert [samples(text)["kakanai_requests_total", counted] for text in texts] == [1, 2]


def test_rules_and_board_name_what_there_is(installation: Installation) -> None:
    meters.count_job("well", failed=True)
    meters.count_job("well", failed=False)
    text = client(installation).get("/metrics").text + joint_gauges({}, ["aoba"]).decode()
    families = text_string_to_metric_families(text)
    known = {name for family in families for name in (family.name, f"{family.name}_total", f"{family.name}_bucket")}
    rules = YAML(typ="safe").load((MONITORING / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    board = json.loads((MONITORING / "board.json").read_text(encoding="utf-8"))
    expressions = [rule["expr"] for rule in rules]
    expressions += [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    named = {name for expression in expressions for name in re.findall(r"kakanai_\w+", expression)}
    assert named <= known
    assert len({rule["alert"] for rule in rules}) == len(rules)


def test_each_alert_leads_to_its_line_of_what_to_do() -> None:
    rules = YAML(typ="safe").load((MONITORING / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    lines = (MONITORING.parent / "ja" / "operation.md").read_text(encoding="utf-8").splitlines()
    for rule in rules:
        page, section = rule["annotations"]["runbook"].split()
        (line,) = [line for line in lines if line.startswith(f"| {section} |")]
        assert page == "docs/ja/operation.md"
        assert f"`{rule['alert']}`" in line


def test_each_alert_is_tried_with_figures_that_raise_it() -> None:
    rules = YAML(typ="safe").load((MONITORING / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    cases = YAML(typ="safe").load((MONITORING / "alerts_test.yaml").read_text(encoding="utf-8"))["tests"]
    tried = {step["alertname"] for case in cases for step in case["alert_rule_test"] if step["exp_alerts"]}
    assert tried == {rule["alert"] for rule in rules}
