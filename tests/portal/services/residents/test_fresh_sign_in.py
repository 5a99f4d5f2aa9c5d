"""Acts that require a recent sign-in of their realm."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.clock import Clock, to_micro
from portal.errors import FreshSignInNeeded
from portal.services.residents.fresh_sign_in import CHANGE_CONTACT, MAKE_ONE, USE_NUMBER, demand_fresh, is_fresh
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session


@pytest.mark.parametrize(
    ("since", "sending", "fresh"),
    [(timedelta(minutes=10), False, True), (timedelta(minutes=10, microseconds=1), False, False),
     (timedelta(minutes=10, microseconds=1), True, True), (timedelta(minutes=30), True, True),
     (timedelta(minutes=30, microseconds=1), True, False)],
)  # fmt: skip
def test_a_sign_in_is_fresh_for_ten_minutes_and_a_form_shown_in_time_for_twenty_more(
    installation: Installation, since: timedelta, sending: bool, fresh: bool
) -> None:
    assert installation.settings.fresh_minutes == 10
    installation = replace(installation, clock=Clock(seconds=lambda: 1_795_000_000.0))
    proved_at = to_micro(installation.clock.now() - since)
    session = Session(b"token", "staff", None, 1, proved_at=proved_at)
    assert is_fresh(installation, session, USE_NUMBER, sending=sending) is fresh


@pytest.mark.parametrize(
    ("act", "realm", "asked"),
    [(USE_NUMBER, "resident", "staff"), (MAKE_ONE, "mail", "staff"), (CHANGE_CONTACT, "staff", "resident"),
     (CHANGE_CONTACT, "mail", "resident"), (CHANGE_CONTACT, "guest", "resident")],
)  # fmt: skip
def test_a_sign_in_of_this_moment_in_another_realm_serves_no_act(
    installation: Installation, act: str, realm: str, asked: str
) -> None:
    session = Session(b"token", realm, "person", None, proved_at=to_micro(installation.clock.now()))
    with pytest.raises(FreshSignInNeeded) as refused:
        demand_fresh(installation, session, act)
    assert refused.value.realm == asked
    demand_fresh(installation, replace(session, realm=asked), act)
