"""`make installation`: docs/installation.md, command by command, in a fresh Debian with its own systemd and without any network. Needs root."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.pages import blocks
from tests.long.booted_debian import BootedDebian, booted
from tests.real_city import make_real_city

PAGE = "installation.md"
pytestmark = pytest.mark.timeout(0)

SERVICES = ("kakanai-web@8001", "kakanai-web@8002", "kakanai-worker")
NAME = "shinsei.city.example"
# Asked from this machine, from a network of the city, and from anywhere.
CHECKS = f"""
ask() {{ curl --silent --output /dev/null --write-out '%{{http_code}}' --cacert /etc/kakanai/tls/fullchain.pem --resolve {NAME}:443:127.0.0.1 --resolve {NAME}:80:127.0.0.1 "$@" || true; }}
is() {{ [ "$1" = "$2" ] || {{ echo "$3: $1 instead of $2" >&2; exit 1; }}; }}
ip address add 10.1.2.3/32 dev lo
ip address add 203.0.113.9/32 dev lo
for from in 127.0.0.1 10.1.2.3 203.0.113.9; do is "$(ask --interface $from https://{NAME}/)" 200 "front page from $from"; done
is "$(ask --interface 10.1.2.3 https://{NAME}/staff/sign-in)" 200 "staff from the city"
for path in /staff/sign-in /desk /counter /admin/people /desk/news/stream /api/v1/applications /oauth/token /readyz /metrics; do
    is "$(ask --interface 203.0.113.9 https://{NAME}$path)" 403 "$path from anywhere"
done
is "$(ask https://{NAME}/readyz)" 200 readyz
is "$(ask http://{NAME}/)" 301 "without TLS"
is "$(ask --insecure --resolve other.example:443:127.0.0.1 https://other.example/)" 000 "another name"
head -c 50000000 /dev/zero > /tmp/large
is "$(ask --request POST --data-binary @/tmp/large https://{NAME}/session)" 413 "fifty megabytes"
[ "$(ip -oneline link | grep -vc ' lo:')" = 0 ]
ps -eo user:20,args | grep '[b]in/kakanai serve' | grep -v -c '^kakanai ' | grep -qx 0
[ "$(ps -eo args | grep -c '[b]in/kakanai serve --no-worker')" = 2 ]
ps -eo args | grep -q '[b]in/kakanai worker'

