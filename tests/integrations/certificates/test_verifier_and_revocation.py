"""Revocation results in verdicts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509

from integrations.sockets.certificate_sockets import Outcome, RevocationResult, RevocationStatus, Verdict
from integrations.sockets.identity_codes import IdentityCode
from tests.integrations.certificates.world import DOCUMENT, START, Jpki


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("affiliationChanged", IdentityCode.CERT_ADDRESS_CHANGED),
        ("certificateHold", IdentityCode.CERT_REVOKED),
        ("unspecified", IdentityCode.CERT_REVOKED),
        ("keyCompromise", IdentityCode.CERT_REVOKED),
    ],
)
def test_a_revoked_certificate_is_refused_whatever_the_reason(world: Jpki, reason: str, code: IdentityCode) -> None:
    world.revocation.revoke(world.certificate("hanako"), START, reason)
    report = world.judged(world.sign())
    assert (report.revocation, report.state) == (Verdict(Outcome.FAILED, code, reason), "refused")
    assert report.revocation_result
    assert report.revocation_result.status is RevocationStatus.REVOKED


def test_what_nobody_can_say_is_waited_for_and_never_accepted(world: Jpki) -> None:
    world.revocation.down = True
    report = world.judged(world.sign())
    assert report.state == "pending_revocation"
    assert report.revocation == Verdict(Outcome.UNKNOWN, IdentityCode.REVOCATION_UNKNOWN, "down")
    flagged = world.verifier().verify(world.sign("taka"), DOCUMENT, START)
    assert flagged.state == "pending_revocation"


class FixedResult:
    name = "saying"
    fake = True

    def __init__(self, result: RevocationResult) -> None:
        self.result = result

    def check(self, certificate: bytes, at: object) -> RevocationResult:
        return self.result

    def ready(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (IdentityCode.REVOCATION_STALE, IdentityCode.REVOCATION_STALE),
        (IdentityCode.REVOCATION_UNKNOWN, IdentityCode.REVOCATION_UNKNOWN),
        (None, IdentityCode.REVOCATION_UNKNOWN),
    ],
)
def test_why_nothing_is_known_is_reported(world: Jpki, code: IdentityCode | None, expected: IdentityCode) -> None:
    source = FixedResult(RevocationResult(RevocationStatus.UNKNOWN, "saying", code=code))
    report = world.judged(world.sign(), revocation=source)
    assert (report.revocation.code, report.state) == (expected, "pending_revocation")


@pytest.mark.parametrize(("after", "state"), [(0, "accepted"), (1, "pending_revocation")])
def test_an_answer_made_after_the_certificate_ended_clears_nobody(world: Jpki, after: int, state: str) -> None:
    ends = x509.load_der_x509_certificate(world.certificate("hanako")).not_valid_after_utc
    source = FixedResult(RevocationResult(RevocationStatus.GOOD, "saying", this_update=ends + timedelta(seconds=after)))
    report = world.judged(world.sign(), revocation=source)
    assert report.state == state


class CountingCalls:
    """Must not be called."""

    name = "counting"
    fake = True

    def check(self, certificate: bytes, at: object) -> Any:
        raise AssertionError("asked")

    def ready(self) -> bool:
        return True


@pytest.mark.parametrize(
    "change",
    [
        {"signature": b"\0"},
        {"nonce": "other"},
        {"certificate": b""},
    ],
)
def test_nobody_is_asked_about_a_certificate_that_fails_anyway(world: Jpki, change: dict[str, Any]) -> None:
    report = world.verifier(CountingCalls()).verify(replace(world.sign(), **change), DOCUMENT, START)
    assert (report.revocation.outcome, report.state, report.card_attributes) == (Outcome.NOT_ASKED, "refused", None)
