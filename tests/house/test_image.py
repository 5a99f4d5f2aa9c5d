"""The image and the compose file, parsed."""

import os
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from ruamel.yaml import YAML

from tests.house.tree import ROOT, text

DOCKERFILE = text(ROOT / "Dockerfile").replace("\\\n", " ").splitlines()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(text(ROOT / "compose.yaml"))
OURS = [service for name, service in COMPOSE["services"].items() if name != "db"]


def instructions(name: str) -> list[str]:
    return [line.removeprefix(name).strip() for line in DOCKERFILE if line.startswith(f"{name} ")]


def test_every_image_is_named_by_a_version() -> None:
    assert instructions("FROM") == ["${BASE}"]
    (base,) = [line.removeprefix("BASE=") for line in instructions("ARG") if line.startswith("BASE=")]
    images = [base, *(service["image"] for service in COMPOSE["services"].values())]
    assert [image for image in images if ":" not in image or image.endswith(":latest")] == []


def test_the_image_holds_the_packages_of_the_locks_by_hash() -> None:
    (packages, tree) = [line for line in instructions("RUN") if "pip install" in line]
    assert "--require-hashes" in packages
    assert "--no-deps -r requirements.lock -r requirements-traces.lock && pip check" in packages
    assert "--no-deps --no-build-isolation" in tree


def test_the_image_has_the_authorities_by_which_neighbours_are_trusted() -> None:
    (system,) = [line for line in instructions("RUN") if "apt-get install" in line]
    assert "ca-certificates" in system.split()


def test_the_offline_kit_has_and_installs_the_same_locks() -> None:
    (packages, _tree) = [line for line in instructions("RUN") if "pip install" in line]
    locks = {word for word in packages.split() if word.endswith(".lock")}
    for script in ("make_bundle.sh", "install_bundle.sh"):
        installed = re.findall(r'--requirement "?(?:\$target/)?([a-z-]+\.lock)', text(ROOT / "scripts" / script))
        assert set(installed) == locks, script
    allowed = {line[1:] for line in text(ROOT / ".dockerignore").splitlines() if line.startswith("!")}
    assert locks <= allowed


def test_the_kits_compose_file_names_the_image_that_the_kit_holds(tmp_path: Path) -> None:
    (lays,) = [line for line in text(ROOT / "scripts" / "make_bundle.sh").splitlines() if "compose.yaml >" in line]
    subprocess.run(["sh", "-euc", lays], cwd=ROOT, env={"version": "9.9.9", "kit": str(tmp_path)}, check=True)
    services = YAML(typ="safe").load(text(tmp_path / "compose.yaml"))["services"]
    assert {services[name]["image"] for name in ("migrate", "web", "worker")} == {"kakanai:9.9.9"}
    assert "kakanai:${kit##*-}" in text(ROOT / "scripts" / "make_image.sh")


def tree(folder: Path) -> Path:
    (folder / "scripts").mkdir()
    script = folder / "scripts" / "make_bundle.sh"
    script.write_text(text(ROOT / "scripts" / "make_bundle.sh"))
    (folder / "pyproject.toml").write_text('version = "0.1.0"\n')
    return script


