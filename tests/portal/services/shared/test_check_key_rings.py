"""Keys must match the database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from integrations.keys.local import FILE_NAME, NUMBERS
from integrations.signatures.own_key import renew_own_key
from portal.config import load_settings
from portal.db import Database
from portal.errors import BadSetting
from portal.services.shared.installation import Installation
from portal.store.shared import key_checks
from portal.wiring import install
from tests.databases import NOW

KEY = "ab" * 32
NOW_UTC = datetime(2026, 11, 20, tzinfo=UTC)
Start = Callable[..., None]


@pytest.fixture
def start(database_url: str) -> Start:
    def run(folder: Path, zone: str = "single") -> None:
        install(
            load_settings(env="test", data=folder, database_url=database_url, identity="none", now=NOW, zone=zone)
        ).database.close()

    return run


def _checks(url: str) -> list[tuple[str, str]]:
    database = Database(url)
    with database.read() as unit:
        checks = unit.connection.execute(text("SELECT ring, key_id FROM key_check ORDER BY ring, key_id")).all()
    database.close()
    return [(row[0], row[1]) for row in checks]


def _write_ring(folder: Path, keys: dict[str, str], current: str, name: str = FILE_NAME) -> None:
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    path = folder / "keys" / name
    path.write_text(json.dumps({"current": current, "keys": keys}))
    path.chmod(0o600)


def _keys(folder: Path, name: str = FILE_NAME) -> dict[str, str]:
    keys: dict[str, str] = json.loads((folder / "keys" / name).read_text())["keys"]
    return keys


def test_key_check_of_the_first_start_stores_a_value_per_ring_and_the_next_one_nothing(
    start: Start, database_url: str, tmp_path: Path
) -> None:
    start(tmp_path)
    first = _checks(database_url)
    assert [ring for ring, _ in first] == ["answers", "numbers", "receipts"]
    start(tmp_path)
    assert _checks(database_url) == first


@pytest.mark.parametrize(("name", "whose"), [(FILE_NAME, "answers and files"), (NUMBERS, "個人番号")])
@pytest.mark.both_engines
def test_key_check_refuses_another_key_under_the_same_id(
    start: Start, database_url: str, tmp_path: Path, name: str, whose: str
) -> None:
    start(tmp_path)
    before = _checks(database_url)
    (key_id,) = _keys(tmp_path, name)
    _write_ring(tmp_path, {key_id: KEY}, key_id, name)
    with pytest.raises(
        BadSetting, match=f"The keys for {whose} are not those of this database: another key"
    ) as refused:
        start(tmp_path)
    assert "\n" not in str(refused.value)
    assert _checks(database_url) == before


def test_key_check_refuses_another_ring_with_other_ids_and_leaves_nothing(
    start: Start, database_url: str, tmp_path: Path
) -> None:
    start(tmp_path)
    before = _checks(database_url)
    (key_id,) = _keys(tmp_path)
    _write_ring(tmp_path, {"other": KEY}, "other")
    with pytest.raises(BadSetting, match=key_id):
        start(tmp_path)
    assert _checks(database_url) == before


def test_key_check_refuses_another_key_for_receipts_unless_the_former_certificate_stays(
    start: Start, tmp_path: Path
) -> None:
    start(tmp_path)
    path = tmp_path / "keys" / "receipts.pem"
    former = path.read_bytes()
    renew_own_key(tmp_path / "keys", "見本市", NOW_UTC)
    start(tmp_path)
    path.write_bytes(former)
    with pytest.raises(BadSetting, match="receipts"):
        start(tmp_path)


def test_key_check_passes_a_new_key_that_is_added_and_made_current_later(
    start: Start, database_url: str, tmp_path: Path
) -> None:
    start(tmp_path)
    old = _keys(tmp_path)
    (old_id,) = old
    for keys in ({**old, "new": KEY}, {"new": KEY, **old}):
        _write_ring(tmp_path, keys, old_id)
        start(tmp_path)
        assert ("answers", "new") not in _checks(database_url), "not used for sealing yet"
    _write_ring(tmp_path, {"new": KEY, **old}, "new")
    start(tmp_path)
    assert ("answers", "new") in _checks(database_url)
    _write_ring(tmp_path, old, old_id)
    with pytest.raises(BadSetting, match="new"):
        start(tmp_path)


def test_key_check_refuses_a_current_key_that_was_retired(start: Start, database_url: str, tmp_path: Path) -> None:
    start(tmp_path)
    old = _keys(tmp_path)
    database = Database(database_url)
    with database.write() as unit:
        key_checks.retire(unit, "answers", list(old), 1)
        unit.commit()
    database.close()
    with pytest.raises(BadSetting, match="was retired"):
        start(tmp_path)


def test_the_order_of_the_keys_in_the_file_changes_no_hash(
    database_url: str, tmp_path: Path, installation: Installation
) -> None:
    """A secret store that sorts keys once made every protected person unknown."""
    before = installation.protection_key, installation.audit_key, installation.look_up_key, installation.code_key
    old = _keys(tmp_path)
    (old_id,) = old
    for keys, current in (({"a": KEY, **old}, old_id), ({**old, "z": KEY}, "z"), ({"a": KEY, **old, "z": KEY}, "z")):
        _write_ring(tmp_path, keys, current)
        other = install(load_settings(env="test", data=tmp_path, database_url=database_url, identity="none", now=NOW))
        other.database.close()
        assert (other.protection_key, other.audit_key, other.look_up_key, other.code_key) == before


def test_a_ring_for_numbers_that_is_known_may_lack_in_zone_outer_alone(
    start: Start, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(tmp_path)
    start(tmp_path, zone="outer")
    monkeypatch.setattr("portal.wiring.installing.number_key_store", lambda _settings, *, create: None)
    with pytest.raises(BadSetting, match="個人番号"):
        start(tmp_path)
