"""A sign-in's answer that two processes get at the same time counts in one of them, on both databases."""

from integrations.interfaces import SignInRequest
from portal.services.installation import Installation
from portal.services.sign_in_attempts import begin_attempt
from tests.portal.answering import BROWSER
from tests.portal.world import PLACE
from tests.warm import Talk

REALMS = ("resident", "staff", "counter-card")
EACH = 30


def test_of_two_processes_one_gets_each_answer(installation: Installation, database_url: str) -> None:
    asked = [(realm, f"{realm}-{number}") for number in range(EACH) for realm in REALMS]
    with installation.database.write() as unit:
        for realm, state in asked:
            secrets = SignInRequest(state, f"nonce-of-{state}", "", "")
            begin_attempt(installation, unit, realm, state, BROWSER, place=PLACE, asked=secrets)
        unit.commit()
    both = [Talk("tests.portal.answering", str(installation.settings.data), database_url) for _ in range(2)]
    for one in both:
        assert one.heard() == "ready"
    for realm, state in asked:  # both are told before either is heard
        for one in both:
            one.stdin.write(f"{realm} {state}\n")
            one.stdin.flush()
        assert sorted(one.heard() for one in both) == ["NONCE_REPLAYED", f"nonce-of-{state}"]
    assert [one.end() for one in both] == [0, 0]
