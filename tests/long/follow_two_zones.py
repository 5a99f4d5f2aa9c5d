"""`make installation`: the two zones of docs/installation.md, each in a booted Debian of its own, and a report that is carried between them.
The files in `out` are moved by hand, as a city's own way would."""

import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from portal.config.settings import BLANK
from tests.house.tree import ROOT
from tests.long.booted_debian import BootedDebian
from tests.long.follow_installation import NAME, debian, follow

pytestmark = pytest.mark.timeout(0)

INSIDE = "shinsei.lgwan.example"
COURIER = "/var/lib/kakanai/courier"
OWN = {
    'code: "000000"': 'code: "131016"',
    'care_insurer: "000000"': 'care_insurer: "131018"',
    "（都道府県）": "東京都",
    "（市の名前）": "千代田区",
    "（開いている時間）": "平日 8時30分～17時15分",
    "duties: {}": "duties:\n  roads:\n    - {office: まちづくり部 道路課, telephone: 000-000-0400, place: 3階, authority: 千代田区長, symbol: 千道, from: 2024-04-01}",
}


def lay_city(machine: BootedDebian) -> None:
    """One section with its reports: what the page advises to begin with."""
    folder = machine.root / "root" / "city"
    shutil.copytree(BLANK, folder)
    text = (folder / "city.yaml").read_text("utf-8")
    for blank, own in OWN.items():
        assert blank in text
        text = text.replace(blank, own)
    (folder / "city.yaml").write_text(text, "utf-8")


def outer(block: str) -> str:
    return _edited(block, "KAKANAI_ZONE=outer", NAME).replace("kakanai keys numbers\n", "")


def inner(block: str) -> str:
    return _edited(block.replace(NAME, INSIDE), rf"KAKANAI_ZONE=inner\nKAKANAI_RESIDENT_URL=https:\/\/{NAME}", INSIDE)


def _edited(block: str, zone: str, name: str) -> str:
    """The rows of the page's table are edited in the files that the kit brought, before they are laid."""
    if "sh install.sh" not in block:
        return block
    files = "/opt/kakanai/current/docs/installation/"
    return f"{block}\nsed -i 's/{NAME}/{name}/; s/^KAKANAI_ZONE=.*/{zone}/' {files}kakanai.env {files}nginx.conf"


def trust(machine: BootedDebian, other: BootedDebian, name: str) -> None:
    """The key goes by file, its fingerprint by telephone."""
    other.run("kakanai courier keys show > /root/own.key")
    fingerprints = re.findall(
        r"[0-9a-f]{4}(?:[ :-]?[0-9a-f]{4}){3,}", other.answer("kakanai", "courier", "keys", "list")
    )
    shutil.copy(other.root / "root" / "own.key", machine.root / "root" / f"{name}.key")
    machine.run(
        f"install -o kakanai -m 0600 /root/{name}.key {COURIER}/{name}.key\n"
        f"kakanai courier keys trust {COURIER}/{name}.key --fingerprint '{fingerprints[0]}'\n"
        "systemctl restart kakanai-worker\n"
        "systemctl enable --now kakanai-courier.timer"
    )


def carry(source: BootedDebian, target: BootedDebian) -> int:
    """The timer's unit at one side, the files, the unit at the other."""
    source.run("systemctl start kakanai-courier.service")
    packages = sorted((source.root / COURIER[1:] / "out").glob("*.courier"))
    for package in packages:
        shutil.move(package, target.root / COURIER[1:] / "in" / package.name)
        target.run(f"chown kakanai:kakanai {COURIER}/in/{package.name}")
    target.run("systemctl start kakanai-courier.service")
    assert target.answer("systemctl", "show", "--property=Result", "--value", "kakanai-courier.service") == "success"
    assert list((target.root / COURIER[1:] / "in").glob("*.courier")) == []
    return len(packages)


def file_report(machine: BootedDebian) -> str:
    certificate = machine.root / "etc/kakanai/tls/fullchain.pem"
    ran = subprocess.run(
        ["nsenter", f"--target={machine.leader}", "--net", sys.executable, "-m", "tests.long.report_over_https", certificate],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return ran.stdout.strip()


def test_a_report_of_the_outer_zone_is_carried_into_the_inner_one_by_the_units_of_the_page(
    base: Path, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        zones = {zone: stack.enter_context(debian(base, tmp_path / zone)) for zone in ("inner", "outer")}
        for zone, change in (("inner", inner), ("outer", outer)):
            lay_city(zones[zone])
            follow(zones[zone], change)
            zones[zone].run("kakanai courier keys create")
        trust(zones["outer"], zones["inner"], "inner")
        trust(zones["inner"], zones["outer"], "outer")
        for machine in zones.values():
            due = machine.answer(
                "systemctl", "show", "--property=NextElapseUSecRealtime", "--value", "kakanai-courier.timer"
            )
            assert re.search(r":[0-5][05]:00 UTC", due), due
            machine.run(
                "for procedure in $(kakanai procedures list | grep '\troads\t' | cut -f1); do kakanai procedures sign $procedure --by '道路課長 見本花子'; done\n"
                "kakanai procedures publish"
            )
        receipt = file_report(zones["outer"])
        assert carry(zones["outer"], zones["inner"]) == 1
        assert carry(zones["inner"], zones["outer"]) == 1, "what arrived is acknowledged"
        assert receipt in zones["inner"].answer(
            "runuser", "-u", "kakanai", "--", "psql", "kakanai", "-Atc", "SELECT receipt_number FROM application"
        )
        for machine in zones.values():
            machine.run("kakanai audit verify\nkakanai doctor")
            assert machine.answer("systemctl", "--failed", "--no-legend", "--plain") == ""
