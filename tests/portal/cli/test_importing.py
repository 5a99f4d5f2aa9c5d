"""`kakanai import` with synthetic packages."""

import json
import zipfile
from pathlib import Path

import pytest

from integrations.certificates.signed_files import PackageFilesJudge
from integrations.imports.readers import read_packages
from integrations.sockets.signed_files_socket import Applicant
from portal.services.handover.reconcile import reconcile
from portal.services.shared.installation import Installation
from tests.integrations.certificates.company import Register
from tests.portal.cli.conftest import Kakanai


def sample(kakanai: Kakanai, folder: Path, count: int, seed: str = "7") -> dict[str, bytes]:
    ran = kakanai("import", "sample", "--count", str(count), "--seed", seed, "--out", str(folder))
    assert (ran.status, ran.err) == (0, "")
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_same_seed_makes_the_same_bytes(kakanai: Kakanai, tmp_path: Path) -> None:
    first = sample(kakanai, tmp_path / "a", 3)
    assert len(first) == 3
    assert sample(kakanai, tmp_path / "b", 3) == first
    assert sample(kakanai, tmp_path / "c", 3, "8").keys().isdisjoint(first.keys())


def test_one_more_is_signed_by_a_practice_company_and_judged(kakanai: Kakanai, tmp_path: Path) -> None:
    register, file = Register(), tmp_path / "company.p12"
    file.write_bytes(register.issue().p12())
    ran = kakanai("import", "sample", "--count", "2", "--out", str(tmp_path / "out"), "--company", str(file))
    assert (ran.status, ran.counted.rpartition("\t")[2].strip()) == (0, "signed 1")
    (path,) = (tmp_path / "out").glob("*-signed.zip")
    (package,) = read_packages(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    arrived = package.header.arrived_at
    assert arrived is not None
    judged = PackageFilesJudge(None, register.plug()).judge(files, "package.p7s", Applicant(), arrived)
    (signature,) = judged.signatures
    assert (signature.covers, signature.holder, judged.uncovered) == (("package.xml",), "company", ())
    against = {name for name, verdict in signature.verdicts.items() if verdict.outcome not in ("ok", "not_asked")}
    assert against <= {"attributes"}, "an applicant without a number is compared by a person"
    file.write_bytes(b"x")
    refused = kakanai("import", "sample", "--count", "1", "--out", str(tmp_path / "out"), "--company", str(file))
    assert (refused.status, "no practice certificate" in refused.err) == (1, True)


def test_one_that_is_signed_has_a_number_of_its_own_or_that_of_the_seed(kakanai: Kakanai, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.p12", "other.p12")]
    for file in files:
        file.write_bytes(Register().issue().p12())

    def signed(folder: str, company: Path, *seed: str) -> tuple[str, bytes]:
        out = tmp_path / folder
        kakanai("import", "sample", "--count", "1", "--out", str(out), "--company", str(company), *seed)
        (path,) = out.glob("*-signed.zip")
        (package,) = read_packages(path.read_bytes())
        return package.header.receipt_number, path.read_bytes()

    seeded = signed("a", files[0], "--seed", "7")
    assert signed("b", files[0], "--seed", "7") == seeded
    others = [
        signed("c", files[1], "--seed", "7"), signed("d", files[0], "--seed", "8"), signed("e", files[0]),
        signed("f", files[0]),
    ]  # fmt: skip
    assert len({number for number, _ in (seeded, *others)}) == 5


@pytest.mark.usefixtures("settings")
def test_packages_come_in_once_and_are_all_accounted_for(
    kakanai: Kakanai, tmp_path: Path, installation: Installation
) -> None:
    sample(kakanai, tmp_path / "in", 20)
    ran = kakanai("import", "packages", str(tmp_path / "in"), "--json")
    counts = json.loads(ran.out)
    assert (ran.status, sum(counts.values())) == (0, 20)
    assert counts["taken"] >= 16
    assert counts["quarantined"] >= 2
    again = json.loads(kakanai("import", "packages", str(tmp_path / "in"), "--json").out)
    assert again == dict.fromkeys(again, 0) | {"files there already": 20}, "known packages create nothing"
    with installation.database.read() as unit:
        report = reconcile(unit)
    assert report.unexplained == ()
    assert sum(balance.arrived for balance in report.balances) == report.packages["taken"]
    assert sum(report.packages.values()) == 20
    counts = kakanai("reconcile")
    assert "packages: 20 = taken" in counts.out
    assert "unexplained: 0" in counts.out
    retried = kakanai("import", "retry")
    assert retried.counted.startswith("taken 0\t")


@pytest.mark.usefixtures("settings", "installation")
def test_a_line_that_another_file_brought_before_is_reported_as_repeated_and_one_that_differs_as_held(
    kakanai: Kakanai, tmp_path: Path
) -> None:
    line = "{},KKN-KAIGO-SAIKOFU,1,2026-11-17 10:00,{}\n"
    lines = {
        "1": line.format("G1", "x"),
        "2": line.format("G1", "x") + line.format("G2", "x"),
        "3": line.format("G2", "y"),
    }
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in lines.items():
        (folder / f"{name}.csv").write_text(f"受付番号,様式ID,様式版,到達日時,理由\n{text}")
    ran = kakanai("import", "packages", str(folder))
    assert ran.counted == "taken 2\trepeated 1\twaiting 0\tquarantined 1\tdiscarded 0\tfiles there already 0\n"
    again = kakanai("import", "packages", str(folder))
    assert again.counted == "taken 0\trepeated 0\twaiting 0\tquarantined 0\tdiscarded 0\tfiles there already 3\n"


@pytest.mark.usefixtures("settings", "installation")
def test_a_link_among_the_packages_is_reported_and_holds_up_no_other(kakanai: Kakanai, tmp_path: Path) -> None:
    sample(kakanai, tmp_path / "in", 2)
    (tmp_path / "in" / "link.zip").symlink_to("/etc/passwd")
    (tmp_path / "in" / "sub").mkdir()
    ran = kakanai("import", "packages", str(tmp_path / "in"))
    assert ran.status == 1
    assert "link.zip: " in ran.err
    assert ran.counted.startswith("taken 2\t")


def test_mappings_are_checked_with_their_lines(kakanai: Kakanai, tmp_path: Path) -> None:
    ran = kakanai("import", "check")
    assert (ran.status, ran.below) == (0, "Mappings: 29, all sound.\n")
    wrong = tmp_path / "x.yaml"
    wrong.write_text("mapping: x\nversion: 1\ntitle: x\nbasis: fact\nform: X\nprocedure: nothing\n")
    ran = kakanai("import", "check", str(wrong))
    assert ran.status == 1
    assert f"{wrong}:6:1" in ran.err
