"""What an administrator is to know of a running installation."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from portal.clock import to_micro
from portal.migrate import _LAST
from portal.services.audit import findings as finding_room
from portal.services.audit.findings import NOTE, OK, WRONG, findings_of, in_order
from portal.services.audit.note_faults import report_faults
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.paper.find_fonts import NoJapaneseFont
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import Fault
from portal.services.shared.write_audit import write_audit
from portal.store.imports import import_packages
from portal.store.shared import lag
from tests.portal.audit_chain import WHO, write_records
from tests.portal.later import later

pytestmark = pytest.mark.both_engines
ALL_WELL = {"mail": "ok", "register": "none"}


@pytest.fixture
def running(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """With space, whatever this machine has."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1 << 40))
    return installation


def states(installation: Installation, **neighbours: str) -> dict[str, str]:
    """Of each part, the worst."""
    return {finding.about: finding.state for finding in reversed(in_order(findings_of(installation, neighbours)))}


def test_a_fresh_installation_is_well(running: Installation) -> None:
    assert set(states(running, **ALL_WELL).values()) == {OK}
    assert states(running, **ALL_WELL)["メール"] == OK
    assert "住民記録" not in states(running, **ALL_WELL), "a neighbour that was never set up is no fault"


def test_records_that_nobody_seals_are_wrong(running: Installation) -> None:
    write_records(running)
    assert states(later(running, seconds=60)).get("監査の記録", OK) == OK
    assert states(later(running, minutes=10))["監査の記録"] == WRONG


def test_a_break_of_the_chain_is_wrong_until_it_is_explained(running: Installation) -> None:
    report_faults(running, WHO, [Fault("records 1 to 2: a link is missing", "ab" * 10)])
    assert states(running)["監査の記録"] == WRONG


def test_messages_that_are_late_or_failed_are_shown(running: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    due = to_micro(running.clock.now())
    monkeypatch.setattr(lag, "waiting_deliveries", lambda _unit: {("mail", "waiting"): 4, ("mail", "given_up"): 2})
    (failed,) = [finding for finding in findings_of(running, {}) if finding.about == "お知らせ"]
    assert (failed.state, "2件" in failed.words) == (NOTE, True)
    monkeypatch.setattr(lag, "oldest_due", lambda _unit, _kinds: due)
    assert states(later(running, minutes=20))["お知らせ"] == WRONG


def test_packages_that_wait_for_a_person_are_a_note(running: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = dict.fromkeys(import_packages.STATES, 0)
    monkeypatch.setattr(import_packages, "counts", lambda _unit: counts | {import_packages.QUARANTINED: 3})
    assert states(running)["取り込み"] == NOTE


def test_a_night_without_a_backup_is_a_note_where_there_were_some(running: Installation) -> None:
    assert "バックアップ" not in states(later(running, days=3))
    with running.database.write() as unit:
        write_audit(running, unit, WHO, "backed up", detail="2026-11-20")
        unit.commit()
    assert "バックアップ" not in states(later(running, hours=25))
    assert states(later(running, hours=27))["バックアップ"] == NOTE


def test_the_last_backup_is_looked_for_among_backups_alone(running: Installation) -> None:
    write_records(running)
    with running.database.write() as unit:
        explain = "EXPLAIN QUERY PLAN" if unit.connection.dialect.name == "sqlite" else "EXPLAIN"
        if explain == "EXPLAIN":
            unit.connection.execute(text("SET LOCAL enable_seqscan = off"))  # few rows are read whole
        plan = unit.connection.execute(text(f"{explain} {_LAST}"), {"action": "backed up"}).all()
    assert "ix_audit_record_of_copies" in str(plan)


def test_little_space_is_wrong(running: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1 << 29))
    (space,) = [finding for finding in findings_of(running, {}) if finding.about == "空き容量"]
    assert (space.state, space.words) == (WRONG, "0.5 GBしかありません。空きを作ってください。")


@pytest.mark.parametrize(("seconds", "state"), [(1, ""), (5, NOTE), (-40, WRONG)])
def test_a_clock_beside_the_database_s_is_shown(
    running: Installation, monkeypatch: pytest.MonkeyPatch, seconds: int, state: str
) -> None:
    monkeypatch.setattr(lag, "clock_drift", lambda _unit, _now: seconds * 1_000_000)
    real = replace(running, settings=running.settings.model_copy(update={"now": None}))
    assert states(real).get("時計", "") == state


def test_the_clock_of_the_database_is_read(running: Installation) -> None:
    now = to_micro(running.clock.now())
    with running.database.read() as unit:
        drift = lag.clock_drift(unit, now)
    assert (drift == 0) == running.database.sqlite, "the tests stop the clock"


def test_a_machine_without_a_font_for_japanese_is_shown_the_package(
    running: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise NoJapaneseFont

    monkeypatch.setattr(finding_room, "faces", none)
    assert states(running)["印刷の字"] == WRONG


def test_each_neighbour_has_its_words(running: Installation) -> None:
    asked = Neighbours(running).ask()
    missing = findings_of(running, dict.fromkeys(asked, "missing"))
    assert sum(finding.words.startswith("答えません。") for finding in missing) == len(asked)
    (others,) = set(findings_of(running, {"files": "others"})) - set(findings_of(running, {}))
    assert (others.state, others.words[:6]) == (WRONG, "ほかの設置の")


def test_of_a_database_that_is_away_nothing_else_is_stated(
    running: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_unit: object) -> bool:
        raise OSError(30, "read-only")

    monkeypatch.setattr(lag, "only_reads", away)
    assert states(running)["データベース"] == WRONG
