"""From nothing to an installation: `keys create`, `migrate`, `procedures publish`."""

import shutil
from pathlib import Path

import pytest

from portal.config import TREE
from tests.portal.cli.conftest import Kakanai, few_procedures


def test_migrating_twice_changes_nothing_the_second_time(
    kakanai: Kakanai, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "test")
    monkeypatch.setenv("KAKANAI_DATABASE_URL", empty_database_url)
    assert kakanai("migrate").out == "The tables are now those of this version.\n"
    assert kakanai("migrate").out == "The tables are up to date.\n"


def test_a_production_installation_is_made_step_by_step(
    kakanai: Kakanai, empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys, tables, procedures: each on purpose, none by itself. Of two procedures: more would only take longer."""
    city = tmp_path / "city"
    shutil.copytree(TREE / "forms" / "cities" / "mihon", city)
    procedures = few_procedures(tmp_path / "procedures", "gairoto-tsuho", "kaigo-hihokenshasho-saikofu")
    for name, value in {
        "ENV": "production", "PUBLIC_URL": "https://shinsei.example", "CITY": str(city), "DATA": str(tmp_path / "data"),
        "DATABASE_URL": empty_database_url, "IDENTITY": "none", "PROCEDURES": str(procedures),
    }.items():  # fmt: skip
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    assert "keys.json cannot be read" in kakanai("book").err
    assert kakanai("keys", "create").status == 0
    assert kakanai("book").err == "The tables are not those of this version: run `kakanai migrate` first.\n"
    assert kakanai("migrate").status == 0
    unsigned = kakanai("procedures", "publish")
    assert unsigned.status == 1
    told = unsigned.err.splitlines()
    assert told[0].startswith("gairoto-tsuho: ")
    assert "assumed lines of its 確認票 are not signed, the first is " in told[0]
    for line in told:
        assert kakanai("procedures", "sign", line.partition(":")[0], "--by", "見本課長 見本花子").status == 0
    published = kakanai("procedures", "publish")
    assert published.status == 0
    assert "kaigo-hihokenshasho-saikofu 1" in published.out.splitlines()
    assert "kaigo-hihokenshasho-saikofu 1" not in kakanai("procedures", "publish").out.splitlines()
    assert kakanai("book").status == 0
