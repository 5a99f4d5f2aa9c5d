"""`kakanai cities`, and a service for two cities: one address each, one that cannot start leaves the other alone."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import make_url

from portal.config import TREE
from tests.databases import Makers

COMMAND = (sys.executable, "-c", "from portal.cli import main; main()")


class Joint:
    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        own = {
            "ENV": "test", "IDENTITY": "none", "DATA": str(folder / "data"), "CITIES": str(folder / "cities"),
            "PROCEDURES": str(folder / "procedures"), "PORT": str(self.port),
        }  # fmt: skip
        self.environment = {**os.environ, **{f"KAKANAI_{name}": value for name, value in own.items()}}
        (folder / "procedures").mkdir()
        shutil.copy(TREE / "forms" / "procedures" / "shisei-iken.yaml", folder / "procedures")

    def city(self, name: str, title: str) -> Path:
        folder = self.folder / name
        shutil.copytree(TREE / "forms" / "cities" / "mihon", folder)
        file = folder / "city.yaml"
        file.write_text(file.read_text("utf-8").replace("name: 見本市", f"name: {title}", 1), encoding="utf-8")
        return folder

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            (*COMMAND, *arguments), env=self.environment, cwd=TREE, capture_output=True, text=True, check=False
        )

    def add(self, name: str, city: Path, *more: str) -> subprocess.CompletedProcess[str]:
        url = f"http://{name}.example"
        return self.run("cities", "add", name, "--url", url, "--city", str(city), *more)

    def title(self, name: str) -> str:
        answer = httpx2.get(f"http://127.0.0.1:{self.port}/", headers={"host": f"{name}.example"})
        return answer.text.partition("<title>")[2].partition("</title>")[0] or str(answer.status_code)


@pytest.fixture
def joint(tmp_path: Path) -> Joint:
    return Joint(tmp_path)


@pytest.fixture
def served(joint: Joint) -> Iterator[list[str]]:
    """Complaints at the start; ended with status 0."""
    added = [joint.add(name, joint.city(name, title)) for name, title in (("aoba", "青葉市"), ("mori", "森町"))]
    assert [each.returncode for each in added] == [0, 0], added
    (joint.folder / "mori" / "city.yaml").write_text("name: [\n", encoding="utf-8")
    process = subprocess.Popen((*COMMAND, "serve"), env=joint.environment, cwd=TREE, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        try:
            joint.title("aoba")
            break
        except httpx2.TransportError:
            assert process.poll() is None
            time.sleep(0.05)
    complaints: list[str] = []
    yield complaints
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    complaints += errors.splitlines()


def test_a_city_is_added_by_one_command_and_served_by_its_name(joint: Joint, served: list[str]) -> None:
    assert joint.title("aoba").endswith("青葉市")
    assert joint.title("mori") == "503"
    assert joint.title("kawabe") == "421"
    rows = json.loads(joint.run("cities", "list", "--json").stdout)
    assert [(row["name"], row["address"]) for row in rows] == [
        ("aoba", "http://aoba.example"), ("mori", "http://mori.example"),
    ]  # fmt: skip
    keys = [joint.run("--city", name, "keys", "list").stdout for name in ("aoba", "mori")]
    assert keys[0] != keys[1]
    assert joint.run("keys", "list").returncode == 1
    again = joint.add("aoba", joint.folder / "aoba")
    assert (again.returncode, "up to date" in again.stdout) == (0, True)


def test_a_city_that_is_refused_leaves_no_file(joint: Joint) -> None:
    city = joint.city("aoba", "青葉市")
    assert joint.add("aoba", city).returncode == 0
    refused = joint.run("cities", "add", "kawabe", "--url", "http://aoba.example", "--city", str(city))
    assert refused.returncode == 1
    assert [line.partition(":")[0] for line in refused.stderr.splitlines()] == ["KAKANAI_PUBLIC_URL", "KAKANAI_CITY"]
    assert [file.name for file in (joint.folder / "cities").iterdir()] == ["aoba.env"]


def test_its_database_on_postgresql_is_made(joint: Joint, makers: Makers) -> None:
    url = make_url(makers["postgresql"].offered()).set(database="kakanai_kawabe")
    added = joint.add("kawabe", joint.city("kawabe", "川辺町"), "--database", url.render_as_string(hide_password=False))
    assert (added.returncode, added.stderr) == (0, "")
    assert joint.run("--city", "kawabe", "doctor").returncode in (0, 1)
    assert "kakanai_kawabe" in joint.run("cities", "list").stdout