def test_a_tree_without_its_history_makes_no_kit_and_says_so_in_a_sentence(tmp_path: Path) -> None:
    ran = subprocess.run(["sh", tree(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (1, "", 2)
    assert "git clone" in ran.stderr


def test_no_kit_is_made_of_a_tree_with_changes_that_are_not_committed(tmp_path: Path) -> None:
    script = tree(tmp_path)
    # Hooks hand their repository on in the environment.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for words in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "user.name=x", "-c", "user.email=x", "commit", "--quiet", "-m", "x"),
    ):
        subprocess.run(["git", *words], cwd=tmp_path, env=env, check=True)
    (tmp_path / "pyproject.toml").write_text('version = "0.2.0"\n')
    ran = subprocess.run(["sh", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "コミットしていない変更" in ran.stderr
    assert "pyproject.toml" in ran.stderr
    assert not (tmp_path / "build").exists()


def test_the_image_runs_as_an_ordinary_user_and_is_asked_how_it_is() -> None:
    assert instructions("USER") == ["10001"]
    assert COMPOSE["services"]["web"]["healthcheck"]["test"][1:] == ["python", "/srv/kakanai/scripts/healthy.py"]
    assert DOCKERFILE.index("USER 10001") < next(n for n, line in enumerate(DOCKERFILE) if line.startswith("CMD"))


def test_only_what_runs_goes_into_the_image() -> None:
    lines = [line for line in text(ROOT / ".dockerignore").splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    assert [name for line in lines if line.startswith("!") and not (ROOT / (name := line[1:])).exists()] == []


def test_no_container_can_write_to_itself_or_gain_rights() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["user"] in ("10001", "postgres"), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_passwords_come_from_files() -> None:
    assert all("file" in secret for secret in COMPOSE["secrets"].values())
    for service in OURS:
        assert "KAKANAI_DATABASE_URL" in service["secrets"]
        assert "KAKANAI_DATABASE_URL" not in service["environment"]


def test_the_service_waits_for_its_tables() -> None:
    for name in ("web", "worker"):
        waits = COMPOSE["services"][name]["depends_on"]
        assert waits == {"migrate": {"condition": "service_completed_successfully"}}


def test_background_work_is_done_by_the_worker_alone() -> None:
    commands = {name: service.get("command") for name, service in COMPOSE["services"].items()}
    assert commands["web"] == ["kakanai", "serve", "--no-worker"]
    assert commands["worker"] == ["kakanai", "worker"]


def test_a_kit_without_an_image_says_so_in_a_sentence(tmp_path: Path) -> None:
    for name in ("basename", "rm", "sed"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    (tmp_path / "postgres.oci.tar").touch()
    command = ["/bin/sh", str(ROOT / "scripts" / "make_image.sh"), str(tmp_path)]
    made = subprocess.run(command, env={"PATH": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, check=True)
    assert made.stderr.startswith("コンテナーの画像は入っていません（buildah がありません")
    assert not list(tmp_path.glob("*.oci.tar"))


def test_a_secret_file_becomes_the_setting_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "KAKANAI_DATABASE_URL").write_text("postgresql://kakanai:p w$'@db/kakanai\n")
    (tmp_path / "database_password").write_text("other")
    command = [str(ROOT / "scripts" / "with_secrets.sh"), "printenv", "KAKANAI_DATABASE_URL"]
    shown = subprocess.run(
        command, env=os.environ | {"SECRETS": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert shown.stdout == "postgresql://kakanai:p w$'@db/kakanai\n"


def test_a_command_that_the_container_does_not_have_is_refused_with_what_to_write() -> None:
    for words in (("doctor",), ("export",), ("--help",), ()):  # `export` is a word of the shell, too
        command = [str(ROOT / "scripts" / "with_secrets.sh"), *words]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ["web kakanai doctor" in line for line in ran.stderr.splitlines()] == [True, True]


class OneName(BaseHTTPRequestHandler):
    """Refuses any other host name, as production does."""

    def do_GET(self) -> None:
        self.send_response(200 if (self.headers["Host"], self.path) == ("kakanai.example", "/healthz") else 400)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


def ask(port: int, public_url: str) -> int:
    surroundings = os.environ | {"KAKANAI_PORT": str(port), "KAKANAI_PUBLIC_URL": public_url}
    return subprocess.run([sys.executable, ROOT / "scripts" / "healthy.py"], env=surroundings, check=False).returncode


def test_the_health_check_asks_under_the_name_that_the_service_answers_to() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), OneName) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        assert ask(server.server_port, "https://kakanai.example") == 0
        assert ask(server.server_port, "https://elsewhere.example") == 1
        server.shutdown()
    assert ask(server.server_port, "https://kakanai.example") == 1
