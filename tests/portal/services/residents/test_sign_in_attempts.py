"""Attempts are bound to realm and browser."""

import pytest

from integrations.sockets.interfaces import Callback
from portal.errors import SignInFailed
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt, new_request, request_of
from portal.services.shared.installation import Installation
from portal.store.residents.sessions import AttemptRow
from tests.portal.later import later
from tests.portal.world import PLACE

REDIRECT, BROWSER = "https://city.example/back", "a browser"


def consume(installation: Installation, realm: str, state: str, browser: str = BROWSER) -> AttemptRow:
    with installation.database.write() as unit:
        try:
            return consume_attempt(installation.clock, unit, realm, state, browser)
        finally:
            unit.commit()


def begin(installation: Installation, state: str, return_to: str = "") -> None:
    with installation.database.write() as unit:
        begin_attempt(installation, unit, "resident", state, BROWSER, place=PLACE, return_to=return_to)
        unit.commit()


def test_no_secret_is_used_for_two_requests_or_for_two_purposes() -> None:
    requests = [new_request(REDIRECT) for _ in range(3)]
    secrets = [secret for asked in requests for secret in (asked.state, asked.nonce, asked.code_verifier)]
    assert len(set(secrets)) == 9
    assert all(43 <= len(asked.code_verifier) <= 128 for asked in requests), "RFC 7636, section 4.1"


@pytest.mark.parametrize("fresh", [True, False])
def test_the_request_that_comes_back_is_the_one_that_left(installation: Installation, fresh: bool) -> None:
    request = new_request(REDIRECT, fresh=fresh)
    with installation.database.write() as unit:
        begin_attempt(installation, unit, "resident", request.state, BROWSER, place=PLACE, asked=request)
        unit.commit()
    attempt = consume(installation, "resident", request.state)
    assert request_of(Callback(request.state, "code"), attempt, REDIRECT) == request


def test_whether_it_was_asked_again_cannot_be_taken_out_of_the_state(installation: Installation) -> None:
    request = new_request(REDIRECT, fresh=True)
    begin(installation, request.state)
    with pytest.raises(SignInFailed) as refused:
        consume(installation, "resident", request.state.removeprefix("fresh."))
    assert refused.value.code == "STATE_MISMATCH"


def test_a_residents_state_opens_nothing_for_staff(installation: Installation) -> None:
    begin(installation, "state")
    with pytest.raises(SignInFailed) as refused:
        consume(installation, "staff", "state")
    assert refused.value.code == "STATE_MISMATCH"
    assert consume(installation, "resident", "state").nonce == ""


def test_who_comes_back_too_late_is_led_to_where_they_wanted_to_go(installation: Installation) -> None:
    begin(later(installation), "state", return_to="/applications")
    with pytest.raises(SignInFailed) as refused:
        consume(later(installation, minutes=10, microseconds=1), "resident", "state")
    assert (refused.value.code, refused.value.after) == ("NONCE_EXPIRED", "/applications")
