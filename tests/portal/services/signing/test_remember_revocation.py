"""A revocation once learned outlives a later GOOD."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from integrations.sockets.certificate_sockets import RevocationResult, RevocationStatus
from portal.services.shared.installation import Installation
from portal.services.signing.remember_revocation import RememberedRevocation

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
GOOD = RevocationResult(RevocationStatus.GOOD, "responder")
REVOKED = RevocationResult(RevocationStatus.REVOKED, "responder", "keyCompromise", NOW - timedelta(days=1))
pytestmark = pytest.mark.both_engines


@dataclass
class Responder:
    result: RevocationResult
    asked: list[bytes] = field(default_factory=list)
    name: str = "responder"
    fake: bool = True

    def check(self, certificate: bytes, at: datetime) -> RevocationResult:
        self.asked.append(certificate)
        return self.result

    def ready(self) -> bool:
        return self.result is GOOD


def test_a_revoked_certificate_stays_revoked_whatever_the_responder_says_later(installation: Installation) -> None:
    responder = Responder(REVOKED)
    source = RememberedRevocation(responder, installation.database)
    assert source.check(b"card", NOW).status is RevocationStatus.REVOKED
    responder.result = GOOD
    later = source.check(b"card", NOW + timedelta(days=900))
    assert (later.status, later.reason, later.revoked_at) == (REVOKED.status, REVOKED.reason, REVOKED.revoked_at)
    assert source.check(b"another card", NOW).status is RevocationStatus.GOOD
    again = RememberedRevocation(Responder(GOOD), installation.database)  # another process
    assert again.check(b"card", NOW).status is RevocationStatus.REVOKED


def test_a_signature_from_before_the_revocation_is_judged_for_its_own_time(installation: Installation) -> None:
    responder = Responder(REVOKED)
    source = RememberedRevocation(responder, installation.database)
    source.check(b"card", NOW)
    responder.result = GOOD
    assert source.check(b"card", NOW - timedelta(days=2)).status is RevocationStatus.GOOD


@pytest.mark.parametrize(
    "result",
    [GOOD, replace(GOOD, status=RevocationStatus.UNKNOWN), replace(REVOKED, reason="certificateHold")],
)
def test_what_may_change_is_asked_again(installation: Installation, result: RevocationResult) -> None:
    responder = Responder(result)
    source = RememberedRevocation(responder, installation.database)
    assert [source.check(b"card", NOW) for _ in range(2)] == [result] * 2
    assert len(responder.asked) == 2


def test_it_passes_for_the_source_it_remembers_for(installation: Installation) -> None:
    source = RememberedRevocation(Responder(GOOD), installation.database)
    assert (source.name, source.fake, source.ready()) == ("responder", True, True)
