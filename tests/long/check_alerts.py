"""`make installation`: Prometheus itself accepts the alert rules and the cases that raise them."""

import subprocess

import pytest

from tests.house.tree import ROOT


@pytest.mark.parametrize(("what", "file"), [("check", "alerts.yaml"), ("test", "alerts_test.yaml")])
def test_prometheus_accepts(what: str, file: str) -> None:
    ran = subprocess.run(
        ["promtool", what, "rules", file], cwd=ROOT / "docs/monitoring", capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
