"""The commands and files of docs/installation.md against the repository. `make installation` runs them."""

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
from typer.main import get_group

from forms.fields.file import MEGABYTE
from portal.cli import application
from portal.cli.listening import GRACE_SECONDS
from portal.config import Settings
from portal.routes.families import every_router
from portal.web.machines.route import MachineRoute, TokenRoute
from portal.web.shared.file_posting import MOST_OF_A_POST
from portal.web.shared.router import Router
from portal.web.shared.words import words as words_in
from tests.house.pages import DOCS, blocks
from tests.house.tree import ROOT, text

PAGE = "installation.md"
FILES = DOCS / "installation"
BLOCKS = blocks(PAGE, "sh")
LINES = [line.strip() for block in BLOCKS for line in block.splitlines()]
UNITS = sorted(path for path in FILES.iterdir() if path.suffix in (".service", ".socket", ".timer"))
SERVICES = [path for path in UNITS if path.suffix == ".service"]
NGINX = text(FILES / "nginx.conf")
VERSION = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"]


def unit(path: Path) -> dict[str, list[str]]:
    settings: dict[str, list[str]] = {}
    for line in text(path).splitlines():
        key, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            settings.setdefault(key, []).append(value)
    return settings


def settings() -> dict[str, str]:
    lines = [line for line in text(FILES / "kakanai.env").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_block_is_shell(number: int) -> None:
    ran = subprocess.run(["sh", "-n"], input=BLOCKS[number], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_every_file_of_the_folder_is_installed_by_the_page_and_every_file_of_the_page_is_there() -> None:
    words = [word for line in LINES if line.startswith("install ") for word in line.split()]
    patterns = {word.removeprefix("./").removeprefix("/opt/kakanai/current/docs/installation/") for word in words}
    copied = {path.name for pattern in patterns if "/" not in pattern for path in FILES.glob(pattern)}
    others = text(DOCS / "scale.md") + text(DOCS / "courier.md")
    elsewhere = set(re.findall(r"\]\(installation/([a-z.]+)\)", others))
    assert copied | elsewhere == {path.name for path in FILES.iterdir()}
    ours = re.findall(r"/opt/kakanai/current/((?:docs|integrations|scripts)[a-z/_.*-]*)", "\n".join(LINES))
    assert ours
    assert [name for name in ours if not list(ROOT.glob(name))] == []


def test_the_kit_of_the_page_is_that_of_this_version() -> None:
    assert set(re.findall(r"kakanai-(\d+\.\d+\.\d+)", "\n".join(LINES))) == {VERSION}
    assert f"sh install.sh /opt/kakanai/{VERSION} && ln -sfn /opt/kakanai/{VERSION} /opt/kakanai/current" in LINES


def test_each_command_of_the_page_and_of_the_units_exists_with_its_options() -> None:
    group = get_group(application())
    written = [shlex.split(line, comments=True)[1:] for line in LINES if line.startswith("kakanai ")]
    for path in SERVICES:
        written += [
            shlex.split(start.partition(".venv/bin/kakanai ")[2].rstrip("'")) for start in unit(path)["ExecStart"]
        ]
    assert len(written) > 12
    for words in written:
        # That of a template is for a city of a joint installation.
        typed = words[2:] if words[:2] == ["--city", "%i"] else words
        command, rest = group.commands[typed[0]], typed[1:]
        if hasattr(command, "commands"):
            command, rest = command.commands[rest[0]], rest[1:]
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        assert [word for word in rest if word.startswith("--") and word not in known] == [], words


def test_each_setting_is_known_and_production_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    values = settings()
    assert values.pop("FORWARDED_ALLOW_IPS") == "127.0.0.1"
    fields = {f"KAKANAI_{name}".upper() for name in Settings.model_fields}
    own = {
        name for path in SERVICES for line in unit(path).get("Environment", []) for name in re.findall(r"(\w+)=", line)
    }
    assert (values.keys() | own) - fields == set()
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert Settings().env == "production"


def test_the_command_of_root_reads_the_settings_as_systemd_does(tmp_path: Path) -> None:
    file = tmp_path / "kakanai.env"
    file.write_text("# no\n; no\n\nPLAIN=a=b c=\nDOUBLE=\"city <a@b>\"\nSINGLE='x y'\nEMPTY=\n", encoding="utf-8")
    reading = text(FILES / "kakanai").partition("# setpriv")[0].replace("/etc/kakanai/kakanai.env", str(file))
    shown = 'printf "%s|" "$PLAIN" "$DOUBLE" "$SINGLE" "$EMPTY"'
    ran = subprocess.run(["sh", "-c", reading + shown], capture_output=True, text=True, check=True)
    assert ran.stdout == "a=b c=|city <a@b>|x y||"


def ran_as_root(
    folder: Path, *typed: str, user: str = "", uid: int = 0, place: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`user`: whom the machine knows. `place`: where it is typed."""
    for name, line in {
        "id": f'[ "$1" = -u ] && echo {uid} || [ "$1" = "{user}" ]',
        "setpriv": 'echo "$@"',
        "kakanai": "",
    }.items():
        program = folder / ("opt/kakanai/current/.venv/bin" if name == "kakanai" else "bin") / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        program.chmod(0o755)
    (folder / "var/lib/kakanai").mkdir(parents=True, exist_ok=True)
    command = text(FILES / "kakanai")
    for top in ("/etc/kakanai", "/opt/kakanai", "/var/lib/kakanai"):
        command = command.replace(top, f"{folder}{top}")
    surroundings = {"PATH": f"{folder}/bin:{os.environ['PATH']}", **environment}
    return subprocess.run(
        ["sh", "-c", command, "kakanai", *(typed or ("doctor",))],
        cwd=place, env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip


def with_settings(folder: Path) -> Path:
    (folder / "etc/kakanai").mkdir(parents=True)
    (folder / "etc/kakanai/kakanai.env").write_text("KAKANAI_ENV=production\n", encoding="utf-8")
    return folder


def test_the_command_of_root_runs_the_version_that_serves_as_the_user_of_the_service(tmp_path: Path) -> None:
    ran = ran_as_root(with_settings(tmp_path), user="kakanai")
    serving = f"{tmp_path}/opt/kakanai/current/.venv/bin/kakanai"
    assert (ran.stdout, ran.stderr) == (f"--reuid=kakanai --regid=kakanai --init-groups {serving} doctor\n", "")


def test_the_command_of_root_says_what_is_missing_and_how_to_mend_it(tmp_path: Path) -> None:
    refused = [
        ran_as_root(tmp_path / "1", user="kakanai"),
        ran_as_root(with_settings(tmp_path / "2"), user="kakanai", uid=1000),
        ran_as_root(with_settings(tmp_path / "3")),
        ran_as_root(with_settings(tmp_path / "4"), user="kakanai", CODE="/opt/kakanai/9"),
    ]
    assert [(ran.returncode, ran.stdout, len(ran.stderr.splitlines())) for ran in refused] == [(1, "", 2)] * 4
    japanese, english = zip(*(ran.stderr.splitlines() for ran in refused), strict=True)
    for words, expected in (
        (
            japanese,
            ("sudo kakanai", "root で打って", "利用者 kakanai がいません", "/opt/kakanai/9 に kakanai がありません"),
        ),
        (english, ("cannot be read", "as root", "no user kakanai", "name an installed version in CODE")),
    ):
        assert [part in line for part, line in zip(expected, words, strict=True)] == [True] * 4, words


def test_the_command_of_root_names_the_whole_path_of_a_file_that_lies_where_it_is_typed(tmp_path: Path) -> None:
    folder, place = with_settings(tmp_path), tmp_path / "root"
    place.mkdir()
    for name in ("inner.key", "aoba", "city", "doctor"):
        (place / name).touch()
    whole = f"{place}/inner.key"
    for typed, lines in {
        ("courier", "keys", "trust", "inner.key", "--fingerprint", "a b"): 2,
        ("--city", "aoba", "city", "write", "inner.key"): 2,
        ("courier", "keys", "trust", whole): 0,
        ("doctor",): 0,
        ("city", "code"): 0,
        ("courier", "keys", "trust", "missing.key"): 0,
    }.items():
        ran = ran_as_root(folder, *typed, user="kakanai", place=place)
        assert (ran.returncode, ran.stderr.count(whole), ran.stderr.count("\n")) == (0, lines, lines), typed
        assert ran.stdout.endswith(f" {' '.join(typed)}\n"), "the command gets what was typed"
    (folder / "var/lib/kakanai/inner.key").touch()
    assert ran_as_root(folder, "courier", "keys", "trust", "inner.key", user="kakanai", place=place).stderr == ""


@pytest.mark.parametrize("page", [PAGE, "courier.md", "backup.md", "cities.md", "ja/backup-restore.md"])
def test_a_path_of_a_page_is_whole_because_the_command_runs_elsewhere(page: str) -> None:
    lines = [line.strip() for line in text(DOCS / page).splitlines() if line.strip().startswith("kakanai ")]
    given = re.findall(r"(?: trust| take| restore| backup|--out|--passphrase-file) ([^ ]+)", "\n".join(lines))
    assert len(given) > 1
    assert [path for path in given if not path.startswith(("/", '"$(')) and not path.isupper()] == []


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_each_unit_runs_as_an_ordinary_user_and_writes_nothing_but_its_data(path: Path) -> None:
    settings = unit(path)
    assert settings["User"] == settings["Group"] == ["kakanai"]
    assert settings["EnvironmentFile"] == ["/etc/kakanai/kakanai.env"]
    assert (settings["ProtectSystem"], settings["NoNewPrivileges"], settings["CapabilityBoundingSet"]) == (
        ["strict"],
        ["yes"],
        [""],
    )
    assert set(settings["ReadWritePaths"][0].split()) <= {"/var/lib/kakanai", "/var/backups/kakanai"}
    assert settings["UMask"] == ["0077"]
    if settings.get("Type") != ["oneshot"]:
        assert settings["Restart"] == ["always"]
        assert int(settings["TimeoutStopSec"][0]) > GRACE_SECONDS


def test_systemd_listens_on_the_ports_that_nginx_asks() -> None:
    assert unit(FILES / "kakanai-web@.socket")["ListenStream"] == ["127.0.0.1:%i"]
    assert "KAKANAI_PORT=%i" in unit(FILES / "kakanai-web@.service")["Environment"][0]
    ports = re.findall(r"server 127\.0\.0\.1:(\d+) ", NGINX)
    enabled = re.findall(r"kakanai-web@(\d+)\.socket", "\n".join(LINES))
    assert ports == enabled
    assert len(ports) == 2


def test_timers_start_a_unit_of_their_name() -> None:
    assert {path.stem for path in UNITS if path.suffix == ".timer"} <= {path.stem for path in SERVICES}


def test_each_city_has_a_courier_that_differs_from_the_usual_by_its_name_and_folder() -> None:
    alone, of_city = (unit(FILES / f"kakanai-courier{at}.service") for at in ("", "@"))
    for name, values in of_city.items():
        named = [value.replace(" --city %i", "").replace(" of %i", "").replace("/%i/", "/") for value in values]
        assert named == alone[name], name
    assert all(" --city %i " in start and "/var/lib/kakanai/%i/courier/" in start for start in of_city["ExecStart"])
    folders = re.findall(r"/var/lib/kakanai/aoba/(courier/\w+)", text(DOCS / "cities.md"))
    assert {start.rpartition("%i/")[2] for start in of_city["ExecStart"]} == set(folders)
    for page in ("installation.md", "ja/operation.md", "cities.md"):
        assert "kakanai-courier@" in text(DOCS / page)


@pytest.mark.parametrize("at", ["", "@"])
def test_a_package_that_waits_keeps_the_timer_from_packing_nothing(at: str) -> None:
    # systemd starts no further command after one that fails, and `take` fails while a package waits.
    words = [start.split() for start in unit(FILES / f"kakanai-courier{at}.service")["ExecStart"]]
    assert [start[start.index("courier") + 1 :][:2] for start in words] == [["pack", "--quiet"], ["take", "--quiet"]]


def test_an_installation_of_one_city_becomes_the_first_of_several_by_the_commands_of_the_page(tmp_path: Path) -> None:
    (block,) = [block for block in blocks("cities.md", "") if "chiyoda.env" in block]
    (tmp_path / "etc").mkdir()
    (tmp_path / "data" / "keys").mkdir(parents=True)
    own = (
        "KAKANAI_PUBLIC_URL=https://a.example\nKAKANAI_RESIDENT_URL=https://b.example\nKAKANAI_CITY=/etc/kakanai/city\n"
    )
    (tmp_path / "data" / "tables-before").touch()
    (tmp_path / "etc" / "kakanai.env").write_text(f"KAKANAI_DATA=/var/lib/kakanai\n{own}", "utf-8")
    for before, after in {"-o kakanai -g kakanai ": "", "chgrp kakanai": ": "}.items():
        block = block.replace(before, after)
    block = block.replace("/var/lib/kakanai/", f"{tmp_path}/data/").replace("/etc/kakanai/", f"{tmp_path}/etc/")
    subprocess.run(["sh", "-eu", "-c", block], check=True)
    assert (tmp_path / "etc" / "cities" / "chiyoda.env").read_text("utf-8") == own
    assert "_URL" not in (tmp_path / "etc" / "kakanai.env").read_text("utf-8")
    assert sorted(path.name for path in (tmp_path / "data" / "chiyoda").iterdir()) == ["keys", "tables-before"]


def pages_of_staff() -> set[str]:
    routers = [router for router in every_router() if isinstance(router, Router)]
    return {page.path for router in routers if router.zone == "staff" for page in router.pages}


def locations() -> list[tuple[str, str]]:
    """Pattern of each location and what it says."""
    return re.findall(r"^    location (?:~ |= )?(\S+) \{\n(.*?)^    \}", NGINX, re.MULTILINE | re.DOTALL)


def inside(path: str, file: str) -> bool:
    return any(f"include /etc/nginx/{file};" in block and re.search(pattern, path) for pattern, block in locations())


def test_no_page_of_staff_is_reached_from_outside_the_city() -> None:
    pages = pages_of_staff()
    assert len(pages) > 100
    kept_in = [path for path in pages if any(inside(path, f"kakanai-{who}.conf") for who in ("staff", "machines"))]
    # Production has no page of practice.
    assert sorted(path for path in pages - set(kept_in) if not path.startswith("/mock/")) == []


def test_no_call_of_a_machine_is_reached_from_elsewhere() -> None:
    routers = [router for router in every_router() if not isinstance(router, Router)]
    calls = [call.path for router in routers for call in router.routes if isinstance(call, MachineRoute | TokenRoute)]
    assert len(calls) > 5
    assert [path for path in calls if not inside(path, "kakanai-machines.conf")] == []


def test_nginx_lets_through_what_the_service_takes() -> None:
    (size,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(size) * MEGABYTE > MOST_OF_A_POST
    (stream,) = [block for pattern, block in locations() if pattern == "/desk/news/stream"]
    assert "proxy_buffering off;" in stream
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX


def test_where_a_process_ended_nginx_shows_what_the_service_shows_when_it_is_busy() -> None:
    assert "error_page 502 504 = @again;" in NGINX
    assert [key for key in ("title", "text") if words_in("ja")[f"refusal.busy.{key}"] not in NGINX] == []


def kit(folder: Path, python: str = "") -> Path:
    """Without packages: what comes before them."""
    folder.mkdir()
    (folder / "install.sh").write_bytes((ROOT / "scripts" / "install_bundle.sh").read_bytes())
    here = subprocess.run(
        ["python3", "-c", "import sys; print('{}.{}'.format(*sys.version_info))"],
        capture_output=True,
        text=True,
        check=True,
    )
    (folder / "PLATFORM").write_text(f"python {python or here.stdout.strip()}\nmachine {os.uname().machine}\n")
    (folder / "kakanai.tar").write_bytes(b"")
    listed = subprocess.run(
        ["sha256sum", "install.sh", "PLATFORM", "kakanai.tar"], cwd=folder, capture_output=True, text=True, check=True
    )
    (folder / "SHA256SUMS").write_text(listed.stdout)
    return folder


def installed(folder: Path, target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", folder / "install.sh", target], capture_output=True, text=True, check=False)


def test_a_kit_that_is_changed_cut_or_for_another_python_installs_nothing(tmp_path: Path) -> None:
    target = tmp_path / "opt"
    changed = kit(tmp_path / "changed")
    (changed / "kakanai.tar").write_bytes(b"x")
    assert "FAILED" in installed(changed, target).stdout
    other = installed(kit(tmp_path / "other", "2.7"), target)
    assert (other.returncode, "This kit is for Python 2.7" in other.stderr) == (1, True)
    broken = installed(kit(tmp_path / "broken"), target)  # sums are right, but there is nothing in it
    assert broken.returncode != 0
    assert not target.exists()
    target.mkdir()
    assert "is there already" in installed(kit(tmp_path / "again"), target).stderr
