"""One process of several that serve the same city to browsers, where whoever signs says which certificate they sign with.

`python -m tests.portal.serving DATA DATABASE`: says "ready", then answers each line of JSON `{method, path, cookies, boxes}` with one:
`{status, to, text}`.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from starlette.testclient import TestClient

from integrations.certificate_sockets import (
    CanonicalDocument,
    CertSummary,
    Outcome,
    RevocationResult,
    SignatureEvidence,
    SignHandle,
    SignRequest,
    ToSign,
    Verdict,
    VerificationReport,
)
from integrations.interfaces import Callback
from portal.app import make_app
from portal.config import load_settings
from portal.services.installation import Installation
from portal.wiring import install
from tests.databases import NOW

BASE = "http://127.0.0.1:8000"
_GOOD = Verdict(Outcome.OK)


class AnyCard:
    """The SignatureProvider and the SignatureVerifier: the `code` of a return is the serial of the certificate, and good."""

    name = "any"
    fake = True

    def begin_signature(self, request: SignRequest, now: datetime) -> SignHandle:
        return SignHandle(f"https://cards.example/?state={request.attempt.state}", "t")

    def complete_signature(
        self, callback: Callback, request: SignRequest, handle: SignHandle, now: datetime
    ) -> SignatureEvidence:
        return SignatureEvidence(
            "t", self.name, "cms-detached", "any", request.to_sign.document_digest, b"", callback.code.encode(),
            request.nonce, request.procedure_id, request.application_id,
        )  # fmt: skip

    def prepare(self, document: CanonicalDocument, at: datetime, algorithm: str) -> ToSign:
        return ToSign("cms-detached", algorithm, b"", b"")

    def challenges(self, document: CanonicalDocument) -> Mapping[str, ToSign]:
        return {}

    def verify(
        self, evidence: SignatureEvidence, document: CanonicalDocument, at: datetime,
        known: RevocationResult | None = None,
    ) -> VerificationReport:  # fmt: skip
        card = CertSummary(evidence.certificate.decode(), "authority", "sign", at, at, "any", (), "")
        return VerificationReport(
            self.name, "test", at, "receipt", _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, _GOOD, card
        )  # fmt: skip

    def package(self, evidence: SignatureEvidence) -> bytes:
        return b""

    def ready(self) -> bool:
        return True


def with_any_card(installation: Installation) -> Installation:
    return replace(installation, signing=AnyCard(), verifier=AnyCard())


def main() -> None:
    data, database = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is logged goes elsewhere
    settings = load_settings(env="test", data=Path(data), database_url=database, identity="none", now=NOW)
    installation = with_any_card(install(settings))
    with TestClient(make_app(installation, with_worker=False), base_url=BASE, follow_redirects=False) as client:
        print("ready", file=answers, flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            client.cookies.clear()
            client.cookies.update(asked["cookies"])
            answer = client.request(asked["method"], asked["path"], data=asked["boxes"])
            told = {"status": answer.status_code, "to": answer.headers.get("location", ""), "text": answer.text}
            print(json.dumps(told), file=answers, flush=True)
    installation.database.close()


if __name__ == "__main__":
    main()
