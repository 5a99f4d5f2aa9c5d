"""Sign-in with a card."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.interfaces import (
    AdapterError,
    Assertion,
    BasicFour,
    Callback,
    IdentityProvider,
    SignInRequest,
)
from portal.errors import NotFound, SignInFailed, TooMany
from portal.services.residents.sign_in_attempts import begin_attempt, consume_attempt
from portal.services.residents.sign_in_resident import card_of, finish_sign_in, round_trip
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session, find_session
from portal.store.residents.sessions import AttemptRow
from portal.store.shared import audit_records
from portal.store.statements import every, sql
from tests.portal.later import at, later
from tests.portal.world import PLACE

FOUR = BasicFour("髙見本　太郎", "見本県見本市見本町一丁目2番3号", date(1949, 4, 3), "19490403", "1")


class Provider(IdentityProvider):
    """Times out; records the requests."""

    name = "fake"

    def __init__(self) -> None:
        self.asked: list[SignInRequest] = []

    def begin(self, request: SignInRequest) -> str:
        return f"https://card.example/authorize?state={request.state}"

    def complete(self, callback: Callback, request: SignInRequest, now: object) -> Assertion:
        self.asked.append(request)
        raise AdapterError("PROVIDER_TIMEOUT", permanent=False)

    def ready(self) -> bool:
        return True


@pytest.fixture
def offered(installation: Installation) -> Installation:
    return replace(installation, provider=Provider())


def assertion(installation: Installation, subject: str = "alice", four: BasicFour = FOUR) -> Assertion:
    now = installation.clock.now()
    return Assertion("fake", "https://card.example", subject, ("card", "pin"), "aal3", now, four)


def leave(installation: Installation, browser: str = "browser") -> SignInRequest:
    request, _ = round_trip(installation).leave()
    with installation.database.write() as unit:
        begin_attempt(
            installation, unit, "resident", request.state, browser, place=PLACE, asked=request, return_to="/apply/x"
        )
        unit.commit()
    return request


def come_back(installation: Installation, state: str, browser: str = "browser") -> AttemptRow:
    with installation.database.write() as unit:
        try:
            return consume_attempt(installation.clock, unit, "resident", state, browser)
        finally:
            unit.commit()


def refused(installation: Installation, state: str, browser: str = "browser") -> str:
    with pytest.raises(SignInFailed) as failed:
        come_back(installation, state, browser)
    return failed.value.code


def finish(installation: Installation, of: Assertion) -> Session:
    with installation.database.write() as unit:
        session = find_session(installation, unit, "resident", finish_sign_in(installation, unit, of, PLACE))
        unit.commit()
    assert session is not None
    return session


def card(installation: Installation, session: Session) -> dict[str, object]:
    with installation.database.read() as unit:
        return card_of(installation.keys, unit, session.person_id or "")


def test_each_attempt_has_secrets_of_its_own(offered: Installation) -> None:
    first, second = round_trip(offered).leave()[0], round_trip(offered).leave()[0]
    assert not {first.state, first.nonce, first.code_verifier} & {second.state, second.nonce, second.code_verifier}
    assert len({first.state, first.nonce, first.code_verifier}) == 3
    assert 43 <= len(first.code_verifier) <= 128  # RFC 7636 4.1
    assert first.redirect_uri == "http://127.0.0.1:8000/sign-in/callback"


def test_without_a_provider_there_is_no_such_sign_in(installation: Installation) -> None:
    with pytest.raises(NotFound):
        round_trip(installation)


def test_the_state_leads_back_to_what_was_left(offered: Installation) -> None:
    request = leave(offered)
    attempt = come_back(offered, request.state)
    assert (attempt.nonce, attempt.code_verifier) == (request.nonce, request.code_verifier)
    assert attempt.return_to == "/apply/x"


def test_the_provider_is_asked_with_the_secrets_of_this_attempt(offered: Installation) -> None:
    request = leave(offered)
    attempt = come_back(offered, request.state)
    with pytest.raises(AdapterError, match="PROVIDER_TIMEOUT"):
        round_trip(offered).finish(offered.clock, Callback(request.state, "code"), attempt)
    assert isinstance(offered.provider, Provider)
    assert offered.provider.asked == [request]


def test_a_state_is_used_once(offered: Installation) -> None:
    request = leave(offered)
    come_back(offered, request.state)
    assert refused(offered, request.state) == "NONCE_REPLAYED"


def test_a_state_that_nobody_left_with_is_refused(offered: Installation) -> None:
    leave(offered)
    for state in ("", "other", "\0"):
        assert refused(offered, state) == "STATE_MISMATCH"


def test_another_browser_cannot_come_back_and_the_state_is_used_up(offered: Installation) -> None:
    """Else mallory could sign alice in as mallory, and read what alice types."""
    request = leave(offered)
    assert refused(offered, request.state, "other browser") == "STATE_MISMATCH"
    assert refused(offered, request.state) == "NONCE_REPLAYED"


def test_ten_minutes_are_given(offered: Installation) -> None:
    first, second = leave(offered), leave(offered)
    come_back(later(offered, minutes=9, seconds=59), first.state)
    assert refused(later(offered, minutes=10, seconds=30), second.state) == "NONCE_EXPIRED"


@pytest.mark.both_engines
def test_no_secret_of_the_way_is_in_the_table_in_clear_but_those_asked_again(offered: Installation) -> None:
    request = leave(offered)
    with offered.database.read() as unit:
        (row,) = every(unit, sql("SELECT state_hash, browser_hash FROM sign_in_attempt"))
    assert request.state.encode() not in bytes(row[0])
    assert b"browser" not in bytes(row[1])


def test_a_place_that_leaves_all_the_time_is_throttled(offered: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "CARD_PLACE", throttle.Limit("card sign-in by address", 2, 600))
    leave(offered)
    leave(offered)
    with pytest.raises(TooMany):
        leave(offered)


def test_the_first_time_makes_a_person_and_the_next_finds_it(installation: Installation) -> None:
    first = finish(installation, assertion(installation))
    again = finish(installation, assertion(installation))
    other = finish(installation, assertion(installation, "bob"))
    assert first.person_id == again.person_id != other.person_id
    assert first.token_hash != again.token_hash


def test_the_same_subject_of_another_provider_is_somebody_else(installation: Installation) -> None:
    token = finish(installation, assertion(installation))
    other = finish(installation, replace(assertion(installation), issuer="https://other.example"))
    assert token.person_id != other.person_id


def test_the_newest_card_counts(installation: Installation) -> None:
    finish(installation, assertion(installation))
    day_after = at(installation, "2026-11-21T10:00:00+09:00")
    moved = replace(FOUR, address="見本県見本市港町1番地", birth=None)
    session = finish(day_after, assertion(day_after, four=moved))
    kept = card(installation, session)
    assert kept["attributes"] == {
        "name": "髙見本　太郎", "address": "見本県見本市港町1番地", "birth": None, "birth_raw": "19490403", "sex_raw": "1",
    }  # fmt: skip
    assert kept["auth_time"] == "2026-11-21T01:00:00Z"
    assert (kept["acr"], kept["methods"], kept["provider"]) == ("aal3", ["card", "pin"], "fake")


@pytest.mark.both_engines
def test_what_the_card_stated_is_sealed(installation: Installation) -> None:
    session = finish(installation, assertion(installation))
    with installation.database.read() as unit:
        rows = every(unit, sql("SELECT * FROM person"))
    written = b"".join(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in rows[0])
    assert "髙見本".encode() not in written
    assert b"1949" not in written
    attributes = card(installation, session)["attributes"]
    assert isinstance(attributes, dict)
    assert attributes["birth"] == "1949-04-03"


def test_nobody_has_no_card(installation: Installation) -> None:
    with installation.database.read() as unit, pytest.raises(KeyError):
        card_of(installation.keys, unit, "unknown")


def test_a_sign_in_is_recorded_without_a_name(installation: Installation) -> None:
    session = finish(installation, assertion(installation))
    with installation.database.read() as unit:
        (record,) = audit_records.after(unit, 0)
    assert (record.actor, record.action) == (f"resident:{session.person_id}", "sign in")
    assert (record.detail, record.place) == ("fake card pin", PLACE)
