"""A sign-in's answer that two processes get at the same time counts in one of them, on both databases."""

import subprocess
import sys

from integrations.interfaces import SignInRequest
from portal.services.installation import Installation
from portal.services.sign_in_attempts import begin_attempt
from tests.portal.answering import BROWSER
from tests.portal.world import PLACE

REALMS = ("resident", "staff", "counter-card")
EACH = 30


def test_of_two_processes_one_gets_each_answer(installation: Installation, database_url: str) -> None:
    asked = [(realm, f"{realm}-{number}") for number in range(EACH) for realm in REALMS]
    with installation.database.write() as unit:
        for realm, state in asked:
            secrets = SignInRequest(state, f"nonce-of-{state}", "", "")
            begin_attempt(installation, unit, realm, state, BROWSER, place=PLACE, asked=secrets)
        unit.commit()
    command = [sys.executable, "-m", "tests.portal.answering", str(installation.settings.data), database_url]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        assert said(one) == "ready"
    for realm, state in asked:  # both are told before either is heard
        for one in both:
            assert one.stdin
            one.stdin.write(f"{realm} {state}\n")
            one.stdin.flush()
        assert sorted(map(said, both)) == ["NONCE_REPLAYED", f"nonce-of-{state}"]
    for one in both:
        one.communicate(timeout=60)
    assert [one.returncode for one in both] == [0, 0]


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()
