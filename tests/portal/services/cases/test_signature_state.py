"""An application's most urgent signature state."""

import pytest

from portal.services.cases.signature_state import OTHERS, holds, latest
from portal.services.signing.judge_signature import (
    ACCEPTED,
    ASKED,
    BEGUN,
    COPY,
    DECLINED,
    OPEN,
    PENDING,
    PRINCIPAL,
    REFUSED,
    VOID,
)
from portal.store.signing.signatures import SignatureRow

APPLICANT, MATE = "applicant", "mate"


def row(id: int, state: str, role: str = APPLICANT, person_id: str | None = "p") -> SignatureRow:
    return SignatureRow(id, "d", role, person_id, state, "", None, 0, None, None, 0, 0, "", None, None)


def test_a_new_signature_replaces_the_older_one_of_that_person_and_role() -> None:
    rows = [row(2, ACCEPTED), row(1, REFUSED), row(3, OPEN, MATE, "q"), row(4, OPEN, MATE, "r")]
    assert [signature.id for signature in latest(rows)] == [2, 3, 4]
    assert holds(rows[:2]) == ""


@pytest.mark.parametrize("state", [VOID, BEGUN])
def test_a_trip_that_was_begun_or_voided_replaces_nothing(state: str) -> None:
    assert [signature.id for signature in latest([row(1, ACCEPTED), row(2, state)])] == [1]
    assert holds([row(1, REFUSED), row(2, state)]) == REFUSED


@pytest.mark.parametrize(
    ("states", "held"),
    [([ACCEPTED], ""), ([], ""), ([PENDING, REFUSED], REFUSED), ([PENDING, OPEN], OPEN), ([PENDING, COPY], COPY)],
)
def test_the_most_urgent_of_the_applicants_states_is_named(states: list[str], held: str) -> None:
    assert holds([row(id, state, person_id=str(id)) for id, state in enumerate(states)]) == held


def test_a_missing_cosigner_is_named_only_once_the_applicants_is_settled() -> None:
    waiting = row(2, ASKED, MATE, None)
    assert holds([row(1, ACCEPTED), waiting]) == OTHERS
    assert holds([row(1, PENDING), waiting]) == PENDING


@pytest.mark.parametrize("own", [ACCEPTED, PENDING])
def test_a_cosigner_who_declined_is_named_before_what_ends_by_itself(own: str) -> None:
    declined = row(2, DECLINED, MATE, "q")
    assert holds([row(1, own), declined]) == DECLINED
    assert holds([row(1, REFUSED), declined]) == REFUSED


def test_the_mandate_of_the_principal_holds_nothing() -> None:
    assert holds([row(1, ACCEPTED), row(2, ASKED, PRINCIPAL, None)]) == ""
