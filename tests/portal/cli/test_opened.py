"""A command for records opens database and keys, and the rest when it asks."""

from pathlib import Path

import pytest

from portal.cli.opened import opened_records
from portal.errors import BadSetting
from portal.services.shared.installation import Installation


@pytest.mark.usefixtures("settings")
def test_records_are_those_of_the_installation(installation: Installation) -> None:
    with opened_records() as records:
        for key in ("audit_key", "protection_key", "throttle_key"):
            assert getattr(records, key) == getattr(installation, key)
        assert [procedure.id for procedure in records.catalogue.all()] == [p.id for p in installation.catalogue.all()]
        assert (records.city, records.rules.numbers) == (installation.city, installation.rules.numbers)


@pytest.mark.usefixtures("settings", "installation")
def test_other_keys_than_those_of_the_database_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path / "other"))
    with pytest.raises(BadSetting, match="not those of this database"), opened_records():
        pass


def test_a_practice_that_never_started_is_made(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"ENV": "test", "DATA": str(tmp_path), "DATABASE_URL": empty_database_url}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    with opened_records() as records:
        assert records.catalogue.all()
