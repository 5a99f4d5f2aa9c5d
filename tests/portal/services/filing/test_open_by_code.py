"""A code and a birthday open a draft."""

import pytest

from portal.errors import TooMany
from portal.services.filing.drafts import Draft
from portal.services.filing.open_by_code import count_try, open_by_code
from portal.services.filing.share_draft import MOST_FAILURES, own_code, share_draft
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.filing.draft_codes import CodeRow
from tests.portal.services.filing.filing import audited, draft_of
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import PLACE

ACTOR = Actor("resident", "visitor", place=PLACE)
BIRTH = "1949-04-03"
WRONG = "1949-04-04"


@pytest.fixture
def shared(installation: Installation) -> tuple[Draft, str]:
    draft = draft_of(installation, guest(installation))
    with installation.database.write() as unit:
        share_draft(installation, unit, draft, ACTOR, BIRTH)
        code = own_code(installation.code_key, unit, draft)
        unit.commit()
    assert code is not None
    return draft, code.written


def come(installation: Installation, code: str, birth: str) -> CodeRow | None:
    with installation.database.write() as unit:
        row = open_by_code(installation, unit, ACTOR, code, birth)
        unit.commit()
    return row


def attempt(installation: Installation, code: str, place: str) -> None:
    with installation.database.write() as unit:
        try:
            count_try(installation, unit, code, place)
        finally:
            unit.commit()


def test_a_code_is_read_as_people_write_it_and_every_failure_is_audited_alike(
    installation: Installation, shared: tuple[Draft, str]
) -> None:
    draft, code = shared
    row = come(installation, f" {code.lower().replace('-', ' ')} ", BIRTH)
    assert row is not None
    assert row.draft_id == draft.id
    for typed, birth in ((code, WRONG), (code, ""), ("22222-22222", BIRTH), ("", BIRTH)):
        assert come(installation, typed, birth) is None
    assert audited(installation, "open draft by code") == [f"{draft.id} whole"]
    assert audited(installation, "fail to open draft by code") == [""] * 4


def test_ten_wrong_birthdays_in_a_row_lock_a_code(installation: Installation, shared: tuple[Draft, str]) -> None:
    _, code = shared
    for _ in range(MOST_FAILURES - 1):
        assert come(installation, code, WRONG) is None
    assert come(installation, code, BIRTH) is not None, "a success resets the failures"
    for _ in range(MOST_FAILURES):
        assert come(installation, code, WRONG) is None
    assert come(installation, code, BIRTH) is None


def test_tries_are_counted_by_code_however_it_is_written(installation: Installation, shared: tuple[Draft, str]) -> None:
    _, code = shared
    for number in range(throttle.DRAFT_CODE.tries):
        attempt(installation, code if number % 2 else code.replace("-", ""), f"192.0.2.{number}")
    with pytest.raises(TooMany):
        attempt(installation, code, "192.0.2.99")
    come(installation, code, BIRTH)
    attempt(installation, code, "192.0.2.99")


def test_tries_are_counted_by_place_whatever_the_code(installation: Installation) -> None:
    for number in range(throttle.DRAFT_CODE_PLACE.tries):
        attempt(installation, f"code {number}", PLACE)
    with pytest.raises(TooMany):
        attempt(installation, "another code", PLACE)
    attempt(installation, "another code", "198.51.100.7")
