"""Tracking by number and secret."""

import pytest

from portal.errors import NotYours, TooMany
from portal.services.cases.cases import case_of_resident
from portal.services.filing.track_application import count_try, give_track_code, let_in, track_application, track_code
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, find_session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from tests.portal.services.filing.filing import audited
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import PLACE, file_application

ACTOR = Actor("resident", "visitor", place=PLACE)


def filed(installation: Installation) -> tuple[str, str]:
    number = file_application(installation, guest(installation))
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        give_track_code(installation.code_key, unit, row.id)
        code = track_code(installation.code_key, unit, row.id)
        unit.commit()
    return number, code


def track(installation: Installation, number: str, code: str) -> ApplicationRow | None:
    with installation.database.write() as unit:
        row = track_application(installation, unit, ACTOR, number, code)
        unit.commit()
    return row


def test_a_secret_opens_its_own_application_and_no_other(installation: Installation) -> None:
    number, code = filed(installation)
    other_number, other_code = filed(installation)
    row = track(installation, f" {number.replace('-', '')} ", code.lower())
    assert row is not None
    assert row.receipt_number == number
    for typed_number, typed_code in (
        (number, other_code), (other_number, code), (number, ""), ("26-000-000-001", code), ("", ""),
    ):  # fmt: skip
        assert track(installation, typed_number, typed_code) is None
    assert len(audited(installation, "track application")) == 1
    assert len(audited(installation, "fail to track application")) == 5


def test_an_application_without_a_secret_is_not_found(installation: Installation) -> None:
    number = file_application(installation, guest(installation))
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert track_code(installation.code_key, unit, row.id) == ""
    assert track(installation, number, "22222-22222") is None


def test_tries_are_counted_by_number_and_forgotten_after_a_success(installation: Installation) -> None:
    number, code = filed(installation)

    def attempt(place: str) -> None:
        with installation.database.write() as unit:
            try:
                count_try(installation, unit, number, place)
            finally:
                unit.commit()

    for place in range(throttle.TRACK_NUMBER.tries):
        attempt(f"192.0.2.{place}")
    with pytest.raises(TooMany):
        attempt("192.0.2.99")
    track(installation, number, code)
    attempt("192.0.2.99")


def test_who_came_by_the_secret_sees_this_application_alone(installation: Installation) -> None:
    number, code = filed(installation)
    other_number, _ = filed(installation)
    row = track(installation, number, code)
    assert row is not None
    with installation.database.write() as unit:
        token = let_in(installation, unit, row, PLACE)
        unit.commit()
        session = find_session(installation, unit, GUEST, token)
    assert session is not None
    assert session.person_id != row.person_id
    with installation.database.read() as unit:
        assert case_of_resident(installation, unit, session, number).row.id == row.id
        with pytest.raises(NotYours):
            case_of_resident(installation, unit, session, other_number)
    assert len(audited(installation, "come to application")) == 1