# One process after the other is replaced while people ask: nobody is turned away.
(for i in $(seq 300); do ask https://{NAME}/; echo; sleep 0.02; done > /tmp/asked) &
systemctl restart kakanai-web@8001
until [ "$(curl --silent --output /dev/null --write-out '%{{http_code}}' -H 'Host: {NAME}' http://127.0.0.1:8001/readyz)" = 200 ]; do sleep 0.2; done
systemctl restart kakanai-web@8002
wait
is "$(sort /tmp/asked | uniq -c | tr -s ' ')" " 300 200" "requests while both were replaced"
"""


@contextmanager
def debian(base: Path, folder: Path) -> Iterator[BootedDebian]:
    folder.mkdir()
    subprocess.run(["cp", "-a", base, folder / "debian"], check=True)
    with booted(folder / "debian") as machine:
        try:
            yield machine
        except BaseException:
            machine.run("systemctl --failed --no-pager; journalctl -u 'kakanai-*' --no-pager --lines=60")
            raise
    shutil.rmtree(folder / "debian")


def follow(machine: BootedDebian, change: Callable[[str], str] = str) -> None:
    for number, block in enumerate(blocks(PAGE, "sh"), 1):
        print(f"== {number}", flush=True)
        machine.run(change(block))


def test_the_page_installs_a_service_that_answers(base: Path, tmp_path: Path) -> None:
    with debian(base, tmp_path / "single") as machine:
        make_real_city(machine.root / "root" / "city")
        follow(machine)
        machine.run(CHECKS)
        units_are_read_without_a_complaint(machine)
        for service in SERVICES:
            no_right_and_no_place_is_left(machine, service)
            starts_again_when_it_is_killed(machine, service)
        the_backup_is_due_every_night(machine)
        each_line_of_the_journal_is_an_event(machine)
        a_setting_that_is_refused_stops_after_five_starts(machine)


def units_are_read_without_a_complaint(machine: BootedDebian) -> None:
    """Copies, because a template is read with no port for its socket."""
    units, copies = machine.root / "etc/systemd/system", machine.root / "root" / "units"
    copies.mkdir()
    for path in units.glob("kakanai*"):
        (copies / path.name.replace("@.", "@8001.")).write_text(path.read_text())
    assert len(list(copies.iterdir())) > len(SERVICES)
    assert machine.answer("sh", "-c", "systemd-analyze verify --recursive-errors=no /root/units/* 2>&1") == ""
    assert machine.answer("systemctl", "--failed", "--no-legend", "--plain") == ""


def no_right_and_no_place_is_left(machine: BootedDebian, service: str) -> None:
    """What isolates the unit is in force in the process that runs: also for one that has become root in it."""
    pid = shown(machine, service, "MainPID")
    status = dict(
        line.split(":", 1) for line in machine.answer("cat", f"/proc/{pid}/status").splitlines() if ":" in line
    )
    wanted = {"NoNewPrivs": "1", "CapBnd": "0" * 16, "CapEff": "0" * 16, "Seccomp": "2"}
    assert {name: status[name].strip() for name in wanted} == wanted, service
    inside = ("nsenter", f"--target={pid}", "--mount", "sh", "-c")
    for folder in ("/etc/kakanai", "/opt/kakanai", "/usr/local", "/var/lib/postgresql", "/var/log"):
        assert "Read-only" in machine.answer(*inside, f"touch {folder}/left-behind 2>&1"), folder
    assert machine.answer(*inside, "touch /var/lib/kakanai/left-behind 2>&1; rm /var/lib/kakanai/left-behind") == ""
    assert machine.answer(*inside, "ls -A /root /home 2>/dev/null") in ("", "/home:\n\n/root:")
    exposure = machine.answer("systemd-analyze", "security", "--no-pager", f"{service}.service").splitlines()[-1]
    assert " OK " in exposure, exposure


def starts_again_when_it_is_killed(machine: BootedDebian, service: str) -> None:
    pid = shown(machine, service, "MainPID")
    machine.run(
        f"kill -KILL {pid}\n"
        f"until [ $(systemctl show --property=NRestarts --value {service}) = 1 ] && systemctl --quiet is-active {service}; do sleep 0.2; done\n"
        "curl --silent --fail --output /dev/null --header 'Host: shinsei.city.example' http://127.0.0.1:8001/\n"
        "curl --silent --fail --output /dev/null --header 'Host: shinsei.city.example' http://127.0.0.1:8002/"
    )
    assert shown(machine, service, "MainPID") not in (pid, "0")


def the_backup_is_due_every_night(machine: BootedDebian) -> None:
    due = shown(machine, "kakanai-backup.timer", "NextElapseUSecRealtime")
    assert " 17:30:00 UTC" in due, due  # 2:30 in Japan
    assert shown(machine, "kakanai-backup.service", "Result") == "success"


def each_line_of_the_journal_is_an_event(machine: BootedDebian) -> None:
    for service in SERVICES:
        lines = machine.answer("journalctl", "--output=cat", f"_SYSTEMD_UNIT={service}.service").splitlines()
        assert lines, service
        assert all(json.loads(line)["event"] for line in lines), service


def a_setting_that_is_refused_stops_after_five_starts(machine: BootedDebian) -> None:
    machine.run(
        "mkdir -p /run/systemd/system/kakanai-worker.service.d\n"
        "echo KAKANAI_ZONE=beyond > /run/refused.env\n"
        "printf '[Service]\\nEnvironmentFile=/run/refused.env\\n' > /run/systemd/system/kakanai-worker.service.d/refused.conf\n"
        "systemctl daemon-reload\n"
        "systemctl reset-failed kakanai-worker\n"
        "systemctl restart kakanai-worker\n"
        "until systemctl --quiet is-failed kakanai-worker; do sleep 0.5; done"
    )
    assert machine.answer("systemctl", "--failed", "--no-legend", "--plain").split()[0] == "kakanai-worker.service"
    assert "KAKANAI_ZONE" in machine.answer("journalctl", "--output=cat", "--lines=20", "-u", "kakanai-worker")
    machine.run(
        "rm -r /run/systemd/system/kakanai-worker.service.d\n"
        "systemctl daemon-reload\n"
        "systemctl reset-failed kakanai-worker\n"
        "systemctl start kakanai-worker\n"
        "systemctl --quiet is-active kakanai-worker"
    )


def shown(machine: BootedDebian, unit: str, name: str) -> str:
    return machine.answer("systemctl", "show", f"--property={name}", "--value", unit)
