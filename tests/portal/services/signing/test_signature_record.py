"""A signature's record reads back unchanged."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from integrations.sockets.certificate_sockets import (
    Outcome,
    RevocationResult,
    RevocationStatus,
    Verdict,
    VerificationReport,
)
from integrations.sockets.identity_codes import IdentityCode
from portal.services.signing.signature_record import read_revocation, write_report

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
INSTANTS = st.none() | st.datetimes(timezones=st.just(UTC))
RESULTS = st.builds(
    RevocationResult, st.sampled_from(RevocationStatus), st.sampled_from(["crl", "ocsp"]), st.text(), INSTANTS, INSTANTS,
    INSTANTS, INSTANTS, st.none() | st.sampled_from(IdentityCode), st.text(),
)  # fmt: skip


def stored(result: RevocationResult | None) -> dict[str, object]:
    good = Verdict(Outcome.OK)
    report = VerificationReport(
        "jpki", "test", AT, "receipt", good, good, good, good, good, good, good, good, revocation_result=result
    )  # fmt: skip
    content: dict[str, object] = json.loads(json.dumps(write_report(report)))
    return content


@given(RESULTS)
def test_what_was_stated_about_revocation_is_read_as_it_was_stated(result: RevocationResult) -> None:
    revocation = read_revocation(stored(result))
    assert revocation == result
    assert revocation is not None
    assert isinstance(revocation.status, RevocationStatus), "the verifier compares identities"
    assert revocation.code is None or isinstance(revocation.code, IdentityCode)


def test_where_nothing_was_asked_nothing_is_read() -> None:
    assert read_revocation(stored(None)) is None
