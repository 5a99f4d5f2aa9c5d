"""`kakanai signatures verify` exits with 0 if sound, else 1."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.journeys.filing import file_application, sign_in
from tests.journeys.paying import file_for_a_copy
from tests.journeys.people import TARO
from tests.journeys.service import Service

VERDICTS = ["signature", "chain", "policy", "key_usage", "validity", "revocation", "binding", "attributes"]


@pytest.fixture(scope="module")
def signed(sqlite_service: Service) -> str:
    with sqlite_service.visitor() as visitor:
        sign_in(visitor, "mihon-taro")
        return file_for_a_copy(visitor, "mihon-taro")


def openssl(out: Path, number: str, roots: Path) -> int:
    document, signature = out / f"{number}-1.json", out / f"{number}-1.p7s"
    command = (
        "openssl", "cms", "-verify", "-binary", "-content", document, "-inform", "DER", "-in", signature, "-CAfile", roots,
        "-purpose", "any", "-no_check_time", "-out", out / "verified",
    )  # fmt: skip
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_sound_signature_is_reported_verdict_by_verdict(sqlite_service: Service, signed: str) -> None:
    ran = sqlite_service.command("signatures", "verify", signed)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = [line.split("\t") for line in ran.stdout.splitlines()]
    assert lines[0][:3] == [signed, "applicant", "accepted"]
    assert re.fullmatch(r"2026-11-20 \d\d:\d\d:\d\d Asia/Tokyo", lines[0][3])
    assert [line[2:] for line in lines[1:]] == [[name, "ok"] for name in VERDICTS]
    reports = json.loads(sqlite_service.command("signatures", "verify", signed, "--json").stdout)
    assert [report["sound"] for report in reports] == [True]
    assert reports[0]["revocation"]["source"] == "ocsp"
    assert reports[0]["revocation"]["status"] == "good"
    assert reports[0]["basis"] == "receipt"


def test_the_worlds_own_tool_verifies_what_is_written_out(sqlite_service: Service, signed: str, tmp_path: Path) -> None:
    assert sqlite_service.command("signatures", "verify", signed, "--out", str(tmp_path)).returncode == 0
    roots = tmp_path / "roots.pem"
    for file in (sqlite_service.server.folder / "data" / "practice-trust" / "sign").glob("*.cer"):
        pem = subprocess.run(["openssl", "x509", "-inform", "DER", "-in", file], capture_output=True, check=True).stdout
        roots.write_bytes((roots.read_bytes() if roots.exists() else b"") + pem)
    assert openssl(tmp_path, signed, roots) == 0
    document = tmp_path / f"{signed}-1.json"
    content = json.loads(document.read_bytes())
    seen = {row["label"]: row["value"] for section in content["seen"]["sections"] for row in section["rows"]}
    assert content["procedure"] == "juminhyo-utsushi"
    assert "見本 太郎" in [value.replace("\u3000", " ") for value in seen.values()]
    document.write_bytes(document.read_bytes().replace(b'"purpose":"house"', b'"purpose":"other"'))
    assert openssl(tmp_path, signed, roots) != 0


def test_what_is_not_settled_or_never_was_signed_is_status_1(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as visitor:
        sign_in(visitor, "takamihon-taro")
        held = file_for_a_copy(visitor, "takamihon-taro")
        unsigned = file_application(visitor, TARO)
    ran = sqlite_service.command("signatures", "verify", held)
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[1:] == [
        f"    {held}: the signature of applicant waits for a person's comparison: attributes SUBSTITUTE_CHARACTERS."
    ]
    ran = sqlite_service.command("signatures", "verify", unsigned)
    assert (ran.returncode, f"{unsigned}: no signature was requested for it." in ran.stderr) == (1, True)
    assert sqlite_service.command("signatures", "verify", "no number").returncode == 2
    assert sqlite_service.command("signatures", "verify", "26-000-000-000").returncode in (1, 2)
