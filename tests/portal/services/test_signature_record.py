"""What is written of a signature is read again as it was: a program of ten years from now judges by it."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from integrations.certificate_sockets import Outcome, RevocationResult, RevocationStatus, Verdict, VerificationReport
from integrations.identity_codes import IdentityCode
from portal.services.signature_record import read_revocation, write_report

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
    told: dict[str, object] = json.loads(json.dumps(write_report(report)))
    return told


@given(RESULTS)
def test_what_was_said_about_revocation_is_read_as_it_was_said(result: RevocationResult) -> None:
    found = read_revocation(stored(result))
    assert found == result
    assert found is not None
    assert isinstance(found.status, RevocationStatus), "the verifier compares identities"
    assert found.code is None or isinstance(found.code, IdentityCode)


def test_where_nothing_was_asked_nothing_is_read() -> None:
    assert read_revocation(stored(None)) is None
