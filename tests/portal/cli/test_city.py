"""`kakanai city write`: what was written in the browser becomes files again."""

from pathlib import Path

import pytest

from forms.city.city import load_city
from portal.cli import main
from portal.cli.opened import opened
from portal.clock import to_micro
from portal.config import load_settings
from portal.services.audit.findings import OK
from portal.store.administration import city_editions
from portal.store.administration.city_editions import IN_FORCE, EditionRow
from portal.wiring import install
from portal.wiring.examine import examine
from tests.databases import NOW
from tests.portal.services.administration.editing import HOURS, administrator, asked, written


def run(capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    with pytest.raises(SystemExit) as end:
        main(["city", "write", str(folder)])
    assert end.value.code in (0, None)
    return capsys.readouterr().out


def test_the_files_are_written_as_they_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"ENV": "test", "DATA": str(tmp_path), "IDENTITY": "none", "NOW": NOW}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    installation = install(load_settings())
    fits = [finding for finding in examine(load_settings()) if finding.about == "手続と市の定義"]
    assert [finding.state for finding in fits] == [OK]
    assert "nothing was changed" in run(capsys, tmp_path / "out")
    member = administrator(installation)
    asked(installation, member, written(installation, member, "hours", HOURS))
    again, _, left = run(capsys, tmp_path / "out").partition("前からあり、変えなかったもの：")
    assert ("city.yaml" in again, "city.yaml" in left, "people.yaml" in left) == (True, False, True)
    assert not (tmp_path / "out" / "__pycache__").exists()
    text = (tmp_path / "out" / "city.yaml").read_text("utf-8")
    assert "000-000-9999" in text
    assert "# 見本市" in text
    folder = installation.city.folder
    assert load_city(tmp_path / "out").telephone == "000-000-9999"
    assert (tmp_path / "out" / "pictures" / "tennis.svg").is_file()
    assert load_city(folder, {"city.yaml": text}).telephone == "000-000-9999"
    # What the service leaves out is no file, and no fault of the check.
    now, wrong = to_micro(installation.clock.now()), "tiles: [{icon: baby, guide: nothing}]\n"
    with installation.database.write() as unit:
        city_editions.add(
            unit, EditionRow(0, "entrance", None, wrong, 0, "", "2026-01-01", IN_FORCE, 1, member.id, now)
        )  # fmt: skip
        unit.commit()
    run(capsys, tmp_path / "then")
    assert (tmp_path / "then" / "city.yaml").read_text("utf-8") == text
    assert (tmp_path / "then" / "entrance.yaml").read_bytes() == (folder / "entrance.yaml").read_bytes()
    assert [finding for finding in examine(load_settings()) if finding.about == "手続と市の定義"] == fits
    with opened() as command:
        assert (command.laid.left_out, command.city.telephone) == (("entrance",), "000-000-9999")
    # What the other zone has there already stays, except for what was changed here.
    (tmp_path / "then" / "entrance.yaml").write_text(wrong, "utf-8")
    run(capsys, tmp_path / "then")
    assert (tmp_path / "then" / "entrance.yaml").read_text("utf-8") == wrong
    installation.database.close()


def test_a_folder_that_is_not_the_service_s_is_named_as_one_to_write_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"ENV": "test", "DATA": str(tmp_path), "IDENTITY": "none", "NOW": NOW}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    (tmp_path / "file").touch()
    monkeypatch.setattr("portal.cli.city.commands.os.access", lambda *_given, **named: "effective_ids" not in named)
    for folder in (tmp_path / "file" / "inside", tmp_path / "closed"):
        with pytest.raises(SystemExit) as end:
            main(["city", "write", str(folder)])
        printed = capsys.readouterr().err
        assert (end.value.code, f"{folder} に書けません。" in printed, "読むファイル" in printed) == (1, True, False)
