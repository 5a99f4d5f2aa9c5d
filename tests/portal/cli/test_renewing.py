"""`kakanai import register|links`."""

import json
from pathlib import Path

import pytest

from integrations.register.extract import Extract
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.databases import Makers
from tests.integrations.register.test_conformance import HIKARI, TARO, extract
from tests.integrations.register.test_renewal import HANAKO, changes
from tests.portal.cli.conftest import Kakanai


@pytest.fixture
def database_url(makers: Makers) -> str:
    """The commands have no statements of their own: one engine is enough."""
    return makers["sqlite"].offered()


@pytest.fixture
def register(tmp_path: Path, settings: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the register file, which does not exist yet."""
    path = tmp_path / "register" / "extract.csv"
    path.parent.mkdir()
    monkeypatch.setenv("KAKANAI_RESIDENT_REGISTER", "file")
    monkeypatch.setenv("KAKANAI_REGISTER_FILE", str(path))
    return path


def recorded(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.detail for record in audit_records.after(unit, 0) if record.action.startswith("renew")]


def test_a_whole_file_and_then_a_difference(
    kakanai: Kakanai, tmp_path: Path, register: Path, installation: Installation
) -> None:
    first = kakanai("import", "register", str(extract(tmp_path, TARO, HIKARI)))
    assert (first.status, first.err) == (0, "")
    assert first.counted.startswith("lines 2\tnew 2\t")
    dry = kakanai("import", "register", str(changes(tmp_path, f"追加,{HANAKO}")), "--difference", "--dry-run")
    assert (dry.status, Extract(register).resident("1003")) == (0, None)
    ran = kakanai("import", "register", str(tmp_path / "changes.csv"), "--difference", "--json")
    assert json.loads(ran.out)["new"] == 1
    hikari, hanako = Extract(register).resident("1002"), Extract(register).resident("1003")
    assert hikari is not None
    assert hanako is not None
    assert (hikari.protected, hanako.protected) == (True, False)
    details = recorded(installation)
    assert [detail.split(" ")[0] for detail in details] == ["whole", "difference"]
    assert "lines=3 new=1 changed=0 gone=0" in details[1]
    assert not any("見本" in detail for detail in details)


def test_a_loss_is_asked_back_and_done_when_its_number_is_stated(
    kakanai: Kakanai, tmp_path: Path, register: Path, installation: Installation
) -> None:
    kakanai("import", "register", str(extract(tmp_path, TARO, HIKARI)))
    was = register.read_bytes()
    file = str(extract(tmp_path, HIKARI.removesuffix("1") + "0"))
    for options, status in (
        ((), 2),
        (("--gone", "1"), 1),
        (("--gone", "1", "--lifted", "2"), 1),
        (("--lifted", "1"), 1),
    ):
        ran = kakanai("import", "register", file, *options)
        assert (ran.status, len(ran.english)) == (1, status)
    assert "add --gone 1." in kakanai("import", "register", file).err
    assert (register.read_bytes(), len(recorded(installation))) == (was, 1)
    assert kakanai("import", "register", file, "--gone", "1", "--lifted", "1").status == 0
    resident = Extract(register).resident("1002")
    assert resident is not None
    assert not resident.protected


def test_what_is_wrong_is_reported_with_its_place_and_changes_nothing(
    kakanai: Kakanai, tmp_path: Path, register: Path
) -> None:
    file = extract(tmp_path, TARO.replace("1994-04-12", "平成6年4月12日"), "short")
    ran = kakanai("import", "register", str(file))
    assert ran.status == 1
    first, detail, second, *_ = ran.err.splitlines()
    assert first.startswith(f"{file}:2:6: ")
    assert detail.strip() == "生年月日: write the day as 2026-11-20"
    assert second.startswith(f"{file}:3:1: ")
    stray = extract(tmp_path, TARO, HIKARI.replace("1002", '"1002'), *[HANAKO] * 3)
    complaint = kakanai("import", "register", str(stray)).err
    assert complaint.startswith(f"{stray}:3:1: ")
    assert 'no valid CSV: a quote (") is opened in this line' in complaint
    file = extract(tmp_path, TARO, "short")
    assert not register.exists()
    assert "there is none yet" in kakanai("import", "register", str(file), "--difference").err
    register.write_text("broken")
    assert "--anew" in kakanai("import", "register", str(extract(tmp_path, TARO))).err
    assert kakanai("import", "register", str(extract(tmp_path, TARO)), "--anew").status == 0
    assert kakanai("import", "register", str(register)).err.endswith("write the new one beside it.\n")
    assert kakanai("import", "register", str(file), "--difference", "--anew").status == 2


@pytest.mark.usefixtures("settings")
def test_links_are_renewed_and_without_a_file_there_is_nothing_to_renew(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.csv"
    file.write_text("発行番号,宛名番号\n900,1001\n", encoding="utf-8")
    assert "KAKANAI_LINK_FILE is not set" in kakanai("import", "links", str(file)).err
    assert "KAKANAI_REGISTER_FILE is not set" in kakanai("import", "register", str(file)).err
    monkeypatch.setenv("KAKANAI_LINK_FILE", str(tmp_path / "links.csv"))
    assert kakanai("import", "links", str(file)).counted.startswith("lines 1\tnew 1\t")
    file.write_text("発行番号,宛名番号\n900,1001\n900,1002\n", encoding="utf-8")
    complaint = kakanai("import", "links", str(file)).err
    assert complaint.startswith(f"{file}:3:1: ")
    assert "発行番号: the same number" in complaint
    assert (tmp_path / "links.csv").read_text(encoding="utf-8").split() == ["発行番号,宛名番号", "900,1001"]
