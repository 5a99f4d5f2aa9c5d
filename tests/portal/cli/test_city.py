"""`kakanai city write`: what was written in the browser becomes files again."""

from pathlib import Path

import pytest

from forms.city.city import load_city
from portal.cli import main
from portal.config import load_settings
from portal.wiring import install
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
    assert "nothing was changed" in run(capsys, tmp_path / "out")
    member = administrator(installation)
    asked(installation, member, written(installation, member, "hours", HOURS))
    assert "city.yaml" in run(capsys, tmp_path / "out")
    text = (tmp_path / "out" / "city.yaml").read_text("utf-8")
    assert "000-000-9999" in text
    assert "# 見本市" in text
    folder = installation.city.folder
    assert load_city(folder, {"city.yaml": text}).telephone == "000-000-9999"
    installation.database.close()
