"""Of two processes that receive the same sign-in response, one accepts it, on both engines."""

import pytest

from integrations.sockets.interfaces import SignInRequest
from portal.services.residents.sign_in_attempts import begin_attempt
from portal.services.shared.installation import Installation
from tests.portal.answering import BROWSER
from tests.portal.world import PLACE
from tests.warm import Talk

pytestmark = pytest.mark.both_engines

REALMS = ("resident", "staff", "counter-card")
EACH = 30


def test_of_two_processes_one_gets_each_answer(installation: Installation, database_url: str) -> None:
    attempts = [(realm, f"{realm}-{number}") for number in range(EACH) for realm in REALMS]
    with installation.database.write() as unit:
        for realm, state in attempts:
            secrets = SignInRequest(state, f"nonce-of-{state}", "", "")
            begin_attempt(installation, unit, realm, state, BROWSER, place=PLACE, asked=secrets)
        unit.commit()
    processes = [Talk("tests.portal.answering", str(installation.settings.data), database_url) for _ in range(2)]
    for process in processes:
        assert process.heard() == "ready"
    for realm, state in attempts:  # both requests are sent before either response is read
        for process in processes:
            process.stdin.write(f"{realm} {state}\n")
            process.stdin.flush()
        assert sorted(process.heard() for process in processes) == ["NONCE_REPLAYED", f"nonce-of-{state}"]
    assert [process.end() for process in processes] == [0, 0]
