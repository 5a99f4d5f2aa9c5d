"""The state that /readyz reports."""

import shutil
from types import SimpleNamespace

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.store_state import StoreState, store_state
from portal.store.shared import lag
from tests.portal.audit_chain import seal_all, write_records
from tests.portal.later import later

OK = {"database": "ok", "space": "ok", "seal": "ok", "outbox": "ok"}
PLENTY = 1 << 40


def test_a_fresh_installation_keeps_up(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=PLENTY))
    assert store_state(installation).words() == OK


def test_a_worker_that_does_not_seal_is_late(installation: Installation) -> None:
    write_records(installation)
    assert store_state(later(installation, seconds=60)).words()["seal"] == "ok"
    state = store_state(later(installation, minutes=10))
    assert (state.words()["seal"], 590 <= state.seal <= 600) == ("late", True)
    seal_all(installation)
    assert store_state(later(installation, minutes=10)).seal == 0


def test_mail_that_waits_is_late(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    now = round(later(installation).clock.now().timestamp()) * 1_000_000
    monkeypatch.setattr(lag, "oldest_due", lambda _unit, _kinds: now)
    assert store_state(later(installation, minutes=14)).words()["outbox"] == "ok"
    assert store_state(later(installation, minutes=16)).words()["outbox"] == "late"


def test_a_small_disk_is_low_before_it_is_full(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1 << 29))
    state = store_state(installation)
    assert (state.words()["space"], state.figures()["space_megabytes"]) == ("low", 512)


def test_nothing_is_known_of_a_database_that_is_away() -> None:
    words = StoreState("missing", PLENTY).words()
    assert words == {"database": "missing", "space": "ok", "seal": "unknown", "outbox": "unknown"}
