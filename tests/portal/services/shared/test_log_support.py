"""Support codes: batched, kept a week, audited."""

from dataclasses import replace

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.log_support import SupportLog, look_up, plain_code, sweep_support
from portal.services.shared.write_audit import Actor
from portal.store.shared import support_entries
from portal.store.shared.support_entries import SupportRow
from tests.portal.later import later
from tests.portal.services.audit_trail import trail

ROW = SupportRow("12345678", 0, "GET", "/", 200, "", "", "ja", "", "")


def test_codes_are_kept_a_week_and_never_too_many(installation: Installation) -> None:
    def kept(swept: Installation) -> int:
        with swept.database.write() as unit:
            sweep_support(swept.clock, unit)
            unit.commit()
            return len(support_entries.of_code(unit, "12345678"))

    log = SupportLog()
    now = round(installation.clock.now().timestamp() * 1_000_000)
    for number in range(3):
        log.note(replace(ROW, at=now + number))
    assert log.write(installation.database) == 3
    assert log.write(installation.database) == 0
    assert kept(later(installation, days=6)) == 3
    with installation.database.write() as unit:
        support_entries.sweep(unit, 0, 2)
        assert len(support_entries.of_code(unit, "12345678")) == 2
    assert kept(later(installation, days=8)) == 0


def test_a_flood_leaves_the_errors(installation: Installation) -> None:
    log = SupportLog()
    log.note(replace(ROW, code="87654321", status=500))
    for _ in range(5000):
        log.note(ROW)
    written = 0
    while count := log.write(installation.database):
        written += count
    assert 0 < written <= 2000
    with installation.database.read() as unit:
        assert [row.status for row in support_entries.of_code(unit, "87654321")] == [500]


def test_a_look_up_shows_the_newest_page_first_and_is_audited_without_the_code(installation: Installation) -> None:
    with installation.database.write() as unit:
        support_entries.add(unit, [replace(ROW, route="/first"), replace(ROW, route="/second")])
        rows = look_up(installation, unit, Actor("staff", "shien"), "12345678")
        assert [row.route for row in rows] == ["/second", "/first"]
        assert trail(unit) == [("staff:shien", "look up support code", "2 pages")]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1234 5678", "12345678"),
        ("１２３４－５６７８", "12345678"),
        ("1234567", ""),
        ("123456789", ""),
        ("x" * 9999, ""),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert plain_code(typed) == code


def test_entries_of_an_outage_are_written_after_it(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that says so shows a code, too."""
    log = SupportLog()
    log.note(replace(ROW, status=503))
    with monkeypatch.context() as away:
        away.setattr(support_entries, "add", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log.write(installation.database)
    assert log.write(installation.database) == 1
